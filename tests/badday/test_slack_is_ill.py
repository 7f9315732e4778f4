"""Slack answers 429, 500, nothing, or takes what it was given and then says nothing: none lost, none doubled."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from tests.fakes.slack_state import Message
from tests.journeys.slack_life import Life, life
from tests.journeys.slack_team import Team

WEATHER = ["ratelimited:7", "http_500", "drop", "accept_then_drop", "accept_then_500", "error:internal_error"]
BOXES = "carried the boxes up all the stairs"


def holding(team: Team, words: str) -> list[Message]:
    """Give the posts of the channel, in the thread or not, that hold these words."""
    return [m for m in team.life.slack.posts(team.circle) if words in m.shown]


# ---------------------------------------------------------------- what the bot posts


@pytest.mark.parametrize(
    ("weather", "copies"), [*((weather, "ignore") for weather in WEATHER), ("accept_then_drop", "dedupe")]
)
async def test_each_post_of_a_week_is_there_once(team: Team, weather: str, copies: Literal["dedupe", "ignore"]) -> None:
    """Question, answer, thanks, digest and private lines, whether Slack knows copies by their id or not."""
    it = team.life
    it.slack.office.client_msg_id = copies

    def bad(times: int = 1) -> None:
        it.slack.fault("chat.postMessage", weather, times=times, match={"channel": team.circle.id})

    bad()
    await team.writes(team.bas, "The rota.", "named", marks=["quote"])
    bad()
    await team.thanks(team.mo, f"@noor {BOXES}")
    await it.settled()
    assert 1 == len(holding(team, "The rota."))
    assert 1 == len(holding(team, BOXES))
    assert 1 == len(team.noor.inbox)

    bad(times=2)
    await it.wait(days=5)
    await it.wait(minutes=10)
    assert 1 == len(team.digests)
    bad(times=2)
    await it.wait(days=2)
    await it.wait(minutes=10)
    assert 4 == len(it.top(team.circle)), "the promise, two questions and the digest"
    await team.writes(team.yara, "After the storm.", "named")
    assert any("After the storm" in shown for shown in team.thread)


async def test_a_post_whose_answer_never_comes_is_there_once(team: Team) -> None:
    """Slack takes a question, a thank-you and a digest and says nothing: each is looked for and found, none again."""
    it = team.life
    it.slack.office.client_msg_id = "ignore"
    await it.impatient()
    it.slack.fault("chat.postMessage", "accept_then_slow:0.6", times=3, match={"channel": team.circle.id})
    await team.thanks(team.mo, f"@noor {BOXES}")
    await it.wait(days=8)
    assert 1 == len([m for m in it.slack.thread(it.top(team.circle)[1]) if BOXES in m.shown])
    assert (1, 4) == (len(team.digests), len(it.top(team.circle)))


@pytest.mark.parametrize("weather", ["ratelimited:7", "accept_then_500", "drop"])
async def test_a_digest_is_mended_whatever_slack_answers(team: Team, weather: str) -> None:
    """A line taken back leaves the posted digest, and a deleted answer its thread, in any weather."""
    it = team.life
    line = await team.writes(team.bas, "The rota.", "named", marks=["quote"])
    await it.wait(days=5)
    [digest] = team.digests
    assert "The rota." in digest.shown
    for method in ("chat.update", "chat.delete"):
        it.slack.fault(method, weather, times=2)
    await team.bas.taps(line, "Delete")
    await it.wait(minutes=10)
    assert "The rota." not in digest.shown
    assert [] == holding(team, "The rota.")


@pytest.mark.parametrize("weather", ["accept_then_drop", "http_500"])
async def test_where_nothing_may_be_read_nobody_guesses(tmp_path: Path, weather: str) -> None:
    """Without thread answers there is no history to look at: an uncertain digest waits for a person, none doubles."""
    async with life(tmp_path, FIRESIDE_SLACK__THREAD_ANSWERS="false") as it:
        it.slack.workspace.scopes -= {"channels:history", "groups:history"}
        it.slack.office.client_msg_id = "ignore"
        await it.app.platforms["slack"].installer.identify(it.slack.workspace.bot_token)  # type: ignore[attr-defined]
        team = await Team.started(it)
        await team.writes(team.bas, "The rota.", "named")
        it.slack.fault("chat.postMessage", weather, match={"channel": team.circle.id})
        await it.wait(days=6)
        await it.wait(hours=3)
        arrived = weather == "accept_then_drop"
        question, digest = (len([m for m in it.top(team.circle) if "Schrijven" in m.buttons]), len(team.digests))
        assert (int(arrived), 1) == (question, digest)
        assert [] == it.slack.called("conversations.history")


# ---------------------------------------------------------------- what the bot asks


@pytest.mark.parametrize("weather", ["ratelimited:7", "http_500", "drop", "slow:2"])
async def test_people_who_cannot_be_looked_up_lose_nothing(team: Team, weather: str) -> None:
    """users.info away: thanks, answers and echoes of somebody never seen before are kept and count."""
    it = team.life
    ivo, eva = it.client.person("ivo"), it.client.person("eva")
    for new in (ivo, eva):
        await new.joins(team.circle)
    fault = it.slack.fault("users.info", weather, times=None)
    line = await team.thanks(ivo, f"@eva {BOXES}")
    assert "Your thanks stand in the thread" in line.shown
    said = await ivo.says(team.circle, "The rota is done", thread=team.question)
    await eva.reacts(said, "tada")
    await it.settled()
    fault.left = 0
    assert "1 with your name" in await team.asks(ivo, "what-do-you-know")
    assert "1 received" in await team.asks(eva, "what-do-you-know")
    assert "Echoes:  1" in await team.asks(eva, "what-do-you-know")
    assert 1 == len(holding(team, BOXES))


@pytest.mark.parametrize("weather", ["ratelimited:1", "http_500", "drop"])
async def test_a_token_that_cannot_be_confirmed_at_start_loses_nothing(tmp_path: Path, weather: str) -> None:
    """auth.test away when the bot starts: events wait in the database, commands a moment, and then all is done."""
    async with life(tmp_path, before=lambda slack: slack.fault("auth.test", weather, times=1)) as it:
        team = Team.gather(it)
        await team.ellen.invites_bot(team.circle)
        reply = await team.bas.types_command("/fireside", "help", channel=team.circle)
        assert reply.message
        assert 2 <= len(it.slack.called("auth.test"))
        await it.slack.until(lambda: team.ellen.inbox)
        assert "Mijn voorstel" in team.ellen.inbox[0].shown


async def test_a_channel_that_cannot_be_looked_up_is_proposed_later(it: Life) -> None:
    """conversations.info away: the invitation waits, and is answered when Slack is well again."""
    team = Team.gather(it, private=True)
    it.slack.fault("conversations.info", "http_500", times=3)
    await team.ellen.invites_bot(team.circle)
    assert "Mijn voorstel" in (await it.sees(team.ellen)).shown


async def test_a_group_that_cannot_be_read_just_now_is_said(team: Team) -> None:
    """usergroups.users.list away: the form opens with the words, and asks for the people."""
    team.life.slack.workspace.add_usergroup("zorg", [team.noor.user])
    team.life.slack.fault("usergroups.users.list", "http_500")
    await team.bas.types_command("/kudos", f"@zorg {BOXES}", channel=team.circle)
    assert team.bas.modal
    assert "I cannot see just now who is in that group" in team.bas.modal.shown
    assert BOXES in str(team.bas.modal.blocks)


# ---------------------------------------------------------------- what a person waits for


@pytest.mark.parametrize("weather", ["ratelimited:7", "http_500", "drop"])
async def test_who_cannot_be_shown_something_hears_so_and_what_was_done_is_done(team: Team, weather: str) -> None:
    """A window, the home tab or a private line that Slack does not take: nobody is left in silence, nothing is lost."""
    it = team.life
    it.slack.fault("views.open", weather)
    await team.bas.taps(team.question, "Schrijven")
    assert "nothing was lost" in (await it.sees(team.bas)).shown

    it.slack.fault("views.publish", weather)
    reply = await team.bas.types_command("/fireside", "me", channel=team.circle)
    assert reply.ok
    assert team.bas.modal
    assert "My story" in team.bas.modal.shown

    await team.bas.taps(team.question, "Schrijven")
    it.slack.fault("chat.postEphemeral", weather)
    assert (await team.bas.submits(values={"text": "The rota.", "audience": "named"})).ok
    await it.settled()
    assert ["bas\nThe rota."] == team.thread


async def test_while_slack_is_ill_one_team_does_not_hold_up_another(team: Team) -> None:
    """A channel that answers 429 for an hour keeps its own posts waiting, and nobody else's."""
    it = team.life
    other = replace(team, circle=it.client.channel("team-north", [team.ellen, team.bas]))
    await team.ellen.invites_bot(other.circle)
    await team.ellen.taps(await it.sees(team.ellen, "Mijn voorstel"), "Zo beginnen")
    await it.settled()
    fault = it.slack.fault("chat.postMessage", "ratelimited:600", times=None, match={"channel": team.circle.id})
    await asyncio.gather(*(team.writes(who, "Ours.", "named") for who in (team.bas, team.mo)))
    await other.writes(team.bas, "Theirs.", "named")
    assert ["bas\nTheirs."] == other.thread
    assert [] == team.thread
    fault.left = 0
    await it.wait(hours=1)
    assert ["bas\nOurs.", "mo\nOurs."] == sorted(team.thread)


