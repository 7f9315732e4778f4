"""The light markup of phrases, **bold** and *italic*, and the places where something ready-made goes in.

Only the bot's own sentences are ever read for markup. Whatever people wrote is put in afterwards, as it is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from bot.messages import Inline, Link, Span, Where, Who, Words

Style = Literal["", "bold", "italic"]
# Places are marked with characters of Unicode's private use area: they mean nothing, and Fluent leaves them alone.
_FIRST, _LAST = 0xE000, 0xF8FF
_PLACE = re.compile(f"([{chr(_FIRST)}-{chr(_LAST)}])")
_MARKS = re.compile(r"\*\*(?P<bold>.+?)\*\*|\*(?P<italic>.+?)\*", re.DOTALL)
_INLINE = frozenset(get_args(Inline))
# Fluent refuses very long arguments; what is longer than any choice between variants is put in by ourselves.
_LONG = 100


@dataclass(frozen=True, slots=True)
class Filled:
    """Arguments as Fluent may see them, and what stands behind each place."""

    args: Mapping[str, str | int]
    places: Mapping[str, Sequence[Inline]]


def fill(args: Mapping[str, object]) -> Filled:
    """Return what Fluent is given: numbers and short plain text as they are, a place for all else.

    Raises TypeError for an argument that cannot stand in a sentence.
    """
    seen: dict[str, str | int] = {}
    places: dict[str, Sequence[Inline]] = {}
    for name, value in args.items():
        if isinstance(value, int):
            seen[name] = value
        elif isinstance(value, str) and len(value) < _LONG and "*" not in value and not _PLACE.search(value):
            seen[name] = str(value)
        else:
            place = chr(_FIRST + len(places))
            seen[name], places[place] = place, _pieces(name, value)
    return Filled(seen, places)


def marked(names: Sequence[str]) -> dict[str, str]:
    """Return what Fluent is given where all arguments are places."""
    return {name: chr(_FIRST + number) for number, name in enumerate(names)}


def _pieces(name: str, value: object) -> tuple[Inline, ...]:
    if isinstance(value, Inline):
        return (value,)
    if isinstance(value, tuple) and _INLINE.issuperset(map(type, value)):
        return value
    if isinstance(value, str):
        return (Span(str(value)),)
    problem = f"argument '{name}' is {type(value).__name__}: a sentence takes text, whole numbers and inline pieces"
    raise TypeError(problem)


def parts(text: str) -> tuple[Span, ...]:
    """Return a sentence of the bot's as pieces, each place a piece of its own."""
    found: list[Span] = []
    end = 0
    for mark in _MARKS.finditer(text):
        found += _split(text[end : mark.start()], "")
        style: Style = "bold" if mark["bold"] is not None else "italic"
        found += _split(mark[style], style)
        end = mark.end()
    return (*found, *_split(text[end:], ""))


def _split(text: str, style: Style) -> list[Span]:
    return [Span(part, style) for part in _PLACE.split(text) if part]


def put(sentence: Sequence[Span], places: Mapping[str, Sequence[Inline]]) -> tuple[Inline, ...]:
    """Return a sentence with what belongs there put into its places, styled like its place."""
    found: list[Inline] = []
    for part in sentence:
        there = places.get(part.text)
        if there is None:
            found.append(part)
        else:
            found += [_styled(piece, part.style) for piece in there] if part.style else there
    return tuple(found)


def _styled(piece: Inline, style: Style) -> Inline:
    return replace(piece, style=style) if isinstance(piece, Span | Words) and not piece.style else piece


def plain(pieces: Sequence[Inline]) -> str:
    """Return pieces as plain text, for buttons, labels and fallbacks."""
    return "".join(map(_plain, pieces))


def _plain(piece: Inline) -> str:
    match piece:
        case Span(text=text) | Words(text=text):
            return text
        case Who(member=member, name=name):
            return name or member
        case Where(channel=channel, name=name):
            return f"#{name}" if name else channel
        case Link(label=label):
            return label
