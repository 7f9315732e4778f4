"""What is due in circles, by local date; a row is due until it is done or skipped."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete

from storage.plain import Plain
from storage.tables import Occurrence
from storage.tx import Tx

ROWS = Plain(Occurrence)
TABLE = Occurrence.metadata.tables["occurrence"]
ROW = TABLE.c
_ITS = "workspace = ? AND circle = ? AND kind = ?"


def due(tx: Tx, now: datetime, limit: int) -> Sequence[Occurrence]:
    """Give what is due in any workspace, the longest due first; to be read only."""
    at = ROWS.bound(tx, "due_at", now)
    return ROWS.all(tx, "state = 'due' AND due_at <= ? ORDER BY due_at LIMIT ?", at, limit)


def next_due(tx: Tx) -> datetime | None:
    """Give when the next one of any workspace is due."""
    found = ROWS.first(tx, "state = 'due' ORDER BY due_at LIMIT 1")
    return found.due_at if found else None


def plan(tx: Tx, workspace: str, circle: str, kind: str, day: date, due_at: datetime) -> bool:
    """Plan something for a local date; False if it was planned before, whatever became of it."""
    row = {"workspace": workspace, "circle": circle, "kind": kind, "day": day, "due_at": due_at}
    return ROWS.try_(tx, **row)


def finish(tx: Tx, workspace: str, circle: str, kind: str, day: date, state: str, reason: str = "") -> bool:
    """Note that it is done or skipped; False if it was no longer due, and then nothing may come of it."""
    still_due = f"{_ITS} AND day = ? AND state = 'due'"
    about = (workspace, circle, kind, ROWS.bound(tx, "day", day))
    return bool(ROWS.change(tx, {"state": state, "reason": reason}, still_due, *about))


def replan(tx: Tx, workspace: str, circle: str, kind: str) -> int:
    """Forget what is still due, so that it can be planned anew; what has ended stays."""
    mine = (ROW.workspace == workspace) & (ROW.circle == circle) & (ROW.kind == kind)
    return tx.connection.execute(delete(TABLE).where(mine, ROW.state == "due")).rowcount


def last_day(tx: Tx, workspace: str, circle: str, kind: str) -> date | None:
    """Give the newest local date planned so far, ended or not."""
    found = ROWS.first(tx, f"{_ITS} ORDER BY day DESC LIMIT 1", workspace, circle, kind)
    return found.day if found else None


def last_done(tx: Tx, workspace: str, circle: str, kind: str) -> Occurrence | None:
    """Give the newest one that was done, to be read only; None where none was, or where that is long ago."""
    return ROWS.first(tx, f"{_ITS} AND state = 'done' ORDER BY day DESC LIMIT 1", workspace, circle, kind)


def upcoming(tx: Tx, workspace: str, circle: str) -> Sequence[Occurrence]:
    """Give what is still due in a circle, the next first; to be read only."""
    where = "workspace = ? AND circle = ? AND state = 'due' ORDER BY due_at"
    return ROWS.all(tx, where, workspace, circle)


def purge(tx: Tx, workspace: str, circle: str, before: date) -> int:
    """Forget what ended in a circle before a day; gives how many."""
    mine = (ROW.workspace == workspace) & (ROW.circle == circle) & (ROW.day < before)
    return tx.connection.execute(delete(TABLE).where(mine, ROW.state != "due")).rowcount
