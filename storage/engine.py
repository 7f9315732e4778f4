"""URL -> engine. The only place that knows how SQLite and PostgreSQL differ."""

import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import URL, Connection, Engine, QueuePool, Table, create_engine, event, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError

from storage.errors import door
from storage.sqlite import BUSY_SECONDS, READER, WRITER, prepare

MEMORY = Path(":memory:")
MIGRATING = 0x46495245  # one number for all who would migrate the same PostgreSQL database
BRIEFLY = 200  # milliseconds to wait for readers
ALONE = 0x46495246  # likewise for all who work on one workspace
CLAIMING = 0x46495247  # and for all who claim of it
WITHIN = "fireside.workspace"  # the setting that migration 0004 compares rows with


def connect(url: str, *, pool: int = 8) -> Engine:
    """Give an engine for `sqlite:///file.db`, `sqlite://` (in memory) or `postgresql://...`; nothing is opened yet.

    `?timeout=` of a SQLite URL is how many seconds to wait for a lock. Raises ValueError for any other database, and
    where PostgreSQL's driver is not installed.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        msg = "The database URL cannot be read; it looks like sqlite:///fireside.db or postgresql://user@host/name."
        raise ValueError(msg) from None
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        return _sqlite(_in_memory(parsed) if _is_memory(parsed) else parsed, pool, WRITER, "BEGIN IMMEDIATE")
    if kind == "postgresql":
        try:
            return _postgresql(parsed.set(drivername="postgresql+psycopg"), pool)
        except ModuleNotFoundError:
            msg = "PostgreSQL needs its driver: .venv/bin/pip install -c constraints.txt -e '.[postgres]'"
            raise ValueError(msg) from None
    msg = f"{kind} is not a database that this can use; take sqlite or postgresql."
    raise ValueError(msg)


def readers(engine: Engine, *, pool: int = 8) -> Engine:
    """Give an engine for the same database that cannot write; its pool is its own on SQLite."""
    if one_writer(engine):
        return _sqlite(engine.url, pool, READER, "BEGIN")
    return engine.execution_options(postgresql_readonly=True)


def steady(engine: Engine) -> Connection:
    """Open a connection on which every statement stands alone and sees the newest commit; not to be used again."""
    connection = glance(engine)
    if engine.get_execution_options().get("postgresql_readonly") and not one_writer(engine):
        connection.exec_driver_sql("SET default_transaction_read_only = on")
    return connection


def glance(engine: Engine) -> Connection:
    """Open a connection for a single statement, for which no transaction is begun and ended."""
    if one_writer(engine):
        return engine.connect().execution_options(fireside_begin="")
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def one_writer(engine: Engine) -> bool:
    """Whether the database takes one writer at a time, as SQLite does."""
    return engine.dialect.name == "sqlite"


def place(engine: Engine) -> Path | None:
    """Give the SQLite file, `MEMORY` for one in memory, None where the database is a server."""
    if not one_writer(engine):
        return None
    name = engine.url.database or ""
    return MEMORY if name.startswith("file:/fireside") else Path(name)


def version(engine: Engine) -> str:
    """Give the database and its version, such as `SQLite 3.51.3`; raises StorageError where a server is away."""
    if one_writer(engine):
        return f"SQLite {sqlite3.sqlite_version}"
    with door(), engine.connect() as connection:
        return f"PostgreSQL {connection.exec_driver_sql('SHOW server_version').scalar_one()}"


def where(engine: Engine) -> str:
    """Give where the database is, for the operator to read: a file's whole path, a server's address, no password."""
    file = place(engine)
    return str(file.resolve()) if file not in {None, MEMORY} else engine.url.render_as_string(hide_password=True)


def insert(connection: Connection, table: Table) -> Any:
    """Give an INSERT of the connection's own dialect, for ON CONFLICT; its `rowcount` tells nothing, RETURNING does."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - three MiB, for those who have it

    return postgresql.insert(table)


