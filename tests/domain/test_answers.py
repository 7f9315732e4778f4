"""What an answer may be."""

import pytest

from bot.domain import answers
from bot.domain.answers import Audience, Problem

KNOWN = {"calm", "clarity", "craft", "together"}


@pytest.mark.parametrize(
    ("text", "themes", "audience", "tough", "expected"),
    [
        pytest.param("We laughed.", ["calm"], "named", False, (), id="words and a chip"),
        pytest.param("", ["calm"], "nameless", False, (), id="a chip alone"),
        pytest.param("", [], "private", True, (), id="a tough week, no words"),
        pytest.param(" \n", [], "named", False, (Problem.EMPTY,), id="nothing at all"),
        pytest.param("a" * 3000, [], "named", False, (), id="as long as may be"),
        pytest.param("a" * 3001, [], "named", False, (Problem.TOO_LONG,), id="a sign too long"),
        pytest.param("", ["calm", "clarity", "craft"], "named", False, (), id="three chips"),
        pytest.param("", ["calm", "calm", "clarity", "craft"], "named", False, (), id="one chip twice"),
        pytest.param("", sorted(KNOWN), "named", False, (Problem.TOO_MANY_THEMES,), id="four chips"),
        pytest.param("", ["gossip"], "named", False, (Problem.UNKNOWN_THEME,), id="a chip of nobody's"),
        pytest.param("Hi", [], None, False, (Problem.NO_AUDIENCE,), id="nobody chosen to read it"),
        pytest.param("Hi", [], "", False, (Problem.NO_AUDIENCE,), id="nobody chosen in the form"),
        pytest.param("Hi", [], "manager", False, (Problem.NO_AUDIENCE,), id="an audience that does not exist"),
        pytest.param("", [], None, False, (Problem.EMPTY, Problem.NO_AUDIENCE), id="an empty form"),
    ],
)
def test_an_answer_is_checked_before_it_is_kept(
    text: str,
    themes: list[str],
    audience: str | None,
    tough: bool,
    expected: tuple[Problem, ...],
) -> None:
    """Every problem is named at once, by the key of its sentence."""
    assert expected == answers.check(text, themes, KNOWN, audience, tough=tough)


def test_there_are_three_audiences() -> None:
    """With a name, without one, or only me."""
    assert ["named", "nameless", "private"] == [str(audience) for audience in Audience]
    assert answers.SUGGESTED == 600
