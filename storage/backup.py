"""A whole copy of the database while everything goes on, and the way back."""

import os
import shutil
from pathlib import Path

from sqlalchemy import Engine, inspect

from storage.engine import place, steady
from storage.errors import StorageError, door
from storage.liveness import anyone

PART = ".part"  # ends the name of a copy that is not whole yet


def backup(engine: Engine, path: Path) -> None:
    """Write a complete copy of a SQLite database into a new file; half a copy is never left behind.

    Raises FileExistsError rather than overwrite, FileNotFoundError where the folder is not there, and StorageError for
    PostgreSQL, which brings its own tool.
    """
    if place(engine) is None:
        msg = "PostgreSQL is copied with its own pg_dump (or a copy of the server), not with this command."
        raise StorageError(msg)
    if path.exists():
        msg = f"{path} is there already; a backup overwrites nothing"
        raise FileExistsError(msg)
    if not path.parent.is_dir():
        msg = f"There is no folder {path.parent}."
        raise FileNotFoundError(msg)
    part = path.with_name(path.name + PART)
    clear(part)
    try:
        with door(), steady(engine) as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(part),))
    except StorageError:
        clear(part)
        raise
    with part.open("rb") as whole:
        os.fsync(whole.fileno())  # SQLite does not wait until the disk has such a copy
    part.rename(path)


def clear(part: Path) -> None:
    """Take away what is left of a copy that was cut off."""
    for end in ("", "-journal"):
        Path(f"{part}{end}").unlink(missing_ok=True)


def restore(engine: Engine, copy: Path) -> None:
    """Put a copy where a SQLite database is to be.

    Raises FileExistsError where there is one, or a part of one, and StorageError where the copy is not whole, somebody
    runs on that file, or the database is PostgreSQL, which brings its own tool.
    """
    target = place(engine)
    if target is None:
        msg = "PostgreSQL is restored with its own pg_restore; then run this command again without a file."
        raise StorageError(msg)
    must_rest(engine)
    for part in _parts(target):
        if part.exists():
            msg = f"{part} is there already. Stop Fireside, and move it and its -wal and -shm away first."
            raise FileExistsError(msg)
    shutil.copyfile(copy, target)
    try:
        with door(), steady(engine) as connection:
            whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            whole &= inspect(connection).has_table("alembic_version")  # an empty file is a whole database too
    except StorageError:
        whole = False
    if not whole:
        remove(engine)
        msg = f"{copy} is not a whole copy of a database; nothing was put in place."
        raise StorageError(msg)


def must_rest(engine: Engine) -> None:
    """Raise StorageError while a process of the bot lives on a database: what that is about to do is in no doubt."""
    runs = anyone(engine)
    engine.dispose()
    if runs:
        msg = "The bot still runs. Stop it first."
        raise StorageError(msg)


def remove(engine: Engine) -> None:
    """Take a SQLite database away that was just put in place."""
    engine.dispose()
    target = place(engine)
    for part in _parts(target) if target is not None else ():
        part.unlink(missing_ok=True)


def _parts(target: Path) -> list[Path]:
    return [Path(f"{target}{end}") for end in ("", "-wal", "-shm")]
