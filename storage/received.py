"""What platforms delivered and what became of it. `Store.receive` puts it here."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, update

from storage import rows
from storage.errors import Conflict
from storage.plain import Plain
from storage.tables import Received
from storage.tx import Tx
from storage.vault import names

TABLE = Received.metadata.tables["received"]
ROW = TABLE.c
ROWS = Plain(Received)
LEASE = timedelta(seconds=60)


class Left(NamedTuple):
    """Something received that still waits to be handled; the payload is sealed."""

    workspace: str
    key: str
    payload: bytes
    attempts: int


def pending(tx: Tx, now: datetime, limit: int) -> list[Left]:
    """Give what waits in any workspace and is due, the oldest first."""
    found = select(ROW.workspace, ROW.key, ROW.payload, ROW.attempts)
    found = found.where(ROW.state == "pending", ROW.not_before <= now)
    found = found.order_by(ROW.not_before).limit(limit).with_for_update(skip_locked=True)
    return [Left(*row) for row in tx.connection.execute(found)]


def claim(tx: Tx, now: datetime, limit: int, *, lease: timedelta = LEASE) -> list[Left]:
    """Give the same and keep it from others for a while; should one go on after that, `done` undoes the second."""
    found = pending(tx, now, limit)
    rows.change(tx.connection, TABLE, [(row.workspace, row.key) for row in found], not_before=now + lease)
    return found


def done(tx: Tx, workspace: str, key: str) -> None:
    """Note that it is handled and erase it; raises Conflict if it had been handled already, which undoes this unit."""
    ended = "UPDATE received SET state = 'done', payload = NULL, error = '' WHERE workspace = ? AND key = ?"
    if tx.run(f"{ended} AND state <> 'done'", workspace, key):
        return
    if tx.row("SELECT 1 FROM received WHERE workspace = ? AND key = ?", workspace, key) is not None:
        raise Conflict


def failed(tx: Tx, workspace: str, key: str, *, error: str, not_before: datetime | None) -> bool:
    """Note that handling failed: it is tried again at `not_before`, or with None kept for a person to look at."""
    mine = (ROW.workspace == workspace) & (ROW.key == key) & (ROW.state == "pending")
    change = update(TABLE).where(mine).values(error=error, attempts=ROW.attempts + 1)
    change = change.values(state="failed") if not_before is None else change.values(not_before=not_before)
    return bool(tx.connection.execute(change).rowcount)


def claim_key(tx: Tx, workspace: str, key: str, now: datetime) -> bool:
    """Note an interactive request as handled in this very transaction; False if it was before."""
    # Under all its names, and all in one order: a process with other keys in front finds it too.
    made = {"workspace": workspace, "state": "done", "not_before": now}
    return all(ROWS.try_(tx, key=name, **made) for name in sorted(names(key)))


def release_key(tx: Tx, workspace: str, key: str) -> None:
    """Let the same interactive request come again, since nothing was done with it."""
    for name in names(key):
        tx.run("DELETE FROM received WHERE workspace = ? AND key = ? AND state = 'done'", workspace, name)


def waiting(tx: Tx) -> Mapping[str, int]:
    """Count what is not handled in all workspaces: pending, retried (pending with an error) and failed."""
    found = select(ROW.state, ROW.error, func.count()).where(ROW.state.in_(("pending", "failed")))
    counts = {"pending": 0, "retried": 0, "failed": 0}
    for state, error, count in tx.connection.execute(found.group_by(ROW.state, ROW.error)):
        counts["retried" if state == "pending" and error else state] += count
    return counts


def revive(tx: Tx) -> int:
    """Let what failed in all workspaces be tried once more, as a new version may do better; gives how much."""
    return tx.run("UPDATE received SET state = 'pending', attempts = 0 WHERE state = 'failed'")


def purge(tx: Tx, before: datetime, *, limit: int = 5000) -> int:
    """Forget keys of handled requests of all workspaces from before; gives how many, so that one can go on."""
    return _purge(tx, "done", before, limit)


def purge_failed(tx: Tx, before: datetime, *, limit: int = 5000) -> int:
    """Forget what failed in all workspaces and was last tried before; gives how much, so that one can go on."""
    return _purge(tx, "failed", before, limit)


def _purge(tx: Tx, state: str, before: datetime, limit: int) -> int:
    old = select(ROW.workspace, ROW.key).where(ROW.state == state, ROW.not_before < before).limit(limit)
    return rows.drop(tx.connection, TABLE, tx.connection.execute(old).all())
