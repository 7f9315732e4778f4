"""The pace: no window of any length takes more than it may, and nothing waits longer than it must."""

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from bot.domain.pace import LONGEST, Gate, Limit

TEAMS = (Limit(0.25, 3), Limit(0.75, 20))  # at most 7 in a second and 60 in 30 seconds


def leaving(limits: tuple[Limit, ...], wishes: list[float]) -> list[float]:
    """Give when posts leave that would like to leave at these moments."""
    gate, left, last = Gate(), [], 0.0
    for wish in wishes:
        last = gate.opens(limits, max(wish, last))
        gate = gate.passed(limits, last)
        left.append(last)
    return left


@pytest.mark.parametrize(
    ("limits", "wishes", "left"),
    [
        ((), [0, 0, 0], [0, 0, 0]),
        ((Limit(1.0),), [0, 0, 5], [0, 1, 5]),
        ((Limit(1.0, 2),), [0, 0, 0, 0], [0, 0, 1, 2]),
        ((Limit(1.0, 2),), [0, 0, 0, 9, 9, 9], [0, 0, 1, 9, 9, 10]),
        ((Limit(1.0), Limit(3.0)), [0, 0, 0], [0, 3, 6]),
    ],
)
def test_posts_leave_one_after_the_other(limits: tuple[Limit, ...], wishes: list[float], left: list[float]) -> None:
    """A burst at once, then one every so often; the strictest limit decides."""
    assert left == leaving(limits, wishes)


@given(st.lists(st.floats(0, 90), min_size=1, max_size=150).map(sorted))
def test_no_window_takes_more_than_teams_allows(wishes: list[float]) -> None:
    """Whenever posts would like to leave, no second holds more than 7 and no half minute more than 60."""
    left = leaving(TEAMS, wishes)
    assert all(before <= after for before, after in pairwise(left))
    for most, seconds in ((7, 1.0), (60, 30.0)):
        assert all(later - first > seconds - 1e-6 for first, later in zip(left, left[most:], strict=False))


def test_a_platform_that_asks_to_wait_is_heard() -> None:
    """A closed gate opens at the moment that was told, with only one post at first."""
    gate = Gate().closed(TEAMS, 30.0)
    assert 30.0 == gate.opens(TEAMS, 0.0)
    assert [30.0, 30.75] == [gate.opens(TEAMS, 30.0), gate.passed(TEAMS, 30.0).opens(TEAMS, 30.0)]


def test_a_clock_that_was_set_back_closes_nothing() -> None:
    """A gate that says tomorrow is an hour after midnight is open."""
    gate = Gate().passed((Limit(1.0),), 3600.0)
    assert 0.0 == gate.opens((Limit(1.0),), 0.0)
    assert 1.0 == gate.passed((Limit(1.0),), 0.0).opens((Limit(1.0),), 0.0)
    assert LONGEST < 3600
