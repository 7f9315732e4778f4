"""The load: a process of its own that sends requests made in advance over connections that stay open.

`python -m bench.generator PORT FILE --connections 32` sends each request once, as fast as the answers come;
with `--rate` at that many a second whatever the answers do, each answer's time counted from when it was due.
FILE holds requests, each led by its length. One line of JSON tells what came of it.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

END = b"\r\n\r\n"
LENGTH = b"content-length:"
PATIENCE = 60.0


@dataclass(slots=True)
class Load:
    """Requests on their way: what waits, who is free, and how long each took."""

    waiting: deque[tuple[float, bytes]] = field(default_factory=deque)
    free: list["Line"] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    bad: int = 0
    open: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)
    wanted: int = 0
    port: int = 0
    lines: list[asyncio.Future[None]] = field(default_factory=list)

    async def line(self) -> None:
        """Open one more connection."""
        await asyncio.get_running_loop().create_connection(lambda: Line(self), "127.0.0.1", self.port)

    def ask(self, due: float, request: bytes) -> None:
        """Send at once over a free connection, else when the next one is."""
        if self.free:
            self.free.pop().send(due, request)
        else:
            self.waiting.append((due, request))

    def answered(self, line: "Line", due: float, *, good: bool) -> None:
        """Note an answer and use its connection again."""
        self.seconds.append(time.perf_counter() - due)
        self.bad += not good
        if len(self.seconds) == self.wanted:
            self.done.set()
        self.ready(line)

    def ready(self, line: "Line") -> None:
        """Have a connection send what waits longest, or wait itself."""
        if self.waiting:
            at, request = self.waiting.popleft()
            line.send(at or time.perf_counter(), request)
        else:
            self.free.append(line)


class Line(asyncio.Protocol):
    """One connection; one request at a time."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._due = 0.0
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be ready."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._load.ready(self)

    def send(self, due: float, request: bytes) -> None:
        """Send one request."""
        assert self._transport is not None
        self._due = due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Take what came, until the answer is whole."""
        self._buffer += data
        head, found, body = self._buffer.partition(END)
        if found and len(body) >= length(head):
            good = self._buffer[9:10] == b"2"
            self._buffer = b""
            self._load.answered(self, self._due, good=good)

    def connection_lost(self, problem: Exception | None) -> None:  # noqa: ARG002 - asyncio's own form
        """End the measurement: a server that hangs up on a request is measured no further; on an idle line it may."""
        if self in self._load.free:
            self._load.free.remove(self)
            self._load.lines.append(asyncio.ensure_future(self._load.line()))
            return
        self._load.bad += 1
        self._load.done.set()


def length(head: bytes) -> int:
    """Give how long the body after a head is."""
    lower = head.lower()
    at = lower.find(LENGTH)
    return int(lower[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def requests(file: Path) -> Iterator[bytes]:
    """Give the requests of a file."""
    data, at = file.read_bytes(), 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 4 + size]
        at += 4 + size


def write(file: Path, made: Sequence[bytes]) -> None:
    """Write such a file."""
    file.write_bytes(b"".join(len(one).to_bytes(4, "big") + one for one in made))


async def _drive(options: argparse.Namespace) -> dict[str, object]:
    load, made = Load(), list(requests(options.file))
    load.wanted = len(made)
    load.port = options.port
    for _ in range(options.connections):
        await load.line()
    began = time.perf_counter()
    if options.rate:
        await _by_the_clock(load, made, options.rate, began)
    else:
        _as_they_come(load, made)
    lost = False
    try:
        async with asyncio.timeout(PATIENCE):
            await load.done.wait()
    except TimeoutError:
        lost = True
    return _told(load, time.perf_counter() - began, lost=lost)


def _as_they_come(load: Load, made: Sequence[bytes]) -> None:
    load.waiting.extend((0.0, request) for request in made)
    while load.free and load.waiting:
        load.free.pop().send(time.perf_counter(), load.waiting.popleft()[1])


async def _by_the_clock(load: Load, made: Sequence[bytes], rate: float, began: float) -> None:
    sent = 0
    while sent < len(made):
        due = min(len(made), int((time.perf_counter() - began) * rate) + 1)
        for number in range(sent, due):
            load.ask(began + number / rate, made[number])
        sent = due
        await asyncio.sleep(0.001)


def _told(load: Load, seconds: float, *, lost: bool) -> dict[str, object]:
    took = sorted(load.seconds) or [0.0]
    at = {f"p{p}": took[min(len(took) - 1, int(len(took) * p / 100))] for p in (50, 90, 99)}
    return {
        "answers": len(load.seconds),
        "bad": load.bad,
        "lost": lost,
        "seconds": seconds,
        "max": took[-1],
        **at,
        "took": took,
    }


def main() -> None:
    """Send, and tell."""
    parser = argparse.ArgumentParser(description="Sends requests made in advance.")
    parser.add_argument("port", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--rate", type=float, default=0.0)
    sys.stdout.write(json.dumps(asyncio.run(_drive(parser.parse_args()))) + "\n")


if __name__ == "__main__":
    main()
