"""A year of many circles through the real services, on a clock that is moved: file, memory and cost stay what they are.

Each week has its question, answers, reactions, thanks and digest, everything is posted, and housekeeping keeps three
months. Each circle is the same work, so that ten show in a minute what many would; `python -m bench.year 200` lives
through as many as you like. Nothing but the platform is made up, on which everything arrives at once.
"""

import asyncio
import base64
import gc
import json
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from bench import town as towns
from bench.figure import Figure, table
from bench.processes import folder, memory_of
from bench.town import Town
from bot import commands as c, housekeeping, log, ports
from bot.app import App, open_desk
from bot.clock import MovableClock
from bot.domain.members import MemberKind
from bot.services import rhythm
from bot.services.unit import Unit
from bot.settings import Settings
from storage import circles, occurrences
from storage.store import Arrival, Tx

CIRCLES, PEOPLE, WEEKS = 10, 12, 52
TELL, TAP, REACT, THANK = 4, 3, 4, 1  # acts in each circle each week
BEGIN, LATELY = range(6, 12), range(WEEKS - 6, WEEKS)  # both beyond the first weeks, in which caches fill
SOON = timedelta(seconds=30)
INSERTS = 15_000  # of bare work beside each week's acts


@dataclass(slots=True)
class Everywhere:
    """A platform on which whatever is sent stands at once."""

    clock: MovableClock
    name: str = "slack"
    pace: ports.Pace = field(default_factory=ports.Pace)
    _numbers: Iterator[int] = field(default_factory=count)

    async def deliver(self, parcel: ports.Parcel) -> ports.Outcome:
        """Let it arrive."""
        landed = f"D{parcel.channel[1:]}" if parcel.how is ports.How.PRIVATE else parcel.channel
        return ports.Sent(parcel.ref or f"{self.clock.now().timestamp():.0f}.{next(self._numbers):07d}", landed)

    async def profile(self, workspace: str, member: str) -> ports.Profile:  # noqa: ARG002 - a platform's own form
        """Everybody is a member."""
        return ports.Profile(member=member, name="Person", kind=MemberKind.MEMBER)


@dataclass(slots=True, kw_only=True)
class Year:
    """The bot on one database, and the people in its circles."""

    town: Town
    file: Path
    app: App
    clock: MovableClock
    spent: dict[int, float] = field(default_factory=dict)  # seconds of CPU for one act, by week
    bare: dict[int, float] = field(default_factory=dict)  # and for a bare insert, before and after the acts
    files: dict[int, int] = field(default_factory=dict)
    memory: dict[int, float] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def live(self, weeks: int) -> None:
        """Live through so many weeks, from one thing that is due to the next."""
        for week in range(weeks):
            end, asked = self.clock.now() + timedelta(weeks=1), False
            while (due := await self.app.desk.store.aread(occurrences.next_due)) and due < end:
                self.clock.set(due + SOON, ticking=False)
                await self.app.settle_all()
                rounds = await self.app.desk.store.aread(_open_rounds)
                if rounds and not asked:
                    asked = True
                    await self._act(week, rounds)
                    self.clock.set(self.clock.now() + SOON, ticking=False)
                    await self.app.settle_all()
            self.clock.set(end, ticking=False)
            await housekeeping.tidy(self.app.desk)
            self._note(week)

    def _note(self, week: int) -> None:
        gc.collect()
        self.files[week] = sum(part.stat().st_size for part in self.file.parent.glob(f"{self.file.name}*"))
        self.memory[week] = memory_of(os.getpid())

    async def _act(self, week: int, rounds: dict[str, tuple[str, str]]) -> None:
        """Everybody's acts of a week, many at once."""
        acts = [act for circle in range(self.town.circles) for act in self._acts(circle, week, rounds)]
        acts.sort(key=lambda act: not isinstance(act, c.HearReply))  # what colleagues react to comes first
        bare, before = bare_work(), time.process_time()
        for start in range(0, len(acts), 64):
            await asyncio.gather(*(self._do(act) for act in acts[start : start + 64]))
        self.spent[week] = (time.process_time() - before) / len(acts)
        self.bare[week] = (bare + bare_work()) / 2

    def _acts(self, circle: int, week: int, rounds: dict[str, tuple[str, str]]) -> Iterator[c.Act]:
        round_, asked = rounds[f"circle-{circle}"]
        members, channel, stamp = self.town.members[circle], self.town.channels[circle], self.clock.now().timestamp()
        first = f"{stamp:.0f}.{next(self._numbers):07d}"
        for n in range(TELL):
            ref = first if n == 0 else f"{stamp:.0f}.{next(self._numbers):07d}"
            by = self._by(members[(week + n) % PEOPLE], channel)
            yield c.HearReply(by=by, thread=asked, ref=ref, text=f"Number {n} of week {week} went well together")
        for n in range(TELL, TELL + TAP):
            by = self._by(members[(week + n) % PEOPLE], channel)
            yield c.Tap(by=by, round=round_, theme=("calm", "together", "clarity")[n % 3])
        for n in range(REACT):
            by = self._by(members[(week + 1 + n) % PEOPLE], channel)
            yield c.React(by=by, ref=first, emoji="heart", on=True, author=members[week % PEOPLE], order=f"{stamp}")
        for n in range(THANK):
            by, whom = self._by(members[(week + n) % PEOPLE], channel), members[(week + n + 5) % PEOPLE]
            yield c.GiveKudos(by=by, members=(whom,), text=f"sorted the rota of week {week} when everybody was ill")

    def _by(self, member: str, channel: str) -> c.By:
        return c.By(workspace=self.town.workspace, member=member, channel=channel)

    async def _do(self, act: c.Act) -> None:
        key, desk = f"key-{next(self._numbers)}", self.app.desk
        await desk.store.areceive(Arrival(self.town.workspace, key, b"sealed", self.clock.now()))
        await desk.take(self.app.platforms["slack"], act, received_as=(self.town.workspace, key))


