"""From one database to another: every row of every table, in parts, so that it can be taken up again where it ended."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, Engine, Table, func, select, tuple_
from sqlmodel import SQLModel

from storage import liveness, migrate
from storage.engine import insert
from storage.errors import StorageError, door
from storage.keeping import MOVING
from storage.tables import Keeping

AT_ONCE = 1000
KEEPING = Keeping.metadata.tables["keeping"]
Told = Callable[[str, int], None]


class NotMoved(StorageError):
    """Why nothing was moved, or not everything; says what to do."""


def move(source: Engine, target: Engine, told: Told = lambda _name, _rows: None) -> Mapping[str, int]:
    """Copy everything into a database that holds nothing yet, and give how many rows each table has, in both.

    `told` hears the table's name and how many rows were copied just now. What was broken off is taken up again by the
    same call. Raises NotMoved, and what the databases raise.
    """
    if liveness.anyone(source):
        raise NotMoved("The bot still runs on the old database. Stop it first, so that nothing is left behind.")
    migrate.upgrade(source)
    migrate.upgrade(target)
    with door(), source.connect() as old, target.connect() as new:
        _begin(new)
        for table in _tables():
            for rows in _parts(old, new, table):
                told(table.name, rows)
        counts = _compare(old, new)
        new.execute(KEEPING.delete().where(KEEPING.c.name == MOVING))
        new.commit()
    return counts


def total(source: Engine) -> int:
    """Give how many rows there are to move."""
    with door(), source.connect() as old:
        return sum(_count(old, table) for table in _tables())


def _tables() -> list[Table]:
    return [table for table in SQLModel.metadata.sorted_tables if table.name != "alembic_version"]


def _begin(new: Connection) -> None:
    """Only an empty database is filled, or one that this has begun to fill."""
    begun = new.execute(select(KEEPING.c.value).where(KEEPING.c.name == MOVING)).first()
    if begun is None:
        if any(_count(new, table) for table in _tables()):
            raise NotMoved("There is something in the new database already. Name an empty one.")
        new.execute(KEEPING.insert().values(name=MOVING, value="{}"))
        new.commit()


def _parts(old: Connection, new: Connection, table: Table) -> Iterator[int]:
    """Copy a table by its key, from where an earlier attempt ended; each part is kept together with that place."""
    key = tuple(table.primary_key)
    while True:
        done: dict[str, Any] = json.loads(_mark(new))
        wanted = select(table).order_by(*key).limit(AT_ONCE)
        if table.name in done:
            wanted = wanted.where(tuple_(*key) > tuple_(*_key(table, done[table.name])))
        rows = [dict(row._mapping) for row in old.execute(wanted)]  # noqa: SLF001 - SQLAlchemy's public name
        if not rows:
            return
        new.execute(insert(new, table).on_conflict_do_nothing(), rows)
        done[table.name] = [str(rows[-1][column.name]) for column in key]
        new.execute(KEEPING.update().where(KEEPING.c.name == MOVING).values(value=json.dumps(done)))
        new.commit()
        yield len(rows)


def _mark(new: Connection) -> str:
    return str(new.execute(select(KEEPING.c.value).where(KEEPING.c.name == MOVING)).scalar_one())


def _key(table: Table, written: list[str]) -> list[Any]:
    """Days are the only part of a key that is no text."""
    days = [isinstance(column.type, Date) for column in table.primary_key]
    return [date.fromisoformat(text) if day else text for day, text in zip(days, written, strict=True)]


def _compare(old: Connection, new: Connection) -> dict[str, int]:
    counts = {table.name: _count(old, table) for table in _tables()}
    there = {table.name: _count(new, table) - (table is KEEPING) for table in _tables()}
    wrong = sorted(name for name in counts if counts[name] != there[name])
    if wrong:
        raise NotMoved(f"Not everything arrived, in {', '.join(wrong)}. Nothing of the old database is changed.")
    return counts


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
