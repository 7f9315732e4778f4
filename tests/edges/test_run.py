"""`run` and `demo` as processes: the address, the pages of the operator, and a quick end."""

import asyncio
import signal
import socket
import sqlite3
from pathlib import Path
from time import monotonic

import aiohttp
import pytest

from tests.edges.life import called, ended, let_in, living, place, put, read, up
from tests.edges.shell import begun, environment, fireside
from tests.fakes.slack import FakeSlack

END = 10


async def test_a_taken_port_is_told_before_anything_begins(tmp_path: Path, slack: FakeSlack) -> None:
    """A second start by mistake sends nothing, says why, and fails."""
    env, _ = place(tmp_path, slack)
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
    env, url = place(tmp_path, slack)
    with living(begun(env, tmp_path, "run")):
        await up(url)
        async with aiohttp.ClientSession(url) as session:
            health, nowhere = await read(session, "/healthz"), await read(session, "/nowhere")
            _, before = await read(session, "/metrics")
            put(env, "C1", hours=1)
            _, after = await read(session, "/metrics")

    assert (200, "alive") == health
    assert 404 == nowhere[0]
    assert 'fireside_outbox{state="pending"} 0.0' in before
    assert 'fireside_outbox{state="pending"} 1.0' in after
    assert 'fireside_inbox{state="failed"} 0.0' in after


async def test_tables_that_are_older_than_the_program_are_not_ready(tmp_path: Path, slack: FakeSlack) -> None:
    """Whoever sends traffic here is told 503 and where to look, while the process lives."""
    env, url = place(tmp_path, slack)
    with living(begun(env, tmp_path, "run")):
        await up(url)
        with sqlite3.connect(tmp_path / "fireside.db") as database:
            database.execute("UPDATE alembic_version SET version_num = '0000'")
        async with aiohttp.ClientSession(url) as session:
            ready, health = await read(session, "/readyz"), await read(session, "/healthz")

    assert (503, 200) == (ready[0], health[0])
    assert "run check" in ready[1]


async def test_a_good_start_is_told(tmp_path: Path, slack: FakeSlack) -> None:
    """Whoever starts it sees that Slack took the token and that Socket Mode is connected."""
    env, url = place(tmp_path, slack)
    env["SLACK_APP_TOKEN"] = slack.oauth.app_token
    with living(begun(env, tmp_path, "run", cold=True)) as process:
        await up(url)
        await slack.until(lambda: slack.socket.open, seconds=20)
        await asyncio.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        _, told = await ended(process)

    assert '"platform": "teams", "missing": "its secrets; check says which"' in told
    assert '"token_confirmed"' in told
    assert '"socket_connected"' in told


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_at_once_where_nothing_is_under_way(
    tmp_path: Path, slack: FakeSlack, by: signal.Signals
) -> None:
    """Both signals close in order, with exit code 0."""
    env, url = place(tmp_path, slack)
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
    env, url = place(tmp_path, slack)
    slack.faults.add("chat.postMessage", "slow:60", times=None)
    let_in(env, slack)
    with living(begun(env, tmp_path, "run")) as process:
        await up(url)
        put(env, "C1")
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
