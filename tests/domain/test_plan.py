"""What becomes of a question or digest that is due."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain import calendar, plan
from bot.domain.plan import Do, Fate, Kind, Reason, Skip, State, Wait

DUE = datetime(2026, 11, 26, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("kind", [Kind.ASK, Kind.DIGEST, Kind.REMIND])
@pytest.mark.parametrize(
    ("late", "expected"),
    [
        pytest.param(-0.01, Wait(), id="not yet"),
        pytest.param(0, Do(), id="on the minute"),
        pytest.param(23.99, Do(), id="after a day of trouble"),
        pytest.param(24, Skip(Reason.MISSED), id="a day late"),
        pytest.param(24 * 21, Skip(Reason.MISSED), id="three weeks late"),
    ],
)
def test_what_is_a_day_late_is_left_to_next_week(kind: Kind, late: float, expected: Fate) -> None:
    """Less than 24 hours late is done, later is skipped."""
    assert expected == plan.decide(kind, DUE, DUE + late * HOUR, state="running")


@pytest.mark.parametrize(
    ("state", "rest", "paused", "expected"),
    [
        ("running", False, None, Do()),
        ("running", False, 1, Skip(Reason.PAUSED)),
        ("running", False, 0, Do()),
        ("running", True, None, Skip(Reason.RESTING)),
        ("resting", False, None, Skip(Reason.RESTING)),
        ("resting", False, 1, Skip(Reason.RESTING)),
        ("ended", True, 1, Skip(Reason.ENDED)),
        ("declined", False, None, Skip(Reason.ENDED)),
        ("proposed", False, None, Skip(Reason.ENDED)),
    ],
)
def test_a_circle_that_rests_is_left_alone(state: str, rest: bool, paused: int | None, expected: Fate) -> None:
    """Each reason to skip is said, the most lasting one first."""
    until = None if paused is None else DUE + paused * HOUR

    assert expected == plan.decide(Kind.ASK, DUE, DUE, state=state, paused_until=until, rest=rest)


def test_a_question_of_the_pause_is_not_asked_when_it_ends() -> None:
    """Due on the last day of a pause, looked at an hour after it: skipped, not caught up."""
    until = calendar.ends(date(2026, 11, 27), "Europe/Amsterdam")

    fate = plan.decide(Kind.ASK, DUE, until + HOUR, state="running", paused_until=until)

    assert Skip(Reason.PAUSED) == fate


def test_the_first_question_after_a_pause_is_asked() -> None:
    """A pause until the very day of the question does not swallow it."""
    until = calendar.ends(date(2026, 11, 26), "Europe/Amsterdam")

    assert Do() == plan.decide(Kind.ASK, DUE, DUE, state="running", paused_until=until)


@pytest.mark.parametrize("state", [State.RUNNING, State.RESTING])
def test_a_round_closes_however_late(state: State) -> None:
    """Closing writes to nobody, so neither an outage nor a pause keeps a question open for ever."""
    fate = plan.decide(Kind.CLOSE, DUE, DUE + 99 * HOUR, state=state, paused_until=DUE + 999 * HOUR)

    assert Do() == fate


def test_who_proposed_a_circle_is_reminded() -> None:
    """A circle not yet begun has no questions, only its one reminder."""
    assert Do() == plan.decide(Kind.REMIND, DUE, DUE, state=State.PROPOSED)
    assert Skip(Reason.ENDED) == plan.decide(Kind.REMIND, DUE, DUE, state=State.DECLINED)


def test_after_three_weeks_of_outage_there_is_no_flood() -> None:
    """Of four Thursdays and four Tuesdays at most the latest of each is done."""
    now = DUE + HOUR
    asks = [plan.decide(Kind.ASK, DUE - timedelta(weeks=n), now, state="running") for n in range(4)]
    tuesday = DUE - timedelta(days=2)
    digests = [plan.decide(Kind.DIGEST, tuesday - timedelta(weeks=n), now, state="running") for n in range(4)]

    assert [Do(), *[Skip(Reason.MISSED)] * 3] == asks
    assert [Skip(Reason.MISSED)] * 4 == digests


def test_at_the_same_minute_the_old_round_closes_before_the_new_one_opens() -> None:
    """Close, digest, ask, remind."""
    assert [Kind.CLOSE, Kind.DIGEST, Kind.ASK, Kind.REMIND] == sorted({*Kind}, key=plan.turn)


def test_a_circle_asks_on_thursday_and_gathers_on_tuesday() -> None:
    """The default rhythm; the old round closes when the next one opens."""
    rhythm = plan.Rhythm(zone="Europe/Amsterdam")
    monday = datetime(2026, 11, 23, 12, tzinfo=UTC)

    assert (date(2026, 11, 26), DUE) == rhythm.upcoming(Kind.ASK, monday)
    assert (date(2026, 11, 26), DUE) == rhythm.upcoming(Kind.CLOSE, monday)
    assert (date(2026, 11, 24), DUE - timedelta(days=2)) == rhythm.upcoming(Kind.DIGEST, monday)
    assert date(2026, 12, 3) == rhythm.upcoming(Kind.ASK, monday, date(2026, 11, 26))[0]


def test_a_circle_may_choose_its_own_hours() -> None:
    """Day and time are the circle's."""
    rhythm = plan.Rhythm(zone="America/New_York", ask_day=5, ask_at=time(15), digest_day=1, digest_at=time(9, 30))
    monday = datetime(2026, 11, 23, 12, tzinfo=UTC)

    assert datetime(2026, 11, 27, 20, tzinfo=UTC) == rhythm.upcoming(Kind.ASK, monday)[1]
    assert datetime(2026, 11, 23, 14, 30, tzinfo=UTC) == rhythm.upcoming(Kind.DIGEST, monday)[1]


def test_a_reminder_has_no_weekly_slot() -> None:
    """Nobody is reminded by rhythm."""
    with pytest.raises(ValueError, match="no weekly slot"):
        plan.Rhythm(zone="UTC").upcoming(Kind.REMIND, DUE)
