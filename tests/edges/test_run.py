"""`run` and `demo` as processes: the address, the pages of the operator, and a quick end."""

import asyncio
import signal
import socket
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import aiohttp
import orjson
import pytest
import pytest_asyncio

from bot.app import open_desk
from bot.messages import Message, to_json
from bot.ports import How
from bot.settings import load
from storage import outbox
from tests.edges.shell import begun, environment, fireside
from tests.fakes.slack import FakeSlack

END = 10


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """Give a fake Slack with one workspace and one channel that the bot is in."""
    async with FakeSlack() as running:
        running.world.workspaces.clear()
        team = running.world.add_workspace(team_id="T1")
        team.add_channel("team-south", [team.add_user("bas")], with_bot=True, channel_id="C1")
        yield running


def free() -> int:
    """Give a port that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def at(folder: Path, slack: FakeSlack) -> tuple[dict[str, str], str]:
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
                async with session.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)
    message = "nobody answered"
    raise AssertionError(message)


async def called(slack: FakeSlack, method: str) -> None:
    """Wait until a method is called, whether it is answered or not."""
    async with asyncio.timeout(10):
        while not slack.called(method):
            await asyncio.sleep(0.02)


async def read(session: aiohttp.ClientSession, path: str) -> tuple[int, str]:
    """Give a page's status and text."""
    async with session.get(path) as answer:
        return answer.status, await answer.text()


async def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for the end; gives the exit code and what was written."""
    told, _ = await asyncio.to_thread(process.communicate, timeout=30)
    return process.returncode, told


async def test_a_taken_port_is_told_before_anything_begins(tmp_path: Path, slack: FakeSlack) -> None:
    """A second start by mistake sends nothing, says why, and fails."""
    env, _ = at(tmp_path, slack)
    with socket.create_server(("127.0.0.1", int(env["FIRESIDE_PORT"]))):
        told = await asyncio.to_thread(fireside, env, tmp_path, "run")

    assert 1 == told.returncode
    assert "another program listens there" in told.stderr
    assert "starting" not in told.stderr
    assert [] == slack.calls


def test_the_playground_does_not_say_that_it_is_open_where_it_is_not(tmp_path: Path) -> None:
    """The port is taken first, and only then is anything said or lived."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = fireside(environment(tmp_path), tmp_path, "demo", "--port", str(taken.getsockname()[1]))

    assert 1 == told.returncode
    assert "" == told.stdout
    assert "another program listens there" in told.stderr


def test_an_address_that_the_machine_does_not_have_is_told(tmp_path: Path) -> None:
    """A host that is none is a sentence, not a traceback."""
    more = {"FIRESIDE_HOST": "nobody..here", "SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-1"}
    told = fireside(environment(tmp_path) | more, tmp_path, "run")

    assert 1 == told.returncode
    assert "Set FIRESIDE_HOST" in told.stderr
    assert "Traceback" not in told.stderr


async def test_the_operators_pages(tmp_path: Path, slack: FakeSlack) -> None:
    """/healthz lives, /readyz is ready, /metrics counts what waits now, anything else is not there."""
    env, url = at(tmp_path, slack)
    with living(begun(env, tmp_path, "run")):
        await up(url)
        async with aiohttp.ClientSession(url) as session:
            health, nowhere = await read(session, "/healthz"), await read(session, "/nowhere")
            _, before = await read(session, "/metrics")
            _keep_one(env, in_an_hour=True)
            _, after = await read(session, "/metrics")

    assert (200, "alive") == health
    assert 404 == nowhere[0]
    assert 'fireside_outbox{state="pending"} 0.0' in before
    assert 'fireside_outbox{state="pending"} 1.0' in after
    assert 'fireside_inbox{state="failed"} 0.0' in after


async def test_tables_that_are_older_than_the_program_are_not_ready(tmp_path: Path, slack: FakeSlack) -> None:
    """Whoever sends traffic here is told 503 and where to look, while the process lives."""
    env, url = at(tmp_path, slack)
    with living(begun(env, tmp_path, "run")):
        await up(url)
        with sqlite3.connect(tmp_path / "fireside.db") as database:
            database.execute("UPDATE alembic_version SET version_num = '0000'")
        async with aiohttp.ClientSession(url) as session:
            ready, health = await read(session, "/readyz"), await read(session, "/healthz")

    assert (503, 200) == (ready[0], health[0])
    assert "run check" in ready[1]


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_at_once_where_nothing_is_under_way(
    tmp_path: Path, slack: FakeSlack, by: signal.Signals
) -> None:
    """Both signals close in order, with exit code 0."""
    env, url = at(tmp_path, slack)
    with living(begun(env, tmp_path, "run")) as process:
        await up(url)
        began = monotonic()
        process.send_signal(by)
        code, told = await ended(process)

    assert 0 == code
    assert monotonic() - began < END / 2
    assert '"stopped"' in told


async def test_a_signal_ends_it_within_ten_seconds_whatever_hangs(tmp_path: Path, slack: FakeSlack) -> None:
    """A Slack that never answers, and somebody who never finishes a request, keep nobody waiting; nothing is lost."""
    env, url = at(tmp_path, slack)
    slack.faults.add("chat.postMessage", "slow:60", times=None)
    open_desk(load(None, env)).store.close()
    with living(begun(env, tmp_path, "run")) as process:
        await up(url)
        _keep_one(env)
        await called(slack, "chat.postMessage")
        _, writer = await asyncio.open_connection("127.0.0.1", int(env["FIRESIDE_PORT"]))
        writer.write(b"POST /slack/events HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\n{")
        await writer.drain()
        began = monotonic()
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process)
        took = monotonic() - began
        writer.close()
    with sqlite3.connect(tmp_path / "fireside.db") as database:
        states = database.execute("SELECT state FROM outbox").fetchall()

    assert 0 == code
    assert took < END
    assert states in ([("uncertain",)], [("sending",)])


def _keep_one(env: dict[str, str], *, in_an_hour: bool = False) -> None:
    """Put one post into the outbox from beside, as another process would."""
    desk = open_desk(load(None, env))
    due = datetime.now(UTC) + timedelta(hours=1 if in_an_hour else 0)
    try:
        desk.store.write(
            lambda tx: outbox.put(
                tx,
                "slack:T1",
                now=due,
                how=How.POST.value,
                kind="question",
                subject="r1",
                channel="C1",
                body=tx.vault.seal(orjson.dumps(to_json(Message("What gave you energy?")))),
            )
        ).result()
    finally:
        desk.store.close()
