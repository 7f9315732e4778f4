"""200 kill -9 on each platform at random moments of a busy hour: what was lost or doubled, is the database whole."""

import asyncio
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from bench.figure import Figure
from bench.processes import folder
from tests.crash.hour import Plan, lived
from tests.crash.reckoning import Told

KILLS = 200
PLATFORMS = ("slack", "teams")


def measure(kills: int = KILLS) -> Iterator[Figure]:
    """Give three counts for each platform, which are all to be nothing; both hours are lived at the same time."""
    with ProcessPoolExecutor(len(PLATFORMS), get_context("spawn")) as apart:
        for platform, told in zip(PLATFORMS, apart.map(_lived, PLATFORMS, [kills] * len(PLATFORMS)), strict=True):
            yield from _figures(platform, told)


def _lived(platform: str, kills: int) -> Told:
    with folder() as place:
        return asyncio.run(lived(Plan(kills=kills, folder=place, seed="bench", platform=platform)))


def _figures(platform: str, told: Told) -> Iterator[Figure]:
    for problem in (*told.lost, *told.doubled, *told.wrong):
        sys.stderr.write(f"{problem}\n")
    seen = f"{told.acts} acts, {told.posted} posts, {told.retried} brought again, {told.looks} looked for"
    counts = {"lost": told.lost, "doubled": told.doubled, "wrong, as a database that is not whole": told.wrong}
    for name, found in counts.items():
        yield Figure(
            name=f"an hour of kill -9 on {platform.capitalize()}: {name}",
            measured=float(len(found)),
            bar=0,
            aim=0,
            of=f"{told.kills} kills in {told.seconds:.0f} s, {seen}",
        )
