"""What people do during the hour, on any platform."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, Protocol, TypeVar

from bot.services.thanks import FLOOD
from tests.crash.chance import drawn

MOST_TRIES = 800  # on a machine so busy that many lives end before they have answered anybody
PATIENCE = 30  # taps until somebody lets a form be
LATELY = 40
REPLY_WORDS = "Story {} went well with everybody."
EDITED_WORDS = "Story {} went well, in {} other words."
FORM_WORDS = "Form {} says that we laughed a lot."
KUDOS_WORDS = "helped with the rota of week {} when half of us were ill"
PRIVATE_WORDS = "Thought {} is for me alone."


class Somebody(Protocol):
    """A person on a platform."""

    @property
    def id(self) -> str:
        """What the bot knows them by."""


P = TypeVar("P", bound=Somebody)
Habit = Callable[[P, int], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class Deed:
    """One thing that somebody did, and what must have become of it.

    `told` means that it was acknowledged; what was not may have happened, but once only. `words` are no one else's,
    `unsaid` are those that edits took away. `on` is false for what was deleted or taken away.
    """

    kind: Literal["reply", "private", "kudos", "form", "reaction"]
    member: str
    channel: str = ""
    ref: str = ""
    words: str = ""
    unsaid: list[str] = field(default_factory=list)
    sign: str = ""
    on: bool = True
    told: bool = True

    @property
    def name(self) -> str:
        """Say what it is."""
        return f"{self.kind} {self.words or self.sign} by {self.member} at {self.ref or self.channel}"


@dataclass(slots=True, kw_only=True)
class People(ABC, Generic[P]):
    """Everybody in town; `deeds` is what they did so far."""

    seed: str
    everybody: Sequence[P]
    deeds: list[Deed] = field(default_factory=list)
    _number: int = 0

    @abstractmethod
    def habits(self) -> Sequence[Habit[P]]:
        """What they do, each as often as it stands here."""

    async def act(self, over: asyncio.Event) -> None:
        """Let everybody do one thing after the other, until it is over."""
        async with asyncio.TaskGroup() as group:
            for person in self.everybody:
                group.create_task(self._live(person, over))

    def thanked_enough(self, member: str) -> bool:
        """Tell whether somebody has thanked so often that the bot would ask them to come back in a while."""
        return sum(deed.kind == "kudos" and deed.member == member for deed in self.deeds) >= FLOOD

    async def _live(self, person: P, over: asyncio.Event) -> None:
        habits = self.habits()
        while not over.is_set():
            self._number += 1
            number = self._number
            await habits[self.drawn("habit", number, len(habits))](person, number)
            await asyncio.sleep(self.drawn("pause", number, 400) / 1000)

    def drawn(self, what: str, number: int, most: int) -> int:
        """Give a number below `most` for the thing with that number."""
        return drawn(self.seed, what, number, most=most)

    def other_than(self, person: P, number: int) -> P:
        """Give somebody else."""
        return self.everybody[(self.everybody.index(person) + 1 + number % 3) % len(self.everybody)]

    def did(self, deed: Deed) -> Deed:
        """Remember that somebody did something."""
        self.deeds.append(deed)
        return deed

    def reacted_before(self, deed: Deed) -> bool:
        """Tell whether that person has put that sign there before."""
        return any((d.member, d.ref, d.sign) == (deed.member, deed.ref, deed.sign) for d in self.deeds)


async def again_and_again(bring: Callable[[], Awaitable[bool]], seed: str, number: int) -> int:
    """Bring something until it is taken; gives how often it was brought; AssertionError after very many tries."""
    tries = 1
    while not await bring():
        assert tries < MOST_TRIES, "nobody takes it"
        await asyncio.sleep(drawn(seed, "again", number, tries, most=400) / 1000)
        tries += 1
    return tries
