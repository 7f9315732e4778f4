"""Moving to a server from the command line, with what is said on the way."""

import sqlite3
from pathlib import Path

import pytest

from tests.edges.shell import environment, fireside


def test_moving_needs_both_ends(tmp_path: Path) -> None:
    """One end alone is wrong use; a file that is not there, or a nonsense address, is told in a sentence."""
    home = environment(tmp_path)
    half = fireside(home, tmp_path, "migrate", "--from", "sqlite:///fireside.db")
    assert (2, "name both" in half.stderr) == (half.returncode, True)
    for source in ("sqlite:///nowhere.db", "nonsense"):
        told = fireside(home, tmp_path, "migrate", "--from", source, "--to", "postgresql://nobody@127.0.0.1:1/none")
        assert (1, 1) == (told.returncode, len(told.stderr.splitlines()))
    assert not (tmp_path / "nowhere.db").exists()


@pytest.mark.postgres
def test_everything_is_moved_and_counted(tmp_path: Path, empty_postgres: str) -> None:
    """The new database answers as the old one did; a second move into it is refused."""
    home = environment(tmp_path)
    fireside(home, tmp_path, "status")
    fireside(home, tmp_path, "migrate")
    words = ("migrate", "--from", home["FIRESIDE_DATABASE_URL"], "--to", empty_postgres)
    told = fireside({**home, "FIRESIDE_DATABASE_URL": empty_postgres}, tmp_path, *words)
    assert (0, "") == (told.returncode, told.stderr)
    assert "Moved and counted" in told.stdout
    assert 0 == fireside({**home, "FIRESIDE_DATABASE_URL": empty_postgres}, tmp_path, "status").returncode
    again = fireside(home, tmp_path, *words)
    assert (1, "Name an empty one" in again.stderr) == (again.returncode, True)


def test_nothing_runs_on_what_was_moved_by_half(tmp_path: Path) -> None:
    """A move that was broken off leaves circles without what belongs to them: it is ended first."""
    home = environment(tmp_path)
    fireside(home, tmp_path, "migrate")
    with sqlite3.connect(tmp_path / "fireside.db") as database:
        database.execute("INSERT INTO keeping (name, value) VALUES ('moving', '{}')")
    told = fireside(home, tmp_path, "status")
    assert (1, True) == (told.returncode, "was broken off" in told.stderr)
