"""A circle in Teams outlives its host: Teams tells nobody of them, so its roster is asked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.tables import Circle
from tests.journeys.teams_life import Life, life
from tests.journeys.teams_team import Team


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Life]:
    """Give a bot that was just let in."""
    async with life(tmp_path) as running:
        yield running


async def hosts(team: Team) -> list[str]:
    """Give who hosts each circle."""
    return [circle.host for circle in await team.rows(Circle)]


@pytest.mark.parametrize("line", ["settings", "digest now", "ask now"])
async def test_where_the_host_is_gone_whoever_takes_it_up_hosts(it: Life, line: str) -> None:
    """The first full member who asks for what its host may do hosts the circle from then on."""
    team = await Team.started(it)
    assert "hosts this circle" in await team.asks(team.bas, "settings")
    await team.ellen.leaves(team.circle.team)
    assert "hosts this circle" not in await team.asks(team.bas, line)
    assert [team.bas.id] == await hosts(team)
    assert "hosts this circle" in await team.asks(team.mo, "settings")


@pytest.mark.parametrize(
    "weather", ["status:500", "status:403:BotNotInConversationRoster", "status:404:ConversationNotFound"]
)
async def test_a_host_is_not_lost_where_the_roster_cannot_be_asked(it: Life, weather: str) -> None:
    """Not knowing is no reason to give their circle to somebody else."""
    team = await Team.started(it)
    it.teams.fault("member", weather, times=None, match=lambda args: args.get("member") == team.ellen.id)
    assert "hosts this circle" in await team.asks(team.bas, "settings")
    assert [team.ellen.id] == await hosts(team)


async def test_a_proposal_whose_host_is_gone_is_taken_up_by_its_button(it: Life) -> None:
    """*Change* under the card in the channel opens the form for whoever is left there."""
    team = Team.gather(it)
    await team.ellen.installs(team.circle)
    await it.settled()
    refused = (await team.taps(team.mo, it.top(team.circle)[0], "Veranderen · Change")).card
    assert refused
    assert "to Ellen Bakker, and wait for a yes" in refused.shown
    await team.ellen.leaves(team.circle.team)
    await team.opens(team.mo, it.top(team.circle)[0], "Veranderen · Change")
    assert [team.mo.id] == await hosts(team)
