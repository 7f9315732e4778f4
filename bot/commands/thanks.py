"""Thanks."""

from dataclasses import dataclass

from bot.commands.base import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveKudos(Act):
    """`/kudos @people reason #value`; groups are expanded into `members` before the service sees them.

    `ref` and `thread` say where the message stands in which it was typed, if it was one.
    `unread` says why a group could not be: the permission that lacks, or empty where the platform did not answer.
    """

    members: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    text: str = ""
    ref: str = ""
    thread: str = ""
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenKudos(Act):
    """The kudos form: by shortcut, button, or for a message `about` of `members`; `kudos` to put one into words."""

    members: tuple[str, ...] = ()
    about: str = ""
    kudos: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveKudos(Act):
    """The kudos form, filled in; `audience` is circle or receivers."""

    members: tuple[str, ...]
    text: str
    possible: str = ""
    value: str = ""
    audience: str = "circle"
    about: str = ""
    kudos: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinKudos(Act):
    """🙌 by button; once more takes it back."""

    kudos: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoKudos(Act):
    """The giver takes a kudos back."""

    kudos: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameValue(Act):
    """The giver names a value afterwards."""

    kudos: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepOut(Act):
    """A receiver keeps a kudos out of the digest."""

    kudos: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyKudos(Act):
    """A receiver answers a thank-you: with `text` sent to the giver, without it opened."""

    kudos: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThanksIn(Act):
    """How thanks should reach me: circle or private."""

    where: str
