"""The one place where a fake platform reads the machine's time: it plays other computers with a clock of their own."""

import time
from collections.abc import Callable

Clock = Callable[[], float]


def wall() -> float:
    """Seconds since 1970 by this machine."""
    return time.time()


def scaled(speed: float) -> Clock:
    """A clock that starts at the present and runs `speed` times as fast, for benchmarks."""
    start = wall()
    return lambda: start + (wall() - start) * speed
