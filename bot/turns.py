"""What is due in circles, done a share at a time, each process another one.

All processes see the same list. Were each to take it from the top, each would do what only one can keep.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from bot import log, metrics, traces
from bot.dispatch import Desk
from bot.domain.plan import Kind, turn
from bot.services import rhythm
from storage import occurrences
from storage.store import Tx
from storage.tables import Occurrence

LOG = log.logger("turns")
DUE_AT_ONCE = 500
SHARE = 64  # circles, after which one looks again at what others have left
AT_ONCE = 16  # of them: whoever else writes waits for no more
RING = 2**32
Place = tuple[str, str]  # workspace and circle


@dataclass(slots=True)
class Turns:
    """Does what is due; `owner` is this process's own number, by which its shares are others' least likely."""

    desk: Desk
    owner: int
    _shares: int = 0

    async def tick(self) -> int:
        """Do what is due in every circle, each circle for itself; gives how many things were done."""
        now, done = self.desk.clock.now(), 0
        tried: set[Place] = set()
        while share := await self._share(now, tried):
            tried |= share.keys()
            circles = list(share.values())
            for first in range(0, len(circles), AT_ONCE):
                done += await self._do(circles[first : first + AT_ONCE])
        return done

    async def _share(self, now: datetime, tried: set[Place]) -> dict[Place, list[Occurrence]]:
        """Give what is due in some circles, by circle."""
        self._shares += 1
        start = crc32(f"{self.owner}:{self._shares}".encode())
        due = await self.desk.store.aread(lambda tx: occurrences.due(tx, now, DUE_AT_ONCE))
        left = {place: rows for place, rows in by_circle(due).items() if place not in tried}
        return dict(sorted(left.items(), key=lambda item: _distance(item[0], start))[:SHARE])

    async def _do(self, circles: Sequence[Sequence[Occurrence]]) -> int:
        results = await asyncio.gather(*map(self._turn, circles), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                metrics.FAILED.labels(kind=type(result).__name__).inc()
                LOG.error("occurrence_failed", error=type(result).__name__)
        return sum(done for done in results if isinstance(done, int))

    async def _turn(self, rows: Sequence[Occurrence]) -> int:
        done = 0
        for row in rows:
            with traces.span("turn", kind=row.kind):
                turned = await self.desk.store.awrite(self._unit_of(row, traces.current()))
            if not turned:
                break  # another process is at it, and does what comes after it too
            done += 1
        return done

    def _unit_of(self, row: Occurrence, trace: str) -> Callable[[Tx], bool]:
        def unit(tx: Tx) -> bool:
            tx.alone(row.workspace)
            return rhythm.turn(
                self.desk.unit(tx, trace), row.workspace, row.circle, Kind(row.kind), row.day, row.due_at
            )

        return unit


def _distance(place: Place, start: int) -> int:
    """A workspace's circles are together: two processes in one of them would wait for each other."""
    return (crc32(place[0].encode()) - start) % RING


def by_circle(rows: Sequence[Occurrence]) -> dict[Place, list[Occurrence]]:
    """Give what is due by circle, in the order in which it belongs."""
    circles: dict[Place, list[Occurrence]] = {}
    for row in rows:
        circles.setdefault((row.workspace, row.circle), []).append(row)
    for due in circles.values():
        due.sort(key=lambda row: (row.due_at, turn(Kind(row.kind))))
    return circles
