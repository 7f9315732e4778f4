"""A made-up company on a real database: circles with an open question, people the bot knows, and one answer each."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import SQLModel

from storage import keeping, migrate
from storage.engine import connect
from storage.store import Store, Tx
from storage.tables import Answer, Circle, Member, Post, Round, Workspace
from storage.vault import Vault

T = TypeVar("T")
KEY = b"k" * 32
SECRET = "bench-signing-secret"
SCOPES = "channels:history,chat:write,commands,reactions:read,users:read"
SAMPLES = Path(__file__).parent.parent / "tests" / "payloads" / "slack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A workspace whose channels are circles; number 0 of a circle's people has answered already."""

    team: str = "T0BENCH01"
    bot: str = "U0BENCHBOT"
    token: str = "xoxb-bench"
    channels: Sequence[str]
    members: Sequence[Sequence[str]]

    @property
    def workspace(self) -> str:
        """Its key."""
        return f"slack:{self.team}"

    @property
    def circles(self) -> int:
        """How many circles there are."""
        return len(self.channels)

    @property
    def people(self) -> int:
        """How many people are in each."""
        return len(self.members[0])

    def question(self, circle: int) -> str:
        """Give where the circle's open question stands."""
        return f"1764000{circle:05d}"[:10] + f".{circle:06d}"

    def answer(self, circle: int) -> str:
        """Give where the first member's answer stands in its thread."""
        return f"{self.question(circle)[:10]}.5{circle:05d}"

    # ------------------------------------------------------------ the database

    def build(self, file: Path) -> None:
        """Make the database."""
        build(f"sqlite:///{file}", [self])

    def fill(self, tx: Tx, now: datetime) -> None:
        """Put it into a database."""
        keeping.check_key(tx)
        insert(tx, [self.own(tx)])
        for rows in (self._circles(now), self._rounds(now), self._members(), self._answers(now), self._posts()):
            insert(tx, list(rows))

    def own(self, tx: Tx) -> Workspace:
        """Give the workspace as the bot knows it."""
        about, token = {"team": self.team, "enterprise": ""}, tx.vault.seal(self.token)
        return Workspace(workspace=self.workspace, bot=self.bot, token=token, scopes=SCOPES, about=about)

    def _circles(self, now: datetime) -> Iterator[SQLModel]:
        for n in range(self.circles):
            yield Circle(
                workspace=self.workspace,
                circle=f"circle-{n}",
                channel=self.channels[n],
                name=f"team-{n}",
                state="running",
                host=self.members[n][0],
                values=["customer first"],
                started_at=now - timedelta(days=100),
            )

    def _rounds(self, now: datetime) -> Iterator[SQLModel]:
        for n in range(self.circles):
            yield Round(
                workspace=self.workspace,
                round=f"round-{n}",
                circle=f"circle-{n}",
                day=now.date(),
                pack="bench",
                pack_version="1",
                prompt="bench.one",
                locale="en",
                text="What gave you energy?",
                asked_at=now - timedelta(hours=1),
            )

    def _members(self) -> Iterator[SQLModel]:
        for number, member in enumerate(dict.fromkeys(m for circle in self.members for m in circle)):
            yield Member(
                workspace=self.workspace,
                member=member,
                name=f"Person {number}",
                language="en",
                explained=True,
            )

    def _answers(self, now: datetime) -> Iterator[SQLModel]:
        """Everybody has answered an earlier question, the first one this one too."""
        for n in range(self.circles):
            for p in range(self.people):
                yield self._answer(f"before-{n}-{p}", n, p, f"old-{n}", now - timedelta(days=7))
            yield self._answer(f"first-{n}", n, 0, f"round-{n}", now)

    def _answer(self, name: str, circle: int, person: int, round_: str, at: datetime) -> Answer:
        return Answer(
            workspace=self.workspace,
            answer=name,
            circle=f"circle-{circle}",
            round=round_,
            member=self.members[circle][person],
            audience="named",
            text="Sorted the rota together.",
            source="thread",
            edition="" if round_.startswith("round") else "before",
            told_on=at.date(),
            told_at=at,
        )

    def _posts(self) -> Iterator[SQLModel]:
        for n in range(self.circles):
            place = {"workspace": self.workspace, "channel": self.channels[n], "circle": f"circle-{n}"}
            yield Post(**place, ref=self.question(n), kind="question", subject=f"round-{n}")
            yield Post(
                **place,
                ref=self.answer(n),
                kind="answer",
                subject=f"first-{n}",
                thread=self.question(n),
                author=self.members[n][0],
                own=False,
            )

    # ------------------------------------------------------------ what Slack would send

    def reply(self, number: int) -> dict[str, Any]:
        """Give the event of a person's answer in the thread; each number is another person, until all have told."""
        circle, person = number % self.circles, 1 + number // self.circles % (self.people - 1)
        ts = f"{1764100000 + number // 1000}.{number % 1000:03d}001"
        told = {"channel": self.channels[circle], "ts": ts, "event_ts": ts, "thread_ts": self.question(circle)}
        told |= {"user": self.members[circle][person], "text": f"Number {number} went well together", "team": self.team}
        return self._enveloped("message_reply", number, told)

    def reaction(self, number: int) -> dict[str, Any]:
        """Give the event of a person's reaction to the first answer of their circle."""
        circle, person = number % self.circles, 1 + number // self.circles % (self.people - 1)
        sign = ("heart", "tada", "sunflower", "clap")[number // (self.circles * (self.people - 1)) % 4]
        item = {"type": "message", "channel": self.channels[circle], "ts": self.answer(circle)}
        told = {"user": self.members[circle][person], "item": item, "item_user": self.members[circle][0]}
        ts = f"{1764200000 + number // 1000}.{number % 1000:03d}002"
        return self._enveloped("reaction_added", number, told | {"reaction": sign, "event_ts": ts})

    def kudos(self, number: int) -> dict[str, str]:
        """Give the fields of a `/kudos` from one member of a circle to another, each time others in another circle."""
        circle, person = number % self.circles, number % (self.people - 1)
        whom = self.members[circle][person + 1]
        typed = {
            "team_id": self.team,
            "channel_id": self.channels[circle],
            "user_id": self.members[circle][person],
            "text": f"<@{whom}|first> sorted the rota of week {number} when everybody was ill",
            "trigger_id": f"{self.team}.{number:09d}",
        }
        return sample("command") | typed

    def help(self, number: int = 0) -> dict[str, str]:
        """Give the fields of a `/fireside help`; one with the same number is the same one, brought again."""
        return self.kudos(0) | {"command": "/fireside", "text": "help", "trigger_id": f"{self.team}.help{number}"}

    def event(self, number: int) -> dict[str, Any]:
        """Give an answer and a reaction in turn, which is what a busy hour brings."""
        return self.reaction(number // 2) if number % 2 else self.reply(number // 2)

    def _enveloped(self, kind: str, number: int, told: dict[str, Any]) -> dict[str, Any]:
        body = sample(kind)
        body["event"] |= told
        body |= {"team_id": self.team, "context_team_id": self.team, "event_id": f"Ev{kind[0]}{number:08d}"}
        body["authorizations"][0] |= {"team_id": self.team, "user_id": self.bot}
        return body


def made_up(circles: int, people: int) -> Town:
    """Give a town of so many circles of so many people each; nobody is in two."""
    return Town(
        channels=[f"C0BENCH{circle:05d}" for circle in range(circles)],
        members=[[f"U0B{circle:05d}{person:03d}" for person in range(people)] for circle in range(circles)],
    )


def on(team: dict[str, Any]) -> Town:
    """Give a town on a workspace of the fake Slack's, where everybody is in every channel."""
    users, channels = [user for user in team["users"] if user != team["bot_user"]], team["channels"]
    return Town(
        team=team["id"], bot=team["bot_user"], token=team["token"], channels=channels, members=[users] * len(channels)
    )


def build(url: str, towns: Sequence[Town]) -> None:
    """Make a database with several of them."""
    engine = connect(url)
    migrate.upgrade(engine)
    store = Store(engine, Vault([KEY]))
    try:
        for town in towns:
            store.write(partial(town.fill, now=datetime.now(UTC))).result()
    finally:
        store.close()


@lru_cache
def _text(name: str) -> str:
    return (SAMPLES / f"{name}.json").read_text("utf-8")


def sample(name: str) -> dict[str, Any]:
    """Give what Slack would send, as the tests keep it, to be changed at will."""
    return dict(json.loads(_text(name)))


def insert(tx: Tx, rows: Sequence[SQLModel]) -> None:
    """Put many rows of one table in at once."""
    if rows:
        table = type(rows[0]).metadata.tables[str(type(rows[0]).__tablename__)]
        tx.connection.execute(table.insert(), [row.model_dump() for row in rows])


def look(file: Path, fn: Callable[[Tx], T]) -> T:
    """Read from a database that a server may have open."""
    store = Store(connect(f"sqlite:///{file}"), Vault([KEY]))
    try:
        return store.read(fn).result()
    finally:
        store.close()


def count(file: Path, sql: str) -> int:
    """Give the one number that a query gives."""
    return int(look(file, lambda tx: tx.connection.exec_driver_sql(sql).scalar_one()))
