"""Starting: the first durable answer and everything ready, each against imports alone; and what it holds in memory."""

import contextlib
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench import town as towns
from bench.figure import Figure, ratio, spread
from bench.processes import (
    ROOT,
    Caller,
    command,
    ending,
    environment,
    event,
    folder,
    free_port,
    memory_of,
    settings,
    until,
)
from bench.town import Town

REPEATS = 9
# What the bot stands on, botbuilder for Teams among it.
ALL = "slack_bolt.async_app, botbuilder.core, sqlmodel, apscheduler.schedulers.asyncio, alembic.command, aiohttp.web"
# The third parties' modules that are loaded in a bot that listens to Slack and is ready, each by its own front door.
NEEDED = (
    "slack_bolt.async_app, sqlmodel, apscheduler.schedulers.asyncio, aiohttp, uvicorn, httptools, pydantic, typer, "
    "structlog, prometheus_client, fluent.runtime, yaml, jsonschema, "
    "cryptography.hazmat.primitives.ciphers.aead, orjson"
)


@dataclass(slots=True)
class Times:
    """Seconds, by repeat."""

    everything: list[float] = field(default_factory=list)
    needed: list[float] = field(default_factory=list)
    answer: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def measure() -> Iterator[Figure]:
    """Give all three."""
    town, times = towns.made_up(circles=20, people=10), Times()
    with folder() as place:
        town.build(place / "fireside.db")
        for number in range(REPEATS + 1):
            kept = Times() if number == 0 else times  # the first finds no compiled modules yet
            kept.everything.append(_import(ALL))
            kept.needed.append(_import(NEEDED))
            _start(town, place / "fireside.db", number, kept)
    of = f"{REPEATS} in turn"
    yield Figure(
        name="first durable answer / importing all frameworks",
        measured=ratio(times.answer, times.everything),
        bar=0.4,
        aim=0.4,
        of=f"{of} ({spread(times.answer, times.everything)}), {_s(times.answer)} / {_s(times.everything)} s",
    )
    yield Figure(
        name="everything ready / importing what it needs",
        measured=ratio(times.ready, times.needed),
        bar=1.3,
        aim=1.3,
        of=f"{of} ({spread(times.ready, times.needed)}), {_s(times.ready)} / {_s(times.needed)} s",
    )
    yield Figure(
        name="memory when ready",
        measured=statistics.median(times.memory),
        bar=100,
        aim=100,
        of=f"{REPEATS} starts ({min(times.memory):.0f}-{max(times.memory):.0f})",
        unit=" MiB",
    )


def _s(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f}"


def _import(names: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {names}"], env=environment(), cwd=ROOT, check=True)
    return time.perf_counter() - began


def _start(town: Town, database: Path, number: int, times: Times) -> None:
    port = free_port()
    words = [sys.executable, "-m", "bot", "run"]
    began = time.perf_counter()
    with database.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(words, env=settings(database, port), cwd=ROOT, stderr=log, stdout=log, text=True)
        with ending(process):
            until(lambda: _asked(port, event(town.reply(number))), what="an answer to an event", pause=0.002)
            times.answer.append(time.perf_counter() - began)
            until(lambda: _asked(port, command(town.help(number))), what="an answer to a command", pause=0.002)
            times.ready.append(time.perf_counter() - began)
            times.memory.append(memory_of(process.pid))


def _asked(port: int, request: bytes) -> bool:
    with contextlib.suppress(OSError), Caller(port) as caller:
        return caller.ask(request) == 200
    return False
