"""What a unit of work gets."""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlmodel import Session

from storage import engine
from storage.bell import Bell
from storage.vault import Vault


class Tx:
    """One open transaction: everything in it is kept together or not at all.

    A unit may be run again after it was undone, so it does nothing but read, write and say what comes `after`.
    `seen` is what `storage.members` has read of people: a unit asks for the same few again and again.
    """

    __slots__ = ("_afters", "_bell", "_connection", "_driver", "_session", "_style", "seen", "vault")

    def __init__(self, connection: Connection, vault: Vault, bell: Bell | None = None) -> None:
        self._connection = connection
        self.vault = vault
        self.seen: dict[tuple[str, str], Any] = {}
        self._bell = bell
        self._driver: Any = None
        self._style = ""
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

    def alone(self, workspace: str) -> None:
        """Wait until nobody else writes in a workspace, keep all others waiting until this has ended, and stay inside.

        So services see one workspace as on SQLite: one writer at a time. To be asked first of all, for one only; on
        PostgreSQL no statement of this transaction reaches another workspace from then on, whatever it says.
        """
        engine.alone(self._connection, workspace)

    def empty_log(self) -> None:
        """Overwrite, once this is kept, what the database's file of changes still holds of before."""
        self._afters.append(lambda: engine.empty_log(self._connection.engine))

    def ring(self) -> None:
        """Wake whoever sends once this is kept, here and in other processes."""
        if self._bell is not None and self._bell.sound not in self._afters:
            self._bell.announce(self._connection)
            self._afters.append(self._bell.sound)

    @property
    def dialect(self) -> Dialect:
        """Which database this is."""
        return self._connection.dialect

    def row(self, sql: str, *about: object) -> tuple[Any, ...] | None:
        """Give the first row as the driver gives it, the fastest way to look up a key; `?` stands for a parameter."""
        cursor = self._execute(sql, about)
        try:
            found: tuple[Any, ...] | None = cursor.fetchone()
        finally:
            cursor.close()
        return found

    def rows(self, sql: str, *about: object) -> list[tuple[Any, ...]]:
        """Give all rows as the driver gives them."""
        cursor = self._execute(sql, about)
        try:
            found: list[tuple[Any, ...]] = cursor.fetchall()
        finally:
            cursor.close()
        return found

    def run(self, sql: str, *about: object) -> int:
        """Change something; gives how many rows."""
        cursor = self._execute(sql, about)
        try:
            return int(cursor.rowcount)
        finally:
            cursor.close()

    def many(self, sql: str, rows: Collection[Sequence[object]]) -> None:
        """Do the same for each of some rows of parameters, on PostgreSQL in one journey."""
        if rows:
            cursor = self._prepared().cursor()
            try:
                cursor.executemany(self._said(sql), rows)
            finally:
                cursor.close()

    def _execute(self, sql: str, about: tuple[object, ...]) -> Any:
        """Both drivers make a cursor on the way."""
        return self._prepared().execute(self._said(sql), about)

    def _prepared(self) -> Any:
        """Give the driver's connection; what the session holds is written first."""
        if self._session is not None:
            self._session.flush()
        if self._driver is None:
            self._driver = self._connection.connection.driver_connection
            self._style = self._connection.dialect.paramstyle
        return self._driver

    def _said(self, sql: str) -> str:
        return sql if self._style == "qmark" else _native(sql)

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
def _native(sql: str) -> str:
    return sql.replace("?", "%s")
