"""Clocks jump, circles move and years end; the question still comes once a week."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from bot.domain import calendar
from tests.domain.transitions import jumps, wrong

DAY = timedelta(days=1)
SOME_ZONES = ("Europe/Amsterdam", "America/New_York", "Africa/Cairo", "Pacific/Apia", "Australia/Lord_Howe", "UTC")


def utc(text: str) -> datetime:
    """Read a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "local", "moment"),
    [
        pytest.param("Europe/Amsterdam", "2026-01-15T10:00", "2026-01-15T09:00", id="an ordinary winter day"),
        pytest.param("Europe/Amsterdam", "2026-07-16T10:00", "2026-07-16T08:00", id="an ordinary summer day"),
        pytest.param("Europe/Amsterdam", "2026-03-29T02:30", "2026-03-29T01:30", id="gap: half past three instead"),
        pytest.param("Europe/Amsterdam", "2026-10-25T02:30", "2026-10-25T00:30", id="overlap: the first half past two"),
        pytest.param("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30", id="gap in New York"),
        pytest.param("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30", id="overlap in New York"),
        pytest.param("Africa/Cairo", "2026-04-24T00:00", "2026-04-23T22:00", id="midnight that Cairo skips"),
        pytest.param("Africa/Cairo", "2026-10-29T23:30", "2026-10-29T20:30", id="late evening that Cairo has twice"),
        pytest.param("America/Havana", "2026-03-08T00:30", "2026-03-08T05:30", id="midnight hour that Havana skips"),
        pytest.param("Pacific/Apia", "2011-12-30T10:00", "2011-12-30T20:00", id="the Friday that Samoa left out"),
        pytest.param("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45", id="a gap of half an hour"),
        pytest.param("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45", id="an overlap of half an hour"),
        pytest.param("Asia/Kathmandu", "2026-05-07T10:00", "2026-05-07T04:15", id="a quarter of an hour off"),
    ],
)
def test_a_local_time_is_one_moment(zone: str, local: str, moment: str) -> None:
    """A gap moves forward, and of a time that comes twice the first is meant."""
    said = datetime.fromisoformat(local)

    assert utc(moment) == calendar.instant(said.date(), said.time(), zone)
    assert utc(moment) == calendar.instant(said.date(), said.time().replace(fold=1), zone)


def test_who_waits_out_a_skipped_day_is_asked_on_the_next() -> None:
    """Samoa left out Friday 30 December 2011: the Friday question comes at ten on Saturday's clocks."""
    at_nine_on_saturday = utc("2011-12-30T19:00")

    day, due = calendar.next_slot(at_nine_on_saturday, 5, time(10), "Pacific/Apia")

    assert date(2011, 12, 30) == day
    assert "2011-12-31 10:00" == f"{due.astimezone(ZoneInfo('Pacific/Apia')):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("after", "weekday", "last", "expected"),
    [
        pytest.param("2026-11-23T08:00", 4, None, "2026-11-26", id="Monday looks forward to Thursday"),
        pytest.param("2026-11-26T08:59", 4, None, "2026-11-26", id="a minute before ten is in time"),
        pytest.param("2026-11-26T09:00", 4, None, "2026-12-03", id="at ten it is next week's turn"),
        pytest.param("2026-11-26T08:00", 4, "2026-11-26", "2026-12-03", id="a clock set back asks nothing twice"),
        pytest.param("2026-11-24T08:00", 4, "2026-11-23", "2026-12-03", id="a day moved later stays one a week"),
        pytest.param("2026-11-26T08:00", 1, "2026-11-19", "2026-11-30", id="a day moved earlier begins next week"),
        pytest.param("2026-11-23T08:00", 4, "2026-11-22", "2026-11-26", id="Sunday belongs to the week before"),
        pytest.param("2026-11-23T08:00", 4, "2026-12-10", "2026-12-17", id="nothing before what was already asked"),
        pytest.param("2026-12-31T09:00", 5, "2026-12-28", "2027-01-08", id="week 53 goes on into the new year"),
        pytest.param("2027-01-03T22:00", 1, "2027-01-01", "2027-01-04", id="week 1 begins on 4 January"),
        pytest.param("2024-12-29T12:00", 3, "2024-12-26", "2025-01-01", id="week 1 begins in the old year"),
    ],
)
def test_the_next_slot_is_in_a_week_of_its_own(after: str, weekday: int, last: str | None, expected: str) -> None:
    """The first fitting date after now, and never two in one ISO week."""
    previous = date.fromisoformat(last) if last else None

    day, due = calendar.next_slot(utc(after), weekday, time(10), "Europe/Amsterdam", previous)

    assert date.fromisoformat(expected) == day
    assert due == calendar.instant(day, time(10), "Europe/Amsterdam")


