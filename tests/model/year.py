"""A year of many circles under a clock that jumps and a process that is often away: what becomes of every slot.

The alarm clock's own turn is taken every few hours, with the sender's; what should have become of each slot is worked
out beside it from the moments at which the bot looked, by nothing but dates.
"""

import base64
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate

from sqlmodel import select

from bot import ports, settings
from bot.app import App, open_desk
from bot.clock import MovableClock
from bot.domain import calendar
from bot.domain.plan import State
from bot.services import rhythm
from bot.services.unit import Unit
from storage.store import Tx
from storage.tables import Circle, Occurrence, Outbox, Round
from tests.crash.chance import drawn
from tests.fakes.quiet import Quiet

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = (
    *("Europe/Amsterdam", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu"),
    *("Pacific/Chatham", "America/Havana", "Africa/Casablanca", "America/Sao_Paulo", "Pacific/Kiritimati"),
)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
MOST_AWAY = 60  # hours
TROUBLES = {"back": -HOUR, "forth": HOUR, "a day ahead": DAY}  # how a clock is wrong, each for a few hours
TEAMS, PAUSED = 50, 10  # workspaces; of so many circles one pauses for some weeks
CALM = timedelta(minutes=2)  # more than what is uncertain rests
DONE = "done "
Slot = tuple[str, str, date]  # circle, kind, day


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """So many circles for so many weeks, in a database; the bot looks at the clock every so many hours."""

    url: str
    circles: int
    weeks: int = 52
    every: int = 1
    seed: str = "a year"

    def draw(self, *what: object, most: int) -> int:
        """Give a number below `most`."""
        return drawn(self.seed, *what, most=most)

    def hours(self) -> Iterator[datetime]:
        """Give what the clock shows whenever the bot looks."""
        away = wrong = 0
        off = timedelta()
        for hour in range(self.weeks * 7 * 24):
            if not away and self.draw("away", hour, most=200) == 0:
                away = 1 + self.draw("long", hour, most=MOST_AWAY)
            if not wrong:
                off = timedelta()
                if self.draw("wrong", hour, most=150) == 0:
                    off, wrong = [*TROUBLES.values()][self.draw("how", hour, most=len(TROUBLES))], 6
            away, wrong = max(0, away - 1), max(0, wrong - 1)
            if not away and hour % self.every == 0:
                yield NEW_YEAR + (hour + 1) * HOUR + off

    def circle(self, number: int) -> Circle:
        """Give a circle with a rhythm of its own."""

        def of(what: str, most: int) -> int:
            return self.draw(what, number, most=most)

        pause = (NEW_YEAR + of("pause", self.weeks) * WEEK).date() if number % PAUSED == 0 else None
        return Circle(
            workspace=f"sea:T{number % TEAMS}",
            circle=f"circle-{number}",
            channel=f"C{number}",
            name=f"team-{number}",
            state=State.RUNNING.value,
            zone=ZONES[of("zone", len(ZONES))],
            ask_day=1 + of("ask", 7),
            ask_at=time(of("ask at", 24), 15 * of("ask past", 4)),
            digest_day=1 + of("digest", 7),
            digest_at=time(of("digest at", 24), 15 * of("digest past", 4)),
            paused_until=pause,
            started_at=NEW_YEAR,
        )


@dataclass(slots=True, kw_only=True)
class Sea(Quiet):
    """A chat platform on which every twentieth post is refused for a while, or lands without anybody being told."""

    seed: str
    name: str = "sea"
    pace: ports.Pace = field(default_factory=ports.Pace)
    there: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)

    async def deliver(self, parcel: ports.Parcel) -> ports.Outcome:
        """Take it, or not."""
        self.tries[parcel.key] += 1
        # Ids of parcels hold the moment and chance: what it is about is the same in every run.
        weather = drawn(self.seed, parcel.channel, parcel.message.text, self.tries[parcel.key], most=40)
        if weather == 0:
            return ports.Later(30.0, "ratelimited")
        if weather != 1:
            self.there[parcel.key] += 1
        return ports.Unsure("timeout") if weather in {1, 2} else ports.Sent(parcel.key)

    async def settle(self, parcel: ports.Parcel) -> ports.Outcome:
        """Tell whether it is there."""
        return ports.Sent(parcel.key) if self.there[parcel.key] else ports.Later(0.0, "not there")


@dataclass(slots=True, kw_only=True)
class Told:
    """What came of it: `wrong` names what is not as it should be."""

    slots: int
    skipped: int
    posts: int
    wrong: list[str]


