"""Rows found by their keys, one after the other: given a list of pairs, SQLite would read the whole table."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, bindparam, delete, update

Keys = Sequence[tuple[Any, ...] | Row[Any]]


def drop(connection: Connection, table: Table, keys: Keys) -> int:
    """Delete rows; gives how many keys there were."""
    if keys:
        connection.execute(delete(table).where(_mine(table)), _named(table, keys))
    return len(keys)


def change(connection: Connection, table: Table, keys: Keys, **values: Any) -> None:
    """Give all rows the same values."""
    if keys:
        connection.execute(update(table).where(_mine(table)).values(**values), _named(table, keys))


def _mine(table: Table) -> Any:
    return and_(*(column == bindparam(f"its_{column.name}") for column in table.primary_key))


def _named(table: Table, keys: Keys) -> list[dict[str, Any]]:
    names = [f"its_{column.name}" for column in table.primary_key]
    return [dict(zip(names, key, strict=True)) for key in keys]
