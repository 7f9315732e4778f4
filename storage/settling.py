"""Posts of which nobody knows whether they arrived: those that wait for a person, and all of them after a restore."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from storage.outbox import ROW, TABLE
from storage.tx import Tx


def unknown(tx: Tx) -> list[Row[Any]]:
    """Give what waits for a person in all workspaces, the longest waiting first."""
    return list(tx.connection.execute(select(TABLE).where(ROW.state == "unknown").order_by(ROW.attempted_at)))


def doubt(tx: Tx, now: datetime) -> int:
    """Make all that was about to leave uncertain, in all workspaces, since it may have left; gives how much.

    What was never tried is looked for from the moment on which it might have been.
    """
    due = update(TABLE).where(ROW.state.in_(("pending", "sending", "uncertain")), ROW.not_before <= now)
    tried = func.coalesce(ROW.attempted_at, ROW.not_before)
    return tx.connection.execute(
        due.values(state="uncertain", owner=0, attempted_at=tried, not_before=now, error="restored")
    ).rowcount
