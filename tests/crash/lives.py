"""Begins and ends the bot's lives, in a process of its own each."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent.parent
OPEN_SECONDS = 20.0
END_SECONDS = 12.0  # the bot promises ten


@dataclass(slots=True)
class Lives:
    """One bot that is begun again and again; `port` is where it listens each time."""

    process: asyncio.subprocess.Process
    port: int
    pid: int = 0

    async def begin(self) -> None:
        """Begin a life."""
        assert self.process.stdin is not None
        self.process.stdin.write(b".")
        self.pid = await self._read()

    async def kill(self) -> None:
        """End it at once, wherever it stands; AssertionError if it had ended by itself."""
        assert await self._end(signal.SIGKILL) == -signal.SIGKILL, "the bot ended by itself: see its log"

    async def freeze(self, seconds: float) -> None:
        """Stop it where it stands, and let it go on after a while, as if nothing had been."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            os.kill(self.pid, signal.SIGCONT)

    async def close(self) -> None:
        """End it in order; AssertionError if it does not."""
        async with asyncio.timeout(END_SECONDS):
            assert await self._end(signal.SIGTERM) == 0, "the bot did not end well: see its log"

    async def open(self) -> None:
        """Wait until it takes requests."""
        async with asyncio.timeout(OPEN_SECONDS):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                except OSError:
                    await asyncio.sleep(0.01)
                else:
                    writer.close()
                    return

    async def _end(self, number: int) -> int:
        pid, self.pid = self.pid, 0
        with contextlib.suppress(ProcessLookupError):  # it ended by itself, and how is told next
            os.kill(pid, number)
        return await self._read()

    async def _read(self) -> int:
        assert self.process.stdout is not None
        return int(await self.process.stdout.readline())


@contextlib.asynccontextmanager
async def lives(since: float, platform: str, environment: Mapping[str, str], log: IO[bytes]) -> AsyncIterator[Lives]:
    """Load what the bot needs, and give its lives; the last of them is ended with this."""
    port = _free_port()
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.crash.runner", str(since), platform),
        cwd=ROOT,
        env={**environment, "FIRESIDE_PORT": str(port)},
        stdin=pipe,
        stdout=pipe,
        stderr=log,
    )
    ours = Lives(process, port)
    try:
        yield ours
    finally:
        if ours.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(ours.pid, signal.SIGKILL)
        process.kill()
        await process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
