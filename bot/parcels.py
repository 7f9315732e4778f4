"""A claimed row as the parcel that it is to a platform, and where that stands once it landed."""

import orjson

from bot import ports
from bot.messages import Message, from_json, to_json
from storage import posts
from storage.outbox import Claimed
from storage.store import Tx
from storage.vault import Vault


def opened(vault: Vault, row: Claimed) -> tuple[ports.Parcel, str]:
    """Give what is to be delivered, and the trace that it belongs to.

    Raises WrongKey, and ValueError for what another version wrote.
    """
    said = orjson.loads(vault.open(row.body)) if row.body is not None else to_json(Message(""))
    built = from_json(said)
    message = built if isinstance(built, Message) else Message("")
    parcel = ports.Parcel(
        workspace=row.workspace,
        how=ports.How(row.how),
        channel=row.channel,
        message=message,
        key=row.parcel,
        thread=row.thread,
        ref=row.ref,
        to=row.to,
        attempted=row.attempted_at,
    )
    return parcel, str(said.get("trace", ""))


def stands(tx: Tx, row: Claimed, ref: str, channel: str) -> None:
    """Remember where a post landed, or that it is gone; of a private one also whose chat that is.

    Only the platform knows the chat's own id, and the row that was addressed to its member is soon forgotten.
    """
    if row.how == ports.How.DELETE:
        posts.drop_at(tx, row.workspace, channel, row.ref)
    if row.how not in {ports.How.POST, ports.How.PRIVATE}:
        return
    about = {"kind": row.kind, "subject": row.subject, "circle": row.circle, "thread": row.thread}
    if row.how == ports.How.PRIVATE:
        about["author"] = row.channel
    posts.note(tx, row.workspace, channel=channel, ref=ref, own=True, **about)
