"""Echoes: whose reaction or reply stands on what, settled by the platform's own order of events."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, delete, select

from storage.plain import Plain
from storage.store import Tx
from storage.tables import Echo

ROWS = Plain(Echo)
EDIT = (
    ".edit"  # no emoji is called so: the sign of a row that is no echo, but remembers which edit of an answer came last
)
_PUT = """
INSERT INTO echo (workspace, channel, ref, member, sign, kind, subject, circle, order_key, present, edition, on_day)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?)
ON CONFLICT (workspace, channel, ref, member, sign) DO UPDATE SET
    present = excluded.present, kind = excluded.kind, subject = excluded.subject, circle = excluded.circle,
    order_key = CASE WHEN excluded.order_key = '' THEN echo.order_key ELSE excluded.order_key END
WHERE excluded.order_key > echo.order_key
    OR (excluded.order_key = echo.order_key AND echo.present AND NOT excluded.present)
    OR (excluded.order_key = '' AND echo.present <> excluded.present)
RETURNING sign
"""


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
    told = (workspace, channel, ref, member, sign, kind, subject, circle, order, present)
    return tx.row(_PUT, *told, ROWS.bound(tx, "on_day", day)) is not None


def about(tx: Tx, workspace: str, kind: str, subject: str) -> Sequence[Echo]:
    """Give the echoes that stand on an answer or kudos."""
    query = select(Echo).where(Echo.workspace == workspace, Echo.kind == kind, Echo.subject == subject)
    return tx.session.exec(query.where(col(Echo.present).is_(True)).order_by(Echo.member, Echo.sign)).all()


def by_member(tx: Tx, workspace: str, member: str) -> Sequence[Echo]:
    """Give the echoes that a member left; the emoji on a colleague's message is a thank-you, and no echo."""
    query = select(Echo).where(Echo.workspace == workspace, Echo.member == member, Echo.kind != "message")
    return tx.session.exec(query.where(col(Echo.present).is_(True)).order_by(col(Echo.on_day).desc(), Echo.ref)).all()


def drop(tx: Tx, workspace: str, channel: str, ref: str) -> None:
    """Forget the echo that a message was as a reply and the order of its edits, since the message is gone."""
    tx.session.exec(
        delete(Echo).where(
            col(Echo.workspace) == workspace,
            col(Echo.channel) == channel,
            col(Echo.ref) == ref,
            col(Echo.sign).in_(("reply", EDIT)),
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
