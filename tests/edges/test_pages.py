"""What a browser is told with every page, and with the file of one's own; over HTTP, from the whole bot."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot import commands as c
from bot.dispatch import handle
from bot.launch import build
from bot.server import Listener, opened
from bot.settings import load
from storage import workspaces
from storage.store import Tx
from storage.tables import Workspace
from tests.edges.life import TEAM
from tests.edges.shell import environment

pytestmark = pytest.mark.asyncio
STRICT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
SECRETS = {"SLACK_SIGNING_SECRET": "shhh", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "made-up"}


@pytest_asyncio.fixture(params=["http", "https"])
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[str, str, str]]:
    """Run the bot's whole HTTP interface; gives its address, a download's way, and how the world reaches it."""
    told = {**environment(tmp_path), **SECRETS, "FIRESIDE_PUBLIC_URL": f"{request.param}://bot.example"}
    app = build(load(None, told))

    def export(tx: Tx) -> str:
        workspaces.keep(tx, TEAM, Workspace(workspace=TEAM))
        reply = handle(app.desk.unit(tx), c.ExportMe(by=c.By(workspace=TEAM, member="U1")))
        assert reply.download
        return f"/export/{reply.download.token}"

    way = await app.desk.store.awrite(export)
    listener = Listener(app.front(), door := opened("127.0.0.1", 0))
    serving = asyncio.create_task(listener.serve())
    yield f"http://127.0.0.1:{door.getsockname()[1]}", way, request.param
    listener.stop()
    await serving
    app.desk.store.close()


async def test_every_page_is_strict(address: tuple[str, str, str]) -> None:
    """Nothing is kept, guessed at, framed or told on, whether there is a page or none."""
    url, way, _ = address
    async with aiohttp.ClientSession() as session:
        ours = ("/healthz", "/readyz", "/metrics", way, way, "/slack/install", "/slack/oauth_redirect?state=x&code=y")
        for path in (*ours, "/", "/nothing/here"):
            async with session.get(url + path, allow_redirects=False) as answer:
                assert {name: answer.headers.get(name) for name in STRICT} == STRICT, path
                policy = answer.headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy, path
                assert "frame-ancestors 'none'" in policy, path
                assert "Server" not in answer.headers


async def test_the_file_of_ones_own_is_a_file_and_given_once(address: tuple[str, str, str]) -> None:
    """A browser saves it and shows nothing of it; the address is dead afterwards, and made-up ones always were."""
    url, way, _ = address
    async with aiohttp.ClientSession() as session:
        async with session.get(url + way) as answer:
            assert (answer.status, answer.headers["Content-Type"]) == (200, "application/zip")
            assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
            assert (await answer.read())[:2] == b"PK"
        for path in (way, "/export/made-up", "/export/%00", "/export/..%2F..%2Fetc%2Fpasswd"):
            async with session.get(url + path) as answer:
                assert answer.status == 404, path


async def test_the_cookie_of_an_installation_is_nobody_elses(address: tuple[str, str, str]) -> None:
    """No script reads it, no other site sends it along, and where the world comes by https it goes by nothing else."""
    url, _, how = address
    async with aiohttp.ClientSession() as session, session.get(url + "/slack/install", allow_redirects=False) as answer:
        parts = {part.strip() for part in answer.headers["Set-Cookie"].split(";")[1:]}
        assert parts == {"Path=/slack", "Max-Age=600", "HttpOnly", "SameSite=Lax"} | (
            {"Secure"} if how == "https" else set()
        )
