"""The Thursday storm's own reckoning: what is lost or doubled is counted, or the storm would prove nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bench import storm, town as towns
from bench.databases import Looker
from bench.thursday import CIRCLES, EACH, ZONES, Thursday
from storage.engine import connect
from storage.outbox import TABLE
from storage.tables import Outbox

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture
def world() -> Thursday:
    """Give two workspaces, in two zones."""
    members = [["U0", "U1", "U2", "U3"]] * CIRCLES
    channels = [f"C{n}" for n in range(CIRCLES)]
    made = [towns.Town(team=f"T{n}", channels=channels, members=members) for n in range(2)]
    return Thursday(towns=made, begins=NOW, gap=2.0)


@pytest.fixture
def looker(world: Thursday, tmp_path: Path) -> Iterator[Looker]:
    """Give the storm's database before the storm."""
    url = f"sqlite:///{tmp_path / 'fireside.db'}"
    world.build(url)
    with Looker(url) as found:
        yield found


def _counted(world: Thursday, looker: Looker, posts: Sequence[Mapping[str, Any]] = ()) -> storm.Seen:
    seen = storm.Seen()
    storm.count(world, looker, posts, seen)
    return seen


def test_every_circle_is_due_once_and_its_people_act(world: Thursday, looker: Looker) -> None:
    """Zone after zone, and five acts for each question; nobody reacts in the wave in which the answers come."""
    asked = dict.fromkeys(world.places(), "1.1")
    assert len(ZONES) == len(set(ZONES)) == 30
    assert looker.one("SELECT count(*) FROM occurrence WHERE state = 'due'") == world.circles == 2 * CIRCLES
    assert {(due - NOW).total_seconds() for due in world.places().values()} == {0.0, 2.0}
    replies, rest = world.acts(1, asked)
    assert len(replies) + len(rest) == CIRCLES * EACH
    assert not any(b"reaction_added" in reply for reply in replies)


def test_what_was_not_done_is_lost(world: Thursday, looker: Looker) -> None:
    """Before the storm everything is missing."""
    lost = _counted(world, looker).lost
    assert lost == {"questions": 20, "answers": 40, "reactions": 40, "kudos": 20, "posts": 0}


def test_a_post_too_many_is_doubled_and_one_that_is_not_there_is_lost(world: Thursday, looker: Looker) -> None:
    """The outbox says that it was sent once: Slack may show it neither twice nor not at all."""
    at = f"{NOW.timestamp() + 3:.6f}"
    row = {"workspace": "slack:T0", "parcel": "p", "once": "p", "how": "post", "kind": "question", "subject": "r"}
    row |= {"channel": "C0", "ref": at, "state": "sent", "not_before": NOW}
    engine = connect(looker.url)
    with engine.begin() as connection:
        connection.execute(TABLE.insert(), Outbox(**row).model_dump())
    engine.dispose()
    post = {"channel": "C0", "ts": at, "seen_by": None}
    assert _counted(world, looker, [post]).late == [pytest.approx(3.0)]
    assert _counted(world, looker, [post]).doubled["posts"] == 0
    assert _counted(world, looker, [post, post]).doubled["posts"] == 1
    assert _counted(world, looker).lost["posts"] == 1
