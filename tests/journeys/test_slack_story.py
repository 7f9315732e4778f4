"""My story on Slack: in the home tab and wherever its button stands, and what is done in it shows there at once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.slack_hosts import Person
from tests.fakes.slack_state import View
from tests.journeys.slack_life import life
from tests.journeys.slack_team import Team


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    """Give a team with a digest, in which Bas and two others told something."""
    async with life(tmp_path) as running:
        made = await Team.started(running)
        for who in (made.bas, made.mo, made.yara):
            await made.writes(who, f"Words of {who.user.name}.", "named", marks=["quote"])
        await running.wait(days=6, hours=2)
        yield made


async def home_of(team: Team, who: Person) -> View:
    """Open somebody's home tab."""
    await who.opens_home()
    await team.life.settled()
    return await team.life.slack.until(lambda: who.home)


async def test_the_button_under_a_digest_opens_it_in_a_window_of_ones_own(team: Team) -> None:
    """Slack leads nobody to a home tab, so a window shows it; nothing is posted, and acts in it show at once."""
    [digest] = team.digests
    await team.bas.taps(digest, "Mijn verhaal")
    window = team.bas.modal
    assert window
    assert "My story" == window.title
    assert "Words of bas." in window.shown
    await team.bas.taps(window, "Only me")
    await team.life.settled()
    await team.bas.closes()
    assert team.bas.modal is window
    assert "Only you can read this" in window.shown
    await team.bas.taps(window, "Delete")
    await team.life.settled()
    await team.bas.closes()
    assert "Words of bas" not in window.shown
    assert team.bas.home
    assert "Words of bas" not in team.bas.home.shown
    assert "Words of bas" not in digest.shown


async def test_everything_deleted_in_the_window_is_gone_from_the_window(team: Team) -> None:
    """Nothing of what was erased stays on the screen behind the line that says so."""
    await team.bas.taps(team.digests[0], "Mijn verhaal")
    window = team.bas.modal
    assert window
    await team.bas.taps(window, "Delete everything")
    assert team.bas.modal
    await team.bas.taps(team.bas.modal, "Delete everything")
    await team.life.settled()
    assert "It is gone" in team.bas.modal.shown
    assert "Words of bas" not in window.shown


async def test_more_than_eight_things_are_several_pages_and_one_stays_on_ones_page(team: Team) -> None:
    """Older and newer turn the pages; what is deleted on the second is gone, and the second is still shown."""
    for number in range(10):
        await team.bas.says(team.bas.dm, f"Note {number}.")
        await team.life.wait(minutes=1)
    home = await home_of(team, team.bas)
    assert "Page 1 of 2" in home.shown
    await team.bas.taps(home, "Older")
    await team.life.settled()
    assert "Page 2 of 2" in home.shown
    assert "Note 0." in home.shown
    await team.bas.taps(home, "Delete", nth=[f"Note {n}." in home.shown for n in (2, 1, 0)].index(True))
    await team.life.settled()
    assert "Page 2 of 2" in home.shown
    await team.bas.taps(home, "Newer")
    await team.life.settled()
    assert "Page 1 of 2" in home.shown


async def test_a_moment_of_mine_can_be_shared_with_the_open_question(team: Team) -> None:
    """Thanks to oneself are kept for oneself; *Share it* brings the form, and the words into the thread."""
    line = await team.thanks(team.bas, "@bas finally asked for help with the plan")
    await team.fills(team.bas, line, "Share it", audience="named")
    assert any("finally asked for help with the plan" in shown for shown in team.thread)
    assert "A moment of mine" not in (await home_of(team, team.bas)).shown


async def test_settings_are_ones_own_and_change_the_page_at_once(team: Team) -> None:
    """Language and pause set from the page show in it when the window closes."""
    home = await home_of(team, team.bas)
    day = (team.life.now() + timedelta(days=3)).date().isoformat()
    await team.bas.taps(home, "Settings")
    await team.bas.submits(values={"language": "Nederlands", "until": day})
    await team.life.settled()
    assert "Mijn verhaal" in home.shown
    assert "Je hebt pauze tot" in home.shown
    await team.bas.taps(home, "Pauze stoppen")
    await team.life.settled()
    assert "Je hebt pauze tot" not in home.shown
    await team.life.wait(days=4)


async def test_nobody_has_a_way_into_somebody_elses_story(team: Team) -> None:
    """The host's own page, settings, status and preview hold no private or nameless word of anybody."""
    await team.writes(team.bas, "A secret of mine.", "private")
    await team.writes(team.mo, "A nameless thing.", "nameless")
    seen = [
        (await home_of(team, team.ellen)).shown,
        *[await team.asks(team.ellen, words) for words in ("digest preview", "status", "what-do-you-know", "me")],
    ]
    assert not any("secret" in shown or "nameless thing" in shown for shown in seen)


async def test_without_an_address_an_export_names_who_can_make_it(tmp_path: Path) -> None:
    """Behind Socket Mode without a public address there is no link, and the person hears whom to ask."""
    async with life(tmp_path, "socket", FIRESIDE_PUBLIC_URL="") as it:
        team = await Team.started(it)
        assert "Ask whoever runs this installation" in await team.asks(team.bas, "export")
