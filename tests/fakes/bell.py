"""Waiting for something to happen at a fake platform, without asking all the time."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Rings whenever something happened."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake up everybody who waits."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def until(self, found: Callable[[], T], seconds: float, *, what: str, lately: Callable[[], object]) -> T:
        """Wait until `found()` is true and return it; else AssertionError, which tells what happened `lately`."""
        try:
            async with asyncio.timeout(seconds):
                while not (answer := found()):
                    await self._change()
        except TimeoutError:
            message = f"{what} did not happen within {seconds} s; the last calls: {lately()}"
            raise AssertionError(message) from None
        return answer

    async def _change(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(0.05):
                await self._rung.wait()
