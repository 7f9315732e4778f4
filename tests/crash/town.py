"""Where the hour is lived: a workspace with many circles, each with a question, an end of it and a digest to come."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path

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
from tests.fakes.slack_client import SlackClient
from tests.fakes.slack_hosts import Person
from tests.fakes.slack_state import Channel, Message

KEY = b"c" * 32
PEOPLE = 12
THURSDAY = 4
AT_ONCE = 3  # of so many things one is due in the very first minute
WEEK = timedelta(days=7)


@dataclass(slots=True, kw_only=True)
class Town:
    """One workspace of the fake; everything in it is due within so many minutes."""

    seed: str
    minutes: int
    workspace: str
    people: list[Person]
    channels: list[Channel]
    questions: dict[str, Message] = field(default_factory=dict)  # last week's, by channel

    def build(self, file: Path) -> None:
        """Make the bot's database as it stands before the hour."""
        engine = connect(f"sqlite:///{file}")
        migrate.upgrade(engine)
        store = Store(engine, Vault([KEY]))
        try:
            store.write(self._fill).result()
        finally:
            store.close()

    def _fill(self, tx: Tx) -> None:
        keeping.check_key(tx)
        unit = Unit(tx, MORNING, catalog.load(), House())
        for channel in self.channels:
            circle = self._circle(channel)
            for row in (circle, *self._last_week(channel)):
                tx.session.add(row)
            tx.session.flush()
            rhythm.plan_all(unit, circle)

    def _circle(self, channel: Channel) -> Circle:
        return Circle(
            workspace=self.workspace,
            circle=channel.id.lower(),
            channel=channel.id,
            name=channel.name,
            state="running",
            host=self.people[0].id,
            ask_day=THURSDAY,
            ask_at=self._at("ask", channel),
            digest_day=THURSDAY,
            digest_at=self._at("digest", channel),
            started_at=MORNING - WEEK,
        )

    def _at(self, kind: str, channel: Channel) -> time:
        at_once = drawn(self.seed, "at once", kind, channel.id, most=AT_ONCE) == 0
        minute = 1 if at_once else drawn(self.seed, "minute", kind, channel.id, most=self.minutes)
        return (MORNING + timedelta(minutes=1 + minute)).time()

    def _last_week(self, channel: Channel) -> Iterator[SQLModel]:
        """Everybody has told something, so there is something to gather."""
        asked, circle, name = MORNING - WEEK, channel.id.lower(), f"round-{channel.id}"
        yield Round(
            workspace=self.workspace,
            round=name,
            circle=circle,
            day=asked.date(),
            pack="core",
            pack_version="1",
            prompt="last",
            locale="en",
            text="What went well?",
            asked_at=asked,
        )
        ref = self.questions[channel.id].ts
        yield Post(workspace=self.workspace, channel=channel.id, ref=ref, kind="question", subject=name, circle=circle)
        for person in self.people:
            yield Answer(
                workspace=self.workspace,
                answer=f"{name}-{person.id}",
                circle=circle,
                round=name,
                member=person.id,
                audience="named",
                text="We planned it together.",
                told_on=asked.date(),
                told_at=asked,
            )


def found(client: SlackClient, *, seed: str, circles: int, minutes: int) -> Town:
    """Give a town of so many circles, in all of which everybody is."""
    slack = client.slack
    people = [client.person(f"person{number}") for number in range(PEOPLE)]
    channels = [client.channel(f"circle-{number}", people, with_bot=True) for number in range(circles)]
    asked = {c.id: slack.office.post(slack.workspace, c, "What went well?", []) for c in channels}
    slack.office.posts.clear()  # those were not of this hour
    workspace = f"slack:{slack.workspace.id}"
    return Town(seed=seed, minutes=minutes, workspace=workspace, people=people, channels=channels, questions=asked)
