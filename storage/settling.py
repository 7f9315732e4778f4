"""Posts of which nobody knows whether they arrived: those that wait for a person, and all of them after a restore."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, literal_column, select, update

from storage.outbox import ROW, TABLE
from storage.tx import Tx

OPEN = ("uncertain", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A post of which nobody knows."""

    parcel: str
    kind: str
    subject: str
    circle: str
    thread: str
    attempted_at: datetime | None


def open_in(tx: Tx, workspace: str, channel: str) -> Sequence[Open]:
    """Give the posts in a channel of which nobody knows, those on their way included."""
    # Few rows are in these states: the workspace is compared as an expression, so that no index of all rows is taken.
    here = literal_column("workspace || ''") == workspace
    here &= (ROW.channel == channel) & (ROW.how == "post") & ROW.state.in_(("sending", *OPEN))
    columns = [ROW[name] for name in Open.__slots__]
    return [Open(**row._mapping) for row in tx.connection.execute(select(*columns).where(here))]  # noqa: SLF001 - public


def landed(tx: Tx, workspace: str, channel: str, ref: str) -> bool:
    """Tell whether a post of ours is known to have landed there, though it may be gone since."""
    here = (ROW.workspace == workspace) & (ROW.channel == channel) & (ROW.ref == ref)
    return tx.connection.execute(select(ROW.parcel).where(here, ROW.state == "sent").limit(1)).first() is not None


def prove(tx: Tx, workspace: str, post: Open, ref: str) -> bool:
    """Write that a post stands under `ref`; False if that was found out meanwhile."""
    mine = (ROW.workspace == workspace) & (ROW.parcel == post.parcel) & ROW.state.in_(OPEN)
    stands = {"state": "sent", "ref": ref, "body": None, "owner": 0, "error": ""}
    return bool(tx.connection.execute(update(TABLE).where(mine).values(**stands)).rowcount)


def unknown(tx: Tx) -> list[Row[Any]]:
    """Give what waits for a person in all workspaces, the longest waiting first."""
    return list(tx.connection.execute(select(TABLE).where(ROW.state == "unknown").order_by(ROW.attempted_at)))


def decide(tx: Tx, workspace: str, parcel: str, now: datetime, *, arrived: bool, ref: str = "") -> bool:
    """Write what a person found out about an unknown row: it is there (under `ref`), or it is to be sent again.

    What was taken back meanwhile is not sent again, and need not be taken away.
    """
    mine = (ROW.workspace == workspace) & (ROW.parcel == parcel) & (ROW.state == "unknown")
    if not arrived and (row := tx.connection.execute(select(TABLE).where(mine)).first()) is not None:
        about = (ROW.workspace == workspace) & (ROW.kind == row.kind) & (ROW.subject == row.subject)
        taken_back = delete(TABLE).where(about, ROW.how == "delete", ROW.state == "pending")
        if row.how == "post" and tx.connection.execute(taken_back).rowcount:
            return bool(tx.connection.execute(delete(TABLE).where(mine)).rowcount)
    change: dict[str, Any] = {"state": "sent", "body": None} if arrived else {"state": "pending", "not_before": now}
    if arrived and ref:
        change["ref"] = ref
    return bool(tx.connection.execute(update(TABLE).where(mine).values(**change)).rowcount)


def doubt(tx: Tx, now: datetime) -> int:
    """Make all that was about to leave uncertain, in all workspaces, since it may have left; gives how much.

    What was never tried is looked for from the moment on which it might have been.
    """
    due = update(TABLE).where(ROW.state.in_(("pending", "sending", "uncertain")), ROW.not_before <= now)
    tried = func.coalesce(ROW.attempted_at, ROW.not_before)
    return tx.connection.execute(
        due.values(state="uncertain", owner=0, attempted_at=tried, not_before=now, error="restored")
    ).rowcount
