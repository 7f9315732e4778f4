"""A channel on Teams in which people of another company are, who come with their own tenant."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.tables import Answer, Member, Workspace
from tests.journeys.teams_life import Life, life
from tests.journeys.teams_team import Team

ELSEWHERE = "5e1f0d6a-0000-4000-8000-0000000e15e0"


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Life]:
    """Give a bot that was just let in, by whoever asks."""
    async with life(tmp_path, TEAMS_TENANTS="*") as running:
        yield running


async def test_an_act_there_belongs_to_the_tenant_whose_channel_it_is(it: Life) -> None:
    """No workspace begins for a company that never let the bot in, and nothing of its people is kept as a member's."""
    team = await Team.started(it)
    eve = it.client.person("Eve Novak", tenant=team.bas.tenant)
    eve.user.tenant = ELSEWHERE
    team.circle.team.members.append(eve.id)
    await eve.says(team.circle, "@Fireside We did well too", thread=team.question)
    await it.settled()
    assert [] == await team.rows(Answer)
    assert [f"teams:{it.teams.tenant.id}"] == [row.workspace for row in await team.rows(Workspace)]
    assert ["outsider"] == [row.kind for row in await team.rows(Member) if row.member == eve.id]
