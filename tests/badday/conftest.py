"""The whole bot with a team in the middle of its week, on which bad days fall."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.journeys.slack_life import HERE, Life, life
from tests.journeys.slack_team import Team

THURSDAY = datetime(2026, 3, 5, 10, tzinfo=HERE)


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Life]:
    """Give a bot that was just installed."""
    async with life(tmp_path) as running:
        yield running


@pytest.fixture
async def team(it: Life) -> Team:
    """Give a team on the Thursday on which the first question was asked."""
    made = await Team.started(it)
    await it.to(THURSDAY)
    return made
