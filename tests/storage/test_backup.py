"""A copy is complete, and overwrites nothing."""

import resource
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from storage.backup import backup, restore
from storage.engine import connect
from storage.errors import StorageError
from storage.liveness import Owner
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


def test_a_copy_that_failed_leaves_no_half(sqlite_url: str, tmp_path: Path, vault: Vault) -> None:
    """Where a copy cannot be finished, nothing stands there that looks like one; a folder that is missing is named."""
    store = Store(connect(sqlite_url), vault)
    with pytest.raises(FileNotFoundError, match="nowhere"):
        backup(store.engine, tmp_path / "nowhere" / "copy.db")
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, -1))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with pytest.raises(StorageError):
            backup(store.engine, tmp_path / "copy.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
        store.close()
    assert not (tmp_path / "copy.db").exists()


def test_a_copy_that_is_cut_off_leaves_nothing_that_looks_like_one(sqlite_url: str, tmp_path: Path) -> None:
    """A kill in the middle, as at a power failure, ends no file with the copy's name; the next attempt tidies up."""
    engine, copy = connect(sqlite_url), tmp_path / "copy.db"
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE much (of BLOB)")
        for _ in range(100):
            connection.exec_driver_sql("INSERT INTO much VALUES (randomblob(1000000))")
    source = Path(engine.url.database or "")
    known = {file.name for file in tmp_path.iterdir()}
    code = "import sys; from pathlib import Path; from storage.backup import backup; from storage.engine import connect"
    process = subprocess.Popen([sys.executable, "-c", f"{code}; backup(connect({sqlite_url!r}), Path({str(copy)!r}))"])
    until = time.monotonic() + 30
    while not _begun(tmp_path, source) and time.monotonic() < until:
        time.sleep(0.002)
    process.kill()
    process.wait()
    assert {file.name for file in tmp_path.iterdir()} > known  # it was under way
    assert not copy.exists()

    backup(engine, copy)
    engine.dispose()
    assert [copy.name] == [file.name for file in tmp_path.glob(f"{copy.name}*")]


def _begun(folder: Path, source: Path) -> bool:
    return any(file.stat().st_size > 1_000_000 for file in folder.glob("*copy.db*") if file != source)


def test_nothing_is_restored_under_a_bot_that_runs(sqlite_url: str, tmp_path: Path) -> None:
    """Where its file was moved away from under it, the bot is still told to be stopped first."""
    engine, copy = connect(sqlite_url), tmp_path / "copy.db"
    backup(engine, copy)
    with Owner(engine):
        Path(engine.url.database or "").unlink()
        with pytest.raises(StorageError, match="Stop it first"):
            restore(engine, copy)
    engine.dispose()


def test_postgres_brings_its_own_tool(tmp_path: Path) -> None:
    """The refusal names pg_dump, without touching a server."""
    with pytest.raises(StorageError, match="pg_dump"):
        backup(connect("postgresql://nobody@127.0.0.1:1/none"), tmp_path / "copy.db")
