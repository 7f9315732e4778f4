"""An organisation of several workspaces that installed the bot for all of them, by one token."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.slack_life import Life, life
from tests.journeys.slack_team import Team

ORG = "E0SPECTRUM"


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Life]:
    """Give a bot that an organisation let in."""
    async with life(tmp_path, before=lambda slack: slack.workspace.join_org(ORG)) as running:
        yield running


async def test_a_circle_lives_in_an_organisation_as_elsewhere(it: Life) -> None:
    """One tap, one question, an answer by form and one in the thread."""
    team = await Team.started(it)
    await team.writes(team.bas, "The rota.", "named")
    await team.mo.says(team.circle, "And the roster", thread=team.question)
    await it.settled()
    assert ["bas\nThe rota.", "And the roster"] == team.thread
    assert "1 with your name" in await team.asks(team.bas, "what-do-you-know")
    assert "1 with your name" in await team.asks(team.mo, "what-do-you-know")


async def test_thanks_to_a_group_reach_its_people_there_too(it: Life) -> None:
    """Slack asks of which workspace a group is where the token is of several."""
    team = await Team.started(it)
    it.slack.workspace.add_usergroup("zorg", [team.mo.user, team.noor.user])
    await team.thanks(team.bas, "@zorg for walking along when it was hard")
    assert team.bas.modal is None
    assert {"mo", "noor"} <= it.written_to()
