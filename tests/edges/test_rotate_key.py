"""`rotate-key` as an operator runs it."""

import sqlite3
from pathlib import Path

import pytest

from bot.settings import fresh_key
from tests.edges.life import ended, let_in, living, place, put, up
from tests.edges.shell import begun, environment, fireside
from tests.fakes.slack import FakeSlack

KEY, EARLIER = "FIRESIDE_SECRET_KEY", "FIRESIDE_OLD_SECRET_KEYS"


def turned(env: dict[str, str]) -> dict[str, str]:
    """Give the same environment with a new key, and the one before it beside."""
    return env | {KEY: fresh_key(), EARLIER: env[KEY]}


def test_without_an_earlier_key_it_says_what_to_do(tmp_path: Path) -> None:
    """A new key is at hand, and nothing happens."""
    env = environment(tmp_path)
    fireside(env, tmp_path, "migrate")
    told = fireside(env, tmp_path, "rotate-key")

    assert 1 == told.returncode
    assert "Put the one used so far into FIRESIDE_OLD_SECRET_KEYS" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({EARLIER: "nonsense"}, "FIRESIDE_OLD_SECRET_KEYS holds something that is not 32 bytes"),
        ({EARLIER: fresh_key()}, "not the key with which this database was sealed"),
        ({KEY: ""}, "FIRESIDE_SECRET_KEY is missing"),
    ],
)
def test_wrong_keys_are_told_in_a_sentence(tmp_path: Path, wrong: dict[str, str], said: str) -> None:
    """An earlier key that is none, that is another's, and a new one that is missing."""
    env = environment(tmp_path)
    fireside(env, tmp_path, "status")
    fireside(env, tmp_path, "migrate")
    assert 0 == fireside(env, tmp_path, "status").returncode  # the first key is kept in mind
    told = fireside(turned(env) | wrong, tmp_path, "rotate-key")

    assert 1 == told.returncode
    assert said in told.stderr
    assert "Traceback" not in told.stderr


def test_an_earlier_key_does_not_belong_in_a_file(tmp_path: Path) -> None:
    """Like every secret."""
    (tmp_path / "app.yaml").write_text(f"old_secret_keys: [{fresh_key()}]\n")
    told = fireside(environment(tmp_path), tmp_path, "status")
    assert 1 == told.returncode
    assert "secrets do not belong in a file" in told.stderr


async def test_everything_is_sealed_anew(slack: FakeSlack, tmp_path: Path) -> None:
    """The new key alone opens the database afterwards; the old one does not; a second time nothing is left to do."""
    env, _ = place(tmp_path, slack)
    let_in(env, slack)
    put(env, "C1", "C2", hours=1)
    new = turned(env)
    told = fireside(new, tmp_path, "rotate-key")

    assert (0, "") == (told.returncode, told.stderr)
    assert "Sealed anew: 2 outbox, 1 workspace." in told.stdout
    assert "nothing was left to do" in fireside(new, tmp_path, "rotate-key").stdout
    assert 0 == fireside(new | {EARLIER: ""}, tmp_path, "status").returncode
    assert "not the key" in fireside(env, tmp_path, "status").stderr


async def test_what_no_key_opens_is_told(slack: FakeSlack, tmp_path: Path) -> None:
    """The rest is done, and the exit code says that something is left."""
    env, _ = place(tmp_path, slack)
    let_in(env, slack)
    put(env, "C1", "C2", hours=1)
    with sqlite3.connect(tmp_path / "fireside.db") as database:
        database.execute("UPDATE outbox SET body = x'00' WHERE channel = 'C1'")
    told = fireside(turned(env), tmp_path, "rotate-key")

    assert 1 == told.returncode
    assert "1 outbox, 1 workspace." in told.stdout
    assert "1 things open with none of these keys" in told.stderr


async def test_a_bot_that_runs_goes_on_with_both_keys_and_keeps_others_from_harm(
    slack: FakeSlack, tmp_path: Path
) -> None:
    """While it runs with the old key alone nothing is changed; started again with both, it runs on through it."""
    env, url = place(tmp_path, slack)
    let_in(env, slack)
    put(env, "C1", hours=1)
    new = turned(env)
    with living(begun(env, tmp_path, "run")) as process:
        await up(url)
        told = fireside(new, tmp_path, "rotate-key")
        assert 1 == told.returncode
        assert "1 of the processes that run do not have the new key" in told.stderr
        process.terminate()
        assert (await ended(process))[0] == 0
    with living(begun(new, tmp_path, "run")) as process:
        await up(url)
        told = fireside(new, tmp_path, "rotate-key")
        assert (0, "") == (told.returncode, told.stderr)
        assert "1 outbox" in told.stdout
        process.terminate()
        assert (await ended(process))[0] == 0
