"""Making people's text safe to keep, short enough to show and easy to compare."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

LIMIT = 3000
ELLIPSIS = "…"
_LIKENESS = 0.6
_NUMBERS = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty",
    "nl": "één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien twintig",
}


def clean(text: str, limit: int = LIMIT) -> str:
    """Return `text` fit to be stored: well-formed, without control characters, at most `limit` code points.

    Newlines and tabs stay; a text that was cut ends in an ellipsis.
    """
    if text.isprintable():
        return _cut(text.strip(), limit)
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\r\n", "\n")
    kept = "".join(char for char in whole if char in "\n\t" or unicodedata.category(char) != "Cc")
    return _cut(kept.strip(), limit)


def clip(text: str, limit: int) -> str:
    """Return `text` on one line of at most `limit` code points, cut between words where that is possible."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = line[: max(limit - 1, 0)]
    space = head.rfind(" ")
    # Half the room is worth more than a whole word: a long web address would leave nothing.
    whole_words = line[len(head)] == " " or space < limit // 2
    return _cut(line, limit) if whole_words else head[:space].rstrip() + ELLIPSIS


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: limit - 1].rstrip() + ELLIPSIS if limit > 0 else ""


def words(n: int, locale: str = "en") -> str:
    """Return the number `n` as a word up to twenty ("nineteen", "negentien"), in digits beyond."""
    names = _NUMBERS["nl" if locale.casefold().startswith("nl") else "en"].split()
    return names[n - 1] if 1 <= n <= len(names) else str(n)


def count(text: str) -> int:
    """Return how many words `text` has; signs and emoji standing alone are no words."""
    return sum(any(char.isalnum() for char in piece) for piece in text.split())


def fold(text: str) -> str:
    """Return `text` as it is compared: without case, accents and surplus spaces."""
    if text.isascii():
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(char for char in plain if not unicodedata.combining(char) and char not in "\ufe0e\ufe0f")
    return " ".join(bare.casefold().split())


def squash(text: str) -> str:
    """Return `text` folded and without anything but letters and digits, as names and hashtags are compared."""
    return re.sub(r"[\W_]+", "", fold(text))


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like `word`, the first of several equally like it, or None when nothing comes near."""
    likeness = difflib.SequenceMatcher(b=fold(word))

    def like(candidate: str) -> float:
        likeness.set_seq1(fold(candidate))
        return likeness.ratio()

    best = max(candidates, key=like, default="")
    return best if best and like(best) >= _LIKENESS else None
