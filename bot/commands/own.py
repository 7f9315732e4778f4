"""What is one's own: story, settings, export, erasure."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.commands.base import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHome(Act):
    """My story; `page` counts from 0."""

    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAgain(Act):
    """What stands in the bot's message `ref` of `by.channel`, for one who looked at something else in its place."""

    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSettings(Act):
    """My preferences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveSettings(Act):
    """My preferences, filled in; fields: language, thanks_in, until."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseMe(Act):
    """`pause until DATE`; with `over` the pause ends, and `pause` alone tells whether there is one."""

    text: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportMe(Act):
    """Everything of mine, as one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseMe(Act):
    """Delete everything of mine; asks first unless `sure`."""

    sure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeLineOut(Act):
    """[Take my line out] under an edition: everything of the actor's leaves it."""

    edition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Help(Act):
    """Help; `unknown` is a word that is no command."""

    unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyThis(Act):
    """`status`: why do I get this, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatDoYouKnow(Act):
    """`what-do-you-know`."""
