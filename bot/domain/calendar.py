"""Local dates and times as instants: one slot a local week, whatever the clocks do; and dates as people type them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.text import fold

GRACE = timedelta(hours=24)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
# These exist on some machines: a stand-in, this machine's own zone, and copies that count leap seconds.
_NO_PLACE = ("Factory", "localtime", "posixrules", "posix/", "right/")


def instant(day: date, at: time, zone: str) -> datetime:
    """Return the moment, in UTC, at which the clocks of `zone` show `at` on `day`.

    A time that the clocks skip (a gap, or a whole day left out) moves forward by the length of the gap; of a time that
    comes twice the first is meant (PEP 495, fold=0). Raises ZoneInfoNotFoundError for an unknown zone.
    """
    return datetime.combine(day, at.replace(fold=0), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def next_slot(
    after: datetime,
    weekday: int,
    at: time,
    zone: str,
    last: date | None = None,
) -> tuple[date, datetime]:
    """Return the first local date with ISO weekday `weekday` (1 = Monday) that comes after `after`, and its instant.

    The date is later than `last`, the date of the previous slot, and never in its ISO week, so that a circle which
    moves to another zone or day keeps one slot a week. Raises ZoneInfoNotFoundError for an unknown zone.
    """
    # A slot on a day that the zone leaves out comes due on the next one: begin the search a day early.
    first = local_day(after, zone) - _DAY
    day = first + timedelta(days=(weekday - first.isoweekday()) % 7)
    while instant(day, at, zone) <= after or not _follows(day, last):
        day += _WEEK
    return day, instant(day, at, zone)


def _follows(day: date, last: date | None) -> bool:
    return last is None or (day > last and iso_week(day) != iso_week(last))


def late(due: datetime, now: datetime, grace: timedelta = GRACE) -> bool:
    """Tell whether it is too late to do now what was due at `due`: `grace` has passed in full."""
    return now - due >= grace


def iso_week(day: date) -> tuple[int, int]:
    """Return the ISO year and week of `day`; the year may differ from the calendar's around New Year."""
    year, week, _ = day.isocalendar()
    return year, week


def valid_zone(name: str) -> bool:
    """Tell whether `name` is a zone of the IANA database that a circle can live in."""
    if name.startswith(_NO_PLACE):
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def local_day(now: datetime, zone: str) -> date:
    """Return the date on the calendars of `zone` at the moment `now`."""
    return now.astimezone(ZoneInfo(zone)).date()


def ends(pause_until: date, zone: str) -> datetime:
    """Return the moment at which a pause until a date ends by itself: local midnight at the beginning of that date."""
    return instant(pause_until, time(), zone)


# ---------------------------------------------------------------- dates as people type them

_MONTHS = (
    "jan januari january|feb februari february|mrt maart mar march|apr april|mei may|jun juni june|jul juli july|"
    "aug augustus august|sep sept september|okt oktober oct october|nov november|dec december"
)
_WEEKDAYS = (
    "ma maandag mon monday|di dinsdag tue tues tuesday|wo woensdag wed wednesday|do donderdag thu thur thurs thursday|"
    "vr vrijdag fri friday|za zaterdag sat saturday|zo zondag sun sunday"
)
_COUNTS = "a an een one|twee two|drie three|vier four|vijf five|zes six|zeven seven|acht eight|negen nine|tien ten"
_UNITS = "dag dagen day days|week weken weeks|maand maanden month months"


def _table(words: str) -> dict[str, int]:
    return {word: number for number, group in enumerate(words.split("|"), 1) for word in group.split()}


_MONTH, _WEEKDAY, _COUNT, _UNIT = map(_table, (_MONTHS, _WEEKDAYS, _COUNTS, _UNITS))
_TH = r"(?:st|nd|rd|th|ste|de|e)?"
_LEAD = re.compile(r"^(?:(?:until|till|tot|on|op|the) )+")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}|\d{2}))?")
_DAY_MONTH = re.compile(rf"(?P<day>\d{{1,2}}){_TH}(?: of)? (?P<month>[a-z]+)\.?(?:,? (?P<year>\d{{4}}))?")
_MONTH_DAY = re.compile(rf"(?P<month>[a-z]+)\.? (?P<day>\d{{1,2}}){_TH}(?:,? (?P<year>\d{{4}}))?")
_NAMED_DAY = re.compile(r"(?:(?P<which>next|volgende(?: week)?|this|deze|komende|coming|aanstaande) )?(?P<name>[a-z]+)")
_SPAN = re.compile(r"(?:(?:in|over|for|voor) )?(\d{1,3}|[a-z]+) ([a-z]+)")


