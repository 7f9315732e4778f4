"""Whether the process that claimed a row still lives: a lock that the engine drops at its death, never a clock."""

import fcntl
import os
import secrets
import threading
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine

from storage.engine import MEMORY, place, steady
from storage.errors import door

_BITS = 62
# An owner locks one number of 62 bits in its database; every other lock of ours is on two numbers, or on a small one.
_OWNERS = """
    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND classid <> 0 AND datname = current_database()
"""


class Owner:
    """This process as the owner of what it claims: a random number, and a lock on it held until `close` or death.

    One per process. A lost PostgreSQL session loses the lock: once `holds` is false, go on with a new Owner.
    """

    __slots__ = ("_file", "_place", "_session", "_turn", "id")

    def __init__(self, engine: Engine) -> None:
        self.id = secrets.randbits(_BITS) | 1
        self._place = place(engine)
        self._file: int | None = None
        self._session: Connection | None = None
        self._turn = threading.Lock()
        if self._place is None:
            with door():
                self._session = steady(engine)
                self._session.exec_driver_sql("SELECT pg_advisory_lock(%s)", (self.id,))
        elif self._place != MEMORY:
            for left in self._place.parent.glob(f"{self._place.name}.own.*"):
                _locked(left)
            self._file = _taken(_lock_file(self._place, self.id))

    def holds(self) -> bool:
        """Whether this process still counts as alive for the others."""
        if self._session is None:
            return True
        try:
            with door():
                return self._ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        except Exception:  # noqa: BLE001 - whatever it is, the session is not to be trusted any more
            return False

    def alive(self, owner_id: int) -> bool:
        """Whether the owner of that number still holds its lock; raises what the database raises."""
        if owner_id == self.id:
            return True
        if self._session is not None:
            with door():
                return not self._ask_lock(owner_id)
        return self._place not in (None, MEMORY) and _locked(_lock_file(self._place or MEMORY, owner_id))

    def close(self) -> None:
        """Let go: whatever is still claimed counts as left behind."""
        if self._session is not None:
            self._session.invalidate()
            self._session.close()
        if self._file is not None and self._place is not None:
            _lock_file(self._place, self.id).unlink(missing_ok=True)
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask_lock(self, owner_id: int) -> bool:
        free = self._ask("SELECT pg_try_advisory_lock(%s)", owner_id)
        return free and self._ask("SELECT pg_advisory_unlock(%s)", owner_id)

    def _ask(self, question: str, *about: int) -> bool:
        with self._turn:
            return bool(self._session is not None and self._session.exec_driver_sql(question, about).scalar_one())


def anyone(engine: Engine) -> bool:
    """Whether a process of the bot runs on this database just now; raises what a server raises."""
    file = place(engine)
    if file is None:
        with door(), steady(engine) as connection:
            return bool(connection.exec_driver_sql(_OWNERS).scalar_one())
    if file == MEMORY:
        return False
    return any(_locked(left) for left in file.parent.glob(f"{file.name}.own.*"))


def _lock_file(file: Path, owner_id: int) -> Path:
    return file.with_name(f"{file.name}.own.{owner_id}")


def _taken(path: Path) -> int:
    """Somebody tidying up may remove the file before the lock is on it: then it is made again."""
    while True:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if path.exists() and path.stat().st_ino == os.fstat(handle).st_ino:
            return handle
        os.close(handle)


def _locked(path: Path) -> bool:
    """Whether somebody holds the lock; a file without a holder is removed."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        path.unlink(missing_ok=True)
        return False
    finally:
        os.close(handle)
