"""Archived, removed, deleted, revoked, uninstalled: the circle rests, its host knows once, everybody else goes on."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from tests.fakes.slack_state import Message
from tests.journeys.slack_team import Team

Way = Callable[[Team], Awaitable[None]]
BACK = "Ik rust daar"


async def archived(team: Team) -> None:
    """Somebody archives the channel, and Slack tells."""
    await team.mo.archives(team.circle)


async def removed(team: Team) -> None:
    """Somebody takes the bot out of the channel, and Slack tells."""
    await team.mo.removes_bot(team.circle)


async def deleted(team: Team) -> None:
    """Somebody deletes the channel, and Slack tells."""
    await team.mo.deletes_channel(team.circle)


async def archived_unheard(team: Team) -> None:
    """The event was lost: the next post finds an archived channel."""
    team.circle.archived = True


async def removed_unheard(team: Team) -> None:
    """The event was lost: the next post finds a channel without the bot."""
    team.circle.members.remove(team.life.slack.workspace.bot_user)


async def deleted_unheard(team: Team) -> None:
    """The event was lost: the next post finds no channel."""
    team.circle.deleted = True


def told(team: Team) -> list[Message]:
    """Give how often the host heard of it."""
    return [m for m in team.ellen.inbox if BACK in m.shown]


@pytest.mark.parametrize(
    "lose", [archived, removed, deleted, archived_unheard, removed_unheard, deleted_unheard], ids=lambda f: f.__name__
)
async def test_the_circle_rests_and_its_host_knows_once(team: Team, lose: Way) -> None:
    """Three weeks and many acts later the host has read one line, the others none, and no post was tried again."""
    it = team.life
    north = replace(team, circle=it.client.channel("team-north", [team.ellen, team.bas]))
    await team.ellen.invites_bot(north.circle)
    await team.ellen.taps(await it.sees(team.ellen, "Mijn voorstel"), "Zo beginnen")
    await team.writes(team.bas, "The rota.", "named")
    await lose(team)
    await it.wait(days=21)

    assert 1 == len(told(team))
    assert "er is niets verloren" in told(team)[0].shown.lower()
    refused = [
        c for c in it.slack.called("chat.postMessage") if c.args["channel"] == team.circle.id and c.answer != "ok"
    ]
    assert len(refused) <= 1
    assert {"ellen", "bas"} == it.written_to()
    assert 4 <= len(it.top(north.circle)), "the other circle goes on"


@pytest.mark.parametrize("lose", [archived, removed, removed_unheard], ids=lambda f: f.__name__)
async def test_it_goes_on_where_it_was_once_it_can(team: Team, lose: Way) -> None:
    """Open again or invited again, the next question comes on its day; what was missed is not caught up."""
    it = team.life
    await lose(team)
    await it.wait(days=15)
    before = len(it.top(team.circle))
    if team.circle.archived:
        await team.mo.unarchives(team.circle)
    else:
        await team.ellen.invites_bot(team.circle)
    await it.settled()
    assert before == len(it.top(team.circle))
    await it.wait(days=7)
    assert before + 1 == len(it.top(team.circle))
    await team.writes(team.bas, "Here again.", "named")
    assert ["bas\nHere again."] == team.thread


async def test_a_channel_that_is_lost_twice_is_told_twice(team: Team) -> None:
    """Once for each time: the host of a channel that was opened in between hears it again."""
    for _ in range(2):
        await team.mo.archives(team.circle)
        await team.life.wait(days=2)
        await team.mo.unarchives(team.circle)
        await team.life.wait(days=2)
    assert 2 == len(told(team))


async def test_status_says_why_it_rests(team: Team) -> None:
    """Whoever wonders reads that it rests, and what wakes it."""
    await team.mo.removes_bot(team.circle)
    await team.life.settled()
    assert "I rest in" in await team.asks(team.bas, "status")


@pytest.mark.parametrize("tell", [True, False], ids=["told", "unheard"])
@pytest.mark.parametrize("how", ["uninstalled", "revoked"])
async def test_without_a_token_nothing_is_tried_any_more(team: Team, how: str, tell: bool) -> None:
    """The whole workspace rests: at most one call finds out, and none follows for as long as nobody lets the bot in."""
    it = team.life
    if tell:
        await (team.ellen.uninstalls() if how == "uninstalled" else team.ellen.revokes_token())
    elif how == "uninstalled":
        it.slack.workspace.installed = False
    else:
        it.slack.workspace.revoked = True
    await it.settled()
    before = len(it.slack.calls)
    await it.wait(days=21)
    assert len(it.slack.calls) - before <= int(not tell)
    assert 2 == len(it.top(team.circle))


async def test_a_token_that_is_good_again_goes_on(team: Team) -> None:
    """Revoked and given anew, the circle wakes at the next start and asks on its day."""
    it = team.life
    await team.ellen.revokes_token()
    await it.wait(days=8)
    before = len(it.top(team.circle))
    it.slack.workspace.revoked = False
    await it.app.platforms["slack"].installer.identify(it.slack.workspace.bot_token)  # type: ignore[attr-defined]
    await it.wait(days=7)
    assert before < len(it.top(team.circle))
