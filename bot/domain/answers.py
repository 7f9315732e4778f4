"""What an answer may be and who may read it."""

from collections.abc import Collection, Iterable
from enum import StrEnum

SUGGESTED = 600
MOST = 3000
THEMES = 3


class Audience(StrEnum):
    """Who reads an answer: the circle with a name, the circle without one, or only its author."""

    NAMED = "named"
    NAMELESS = "nameless"
    PRIVATE = "private"


class Problem(StrEnum):
    """What is wrong with an answer, as a key to the sentence that says so."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    TOO_MANY_THEMES = "too-many-themes"
    UNKNOWN_THEME = "unknown-theme"
    NO_AUDIENCE = "no-audience"


def check(
    text: str,
    themes: Iterable[str],
    known_themes: Collection[str],
    audience: str | None,
    *,
    tough: bool = False,
) -> tuple[Problem, ...]:
    """Return what keeps an answer from being saved, nothing when it is fine; a chip alone is a full answer.

    `audience` is what the member chose, None or empty when they have not; lengths are in code points.
    """
    chosen = set(themes)
    found = {
        Problem.EMPTY: not (text.strip() or chosen or tough),
        Problem.TOO_LONG: len(text.strip()) > MOST,
        Problem.TOO_MANY_THEMES: len(chosen) > THEMES,
        Problem.UNKNOWN_THEME: bool(chosen - set(known_themes)),
        Problem.NO_AUDIENCE: audience not in set(Audience),
    }
    return tuple(problem for problem, there in found.items() if there)
