"""Two workspaces of one installation, let in by OAuth, in which every channel and person has the same id."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from bot import housekeeping
from storage.store import Tx
from tests.fakes.slack_hosts import Person
from tests.fakes.slack_state import Channel, Message
from tests.fakes.slack_world import Workspace
from tests.journeys.slack_life import Life, life

CLIENT = {"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "fake-client-secret"}
CHANNEL, ELLEN, BAS = "C0SAME001", "U0SAME001", "U0SAME002"


@dataclass(slots=True, kw_only=True)
class Side:
    """One of the two workspaces: the same ids as in the other, and other words."""

    life: Life
    team: Workspace
    ellen: Person
    bas: Person
    circle: Channel

    async def install(self) -> str:
        """Walk through the pages; gives what the last one says."""
        self.life.slack.oauth.installer = (self.team, self.ellen.id)
        status, text = await self.life.client.installs(f"{self.life.url}/slack/install")
        assert 200 == status, text
        return text

    async def start(self) -> None:
        """Let the circle run, with one answer of each kind and one thank-you."""
        await self.ellen.invites_bot(self.circle)
        await self.ellen.taps(await self.life.sees(self.ellen), "Start like this")
        await self.life.settled()
        [promise] = self.life.top(self.circle)
        for who, audience in ((self.ellen, "named"), (self.bas, "private")):
            await who.taps(promise, "Try it now")
            await who.submits(values={"text": f"{audience} words of {self.team.name}", "audience": audience})
        await self.bas.types_command("/kudos", f"@ellen for standing up for {self.team.name}", channel=self.circle)
        await self.life.settled()

    def said(self) -> str:
        """Give everything that anybody can read here."""
        own = [m.shown for m in self.life.slack.office.posts if m.channel.team_id == self.team.id]
        return "\n".join([*own, *(view.shown for view in self.team.homes.values())])


@dataclass(slots=True, kw_only=True)
class Two:
    """Both of them."""

    life: Life
    north: Side
    south: Side


def side(it: Life, name: str) -> Side:
    """Make a workspace."""
    team = it.slack.world.add_workspace(name)
    team.installed = False
    team.add_user("ellen", user_id=ELLEN)
    team.add_user("bas", user_id=BAS)
    ellen, bas = (it.client.person(who, team=team) for who in ("ellen", "bas"))
    circle = it.client.channel("team", [ellen, bas], channel_id=CHANNEL)
    return Side(life=it, team=team, ellen=ellen, bas=bas, circle=circle)


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    """Give two workspaces that let the bot in and lived a first day with it."""
    async with life(tmp_path, **CLIENT) as it:
        both = Two(life=it, north=side(it, "Northwind"), south=side(it, "Southbank"))
        for one in (both.north, both.south):
            assert "Fireside is in" in await one.install()
            await one.start()
        yield both


async def test_neither_reads_a_word_of_the_other(two: Two) -> None:
    """Posts, private lines, home tabs, previews and digests of one hold nothing of the other."""
    for one in (two.north, two.south):
        await one.bas.opens_home()
        await one.ellen.types_command("/fireside", "digest preview", channel=one.circle)
    await two.life.wait(days=14)
    for one, other in ((two.north, two.south), (two.south, two.north)):
        assert f"named words of {one.team.name}" in one.said()
        assert f"private words of {one.team.name}" in one.said(), "in the home tab"
        assert other.team.name not in one.said()
        assert 4 == len(two.life.top(one.circle)), "the promise, two questions, a digest"


async def test_what_stands_in_one_cannot_be_reached_from_the_other(two: Two) -> None:
    """The very buttons of one workspace, tapped in the other, find nothing there."""
    north, south = two.north, two.south
    [promise] = two.life.top(north.circle)
    kudos = next(m for m in two.life.slack.thread(promise) if "thanks" in m.shown)
    line = next(m for m in north.ellen.whispers if "It stands in the thread" in m.shown)
    for message, button in ((kudos, "🙌 Join in"), (line, "Delete"), (line, "Only me"), (line, "Change")):
        copy = planted(south, message)
        before = two.life.slack.called("views.open")
        await south.ellen.taps(copy, button)
        await two.life.settled()
        assert "not there any more" in (await two.life.sees(south.ellen)).shown
        assert before == two.life.slack.called("views.open")
    assert "named words of Northwind" in north.said()
    assert "🙌" in kudos.shown
    assert "Also from" not in kudos.shown


def planted(where: Side, message: Message) -> Message:
    """Let the same message stand in the other workspace, as somebody's copied request would make it seem."""
    office = where.life.slack.office
    return office.post(where.team, where.circle, message.text, message.blocks, seen_by=where.ellen.id)


async def test_each_call_is_made_with_the_token_of_its_own_workspace(two: Two) -> None:
    """Whatever was said in a workspace was said with the token that this workspace gave."""
    tokens = {one.team.id: one.team.bot_token for one in (two.north, two.south)}
    calls = [call for call in two.life.slack.calls if call.team is not None]
    assert set(tokens.values()) == {call.token for call in calls}
    assert all(call.token == tokens[call.workspace.id] for call in calls)
    posts = {m.channel.team_id for m in two.life.slack.office.posts}
    assert set(tokens) == posts


async def test_one_leaves_and_the_other_stays(two: Two) -> None:
    """After an uninstallation nothing is said there any more, and after thirty days nothing of it is kept."""
    north, south = two.north, two.south
    await north.ellen.uninstalls()
    await two.life.settled()
    calls = len([c for c in two.life.slack.calls if c.team is north.team])
    await two.life.wait(days=8)
    assert calls == len([c for c in two.life.slack.calls if c.team is north.team])
    assert 1 < len(two.life.top(south.circle))
    assert await kept(two, north)

    await two.life.wait(days=23)
    await housekeeping.tidy(two.life.app.desk)
    assert not await kept(two, north)
    assert await kept(two, south)


async def test_one_that_comes_back_goes_on(two: Two) -> None:
    """Installed again within the month, its circle goes on with a fresh token, and nothing is caught up."""
    north = two.north
    await north.ellen.uninstalls()
    await two.life.wait(days=10)
    before = len(two.life.top(north.circle))
    assert "Fireside is in" in await north.install()
    await two.life.settled()
    assert before == len(two.life.top(north.circle))
    await two.life.wait(days=7)
    assert before < len(two.life.top(north.circle))
    await north.bas.opens_home()
    await two.life.settled()
    assert north.bas.home
    assert "private words of Northwind" in north.bas.home.shown


async def kept(two: Two, one: Side) -> int:
    """Count the rows of a workspace in every table."""

    def count(tx: Tx) -> int:
        tables = [t for t in SQLModel.metadata.sorted_tables if "workspace" in t.c]
        mine = f"slack:{one.team.id}"
        return sum(len(tx.connection.execute(select(t).where(t.c.workspace == mine)).all()) for t in tables)

    return await two.life.app.desk.store.aread(count)
