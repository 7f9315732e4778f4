"""A copy is complete, and overwrites nothing."""

from datetime import datetime
from pathlib import Path

import pytest

from storage.backup import backup
from storage.engine import connect
from storage.errors import StorageError
from storage.store import Arrival, Store
from storage.vault import Vault


def test_a_backup_holds_everything_and_overwrites_nothing(
    sqlite_url: str, tmp_path: Path, vault: Vault, now: datetime
) -> None:
    """While the store is open, a new file gets all that was kept; an existing one is left alone."""
    store, copy = Store(connect(sqlite_url), vault), tmp_path / "copy.db"
    store.receive(Arrival("slack:T1", "k1", b"sealed", now)).result(20)
    backup(store.engine, copy)
    store.close()
    with pytest.raises(FileExistsError):
        backup(connect(sqlite_url), copy)
    engine = connect(f"sqlite:///{copy}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT key FROM received").scalar_one() == "k1"
    engine.dispose()


def test_postgres_brings_its_own_tool(tmp_path: Path) -> None:
    """The refusal names pg_dump, without touching a server."""
    with pytest.raises(StorageError, match="pg_dump"):
        backup(connect("postgresql://nobody@127.0.0.1:1/none"), tmp_path / "copy.db")
