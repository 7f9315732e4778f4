"""`python -m bench.fuzz PLATFORM COUNT OVER_HTTP SEED`: one line of JSON with what came of it; the log on stderr."""

import asyncio
import base64
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bench.fuzz import slack, teams
from bench.fuzz.mangle import CANARY, Mangler
from bench.fuzz.slack import Request
from bench.fuzz.world import World, words
from bot import log
from bot.app import App
from bot.commands import Install
from bot.launch import build
from bot.server import Listener, opened
from bot.services import installs
from bot.settings import load
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_limits import Limits

PATIENCE = 30.0  # seconds after which a request counts as hung: far beyond any of the platforms'
AT_ONCE = 32
LIFE = 5_000  # payloads after which a new bot begins on an empty database: nobody tells ten thousand things
ABOUT = {"team": "T1", "enterprise": ""}
AGAIN = AT_ONCE * 30
NO_HTTP = (
    b"GET / HTP\r\n\r\n",
    b"\r\n" * 50,
    b"POST /slack/events HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"\x16\x03\x01" * 40,
)


class Unlimited(Limits):
    """No limits: so much at once no conversation takes."""

    def retry_after(self, *_counted: object) -> int:
        """Let everything pass."""
        return 0


class Source(Protocol):
    """Where requests come from."""

    def request(self) -> Request:
        """Give the next one."""


@dataclass(frozen=True, slots=True)
class Bot:
    """The whole bot, what it is shot at with, and what no log of it may hold."""

    app: App
    world: World
    source: Source
    came: Install
    secrets: dict[str, str]

    async def begin(self) -> None:
        """Have everything there."""
        desk = self.app.desk
        await desk.store.awrite(lambda tx: installs.install(desk.unit(tx), self.came))
        await desk.store.awrite(lambda tx: self.world.fill(tx, desk.clock.now()))


@dataclass(slots=True)
class Tally:
    """What came of the requests."""

    statuses: Counter[int] = field(default_factory=Counter)
    hung: int = 0
    unanswered: int = 0
    worst: float = 0.0

    async def note(self, work: Any) -> None:
        """Wait for an answer, and note it."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                status = await work
        except TimeoutError:
            self.hung += 1
            return
        self.worst = max(self.worst, time.perf_counter() - began)
        if status:
            self.statuses[status] += 1
        else:
            self.unanswered += 1


async def ask(app: Callable[..., Any], request: Request) -> int:
    """Bring a request to an ASGI application, in process; gives the status of its answer, 0 without one."""
    path, headers, body = request
    found: list[int] = []
    told = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": told,
    }
    scope |= {
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 1),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            found.append(int(message["status"]))

    await app(scope, receive, send)
    return found[0] if found else 0


async def knock(port: int, request: Request | bytes) -> int:
    """Bring a request over a connection of its own; gives the status, 400 where such bytes are just hung up on."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request if isinstance(request, bytes) else _as_http(request))
        if isinstance(request, bytes):
            writer.write_eof()
        line = await reader.readline()
    except ConnectionError:
        line = b""
    finally:
        writer.close()
    words_ = line.split()
    return int(words_[1]) if len(words_) > 1 and words_[1].isdigit() else 400 * isinstance(request, bytes)


def _as_http(request: Request) -> bytes:
    path, headers, body = request
    clean = {name: "".join(c for c in value if c.isprintable()) for name, value in headers.items()}
    lines = [f"POST {path} HTTP/1.1", "host: 127.0.0.1", f"content-length: {len(body)}", "connection: close"]
    lines += [f"{name}: {value}" for name, value in clean.items()]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


async def shoot(bot: Bot, mangler: Mangler, tally: Tally, count: int, over_http: int) -> None:
    """Send everything, many at a time; what people deleted or switched off is there again from time to time."""
    front, source, numbers = bot.app.front(), bot.source, iter(range(1, count + 1))

    async def one_after_the_other() -> None:
        for number in numbers:
            await tally.note(ask(front, source.request()))
            if number % AGAIN == 0:
                await bot.begin()

    await bot.begin()
    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))
    door = opened("127.0.0.1", 0)
    listener = Listener(front, door)
    serving = asyncio.create_task(listener.serve())
    port = door.getsockname()[1]
    for number in range(over_http):
        wild: bytes = mangler.one((*NO_HTTP, mangler.bent(_as_http(source.request()))))
        await tally.note(knock(port, wild if number % 4 == 0 else source.request()))
    listener.stop()
    await serving


