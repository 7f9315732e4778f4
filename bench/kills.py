"""200 kill -9 on each platform at random moments of a busy hour: what was lost or doubled, is the database whole."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context

from bench.figure import Figure
from bench.processes import folder
from tests.crash.hour import Plan, lived
from tests.crash.reckoning import Told

KILLS = 200
PLATFORMS = ("slack", "teams")
HOURS = ("bench", "bench, another")  # for each platform, by their seeds: a bot that dies leaves most of a core alone


def measure(kills: int = KILLS) -> Iterator[Figure]:
    """Give three counts for each platform, which are all to be nothing; all hours are lived at the same time."""
    every = [(platform, seed) for platform in PLATFORMS for seed in HOURS]
    with ProcessPoolExecutor(len(every), get_context("spawn")) as apart:
        told = dict(zip(every, apart.map(_lived, *zip(*every, strict=True), repeat(kills // len(HOURS))), strict=True))
    for platform in PLATFORMS:
        yield from _figures(platform, [told[platform, seed] for seed in HOURS])


def _lived(platform: str, seed: str, kills: int) -> Told:
    with folder() as place:
        return asyncio.run(lived(Plan(kills=kills, folder=place, seed=seed, platform=platform)))


def _figures(platform: str, hours: Sequence[Told]) -> Iterator[Figure]:
    for told in hours:
        for problem in (*told.lost, *told.doubled, *told.wrong):
            sys.stderr.write(f"{problem}\n")
    counts = {
        "lost": [len(told.lost) for told in hours],
        "doubled": [len(told.doubled) for told in hours],
        "wrong, as a database that is not whole": [len(told.wrong) for told in hours],
    }
    kills, acts, posted, retried, looks = (
        sum(getattr(told, name) for told in hours) for name in ("kills", "acts", "posted", "retried", "looks")
    )
    seconds = max(told.seconds for told in hours)
    seen = f"{kills} kills in {len(hours)} x {seconds:.0f} s, {acts} acts, {posted} posts, {retried} brought again"
    of = f"{seen}, {looks} looked for"
    for name, found in counts.items():
        yield Figure(
            name=f"hours of kill -9 on {platform.capitalize()}: {name}", measured=sum(found), bar=0, aim=0, of=of
        )
