"""The only caller of the system clock."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What tells the time, in UTC and aware."""

    def now(self) -> datetime:
        """Give the time."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Give the time of the machine."""
        return datetime.now(UTC)


@dataclass(slots=True)
class MovableClock:
    """A clock that can be put forward, for the playground and for tests; it goes on ticking from there."""

    ahead: timedelta = field(default_factory=timedelta)
    stands_at: datetime | None = None

    def now(self) -> datetime:
        """Give the moved time."""
        return self.stands_at or datetime.now(UTC) + self.ahead

    def set(self, moment: datetime, *, ticking: bool = True) -> None:
        """Put the clock to a moment; with `ticking` false it stands there."""
        self.stands_at = None if ticking else moment
        self.ahead = moment - datetime.now(UTC)


def stopwatch() -> float:
    """Give seconds that only ever grow, for pacing and for measuring."""
    return time.monotonic()


def wall() -> float:
    """Give the machine's own seconds since 1970, for signatures that others make with theirs."""
    return time.time()
