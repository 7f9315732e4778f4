"""A real store, a real door on loopback, and the strict fake Slack."""

import asyncio
import io
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import uvicorn

from bot.clock import SystemClock, wall
from bot.dispatch import Desk
from bot.inbox import Inbox
from bot.platforms.slack.door import Door
from bot.platforms.slack.install import Slack, SlackSettings
from bot.platforms.slack.mail import Answer, Mail
from bot.platforms.slack.sieve import Sieve
from bot.services.unit import House
from prompts import catalog
from storage.engine import connect
from storage.store import Store
from storage.vault import Vault
from tests.fakes import slack_signing
from tests.fakes.slack import FakeSlack

SECRET = "shhh"


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """Give a store of the test's own, closed afterwards."""
    made = Store(connect(database), Vault([b"k" * 32]))
    yield made
    made.close()


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """Give a fake Slack that saw nothing wrong when the test is over."""
    async with FakeSlack() as running:
        yield running
        assert running.violations == []


def bound() -> socket.socket:
    """Give a socket with an address on loopback, known before anything is served there."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    return listening


def address(listening: socket.socket) -> str:
    """Give the web address of a socket."""
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


@asynccontextmanager
async def serve(app: Any, listening: socket.socket) -> AsyncIterator[None]:
    """Serve an ASGI application there."""
    config = uvicorn.Config(app, log_level="critical", lifespan="off", http="httptools", ws="none", interface="asgi3")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task


@dataclass(slots=True)
class Porch:
    """A door with nothing but the store behind it: what it keeps, and what it would have handled."""

    url: str
    store: Store
    heard: list[Mapping[str, Any]] = field(default_factory=list)
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    session: aiohttp.ClientSession | None = None

    async def post(self, body: bytes, *, at: float | None = None, **headers: str) -> tuple[int, str]:
        """Send a body signed as Slack signs it, with these headers instead where given."""
        assert self.session is not None
        sent = {"Content-Type": "application/json", **slack_signing.headers(SECRET, body, at or wall())}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.post(f"{self.url}/slack/events", data=io.BytesIO(body), headers=sent) as answer:
            return answer.status, await answer.text()

    def rows(self) -> list[tuple[str, str, str]]:
        """Give what is kept: workspace, key and state."""
        asked = "SELECT workspace, key, state FROM received ORDER BY key"
        found = self.store.read(lambda tx: tx.connection.exec_driver_sql(asked).fetchall()).result(5)
        return [(str(w), str(k), str(s)) for w, k, s in found]


@pytest_asyncio.fixture
async def porch(store: Store) -> AsyncIterator[Porch]:
    """Give a door over real HTTP."""
    found = Porch("", store)

    async def hear(_workspace: str, _key: str, payload: Mapping[str, Any]) -> None:
        found.heard.append(payload)

    async def answer(_workspace: str, body: Mapping[str, Any]) -> Answer:
        found.asked.append(body)
        return Answer(200, b'{"text":"hello"}')

    inbox = Inbox(store, store.vault, SystemClock(), {"slack": hear})
    mail = Mail(store, store.vault, SystemClock(), Sieve(store, store.vault, SystemClock()), inbox)
    mail.answered_by(answer)
    listening = bound()
    async with serve(Door(SECRET.encode(), mail), listening), aiohttp.ClientSession() as session:
        found.url, found.session = address(listening), session
        yield found
        await inbox.drain()


Until = Callable[[Callable[[], Any]], Awaitable[None]]


async def until(found: Callable[[], Any]) -> None:
    """Wait a few seconds until something is so."""
    async with asyncio.timeout(5):
        while not found():
            await asyncio.sleep(0.01)


@dataclass(slots=True)
class Bot:
    """The whole of Slack on a real desk, behind a real address."""

    slack: Slack
    desk: Desk
    inbox: Inbox
    url: str
    fake: FakeSlack

    @property
    def workspace(self) -> str:
        """The fake's first workspace."""
        return f"slack:{self.fake.workspace.id}"


@asynccontextmanager
async def running(fake: FakeSlack, store: Store, **more: Any) -> AsyncIterator[Bot]:
    """Run Slack as the product does, with one token unless told otherwise."""
    desk = Desk(store, catalog.load(), SystemClock(), House())
    inbox = Inbox(store, store.vault, SystemClock(), {})
    inbox.soon = 0.02
    listening = bound()
    usual = {"signing_secret": fake.signing_secret, "bot_token": fake.workspace.bot_token, "api_url": fake.api_url}
    bot = Slack(SlackSettings(**{**usual, "public_url": address(listening), **more}), desk, inbox)
    async with serve(bot.door, listening):
        await bot.start()
        try:
            yield Bot(bot, desk, inbox, address(listening), fake)
        finally:
            await inbox.drain(2)
            await bot.close()
