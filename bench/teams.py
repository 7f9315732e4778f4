"""Turns on Teams: the running bot against a bare handler that checks the same token, and against the kit's adapter."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench import tenant as tenants
from bench.figure import Figure, ratio, spread
from bench.processes import Server, drive, folder, until
from bench.tenant import Tenant

REPEATS, FEWER = 5, 3
BATCH, FEW, POSTING = 2000, 250, 120  # turns of ours and of the bare handler; of the kit; and where posts leave too
CONNECTIONS = 32


@dataclass(slots=True)
class Costs:
    """Seconds a turn, by repeat: of CPU, and by the clock."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Side:
    """A server, and the tenant whose turns it takes; with a database it is waited for until all is done there."""

    server: Server
    tenant: Tenant
    database: Path | None = None
    posts: bool = False

    def take(self, costs: Costs, size: int) -> None:
        """Note what so many turns cost, from the first request until nothing is left to do."""
        made = asyncio.run(self.tenant.turns(size))
        before, began = self.server.cpu(), time.perf_counter()
        seconds = drive(self.server.port, made, connections=CONNECTIONS)["seconds"]
        answered = time.perf_counter()
        if self.database is not None:
            self._finish(self.database)
        costs.wall.append((seconds + time.perf_counter() - answered) / size)
        costs.cpu.append((self.server.cpu() - before) / size)
        assert time.perf_counter() - began > seconds

    def _finish(self, database: Path) -> None:
        until(lambda: tenants.left(database) == 0, what="everything to be handled", pause=0.02)
        if self.posts:
            until(lambda: tenants.unsaid(database) == 0, what="everything to be posted", pause=0.1)


def measure() -> Iterator[Figure]:
    """Give CPU and time of a turn: handled, against both; and with all posts that came of it, against the adapter."""
    with folder() as place, ExitStack() as stack:
        fake = stack.enter_context(tenants.teams())
        town = Tenant(teams=fake, circles=800, people=25)
        bare = _baseline(stack, town, "bench.bare_teams")
        kit = _baseline(stack, town, "bench.bare_teams", "--kit")
        yield from _handled(bare, kit, _bot(stack, town, place / "still.db", "bench.ours", "--unsent"))
        yield from _posted(kit, _bot(stack, town, place / "posts.db", posts=True))
        assert not fake.violations, fake.violations[:3]


def _baseline(stack: ExitStack, tenant: Tenant, *command: str) -> Side:
    return Side(server=stack.enter_context(tenants.baseline(tenant, *command)), tenant=tenant)


def _bot(stack: ExitStack, tenant: Tenant, database: Path, *command: str, posts: bool = False) -> Side:
    server = stack.enter_context(tenants.bot(tenant, database, *command))
    return Side(server=server, tenant=tenant, database=database, posts=posts)


def _handled(bare: Side, kit: Side, ours: Side) -> Iterator[Figure]:
    least, most, own = Costs(), Costs(), Costs()
    for repeat in range(REPEATS + 1):
        for side, costs, size in ((bare, least, BATCH), (kit, most, FEW), (ours, own, BATCH)):
            side.take(Costs() if repeat == 0 else costs, size)
    yield _figure("Teams: CPU of a bare handler's turn / ours, handled", least.cpu, own.cpu, bar=0.3, aim=0.5)
    yield _figure("Teams: our turns a second / a bare handler's", least.wall, own.wall, bar=0.3, aim=0.5, rate=True)
    yield _figure("Teams: CPU of CloudAdapter's turn / ours, handled", most.cpu, own.cpu, bar=10, aim=15)
    yield _figure("Teams: our turns a second / CloudAdapter's", most.wall, own.wall, bar=10, aim=15, rate=True)


def _posted(kit: Side, ours: Side) -> Iterator[Figure]:
    """The adapter posts within its turn; ours go through the outbox, at Teams' own pace."""
    theirs, own = Costs(), Costs()
    for repeat in range(FEWER + 1):
        kit.take(Costs() if repeat == 0 else theirs, POSTING)
        ours.take(Costs() if repeat == 0 else own, POSTING)
    yield _figure("Teams: CPU of CloudAdapter's turn / ours, all of it posted", theirs.cpu, own.cpu, bar=2, aim=5)


def _figure(name: str, theirs: list[float], own: list[float], *, bar: float, aim: float, rate: bool = False) -> Figure:
    shown = [sorted(costs)[len(costs) // 2] for costs in (theirs, own)]
    told = [f"{1 / cost:.0f}/s" if rate else f"{cost * 1000:.2f} ms" for cost in shown]
    of = f"{len(own)} in turn ({spread(theirs, own)}), theirs {told[0]}, ours {told[1]}"
    return Figure(name=name, measured=ratio(theirs, own), bar=bar, aim=aim, of=of, more_is_better=True)
