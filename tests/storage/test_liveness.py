"""Whether an owner lives is known by its lock, also when it was killed."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from storage import claims, outbox
from storage.engine import alone, connect, migrating, place
from storage.liveness import Owner, anyone

Do = Callable[[Callable[..., Any]], Any]
ROOT = Path(__file__).parents[2]
REST = timedelta(seconds=60)


def test_an_owner_lives_until_it_closes(engine: Engine, url: str) -> None:
    """Others see it as alive while it holds its lock, and as dead afterwards; numbers of nobody are dead."""
    other = connect(url)
    with Owner(engine) as anna:
        with Owner(other) as bas:
            assert anna.id != bas.id
            assert 0 < anna.id < 2**62
            assert anna.alive(anna.id)
            assert anna.alive(bas.id)
            assert bas.alive(anna.id)
            assert anna.holds()
        while anna.alive(bas.id):  # the server drops the lock a moment after the connection closed
            pass
        assert not anna.alive(12345)
        assert anna.alive(anna.id)
    other.dispose()


def test_what_a_killed_process_was_sending_is_found(do: Do, engine: Engine, url: str, now: datetime) -> None:
    """A row claimed by another process stays its own while that lives, and is uncertain once it was killed with -9."""
    for channel in ("C1", "C2"):
        row = {"how": "post", "kind": "round", "subject": channel, "channel": channel, "body": b"sealed"}
        do(lambda tx, row=row: outbox.put(tx, "slack:T1", now=now, **row))
    command = [sys.executable, str(Path(__file__).parent / "claimer.py"), url, now.isoformat()]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process,
        Owner(engine) as owner,
    ):
        assert process.stdout is not None
        them, count = map(int, process.stdout.readline().split())
        assert count == 2
        assert owner.alive(them)
        assert do(lambda tx: outbox.sweep(tx, now, REST, lambda o: not owner.alive(o))) == 0
        process.kill()
        process.wait()
        swept = 0
        while not swept:  # the server notices the closed connection a moment later
            swept = do(lambda tx: outbox.sweep(tx, now, REST, lambda o: not owner.alive(o)))
        assert swept == 2
        assert len(do(lambda tx: outbox.uncertain(tx, owner.id, now + REST, 10))) == 2
        assert do(lambda tx: claims.claim(tx, owner.id, now + REST, 10)) == []


def test_nothing_is_left_beside_the_file(sqlite_url: str) -> None:
    """Lock files go with their owners, those of the killed at the next start."""
    engine = connect(sqlite_url)
    file = place(engine)
    assert file is not None
    left = file.with_name(f"{file.name}.own.77")
    left.touch()
    with Owner(engine) as owner:
        assert [path.name for path in file.parent.glob("*.own.*")] == [f"{file.name}.own.{owner.id}"]
    assert list(file.parent.glob("*.own.*")) == []
    engine.dispose()


def test_whether_anybody_lives_is_seen_from_outside(engine: Engine, url: str) -> None:
    """One who asks is no owner, and what locks the database for its own work is none either."""
    other = connect(url)
    with migrating(other) as connection:
        alone(connection, "slack:T1")
        assert not anyone(engine)
    with Owner(other):
        assert anyone(engine)
    while anyone(engine):  # the server drops the lock a moment after the connection closed
        pass
    other.dispose()


def test_in_memory_there_is_nobody_else() -> None:
    """An owner of a database in memory is the only one alive."""
    with Owner(connect("sqlite://")) as owner:
        assert owner.alive(owner.id)
        assert not owner.alive(owner.id + 1)
        assert owner.holds()
