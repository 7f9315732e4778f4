"""`run` as a process against a fake Slack, from its first answer to its end."""

import asyncio
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import aiohttp
import orjson

from bot.app import open_desk
from bot.commands import Install
from bot.messages import Message, to_json
from bot.ports import How
from bot.services import installs
from bot.settings import load
from storage import outbox
from storage.store import Tx
from tests.edges.shell import environment
from tests.fakes.slack import FakeSlack

TEAM = "slack:T1"


def free() -> int:
    """Give a port that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def place(folder: Path, slack: FakeSlack) -> tuple[dict[str, str], str]:
    """Give an environment for `run`, and the address it will have."""
    port = free()
    team = next(iter(slack.world.workspaces.values()))
    env = environment(folder) | {"SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": team.bot_token}
    env |= {"SLACK_SIGNING_SECRET": "shhh", "FIRESIDE_PORT": str(port), "FIRESIDE_LOG_FORMAT": "json"}
    return env, f"http://127.0.0.1:{port}"


@contextmanager
def living(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """Give a process that is gone afterwards, whatever happens."""
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


async def up(url: str) -> None:
    """Wait until somebody answers there."""
    until = monotonic() + 30
    async with aiohttp.ClientSession() as session:
        while monotonic() < until:
            with suppress(aiohttp.ClientError):
                if (await read(session, f"{url}/readyz"))[0] == 200:
                    return
            await asyncio.sleep(0.05)
    message = "nobody answered"
    raise AssertionError(message)


async def read(session: aiohttp.ClientSession, path: str) -> tuple[int, str]:
    """Give a page's status and text."""
    async with session.get(path) as answer:
        return answer.status, await answer.text()


async def called(slack: FakeSlack, method: str, times: int = 1, seconds: float = 20) -> None:
    """Wait until a method was called so often, whether it is answered or not."""
    async with asyncio.timeout(seconds):
        while len(slack.called(method)) < times:
            await asyncio.sleep(0.02)


async def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for the end; gives the exit code and what was written."""
    told, _ = await asyncio.to_thread(process.communicate, timeout=30)
    return process.returncode, told


def let_in(env: dict[str, str], slack: FakeSlack) -> None:
    """Let the bot into the fake Slack's workspace, as it would be after its first start."""
    team = next(iter(slack.world.workspaces.values()))
    granted = ",".join(sorted(team.scopes))
    came = Install(workspace=TEAM, bot=team.bot_user, token=team.bot_token, scopes=granted, about={"team": team.id})
    desk = open_desk(load(None, env))
    try:
        desk.store.write(lambda tx: installs.install(desk.unit(tx), came)).result()
    finally:
        desk.store.close()


def put(env: dict[str, str], *channels: str, hours: float = 0) -> list[str]:
    """Put a question for each channel into the outbox from beside, due in so many hours; gives their ids."""
    desk = open_desk(load(None, env))
    body = desk.store.vault.seal(orjson.dumps(to_json(Message("What gave you energy?"))))
    now = datetime.now(UTC) + timedelta(hours=hours)

    def unit(tx: Tx) -> list[str]:
        how = How.POST.value
        return [
            outbox.put(tx, TEAM, now=now, how=how, kind="question", subject=f"r{n}", channel=channel, body=body)
            for n, channel in enumerate(channels)
        ]

    try:
        return desk.store.write(unit).result()
    finally:
        desk.store.close()
