"""The light markup of phrases, **bold** and *italic*, and the places where something ready-made goes in.

Only the bot's own sentences are ever read for markup. Whatever people wrote is put in afterwards, as it is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.messages import Inline, Link, Span, Where, Who, Words

Style = Literal["", "bold", "italic"]
# Places are marked with characters of Unicode's private use area: they mean nothing, and Fluent leaves them alone.
_FIRST, _LAST = 0xE000, 0xF8FF
_PLACE = re.compile(f"([{chr(_FIRST)}-{chr(_LAST)}])")
_MARKS = re.compile(r"\*\*(?P<bold>.+?)\*\*|\*(?P<italic>.+?)\*", re.DOTALL)
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


def _pieces(name: str, value: object) -> tuple[Inline, ...]:
    if isinstance(value, str):
        return (Span(str(value)),)
    if isinstance(value, Inline):
        return (value,)
    if isinstance(value, tuple) and all(isinstance(piece, Inline) for piece in value):
        return value
    problem = f"argument '{name}' is {type(value).__name__}: a sentence takes text, whole numbers and inline pieces"
    raise TypeError(problem)


def spans(text: str, places: Mapping[str, Sequence[Inline]]) -> tuple[Inline, ...]:
    """Return a sentence of the bot's as pieces, with what belongs there put into its places, styled like its place."""
    found: list[Inline] = []
    end = 0
    for mark in _MARKS.finditer(text):
        found += _put(text[end : mark.start()], "", places)
        style: Style = "bold" if mark["bold"] is not None else "italic"
        found += _put(mark[style], style, places)
        end = mark.end()
    return (*found, *_put(text[end:], "", places))


def _put(text: str, style: Style, places: Mapping[str, Sequence[Inline]]) -> Iterator[Inline]:
    for part in _PLACE.split(text):
        if part in places:
            yield from (_styled(piece, style) for piece in places[part])
        elif part:
            yield Span(part, style)


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
