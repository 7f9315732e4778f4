"""What is due in a circle, and what becomes of it: done, left for later or skipped with a reason."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.domain import calendar


class Kind(StrEnum):
    """What can be due in a circle, in the order in which things due at the same instant are done."""

    CLOSE = "close"
    DIGEST = "digest"
    ASK = "ask"
    REMIND = "remind"


class State(StrEnum):
    """Where a circle stands."""

    PROPOSED = "proposed"
    RUNNING = "running"
    RESTING = "resting"
    ENDED = "ended"
    DECLINED = "declined"


class Reason(StrEnum):
    """Why something due was skipped."""

    MISSED = "missed"
    PAUSED = "paused"
    RESTING = "resting"
    ENDED = "ended"
    RESTORED = "restored"  # an older copy of the database cannot tell whether it was done


@dataclass(frozen=True, slots=True)
class Do:
    """It is time."""


@dataclass(frozen=True, slots=True)
class Wait:
    """It is not yet time."""


@dataclass(frozen=True, slots=True)
class Skip:
    """It will not be done, ever; the next one comes by its own slot."""

    reason: Reason


Fate = Do | Wait | Skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """When a circle asks and gathers: ISO weekdays (1 = Monday) and local times in one zone."""

    zone: str
    ask_day: int = 4
    ask_at: time = time(10)
    digest_day: int = 2
    digest_at: time = time(10)

    def upcoming(self, kind: Kind, after: datetime, last: date | None = None) -> tuple[date, datetime]:
        """Return the local date and the instant of the next slot after `after`; a round closes when the next begins.

        `last` is the date of the previous slot of that kind. Raises ValueError for a kind outside the weekly rhythm.
        """
        match kind:
            case Kind.DIGEST:
                return calendar.next_slot(after, self.digest_day, self.digest_at, self.zone, last)
            case Kind.ASK | Kind.CLOSE:
                return calendar.next_slot(after, self.ask_day, self.ask_at, self.zone, last)
            case Kind.REMIND:
                problem = "a reminder has no weekly slot"
                raise ValueError(problem)


def turn(kind: Kind) -> int:
    """Return the place of `kind` among things due at the same instant, as a key to sort by."""
    return list(Kind).index(kind)


def decide(
    kind: Kind,
    due: datetime,
    now: datetime,
    *,
    state: str,
    paused_until: datetime | None = None,
    rest: bool = False,
) -> Fate:
    """Return what becomes of something due: done when less than 24 hours late, never caught up after that.

    `state` is the circle's, `rest` says that it cannot be reached, `paused_until` is the end of its pause as an
    instant (`calendar.ends`). Closing posts nothing new, so it happens however late and in a pause or rest too.
    """
    if now < due:
        return Wait()
    if not _lives(kind, state):
        return Skip(Reason.ENDED)
    if kind is Kind.CLOSE:
        return Do()
    if rest or state == State.RESTING:
        return Skip(Reason.RESTING)
    # Due within the pause, even if it is looked at only afterwards: nothing is caught up.
    if paused_until is not None and due < paused_until:
        return Skip(Reason.PAUSED)
    return Skip(Reason.MISSED) if calendar.late(due, now) else Do()


def _lives(kind: Kind, state: str) -> bool:
    """Tell whether the circle runs; of a circle only proposed there is nothing but a reminder."""
    return state in {State.RUNNING, State.RESTING} or (kind is Kind.REMIND and state == State.PROPOSED)
