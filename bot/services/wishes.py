"""What a host wants of a circle: read from a form, checked, kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from bot.domain import calendar, echo, text as texts
from bot.services.unit import Unit
from storage.tables import Circle

MOST_VALUES = 5
EMOJI_NAME = re.compile(r"[\w+'-]+")  # a sign whose name is not known here would never be recognised again
WEEK = range(1, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A checked form."""

    ask_day: int
    ask_at: time
    digest_day: int
    digest_at: time
    zone: str
    language: str
    values: tuple[str, ...]
    emoji: str
    paused_until: date | None


def defaults(unit: Unit, circle: Circle) -> None:
    """Give a new circle the house's rhythm and values."""
    house = unit.house
    circle.ask_day, circle.ask_at = house.ask_day, house.ask_at
    circle.digest_day, circle.digest_at = house.digest_day, house.digest_at
    circle.values = circle.values or list(house.values)


def read(unit: Unit, circle: Circle, fields: Mapping[str, str]) -> tuple[Wish | None, dict[str, str]]:
    """Give what the form wishes, or for each wrong field the key of what is wrong with it."""
    errors: dict[str, str] = {}
    ask_at, digest_at = _time(fields.get("time", "")), _time(fields.get("digest_time", ""))
    zone = _zone(fields.get("zone", ""))
    values = _values(fields.get("values", ""))
    emoji = echo.base(fields.get("emoji", "")) or circle.kudos_emoji
    until, fine = _until(unit, circle, fields.get("until", ""))
    checks = {
        "day": _day(fields.get("day", "")) is None and "setup-error-day",
        "time": ask_at is None and "setup-error-time",
        "digest_day": _day(fields.get("digest_day", "")) is None and "setup-error-day",
        "digest_time": digest_at is None and "setup-error-time",
        "zone": zone is None and "setup-error-zone",
        "language": fields.get("language") not in unit.catalog.locales and "setup-error-language",
        "values": len(values) > MOST_VALUES and "setup-error-values",
        "emoji": EMOJI_NAME.fullmatch(emoji) is None and "setup-error-emoji",
        "until": not fine and "setup-error-until",
    }
    errors = {field: key for field, key in checks.items() if key}
    if errors or ask_at is None or digest_at is None or zone is None:
        return None, errors
    wish = Wish(
        ask_day=_day(fields["day"]) or circle.ask_day,
        ask_at=ask_at,
        digest_day=_day(fields["digest_day"]) or circle.digest_day,
        digest_at=digest_at,
        zone=zone,
        language=fields["language"],
        values=values,
        emoji=emoji,
        paused_until=until,
    )
    return wish, {}


def keep(unit: Unit, circle: Circle, wish: Wish) -> None:
    """Put a wish into the circle."""
    circle.ask_day, circle.ask_at = wish.ask_day, wish.ask_at
    circle.digest_day, circle.digest_at = wish.digest_day, wish.digest_at
    circle.zone, circle.language = wish.zone, wish.language
    circle.values, circle.kudos_emoji, circle.paused_until = list(wish.values), wish.emoji, wish.paused_until
    unit.tx.session.add(circle)
    unit.tx.session.flush()


def _day(value: str) -> int | None:
    return int(value) if value.isdigit() and int(value) in WEEK else None


def _time(value: str) -> time | None:
    hours, _, minutes = value.partition(":")
    try:
        return time(int(hours), int(minutes))
    except ValueError:
        return None


def _zone(value: str) -> str | None:
    name = value.strip().replace(" ", "_")
    return name if calendar.valid_zone(name) else None


def _values(value: str) -> tuple[str, ...]:
    parts = (texts.clean(part, 40) for part in value.replace("\n", ",").replace(";", ",").split(","))
    named = [part.strip("# ") for part in parts if part.strip("# ")]
    return tuple({texts.squash(value): value for value in reversed(named)}.values())[::-1]


def _until(unit: Unit, circle: Circle, value: str) -> tuple[date | None, bool]:
    if not value.strip():
        return None, True
    day = calendar.parse_day(value, unit.today(circle.zone), circle.language)
    return day, day is not None
