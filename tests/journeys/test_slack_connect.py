"""Channels that are shared with another company: whose words are kept, also in bad weather and where it changes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from storage.tables import Answer, Circle
from tests.fakes.slack_hosts import Person
from tests.journeys.slack_life import Life, life
from tests.journeys.slack_team import Team

ELSEWHERE = "T0ELSEWHERE"


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Life]:
    """Give a bot that was just installed."""
    async with life(tmp_path) as running:
        yield running


def met(team: Team, name: str, **traits: object) -> Person:
    """Give somebody whom the bot never met, in the team's channel."""
    found = team.life.client.person(name, **traits)
    team.circle.members.append(found.id)
    return found


async def shared(it: Life) -> Team:
    """Let a circle run in a channel that is shared from the first day."""
    team = Team.gather(it, ext_shared=True)
    await team.ellen.invites_bot(team.circle)
    proposal = await it.sees(team.ellen)
    await team.ellen.taps(proposal, "Zo beginnen")
    await team.ellen.taps(proposal, "Toch beginnen")
    await it.settled()
    return team


async def kept(it: Life) -> list[str | None]:
    """Give whose answers are kept."""
    found = await it.app.desk.store.aread(lambda tx: list(tx.session.exec(select(Answer)).all()))
    return [answer.member for answer in found]


async def circles(it: Life) -> list[Circle]:
    """Give every circle."""
    return await it.app.desk.store.aread(lambda tx: list(tx.session.exec(select(Circle)).all()))


async def externals(it: Life) -> list[bool]:
    """Give for each circle whether its channel is known to be shared."""
    return [circle.external for circle in await circles(it)]


async def test_whoever_cannot_be_looked_up_is_not_heard_before_they_are(it: Life) -> None:
    """Another company's people are not kept because Slack was away for a moment; ours are kept once it is back."""
    team = await shared(it)
    eve, finn = met(team, "eve"), met(team, "finn")
    eve.user.team_id = ELSEWHERE
    weather = it.slack.fault("users.info", "http_500", times=None)
    await eve.says(team.circle, "We did well too", thread=team.question)
    await finn.says(team.circle, "So did we", thread=team.question)
    await it.app.settle_all()
    assert [] == await kept(it)

    weather.left = 0
    await it.settled()
    assert [finn.id] == await kept(it)


async def test_whom_slack_does_not_know_is_of_another_company_there(it: Life) -> None:
    """Slack tells of everybody who works here, and need not tell of others."""
    team = await shared(it)
    eve = met(team, "eve")
    it.slack.fault("users.info", "error:user_not_visible", times=None, match={"user": eve.id})
    await eve.says(team.circle, "We did well too", thread=team.question)
    await it.settled()
    assert [] == await kept(it)


async def test_a_tap_of_somebody_who_cannot_be_looked_up_asks_for_another(it: Life) -> None:
    """A button in a shared channel says that it did not work, rather than take them for one of ours."""
    team = await shared(it)
    eve = met(team, "eve")
    eve.user.team_id = ELSEWHERE
    it.slack.fault("users.info", "http_500", times=1)
    await eve.taps(team.question, "Probeer het nu")
    assert eve.modal is None
    await eve.taps(team.question, "Probeer het nu")
    assert "I keep no words of people from other companies" in (await it.sees(eve)).shown
    assert eve.modal is None


async def test_who_cannot_be_looked_up_is_not_thanked_before_they_are(it: Life) -> None:
    """Thanks to somebody unknown in a shared channel wait for Slack, as their own words would."""
    team = await shared(it)
    eve = met(team, "eve")
    eve.user.team_id = ELSEWHERE
    it.slack.fault("users.info", "http_500", times=1, match={"user": eve.id})
    assert "did not work" in (await team.thanks(team.bas, "@eve helped us through the whole move")).shown
    await team.bas.types_command("/kudos", "@eve helped us through the whole move", channel=team.circle)
    assert team.bas.modal
    assert "works at another company" in team.bas.modal.shown


async def test_who_cannot_be_looked_up_hosts_nothing(it: Life) -> None:
    """An invitation into a shared channel waits for Slack; who turns out to be of another company is told who can."""
    team = Team.gather(it, ext_shared=True)
    eve = met(team, "eve")
    eve.user.team_id = ELSEWHERE
    it.slack.fault("users.info", "http_500", times=2, match={"user": eve.id})
    await eve.invites_bot(team.circle)
    assert "full member" in (await it.sees(eve)).shown
    assert [] == await circles(it)


