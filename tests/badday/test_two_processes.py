"""`run` as real processes: what strangers send, what is said at the start, and a second process on the same file."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.app import open_desk
from bot.domain.plan import Kind
from bot.settings import load
from storage import circles, occurrences
from storage.store import Tx
from storage.tables import Circle
from tests.edges.life import TEAM, ended, free, let_in, living, place, up
from tests.edges.shell import begun
from tests.fakes import slack_signing
from tests.fakes.clock import wall
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_client import SlackClient
from tests.fakes.slack_state import Channel

CIRCLES = 12
WORDS = "a word that no log may hold"


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """Give a fake Slack with twelve channels that the bot is in."""
    async with FakeSlack() as running:
        running.world.workspaces.clear()
        team = running.world.add_workspace(team_id="T1")
        ellen = team.add_user("ellen")
        for number in range(CIRCLES):
            team.add_channel(f"circle-{number}", [ellen], with_bot=True)
        yield running
        assert running.violations == []


def questions_due(env: dict[str, str], slack: FakeSlack, channels: list[Channel]) -> None:
    """Let a question be due in each channel since a second ago."""
    desk = open_desk(load(None, env))
    now = datetime.now(UTC) - timedelta(seconds=1)
    ellen = next(user for user in slack.world.workspaces["T1"].users.values() if user.name == "ellen")

    def unit(tx: Tx) -> None:
        for channel in channels:
            named = {"circle": channel.id.lower(), "channel": channel.id, "name": channel.name, "host": ellen.id}
            circles.add(tx, TEAM, Circle(workspace=TEAM, state="running", started_at=now - timedelta(days=7), **named))
            occurrences.plan(tx, TEAM, channel.id.lower(), Kind.ASK.value, now.date(), now)

    try:
        desk.store.write(unit).result()
    finally:
        desk.store.close()


async def test_two_processes_on_one_file_do_nothing_twice(tmp_path: Path, slack: FakeSlack) -> None:
    """Started by mistake on one SQLite file: each question once, each event once, and both say what several need."""
    env, url = place(tmp_path, slack)
    slack.signing_secret = env["SLACK_SIGNING_SECRET"]
    port = str(free())
    let_in(env, slack)
    channels = [channel for channel in slack.world.workspaces["T1"].channels.values() if not channel.partner]
    questions_due(env, slack, channels)
    one, two = begun(env, tmp_path, "run"), begun(env | {"FIRESIDE_PORT": port}, tmp_path, "run")
    with living(one), living(two):
        urls = [url, f"http://127.0.0.1:{port}"]
        await asyncio.gather(*map(up, urls))
        await slack.until(lambda: all(slack.posts(channel) for channel in channels), seconds=30, what="the questions")
        async with SlackClient(slack, url=urls[0]) as client, SlackClient(slack, url=urls[1]) as other:
            ellen = client.person("ellen", team=slack.world.workspaces["T1"])
            await ellen.says(ellen.dm, WORDS)
            [delivery] = client.deliveries
            await asyncio.gather(*(each.repeat(delivery) for each in (client, other) for _ in range(5)))
            await slack.until(lambda: ellen.inbox)
            assert not client.failed
            assert not other.failed
        for process in (one, two):
            process.terminate()
        (_, first), (_, second) = await asyncio.gather(ended(one), ended(two))

    assert [1] * CIRCLES == [len(slack.posts(channel)) for channel in channels]
    assert 1 == len(ellen.inbox)
    for told in (first, second):
        lines = [json.loads(line) for line in told.splitlines()]
        assert any("PostgreSQL" in line.get("action", "") for line in lines)
        assert any(line["event"] == "starting" and line["database"].startswith("SQLite 3.") for line in lines)
        assert WORDS not in told


async def test_strangers_are_turned_away_and_nothing_of_theirs_is_logged(tmp_path: Path, slack: FakeSlack) -> None:
    """Wrong, missing, old and strange signatures: 401; rubbish: 400; too much: 413; each without a word in the log."""
    env, url = place(tmp_path, slack)
    let_in(env, slack)
    body = json.dumps({"type": "event_callback", "team_id": "T1", "event": {"text": WORDS}}).encode()
    good = slack_signing.headers(env["SLACK_SIGNING_SECRET"], body, wall())
    name, stamp = "X-Slack-Signature", "X-Slack-Request-Timestamp"
    strangers = [
        {},
        {stamp: good[stamp]},
        {name: good[name]},
        good | {name: "v0=" + "0" * 64},
        good | {name: "v0=é"},
        good | {stamp: "soon"},
        good | {stamp: "\uff11\uff12"},
        slack_signing.headers(env["SLACK_SIGNING_SECRET"], body, wall() - 360),
    ]
    rubbish, large = WORDS.encode(), b"x" * ((1 << 20) + 1)
    process = begun(env, tmp_path, "run")
    with living(process):
        await up(url)
        async with aiohttp.ClientSession(f"{url}/") as session:
            for headers in strangers:
                assert 401 == await posted(session, body, headers), headers
            signed = slack_signing.headers(env["SLACK_SIGNING_SECRET"], rubbish, wall())
            assert 400 == await posted(session, rubbish, signed)
            assert 413 == await posted(session, large, good)
            assert 200 == await posted(session, body, good)
        process.terminate()
        _, told = await ended(process)
    assert WORDS not in told
    assert good[name] not in told
    assert "Traceback" not in told


async def posted(session: aiohttp.ClientSession, body: bytes, headers: dict[str, str]) -> int:
    """Post to Slack's door; gives the status."""
    sent = {"Content-Type": "application/json", **headers}
    async with session.post("slack/events", data=io.BytesIO(body), headers=sent) as answer:
        return answer.status