# ---------------------------------------------------------------- the bot beside a fake platform


@asynccontextmanager
async def on_slack(folder: Path, seed: str) -> AsyncIterator[tuple[Bot, Mangler]]:
    """Run the bot beside the fake Slack."""
    async with FakeSlack() as fake:
        team = fake.workspace
        users = [team.add_user(f"user{n}") for n in range(6)]
        place = team.add_channel("team-south", users, with_bot=True).id
        members = [user.id for user in users]
        world = World(
            workspace=f"slack:{team.id}", team=team.id, channel=place, members=members, ref="1764000000.000001"
        )
        granted = ",".join(sorted(team.scopes))
        came = Install(workspace=world.workspace, bot=team.bot_user, token=team.bot_token, scopes=granted, about=ABOUT)
        secrets = {"SLACK_SIGNING_SECRET": fake.signing_secret, "SLACK_BOT_TOKEN": team.bot_token}
        mangler = Mangler(seed, words(world))
        async with _running(folder, secrets | {"SLACK_API_URL": fake.api_url}) as app:
            yield Bot(app, world, slack.Chaff(mangler, world, fake), came, secrets), mangler


@asynccontextmanager
async def on_teams(folder: Path, seed: str) -> AsyncIterator[tuple[Bot, Mangler]]:
    """Run the bot beside the fake Teams."""
    async with FakeTeams() as fake:
        fake.limits = Unlimited()
        tenant = fake.tenant
        users = [tenant.add_user(f"User{n} Made-up") for n in range(6)]
        place = tenant.add_team("South", users, installed=True).general
        members = [user.id for user in users]
        world = World(
            workspace=f"teams:{tenant.id}", team=tenant.id, channel=place.id, members=members, ref="1764000000001"
        )
        about = {"service": fake.service_url(tenant.id)}
        came = Install(workspace=world.workspace, bot=fake.world.bot, token="", scopes="", about=about)
        mangler = Mangler(seed, words(world))
        async with _running(folder, fake.settings()) as app:
            source = teams.Chaff(mangler, world, fake, place, users[0])
            yield Bot(app, world, source, came, {"MICROSOFT_APP_PASSWORD": fake.login.password}), mangler


@asynccontextmanager
async def _running(folder: Path, environment: dict[str, str]) -> AsyncIterator[App]:
    key = base64.b64encode(b"k" * 32).decode()
    env = {"FIRESIDE_DATABASE_URL": f"sqlite:///{folder / 'fireside.db'}", "FIRESIDE_SECRET_KEY": key, **environment}
    app = build(load(None, {**env, "FIRESIDE_APP_YAML": "none"}))
    await app.start()
    try:
        yield app
    finally:
        await app.stop()


def _share(of: int, number: int, parts: int) -> int:
    return of * (number + 1) // parts - of * number // parts


async def main() -> None:
    """Send, and tell."""
    platform, count, over_http, seed = sys.argv[1], *map(int, sys.argv[2:5])
    log.set_up(json=True)
    began, tally, secrets, lives = time.perf_counter(), Tally(), {"what people wrote": CANARY}, -(-count // LIFE)
    for life in range(lives):
        with tempfile.TemporaryDirectory() as name:
            async with (on_slack if platform == "slack" else on_teams)(Path(name), f"{seed}, {life}") as (bot, mangler):
                await shoot(bot, mangler, tally, _share(count, life, lives), _share(over_http, life, lives))
                secrets |= bot.secrets
    told = {
        "sent": tally.statuses.total() + tally.hung + tally.unanswered,
        "statuses": dict(tally.statuses),
        "hung": tally.hung,
        "unanswered": tally.unanswered,
        "worst": tally.worst,
        "seconds": time.perf_counter() - began,
        "secrets": secrets,
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
