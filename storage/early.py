"""The storage as doors need it before the rest is loaded: a SQLite file by the plain driver, with the same promises.

Where there is more to be done first, a migration or another key to be refused, there is no early storage.
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from storage import HEAD
from storage.arrivals import Arrival, keep
from storage.errors import StorageError, door
from storage.sqlite import WRITER, prepare
from storage.vault import PROOF, Vault

T = TypeVar("T")
_SCHEME = "sqlite:///"


class Early:
    """Looks up by key, and keeps what arrives; each commit is on the disk before the answer."""

    def __init__(self, connection: sqlite3.Connection, vault: Vault) -> None:
        self._connection = connection
        self.vault = vault

    def row(self, sql: str, *about: object) -> tuple[Any, ...] | None:
        """Give the first row of an answer."""
        found: tuple[Any, ...] | None = self._connection.execute(sql, about).fetchone()
        return found

    def fast(self, fn: Callable[[Any], T]) -> T:
        """Do what `Store.fast` does."""
        with door():
            return fn(self)

    async def areceive(self, row: Arrival) -> bool:
        """Do what `Store.areceive` does: there is nobody to share a commit with."""
        with door():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                (new,) = keep(self._connection, "?", stored, {row[:2]: row}).values()
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.rollback()
                raise
        return new

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def stored(at: datetime) -> str:
    """Give a time as SQLite keeps it."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


def opened(url: str, vault: Vault) -> Early | None:
    """Give the early storage, None where the database is none of this version's SQLite files, or of another key's."""
    file = Path(url.removeprefix(_SCHEME))
    if not url.startswith(_SCHEME) or "?" in url or not file.is_file():
        return None
    connection = sqlite3.connect(file, check_same_thread=False)
    try:
        prepare(connection, WRITER)
        early = Early(connection, vault)
        fits = early.fast(_fits)
    except (sqlite3.Error, StorageError):  # whatever it is, the way through the whole storage says it better
        fits = False
    if not fits:
        connection.close()
    return early if fits else None


def _fits(early: Early) -> bool:
    made = early.row("SELECT max(version_num) FROM alembic_version")
    proof = early.row("SELECT value FROM keeping WHERE name = ?", PROOF)
    if made is None or proof is None or str(made[0]) < HEAD:
        return False
    early.vault.open(str(proof[0]).encode())
    return True
