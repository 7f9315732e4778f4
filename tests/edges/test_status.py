"""`status`: circles and what is due next, as an operator reads them."""

from datetime import UTC, date, datetime
from pathlib import Path

from bot import operator
from bot.app import open_desk
from bot.settings import load
from storage import circles, occurrences, workspaces
from storage.store import Tx
from storage.tables import Circle, Workspace
from tests.edges.life import TEAM
from tests.edges.shell import environment


def lived(tx: Tx) -> None:
    """Let one circle run in Tokyo, and one rest."""
    workspaces.keep(tx, TEAM, Workspace(workspace=TEAM))
    here = {"workspace": TEAM, "zone": "Asia/Tokyo"}
    circles.add(tx, TEAM, Circle(**here, circle="c1", channel="C1", name="team-south", state="running"))
    resting = {"state": "resting", "rest_reason": "is_archived"}
    circles.add(tx, TEAM, Circle(**here, circle="c2", channel="C2", name="team-north", **resting))
    for kind in ("ask", "close"):
        occurrences.plan(tx, TEAM, "c1", kind, date(2026, 12, 3), datetime(2026, 12, 3, 1, tzinfo=UTC))


def test_a_circle_is_told_with_its_channel_and_its_own_time(tmp_path: Path) -> None:
    """The name of the channel, the local time of what is due, and the reason of a rest."""
    settings = load(None, environment(tmp_path))
    desk = open_desk(settings)
    desk.store.write(lived).result()
    desk.store.close()
    told = operator.told(operator.status(settings))

    assert "#team-south C1: running; ask Thu 2026-12-03 10:00 (Asia/Tokyo)" in told
    assert "#team-north C2: resting (is_archived); nothing planned" in told
    assert "nothing waits" in told
