"""The first minutes on Slack, in every kind of channel: one decision, one post, nobody written to unasked."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.platforms.slack.install import Slack
from tests.fakes.slack_state import Message
from tests.journeys.slack_life import HERE, Life, life
from tests.journeys.slack_team import Team

SCOPES = ("channels:history", "groups:history", "reactions:read", "usergroups:read")


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Life]:
    """Give a bot that was just installed."""
    async with life(tmp_path) as running:
        yield running


async def proposed(team: Team) -> Message:
    """Let Ellen invite the bot, and give what it proposes to her."""
    await team.ellen.invites_bot(team.circle)
    return await team.life.sees(team.ellen)


def names(view: object) -> list[str]:
    """Give the fields of a form."""
    return [block["block_id"] for block in view.blocks if block["type"] == "input"]  # type: ignore[attr-defined]


# ---------------------------------------------------------------- the measures


async def test_nothing_starts_by_itself(it: Life) -> None:
    """No answer brings one reminder after a day, then silence; the channel never hears of it."""
    team = Team.gather(it)
    proposal = await proposed(team)
    await it.wait(hours=23)
    assert [proposal] == team.ellen.inbox
    await it.wait(hours=2)
    assert 2 == len(team.ellen.inbox)
    assert "vraag ik het niet nog eens" in team.ellen.inbox[1].shown
    await it.wait(days=30)
    assert 2 == len(team.ellen.inbox)
    assert [] == it.slack.posts(team.circle)
    assert {"ellen"} == it.written_to()


async def test_a_late_yes_is_a_yes(it: Life) -> None:
    """The reminder can be answered long after, once; the older proposal then only says that it runs."""
    team = Team.gather(it)
    proposal = await proposed(team)
    await it.wait(days=9)
    await team.ellen.taps(team.ellen.inbox[1], "Zo beginnen")
    await it.settled()
    assert "Klaar" in team.ellen.inbox[1].shown
    await team.ellen.taps(proposal, "Zo beginnen")
    await it.settled()
    assert "Klaar" in proposal.shown
    assert 1 == len(it.top(team.circle))


async def test_not_now_means_not_now(it: Life) -> None:
    """Who declines hears nothing more, and may invite again."""
    team = Team.gather(it)
    proposal = await proposed(team)
    await team.ellen.taps(proposal, "Nu niet")
    await it.wait(days=8)
    assert [proposal] == team.ellen.inbox
    assert "Dan houd ik me stil" in proposal.shown

    await team.ellen.removes_bot(team.circle)
    await proposed(team)
    assert "Mijn voorstel" in team.ellen.inbox[-1].shown


async def test_one_form_changes_everything_and_asks_nothing_else(it: Life) -> None:
    """*Change* has day, time, zone, language, values and emoji; what cannot be read is said beside its field."""
    team = Team.gather(it)
    await team.ellen.taps(await proposed(team), "Veranderen")
    form = team.ellen.modal
    assert form
    assert ["day", "time", "digest_day", "digest_time", "zone", "language", "values", "emoji"] == names(form)
    refused = await team.ellen.submits(values={"zone": "Amsterdam"})
    assert {"zone"} == set(refused.errors or ())
    await team.ellen.submits(
        values={"day": "maandag", "time": "14:30", "zone": "Europe/London", "language": "Engels", "emoji": ":tada:"}
    )
    await it.settled()
    [promise] = it.top(team.circle)
    assert "Answering is welcome, never required" in promise.shown
    await it.wait(days=7)
    assert any("maandag 9 maart 14:30 (Europe/London)" in m.shown for m in team.ellen.inbox)
    assert "2026-03-09 14:30 London" == asked_at(it.top(team.circle)[1], "Europe/London")


def asked_at(message: Message, zone: str) -> str:
    """Give when a message was posted, where somebody is."""
    moment = datetime.fromtimestamp(float(message.ts), ZoneInfo(zone))
    return f"{moment:%Y-%m-%d %H:%M} {zone.partition('/')[2]}"


# ---------------------------------------------------------------- every kind of channel


async def test_in_a_private_channel_everything_is_as_elsewhere(it: Life) -> None:
    """Behind a closed door: one proposal, one post, an answer in its thread."""
    team = await Team.started(it, private=True)
    await team.writes(team.bas, "The rota.", "named")
    said = await team.mo.says(team.circle, "And the roster", thread=team.question)
    await team.noor.reacts(said, "tada")
    await it.settled()
    assert ["bas\nThe rota.", "And the roster"] == team.thread
    assert 1 == len(it.top(team.circle))


async def test_a_channel_shared_with_another_company_is_confirmed_and_keeps_no_outsiders_words(it: Life) -> None:
    """The host is told who reads along and asked once more; outsiders' words are not kept, and they hear so."""
    team = Team.gather(it, ext_shared=True)
    eve = it.client.person("eve", is_stranger=True)
    team.circle.members.append(eve.id)
    proposal = await proposed(team)
    assert "wordt gedeeld met een ander bedrijf" in proposal.shown
    await team.ellen.taps(proposal, "Zo beginnen")
    await it.settled()
    assert [] == it.top(team.circle)
    await team.ellen.taps(proposal, "Toch beginnen")
    await it.settled()
    assert 1 == len(it.top(team.circle))

    await eve.says(team.circle, "We did well too", thread=team.question)
    await eve.taps(team.question, "Probeer het nu")
    assert "I keep no words of people from other companies" in (await it.sees(eve)).shown
    assert eve.modal is None
    assert "no words" in (await team.thanks(eve, "@bas helped us through the whole move")).shown
    assert "I keep no words" in await team.asks(eve, "suggest What did you enjoy?")
    await team.writes(team.bas, "The rota.", "named")
    [_, shared] = it.slack.thread(team.question)
    await eve.reacts(shared, "tada")
    assert "0 with your name, 0 without it, 0 that only you can read" in await team.asks(eve, "what-do-you-know")
    assert "Echoes:  0" in await team.asks(eve, "what-do-you-know")
    await team.bas.types_command("/kudos", "@eve helped us through the whole move", channel=team.circle)
    assert team.bas.modal
    assert "works at another company" in team.bas.modal.shown


