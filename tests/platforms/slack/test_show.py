"""Where somebody is told what came of their act: in their line, their window, their home tab, their private chat."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import pytest_asyncio

from bot import messages as m
from bot.platforms.slack.api import Api
from bot.platforms.slack.show import Shows, Spot, errors
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_state import Channel, User

pytestmark = pytest.mark.asyncio
FORM = m.Form("answer.save", "Your story", "Save", (m.TextField("text", "Story"),), {"round": "r1"})
THANKS = m.Message("Thank you", (m.Para((m.Span("Thank you"),)),))
STORY = m.Message("My story", (m.Header("My story"),))


@dataclass(slots=True)
class Room:
    """Bas in a channel with the bot, and the means to tell him something."""

    slack: FakeSlack
    shows: Shows
    bas: User
    south: Channel

    def spot(self, surface: str = "nowhere", **more: Any) -> Spot:
        """Give where Bas stands; with `trigger` he just did something that may open a window."""
        if more.get("trigger"):
            more["trigger"] = self.slack.office.new_trigger(self.slack.workspace, self.bas.id)
        return Spot(token=self.slack.workspace.bot_token, member=self.bas.id, key="k1", surface=surface, **more)


@pytest_asyncio.fixture
async def room(slack: FakeSlack) -> AsyncIterator[Room]:
    """A channel with Bas in it."""
    bas = slack.workspace.add_user("bas")
    south = slack.workspace.add_channel("team-south", [bas], with_bot=True)
    api = Api(slack.api_url)
    yield Room(slack, Shows(api, "https://bot.example/"), bas, south)
    await api.close()


async def test_my_story_by_command_is_shown_at_once_and_on_the_home_tab(room: Room) -> None:
    """Who asks for their story in a channel reads it in a window, alone, and finds it on the home tab too."""
    assert await room.shows.command(room.spot("command", trigger="t"), m.Reply(home=STORY), None) == {}
    window = room.slack.view(room.bas)
    assert window is not None
    assert "My story" in window.shown
    home = room.slack.home(room.bas)
    assert home is not None
    assert "My story" in home.shown


async def test_a_home_tab_that_changed_meanwhile_is_left_alone(room: Room) -> None:
    """The newer of two refreshes wins, and nobody sees an error."""
    await room.shows.home(room.spot(), STORY)
    stale = room.spot("home", view={"type": "home", "hash": "an older one"})
    await room.shows.home(stale, m.Message("old", (m.Header("old"),)))
    home = room.slack.home(room.bas)
    assert home is not None
    assert "My story" in home.shown


async def test_a_tap_on_the_home_tab_is_answered_in_a_window(room: Room) -> None:
    """Where there is no channel to whisper in, a small window says it."""
    await room.shows.tap(room.spot("home", trigger="yes"), m.Reply(say=THANKS), THANKS)
    view = room.slack.view(room.bas)
    assert view is not None
    assert "Thank you" in view.shown


async def test_a_form_that_follows_a_tap_in_a_window_lies_on_top_of_it(room: Room) -> None:
    """What was typed in the window below stays there."""
    await room.shows.tap(room.spot("message", trigger="yes"), m.Reply(form=FORM), None)
    below = room.slack.view(room.bas)
    assert below is not None
    again = room.spot("view", trigger="yes", view={"id": below.id})
    await room.shows.tap(again, m.Reply(form=replace(FORM, title="More")), None)
    view = room.slack.view(room.bas)
    assert view is not None
    assert (view.title, view.previous) == ("More", below.id)


async def test_a_form_that_follows_a_form_takes_its_place(room: Room) -> None:
    """The follow-up question stands in the same window, and knows the channel still."""
    answer = await room.shows.form(room.spot("view", channel="C1"), m.Reply(form=FORM), None)
    assert answer["response_action"] == "update"
    assert '"channel":"C1"' in answer["view"]["private_metadata"]


async def test_after_a_form_the_line_is_whispered_where_the_person_came_from(room: Room) -> None:
    """Thanks for an answer appear in the channel of the question, to the answerer alone."""
    answer = await room.shows.form(room.spot("view", channel=room.south.id), m.Reply(say=THANKS), THANKS)
    assert answer == {"response_action": "clear"}
    assert [line.shown for line in room.slack.ephemerals(room.bas)] == ["Thank you"]


async def test_where_the_bot_cannot_whisper_it_writes_privately(room: Room) -> None:
    """In a channel without the bot, or in none, the line comes as a direct message, once."""
    elsewhere = room.slack.workspace.add_channel("elsewhere", [room.bas])
    for spot in (room.spot("view", channel=elsewhere.id), room.spot("view")):
        await room.shows.form(spot, m.Reply(say=THANKS), THANKS)
    assert [line.shown for line in room.slack.posts(room.bas)] == ["Thank you"]


async def test_where_nothing_can_be_written_the_window_says_it(room: Room) -> None:
    """When Slack takes no message at all, the window that is open anyway is used."""
    room.slack.fault("chat.postMessage", "http_500")
    answer = await room.shows.form(room.spot("view"), m.Reply(say=THANKS), THANKS)
    assert answer["response_action"] == "update"
    assert "Thank you" in str(answer["view"])


async def test_an_export_is_a_link_to_this_installation(room: Room) -> None:
    """The address of a file is built here, and there is none where the installation has no address."""
    link = room.shows.link(m.Download("token1", "my-story.zip"))
    assert "https://bot.example/export/token1" in str(link)
    assert Shows(room.shows.api, "").link(m.Download("token1", "x")) is None


async def test_an_error_of_no_field_stands_at_the_first() -> None:
    """Slack shows errors beside fields only; two at one field are both read."""
    view = {"blocks": [{"type": "section", "block_id": "s"}, {"type": "input", "block_id": "text"}]}
    assert errors(view, {"": "All of it.", "text": "Too long."}) == {"text": "All of it. Too long."}
