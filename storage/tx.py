"""What a unit of work gets."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from storage.vault import Vault


class Tx:
    """One open transaction: everything in it is kept together or not at all.

    A unit may be run again after it was undone, so it does nothing but read, write and say what comes `after`.
    """

    __slots__ = ("_afters", "_connection", "_session", "vault")

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self.vault = vault
        self._session: Session | None = None
        self._afters: list[Callable[[], object]] = []

    @property
    def connection(self) -> Connection:
        """The connection for Core statements; what the session holds is written first, so that they see it."""
        if self._session is not None:
            self._session.flush()
        return self._connection

    @property
    def session(self) -> Session:
        """An ORM session on this transaction; what it loads can be read after the commit too."""
        if self._session is None:
            self._session = Session(self._connection, expire_on_commit=False, join_transaction_mode="rollback_only")
        return self._session

    def after(self, call: Callable[[], object]) -> None:
        """Have something called once this is kept, on the storage's own thread: it must be quick and not wait."""
        self._afters.append(call)

    def row(self, sql: str, *about: object) -> tuple[Any, ...] | None:
        """Give the first row as the driver gives it, the fastest way to look up a key; `?` stands for a parameter."""
        connection = self.connection
        cursor = connection.connection.cursor()
        try:
            cursor.execute(_native(sql, connection.dialect.paramstyle), about)
            found = cursor.fetchone()
        finally:
            cursor.close()
        return None if found is None else tuple(found)

    def finish(self) -> list[Callable[[], object]]:
        """Write what the session still holds, let go of it, and give what comes after the commit."""
        if self._session is not None:
            self._session.flush()
        self.drop()
        return self._afters

    def drop(self) -> None:
        """Let go of the session without writing."""
        if self._session is not None:
            self._session.close()
            self._session = None


@lru_cache
def _native(sql: str, style: str) -> str:
    return sql if style == "qmark" else sql.replace("?", "%s")
