"""What nobody needs any more is forgotten once an hour, by one process of all."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot import log
from bot.dispatch import Desk
from bot.services import installs
from storage import backup, gates, keeping, outbox, received, tickets
from storage.store import Tx

LOG = log.logger("housekeeping")
KEPT = timedelta(days=14)  # keys of deliveries and ended posts: longer than any platform delivers again
GONE_KEPT = timedelta(days=30)
EVERY = timedelta(hours=1)
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
    await desk.store.awrite(lambda tx: tx.empty_log())
    LOG.info("tidied")
    return True


def _part(purge: Callable[..., int], before: datetime) -> Callable[[Tx], int]:
    """A little at a time, so that nobody waits for an answer meanwhile."""
    return lambda tx: purge(tx, before, limit=AT_ONCE)


def back_up(desk: Desk, folder: Path, kept: int) -> None:
    """Write tonight's copy of a SQLite database, and let go of the oldest beyond the number that is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    backup.backup(desk.store.engine, folder / f"fireside-{desk.clock.now():%Y%m%dT%H%M%S}.db")
    for old in sorted(folder.glob(NIGHTLY))[:-kept]:
        old.unlink()
    LOG.info("backed_up")
