"""What people write in a thank-you, and whom they may thank."""

import pytest
from hypothesis import given, strategies as st

from bot.domain import kudos
from bot.domain.kudos import Gone, Guest, Outsider, ToABot, ToYourself
from bot.domain.members import MemberKind

VALUES = ("Customer first", "Stronger together", "Courage", "Één team")


@pytest.mark.parametrize(
    ("text", "reason", "value"),
    [
        ("walked along to the right desk #customerfirst", "walked along to the right desk", "Customer first"),
        ("#customerfirst walked along", "walked along", "Customer first"),
        ("walked along #CustomerFirst.", "walked along.", "Customer first"),
        ("walked along #customer-first", "walked along", "Customer first"),
        ("walked along #customer_first!", "walked along!", "Customer first"),
        ("walked along #customer first", "walked along", "Customer first"),
        ("walked along #custmerfirst", "walked along", "Customer first"),
        ("samen gedaan #eenteam", "samen gedaan", "Één team"),
        ("samen gedaan #ÉÉNTEAM", "samen gedaan", "Één team"),
        ("that was #courage in the meeting", "that was #courage in the meeting", "Courage"),
        ("walked along #lunch", "walked along #lunch", None),
        ("walked along #lunch #courage", "walked along #lunch", "Courage"),
        ("walked along #courage #lunch", "walked along #lunch", "Courage"),
        ("spoke up #couragee #customerfirst", "spoke up #couragee", "Customer first"),
        ("spoke up #courage #customerfirst", "spoke up #customerfirst", "Courage"),
        ("solved issue #12 with me", "solved issue #12 with me", None),
        ("see https://example.org/page#courage for it", "see https://example.org/page#courage for it", None),
        ("see <#C123|courage> for it", "see <#C123|courage> for it", None),
        ("it&#39;s fine # really", "it&#39;s fine # really", None),
        ("#courage", "", "Courage"),
        ("   ", "", None),
        ("", "", None),
    ],
)
def test_a_hashtag_names_a_value_of_the_circle(text: str, reason: str, value: str | None) -> None:
    """Small slips are forgiven, words inside a sentence stay, a foreign hashtag is left alone."""
    assert kudos.Thanks(reason=reason, value=value) == kudos.parse(text, VALUES)


def test_a_circle_without_values_keeps_every_hashtag() -> None:
    """Without values nothing is named."""
    assert kudos.Thanks(reason="well done #courage") == kudos.parse("well done #courage", ())


def test_an_exact_name_wins_over_a_like_one() -> None:
    """Care and Careful are alike; the one that was written counts."""
    assert kudos.names_value("#care", ("Careful", "Care")) == "Care"
    assert kudos.names_value("carefull", ("Care", "Careful")) == "Careful"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("abcd", "Abcd"), ("abcx", "Abcd"), ("abxy", None), ("", None), ("🎉", None)],
)
def test_three_quarters_alike_is_alike_enough(tag: str, expected: str | None) -> None:
    """The line is drawn at three quarters."""
    assert expected == kudos.names_value(tag, ("🎉🎉", "Abcd"))


@given(text=st.text(max_size=60), values=st.lists(st.text(max_size=12), max_size=5))
def test_whatever_is_written_the_words_of_the_giver_stay(text: str, values: list[str]) -> None:
    """Nothing but one hashtag ever leaves the reason, and only for a value of the circle."""
    thanks = kudos.parse(text, values)

    assert thanks.value is None or thanks.value in values
    assert len(thanks.reason) <= len(text)
    if thanks.value is None:
        assert text.split() == thanks.reason.split()


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("walked along to desk", True),
        ("walked along today", False),
        ("thanks 🎉 🎉 🎉", False),
        ("je hielp mij erdoor", True),
        ("super - dank !", False),
        ("", False),
    ],
)
def test_four_words_are_enough(reason: str, expected: bool) -> None:
    """With fewer the giver is asked what their colleague did."""
    assert expected is kudos.enough(reason)


EVERYBODY = {
    "mo": MemberKind.MEMBER,
    "yara": MemberKind.MEMBER,
    "bot": MemberKind.BOT,
    "left": MemberKind.GONE,
    "visitor": MemberKind.GUEST,
    "partner": MemberKind.OUTSIDER,
}


def test_only_colleagues_who_are_there_can_be_thanked() -> None:
    """Each refusal names its own reason; the others are thanked all the same, in the order written."""
    verdict = kudos.judge("mo", EVERYBODY, guests=False)

    assert ("yara",) == verdict.thanked
    assert (ToYourself("mo"), ToABot("bot"), Gone("left"), Guest("visitor"), Outsider("partner")) == verdict.refused


def test_where_guests_are_included_they_can_be_thanked() -> None:
    """Guests and people of other companies, but still no bots."""
    verdict = kudos.judge("noor", EVERYBODY, guests=True)

    assert ("mo", "yara", "visitor", "partner") == verdict.thanked
    assert (ToABot("bot"), Gone("left")) == verdict.refused


def test_a_guest_may_thank_and_not_themselves() -> None:
    """Thanking oneself is told as such, whatever one is."""
    assert ToYourself("visitor") == kudos.refusal("visitor", "visitor", MemberKind.GUEST, guests=False)
    assert kudos.refusal("visitor", "mo", MemberKind.MEMBER, guests=False) is None
