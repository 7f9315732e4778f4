"""200 kill -9 at random moments of a busy hour: what was lost, what was doubled, and whether the database is whole."""

import asyncio
import sys
from collections.abc import Iterator

from bench.figure import Figure
from bench.processes import folder
from tests.crash.hour import Plan, lived

KILLS = 200


def measure() -> Iterator[Figure]:
    """Give three counts for each platform, which are all to be nothing."""
    for platform in ("slack", "teams"):
        yield from _measure(platform)


def _measure(platform: str) -> Iterator[Figure]:
    with folder() as place:
        told = asyncio.run(lived(Plan(kills=KILLS, folder=place, seed="bench", platform=platform)))
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
            of=f"{told.kills} kills, {seen}",
        )
