"""The nightly copy: as many as were asked for, and nobody's own files."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import housekeeping
from bot.app import open_desk
from bot.clock import MovableClock
from bot.settings import load
from tests.edges.shell import environment

NIGHT = datetime(2026, 11, 26, 2, 17, tzinfo=UTC)


def test_the_newest_copies_stay_and_what_is_not_ours_too(tmp_path: Path) -> None:
    """Of five nights two are kept, and no half; a copy that somebody made by hand is neither counted nor deleted."""
    clock, folder = MovableClock(), tmp_path / "copies"
    folder.mkdir()
    (folder / "fireside-before-the-move.db").write_text("mine")
    for left in ("", "-journal"):
        (folder / f"fireside-20261125T021700.db.part{left}").write_text("of a night on which the power failed")
    desk = open_desk(load(None, environment(tmp_path)), clock)
    for night in range(5):
        clock.set(NIGHT + timedelta(days=night), ticking=False)
        housekeeping.back_up(desk, folder, 2)
    desk.store.close()

    assert [
        "fireside-20261129T021700.db",
        "fireside-20261130T021700.db",
        "fireside-before-the-move.db",
    ] == sorted(file.name for file in folder.iterdir())
    with sqlite3.connect(folder / "fireside-20261130T021700.db") as copy:
        assert "ok" == copy.execute("PRAGMA integrity_check").fetchone()[0]
