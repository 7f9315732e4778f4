"""How circles begin, change, rest and end."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.commands.base import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose(Act):
    """Somebody invited the bot into a channel; `openly` where the proposal stands in the channel itself.

    `anew` if they asked for it: then it stands there once more, below what was said meanwhile. `missing` are
    permissions that lack here, each with what it is for: the last part of a phrase `setup-scope-…`.
    """

    channel: str
    name: str = ""
    private: bool = False
    external: bool = False
    archived: bool = False
    openly: bool = False
    anew: bool = False
    missing: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCircle(Act):
    """[Start like this]; `sure` once the host confirmed a channel that is shared with another company.

    `language` is the one in which it was tapped, where the proposal stood there in several.
    """

    circle: str
    sure: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCircle(Act):
    """[Change], or settings in a channel: the form of the circle in `circle`, or of the channel one is in.

    `begin` for whoever wants one to begin there, also where it waits for somebody else's yes.
    `offer` is what could be begun in a channel that has no circle and in which the bot is.
    """

    circle: str = ""
    begin: bool = False
    offer: Propose | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCircle(Act):
    """A circle's form, filled in; fields: day, time, digest_day, digest_time, zone, language, values, emoji, until."""

    circle: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineCircle(Act):
    """[Not now]."""

    circle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain(Act):
    """[How it works]."""

    circle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotForMe(Act):
    """[Not for me]: leaving is one tap and nobody sees it."""

    circle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseHost:
    """Somebody who hosted a circle is not where it is any more."""

    workspace: str
    circle: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestCircle:
    """A channel cannot be reached any more: removed, archived or deleted; `everywhere` is the whole workspace."""

    workspace: str
    channel: str
    reason: str
    everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeCircle:
    """A channel can be reached again."""

    workspace: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareChannel:
    """Another company is in a channel, or with `external` false none is any more."""

    workspace: str
    channel: str
    external: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameChannel:
    """A channel got another name, or with `to` another id."""

    workspace: str
    channel: str
    name: str = ""
    to: str = ""
