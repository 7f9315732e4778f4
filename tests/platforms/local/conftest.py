"""The playground's own HTTP interface, in this process, on a real server and a real database."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest_asyncio

from bot.demo import HOST, open_playground, resumed, settings_for
from bot.platforms.local.install import begin
from bot.platforms.local.play import Playground
from bot.server import Listener, opened

PAGE = {"X-Fireside": "1"}


@dataclass(slots=True)
class Caller:
    """Somebody who speaks to the playground's addresses as its page does."""

    session: aiohttp.ClientSession
    playground: Playground

    async def post(self, path: str, body: object = None, **more: Any) -> tuple[int, str]:
        """Send something; gives the status and what came back."""
        headers = more.pop("headers", PAGE)
        content = more or {"json": body}
        async with self.session.post(f"/local/{path}", headers=headers, **content) as answer:
            return answer.status, await answer.text()

    async def does(self, me: str, kind: str, **act: Any) -> Mapping[str, Any]:
        """Do something as somebody of the team; gives what they alone get back."""
        async with self.session.post("/local/act", json={"me": me, "kind": kind, **act}, headers=PAGE) as answer:
            assert 200 == answer.status, await answer.text()
            return dict((await answer.json())["reply"])

    async def moves(self, to: str) -> list[str]:
        """Move the clock; gives what was posted on the way."""
        async with self.session.post("/local/clock", json={"to": to}, headers=PAGE) as answer:
            assert 200 == answer.status, await answer.text()
            return list((await answer.json())["passed"])

    async def sees(self, me: str) -> dict[str, Any]:
        """Give everything that the page shows somebody."""
        async with self.session.get("/local/state", params={"me": me}) as answer:
            assert 200 == answer.status, await answer.text()
            return dict(await answer.json())

    async def reads(self, me: str, channel: str) -> list[dict[str, Any]]:
        """Give a channel's messages as somebody sees them."""
        return list((await self.sees(me))["messages"][channel])


@asynccontextmanager
async def playing(folder: Path) -> AsyncIterator[Caller]:
    """Give a playground that goes on in a folder, and somebody to speak to it."""
    app, playground = open_playground(settings_for(folder, 1), folder)
    if not await resumed(playground):
        await begin(playground)
    await app.start()
    door = opened(HOST, 0)
    listener = Listener(app.front(), door)
    serving = asyncio.create_task(listener.serve())
    url = f"http://{HOST}:{door.getsockname()[1]}"
    try:
        async with aiohttp.ClientSession(url) as session:
            yield Caller(session, playground)
    finally:
        playground.world.close()
        listener.stop()
        await serving
        await app.stop()


@pytest_asyncio.fixture
async def caller(lived: Path, tmp_path: Path) -> AsyncIterator[Caller]:
    """Give somebody who speaks to a playground in which the made-up weeks were lived."""
    folder = Path(shutil.copytree(lived, tmp_path / "demo"))
    async with playing(folder) as someone:
        yield someone
