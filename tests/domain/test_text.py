"""People's text as it is kept, shown and compared."""

import pytest
from hypothesis import given, strategies as st

from bot.domain import text

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Two hours without alerts. \n", "Two hours without alerts."),
        ("one\r\ntwo\tthree", "one\ntwo\tthree"),
        ("a\x00b\x07c\x1bd\x85e", "abcde"),
        ("lone \ud83d half", "lone \ufffd half"),
        ("joined \ud83d\ude4c", "joined 🙌"),
        ("👩🏿‍💻 é", "👩🏿‍💻 é"),
        ("", ""),
    ],
)
def test_what_people_type_is_kept_readable(typed: str, kept: str) -> None:
    """Broken characters and control signs go, everything people can read stays."""
    assert kept == text.clean(typed)


@pytest.mark.parametrize(
    ("typed", "limit", "kept"),
    [
        ("abcd", 4, "abcd"),
        ("abcde", 4, "abc…"),
        ("ab cde", 4, "ab…"),
        ("🙌🙌🙌", 2, "🙌…"),
        ("ab", 1, "…"),
        ("ab", 0, ""),
    ],
)
def test_a_text_too_long_ends_in_an_ellipsis(typed: str, limit: int, kept: str) -> None:
    """At the limit it is whole, above it is cut between characters."""
    assert kept == text.clean(typed, limit)


def test_three_thousand_characters_are_kept() -> None:
    """The usual limit is the one people are told."""
    assert text.clean("a" * 3000) == "a" * 3000
    assert len(text.clean("a" * 3001)) == 3000


@given(typed=ANYTHING, limit=st.integers(0, 40))
def test_a_clean_text_can_always_be_stored(typed: str, limit: int) -> None:
    """Any text comes out as valid UTF-8 without NUL, within the limit, and stays the same when cleaned again."""
    kept = text.clean(typed, limit)

    assert kept == kept.encode().decode()
    assert "\0" not in kept
    assert len(kept) <= limit
    assert kept == text.clean(kept, limit)


@pytest.mark.parametrize(
    ("said", "limit", "shown"),
    [
        ("Clear at last\nwho does what.", 40, "Clear at last who does what."),
        ("Clear at last who does what.", 28, "Clear at last who does what."),
        ("Clear at last who does what.", 27, "Clear at last who does…"),
        ("Clear at last", 6, "Clear…"),
        ("https://example.org/a/long/way", 12, "https://exa…"),
        ("a https://example.org/a/long/way", 12, "a https://e…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_a_clipped_line_ends_between_words(said: str, limit: int, shown: str) -> None:
    """A line is cut after a whole word, unless that would leave next to nothing."""
    assert shown == text.clip(said, limit)


@given(said=st.text(max_size=80), limit=st.integers(0, 40))
def test_a_clipped_line_fits(said: str, limit: int) -> None:
    """Whatever is said, one line within the limit comes out."""
    shown = text.clip(said, limit)

    assert len(shown) <= limit
    assert len(shown.splitlines()) <= 1


@pytest.mark.parametrize(
    ("n", "locale", "expected"),
    [
        (1, "en", "one"),
        (19, "en", "nineteen"),
        (20, "en-GB", "twenty"),
        (21, "en", "21"),
        (0, "en", "0"),
        (1, "nl", "één"),
        (14, "nl-NL", "veertien"),
        (20, "nl", "twintig"),
    ],
)
def test_small_numbers_are_words(n: int, locale: str, expected: str) -> None:
    """Nineteen people, 21 people."""
    assert expected == text.words(n, locale)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("Instellingen ", "instellingen"), ("ÉÉN  Team", "een team"), ("STRASSE", "strasse"), ("Straße", "strasse")],
)
def test_case_and_accents_make_no_difference(typed: str, folded: str) -> None:
    """Commands are compared as people mean them."""
    assert folded == text.fold(typed)


def test_a_name_is_compared_by_its_letters() -> None:
    """Hyphens, spaces and signs make no difference in a hashtag."""
    assert text.squash("#Customer-First_") == text.squash("customer first") == "customerfirst"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("setings", "settings"), ("HULP", "hulp"), ("pauseer", "pause"), ("xyzzy", None), ("", None)],
)
def test_a_slip_finds_the_nearest_command(word: str, expected: str | None) -> None:
    """An unknown word gets the nearest one offered, and nothing far-fetched."""
    assert expected == text.nearest(word, ["help", "hulp", "settings", "pause", "me"])


def test_a_command_is_offered_as_it_is_written() -> None:
    """The candidate itself comes back, not its folded form."""
    assert text.nearest("what do you know", ["What-Do-You-Know"]) == "What-Do-You-Know"


def test_of_two_equally_near_commands_the_first_is_offered() -> None:
    """Somebody who reads English is offered help and not hulp, and the other way round."""
    assert ["help", "hulp"] == [text.nearest("hlep", words) for words in (["help", "hulp"], ["hulp", "help"])]
