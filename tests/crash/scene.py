"""A platform around the bot for an hour: what `hour` needs of it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Engine
from sqlmodel import SQLModel

from bot.settings import Settings
from tests.crash.people import People
from tests.crash.town import Town


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One message of the bot's as it stands at the platform.

    `parcel` is the key under which it left, where the platform keeps that; `kind` is what it looks like: `question`,
    `digest`, or what people said.
    """

    channel: str
    ref: str
    shown: str
    kind: str = ""
    parcel: str = ""
    private: bool = False


def looks_like(buttons: Sequence[str]) -> str:
    """Tell what a message with these buttons is."""
    if "Write" in buttons:
        return "question"
    return "digest" if "Take my line out" in buttons else ""


class Scene(Protocol):
    """A fake platform with a town in it."""

    town: Town
    people: People[Any]
    says_again: bool  # the bot itself posts what people said

    @property
    def own_rows(self) -> Sequence[SQLModel]:
        """What the bot's database holds of this platform beside the town."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The settings of a bot for this platform."""

    def reach(self, *urls: str) -> None:
        """Bring people's acts to any of the bot's processes, at these addresses, from now on."""

    def posts(self) -> Sequence[Seen]:
        """What stands there of the bot's."""

    def refused(self) -> Sequence[str]:
        """What the platform refused as wrong."""

    @property
    def retried(self) -> int:
        """How much had to be brought again."""

    @property
    def looks(self) -> int:
        """How often somebody, the bot or its operator, looked for a post of which the bot could not know."""

    async def settle(self, database: Engine, chosen: Settings) -> None:
        """Tell the bot, as its operator does, of posts of which it can find out nothing by itself."""


Opened = Callable[[float, str, int, int], AbstractAsyncContextManager[Scene]]  # since, seed, circles, minutes
