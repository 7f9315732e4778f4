"""Whether something of ours stands in the chat, or is on its way there."""

from sqlmodel import col, select

from storage import posts
from storage.store import Tx
from storage.tables import Outbox


def under_way(tx: Tx, workspace: str, channel: str) -> bool:
    """Tell whether a message of ours may stand in a channel already without anybody having written down where."""
    state = col(Outbox.state).in_(("sending", "uncertain"))
    query = select(Outbox.parcel).where(Outbox.workspace == workspace, Outbox.channel == channel, Outbox.how == "post")
    return tx.session.exec(query.where(state).limit(1)).first() is not None


def has_thread(tx: Tx, workspace: str, kind: str, subject: str) -> bool:
    """Tell whether a subject's own post stands somewhere or will, so that a thread can hang under it."""
    if posts.of(tx, workspace, kind, subject) is not None:
        return True
    state = col(Outbox.state).in_(("pending", "sending", "uncertain", "unknown", "sent"))
    query = select(Outbox.parcel).where(Outbox.workspace == workspace, Outbox.kind == kind, Outbox.subject == subject)
    return tx.session.exec(query.where(Outbox.how == "post", state).limit(1)).first() is not None