# ---------------------------------------------------------------- Socket Mode


async def test_a_connection_that_slack_takes_away_comes_back(tmp_path: Path) -> None:
    """Slack recycles its connections now and then: the bot is there again before anybody notices."""
    async with life(tmp_path, "socket") as it:
        team = await Team.started(it)
        old = set(it.slack.socket.open)
        await it.slack.socket.disconnect()
        await it.slack.until(lambda: it.slack.socket.open)
        assert old.isdisjoint(it.slack.socket.open)
        await team.writes(team.bas, "The rota.", "named")
        await team.mo.says(team.circle, "And the roster", thread=team.question)
        await it.settled()
        assert ["bas\nThe rota.", "And the roster"] == team.thread
        assert "1 with your name" in await team.asks(team.mo, "what-do-you-know")


@pytest.mark.parametrize("weather", ["ratelimited:1", "http_500", "drop"])
async def test_a_connection_that_is_refused_is_asked_for_again(tmp_path: Path, weather: str) -> None:
    """apps.connections.open away when the bot starts: it connects a moment later."""
    async with life(tmp_path, "socket", before=lambda slack: slack.fault("apps.connections.open", weather)) as it:
        team = await Team.started(it)
        assert 1 == len(it.top(team.circle))
        assert 2 == len(it.slack.called("apps.connections.open"))
