"""Echoes: whose reaction or reply stands on what, settled by the platform's own order of events."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, case, or_
from sqlmodel import col, delete, select

from storage.engine import insert
from storage.store import Tx
from storage.tables import Echo

TABLE = Echo.metadata.tables["echo"]
_KEY = ("workspace", "channel", "ref", "member", "sign")
_SETTLED = ("present", "kind", "subject", "circle")


def put(  # noqa: PLR0913 - an echo has these parts, each named
    tx: Tx,
    workspace: str,
    *,
    channel: str,
    ref: str,
    member: str,
    sign: str,
    kind: str,
    subject: str,
    circle: str,
    order: str,
    present: bool,
    day: date,
) -> bool:
    """Note an echo set or taken away; False if something later is known already, or the very same.

    Of two with the same order the one that takes away wins; one without an order comes last, as far as anybody knows.
    """
    new = insert(tx.connection, TABLE).values(
        workspace=workspace, channel=channel, ref=ref, member=member, sign=sign, kind=kind, subject=subject
    )
    new = new.values(circle=circle, order_key=order, present=present, edition="", on_day=day)
    known, coming = TABLE.c.order_key, new.excluded.order_key
    takes_away = and_(coming == known, TABLE.c.present.is_(True), new.excluded.present.is_(False))
    turns = and_(coming == "", TABLE.c.present != new.excluded.present)
    settled = {name: new.excluded[name] for name in _SETTLED} | {"order_key": case((coming == "", known), else_=coming)}
    new = new.on_conflict_do_update(
        index_elements=list(_KEY), set_=settled, where=or_(coming > known, takes_away, turns)
    )
    # Not every driver counts the rows of an INSERT; all of them give back those it wrote.
    return tx.connection.execute(new.returning(TABLE.c.sign)).first() is not None


def about(tx: Tx, workspace: str, kind: str, subject: str) -> Sequence[Echo]:
    """Give the echoes that stand on an answer or kudos."""
    query = select(Echo).where(Echo.workspace == workspace, Echo.kind == kind, Echo.subject == subject)
    return tx.session.exec(query.where(col(Echo.present).is_(True)).order_by(Echo.member, Echo.sign)).all()


def by_member(tx: Tx, workspace: str, member: str) -> Sequence[Echo]:
    """Give the echoes that a member left."""
    query = select(Echo).where(Echo.workspace == workspace, Echo.member == member)
    return tx.session.exec(query.where(col(Echo.present).is_(True)).order_by(col(Echo.on_day).desc(), Echo.ref)).all()


def drop(tx: Tx, workspace: str, channel: str, ref: str) -> None:
    """Forget the echo that a message was as a reply, since the message is gone."""
    tx.session.exec(
        delete(Echo).where(
            col(Echo.workspace) == workspace,
            col(Echo.channel) == channel,
            col(Echo.ref) == ref,
            col(Echo.sign) == "reply",
        )
    )


def drop_about(tx: Tx, workspace: str, kind: str, subject: str) -> None:
    """Forget every echo on an answer or kudos that is gone."""
    tx.session.exec(
        delete(Echo).where(col(Echo.workspace) == workspace, col(Echo.kind) == kind, col(Echo.subject) == subject)
    )


def drop_of(tx: Tx, workspace: str, member: str) -> None:
    """Forget every echo of one person."""
    tx.session.exec(delete(Echo).where(col(Echo.workspace) == workspace, col(Echo.member) == member))
