"""What nobody needs any more is forgotten once an hour, by one process of all."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from bot import log
from bot.dispatch import Desk
from bot.services import installs, retention
from storage import backup, circles, gates, keeping, outbox, received, tickets, workspaces
from storage.store import Tx

LOG = log.logger("housekeeping")
KEPT = timedelta(days=14)  # keys of deliveries and ended posts: longer than any platform delivers again
GONE_KEPT = timedelta(days=30)
EVERY = timedelta(hours=1)
DAILY = timedelta(hours=23)
FORGOTTEN = "forgotten until"
AT_ONCE = 5000
NIGHTLY = f"fireside-{'[0-9]' * 8}T{'[0-9]' * 6}.db"  # and nobody's own copies beside them


async def tidy(desk: Desk) -> bool:
    """Forget what is old; tells whether it was this process's turn."""
    now = desk.clock.now()
    nearly = EVERY - timedelta(minutes=1)  # the alarm rings every hour, and is never a second too early
    if not await desk.store.awrite(lambda tx: keeping.take_turn(tx, "housekeeping", now, nearly)):
        return False
    olds = ((received.purge, KEPT), (received.purge_failed, GONE_KEPT), (outbox.purge, KEPT))
    for purge, kept in olds:
        while await desk.store.awrite(_part(purge, now - kept)) == AT_ONCE:
            pass
    # A gate tells when somebody was written to last.
    await desk.store.awrite(lambda tx: gates.purge(tx, now - EVERY))
    await desk.store.awrite(lambda tx: tickets.purge(tx, now))
    await desk.store.awrite(lambda tx: installs.purge_gone(desk.unit(tx), now - GONE_KEPT))
    if await desk.store.awrite(lambda tx: keeping.take_turn(tx, "day", now, DAILY)):
        await forget(desk)
    await desk.store.awrite(lambda tx: tx.empty_log())
    LOG.info("tidied")
    return True


async def forget(desk: Desk) -> None:
    """Forget, circle by circle, what people said longer ago than it is kept."""
    before = await desk.store.aread(lambda tx: retention.last_day(desk.unit(tx)))
    since = await desk.store.aread(lambda tx: keeping.done_until(tx, FORGOTTEN)) or date.min
    for workspace, circle in await desk.store.aread(_everywhere):
        while await desk.store.awrite(_forget(desk, workspace, circle, since)):
            pass
    if before is not None and before > since:
        await desk.store.awrite(lambda tx: keeping.note_until(tx, FORGOTTEN, before))


def _everywhere(tx: Tx) -> list[tuple[str, str]]:
    """Give all circles of all workspaces; a workspace without a circle has moments and thanks too."""
    teams = [row.workspace for row in workspaces.every(tx)]
    return [(team, circle) for team in teams for circle in ("", *(c.circle for c in circles.of_workspace(tx, team)))]


def _forget(desk: Desk, workspace: str, circle: str, since: date) -> Callable[[Tx], bool]:
    return lambda tx: retention.forget(desk.unit(tx), workspace, circle, since)


def _part(purge: Callable[..., int], before: datetime) -> Callable[[Tx], int]:
    """A little at a time, so that nobody waits for an answer meanwhile."""
    return lambda tx: purge(tx, before, limit=AT_ONCE)


def back_up(desk: Desk, folder: Path, kept: int) -> None:
    """Write tonight's copy of a SQLite database, and let go of the oldest beyond the number that is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(NIGHTLY + backup.PART):
        backup.clear(left)
    backup.backup(desk.store.engine, folder / f"fireside-{desk.clock.now():%Y%m%dT%H%M%S}.db")
    for old in sorted(folder.glob(NIGHTLY))[:-kept]:
        old.unlink()
    LOG.info("backed_up")
