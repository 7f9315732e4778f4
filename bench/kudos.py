"""A durable `/kudos` on an idle connection, against a bare handler that writes one row and commits it."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import town as towns
from bench.figure import Figure
from bench.processes import Caller, Server, bot, command, folder, serving, until

PAIRS = 150
WARM = 10


def measure() -> Iterator[Figure]:
    """Give how much longer ours takes, from the request to the answer."""
    with folder() as place, ExitStack() as stack:
        size = str(PAIRS + WARM)
        slack = stack.enter_context(serving("tests.fakes.slack", "--users", size, "--channels", size))
        town = towns.on(slack.told["teams"][0])
        database = place / "fireside.db"
        town.build(database)
        bare = stack.enter_context(serving("bench.bare", "--first", "--keep", str(place / "bare.db")))
        ours = stack.enter_context(bot(town, database, api=f"{slack.told['url']}/api/"))
        at = [stack.enter_context(Caller(server.port)) for server in (bare, ours)]
        took: tuple[list[float], list[float]] = ([], [])
        spent: tuple[list[float], list[float]] = ([], [])
        for number in range(PAIRS + WARM):
            for caller, server, seconds, cpu in zip(at, (bare, ours), took, spent, strict=True):
                _ask(caller, server, command(town.kudos(number)), seconds, cpu)
            until(lambda: _sent(database), what="the thanks to be delivered")
        kept = towns.count(database, "SELECT count(*) FROM kudos WHERE source = 'command'")
        assert kept == PAIRS + WARM, kept
    middle = [statistics.median(one[WARM:]) for one in took]
    of = f"{PAIRS} in turn, {_ms(took[1])} / {_ms(took[0])} ms; {_ms(spent[1])} / {_ms(spent[0])} ms CPU"
    yield Figure(
        name="/kudos on an idle connection / bare handler + commit",
        measured=middle[1] / middle[0],
        bar=1.5,
        aim=1.1,
        of=of,
    )


def _ms(seconds: list[float]) -> str:
    return f"{statistics.median(seconds[WARM:]) * 1000:.1f}"


def _ask(caller: Caller, server: Server, request: bytes, seconds: list[float], cpu: list[float]) -> None:
    time.sleep(0.03)  # idle: nothing of the one before is under way
    before, began = server.cpu(), time.perf_counter()
    status = caller.ask(request)
    seconds.append(time.perf_counter() - began)
    cpu.append(server.cpu() - before)
    assert status == 200, status


def _sent(database: Path) -> bool:
    return towns.count(database, "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')") == 0