async def test_elsewhere_nobody_waits_for_slack(it: Life) -> None:
    """In a channel of ours alone an answer is kept, whether Slack tells of its writer or not."""
    team = await Team.started(it)
    finn = met(team, "finn")
    weather = it.slack.fault("users.info", "http_500", times=None)
    await finn.says(team.circle, "So did we", thread=team.question)
    await it.settled()
    assert [finn.id] == await kept(it)
    weather.left = 0


async def nobody_hears_eve(it: Life, team: Team) -> None:
    """Let somebody of another company answer, of whom Slack does not tell at first."""
    eve = met(team, "eve")
    eve.user.team_id = ELSEWHERE
    it.slack.fault("users.info", "http_500", times=1)
    await eve.says(team.circle, "We did well too", thread=team.question)
    await it.settled()
    assert [] == await kept(it)


async def test_a_channel_that_is_shared_later_is_told_to_its_host(it: Life) -> None:
    """From then on its people count as in any shared channel, until the other company is let out again."""
    team = await Team.started(it)
    await team.ellen.shares(team.circle)
    assert "gedeeld met een ander bedrijf" in (await it.sees(team.ellen)).shown
    await nobody_hears_eve(it, team)

    told = len(team.ellen.inbox)
    await team.ellen.unshares(team.circle)
    await it.settled()
    assert told == len(team.ellen.inbox)
    assert [False] == await externals(it)


async def test_what_became_of_a_channel_while_the_bot_was_out_is_known_when_it_is_back(it: Life) -> None:
    """Nobody tells of channels that the bot is not in: whoever invites it again brings what is so now."""
    team = await Team.started(it)
    for shares in (True, False):
        await team.ellen.removes_bot(team.circle)
        team.circle.ext_shared = shares
        await team.ellen.invites_bot(team.circle)
        await it.settled()
        assert [shares] == await externals(it)


async def test_an_event_in_a_shared_channel_tells_that_it_is_one(it: Life) -> None:
    """An app whose manifest is older asks for no such events: what somebody does in the channel says it as well."""
    it.client.subscriptions -= {"channel_shared", "channel_unshared"}
    team = await Team.started(it)
    await team.ellen.shares(team.circle)
    await nobody_hears_eve(it, team)
    assert "gedeeld met een ander bedrijf" in (await it.sees(team.ellen)).shown


async def test_a_private_channel_that_is_shared_gets_another_id_and_loses_nothing(it: Life) -> None:
    """What somebody takes back afterwards was done before it moved, and counts no more; its thread goes on."""
    team = await Team.started(it, private=True)
    said = await team.mo.says(team.circle, "The roster.", thread=team.question)
    lunch = await team.mo.says(team.circle, "I brought lunch.")
    await team.bas.reacts(said, "tada")
    await team.bas.reacts(lunch, "raised_hands")
    await it.settled()
    knows = await team.asks(team.bas, "what-do-you-know")
    assert "Echoes:  1" in knows
    assert "1 given" in knows

    await team.ellen.shares(team.circle)
    await it.settled()
    await team.bas.unreacts(said, "tada")
    await team.bas.unreacts(lunch, "raised_hands")
    await it.settled()
    knows = await team.asks(team.bas, "what-do-you-know")
    assert "Echoes:  0" in knows
    assert "0 given" in knows
    await team.yara.says(team.circle, "And the stock.", thread=team.question)
    await it.settled()
    assert [team.mo.id, team.yara.id] == await kept(it)


async def test_a_question_that_is_asked_while_the_channel_moves_is_no_end_of_the_circle(it: Life) -> None:
    """Slack knows the earlier id no more before it tells of the new one: the circle rests, and goes on then."""
    team = await Team.started(it, private=True)
    it.slack.fault("chat.postMessage", "error:channel_not_found", times=1, match={"channel": team.circle.id})
    await it.wait(days=1, hours=2)
    assert ["resting"] == [circle.state for circle in await circles(it)]
    await team.ellen.shares(team.circle)
    await it.settled()
    assert ["running"] == [circle.state for circle in await circles(it)]
    await it.wait(days=7)
    assert "Schrijven" in it.top(team.circle)[-1].buttons
