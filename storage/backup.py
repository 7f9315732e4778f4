"""A whole copy of the database while everything goes on."""

from pathlib import Path

from sqlalchemy import Engine

from storage.engine import place, steady
from storage.errors import StorageError, door


def backup(engine: Engine, path: Path) -> None:
    """Write a complete copy of a SQLite database into a new file.

    Raises FileExistsError rather than overwrite, and StorageError for PostgreSQL, which brings its own tool.
    """
    if place(engine) is None:
        msg = "PostgreSQL is copied with its own pg_dump (or a copy of the server), not with this command."
        raise StorageError(msg)
    if path.exists():
        msg = f"{path} is there already; a backup overwrites nothing"
        raise FileExistsError(msg)
    with door(), steady(engine) as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
