"""Teams answers 412, 429, an error, nothing, or asks again: none lost, none doubled."""

import threading
from pathlib import Path

import pytest

from bot.clock import stopwatch
from tests.fakes.teams_client import Person, TeamsClient
from tests.fakes.teams_state import Message
from tests.fakes.teams_transport import SECONDS
from tests.journeys.teams_life import life
from tests.journeys.teams_team import Team

BOXES = "carried the boxes up all the stairs"
REFUSED = ["throttled:7", "status:412"]
ARRIVED = ["accept_then_status:502", "accept_then_reset"]
FAST, HELD = 100, 0.5  # Teams' 15 s are 0.15 s, in which the bot cannot keep anything


def holding(team: Team, words: str) -> list[Message]:
    """Give the posts of the channel, in a thread or not, that hold these words."""
    return [m for m in team.life.teams.posts(team.circle) if words in m.shown]


@pytest.mark.parametrize("weather", [*REFUSED, *ARRIVED])
async def test_each_post_of_a_week_is_there_once(tmp_path: Path, weather: str) -> None:
    """Answer, thanks, digest and two questions, whether Teams took none of them at first or took them and failed."""
    async with life(tmp_path) as it:
        team = await Team.started(it)

        storms = []

        def bad(method: str) -> None:
            storms.append(it.teams.fault(method, weather, times=1))

        bad("post")
        await team.writes(team.bas, "The rota.", "named")
        bad("post")
        await team.mo.says(team.circle, f"@Fireside kudos {team.noor.at} {BOXES}")
        await it.settled()
        await it.wait(minutes=10)
        assert (1, 1) == (len(holding(team, "The rota.")), len(holding(team, BOXES)))
        for days in (2, 5, 2):
            bad("create")
            await it.wait(days=days)
            await it.wait(minutes=10)
        assert [0] * len(storms) == [storm.left for storm in storms], "each of them came"
        assert 1 == len(team.digests)
        assert 4 == len(it.top(team.circle)), "the promise, two questions and the digest"


async def test_what_is_answered_too_late_comes_again_and_counts_once(tmp_path: Path) -> None:
    """While nothing can be kept Teams gets no answer within its 15 s and brings the message again, several times."""
    async with life(tmp_path) as it:
        team = await Team.started(it)
        held = it.app.desk.store.write(lambda _tx: threading.Event().wait(HELD))
        async with TeamsClient(it.teams, url=it.url, speed=FAST, tries=9) as patient:
            bas = Person(patient, team.bas.tenant, team.bas.user)
            began = stopwatch()
            await bas.says(team.circle, "@Fireside We sang.", thread=team.question)
            assert stopwatch() - began > 2 * SECONDS / FAST, "it came more than twice"
            assert [True] == [delivery.answer.ok for delivery in patient.deliveries]
        held.result(20)
        await it.settled()
        assert ["Bas Jansen\nWe sang."] == team.thread
        assert 1 == len(holding(team, "We sang."))
