"""The whole bot with the made-up chat tool, on a clock that stands still: the same life lived twice leaves the same."""

import contextlib
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.app import App, open_desk
from bot.clock import MovableClock
from bot.delivery import Patience
from bot.demo import settings_for
from bot.messages import Reply
from bot.platforms.local.deliver import Local
from bot.platforms.local.play import Playground
from bot.platforms.local.world import Person, Room, World

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
NAMES = ("anna", "bas", "noor", "mo", "yara", "fleur")
SOUTH = "C-south"
Row = tuple[str, tuple[Any, ...]]


class Still(MovableClock):
    """A clock that only moves when it is put."""

    def set(self, moment: datetime, *, ticking: bool = False) -> None:  # noqa: ARG002 - it never ticks
        """Put it to a moment."""
        MovableClock.set(self, moment, ticking=False)


async def _nothing(_playground: Playground) -> None:
    """No made-up weeks."""


@dataclass(slots=True)
class Playroom:
    """Six people in one channel, whose circle `anna` hosts."""

    app: App
    playground: Playground
    file: Path
    seen: list[Reply] = field(default_factory=list)

    async def act(self, me: str, kind: str, **more: Any) -> Reply:
        """Let somebody do something, a second after the last thing."""
        reply = await self.playground.act({"me": me, "kind": kind, **more})
        self.seen.append(reply)
        return reply

    async def submit(self, me: str, action: str, args: dict[str, str], **fields: Any) -> Reply:
        """Let somebody send a form."""
        return await self.act(me, "submit", action=action, args=args, fields=fields, channel=SOUTH)

    async def tell(self, me: str, text: str, audience: str = "named", *, answer: str = "", **more: Any) -> Reply:
        """Let somebody answer by form; `answer` is one to change."""
        marks = [name for name in ("tough", "quote") if more.get(name)]
        wish = {"text": text, "audience": audience, "themes": more.get("themes", []), "marks": marks}
        return await self.submit(me, "answer.save", {"round": self.round, "answer": answer}, **wish)

    async def tap(self, me: str, action: str, **args: str) -> Reply:
        """Let somebody tap a button."""
        return await self.act(me, "tap", action=action, args=args, channel=SOUTH)

    @property
    def round(self) -> str:
        """The open round."""
        return str(self.ask("SELECT max(round) FROM round WHERE closed_at IS NULL")[0][0])

    def ask(self, sql: str, *about: object) -> list[tuple[Any, ...]]:
        """Look into the database as somebody would who has the file, and nothing else."""
        with contextlib.closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(sql, about).fetchall()

    def rows(self) -> Iterator[Row]:
        """Give every row of every table, in the order in which the file has them."""
        with contextlib.closing(sqlite3.connect(self.file)) as connection:
            for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                for row in connection.execute(f'SELECT * FROM "{table}"').fetchall():  # noqa: S608 - its own names
                    yield table, row


@contextlib.asynccontextmanager
async def playroom(folder: Path) -> AsyncIterator[Playroom]:
    """Give a playroom on a Monday, with its circle set up and everybody known."""
    clock = Still()
    clock.set(MONDAY)
    settings = settings_for(folder, 3000)
    desk = open_desk(settings, clock)
    world = World()
    world.people = {name: Person(id=name, name=f"Name-of-{name}") for name in NAMES}
    world.rooms = {SOUTH: Room(id=SOUTH, name="team-south", members=list(NAMES))}
    local = Local(world, clock)
    app = App(settings=settings, desk=desk, patience=Patience(rest=0.0))
    app.platforms["local"] = local
    room = Playroom(app, Playground(desk, local, clock, app.settle_all, _nothing), folder / "fireside.db")
    try:
        await room.act("anna", "invite", channel=SOUTH)
        await room.tap("anna", "circle.start", circle=str(room.ask("SELECT circle FROM circle")[0][0]))
        for name in NAMES:
            await room.act(name, "home")
        yield room
    finally:
        app.sender.owner.close()
        desk.store.close()


REF = re.compile(r"\d{8}")
ID, HASH = re.compile(r"\b[0-9a-f]{26}\b"), re.compile(r"\b[0-9a-f]{32}\b")


def blurred(rows: Iterator[Row]) -> list[str]:
    """Give rows as they look to somebody without the key: what is random or sealed is the same for everybody."""
    return sorted(f"{table}: {tuple(map(_blurred, row))}" for table, row in rows)


def _blurred(value: object) -> object:
    if isinstance(value, bytes):
        return f"sealed, {len(value)} bytes"
    if isinstance(value, str) and value.startswith("s1:"):
        return f"sealed, {len(value)} characters"
    if isinstance(value, str) and REF.fullmatch(value):
        return "a message"  # two channels are served at once: which of two gets the lower number is chance
    if isinstance(value, str):
        return HASH.sub("a hash", ID.sub(_time_of, value))
    return value


def _time_of(found: re.Match[str]) -> str:
    """An id begins with its millisecond, unless it tells nothing at all."""
    at = int(found[0][:12], 16) / 1000
    early, late = datetime(2026, 1, 1, tzinfo=UTC).timestamp(), datetime(2028, 1, 1, tzinfo=UTC).timestamp()
    return f"an id of {at:.0f}" if early < at < late else "a blind id"
