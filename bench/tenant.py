"""A tenant of the fake Teams as a busy bot knows it: what its people send, signed in advance, and servers before it."""

import asyncio
import base64
import contextlib
import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import orjson
from aiohttp import web

from bench.processes import ROOT, Caller, Server, ending, environment, free_port, until
from bench.town import KEY, Town
from bot.platforms.teams.installed import SERVICE, TEAM
from storage.tables import Workspace
from tests.fakes.clock import scaled
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_client import Person, TeamsClient
from tests.fakes.teams_limits import Limits
from tests.fakes.teams_state import Json, Message, Place
from tests.fakes.teams_transport import Answer

ASKED, TOLD = "What gave you energy?", "Sorted the rota together."
SIGNS = ("heart", "laugh", "like", "surprised")
FAST = 1000.0  # so fast its windows pass by: whoever calls here is measured, not Teams' limits


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsTown(Town):
    """A tenant whose channels are circles; `questions` and `answers` are where they stand, `about` what is known."""

    questions: Sequence[str]
    answers: Sequence[str]
    about: dict[str, str]

    @property
    def workspace(self) -> str:
        """Its key."""
        return f"teams:{self.team}"

    def question(self, circle: int) -> str:
        """Give where the circle's open question stands."""
        return self.questions[circle]

    def answer(self, circle: int) -> str:
        """Give where the bot said the first member's answer again."""
        return self.answers[circle]

    def own(self, _tx: object) -> Workspace:
        """Give the tenant as the bot knows it."""
        return Workspace(workspace=self.workspace, bot=self.bot, token=b"", about=self.about)


@dataclass(slots=True)
class Kept:
    """A way that keeps what is sent, as for later."""

    activities: list[Json] = field(default_factory=list)

    async def send(self, activity: Json) -> Answer:
        """Keep it."""
        self.activities.append(activity)
        return Answer(status=200)


@dataclass(slots=True, kw_only=True)
class Tenant:
    """Makes what people do."""

    teams: FakeTeams
    circles: int
    people: int
    _numbers: Iterator[int] = field(default_factory=count)
    _way: Kept = field(default_factory=Kept)
    _client: TeamsClient = field(init=False)
    _people: list[Person] = field(init=False)
    _channels: list[Place] = field(init=False)
    _questions: list[Message] = field(init=False)
    _answers: list[Message] = field(init=False)

    def __post_init__(self) -> None:
        """Move in."""
        self._client = TeamsClient(self.teams)
        self._client.transport = self._way
        self._people = [self._client.person(f"Person{number} Jansen") for number in range(self.people)]
        tenant, team = self.teams.tenant, self._client.team("Town", self._people, installed=True)
        self._channels = [tenant.add_channel(team, f"team-{number}") for number in range(self.circles)]
        self._questions = [self.teams.office.post(tenant, place, {"text": ASKED}) for place in self._channels]
        self._answers = [
            self.teams.office.post(tenant, place, {"text": TOLD}, root=asked.id)
            for place, asked in zip(self._channels, self._questions, strict=True)
        ]

    @property
    def service(self) -> str:
        """Where the bot is told to post."""
        return self.teams.service_url(self.teams.tenant.id)

    def town(self) -> TeamsTown:
        """Give it as the bot's database has it."""
        general = self.teams.tenant.places[self._channels[0].team.id]
        return TeamsTown(
            team=self.teams.tenant.id,
            bot=self.teams.world.bot,
            channels=[place.id for place in self._channels],
            members=[[person.id for person in self._people]] * self.circles,
            questions=[message.id for message in self._questions],
            answers=[message.id for message in self._answers],
            about={SERVICE: self.service} | {f"{TEAM}{place.id}": general.id for place in self._channels},
        )

    async def turns(self, size: int) -> list[bytes]:
        """Give an answer by mention and a reaction in turn, as whole requests with tokens of now."""
        self._way.activities.clear()
        for _ in range(size):
            await self._act(next(self._numbers))
        return [self._request(activity) for activity in self._way.activities]

    async def _act(self, number: int) -> None:
        circle, person = number // 2 % self.circles, self._people[1 + number // 2 // self.circles % (self.people - 1)]
        if number % 2:
            sign = SIGNS[number // 2 // (self.circles * (self.people - 1)) % len(SIGNS)]
            await person.reacts(self._answers[circle], sign)
        else:
            words = f"@Fireside Number {number} went well together"
            await person.says(self._channels[circle], words, thread=self._questions[circle])

    def _request(self, activity: Json) -> bytes:
        keys = self.teams.keys
        body = orjson.dumps(activity)
        token = keys.sign(keys.claims(self.teams.world.app_id, self.service))
        lines = ["POST /api/messages HTTP/1.1", "Host: localhost", "User-Agent: Microsoft-SkypeBotApi", "Accept: */*"]
        lines += ["Content-Type: application/json; charset=utf-8", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, f"Authorization: Bearer {token}", "", ""]).encode() + body


