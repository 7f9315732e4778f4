"""Kudos: who thanked whom for what, who joined in, and what stays out of the digest."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, delete, select, update

from storage.plain import Plain
from storage.store import Tx
from storage.tables import Echo, Joiner, Kudos, Receiver

ROWS, RECEIVERS, JOINERS = Plain(Kudos), Plain(Receiver), Plain(Joiner)
_A_DAY = timedelta(days=1)  # local dates are at most one off the UTC date


def draft(workspace: str, **values: object) -> Kudos:
    """Give a kudos of this workspace that is not kept yet, to be read only: a tenth of the cost of the ORM's."""
    return ROWS.made(workspace=workspace, **values)


def add(tx: Tx, workspace: str, kudos: Kudos, receivers: Sequence[str], kept_out: Sequence[str] = ()) -> Kudos:
    """Keep a new kudos of this workspace with its receivers; `kept_out` is who is named in no digest."""
    ROWS.add(tx, **vars(kudos) | {"workspace": workspace})
    for member in dict.fromkeys(receivers):
        RECEIVERS.add(tx, workspace=workspace, kudos=kudos.kudos, member=member, kept_out=member in kept_out)
    return kudos


def change(tx: Tx, workspace: str, kudos: Kudos) -> None:
    """Keep what changed in a kudos of this workspace."""
    if kudos.workspace == workspace:
        tx.session.add(kudos)
        tx.session.flush()


def get(tx: Tx, workspace: str, kudos: str) -> Kudos | None:
    """Give one kudos, None if it is not of this workspace."""
    return tx.session.get(Kudos, (workspace, kudos))


def look(tx: Tx, workspace: str, kudos: str) -> Kudos | None:
    """Give one kudos to be read only, which costs a fraction of `get`."""
    return ROWS.get(tx, workspace, kudos)


def remove(tx: Tx, workspace: str, kudos: str) -> None:
    """Delete a kudos with its receivers, joiners and echoes."""
    for table in (Receiver, Joiner, Kudos):
        tx.session.exec(delete(table).where(col(table.workspace) == workspace, col(table.kudos) == kudos))
    tx.session.exec(
        delete(Echo).where(col(Echo.workspace) == workspace, col(Echo.kind) == "kudos", col(Echo.subject) == kudos)
    )


def on_message(tx: Tx, workspace: str, channel: str, message: str, giver: str) -> Kudos | None:
    """Give what one person thanked a message of a channel for, None if they did not."""
    query = select(Kudos).where(Kudos.workspace == workspace, Kudos.channel == channel, Kudos.message == message)
    return tx.session.exec(query.where(Kudos.giver == giver)).first()


def lately(tx: Tx, workspace: str, giver: str, since: datetime, *, by_reaction: bool) -> int:
    """Count what one person gave since a moment, by reaction or in words."""
    lately = "SELECT count(*) FROM kudos WHERE workspace = ? AND giver = ? AND given_on >= ? AND given_at > ?"
    days = ROWS.bound(tx, "given_on", since.date() - _A_DAY), ROWS.bound(tx, "given_at", since)
    found = tx.row(f"{lately} AND (source = 'reaction') = ?", workspace, giver, *days, by_reaction)
    return int(found[0]) if found else 0


def receivers(tx: Tx, workspace: str, kudos: str) -> Sequence[Receiver]:
    """Give who is thanked by a kudos."""
    return RECEIVERS.all(tx, "workspace = ? AND kudos = ? ORDER BY member", workspace, kudos)


def names(tx: Tx, workspace: str, kudos: str) -> list[str]:
    """Give the ids of who is thanked by a kudos."""
    asked = "SELECT member FROM receiver WHERE workspace = ? AND kudos = ? ORDER BY member"
    return [str(member) for (member,) in tx.rows(asked, workspace, kudos)]


def receivers_of(tx: Tx, workspace: str, several: Sequence[str]) -> dict[str, list[Receiver]]:
    """Give who is thanked by each of several kudos."""
    query = select(Receiver).where(Receiver.workspace == workspace, col(Receiver.kudos).in_(several))
    found: dict[str, list[Receiver]] = {kudos: [] for kudos in several}
    for receiver in tx.session.exec(query.order_by(Receiver.kudos, Receiver.member)).all():
        found[receiver.kudos].append(receiver)
    return found


def given_by(tx: Tx, workspace: str, member: str) -> Sequence[Kudos]:
    """Give what a member gave, newest first."""
    query = select(Kudos).where(Kudos.workspace == workspace, Kudos.giver == member)
    return tx.session.exec(query.order_by(col(Kudos.given_at).desc())).all()


def received_by(tx: Tx, workspace: str, member: str) -> Sequence[Kudos]:
    """Give what a member was thanked for, newest first."""
    query = (
        select(Kudos)
        .join(Receiver, (col(Receiver.workspace) == col(Kudos.workspace)) & (col(Receiver.kudos) == col(Kudos.kudos)))
        .where(Kudos.workspace == workspace, Receiver.member == member)
    )
    return tx.session.exec(query.order_by(col(Kudos.given_at).desc())).all()


def keep_out(tx: Tx, workspace: str, kudos: str, member: str) -> bool:
    """Note that a receiver keeps a kudos out of the digest; False if it is not theirs."""
    receiver = tx.session.get(Receiver, (workspace, kudos, member))
    if receiver is None:
        return False
    receiver.kept_out = True
    tx.session.flush()
    return True


def keep_rest_out(tx: Tx, workspace: str, member: str) -> None:
    """Keep everything a member was thanked for, and no digest has taken up yet, out of the next."""
    this = (Kudos.workspace == workspace, Kudos.kudos == Receiver.kudos, Kudos.edition == "")
    tx.session.exec(
        update(Receiver)
        .where(
            col(Receiver.workspace) == workspace,
            col(Receiver.member) == member,
            select(Kudos.kudos).where(*this).exists(),
        )
        .values(kept_out=True)
    )


def joiners(tx: Tx, workspace: str, kudos: str) -> Sequence[Joiner]:
    """Give who joined in with a kudos."""
    return JOINERS.all(tx, "workspace = ? AND kudos = ? ORDER BY member", workspace, kudos)


def join(tx: Tx, workspace: str, kudos: str, member: str, by: str) -> bool:
    """Note that somebody joins in; False if they had already."""
    if tx.session.get(Joiner, (workspace, kudos, member)) is not None:
        return False
    tx.session.add(Joiner(workspace=workspace, kudos=kudos, member=member, by=by))
    tx.session.flush()
    return True


def leave(tx: Tx, workspace: str, kudos: str, member: str, by: str = "") -> bool:
    """Note that somebody joins in no longer, with `by` only if that is how they joined; False if nothing changed."""
    joiner = tx.session.get(Joiner, (workspace, kudos, member))
    if joiner is None or (by and joiner.by != by):
        return False
    tx.session.delete(joiner)
    tx.session.flush()
    return True
