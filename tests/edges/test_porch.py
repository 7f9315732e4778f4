"""Between the first moment and the whole bot: events are kept, people wait, and nothing heavy is loaded for it."""

import asyncio
import json
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

import aiohttp

from bot.app import open_desk
from bot.clock import wall
from bot.platforms.slack import parse, sieve
from bot.settings import load
from storage import early
from storage.arrivals import Arrival
from storage.engine import connect
from storage.vault import Vault
from storage.writer import _stored
from tests.edges.life import ended, let_in, living, place
from tests.edges.shell import ROOT, begun, environment
from tests.fakes import slack_signing
from tests.fakes.slack import FakeSlack

SAMPLE = json.loads((ROOT / "tests" / "payloads" / "slack" / "channel_rename.json").read_text("utf-8"))
ASKED = """
import asyncio, sys
from bot import settings
from bot.porch import Porch

async def main():
    porch, told = Porch(settings.load()), []
    body = sys.stdin.buffer.read()
    headers = [(b"content-type", b"application/json"), *((a.encode().lower(), b.encode()) for a, b in HEADERS.items())]
    async def receive(): return {"type": "http.request", "body": body}
    async def send(event): told.append(event)
    scope = {"type": "http", "method": "POST", "path": "/slack/events", "headers": headers, "query_string": b""}
    await porch(scope, receive, send)
    print(told[0]["status"], *({"sqlalchemy", "aiohttp", "slack_bolt", "starlette", "structlog"} & set(sys.modules)))

asyncio.run(main())
"""


def event(number: int) -> bytes:
    """Give an event that concerns the bot whatever it knows."""
    told = SAMPLE["event"] | {"event_ts": f"{1764100000 + number}.000100"}
    return json.dumps(SAMPLE | {"event_id": f"Ev{number}", "event": told}).encode()


def made(folder: Path) -> dict[str, str]:
    """Give an environment with a database of this version."""
    env = environment(folder) | {"SLACK_SIGNING_SECRET": "shhh", "SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "2"}
    open_desk(load(None, env)).store.close()
    return env


def rows(env: dict[str, str]) -> list[tuple[str, str]]:
    """Give the keys and states of what was received."""
    with closing(sqlite3.connect(env["FIRESIDE_DATABASE_URL"].removeprefix("sqlite:///"))) as database:
        return database.execute("SELECT key, state FROM received ORDER BY key").fetchall()


async def sent(url: str, body: bytes, kind: str = "application/json") -> int:
    """Send a request until somebody is there to answer."""
    headers = {"Content-Type": kind, **slack_signing.headers("shhh", body, wall())}
    async with aiohttp.ClientSession() as session, asyncio.timeout(20):
        while True:
            with suppress(aiohttp.ClientConnectorError):
                async with session.post(f"{url}/slack/events", data=body, headers=headers) as answer:
                    return answer.status
            await asyncio.sleep(0.005)


async def answered(url: str, form: bytes) -> int:
    """Ask as a person would on a slow machine: again where one was told that the bot is not there yet."""
    async with asyncio.timeout(20):
        while (status := await sent(url, form, "application/x-www-form-urlencoded")) == HTTPStatus.SERVICE_UNAVAILABLE:
            pass
    return status


def test_an_event_is_kept_before_anything_heavy_is_loaded(tmp_path: Path) -> None:
    """The first answer needs neither the database's toolkit nor any framework of a platform."""
    env, body = made(tmp_path), event(1)
    code = f"HEADERS = {slack_signing.headers('shhh', body, wall())!r}\n{ASKED}"
    told = subprocess.run([sys.executable, "-c", code], input=body, env=env, cwd=tmp_path, capture_output=True)

    assert (b"200", b"") == (told.stdout.strip(), told.stderr)
    assert ["pending"] == [state for _, state in rows(env)]


async def test_what_comes_while_the_bot_begins_is_handled_once(tmp_path: Path, slack: FakeSlack) -> None:
    """An event of the first moment is answered and done, a copy of it adds nothing, and a command is waited for."""
    env, url = place(tmp_path, slack)
    let_in(env, slack)
    asked = {"command": "/fireside", "text": "help", "team_id": "T1", "user_id": "U1", "channel_id": "C1"}
    with living(begun(env, tmp_path, "run", cold=True)) as process:
        first = await sent(url, event(1))
        form = urlencode(asked | {"trigger_id": "1.2"}).encode()
        helped, again = await asyncio.gather(answered(url, form), sent(url, event(1)))
        async with asyncio.timeout(20):
            while any(state == "pending" for _, state in rows(env)):
                await asyncio.sleep(0.05)
        process.terminate()
        code, _ = await ended(process)

    assert (200, 200, 200, 0) == (first, helped, again, code)
    assert ["done"] * 2 == [state for _, state in rows(env)]  # the event, and the command's own key


def test_there_is_no_early_storage_where_more_is_to_be_done_first(tmp_path: Path) -> None:
    """Without a file, with tables of another version, with another key or on a server, the whole storage decides."""
    env = made(tmp_path)
    url, key = env["FIRESIDE_DATABASE_URL"], load(None, env).keys
    found = early.opened(url, Vault(key))
    assert found is not None
    found.close()
    assert None is early.opened(url, Vault([b"x" * 32]))
    assert None is early.opened(f"sqlite:///{tmp_path / 'none.db'}", Vault(key))
    assert None is early.opened("postgresql://nobody@nowhere/none", Vault(key))
    (tmp_path / "rubbish.db").write_bytes(b"rubbish" * 1000)
    assert None is early.opened(f"sqlite:///{tmp_path / 'rubbish.db'}", Vault(key))
    with closing(sqlite3.connect(tmp_path / "fireside.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")
    assert None is early.opened(url, Vault(key))


async def test_the_early_storage_keeps_as_the_whole_one_does(tmp_path: Path) -> None:
    """A time reads the same, and a copy is known."""
    env = made(tmp_path)
    url, now = env["FIRESIDE_DATABASE_URL"], datetime(2026, 3, 11, 12, 5, 6, 7, tzinfo=UTC)
    assert _stored(connect(url).dialect)(now) == early.stored(now)
    found = early.opened(url, Vault(load(None, env).keys))
    assert found is not None
    assert [True, False] == [await found.areceive(Arrival("slack:T1", "k", b"sealed", now)) for _ in range(2)]
    found.close()


def test_the_sieve_lets_through_what_is_read() -> None:
    """Each kind of event that becomes a command may pass the door, by name or by what it is about."""
    decided = {"message", "reaction_added", "reaction_removed", "app_home_opened", *sieve.OWN_COMING_AND_GOING}
    assert set(parse.EVENTS) == sieve.ALWAYS | decided