async def test_a_guest_is_asked_to_ask_a_member(it: Life) -> None:
    """An invitation by a guest starts nothing, and says who can."""
    team = Team.gather(it)
    gus = it.client.person("gus", is_restricted=True)
    team.circle.members.append(gus.id)
    await gus.invites_bot(team.circle)
    assert "full member" in (await it.sees(gus)).shown
    await it.wait(days=8)
    assert 1 == len(gus.inbox)
    assert [] == it.slack.posts(team.circle)


async def test_where_it_runs_already_a_second_inviter_reads_who_hosts_and_when(it: Life) -> None:
    """Taken out and invited again by somebody else: the circle goes on, and no second promise is posted."""
    team = await Team.started(it)
    await team.mo.removes_bot(team.circle)
    await it.settled()
    assert "niet meer bereiken" in (await it.sees(team.ellen)).shown
    await team.bas.invites_bot(team.circle)
    line = await it.sees(team.bas)
    assert "ellen  hosts it, and the next question comes Thursday 5 March 10:00" in line.shown
    assert 1 == len(it.top(team.circle))
    await it.wait(days=2)
    assert 2 == len(it.top(team.circle))


async def test_an_archived_channel_is_told_to_the_inviter_only(it: Life) -> None:
    """Where nothing can be posted nothing is proposed."""
    team = Team.gather(it, archived=True)
    line = await proposed(team)
    assert "gearchiveerd of alleen-lezen" in line.shown
    assert [] == line.buttons
    await it.wait(days=3)
    assert {"ellen"} == it.written_to()
    assert 1 == len(team.ellen.inbox)


async def test_a_read_only_channel_is_told_to_the_host_and_started_once_it_is_open(it: Life) -> None:
    """The promise that could not be posted is told to the host alone, and stands there after the next invitation."""
    team = Team.gather(it, read_only=True)
    await team.ellen.taps(await proposed(team), "Zo beginnen")
    assert "gearchiveerd of alleen-lezen" in (await it.sees(team.ellen)).shown
    await it.wait(days=8)
    assert {"ellen"} == it.written_to()
    team.circle.read_only = False
    await team.ellen.removes_bot(team.circle)
    await team.ellen.invites_bot(team.circle)
    await it.settled()
    [promise] = it.top(team.circle)
    assert "Probeer het nu" in promise.buttons


