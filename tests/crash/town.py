"""Where the hour is lived: a workspace with many circles, each with a question, an end of it and a digest to come."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from sqlmodel import SQLModel

from bot.services import rhythm
from bot.services.unit import House, Unit
from prompts import catalog
from storage import keeping, migrate
from storage.engine import connect
from storage.store import Store, Tx
from storage.tables import Answer, Circle, Post, Round
from storage.vault import Vault
from tests.crash.chance import drawn
from tests.crash.clock import MORNING

KEY = b"c" * 32
PEOPLE = 12
THURSDAY = 4
AT_ONCE = 3  # of so many things one is due in the very first minute
WEEK = timedelta(days=7)
ASKED = "What went well?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """One workspace of a fake platform, by its ids; everything in it is due within so many minutes.

    `channels` are names by id, `asked` is where last week's question stands in each.
    """

    seed: str
    minutes: int
    workspace: str
    members: Sequence[str]
    channels: Mapping[str, str]
    asked: Mapping[str, str]

    def build(self, url: str, *more: SQLModel) -> None:
        """Make the bot's database as it stands before the hour; `more` is what only this platform needs."""
        engine = connect(url)
        migrate.upgrade(engine)
        store = Store(engine, Vault([KEY]))
        try:
            store.write(lambda tx: self._fill(tx, more)).result()
        finally:
            store.close()

    def _fill(self, tx: Tx, more: Sequence[SQLModel]) -> None:
        keeping.check_key(tx)
        unit = Unit(tx, MORNING, catalog.load(), House())
        for row in more:
            tx.session.add(row)
        for channel in self.channels:
            circle = self._circle(channel)
            for row in (circle, *self._last_week(channel)):
                tx.session.add(row)
            tx.session.flush()
            rhythm.plan_all(unit, circle)

    def _circle(self, channel: str) -> Circle:
        return Circle(
            workspace=self.workspace,
            circle=channel.lower(),
            channel=channel,
            name=self.channels[channel],
            state="running",
            host=self.members[0],
            ask_day=THURSDAY,
            ask_at=self._at("ask", channel),
            digest_day=THURSDAY,
            digest_at=self._at("digest", channel),
            started_at=MORNING - WEEK,
        )

    def _at(self, kind: str, channel: str) -> time:
        at_once = drawn(self.seed, "at once", kind, channel, most=AT_ONCE) == 0
        minute = 1 if at_once else drawn(self.seed, "minute", kind, channel, most=self.minutes)
        return (MORNING + timedelta(minutes=1 + minute)).time()

    def _last_week(self, channel: str) -> Iterator[SQLModel]:
        """Everybody has told something, so there is something to gather."""
        asked, circle, name = MORNING - WEEK, channel.lower(), f"round-{channel}"
        yield Round(
            workspace=self.workspace,
            round=name,
            circle=circle,
            day=asked.date(),
            pack="core",
            pack_version="1",
            prompt="last",
            locale="en",
            text=ASKED,
            asked_at=asked,
        )
        ref = self.asked[channel]
        yield Post(workspace=self.workspace, channel=channel, ref=ref, kind="question", subject=name, circle=circle)
        for member in self.members:
            yield Answer(
                workspace=self.workspace,
                answer=f"{name}-{member}",
                circle=circle,
                round=name,
                member=member,
                audience="named",
                text="We planned it together.",
                told_on=asked.date(),
                told_at=asked,
            )