@given(
    after=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    weekday=st.integers(1, 7),
    at=st.times(),
    old=st.sampled_from(SOME_ZONES),
    new=st.sampled_from(SOME_ZONES),
)
def test_a_circle_that_moves_is_not_asked_twice_in_a_week(
    after: datetime, weekday: int, at: time, old: str, new: str
) -> None:
    """Whatever the two zones, the slot after the move is later and in another week."""
    day, due = calendar.next_slot(after, weekday, at, old)
    moved, _ = calendar.next_slot(due, weekday, at, new, day)

    assert due > after
    assert moved.isoweekday() == weekday
    assert timedelta(days=7) <= moved - day <= timedelta(days=14)
    assert calendar.iso_week(moved) != calendar.iso_week(day)


def test_every_zone_is_asked_once_a_week_around_every_jump_of_its_clocks() -> None:
    """From 2024 to 2037, all over the world: one slot in each local week, in order, never early or on a wrong day."""
    times = (time(0), time(0, 30), time(2), time(2, 30), time(10), time(23, 30))
    found = [(zone, jump) for zone, moments in jumps().items() for jump in moments]

    assert [] == [problem for zone, jump in found for problem in wrong(zone, jump, times)]
    assert len(found) > 800


def test_a_clock_that_is_asked_every_hour_says_the_same_once() -> None:
    """Ticking through both jumps of the year finds each Sunday's slot exactly once."""
    now, end, last = utc("2026-03-20T00:00"), utc("2026-11-10T00:00"), None
    fired: list[date] = []
    day, due = calendar.next_slot(now, 7, time(2, 30), "Europe/Amsterdam", last)
    while now < end:
        now += timedelta(hours=1)
        if due <= now:
            fired.append(day)
            day, due = calendar.next_slot(now, 7, time(2, 30), "Europe/Amsterdam", day)

    assert [date(2026, 3, 22) + n * 7 * DAY for n in range(34)] == fired


@pytest.mark.parametrize(("hours", "expected"), [(0, False), (23.99, False), (24, True), (300, True)])
def test_a_day_late_is_too_late(hours: float, expected: bool) -> None:
    """Up to 24 hours a question may still come."""
    due = utc("2026-11-26T09:00")

    assert expected is calendar.late(due, due + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("day", "week"),
    [("2026-12-31", (2026, 53)), ("2027-01-03", (2026, 53)), ("2027-01-04", (2027, 1)), ("2024-12-30", (2025, 1))],
)
def test_the_week_of_new_year_is_the_iso_week(day: str, week: tuple[int, int]) -> None:
    """Around New Year the ISO year is not always the calendar's."""
    assert week == calendar.iso_week(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Europe/Amsterdam", True),
        ("UTC", True),
        ("America/Argentina/Buenos_Aires", True),
        ("", False),
        ("Europe", False),
        ("Mars/Olympus", False),
        ("../etc/passwd", False),
        ("/etc/localtime", False),
        ("Factory", False),
        ("localtime", False),
        ("right/UTC", False),
        ("Europe/Amster\0dam", False),
        ("\ud83d", False),
        ("x" * 5000, False),
    ],
)
def test_a_zone_is_a_place_in_the_world(name: str, expected: bool) -> None:
    """Nothing that people type as a zone does harm."""
    assert expected is calendar.valid_zone(name)


