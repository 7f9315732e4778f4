"""CPU per event: bare Bolt against our durable answer, and against the whole pipeline with everything finished."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from bench import town as towns
from bench.figure import Figure, ratio, spread
from bench.processes import Server, bot, drive, event, folder, serving, until
from bench.town import Town

REPEATS = 7
BATCH = 3000
CONNECTIONS = 32
WARM = 1000


def measure() -> Iterator[Figure]:
    """Give both figures."""
    town = towns.made_up(circles=1000, people=25)
    numbers = count()
    bare, answer, whole = [], [], []
    with folder() as place, ExitStack() as stack:
        bolt = stack.enter_context(serving("bench.bare"))
        still = stack.enter_context(bot(town, _built(town, place / "still.db"), "bench.ours"))
        busy_file = _built(town, place / "busy.db")
        busy = stack.enter_context(bot(town, busy_file))
        for server in (bolt, still, busy):
            send(server, town, numbers, WARM)
        finish(busy_file)
        for _ in range(REPEATS):
            bare.append(_cost(bolt, town, numbers))
            answer.append(_cost(still, town, numbers))
            bare.append(_cost(bolt, town, numbers))
            whole.append(_cost(busy, town, numbers, until_finished=busy_file))
    yield _figure("durable answer: bare Bolt's CPU / ours", bare[::2], answer, bar=1.5, aim=2.2)
    yield _figure("everything finished: bare Bolt's CPU / ours", bare[1::2], whole, bar=1.0, aim=1.3)


def _built(town: Town, file: Path) -> Path:
    town.build(file)
    return file


def _figure(name: str, bare: list[float], ours: list[float], *, bar: float, aim: float) -> Figure:
    of = f"{REPEATS} x {BATCH} events in turn ({spread(bare, ours)}), {_ms(bare)} / {_ms(ours)} ms"
    return Figure(name=name, measured=ratio(bare, ours), bar=bar, aim=aim, of=of, more_is_better=True)


def _ms(costs: list[float]) -> str:
    return f"{sorted(costs)[len(costs) // 2] * 1000:.2f}"


def _cost(server: Server, town: Town, numbers: Iterator[int], *, until_finished: Path | None = None) -> float:
    """Give seconds of CPU per event, answers to other requests included until nothing is left to do."""
    before = server.cpu()
    send(server, town, numbers, BATCH)
    if until_finished is not None:
        finish(until_finished)
    return (server.cpu() - before) / BATCH


def send(server: Server, town: Town, numbers: Iterator[int], size: int) -> None:
    """Send so many events."""
    drive(server.port, [event(town.event(next(numbers))) for _ in range(size)], connections=CONNECTIONS)


def finish(database: Path) -> None:
    """Wait until everything that was received is handled."""
    left = "SELECT count(*) FROM received WHERE state = 'pending'"
    until(lambda: towns.count(database, left) == 0, what="everything that was received to be handled", pause=0.05)
