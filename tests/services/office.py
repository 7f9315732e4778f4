"""One team on a real database, for tests that read as sentences about people."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import SQLModel, select

from bot import commands as c
from bot.clock import MovableClock
from bot.dispatch import handle
from bot.domain.members import MemberKind
from bot.messages import Button, Form, LinkButton, Menu, Message, Reply, from_json
from bot.ports import How
from bot.services.unit import House, Unit
from prompts.catalog import Catalog
from storage import circles, claims, members, outbox, posts, workspaces
from storage.outbox import Claimed
from storage.store import Store, Tx
from storage.tables import Circle, Member, Outbox, Post, Workspace

T = TypeVar("T")
Row = TypeVar("Row", bound=SQLModel)

TEAM = "slack:T1"
BOT = "UBOT"
THURSDAY = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)  # 10:00 in Amsterdam


@dataclass(slots=True)
class Office:
    """A team, its clock that stands still until it is moved, and everything the bot does in it."""

    store: Store
    catalog: Catalog
    house: House = field(default_factory=House)
    clock: MovableClock = field(default_factory=MovableClock)
    sent: list[tuple[Claimed, Message]] = field(default_factory=list)
    workspace: str = TEAM

    def __post_init__(self) -> None:
        """Let the bot in, on a Thursday morning."""
        self.clock.set(THURSDAY, ticking=False)
        self.write(lambda tx: workspaces.keep(tx, TEAM, Workspace(workspace=TEAM, bot=BOT)))

    # ------------------------------------------------------------ time

    @property
    def now(self) -> datetime:
        """What time it is, in UTC."""
        return self.clock.now()

    @property
    def today(self) -> date:
        """What day it is in UTC."""
        return self.now.date()

    def move(self, **by: float) -> None:
        """Put the clock forward, by days, hours, minutes or weeks."""
        self.clock.set(self.now + timedelta(**by), ticking=False)

    # ------------------------------------------------------------ people and places

    def member(
        self,
        member: str,
        name: str,
        kind: MemberKind = MemberKind.MEMBER,
        language: str = "en",
        zone: str = "",
        **preferences: Any,
    ) -> str:
        """Bring somebody into the team, with choices of their own; gives their id."""
        row = Member(workspace=TEAM, member=member, name=name, kind=kind.value, language=language, zone=zone)
        self.write(lambda tx: members.keep(tx, TEAM, [row]))
        if preferences:
            self.write(lambda tx: members.prefer(tx, TEAM, member, **preferences))
        return member

    def circle(self, channel: str = "C1", **fields: Any) -> str:
        """Start a circle in a channel; gives its id."""
        kept = {"circle": f"circle-{channel}", "name": channel.lower(), "state": "running", "zone": "Europe/Amsterdam"}
        row = Circle(workspace=TEAM, channel=channel, **{**kept, "started_at": self.now, **fields})
        return self.write(lambda tx: circles.add(tx, TEAM, row).circle)

    def post(self, kind: str, subject: str, ref: str, *, channel: str = "C1", **fields: Any) -> None:
        """Let something of ours stand in a channel already."""
        circle = f"circle-{channel}"
        row = Post(workspace=TEAM, channel=channel, ref=ref, kind=kind, subject=subject, **{"circle": circle, **fields})
        self.write(lambda tx: posts.put(tx, row))

    def by(self, member: str, channel: str = "C1") -> c.By:
        """Say who does something, and where; an empty channel is their own window."""
        return c.By(workspace=TEAM, member=member, channel=channel)

    # ------------------------------------------------------------ acting and looking

    def do(self, command: c.Command) -> Reply:
        """Do what somebody asks, in one transaction; raises what the service raises."""
        return self.unit(lambda unit: handle(unit, command))

    def unit(self, fn: Callable[[Unit], T]) -> T:
        """Run something as a unit of work."""
        return self.write(lambda tx: fn(Unit(tx, self.now, self.catalog, self.house)))

    def write(self, fn: Callable[[Tx], T]) -> T:
        """Run something in a transaction."""
        return self.store.write(fn).result(30)

    def rows(self, table: type[Row]) -> list[Row]:
        """Give every row of a table."""
        return self.store.read(lambda tx: list(tx.session.exec(select(table)).all())).result(30)

    def outbox(self, kind: str | None = None, how: How | None = None) -> list[tuple[Outbox, Message]]:
        """Give what waits to leave, oldest first, each with what it says."""
        rows = sorted(self.rows(Outbox), key=lambda row: row.parcel)
        waiting = [row for row in rows if row.state == "pending" and row.body is not None]
        wanted = [r for r in waiting if (kind is None or r.kind == kind) and (how is None or r.how == how)]
        return [(row, self.opened(row.body)) for row in wanted]

    def opened(self, body: bytes | None) -> Message:
        """Give what a sealed body says."""
        built = from_json(json.loads(self.store.vault.open(body or b"")))
        assert isinstance(built, Message)
        return built

    def deliver(self) -> list[tuple[Claimed, Message]]:
        """Let everything that is due leave and arrive; gives it, and `sent` keeps it."""
        arrived: list[tuple[Claimed, Message]] = []
        while rows := self.write(lambda tx: claims.claim(tx, 1, self.now, 100)):
            for row in rows:
                arrived.append((row, self.opened(row.body)))
                self._arrive(row, f"{1000 + len(self.sent) + len(arrived)}.000")
        self.sent += arrived
        return arrived

    def _arrive(self, row: Claimed, ref: str) -> None:
        def kept(tx: Tx) -> None:
            outbox.finish(tx, row, "sent", ref=ref)
            if row.how == How.DELETE:
                posts.drop_at(tx, row.workspace, row.channel, row.ref)
            if row.how in {How.POST, How.PRIVATE}:
                names = ("workspace", "channel", "circle", "thread", "kind", "subject")
                posts.put(tx, Post(ref=ref, **{name: getattr(row, name) for name in names}))

        self.write(kept)

    def ref(self, kind: str, subject: str = "") -> str:
        """Give where something of ours stands in its channel."""
        return next(p.ref for p in self.rows(Post) if p.kind == kind and subject in {"", p.subject})


def said(what: Message | Form | None) -> str:
    """Give all words of a message or form in reading order, for a test to look into."""
    assert what is not None
    return " ".join(word for word in _words(what.blocks) if word)


def _words(part: object) -> list[str]:
    if isinstance(part, str):
        return [part]
    if isinstance(part, tuple | list):
        return [word for piece in part for word in _words(piece)]
    line = "".join(_inline(piece) for piece in getattr(part, "spans", ()))
    found = [getattr(part, name, ()) for name in ("text", "label", "hint", "items", "options")]
    return [line, *(word for piece in found for word in _words(piece))]


def _inline(piece: object) -> str:
    return str(next((found for n in ("text", "name", "label", "member") if (found := getattr(piece, n, ""))), ""))


def buttons(what: Message | Form | None) -> dict[str, Button | Menu]:
    """Give the buttons and menus of a message by their action."""
    assert what is not None
    rows = [getattr(block, "items", ()) for block in what.blocks]
    return {i.action: i for items in rows for i in items if not isinstance(i, LinkButton)}
