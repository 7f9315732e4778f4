"""Every other sentence of the bot, in English and Dutch, as Project Fluent files.

`phrases/en/` and `phrases/nl/` hold one file per area with the same names and keys (common, setup, question, answers,
kudos, digest, ...), so that several people can write at once. A key belongs to one file. A phrase may refer to another
one of its own file or of `common.ftl`, and may count in words: NUMBERWORD($n), or NUMBERWORD($n, capital: 1) where a
sentence begins with it. Files are parsed when their first phrase is said.
"""

import re
import threading
from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from fluent.runtime import FluentResource

from bot.domain.text import words
from bot.messages import Inline, Span
from prompts import markup
from prompts.bundle import Bundle

LANGUAGES = ("en", "nl")
_FOLDER = Path(__file__).with_name("phrases")
_COMMON = "common"
_KEY = re.compile(r"^([a-zA-Z][\w-]*) *=", re.MULTILINE)


class PhraseError(LookupError):
    """A phrase that does not exist, or one that was not given what it tells about: a mistake in the code."""


@lru_cache
def language_of(locale: str) -> str:
    """Give the language, of those that the bot speaks, for a locale such as nl-BE; English for any other."""
    language = locale.replace("_", "-").partition("-")[0].casefold()
    return language if language in LANGUAGES else "en"


class Voice:
    """The bot's sentences in one language."""

    __slots__ = ("_book", "locale")

    def __init__(self, locale: str) -> None:
        self.locale = language_of(locale)
        self._book = _book(self.locale)

    def __call__(self, key: str, /, **args: object) -> str:
        """Give a phrase as plain text; raises PhraseError for an unknown key or a missing argument."""
        return markup.plain(self.spans(key, **args))

    def spans(self, key: str, /, **args: object) -> tuple[Inline, ...]:
        """Give a phrase as pieces: its own markup becomes style, and what is put in is never read for any.

        Arguments are text, whole numbers, inline pieces or tuples of them. Raises PhraseError as above.
        """
        if not args:
            return _said(self.locale, key)
        try:
            filled = markup.fill(args)
        except TypeError as error:
            problem = f"{self.locale}/{key}: {error}"
            raise PhraseError(problem) from None
        if len(filled.places) == len(args):  # all that differs goes into places: the sentence around them is the same
            sentence = _around(self.locale, key, tuple(args))
        else:
            sentence = markup.parts(self._book.say(key, filled.args))
        return markup.put(sentence, filled.places)

    # ------------------------------------------------------------ numbers, days and lists

    def number(self, n: int) -> str:
        """Give a number in words from one to twenty, in digits beyond."""
        return words(n, self.locale)

    def capital(self, text: str) -> str:
        """Give text as a sentence begins with it."""
        return _capital(text, self.locale)

    def day(self, weekday: int) -> str:
        """Give the name of an ISO weekday (1 = Monday)."""
        return self(f"day-{weekday}")

    def date(self, day: date) -> str:
        """Give a date with its weekday: Thursday 26 November."""
        return self("date", day=self.day(day.isoweekday()), number=day.day, month=self(f"month-{day.month}"))

    def time(self, at: time) -> str:
        """Give a time of day: 10:00."""
        return self("time", hours=f"{at.hour:02}", minutes=f"{at.minute:02}")

    def listing(self, items: Sequence[str]) -> str:
        """Give several things as one text: a, b and c."""
        return markup.plain(self.joined([Span(item) for item in items]))

    def joined(self, items: Sequence[Inline]) -> tuple[Inline, ...]:
        """Give several pieces as one tuple, with commas and an `and` between them."""
        joined: list[Inline] = []
        for place, item in enumerate(items):
            if place:
                joined.append(Span(f" {self('and')} " if place == len(items) - 1 else ", "))
            joined.append(item)
        return tuple(joined)


@cache
def _said(language: str, key: str) -> tuple[Span, ...]:
    return markup.parts(_book(language).say(key, {}))


@cache
def _around(language: str, key: str, places: tuple[str, ...]) -> tuple[Span, ...]:
    return markup.parts(_book(language).say(key, markup.marked(places)))


def _capital(text: str, language: str) -> str:
    if language == "nl":
        # A capital takes no accent here (Eén), and ij is one letter.
        text = re.sub(r"^één\b", "eén", text)
        if text.startswith("ij"):
            return f"IJ{text[2:]}"
    return text[:1].upper() + text[1:]


def numberword(language: str, n: object, capital: object = 0) -> str:
    """Give a number in words as phrases say it; raises TypeError for what is no whole number."""
    if not isinstance(n, int):
        problem = "NUMBERWORD counts whole numbers only"
        raise TypeError(problem)
    said = words(int(n), language)
    return _capital(said, language) if capital else said


# ---------------------------------------------------------------- the files of one language


@cache
def _book(language: str) -> "_Book":
    return _Book(language)


class _Book:
    """The phrases of one language; which file has which key is known at once, the rest when it is needed."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._texts = {path.stem: path.read_text("utf-8") for path in sorted((_FOLDER / language).glob("*.ftl"))}
        self._area = {key: area for area, text in self._texts.items() for key in _KEY.findall(text)}
        functions: dict[str, Any] = {"NUMBERWORD": partial(numberword, language)}
        self._bundle = Bundle([language], functions=functions, use_isolating=False)
        self._parsed: set[str] = set()
        self._lock = threading.Lock()

    def say(self, key: str, args: Mapping[str, str | int]) -> str:
        """Give a phrase with its arguments filled in; raises PhraseError, never with an argument's own text."""
        if key not in self._area:
            problem = f"{self._language}/{key}: there is no such phrase"
            raise PhraseError(problem)
        self._parse(self._area[key])
        pattern = self._bundle.get_message(key).value if self._bundle.has_message(key) else None
        if pattern is None:
            problem = f"{self._language}/{key}: the phrase cannot be read"
            raise PhraseError(problem)
        said, errors = self._bundle.format_pattern(pattern, dict(args))
        if errors:
            problem = f"{self._language}/{key}: {'; '.join(map(str, errors))}"
            raise PhraseError(problem)
        return str(said)

    def _parse(self, area: str) -> None:
        if area in self._parsed:
            return
        with self._lock:
            for each in (_COMMON, area):
                if each not in self._parsed and each in self._texts:
                    self._bundle.add_resource(FluentResource(self._texts[each]))
                    self._parsed.add(each)