@pytest.mark.parametrize(
    ("lacks", "private", "named"),
    [
        ("channels:history", False, ["channels:history"]),
        ("groups:history", False, []),
        ("groups:history", True, ["groups:history"]),
        ("reactions:read", False, ["reactions:read"]),
        ("usergroups:read", False, []),
    ],
)
async def test_a_missing_permission_is_named_with_what_it_is_for(
    it: Life, lacks: str, private: bool, named: list[str]
) -> None:
    """The inviter reads which permission lacks here and why it matters; one that may be refused is not asked for."""
    await reinstalled(it, it.slack.workspace.scopes - {lacks})
    proposal = await proposed(Team.gather(it, private=private))
    assert named == [scope for scope in SCOPES if scope in proposal.shown]
    assert ("Ik mis een recht" in proposal.shown) == bool(named)


async def test_a_group_that_may_not_be_read_is_said_to_the_giver(it: Life) -> None:
    """Without the permission the form opens with those who are known, and names what lacks."""
    await reinstalled(it, it.slack.workspace.scopes - {"usergroups:read"})
    team = await Team.started(it)
    it.slack.workspace.add_usergroup("zorg", [team.noor.user])
    await team.bas.types_command("/kudos", "@mo @zorg for carrying the boxes up", channel=team.circle)
    assert team.bas.modal
    assert "usergroups:read" in team.bas.modal.shown
    assert "for carrying the boxes up" in str(team.bas.modal.blocks)
    await team.bas.submits(values={"members": [team.mo, team.noor]})
    await it.settled()
    assert "noor  en  mo" in team.thread[-1]


async def reinstalled(it: Life, scopes: set[str]) -> None:
    """Let the token have these scopes, as the bot learns when it looks."""
    it.slack.workspace.scopes = set(scopes)
    [slack] = it.app.platforms.values()
    assert isinstance(slack, Slack)
    await slack.installer.identify(it.slack.workspace.bot_token)


# ---------------------------------------------------------------- no dead ends


async def test_how_it_works_and_not_for_me_are_told_to_one_alone(it: Life) -> None:
    """Both buttons of the promise answer whoever taps, in their language, and leave no trace."""
    team = await Team.started(it)
    await team.bas.taps(team.question, "Zo werkt het")
    assert "No points, no ranking" in (await it.sees(team.bas)).shown
    await team.bas.taps(team.question, "Niets voor mij")
    assert "nobody sees that you tapped this" in (await it.sees(team.bas)).shown
    await team.noor.taps(team.question, "Niets voor mij")
    assert "niemand ziet dat je hierop tikte" in (await it.sees(team.noor)).shown
    assert [] == it.slack.thread(team.question)


async def test_settings_where_the_bot_is_but_no_circle_propose_one(it: Life) -> None:
    """After *Not now*, or an invitation that nobody heard of, whoever types settings is proposed a circle there."""
    team = Team.gather(it, ext_shared=True)
    await team.ellen.taps(await proposed(team), "Nu niet")
    reply = await team.bas.types_command("/fireside", "settings", channel=team.circle)
    assert reply.message
    assert "I propose" in reply.message.shown
    assert "is shared with another company" in reply.message.shown
    await team.bas.taps(reply.message, "Start like this")
    await it.settled()
    await team.bas.taps(reply.message, "Start all the same")
    await it.settled()
    assert "All set" in reply.message.shown
    assert 1 == len(it.top(team.circle))
    assert not await team.asks(team.bas, "settings")
    assert team.bas.modal
    assert "Settings of this circle" == team.bas.modal.title

    elsewhere = it.client.channel("elsewhere", [team.bas], private=True)
    assert "Invite me into a channel" in await team.asks(team.bas, "settings", where=elsewhere)
    gus = it.client.person("gus", is_restricted=True)
    quiet = it.client.channel("quiet", [gus], with_bot=True)
    assert "full member" in await team.asks(gus, "settings", where=quiet)


async def test_start_begins_a_circle_after_not_now_and_where_somebody_never_answered(it: Life) -> None:
    """What declining says to do can be done there; a colleague need not wait for who invited the bot."""
    team = Team.gather(it)
    first = await proposed(team)
    assert "wait for a yes" in await team.asks(team.bas, "settings")
    assert "I propose" in await team.asks(team.bas, "start")
    await team.ellen.taps(first, "Zo beginnen")
    assert "Dat kan alleen degene aan wie ik het voorstelde" in (await it.sees(team.ellen)).shown
    again = (await team.ellen.types_command("/fireside", "start", channel=team.circle)).message
    assert again
    await team.ellen.taps(again, "Nu niet")
    await it.settled()
    assert "typ dan /fireside start in het kanaal" in again.shown
    assert "no circle here" in await team.asks(team.mo, "suggest What did you enjoy?")
    reply = await team.noor.types_command("/fireside", "begin", channel=team.circle)
    assert reply.message
    await it.wait(days=1)
    assert "Gisteren stelde ik een kring voor in" in team.noor.inbox[-1].shown
    await team.noor.taps(reply.message, "Zo beginnen")
    await it.settled()
    assert 1 == len(it.top(team.circle))
    assert "noor  hosts it, and the next question comes" in await team.asks(team.mo, "start")
    assert "no circle here" in await team.asks(team.mo, "start", where=team.mo.dm)


