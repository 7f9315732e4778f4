"""Every moment from 2024 to 2037 at which the clocks of some zone jump, and the weeks around it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from bot.domain import calendar

FIRST, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
SECOND = timedelta(seconds=1)
LOOKED_AT = [FIRST + n * WEEK for n in range((END - FIRST) // WEEK + 1)]  # no zone jumps twice in one week
AROUND = (-2, -1, 0, 1)  # weeks


def jumps() -> dict[str, list[datetime]]:
    """Give the moments by zone, one zone for all that jump alike; each is the first second of the new time."""
    alike: dict[tuple[object, ...], str] = {}
    found = {}
    for zone in sorted(filter(calendar.valid_zone, available_timezones())):
        info = ZoneInfo(zone)
        offsets = [at.astimezone(info).utcoffset() for at in LOOKED_AT]
        pairs = zip(LOOKED_AT, offsets, offsets[1:], strict=False)
        moments = [_between(info, at, at + WEEK) for at, one, other in pairs if one != other]
        after = (at.astimezone(info).utcoffset() for at in moments)
        if alike.setdefault((offsets[0], *zip(moments, after, strict=True)), zone) == zone:
            found[zone] = moments
    return found


def _between(info: ZoneInfo, low: datetime, high: datetime) -> datetime:
    before = low.astimezone(info).utcoffset()
    while high - low > SECOND:
        middle = low + (high - low) // 2
        low, high = (middle, high) if middle.astimezone(info).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)


def wrong(zone: str, jump: datetime, times: Sequence[time]) -> Iterator[str]:
    """Name each slot around a jump that comes twice, not at all, out of order or at another time than it should."""
    info = ZoneInfo(zone)
    # What clocks skip or show twice may lie on the local day of the jump's either side.
    for day in sorted({(jump + n * SECOND).astimezone(info).date() for n in (-1, 0)}):
        expected = [day + n * WEEK for n in AROUND]
        for at in times:
            now, slots = calendar.instant(expected[0] - DAY, at, zone), []
            for _ in AROUND:
                slot, due = calendar.next_slot(now, day.isoweekday(), at, zone, slots[-1] if slots else None)
                slots.append(slot)
                early = due.astimezone(info).replace(tzinfo=None) < datetime.combine(slot, at)
                if due <= now or early or calendar.next_slot(due - SECOND, day.isoweekday(), at, zone)[0] != slot:
                    yield f"{zone} {slot} {at}"
                now = due
            if slots != expected:
                yield f"{zone} {day} {at}: {', '.join(map(str, slots))}"
