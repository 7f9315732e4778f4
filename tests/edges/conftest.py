"""A fake Slack to run against."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """Give a fake Slack with one workspace and one channel that the bot is in."""
    async with FakeSlack() as running:
        running.world.workspaces.clear()
        team = running.world.add_workspace(team_id="T1")
        team.add_channel("team-south", [team.add_user("bas")], with_bot=True, channel_id="C1")
        yield running


@pytest_asyncio.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    """Give a fake Teams that saw nothing wrong when the test is over."""
    async with FakeTeams() as running:
        yield running
        assert running.violations == []