def parse_day(text: str, today: date, locale: str) -> date | None:
    """Return the coming date that `text` means, in Dutch or English, None when that is unclear or not after `today`.

    Reads 2026-12-24, 24-12, 24 december, dec 24, tomorrow, friday, two weeks and their like. Where a reader of English
    could take 5-6 for two dates, it is unclear; in any other language the day comes first.
    """
    said = _LEAD.sub("", fold(text).strip(" .,!"))
    readings = (read(said, today) for read in (_iso, _with_month, _word, _weekday, _span))
    day = _numbers(said, today, month_first_too=locale.startswith("en")) or next(filter(None, readings), None)
    return day if day and day > today else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _coming(day: int, month: int, year: str | None, today: date) -> date | None:
    """Find the date in the year given, or in the first year in which it exists and is still to come."""
    if year:
        return _date(int(year) + (2000 if len(year) < 4 else 0), month, day)  # noqa: PLR2004 - a year in full
    leap_cycle = range(today.year, today.year + 9)
    days = (_date(each, month, day) for each in leap_cycle)
    return next((found for found in days if found and found > today), None)


def _iso(said: str, _: date) -> date | None:
    found = _ISO.fullmatch(said)
    return _date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _numbers(said: str, today: date, *, month_first_too: bool) -> date | None:
    found = _NUMBERS.fullmatch(said)
    if not found:
        return None
    one, other = int(found[1]), int(found[2])
    days = {_coming(one, other, found[3], today)}
    if month_first_too:
        days.add(_coming(other, one, found[3], today))
    days.discard(None)
    return days.pop() if len(days) == 1 else None


def _with_month(said: str, today: date) -> date | None:
    found = _DAY_MONTH.fullmatch(said) or _MONTH_DAY.fullmatch(said)
    month = _MONTH.get(found["month"]) if found else None
    return _coming(int(found["day"]), month, found["year"], today) if found and month else None


def _word(said: str, today: date) -> date | None:
    match said:
        case "tomorrow" | "morgen":
            return today + _DAY
        case "day after tomorrow" | "overmorgen":
            return today + 2 * _DAY
        case "next week" | "volgende week":
            return _monday_after(today)
        case "next month" | "volgende maand":
            return _months_on(today, 1).replace(day=1)
        case _:
            return None


def _weekday(said: str, today: date) -> date | None:
    found = _NAMED_DAY.fullmatch(said)
    weekday = _WEEKDAY.get(found["name"]) if found else None
    if not (found and weekday):
        return None
    if (found["which"] or "").startswith(("next", "volgende")):
        return _monday_after(today) + (weekday - 1) * _DAY
    return today + ((weekday - today.isoweekday() - 1) % 7 + 1) * _DAY


def _span(said: str, today: date) -> date | None:
    found = _SPAN.fullmatch(said)
    if not found:
        return None
    number = int(found[1]) if found[1].isdecimal() else _COUNT.get(found[1], 0)
    steps = {1: lambda: today + number * _DAY, 2: lambda: today + number * _WEEK, 3: lambda: _months_on(today, number)}
    step = steps.get(_UNIT.get(found[2], 0))
    return step() if step else None


def _monday_after(day: date) -> date:
    return day + (8 - day.isoweekday()) * _DAY


def months_before(day: date, months: int) -> date:
    """Return the day so many months before; the 31st becomes the last day of a shorter month."""
    return _months_on(day, -months)


def _months_on(day: date, months: int) -> date:
    """Count months on; the 31st becomes the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return next(found for last in range(day.day, 0, -1) if (found := _date(year, month + 1, last)))
