"""One clock for the bot and for its surroundings, in which a minute takes a second."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.clock import wall

SPEED = 60.0
MORNING = datetime(2026, 3, 5, 9, 59, tzinfo=UTC)  # a Thursday


@dataclass(frozen=True, slots=True)
class Fast:
    """It was `MORNING` when the machine's own clock showed `since`, in seconds since 1970."""

    since: float

    def now(self) -> datetime:
        """Give the time."""
        return MORNING + timedelta(seconds=(wall() - self.since) * SPEED)

    def seconds(self) -> float:
        """Give the same in seconds since 1970."""
        return self.now().timestamp()