def bare_work() -> float:
    """Give the seconds of CPU that a bare insert takes just now: a machine is not always as fast."""
    before = time.process_time()
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE said (number INTEGER PRIMARY KEY, words TEXT)")
        for number in range(INSERTS):
            words = json.dumps({"number": number, "words": "It went well. " * 5})
            database.execute("INSERT INTO said (words) VALUES (?)", (words,))
    return (time.process_time() - before) / INSERTS


def _open_rounds(tx: Tx) -> dict[str, tuple[str, str]]:
    """Give each circle's open round and where its question stands."""
    sql = "SELECT r.circle, r.round, p.ref FROM round r JOIN post p ON p.workspace = r.workspace "
    sql += "AND p.kind = 'question' AND p.subject = r.round WHERE r.closed_at IS NULL"
    return {circle: (round_, ref) for circle, round_, ref in tx.rows(sql)}


def opened(file: Path, size: int) -> Year:
    """Give a town on a database of its own, with all of its weeks before it."""
    town = towns.made_up(circles=size, people=PEOPLE)
    town.build(file)
    key = base64.b64encode(towns.KEY).decode()
    settings = Settings.model_validate({"database_url": f"sqlite:///{file}", "secret_key": key, "keep_months": 3})
    clock = MovableClock()
    clock.set(datetime.now(UTC), ticking=False)
    app = App(settings=settings, desk=open_desk(settings, clock))
    app.platforms["slack"] = Everywhere(clock)
    app.desk.store.write(lambda tx: _plan(app.desk.unit(tx), town)).result()
    return Year(town=town, file=file, app=app, clock=clock)


def _plan(unit: Unit, town: Town) -> None:
    for circle in circles.of_workspace(unit.tx, town.workspace):
        rhythm.plan_all(unit, circle)


def measure() -> Iterator[Figure]:
    """Give file, memory and cost of an act, each late in the year against earlier."""
    yield from lived(CIRCLES)


def lived(size: int) -> Iterator[Figure]:
    """Give the same of a town of so many circles."""
    log.set_up(json=True, level="ERROR")
    with folder() as place:
        year = opened(place / "fireside.db", size)
        with closing(year.app.sender.owner), closing(year.app.desk.store):
            asyncio.run(year.live(WEEKS))
    yield from figures(year)


def figures(year: Year) -> Iterator[Figure]:
    """Give what a year came to."""
    half, end = WEEKS // 2 - 1, WEEKS - 1
    of = f"{year.town.circles} circles, week {WEEKS} / week {WEEKS // 2}"
    files = [year.files[week] / 2**20 for week in (half, end)]
    yield _figure("a year: the database's file at the end / at the half", files, bar=1.1, of=of, unit="MiB")
    memory = [year.memory[week] for week in (half, end)]
    yield _figure("a year: memory at the end / at the half", memory, bar=1.1, of=of, unit="MiB")
    costs = [statistics.median(year.spent[week] / year.bare[week] for week in weeks) for weeks in (BEGIN, LATELY)]
    spent = [f"{statistics.median(year.spent[week] for week in weeks) * 1000:.2f}" for weeks in (LATELY, BEGIN)]
    of = f"{year.town.circles} circles, median of weeks {LATELY[0] + 1}-{WEEKS} / {BEGIN[0] + 1}-{BEGIN[-1] + 1}"
    of = f"{of}, {' / '.join(spent)} ms, each against bare inserts beside it"
    yield _figure("a year: CPU of an act, the last weeks / the first", costs, bar=1.2, of=of, unit="inserts")


def _figure(name: str, found: Sequence[float], *, bar: float, of: str, unit: str) -> Figure:
    before, after = found
    of = f"{of}, {after:.2f} / {before:.2f} {unit}"
    return Figure(name=name, measured=after / before, bar=bar, aim=1.0, of=of)


if __name__ == "__main__":
    sys.stdout.write(table(list(lived(int(sys.argv[1])))) + "\n")
