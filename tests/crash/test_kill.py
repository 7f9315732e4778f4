"""The bot is killed at any moment of a busy hour, again and again."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.crash.hour import Plan, lived, witness
from tests.crash.reckoning import Evidence, reckon

KILLS = {"slack": 40, "teams": 20}  # and 200 of each in the bench
pytestmark = [pytest.mark.crash, pytest.mark.timeout(240)]


@pytest.mark.parametrize("platform", KILLS)
def test_nothing_acknowledged_is_lost_and_nothing_is_posted_twice(platform: str, tmp_path: Path) -> None:
    """Over many kill -9 every acknowledged act has its effect once, and every question, digest and kudos stands once.

    Where Teams lets nobody look, what people do on a post tells that it is there, and the operator looks at the rest.
    """
    kills = KILLS[platform]
    hour = asyncio.run(witness(Plan(kills=kills, folder=tmp_path, seed="a thursday", platform=platform)))
    told = reckon(hour)
    assert (told.lost, told.doubled, told.wrong) == ([], [], [])
    assert told.retried > kills / 10  # people were interrupted
    assert told.looks > kills / 10  # and deliveries, the fewer the busier the machine is with others: 3 of 20 were seen
    assert told.posted > kills * 3  # of a busy hour
    _sees_what_is_lost_and_what_is_doubled(hour, tmp_path / "planted.db")


def _sees_what_is_lost_and_what_is_doubled(hour: Evidence, file: Path) -> None:
    """One answer taken out of the database and one question posted twice are named."""
    with closing(sqlite3.connect(hour.database)) as whole, closing(sqlite3.connect(file)) as copied:
        whole.backup(copied)
        typed = "SELECT text FROM answer WHERE source IN ('thread', 'reply') ORDER BY answer LIMIT 1"
        (words,) = copied.execute(typed).fetchone()
        copied.execute("DELETE FROM answer WHERE text = ?", (words,))
        copied.commit()
    question = next(post for post in hour.posts if post.kind == "question")
    told = reckon(replace(hour, database=file, posts=[*hour.posts, question]))
    assert [words in name for name in told.lost] == [True]
    doubled = [
        name.split()[0] for name in told.doubled if words not in name
    ]  # where the bot says it again, that stands
    assert doubled == ["question", "question"]  # as a parcel, and in its circle
    assert told.wrong == []


@pytest.mark.postgres
def test_three_processes_on_a_server_lose_and_double_nothing(tmp_path: Path, empty_postgres: str) -> None:
    """Killed or frozen one by one while people write to any of them, they finish each other's work once."""
    plan = Plan(kills=18, folder=tmp_path, seed="three", url=empty_postgres, processes=3, freeze=True)
    told = asyncio.run(lived(plan))
    assert (told.lost, told.doubled, told.wrong) == ([], [], [])
    assert told.posted > 3 * plan.kills
