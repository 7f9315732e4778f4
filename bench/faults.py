"""What real life does to a bot that has to be right every week: how often it was not, where never is the bar."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import time
from multiprocessing import get_context

from bench.figure import Figure
from bench.processes import folder
from tests.domain import transitions
from tests.model import deaths, year

CIRCLES, ALL_CIRCLES = 50, 1000  # the latter with `--full`
STORIES, DEATHS = 10, 100
HALF_HOURS = [time(hour, minute) for hour in range(24) for minute in (0, 30)]


def measure() -> Iterator[Figure]:
    """Give one count for each kind of harm, which is to be nothing."""
    yield from _measure(CIRCLES, every=2)


def in_full() -> Iterator[Figure]:
    """Give the same of as many circles as the promise names, whose bot looks at the clock every hour."""
    yield from _measure(ALL_CIRCLES, every=1)


def _measure(circles: int, *, every: int) -> Iterator[Figure]:
    """The year beside the rest, since neither is measured by the clock."""
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        bad_year = apart.submit(_year, circles, every)
        yield _zones()
        yield _deaths()
        yield bad_year.result()


def _zones() -> Figure:
    found = [(zone, jump) for zone, moments in transitions.jumps().items() for jump in moments]
    wrong = [problem for zone, jump in found for problem in transitions.wrong(zone, jump, HALF_HOURS)]
    return _none("slots twice, never or early where clocks jump", wrong, f"every zone 2024-2037, {len(found)} jumps")


def _year(circles: int, every: int) -> Figure:
    with folder() as place:
        lived = year.Year(url=f"sqlite:///{place / 'fireside.db'}", circles=circles, every=every)
        told = asyncio.run(year.lived(lived))
    seen = f"{told.slots} slots, {told.skipped} skipped, {told.posts} posts"
    return _none("slots of a bad year in no state, two or a wrong one", told.wrong, f"{circles} circles, {seen}")


def _deaths() -> Figure:
    wrong = []
    for number in range(STORIES):
        try:
            deaths.lived(str(number), DEATHS)
        except AssertionError as problem:
            wrong.append(f"story {number}: {problem}")
    of = f"{STORIES} x {DEATHS} deaths of two processes"
    return _none("stories of delivery in which a post was lost or doubled", wrong, of)


def _none(name: str, wrong: Sequence[str], of: str) -> Figure:
    for problem in wrong:
        sys.stderr.write(f"{problem}\n")
    return Figure(name=name, measured=float(len(wrong)), bar=0, aim=0, of=of)
