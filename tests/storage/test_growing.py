"""Two versions of the bot on one database: tables only grow, and the version before goes on while they do."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, delete, insert, inspect, select
from sqlmodel import SQLModel

from storage import migrate
from storage.engine import connect, migrating
from storage.store import Store, Tx
from storage.vault import Vault
from tests.storage.test_moving import plausible

PREPARED = 6  # PostgreSQL's driver keeps a statement's plan from the fifth time on


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as the version before knows it: columns and their types, what a row must bring, what must be unique."""

    columns: dict[str, str]
    asked: frozenset[str]
    unique: frozenset[tuple[str | None, ...]] = field(default=frozenset())


def shapes(connection: Connection) -> dict[str, Shape]:
    """Give each table's shape."""
    found = inspect(connection)
    return {table: _shape(found, table) for table in found.get_table_names()}


def _shape(found: Any, table: str) -> Shape:
    columns = found.get_columns(table)
    unique = [tuple(sorted(i["column_names"])) for i in found.get_indexes(table) if i["unique"]]
    unique += [tuple(sorted(c["column_names"])) for c in found.get_unique_constraints(table)]
    return Shape(
        {c["name"]: str(c["type"]) for c in columns},
        frozenset(c["name"] for c in columns if not c["nullable"] and c["default"] is None),
        frozenset(unique) | {tuple(found.get_pk_constraint(table)["constrained_columns"])},
    )


def breaks(before: dict[str, Shape], after: dict[str, Shape]) -> list[str]:
    """Give what the version before could not live with."""
    wrong = [f"{table} is gone" for table in before.keys() - after.keys()]
    for table in before.keys() & after.keys():
        old, new = before[table], after[table]
        changed = [c for c, kind in old.columns.items() if new.columns.get(c) != kind]
        wrong += [f"{table}.{column} is gone or another" for column in changed]
        wrong += [f"{table} now asks for {column}" for column in new.asked - old.asked]
        wrong += [f"{table} now has {key} only once" for key in new.unique - old.unique]
    return sorted(wrong)


def test_every_migration_leaves_what_the_version_before_needs(tmp_path: Path) -> None:
    """Nothing is taken away or asked for that was not before, step by step, so that old and new run side by side."""
    engine = connect(f"sqlite:///{tmp_path / 'old.db'}")
    with migrating(engine) as connection:
        settings = migrate.config(connection)
        steps = [s.revision for s in reversed(list(ScriptDirectory.from_config(settings).walk_revisions()))]
        command.upgrade(settings, steps[0])
        before = shapes(connection)
        for step in steps[1:]:
            command.upgrade(settings, step)
            after = shapes(connection)
            assert breaks(before, after) == [], step
            before = after
    engine.dispose()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ("DROP TABLE plain", "plain is gone"),
        ("ALTER TABLE plain DROP COLUMN b", "plain.b is gone or another"),
        ("ALTER TABLE plain RENAME COLUMN b TO c", "plain.b is gone or another"),
        ("CREATE UNIQUE INDEX once ON plain (b)", "plain now has ('b',) only once"),
        ("ALTER TABLE plain ADD COLUMN c INTEGER NOT NULL DEFAULT 0", None),
        ("ALTER TABLE plain ADD COLUMN c INTEGER", None),
        ("CREATE INDEX sooner ON plain (b)", None),
    ],
)
def test_what_the_version_before_could_not_live_with_is_found(change: str, wrong: str | None) -> None:
    """A column or table gone, renamed or newly unique is named; what only adds is not."""
    engine = connect("sqlite://")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE plain (a INTEGER PRIMARY KEY, b TEXT)")
        before = shapes(connection)
        connection.exec_driver_sql(change)
        found = breaks(before, shapes(connection))
    engine.dispose()
    assert found == ([wrong] if wrong else [])


def test_a_column_that_must_be_brought_is_found() -> None:
    """A row of the version before would be refused for want of it."""
    before = {"t": Shape({"a": "TEXT"}, frozenset())}
    assert breaks(before, {"t": Shape({"a": "TEXT", "b": "TEXT"}, frozenset({"b"}))}) == ["t now asks for b"]


@pytest.fixture
def own(postgres_url: str) -> Iterator[Engine]:
    """Give a server's database that nobody else needs afterwards, with the tables of this version."""
    server = connect(postgres_url)
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS growing")
        connection.exec_driver_sql("CREATE DATABASE growing")
    engine = connect(server.url.set(database="growing").render_as_string(hide_password=False))
    server.dispose()
    migrate.upgrade(engine)
    yield engine
    engine.dispose()


def grow(engine: Engine) -> None:
    """Do what the next version's migration may do: a table, an index, and columns that nobody has to fill."""
    with migrating(engine) as connection, connection.begin():
        for table in SQLModel.metadata.sorted_tables:
            connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN later VARCHAR')
            connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN soon INTEGER NOT NULL DEFAULT 1')
            connection.exec_driver_sql(f'CREATE INDEX "{table.name}_by_soon" ON "{table.name}" (soon)')
        connection.exec_driver_sql("CREATE TABLE newer (workspace VARCHAR PRIMARY KEY)")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")


def every_table(number: int, now: datetime) -> Any:
    """Give a unit that puts a row into each table, reads it back as it is, and takes it away."""

    def unit(tx: Tx) -> int:
        tables = SQLModel.metadata.sorted_tables
        rows = {table: plausible(table, number, now) for table in tables}
        for table in tables:
            tx.session.execute(insert(table).values(rows[table]))
        seen = 0
        for table in reversed(tables):
            mine = [column == rows[table][column.name] for column in table.primary_key]
            seen += len(tx.session.execute(select(table).where(*mine)).all())
            tx.session.execute(delete(table).where(*mine))
        return seen

    return unit


@pytest.mark.postgres  # SQLite has one process, and so one version at a time
def test_the_version_before_goes_on_while_the_tables_grow(own: Engine, now: datetime) -> None:
    """Before, during and after another process's migration each table takes rows and gives them, and none is lost."""
    store, grown, tables = Store(own, Vault([b"k" * 32])), threading.Event(), len(SQLModel.metadata.tables)
    other = connect(own.url.render_as_string(hide_password=False))

    def next_version() -> None:
        grow(other)
        grown.set()

    thread = threading.Thread(target=next_version)
    number = 0
    try:
        while number < PREPARED or not grown.is_set():
            if number == PREPARED:
                thread.start()
            assert store.write(every_table(number, now)).result(20) == tables
            number += 1
        for later in range(number, number + PREPARED):
            assert store.write(every_table(later, now)).result(20) == tables
        migrate.upgrade(own)  # a start of the version before finds nothing to do
        assert migrate.head(own)
    finally:
        thread.join(20)
        other.dispose()
        store.close()
