"""A full disk, a file that cannot be written, a lock that somebody holds: 5xx to Slack, a clear line, then right."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from storage.engine import place
from tests.badday.afterwards import SECRET, all_that_was_told_is_kept_once, brought_again, until_refused
from tests.journeys.slack_life import HERE, Life, life
from tests.journeys.slack_team import Team

NEXT = datetime(2026, 3, 12, 10, tzinfo=HERE)
CIRCLES = 8  # whose questions need more pages than happen to be free


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Life]:
    """Give a bot that waits for a lock a tenth of a second only."""
    url = f"sqlite:///{tmp_path / 'fireside.db'}?timeout=0.1"
    async with life(tmp_path, FIRESIDE_DATABASE_URL=url) as running:
        yield running


@contextlib.asynccontextmanager
async def full(it: Life) -> AsyncIterator[None]:
    """Let there be as many pages as there are, and not one more."""

    async def do(statement: str) -> None:
        await it.app.desk.store.awrite(lambda tx: tx.connection.exec_driver_sql(statement).close())

    await do("PRAGMA max_page_count = 1")
    try:
        yield
    finally:
        await do("PRAGMA max_page_count = 1000000")


@contextlib.asynccontextmanager
async def locked(it: Life) -> AsyncIterator[None]:
    """Let another process write, and not end."""
    other = sqlite3.connect(place(it.app.desk.store.engine) or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


Ill = Callable[[Life], contextlib.AbstractAsyncContextManager[None]]


@pytest.mark.parametrize(("ill", "called"), [(full, "Full"), (locked, "Busy")])
async def test_what_cannot_be_kept_is_refused_and_comes_again(team: Team, ill: Ill, called: str) -> None:
    """An event is answered 503 and a command with a line; brought again afterwards, each is done, once."""
    it = team.life
    with capture_logs() as logs:
        async with ill(it):
            await until_refused(team.mo, team.mo.dm)
            refused = it.client.failed
            reply = await team.bas.types_command("/kudos", f"@noor {SECRET} " + "x" * 2500, channel=team.circle)
            assert reply.message
            assert "nothing was lost" in reply.message.shown
    assert {503} == {delivery.answer.status for delivery in refused}
    lines = [line for line in logs if line["event"] in {"event_not_kept", "request_failed"}]
    assert {called} == {line["error"] for line in lines}
    assert any(line.get("reference") and line["reference"] in reply.message.shown for line in lines)
    assert SECRET not in str(logs)

    await brought_again(team, refused)
    await all_that_was_told_is_kept_once(team)


async def test_a_reaction_on_an_answer_that_could_not_be_kept_waits_until_it_comes_again(team: Team) -> None:
    """Slack brings what was refused a minute later, and a colleague reacts on it sooner: both are kept."""
    it = team.life
    async with locked(it):
        said = await team.mo.says(team.circle, "The roster.", thread=team.question)
    [refused] = it.client.failed
    await team.yara.reacts(said, "tada")
    await brought_again(team, [refused])
    assert "Echoes:  1" in await team.asks(team.yara, "what-do-you-know")


async def test_a_reaction_on_an_answer_that_is_just_being_kept_is_kept_too(it: Life, team: Team) -> None:
    """The answer waits for the database as its reaction comes, and neither is lost."""
    async with locked(it):
        answering = asyncio.create_task(team.mo.says(team.circle, "The roster.", thread=team.question))
        await asyncio.sleep(0.02)
        reacting = asyncio.create_task(team.yara.reacts(team.circle.messages[-1], "tada"))
        await asyncio.sleep(0.02)
    await asyncio.gather(answering, reacting)
    for delivery in it.client.failed:
        await it.client.redeliver(delivery)
    await it.settled()
    assert "Echoes:  1" in await team.asks(team.yara, "what-do-you-know")


@pytest.mark.parametrize(("ill", "called"), [(full, "Full"), (locked, "Busy")])
async def test_questions_that_were_due_meanwhile_are_asked_afterwards(team: Team, ill: Ill, called: str) -> None:
    """The alarm clock goes on ringing: each question stands there once, as soon as it can be kept that it was asked."""
    it = team.life
    channels = [it.client.channel(f"team-{number}", [team.ellen]) for number in range(CIRCLES)]
    for channel in channels:
        await team.ellen.invites_bot(channel)
        await team.ellen.taps(await it.sees(team.ellen, "Mijn voorstel"), "Zo beginnen")
    await it.to(NEXT.replace(hour=9, minute=59))
    with capture_logs() as logs:
        async with ill(it):
            it.clock.set(NEXT, ticking=False)
            await it.slack.until(lambda: called in {line.get("error") for line in logs}, what="a line in the log")
            await asyncio.sleep(0.2)
            assert len(channels) > sum(len(it.top(channel)) - 1 for channel in channels)
    await it.settled()
    assert {2} == {len(it.top(channel)) for channel in channels}
    await it.wait(days=1)
    assert {2} == {len(it.top(channel)) for channel in channels}
