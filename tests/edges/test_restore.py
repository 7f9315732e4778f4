"""Backup and restore as an operator does them: under load, after a crash, and nothing posted twice."""

import asyncio
import json
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import operator
from bot.app import open_desk
from bot.services.restoring import Doubt
from bot.settings import Settings, SettingsError, fresh_key, load
from storage.engine import connect
from storage.errors import StorageError
from storage.liveness import Owner, anyone
from tests.edges.life import called, let_in, living, place, put, up
from tests.edges.shell import begun, environment, fireside
from tests.fakes.slack import FakeSlack

CHANNELS = [f"C{number}" for number in range(1, 13)]
EACH = 4


def posted(slack: FakeSlack) -> Counter[str]:
    """Give how often each post stands in a channel, by the id that the bot gave it."""
    return Counter(str(post.metadata["event_payload"]["d"]) for post in slack.office.posts if post.metadata)


async def test_a_copy_made_under_load_posts_nothing_twice(tmp_path: Path, slack: FakeSlack) -> None:
    """Copied in the middle of sending, killed, restored and run again: each post stands once, and none is lost.

    This Slack ignores the id that would let it see a second copy, so that only looking first can help.
    """
    slack.office.client_msg_id = "ignore"
    team = slack.world.workspaces["T1"]
    for channel in CHANNELS[1:]:
        team.add_channel(channel.lower(), list(team.users.values())[1:], with_bot=True, channel_id=channel)
    env, url = place(tmp_path, slack)
    let_in(env, slack)
    wanted = put(env, *CHANNELS * EACH)
    with living(begun(env, tmp_path, "run")) as process:
        await called(slack, "chat.postMessage", len(CHANNELS) + 2)  # a channel's second leaves once its first is kept
        await asyncio.to_thread(operator.back_up, load(None, env), tmp_path / "copy.db")
        await called(slack, "chat.postMessage", len(wanted))
        process.kill()
    for name in ("fireside.db", "fireside.db-wal", "fireside.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        left = copy.execute("SELECT count(*) FROM outbox WHERE state <> 'sent'").fetchone()[0]
    told = await asyncio.to_thread(fireside, env, tmp_path, "restore", "copy.db")
    with living(begun(env, tmp_path, "run")):
        await up(url)
        await _settled(env, tmp_path)

    assert 0 < left < len(wanted)
    assert f"looked up: {left}" in told.stdout
    assert dict.fromkeys(wanted, 1) == posted(slack)


async def _settled(env: dict[str, str], folder: Path) -> None:
    """Wait until nothing is on its way any more."""
    async with asyncio.timeout(60):
        while True:
            told = await asyncio.to_thread(fireside, env, folder, "status", "--json")
            if not any(json.loads(told.stdout)["outbox"].values()):
                return
            await asyncio.sleep(0.2)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give the settings of an installation whose database is gone and whose copy is there, `copy.db`."""
    chosen = load(None, environment(tmp_path))
    open_desk(chosen).store.close()
    operator.back_up(chosen, tmp_path / "copy.db")
    (tmp_path / "fireside.db").unlink()
    return chosen


@pytest.mark.parametrize("left", ["fireside.db", "fireside.db-wal"])
def test_restoring_overwrites_nothing(settings: Settings, tmp_path: Path, left: str) -> None:
    """A database that is there stays, and so does what was left of one: mixed with a copy it would destroy it."""
    (tmp_path / left).write_text("mine")
    with pytest.raises(FileExistsError, match=f"{left} is there already"):
        operator.restore(settings, tmp_path / "copy.db")

    assert "mine" == (tmp_path / left).read_text()


@pytest.mark.parametrize("size", [0, 100, 20_000])
def test_half_a_copy_is_refused_and_nothing_stays(settings: Settings, tmp_path: Path, size: int) -> None:
    """A file that was cut off, or is no database, is not put in place."""
    (tmp_path / "half.db").write_bytes((tmp_path / "copy.db").read_bytes()[:size])
    with pytest.raises(StorageError, match="not a whole copy"):
        operator.restore(settings, tmp_path / "half.db")

    assert not (tmp_path / "fireside.db").exists()


def test_a_copy_without_its_key_is_not_put_in_place(settings: Settings, tmp_path: Path) -> None:
    """Whoever took another key learns it now, and can take the right one at once."""
    other = settings.model_copy(update={"secret_key": SecretStr(fresh_key())})
    with pytest.raises(SettingsError, match="is not the key"):
        operator.restore(other, tmp_path / "copy.db")

    assert not (tmp_path / "fireside.db").exists()
    assert Doubt(0, 0) == operator.restore(settings, tmp_path / "copy.db")


async def test_a_restore_under_a_bot_that_runs_is_refused(tmp_path: Path, slack: FakeSlack) -> None:
    """Nothing of what is due is skipped, and no post is doubted, for a command that was given too early."""
    env, url = place(tmp_path, slack)
    let_in(env, slack)
    put(env, "C1", hours=-1)
    with living(begun(env, tmp_path, "run")):
        await up(url)
        told = await asyncio.to_thread(fireside, env, tmp_path, "restore")

    assert (1, "") == (told.returncode, told.stdout)
    assert "Stop it first" in told.stderr


@pytest.mark.postgres
def test_a_server_knows_who_lives_on_it(tmp_path: Path, empty_postgres: str) -> None:
    """The same on PostgreSQL, where no file tells; once the bot is stopped it goes its way."""
    chosen = load(None, environment(tmp_path) | {"FIRESIDE_DATABASE_URL": empty_postgres})
    engine = connect(empty_postgres)
    with Owner(engine), pytest.raises(StorageError, match="Stop it first"):
        operator.restore(chosen, None)
    while anyone(engine):  # the server drops the lock a moment after the connection closed
        pass
    engine.dispose()

    assert Doubt(0, 0) == operator.restore(chosen, None)


def test_a_copy_that_is_not_there_is_named(settings: Settings, tmp_path: Path) -> None:
    """A typo is told, and makes no database."""
    with pytest.raises(LookupError, match=r"nowhere\.db"):
        operator.restore(settings, tmp_path / "nowhere.db")

    assert not (tmp_path / "fireside.db").exists()


async def test_a_person_settles_what_nobody_knows(tmp_path: Path, slack: FakeSlack) -> None:
    """`status` names the post; --there keeps where it stands, --again sends it, and anything else is refused."""
    env, url = place(tmp_path, slack)
    let_in(env, slack)
    there, again = put(env, "C1", "C1")
    with sqlite3.connect(tmp_path / "fireside.db") as database:
        database.execute("UPDATE outbox SET state = 'unknown', attempted_at = not_before")
    seen = await asyncio.to_thread(fireside, env, tmp_path, "status")
    listed = json.loads((await asyncio.to_thread(fireside, env, tmp_path, "status", "--json")).stdout)["unknown"]
    kept = await asyncio.to_thread(fireside, env, tmp_path, "settle", there, "--there", "--ref", "1700000000.000100")
    twice = await asyncio.to_thread(fireside, env, tmp_path, "settle", there, "--again")
    assert 0 == (await asyncio.to_thread(fireside, env, tmp_path, "settle", again, "--again")).returncode
    with living(begun(env, tmp_path, "run")):
        await up(url)
        await called(slack, "chat.postMessage")
    with sqlite3.connect(tmp_path / "fireside.db") as database:
        stands = database.execute("SELECT ref FROM post WHERE subject = 'r0'").fetchall()

    assert there in seen.stdout
    assert {there, again} == {row["post"] for row in listed}
    assert 0 == kept.returncode
    assert 1 == twice.returncode
    assert "waits for a person" in twice.stderr
    assert [("1700000000.000100",)] == stands
    assert {again: 1} == posted(slack)


def test_settling_says_what_was_seen(tmp_path: Path) -> None:
    """Neither --there nor --again is wrong use."""
    told = fireside(environment(tmp_path), tmp_path, "settle", "p1")

    assert 2 == told.returncode