def add(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless one of its name is there already; whether it was new."""
    new = insert(connection, table).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(new, row).first() is not None


def alone(connection: Connection, workspace: str) -> None:
    """Wait until no other transaction works on a workspace, and see no other until this one ends.

    On PostgreSQL the rows of others are behind its row-level security from then on. SQLite, with its one writer, waits
    anyway, and has no such wall.
    """
    if not one_writer(connection.engine):
        asked = "SELECT pg_advisory_xact_lock(%s, hashtext(%s)), set_config(%s, %s, true)"
        connection.exec_driver_sql(asked, (ALONE, workspace, WITHIN, workspace))


def free(connection: Connection, workspaces: Sequence[str]) -> set[str]:
    """Give those workspaces of which no other transaction claims, and keep others from it until this one ends.

    On SQLite these are all, with its one writer.
    """
    if one_writer(connection.engine):
        return set(workspaces)
    asked = "SELECT name FROM unnest(%s::text[]) AS name WHERE pg_try_advisory_xact_lock(%s, hashtext(name))"
    return set(connection.exec_driver_sql(asked, (list(workspaces), CLAIMING)).scalars())


def locking(connection: Connection, *, skip: bool = False) -> str:
    """Give the end of a query whose rows nobody else may change before this transaction ends, `skip` those held.

    SQLite has no such words, and with its one writer no need of them.
    """
    if one_writer(connection.engine):
        return ""
    return " FOR UPDATE SKIP LOCKED" if skip else " FOR UPDATE"


def climbs(engine: Engine) -> bool:
    """Whether the database lets the bot's role through every wall: PostgreSQL does with superusers and BYPASSRLS."""
    if one_writer(engine):
        return False
    asked = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    with door(), engine.connect() as connection:
        return bool(connection.exec_driver_sql(asked).scalar_one())


def heard(connection: Connection, seconds: float) -> bool:
    """Whether a NOTIFY arrives within so many seconds on a connection that listens."""
    driver: Any = connection.connection.driver_connection
    return any(True for _ in driver.notifies(timeout=seconds, stop_after=1))


def empty_log(engine: Engine) -> bool:
    """Cut SQLite's file of changes to nothing, once they are in the database itself; whether that was possible now.

    Whatever was deleted is overwritten there, while the file of changes still holds it as it was.
    """
    if not one_writer(engine):
        return True
    with steady(engine) as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BRIEFLY}")
        try:
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        finally:
            connection.invalidate()  # its own patience is not for others
    return not busy


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """Give a connection for a migration; on PostgreSQL one process at a time, and none waits long for a table."""
    with engine.connect() as connection:
        if one_writer(engine):
            yield connection
            return
        connection.exec_driver_sql("SET lock_timeout = 0")
        connection.exec_driver_sql("SELECT pg_advisory_lock(%s)", (MIGRATING,))
        connection.exec_driver_sql("SET lock_timeout = '5s'")
        connection.commit()
        try:
            yield connection
        finally:
            connection.rollback()
            connection.exec_driver_sql("SELECT pg_advisory_unlock(%s)", (MIGRATING,))
            connection.commit()


def _is_memory(url: URL) -> bool:
    return url.database in (None, "", ":memory:")


def _in_memory(url: URL) -> URL:
    """All connections of one engine see the same database; another engine's has another name."""
    name = f"file:/fireside{secrets.token_hex(8)}"
    return url.set(database=name, query={**url.query, "vfs": "memdb", "uri": "true"})


def _packed(value: object) -> str:
    """The standard library's JSON costs five times as much, and rows with lists are read with every event."""
    return orjson.dumps(value).decode()


def _sqlite(url: URL, pool: int, pragmas: str, begin: str) -> Engine:
    raw = url.query.get("timeout", BUSY_SECONDS)
    wait = float(raw if isinstance(raw, str | float) else raw[0])
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool,
        max_overflow=-1,
        hide_parameters=True,
        json_serializer=_packed,
        json_deserializer=orjson.loads,
        connect_args={"timeout": wait, "check_same_thread": False, "cached_statements": 512},
    )

    @event.listens_for(engine, "connect")
    def open_(raw_connection: sqlite3.Connection, _record: object) -> None:
        prepare(raw_connection, pragmas, wait)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        word = connection.get_execution_options().get("fireside_begin", begin)
        driver: Any = connection.connection.driver_connection
        if word:
            driver.execute(word)

    @event.listens_for(engine, "checkin")
    def tidy(raw_connection: sqlite3.Connection | None, _record: object) -> None:
        if raw_connection is not None and raw_connection.in_transaction:  # a COMMIT that failed leaves it open
            raw_connection.rollback()

    return engine


def _postgresql(url: URL, pool: int) -> Engine:
    return create_engine(
        url,
        pool_size=pool,
        max_overflow=pool,
        pool_timeout=10,
        pool_pre_ping=True,
        hide_parameters=True,
        json_serializer=_packed,
        json_deserializer=orjson.loads,
        connect_args={
            "connect_timeout": 5,
            "keepalives": 1,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "options": "-c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000",
        },
    )