def test_tomorrow_begins_earlier_in_auckland() -> None:
    """The same moment has different dates."""
    now = utc("2026-11-26T12:00")

    assert date(2026, 11, 27) == calendar.local_day(now, "Pacific/Auckland")
    assert date(2026, 11, 26) == calendar.local_day(now, "Europe/Amsterdam")


def test_a_pause_ends_by_itself_at_midnight() -> None:
    """A pause until Christmas Eve ends as that day begins where the circle lives; also where midnight is skipped."""
    assert utc("2026-12-23T23:00") == calendar.ends(date(2026, 12, 24), "Europe/Amsterdam")
    assert utc("2026-04-23T22:00") == calendar.ends(date(2026, 4, 24), "Africa/Cairo")


TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("2026-12-24", "nl", "2026-12-24"),
        ("until 2026-12-24", "en", "2026-12-24"),
        ("24-12", "nl", "2026-12-24"),
        ("24-12", "en", "2026-12-24"),
        ("24/12/2026", "en", "2026-12-24"),
        ("24.12.26", "nl", "2026-12-24"),
        ("12-24", "en-US", "2026-12-24"),
        ("12-24", "nl", None),
        ("5-6", "nl", "2027-06-05"),
        ("5-6", "en", None),
        ("5-5", "en", "2027-05-05"),
        ("24 december", "nl", "2026-12-24"),
        ("24 DEC.", "nl", "2026-12-24"),
        ("24th of December", "en", "2026-12-24"),
        ("Dec 24, 2026", "en", "2026-12-24"),
        ("tot 1 maart", "nl", "2027-03-01"),
        ("1 mrt 2027", "nl", "2027-03-01"),
        ("24 november", "nl", "2027-11-24"),
        ("29 februari", "nl", "2028-02-29"),
        ("30 februari", "nl", None),
        ("tomorrow", "en", "2026-11-25"),
        ("Morgen", "nl", "2026-11-25"),
        ("overmorgen", "nl", "2026-11-26"),
        ("friday", "en", "2026-11-27"),
        ("tot vrijdag", "nl", "2026-11-27"),
        ("vr", "nl", "2026-11-27"),
        ("maandag", "nl", "2026-11-30"),
        ("dinsdag", "nl", "2026-12-01"),
        ("this friday", "en", "2026-11-27"),
        ("next friday", "en", "2026-12-04"),
        ("volgende week vrijdag", "nl", "2026-12-04"),
        ("next week", "en", "2026-11-30"),
        ("volgende maand", "nl", "2026-12-01"),
        ("two weeks", "en", "2026-12-08"),
        ("2 weken", "nl", "2026-12-08"),
        ("over één week", "nl", "2026-12-01"),
        ("for 10 days", "en", "2026-12-04"),
        ("a month", "en", "2026-12-24"),
        ("3 maanden", "nl", "2027-02-24"),
        ("today", "en", None),
        ("2026-11-24", "en", None),
        ("2026-11-23", "en", None),
        ("24 december 2020", "en", None),
        ("32-12", "nl", None),
        ("0 days", "en", None),
        ("99 potatoes", "en", None),
        ("whenever", "en", None),
        ("", "nl", None),
    ],
)
def test_people_write_the_end_of_a_pause_in_their_own_way(text: str, locale: str, expected: str | None) -> None:
    """Dutch and English, numbers and words; never a day that is not to come, never a guess."""
    assert (date.fromisoformat(expected) if expected else None) == calendar.parse_day(text, TUESDAY, locale)


def test_a_month_after_the_31st_is_the_last_of_the_next() -> None:
    """January 31st and a month is the end of February."""
    assert date(2027, 2, 28) == calendar.parse_day("1 month", date(2027, 1, 31), "en")


@given(text=st.text(max_size=30), locale=st.sampled_from(["nl", "en"]))
def test_whatever_people_type_a_pause_never_ends_in_the_past(text: str, locale: str) -> None:
    """Any text gives a coming day or nothing."""
    day = calendar.parse_day(text, TUESDAY, locale)

    assert day is None or day > TUESDAY
