"""How fast a platform takes posts: so many at once, and after that one every so often."""

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 90.0  # seconds; a gate that seems closed for longer was closed by a clock that has been set back since


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `burst` at once, then one every so many seconds: in any `w` seconds no more than `burst + w / every`."""

    every: float
    burst: int = 1


@dataclass(frozen=True, slots=True)
class Pace:
    """What a platform takes in one channel and in one workspace; all limits hold together, none means at once."""

    channel: tuple[Limit, ...] = ()
    workspace: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """Where posts leave one after the other: per limit, the moment (in seconds) at which it is wholly fresh again."""

    fresh: tuple[float, ...] = ()

    def opens(self, limits: Sequence[Limit], now: float) -> float:
        """Return when the next post may leave: `now` if at once, later otherwise."""
        moments = (fresh - (limit.burst - 1) * limit.every for fresh, limit in zip(self.fresh, limits, strict=False))
        return max((at for at in moments if now < at <= now + LONGEST), default=now)

    def passed(self, limits: Sequence[Limit], at: float) -> "Gate":
        """Return the gate after a post left at that moment."""
        known = [fresh if fresh <= at + LONGEST else at for fresh in self.fresh]
        known += [at] * (len(limits) - len(known))
        return Gate(tuple(max(fresh, at) + limit.every for fresh, limit in zip(known, limits, strict=False)))

    def closed(self, limits: Sequence[Limit], until: float) -> "Gate":
        """Return the gate closed until a moment, because the platform asked for that."""
        return Gate(tuple(until + (limit.burst - 1) * limit.every for limit in limits))
