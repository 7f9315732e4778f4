"""Servers in processes of their own, what they cost as the kernel counts it, and load upon them."""

import base64
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

import orjson

from bench import generator
from bench.town import KEY, SECRET, Town
from bot.clock import wall
from tests.fakes import slack_signing

ROOT = Path(__file__).parent.parent
TICK = os.sysconf("SC_CLK_TCK")
READY_SECONDS = 60.0
NOT_FOR_CHILDREN = ("FIRESIDE_", "SLACK_", "MICROSOFT_", "TEAMS_", "PYTHONDONTWRITEBYTECODE")
END_SECONDS = 20.0


class Failed(Exception):
    """A measurement that is worth nothing, and why."""


# ---------------------------------------------------------------- what a process costs


def cpu_of(pid: int) -> float:
    """Give the seconds of CPU that a process used so far, all its threads and the kernel's work for it included."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # Linux's number for a process's own clock, to the nanosecond
    except OSError:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK


def memory_of(pid: int) -> float:
    """Give the MiB that a process holds in memory."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


# ---------------------------------------------------------------- servers


@dataclass(frozen=True, slots=True)
class Server:
    """A process that listens on loopback; `told` is what it said when it was ready."""

    process: "subprocess.Popen[str]"
    port: int
    told: dict[str, Any]

    def cpu(self) -> float:
        """Seconds of CPU so far."""
        return cpu_of(self.process.pid)


def environment(**more: str) -> dict[str, str]:
    """Give the environment of a child: this one's without settings of ours, and some more.

    What it loads is kept compiled, as it is wherever the bot is installed.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith(NOT_FOR_CHILDREN)}
    return {**kept, "PYTHONPATH": str(ROOT), "FIRESIDE_APP_YAML": "none", **more}


def settings(database: Path, port: int, *, api: str = "http://127.0.0.1:1/api/") -> dict[str, str]:
    """Give the environment of the bot: for several workspaces, which are in its database already."""
    return environment(
        FIRESIDE_DATABASE_URL=f"sqlite:///{database}",
        FIRESIDE_SECRET_KEY=base64.b64encode(KEY).decode(),
        FIRESIDE_PORT=str(port),
        SLACK_SIGNING_SECRET=SECRET,
        SLACK_CLIENT_ID="1.2",
        SLACK_CLIENT_SECRET="made-up",
        SLACK_API_URL=api,
    )


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def serving(*command: str) -> Iterator[Server]:
    """Run a module that tells in one line of JSON where it listens; it ends with this."""
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-m", *command], env=environment(), cwd=ROOT, stdout=pipe, text=True)
    with ending(process):
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        yield Server(process, int(told.get("port") or told["url"].rpartition(":")[2]), told)


@contextlib.contextmanager
def bot(town: Town, database: Path, *command: str, api: str = "http://127.0.0.1:1/api/") -> Iterator[Server]:
    """Run the bot on a database until this ends; it is given once people are answered. Without `command`: `bot run`."""
    port = free_port()
    words = [sys.executable, "-m", *(command or ("bot", "run"))]
    log = database.with_suffix(".log").open("ab")
    process = subprocess.Popen(
        words, env=settings(database, port, api=api), cwd=ROOT, stderr=log, stdout=log, text=True
    )
    with log, ending(process):
        until(lambda: _answered(port, town), what="an answer to a command")
        yield Server(process, port, {})


def _answered(port: int, town: Town) -> bool:
    with contextlib.suppress(OSError), Caller(port) as caller:
        return caller.ask(command(town.help())) == 200
    return False


@contextlib.contextmanager
def ending(process: "subprocess.Popen[str]") -> Iterator[None]:
    """Have a process end with this, by force where it does not by itself."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until(done: Callable[[], bool], *, what: str, seconds: float = READY_SECONDS, pause: float = 0.01) -> None:
    """Wait for something; raises Failed where it does not come."""
    end = time.perf_counter() + seconds
    while not done():
        if time.perf_counter() > end:
            raise Failed(f"waited {seconds:.0f} s for {what}")
        time.sleep(pause)


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="fireside-bench-") as made:
        yield Path(made)


# ---------------------------------------------------------------- requests


def event(body: dict[str, Any]) -> bytes:
    """Give an event as a whole request, signed now."""
    return _request(orjson.dumps(body), b"application/json")


def command(body: dict[str, str]) -> bytes:
    """Give a slash command as a whole request, signed now."""
    return _request(urlencode(body).encode(), b"application/x-www-form-urlencoded")


def _request(body: bytes, kind: bytes) -> bytes:
    signed = slack_signing.headers(SECRET, body, wall())
    lines = [b"POST /slack/events HTTP/1.1", b"Host: localhost", b"User-Agent: Slackbot 1.0", b"Accept: */*"]
    lines += [b"Content-Type: " + kind, b"Content-Length: " + str(len(body)).encode()]
    lines += [f"{name}: {value}".encode() for name, value in signed.items()]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def drive(
    port: int, requests: Sequence[bytes], *, connections: int = 32, rate: float = 0.0, may_refuse: bool = False
) -> dict[str, Any]:
    """Send requests from a process of its own, and give what came of it.

    Raises Failed unless each was answered, and with 2xx unless they may be refused.
    """
    with tempfile.NamedTemporaryFile(prefix="fireside-bench-") as file:
        generator.write(Path(file.name), requests)
        words = [sys.executable, "-m", "bench.generator", str(port), file.name, "--connections", str(connections)]
        done = subprocess.run(
            [*words, "--rate", str(rate)], env=environment(), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
        )
    told: dict[str, Any] = json.loads(done.stdout)
    if (told["bad"] and not may_refuse) or told["lost"] or told["answers"] != len(requests):
        told.pop("took")
        raise Failed(f"not every request was answered well: {told}")
    return told


class Caller:
    """One connection that stays open, on which requests are made one after the other."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), 10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._socket.close()

    def ask(self, request: bytes) -> int:
        """Give the status of the answer; raises OSError where none comes."""
        self._socket.sendall(request)
        got = b""
        while True:
            head, found, body = got.partition(generator.END)
            if found and len(body) >= generator.length(head):
                return int(got[9:12])
            more = self._socket.recv(65536)
            if not more:
                raise ConnectionResetError
            got += more
