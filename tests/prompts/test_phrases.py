"""The bot's other sentences: the same in both languages, and never reading people's words as its own."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from babel import Locale
from babel.numbers import format_decimal
from fluent.runtime import FluentResource
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor
from hypothesis import given, strategies as st

from bot.messages import Inline, Link, Span, Where, Who, Words
from prompts import markup
from prompts.bundle import Bundle
from prompts.phrases import LANGUAGES, PhraseError, Voice, numberword

FOLDER = Path(__file__).parents[2] / "prompts" / "phrases"
EN, NL = Voice("en"), Voice("nl")


class _Names(Visitor):
    """Collects what a phrase is given, and what it refers to."""

    def __init__(self) -> None:
        self.args: set[str] = set()
        self.references: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - its library's name
        self.args.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 - its library's name
        self.references.add(node.id.name)


def entries(language: str) -> Iterator[tuple[str, ast.EntryType]]:
    """All that stands in the files of a language, each with its area."""
    for path in sorted((FOLDER / language).glob("*.ftl")):
        for entry in FluentParser(with_spans=False).parse(path.read_text("utf-8")).body:
            yield path.stem, entry


def messages(language: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Every phrase of a language, with its area and arguments."""
    found = {}
    for area, entry in entries(language):
        if isinstance(entry, ast.Message):
            names = _Names()
            names.visit(entry)
            found[entry.id.name] = (area, frozenset(names.args))
    return found


BOTH = {language: messages(language) for language in LANGUAGES}


# ---------------------------------------------------------------- both languages


