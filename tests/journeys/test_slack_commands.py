"""What people type after `/fireside` and `/kudos`, in both languages, and what they get back; nobody else sees it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.journeys.slack_life import life
from tests.journeys.slack_team import Team


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    """Give a team whose circle was just started."""
    async with life(tmp_path) as running:
        yield await Team.started(running)


OPENERS = 6
TYPED = [
    ("help", "hulp", "This is what you can ask me", "Dit kun je mij vragen"),
    ("me", "ik", "My story", "Mijn verhaal"),
    ("", "verhaal", "My story", "Mijn verhaal"),
    ("pause until friday", "pauze tot vrijdag", "You pause until Friday 6 March", "Je hebt pauze tot vrijdag 6 maart"),
    ("pause until 24 december", "pauze tot 24 december", "Thursday 24 December", "donderdag 24 december"),
    ("pause two weeks", "pauze twee weken", "Wednesday 18 March", "woensdag 18 maart"),
    ("pause until yesterday", "pauze tot gisteren", "I cannot read", "kan ik niet lezen"),
    ("resume", "verder", "You have no pause", "Je hebt geen pauze"),
    ("digest preview", "terugblik voorbeeld", "nothing yet that I could show", "nog niets dat ik je vooraf"),
    ("suggest Who surprised you this week?", "voorstel Wie verraste je?", "Your question stands", "Je vraag staat"),
    ("suggest", "stel-voor", "Write the question after", "Schrijf de vraag achter"),
    ("suggest Tell me", "voorstel Vertel maar", "question mark", "vraagteken"),
    ("status", "status", "because there is a circle, which  ellen  hosts", "een kring is, met  ellen  als"),
    ("what-do-you-know", "wat-weet-je", "This is what I keep about you", "Dit bewaar ik over je"),
    ("export", "exporteer", "my-story.zip", "my-story.zip"),
    ("export", "exporteer", "The link works once, within fifteen", "De link werkt één keer, binnen een kwartier"),
    ("erase", "wis", "Shall I delete everything of yours", "Zal ik hier alles van jou wissen"),
    ("ask now", "vraag nu", "Only the host of this circle,  ellen", "Dat kan alleen de gastheer of gastvrouw"),
    ("digest now", "terugblik nu", "Only the host of this circle,  ellen", "Dat kan alleen de gastheer of gastvrouw"),
    ("settings", "instellingen", "ellen  hosts this circle", "ellen  is gastheer of gastvrouw"),
    ("hepl", "hulpp", "Did you mean  /fireside h", "Bedoel je  /fireside h"),
    ("xyzzy", "xyzzy", "I do not know  xyzzy", "Ik ken  xyzzy  niet"),
    ("paus until friday", "pauzee tot vrijdag", "Did you mean  /fireside pau", "Bedoel je  /fireside pau"),
]


async def test_every_command_is_understood_in_both_languages_by_everybody(team: Team) -> None:
    """English words work for who reads Dutch and the other way round; each answer is in the reader's own language."""
    for english, dutch, in_english, in_dutch in TYPED:
        assert in_dutch in await team.asks(team.noor, english), english
        assert in_english in await team.asks(team.bas, dutch), dutch
        if "pau" in english:
            await team.asks(team.noor, "resume")
            await team.asks(team.bas, "verder")
    assert 1 == len(team.life.top(team.circle))
    assert {"ellen", "bas", "noor"} == team.life.written_to()


async def test_commands_that_open_a_window(team: Team) -> None:
    """Settings in a channel are the circle's for its host, elsewhere one's own; preferences are always one's own."""
    for who, words, where, title in (
        (team.ellen, "settings", team.circle, "Instellingen kring"),
        (team.ellen, "settings", team.ellen.dm, "Mijn instellingen"),
        (team.ellen, "voorkeuren", team.circle, "Mijn instellingen"),
        (team.bas, "preferences", team.circle, "My settings"),
        (team.bas, "instellingen", team.bas.dm, "My settings"),
    ):
        assert not await team.asks(who, words, where=where)
        assert who.modal
        assert title == who.modal.title


async def test_the_host_asks_and_gathers_at_once(team: Team) -> None:
    """`ask now` posts the next question, `digest now` what there is, or says that there is nothing."""
    await team.life.wait(minutes=5)
    assert "dus ik plaats niets" in await team.asks(team.ellen, "digest now")
    assert "De volgende vraag komt eraan" in await team.asks(team.ellen, "vraag nu")
    assert "Schrijven" in team.question.buttons
    await team.writes(team.bas, "The rota.", "named")
    assert "De terugblik komt eraan" in await team.asks(team.ellen, "terugblik nu")
    assert 1 == len(team.digests)
    assert 3 == len(team.life.top(team.circle))


async def test_outside_a_circle_commands_say_what_to_do(team: Team) -> None:
    """Where there is no circle nothing is posted, and whoever asks hears how one begins."""
    other = team.life.client.channel("elsewhere", [team.bas])
    for words in ("ask now", "digest preview", "suggest What did you enjoy?", "settings"):
        assert "Invite me into a channel" in await team.asks(team.bas, words, where=other)
    assert "no circle in this channel" in await team.asks(team.bas, "status", where=other)
    assert "In private I write you only what you ask for" in await team.asks(team.bas, "status", where=team.bas.dm)
    assert [] == team.life.slack.posts(other)


async def test_a_members_own_question_is_asked_once_three_want_it(team: Team) -> None:
    """It stands in the digest with its writer's name; with three hands it is the next question."""
    it = team.life
    await team.asks(team.bas, "suggest Who made your week lighter?")
    for who in (team.mo, team.yara, team.noor):
        await team.writes(who, "The rota.", "named")
    await team.asks(team.ellen, "digest now")
    [digest] = team.digests
    assert "Who made your week lighter?" in digest.shown
    assert "bas" in digest.shown
    for who in (team.mo, team.mo, team.yara):
        await who.taps(digest, "Die wil ik ook")
    asked: list[str] = []
    while "Who made your week lighter?" not in asked and len(asked) < OPENERS + 1:
        for who in (team.mo, team.yara, team.noor):  # after a week with nothing a light one would come first
            await team.writes(who, "The rota.", "named")
        await it.to(it.now() + timedelta(days=7))
        asked = [m.shown.splitlines()[0] for m in it.top(team.circle) if "Schrijven" in m.buttons]
    assert "Who made your week lighter?" == asked[-1], "after the questions with which every circle begins"
    assert "Een vraag van een collega" in await team.asks(team.noor, "status")
