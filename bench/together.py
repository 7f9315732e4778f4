"""Three processes on one PostgreSQL against one: events handled a second, with what the cores of this machine allow."""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from bench import town as towns
from bench.databases import Looker, cpu_of_postgresql, postgresql
from bench.figure import Figure
from bench.processes import TICK, Server, drive, event, folder, until
from bench.storm import running
from bench.town import Town

WORKSPACES = 40
EVENTS = 2400  # for each process
NOWHERE = "http://127.0.0.1:1/api/"
WANTED = 1.5
NEAR = 0.9  # of what the cores allow at best is as good as all of it
LEFT = "SELECT count(*) FROM received WHERE state = 'pending'"


@dataclass(frozen=True, slots=True)
class Run:
    """What some processes did: events handled a second, seconds of CPU an event took, and cores left to us."""

    rate: float
    cost: float
    cores: float

    @property
    def best(self) -> float:
        """Events a second if each core had been at work for us all the time."""
        return self.cores / self.cost


def measure() -> Iterator[Figure]:
    """Give the ratio; its bar is 1.5, or where the cores allow less than that, nine tenths of what they allow."""
    with folder() as place, postgresql(place) as url:
        small = towns.made_up(circles=25, people=25)
        there = [replace(small, team=f"T0BENCH{number:02d}") for number in range(WORKSPACES)]
        towns.build(url, there)
        one, three = [_run(url, place, there, processes, first) for processes, first in ((1, 0), (3, 200))]
    allowed = three.best / one.rate
    of = (
        f"{EVENTS} events for each process, {three.rate:.0f} / {one.rate:.0f} a second, {three.cost * 1000:.1f} / "
        f"{one.cost * 1000:.1f} ms CPU each for bot, database and load; {three.cores:.1f} cores allow {allowed:.2f}"
    )
    name, bar = "three processes on PostgreSQL / one", min(WANTED, NEAR * allowed)
    yield Figure(name=name, measured=three.rate / one.rate, bar=bar, aim=WANTED, of=of, more_is_better=True)


def _run(url: str, place: Path, there: Sequence[Town], processes: int, first: int) -> Run:
    with ExitStack() as stack, Looker(url) as looker, ThreadPoolExecutor(processes) as crowd:
        bots = [stack.enter_context(running(url, NOWHERE, place, n, there[0])) for n in range(processes)]
        # Each workspace works for itself, one unit after the other: the events are spread over many.
        numbers = range(first, first + EVENTS * processes // WORKSPACES)
        made = [event(town.event(number)) for number in numbers for town in there]
        before, all_before, began = _spent(bots, place), _all_cpu(), time.perf_counter()
        shares = [made[n::processes] for n in range(processes)]
        for sent in [crowd.submit(drive, bot.port, share) for bot, share in zip(bots, shares, strict=True)]:
            sent.result()
        until(lambda: looker.one(LEFT) == 0, what="everything to be handled", seconds=60, pause=0.05)
        took = time.perf_counter() - began
        spent, all_spent = _spent(bots, place) - before, _all_cpu() - all_before
    others = max(0.0, all_spent - spent) / took
    cores = max(spent / took, len(os.sched_getaffinity(0)) - others)
    return Run(rate=len(made) / took, cost=spent / len(made), cores=cores)


def _spent(bots: Sequence[Server], place: Path) -> float:
    """Give the seconds of CPU of the bots, the database, and the load that has ended."""
    load = os.times()
    return sum(bot.cpu() for bot in bots) + cpu_of_postgresql(place) + load.children_user + load.children_system


def _all_cpu() -> float:
    """Give the seconds of CPU of everything on this machine."""
    user, nice, system, _idle, _wait, irq, soft, *_ = map(int, Path("/proc/stat").read_text("ascii").split()[1:9])
    return (user + nice + system + irq + soft) / TICK