@pytest.mark.parametrize("how", ["leaves the organisation", "deletes everything"])
async def test_where_the_host_is_gone_whoever_takes_it_up_hosts(it: Life, how: str) -> None:
    """A circle goes on without its host; the first full member who asks for its settings may change them."""
    team = await Team.started(it)
    if how == "leaves the organisation":
        await team.ellen.changes(deleted=True)  # and nobody has tried to thank her since
    else:
        await team.ellen.opens_home()
        await team.ellen.taps(await it.slack.until(lambda: team.ellen.home), "Alles wissen")
        assert team.ellen.modal
        await team.ellen.taps(team.ellen.modal, "Alles wissen")
    await it.wait(days=1)
    assert not await team.asks(team.bas, "settings")
    assert team.bas.modal
    await team.bas.submits(values={"time": "11:00"})
    assert "bas  hosts this circle" in await team.asks(team.mo, "settings")
    assert "a circle, which  bas  hosts" in await team.asks(team.mo, "status"), "though somebody else began it"
    await it.wait(days=7)
    assert any("11:00" in asked_at(message, "Europe/Amsterdam") for message in it.top(team.circle))


async def test_help_in_the_private_chat_is_help_and_is_not_kept(it: Life) -> None:
    """That one word is no story; everything else that somebody writes there is kept for them alone."""
    team = await Team.started(it)
    for word in ("help", "Hulp?"):
        await team.bas.says(team.bas.dm, word)
        assert "This is what you can ask me" in (await it.sees(team.bas)).shown
    assert "0 that only you can read" in await team.asks(team.bas, "what-do-you-know")
    await team.bas.says(team.bas.dm, "help came from Noor")
    await it.settled()
    assert "1 that only you can read" in await team.asks(team.bas, "what-do-you-know")


# ---------------------------------------------------------------- the calendar


async def test_after_an_outage_one_question_is_asked_late_and_an_older_one_not_at_all(it: Life) -> None:
    """Up to a day late it is asked; what is older waits for its next day, and nothing is caught up."""
    team = await Team.started(it)
    it.clock.set(datetime(2026, 3, 5, 19, tzinfo=HERE), ticking=False)
    await it.settled()
    assert 2 == len(it.top(team.circle))
    it.clock.set(datetime(2026, 3, 13, 11, tzinfo=HERE), ticking=False)
    await it.settled()
    assert 2 == len(it.top(team.circle))
    await it.to(datetime(2026, 3, 19, 10, tzinfo=HERE))
    assert 3 == len(it.top(team.circle))


async def test_ten_in_the_morning_stays_ten_in_the_morning(it: Life) -> None:
    """Before and after the clocks go forward the question comes at the same time of day."""
    team = await Team.started(it)
    await it.to(datetime(2026, 4, 2, 23, tzinfo=HERE))
    asked = [asked_at(m, "Europe/Amsterdam") for m in it.top(team.circle)[1:]]
    assert [f"2026-{day} 10:00 Amsterdam" for day in ("03-05", "03-12", "03-19", "03-26", "04-02")] == asked


async def test_a_circle_pauses_until_its_date_and_thanks_by_its_own_emoji(it: Life) -> None:
    """The host's form sets both; nothing is asked meanwhile, and the week after goes on by itself."""
    team = await Team.started(it)
    await team.asks(team.ellen, "instellingen")
    await team.ellen.submits(values={"until": "2026-03-20", "emoji": ":tada:"})
    await it.to(datetime(2026, 3, 25, 9, tzinfo=HERE))
    assert 1 == len(it.top(team.circle))
    said = await team.bas.says(team.circle, "The rota is done")
    await team.mo.reacts(said, "tada")
    assert "small thank-you to" in (await it.sees(team.mo)).shown
    await it.to(datetime(2026, 3, 26, 10, tzinfo=HERE))
    assert 2 == len(it.top(team.circle))