class Lenient(FakeTeams):
    """Takes replies as the Bot Framework's own adapter sends them too: by a way that has gone out of use since."""

    def route(self, app: web.Application) -> None:
        """Add that way."""
        app.router.add_post("/{region}/{tenant}/v3/conversations/{conversation}/activities/{activity}", self._reply)
        super().route(app)

    async def _reply(self, request: web.Request) -> web.Response:
        self.login.admit(request.headers.get("Authorization", ""))
        await request.json()
        return web.json_response({"id": self.tenant.new_message_id()}, status=201)


@contextlib.contextmanager
def teams() -> Iterator[FakeTeams]:
    """Give a fake Teams that serves in a thread of this process until this ends; its limits are never in the way."""
    fake, loop = Lenient(), asyncio.new_event_loop()
    fake.limits = Limits(clock=scaled(FAST))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(fake.__aenter__(), loop).result()
    try:
        yield fake
    finally:
        asyncio.run_coroutine_threadsafe(fake.__aexit__(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextlib.contextmanager
def bot(tenant: Tenant, database: Path, *command: str) -> Iterator[Server]:
    """Run the bot on a database of that tenant until this ends; without `command`: `bot run`."""
    tenant.town().build(database)
    port = free_port()
    chosen = environment(
        FIRESIDE_DATABASE_URL=f"sqlite:///{database}",
        FIRESIDE_SECRET_KEY=base64.b64encode(KEY).decode(),
        FIRESIDE_PORT=str(port),
        **tenant.teams.settings(),
    )
    log = database.with_suffix(".log").open("ab")
    words = [sys.executable, "-m", *(command or ("bot", "run"))]
    process = subprocess.Popen(words, env=chosen, cwd=ROOT, stderr=log, stdout=log, text=True)
    with log, ending(process):
        until(lambda: _is_open(port), what="an open door")
        yield Server(process, port, {})


@contextlib.contextmanager
def baseline(tenant: Tenant, *command: str) -> Iterator[Server]:
    """Run a server that knows that tenant's authority for tokens until this ends; it tells where it listens."""
    pipe, chosen = subprocess.PIPE, environment(**tenant.teams.settings())
    process = subprocess.Popen([sys.executable, "-m", *command], env=chosen, cwd=ROOT, stdout=pipe, text=True)
    with ending(process):
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        yield Server(process, int(told["port"]), told)


def _is_open(port: int) -> bool:
    with contextlib.suppress(OSError), Caller(port) as caller:
        return caller.ask(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n") == 200
    return False


def left(database: Path) -> int:
    """Give how many activities are not handled yet."""
    return _count(database, "SELECT count(*) FROM received WHERE state = 'pending'")


def unsaid(database: Path) -> int:
    """Give how many posts have not left yet."""
    return _count(database, "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')")


def _count(database: Path, sql: str) -> int:
    """Look beside the server, and cost next to nothing."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as looking:
        return int(looking.execute(sql).fetchone()[0])
