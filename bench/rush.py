"""Answers in a rush: requests come by the clock, whatever the answers do, and each waits from when it was due."""

import shutil
import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from bench import town as towns
from bench.events import CONNECTIONS, finish, send
from bench.figure import Figure
from bench.processes import bot, drive, event, folder, serving
from bench.town import Town

REPEATS = 2
SECONDS = 3.0
BATCH = 3000
WARM = 1000
MANY = 256
SLACK_WAITS = 3.0
RUSHES = ((0.8, 0.05, 0.05), (2.0, 0.25, 0.25))


def measure() -> Iterator[Figure]:
    """Give the 99th percentile of answers' seconds, of the 3 that Slack waits, at 0.8 and 2 times bare Bolt's rate."""
    town = towns.made_up(circles=2000, people=25)
    numbers = count()
    rates: list[float] = []
    late: dict[float, list[float]] = {times: [] for times, _, _ in RUSHES}
    with folder() as place, ExitStack() as stack:
        bolt = stack.enter_context(serving("bench.bare"))
        built = place / "built.db"
        town.build(built)
        send(bolt, town, numbers, WARM)
        for _ in range(REPEATS):
            made = [event(town.event(next(numbers))) for _ in range(BATCH)]
            rates.append(BATCH / drive(bolt.port, made, connections=CONNECTIONS)["seconds"])
            for times, _, _ in RUSHES:
                database = Path(shutil.copy(built, place / f"{next(numbers)}.db"))
                late[times].append(_rush(town, database, numbers, times * rates[-1]) / SLACK_WAITS)
    of = f"{REPEATS} x {SECONDS:.0f} s over {MANY} connections, bare Bolt {statistics.median(rates):.0f}/s"
    for times, bar, aim in RUSHES:
        found = late[times]
        yield Figure(
            name=f"rush of {times:g} x bare Bolt's rate: p99 / 3 s",
            measured=statistics.median(found),
            bar=bar,
            aim=aim,
            of=f"{of} ({min(found):.3f}-{max(found):.3f})",
        )


def _rush(town: Town, database: Path, numbers: Iterator[int], rate: float) -> float:
    """Give the 99th percentile of a new bot, which is killed over what it has still to handle: most of a minute's."""
    with bot(town, database) as ours:
        send(ours, town, numbers, WARM)
        finish(database)
        made = [event(town.event(next(numbers))) for _ in range(int(rate * SECONDS))]
        seconds = float(drive(ours.port, made, connections=MANY, rate=rate)["p99"])
        ours.process.kill()
        return seconds
