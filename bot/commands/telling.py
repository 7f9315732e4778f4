"""What is asked, told and echoed."""

from dataclasses import dataclass
from datetime import datetime

from bot.commands.base import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class AskNow(Act):
    """The host asks the next question now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestNow(Act):
    """The host posts the digest now; with `preview` only the actor sees how it would read."""

    preview: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggest(Act):
    """A member's own question for the circle."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseHand(Act):
    """[I would like that one too]."""

    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAnswer(Act):
    """[Write], [Try it now] or [Change]: the form, for a round or for an answer already given."""

    round: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveAnswer(Act):
    """The form, filled in; an empty audience was not chosen."""

    round: str
    answer: str = ""
    text: str = ""
    audience: str = ""
    themes: tuple[str, ...] = ()
    tough: bool = False
    quote: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap(Act):
    """One chip from the question's *Just tap* menu."""

    round: str
    theme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(Act):
    """The follow-up question: with `text` answered, without it opened."""

    answer: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(Act):
    """Withdraw an answer: it stays with its teller as *only me*; with `delete` it is gone."""

    answer: str
    delete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HearReply(Act):
    """A message in the thread of a round; `by.channel` is where, `thread` the root, empty where there are no threads.

    `addressed` if it was written to the bot itself, by whoever wants an answer, where the bot hears nothing else and is
    told of no reactions on it: then the bot says it again.
    """

    thread: str
    ref: str
    text: str
    addressed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HearPrivate(Act):
    """A message in the private chat with the bot: *only me*."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands(Act):
    """Somebody acted on the bot's message `ref`, posted `at` that time in that `thread`: so it has arrived.

    `subjects` are the ids that it brought along, one of which may be what it is about. `waits` if nobody waits for an
    answer, so that this can come again once it is known which post is meant.
    """

    ref: str
    thread: str = ""
    at: datetime | None = None
    subjects: tuple[str, ...] = ()
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reword(Act):
    """A message that was heard says something else now, None when it was deleted; `order` sorts edits as in `React`."""

    ref: str
    text: str | None
    order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class React(Act):
    """A reaction set or taken away on the message `ref` of `author`; `order` sorts the two by the platform's time."""

    ref: str
    emoji: str
    on: bool
    author: str = ""
    order: str = ""
