"""What a thank-you says, which value it names and whom it may go to."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.members import MemberKind
from bot.domain.text import count, squash

ENOUGH_WORDS = 4
_LIKENESS = 0.75
# Not inside a web address, a channel mention or a character reference.
_HASHTAG = re.compile(r"(?<![\w#&/<])#(?P<tag>[^\W_][\w-]*)")
_ONLY_TAGS = re.compile(r"(?:\s*#[\w-]+)*[\s.,;:!?…]*")
_OPENS_WITH_MARK = re.compile(r"[.,;:!?…]")


# ---------------------------------------------------------------- reading the reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks:
    """The reason of a thank-you in the giver's words, and the value of the circle it names."""

    reason: str
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tag:
    start: int
    end: int
    value: str
    exact: bool


def parse(text: str, values: Sequence[str]) -> Thanks:
    """Return the reason and the value named in it by hashtag; mentions must have been taken out before.

    A hashtag that names a value is taken out where it opens or ends the text; inside a sentence it stays, so that the
    giver's words stay whole. A hashtag that names none stays too. With several values the exact one counts, then the
    first.
    """
    tags = sorted(_tags(text, values), key=lambda tag: not tag.exact)
    if not tags:
        return Thanks(reason=" ".join(text.split()))
    tag = tags[0]
    return Thanks(reason=" ".join(_without(text, tag).split()), value=tag.value)


def _tags(text: str, values: Sequence[str]) -> Iterator[_Tag]:
    for found in _HASHTAG.finditer(text):
        start, end = found.span()
        spelled = _spelled_out(text[found.start("tag") :], values)
        if spelled:
            value, length = spelled
            yield _Tag(start=start, end=found.start("tag") + length, value=value, exact=True)
        elif like := names_value(found["tag"], values):
            yield _Tag(start=start, end=end, value=like, exact=False)


def _spelled_out(text: str, values: Sequence[str]) -> tuple[str, int] | None:
    """Find a value written in full after the sign, over several words too, and how many characters it takes."""
    for value in sorted(values, key=lambda name: -len(squash(name))):
        for size in range(1, len(value.split()) + 1):
            piece = re.match(rf"[\w-]+(?:\s+[\w-]+){{{size - 1}}}", text)
            if piece and squash(value) and squash(piece[0]) == squash(value):
                return value, piece.end()
    return None


def _without(text: str, tag: _Tag) -> str:
    head, tail = text[: tag.start].rstrip(), text[tag.end :].lstrip()
    if not (_ONLY_TAGS.fullmatch(head) or _ONLY_TAGS.fullmatch(tail)):
        return text
    return head + tail if _OPENS_WITH_MARK.match(tail) else f"{head} {tail}"


def names_value(tag: str, values: Sequence[str]) -> str | None:
    """Return the value of the circle that `tag` names, small slips forgiven, or None.

    Case, accents, spaces, hyphens and the sign itself make no difference; an exact name wins over a like one.
    """
    wanted = squash(tag)
    likeness = {value: _like(wanted, squash(value)) for value in values}
    best = max(likeness, key=lambda value: likeness[value], default=None)
    return best if best is not None and likeness[best] >= _LIKENESS else None


def _like(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0.0


def enough(reason: str) -> bool:
    """Tell whether a reason says enough to be posted as it is: four words or more."""
    return count(reason) >= ENOUGH_WORDS


# ---------------------------------------------------------------- who may be thanked


@dataclass(frozen=True, slots=True)
class ToYourself:
    """Thanks to oneself, which is a moment of one's own."""

    member: str


@dataclass(frozen=True, slots=True)
class ToABot:
    """Thanks to a bot, which did only what it was told."""

    member: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Thanks to somebody who was deactivated."""

    member: str


@dataclass(frozen=True, slots=True)
class Guest:
    """Thanks to a guest where guests are not included."""

    member: str


@dataclass(frozen=True, slots=True)
class Outsider:
    """Thanks to somebody of another company where guests are not included."""

    member: str


Refusal = ToYourself | ToABot | Gone | Guest | Outsider


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Who of the receivers may be thanked, and why the others may not."""

    thanked: tuple[str, ...]
    refused: tuple[Refusal, ...]


def judge(giver: str, receivers: Mapping[str, MemberKind], *, guests: bool) -> Verdict:
    """Return whom `giver` may thank, in the order given; `guests` lets in guests and people of other companies."""
    refusals = {member: refusal(giver, member, kind, guests=guests) for member, kind in receivers.items()}
    return Verdict(
        thanked=tuple(member for member, why in refusals.items() if why is None),
        refused=tuple(why for why in refusals.values() if why is not None),
    )


def refusal(giver: str, receiver: str, kind: MemberKind, *, guests: bool) -> Refusal | None:
    """Return why `giver` cannot thank `receiver`, None when they can."""
    if receiver == giver:
        return ToYourself(receiver)
    match kind:
        case MemberKind.BOT:
            return ToABot(receiver)
        case MemberKind.GONE:
            return Gone(receiver)
        case MemberKind.GUEST:
            return None if guests else Guest(receiver)
        case MemberKind.OUTSIDER:
            return None if guests else Outsider(receiver)
        case MemberKind.MEMBER:
            return None
