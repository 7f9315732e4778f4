"""A chat platform whose every answer the test decides: when a post lands, what is told of it, and when it is seen."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot import ports
from bot.clock import Clock
from tests.fakes.quiet import Quiet

TIMEOUT = timedelta(seconds=10)  # nobody waits longer for an answer
LATE = timedelta(seconds=20)  # so long after a request broke off its post may still land
LAG = timedelta(seconds=20)  # so long after it landed the history may not show it


@dataclass(eq=False, slots=True)
class Request:
    """One post under way."""

    line: "Line"
    parcel: ports.Parcel
    answer: asyncio.Future[ports.Outcome]
    since: datetime

    def end(self, outcome: ports.Outcome) -> None:
        """Tell the process how it ended."""
        self.line.server.open.remove(self)
        self.answer.set_result(outcome)


@dataclass(slots=True)
class Server:
    """Takes posts from all lines; `open` are those that nobody has answered yet."""

    clock: Clock
    open: list[Request] = field(default_factory=list)
    coming: list[tuple[float, str]] = field(default_factory=list)  # when what was broken off lands after all
    landed: list[tuple[float, str]] = field(default_factory=list)

    def shows(self, key: str) -> bool:
        """Tell whether the history shows a parcel by now."""
        self.arrive()
        return any(found == key and at + LAG.total_seconds() <= self._now() for at, found in self.landed)

    def land(self, parcel: ports.Parcel, seconds: float = 0.0) -> None:
        """Let a post land, at once or later."""
        self.coming.append((self._now() + seconds, parcel.key))
        self.arrive()

    def arrive(self) -> None:
        """Let land what is due."""
        now = self._now()
        self.landed += [(at, key) for at, key in self.coming if at <= now]
        self.coming = [(at, key) for at, key in self.coming if at > now]

    def counts(self) -> Counter[str]:
        """Give how often each parcel stands there."""
        return Counter(key for _, key in self.landed)

    def _now(self) -> float:
        return self.clock.now().timestamp()


@dataclass(eq=False, slots=True)
class Line(Quiet):
    """One process's connection to the server, as its sender knows a platform; while `held` no answer gets through."""

    server: Server
    inside: int = 0
    held: bool = False
    freed: asyncio.Event = field(default_factory=asyncio.Event)
    name: str = "model"
    pace: ports.Pace = field(default_factory=ports.Pace)

    async def deliver(self, parcel: ports.Parcel) -> ports.Outcome:
        """Wait for what the test decides."""
        request = Request(self, parcel, asyncio.get_running_loop().create_future(), self.server.clock.now())
        self.server.open.append(request)
        self.inside += 1
        try:
            outcome = await request.answer
            while self.held:
                self.freed.clear()
                await self.freed.wait()
            return outcome
        finally:
            self.inside -= 1

    def release(self) -> None:
        """Let through what was held."""
        self.held = False
        self.freed.set()

    async def settle(self, parcel: ports.Parcel) -> ports.Outcome:
        """Look whether it is there, as far as the history shows it by now."""
        return ports.Sent(parcel.key) if self.server.shows(parcel.key) else ports.Later(0.0, "not there")