async def lived(year: Year) -> Told:
    """Live through it."""
    clock, sea, chosen = MovableClock(stands_at=NEW_YEAR), Sea(seed=year.seed), _settings(year.url)
    app = App(settings=chosen, desk=open_desk(chosen, clock), platforms={"sea": sea})
    store = app.desk.store
    with closing(store), closing(app.sender.owner):
        await store.awrite(lambda tx: _begin(app.desk.unit(tx), year))
        seen = list(year.hours())
        for now in (*seen, *(max(seen) + n * CALM for n in (1, 2, 3))):
            clock.set(now, ticking=False)
            await app.settle_all()
        return await store.aread(lambda tx: _told(tx, year, [*seen, clock.now()], sea))


def _begin(unit: Unit, year: Year) -> None:
    for number in range(year.circles):
        circle = year.circle(number)
        unit.tx.session.add(circle)
        unit.tx.session.flush()
        rhythm.plan_all(unit, circle)


def _settings(url: str) -> settings.Settings:
    key = base64.b64encode(b"y" * 32).decode()
    return settings.load(
        environment={"FIRESIDE_DATABASE_URL": url, "FIRESIDE_SECRET_KEY": key, "FIRESIDE_APP_YAML": "none"}
    )


# ---------------------------------------------------------------- what should have come of it


def _expected(year: Year, seen: Sequence[datetime]) -> Iterator[tuple[Slot, str]]:
    """Give every slot that came due, and its one state: done if the bot looked within a day, unless it paused."""
    latest = list(accumulate(seen, max))
    for circle in map(year.circle, range(year.circles)):
        pause = circle.paused_until and calendar.ends(circle.paused_until, circle.zone)
        for kind, weekday, at in (
            ("ask", circle.ask_day, circle.ask_at),
            ("close", circle.ask_day, circle.ask_at),
            ("digest", circle.digest_day, circle.digest_at),
        ):
            for day, due in _slots(circle.zone, weekday, at, latest[-1]):
                looked = latest[bisect_left(latest, due)]
                late = kind != "close" and looked - due >= DAY
                paused = kind != "close" and pause is not None and due < pause
                reason = "paused" if paused else "missed" if late else ""
                yield (circle.circle, kind, day), f"skipped {reason}" if reason else DONE


def _slots(zone: str, weekday: int, at: time, until: datetime) -> Iterator[tuple[date, datetime]]:
    day = NEW_YEAR.date() - WEEK
    day += (weekday - day.isoweekday()) % 7 * DAY
    while (due := calendar.instant(day, at, zone)) <= until:
        if due > NEW_YEAR:
            yield day, due
        day += WEEK


def _told(tx: Tx, year: Year, seen: Sequence[datetime], sea: Sea) -> Told:
    right = dict(_expected(year, seen))
    rows = tx.session.exec(select(Occurrence)).all()
    ended = {(row.circle, row.kind, row.day): f"{row.state} {row.reason}" for row in rows if row.state != "due"}
    waiting = Counter((row.circle, row.kind) for row in rows if row.state == "due")
    asked = Counter((circle, day) for (circle, kind, day), state in right.items() if (kind, state) == ("ask", DONE))
    rounds = Counter((row.circle, row.day) for row in tx.session.exec(select(Round)).all())
    posts = [row for row in tx.session.exec(select(Outbox)).all() if row.kind == "question"]
    wrong = [f"{slot}: {ended.get(slot)}, not {state}" for slot, state in right.items() if ended.get(slot) != state]
    wrong += [f"{slot}: {state}, though it was not due" for slot, state in ended.items() if slot not in right]
    wrong += [f"{kind} of {circle} waits {count} times" for (circle, kind), count in waiting.items() if count != 1]
    wrong += [f"{3 * year.circles - len(waiting)} have nothing to wait for"] * (len(waiting) != 3 * year.circles)
    wrong += [f"round too many or too few: {which}" for which in (rounds - asked) + (asked - rounds)]
    wrong += [f"{len(posts)} questions for {len(asked)} rounds"] * (len(posts) != len(asked))
    wrong += [f"{row.state}, {sea.there[row.parcel]} there" for row in posts if not _once(row, sea)]
    return Told(slots=len(right), skipped=sum(s != DONE for s in right.values()), posts=len(posts), wrong=wrong)


def _once(row: Outbox, sea: Sea) -> bool:
    return row.state == "sent" and sea.there[row.parcel] == 1
