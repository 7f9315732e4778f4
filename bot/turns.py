"""What is due in circles, done a share at a time, each process another one.

All processes see the same list. Were each to take it from the top, each would do what only one can keep.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import takewhile
from zlib import crc32

from bot import log, metrics, traces
from bot.dispatch import Desk
from bot.domain.plan import Kind, turn
from bot.services import rhythm
from storage import occurrences
from storage.errors import FOR_ALL
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
        left = {place: rows for place, rows in _by_circle(due).items() if place not in tried}
        return dict(sorted(left.items(), key=lambda item: _distance(item[0], start))[:SHARE])

    async def _do(self, circles: Sequence[Sequence[Occurrence]]) -> int:
        groups = _by_workspace(circles)
        done = 0
        for group, result in zip(groups, await _all(map(self._together, groups)), strict=True):
            if isinstance(result, int):
                done += result
                continue
            # One circle's trouble is not the others', nor that of what was due before it. Where it is the database's,
            # each would only wait for as long once more, and keep others from it.
            for alone in [result] if isinstance(result, FOR_ALL) else await _all(map(self._apart, group)):
                if isinstance(alone, int):
                    done += alone
                else:
                    metrics.FAILED.labels(kind=type(alone).__name__).inc()
                    LOG.error("occurrence_failed", error=type(alone).__name__)
        return done

    async def _together(self, group: Sequence[Sequence[Occurrence]]) -> int:
        """Do what is due in some circles of a workspace in one transaction."""
        with traces.span("turn", kind=group[0][0].kind, circles=str(len(group))):
            return await self.desk.store.awrite(self._unit_of(group, traces.current()))

    async def _apart(self, rows: Sequence[Occurrence]) -> int:
        """Do what is due in a circle, each thing in a transaction of its own."""
        done = 0
        for row in rows:
            turned = await self._together([[row]])
            if not turned:
                break
            done += turned
        return done

    def _unit_of(self, group: Sequence[Sequence[Occurrence]], trace: str) -> Callable[[Tx], int]:
        def turned(tx: Tx, row: Occurrence) -> bool:
            unit = self.desk.unit(tx, trace)
            return rhythm.turn(unit, row.workspace, row.circle, Kind(row.kind), row.day, row.due_at)

        def unit(tx: Tx) -> int:
            tx.alone(group[0][0].workspace)
            # Where one is not turned another process is at it, and does what comes after it too.
            return sum(sum(1 for _ in takewhile(partial(turned, tx), rows)) for rows in group)

        return unit


async def _all(work: Iterable[Awaitable[int]]) -> list[int | BaseException]:
    return await asyncio.gather(*work, return_exceptions=True)


def _by_workspace(circles: Sequence[Sequence[Occurrence]]) -> list[list[Sequence[Occurrence]]]:
    """Give what is due in circles by workspace."""
    groups: dict[str, list[Sequence[Occurrence]]] = {}
    for rows in circles:
        groups.setdefault(rows[0].workspace, []).append(rows)
    return list(groups.values())


def _distance(place: Place, start: int) -> int:
    """A workspace's circles are together: two processes in one of them would wait for each other."""
    return (crc32(place[0].encode()) - start) % RING


def _by_circle(rows: Sequence[Occurrence]) -> dict[Place, list[Occurrence]]:
    """Give what is due by circle, in the order in which it belongs."""
    circles: dict[Place, list[Occurrence]] = {}
    for row in rows:
        circles.setdefault((row.workspace, row.circle), []).append(row)
    for due in circles.values():
        due.sort(key=lambda row: (row.due_at, turn(Kind(row.kind))))
    return circles