def test_whoever_reads_dutch_reads_everything() -> None:
    """Every phrase is there in both languages, in a file of the same name, with the same arguments."""
    assert BOTH["en"] == BOTH["nl"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_can_be_read_and_stands_once(language: str) -> None:
    """No file holds anything that Fluent cannot parse, and no key belongs to two files."""
    found = list(entries(language))
    assert [(area, entry.content) for area, entry in found if isinstance(entry, ast.Junk)] == []
    keys = Counter(entry.id.name for _, entry in found if isinstance(entry, ast.Message))
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_can_be_said(language: str) -> None:
    """With its arguments as numbers each phrase comes out whole, and all its stars are markup."""
    voice = Voice(language)
    for key, (_, args) in BOTH[language].items():
        said = voice(key, **dict.fromkeys(args, 3))
        assert said.strip()
        assert not re.search(r"[*{}]", said), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_voice_stays_calm(language: str) -> None:
    """No phrase shouts: no exclamation marks, no 'u' in Dutch."""
    for path in (FOLDER / language).glob("*.ftl"):
        text = path.read_text("utf-8")
        assert "!" not in text
        assert language != "nl" or not re.search(r"\b[Uu]w?\b(?! ?=)", text), path.name


# ---------------------------------------------------------------- mistakes in code


def test_a_raw_key_is_never_shown() -> None:
    """An unknown key and a missing argument are errors, not something people get to read."""
    with pytest.raises(PhraseError, match="en/no-such-phrase"):
        EN("no-such-phrase")
    with pytest.raises(PhraseError, match="reference"):
        EN("error-line")
    with pytest.raises(PhraseError, match="'reference' is NoneType"):
        EN("error-line", reference=None)


def test_an_error_says_nothing_of_people() -> None:
    """What was put into a phrase does not stand in its error."""
    with pytest.raises(PhraseError) as error:
        EN("answer-too-long", length="a secret")
    assert "secret" not in str(error.value)


# ---------------------------------------------------------------- markup and people's words


def test_stars_of_the_bot_become_style() -> None:
    """Bold and italic are read from the phrase, and what is put inside takes the style of its place."""
    spans = EN.spans("setup-all-set", when="Thursday 10:00")
    assert Span("Thursday 10:00", "bold") in spans
    spans = EN.spans("question-example", example=Words("We laughed."))
    assert spans == (Span('For example: "', "italic"), Words("We laughed.", "italic"), Span('"', "italic"))


def test_people_channels_and_lists_stand_where_they_belong() -> None:
    """Members, channels and tuples of pieces are put in as they are."""
    mo, noor = Who("U1", "Mo"), Who("U2", "Noor")
    assert EN.spans("setup-external-sure", channel=Where("C1", "team"))[0] == Where("C1", "team")
    people = EN.joined([mo, noor, Link("https://example.org", "here")])
    assert people == (mo, Span(", "), noor, Span(" and "), Link("https://example.org", "here"))
    assert people[0] in NL.spans("kudos-joined", people=people)
    assert NL.listing(["a", "b", "c"]) == "a, b en c"
    assert NL.joined([]) == ()


@given(text=st.text(min_size=1))
def test_people_s_words_are_never_read(text: str) -> None:
    """Stars, braces, line ends and signs from any alphabet come out of a phrase exactly as they went in."""
    words = Words(text)
    spans = EN.spans("answer-shared-followup", question="What?", text=words)
    assert spans == (Span("What?", "italic"), Span(" "), words)
    assert EN("error-line", reference=words) == EN("error-line", reference="#").replace("#", text)


@given(text=st.text(min_size=1, max_size=300))
def test_plain_text_is_not_read_for_markup_either(text: str) -> None:
    """A name or label given as text keeps its stars, also beside other arguments."""
    who = Who("U1", "Mo")
    spans = NL.spans("kudos-reply-told", who=text)
    assert "".join(span.text for span in spans if isinstance(span, Span)) == f"{text} antwoordt op je bedankje:"
    assert all(isinstance(span, Span) and not span.style for span in spans)
    assert NL.spans("kudos-posted", giver=who, receivers=text)[1] == who


_PIECES = st.lists(
    st.builds(Words, st.text(max_size=5)) | st.builds(Who, st.just("U1"), st.text(max_size=5)), max_size=6
)


@given(pieces=_PIECES, text=st.text(alphabet="ab *{}\n", max_size=12))
def test_nothing_put_in_is_lost_or_doubled(pieces: list[Inline], text: str) -> None:
    """Every piece stands once in the result, in order, whatever the sentence around it."""
    filled = markup.fill({"all": tuple(pieces)})
    spans = markup.put(markup.parts(f"{text}{filled.args['all']}{text}"), filled.places)
    put = [s.text if isinstance(s, Words) else s for s in spans if not isinstance(s, Span)]
    assert put == [p.text if isinstance(p, Words) else p for p in pieces]


# ---------------------------------------------------------------- numbers, days, times


def test_numbers_up_to_twenty_are_words() -> None:
    """Seven is a word, twenty-one is digits; at the start of a sentence Dutch writes Eén."""
    assert (EN.number(7), NL.number(7), EN.number(20), NL.number(21)) == ("seven", "zeven", "twenty", "21")
    assert (EN.capital("seven"), NL.capital("één"), NL.capital("ijs"), EN.capital("")) == ("Seven", "Eén", "IJs", "")


def test_phrases_count_in_words_themselves() -> None:
    """NUMBERWORD inside a phrase says what the voice says."""
    assert EN("question-why-ago", weeks=7) == "not asked for seven weeks"
    assert NL("question-why-ago", weeks=30) == "30 weken niet gesteld"
    assert numberword("nl", 1, capital=1) == "Eén"


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_and_plurals_are_those_of_the_language(language: str) -> None:
    """Babel, which knows every language, counts and writes whole numbers as we do without it."""
    babel, ours = Locale(language), Bundle([language], use_isolating=False)
    ours.add_resource(FluentResource("counted = { $n ->\n    [one] one\n   *[other] other\n } { $n }"))
    counted = ours.get_message("counted").value
    assert counted is not None
    for n in (0, 1, 2, 5, 11, 21, 101, 999, 1000, 54321, 1234567, -1, -4000):
        said, errors = ours.format_pattern(counted, {"n": n})
        assert (said, errors) == (f"{babel.plural_form(n)} {format_decimal(n, locale=babel)}", []), n


def test_what_babel_knows_of_the_world_is_not_loaded() -> None:
    """A process that speaks both languages holds no data of Babel's, which are four MiB."""
    said = "[say('kudos-form-text', count=1) + say('own-know-echoes', n=2000) for say in (Voice('en'), Voice('nl'))]"
    look = f"from prompts.phrases import Voice; {said}; from babel import localedata; print(len(localedata._cache))"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout == "0\n"


def test_dates_and_times_read_as_people_write_them() -> None:
    """Thursday 26 November, donderdag 26 november, and 10:00."""
    day = date(2026, 11, 26)
    assert (EN.date(day), NL.date(day)) == ("Thursday 26 November", "donderdag 26 november")
    assert (EN.day(2), NL.day(7)) == ("Tuesday", "zondag")
    assert (EN.time(time(9, 5)), NL.time(time(10))) == ("09:05", "10:00")


@pytest.mark.parametrize(
    ("locale", "language"), [("nl-BE", "nl"), ("NL_nl", "nl"), ("en-US", "en"), ("fr", "en"), ("", "en")]
)
def test_everybody_gets_a_language_that_the_bot_speaks(locale: str, language: str) -> None:
    """Regional locales become their language, all others English."""
    assert Voice(locale).locale == language
