"""People in the fake Slack reach a real Bolt app, over HTTP and over Socket Mode alike."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import pytest
import pytest_asyncio
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_client import Person, SlackClient
from tests.fakes.slack_forms import FormRefused

pytestmark = pytest.mark.asyncio
Way = Literal["http", "socket"]
Json = dict[str, Any]
WAYS: tuple[Way, Way] = ("http", "socket")


def words(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def option(label: str) -> Json:
    """An option whose value is its label in small letters."""
    return {"text": words(label), "value": label.lower()}


STORY = {"type": "plain_text_input", "action_id": "text", "max_length": 40}
READERS = {"type": "radio_buttons", "action_id": "who", "options": [option("The circle"), option("Only me")]}
CHIPS = {"type": "checkboxes", "action_id": "tags", "options": [option("Calm"), option("Together")]}
FORM: Json = {
    "type": "modal", "title": words("Your story"), "submit": words("Send"), "callback_id": "answer",
    "blocks": [
        {"type": "input", "block_id": "story", "label": words("Your story"), "element": STORY},
        {"type": "input", "block_id": "readers", "label": words("Who may read it?"), "element": READERS},
        {"type": "input", "block_id": "chips", "label": words("Themes"), "element": CHIPS, "optional": True},
    ],
}  # fmt: skip
QUESTION: Json = {
    "type": "actions",
    "elements": [{"type": "button", "action_id": "write", "text": words("Write"), "value": "round-1"}],
}


class Bot:
    """A small Bolt app that keeps what it heard."""

    def __init__(self, slack: FakeSlack) -> None:
        """An app against that fake."""
        client = AsyncWebClient(slack.workspace.bot_token, base_url=slack.api_url)
        self.app = AsyncApp(signing_secret=slack.signing_secret, client=client, process_before_response=True)
        self.heard: list[Json] = []
        self.app.command("/kudos")(self.kudos)
        self.app.action("write")(self.write)
        self.app.view("answer")(self.answer)
        for name in ("message", "reaction_added", "member_joined_channel", "app_home_opened", "tokens_revoked"):
            self.app.event(name)(self.hear)
        for name in ("channel_archive", "app_uninstalled"):
            self.app.event(name)(self.hear)
        self.app.message_shortcut("thank")(self.thank)

    async def kudos(self, ack: Any, command: Json, client: Any) -> None:
        """Answer the giver, and post a question."""
        self.heard.append(command)
        await client.chat_postMessage(channel=command["channel_id"], text="What gave you energy?", blocks=[QUESTION])
        await ack("Thanks passed on")

    async def write(self, ack: Any, body: Json, client: Any, respond: Any) -> None:
        """Open the form."""
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await respond("Take your time", replace_original=False)
        await ack()

    async def answer(self, ack: Any, view: Json) -> None:
        """Refuse shouting, keep the rest."""
        values = view["state"]["values"]
        if values["story"]["text"]["value"].isupper():
            await ack(response_action="errors", errors={"story": "Softly, please"})
            return
        self.heard.append(values)
        await ack()

    async def hear(self, event: Json) -> None:
        """Keep an event."""
        self.heard.append(event)

    async def thank(self, ack: Any, body: Json) -> None:
        """Keep a message shortcut."""
        self.heard.append(body["message"])
        await ack()


@asynccontextmanager
async def running(bot: Bot, slack: FakeSlack, way: Way) -> AsyncIterator[str]:
    """The app, listening; its address."""
    if way == "socket":
        handler = AsyncSocketModeHandler(bot.app, slack.oauth.app_token)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.until(lambda: slack.socket.open)
        try:
            yield ""
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]
        return
    runner = web.AppRunner(bot.app.web_app(path="/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class Scene:
    """Ellen and Bas in a channel, the bot with them."""

    def __init__(self, slack: FakeSlack, client: SlackClient, bot: Bot) -> None:
        """Two people and a channel."""
        self.slack, self.client, self.bot = slack, client, bot
        self.ellen, self.bas = client.person("ellen"), client.person("bas", real_name="Bas Jansen")
        self.south = client.channel("team-south", [self.ellen, self.bas], with_bot=True)


@pytest_asyncio.fixture(params=WAYS)
async def scene(request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    """A scene over either way, with nothing to regret at its end."""
    async with FakeSlack() as slack:
        bot = Bot(slack)
        async with running(bot, slack, request.param) as url:
            async with SlackClient(slack, url=url, transport=request.param) as client:
                yield Scene(slack, client, bot)
            assert not slack.violations
            assert not client.failed


async def test_a_command_reaches_the_app_with_ids_for_names(scene: Scene) -> None:
    """Mentions are escaped with ids, other words as Slack escapes them, and the answer is for the giver alone."""
    reply = await scene.ellen.types_command("/kudos", "@Bas Jansen <3 for the desk", channel=scene.south)
    assert scene.bot.heard[0]["text"] == f"<@{scene.bas.id}|bas> &lt;3 for the desk"
    assert reply.message is not None
    assert (reply.message.shown, reply.message.seen_by) == ("Thanks passed on", scene.ellen.id)


async def open_form(scene: Scene) -> Person:
    """Bas with the form in front of him."""
    await scene.ellen.types_command("/kudos", "x", channel=scene.south)
    await scene.bas.taps(await scene.slack.next_post(scene.south, holding="energy"), "Write")
    assert [whisper.text for whisper in scene.bas.whispers] == ["Take your time"]
    return scene.bas


async def test_a_form_goes_to_the_app_in_slacks_own_shape(scene: Scene) -> None:
    """state.values holds every field, chosen options whole, untouched ones empty; then the form is gone."""
    bas = await open_form(scene)
    reply = await bas.submits(bas.modal, {"Your story": "Rota & Noor", "Who may read it?": "Only me"})
    chosen = {"text": {**words("Only me"), "emoji": True}, "value": "only me"}
    assert reply.ok
    assert bas.modal is None
    assert scene.bot.heard[-1] == {
        "story": {"text": {"type": "plain_text_input", "value": "Rota & Noor"}},
        "readers": {"who": {"type": "radio_buttons", "selected_option": chosen}},
        "chips": {"tags": {"type": "checkboxes", "selected_options": []}},
    }


async def test_slack_holds_back_a_form_that_is_not_complete(scene: Scene) -> None:
    """Required fields, lengths and options are checked before the app hears; the app's own errors keep it open."""
    bas = await open_form(scene)
    with pytest.raises(FormRefused, match="Who may read it"):
        await bas.submits(None, {"Your story": "x"})
    with pytest.raises(FormRefused, match="between"):
        await bas.submits(None, {"Your story": "x" * 41, "Who may read it?": "Only me"})
    with pytest.raises(FormRefused, match="not offered"):
        await bas.submits(None, {"Themes": ["Anger"]})
    reply = await bas.submits(None, {"Your story": "LOUD"})
    assert reply.errors == {"story": "Softly, please"}
    assert bas.modal is not None


async def test_what_people_say_and_do_arrives_as_events(scene: Scene) -> None:
    """Messages, edits, deletions, reactions, threads, shortcuts, archiving and leaving, in Slack's shapes."""
    ellen, bas, south, heard = scene.ellen, scene.bas, scene.south, scene.bot.heard
    said = await bas.says(south, "thanks @Ellen & <all>")
    assert (heard[-1]["text"], heard[-1]["channel_type"]) == (f"thanks <@{ellen.id}> &amp; &lt;all&gt;", "channel")
    await ellen.says(south, "you're welcome", thread=said)
    assert (heard[-1]["thread_ts"], heard[-1]["parent_user_id"]) == (said.ts, bas.id)
    await ellen.reacts(said, "raised_hands")
    assert (heard[-1]["item_user"], heard[-1]["item"]["ts"]) == (bas.id, said.ts)
    await bas.edits(said, "thanks all")
    assert (heard[-1]["subtype"], heard[-1]["message"]["text"]) == ("message_changed", "thanks all")
    await ellen.message_shortcut("thank", said)
    assert heard[-1]["user"] == bas.id
    await bas.deletes(said)
    assert heard[-1]["message"]["subtype"] == "tombstone"
    private = await bas.says(bas.dm, "only for me")
    await bas.deletes(private)
    assert (heard[-1]["subtype"], heard[-1]["channel_type"]) == ("message_deleted", "im")
    await ellen.opens_home()
    await ellen.archives(south)
    await ellen.uninstalls()
    assert [event["type"] for event in heard[-4:]] == [
        "app_home_opened", "channel_archive", "tokens_revoked", "app_uninstalled",
    ]  # fmt: skip


async def test_events_need_a_scope_and_the_bot_in_the_channel(scene: Scene) -> None:
    """What the workspace did not grant, and where the bot is not, is never sent."""
    elsewhere = scene.client.channel("elsewhere", [scene.bas])
    await scene.bas.says(elsewhere, "not for the bot")
    scene.slack.workspace.scopes.discard("channels:history")
    await scene.bas.says(scene.south, "nor this")
    assert scene.client.deliveries == []
    await scene.bas.invites_bot(elsewhere)
    assert scene.bot.heard[-1]["inviter"] == scene.bas.id


async def test_what_was_not_acknowledged_comes_again_on_the_next_socket() -> None:
    """Without a connection an envelope waits; a new connection gets it."""
    async with FakeSlack() as slack, SlackClient(slack, transport="socket") as client:
        scene = Scene(slack, client, Bot(slack))
        client.transport.seconds = 0.05  # type: ignore[attr-defined]
        await scene.bas.says(scene.bas.dm, "hello?")
        assert [delivery.answer.status for delivery in client.failed] == [0]
        async with running(scene.bot, slack, "socket"):
            await slack.until(lambda: scene.bot.heard and slack.socket.acked)
            assert scene.bot.heard[0]["text"] == "hello?"
            await slack.socket.disconnect()
            await slack.until(lambda: len(slack.called("apps.connections.open")) > 1 and slack.socket.open, seconds=9)


async def test_an_app_without_an_answer_is_told_again_as_slack_does() -> None:
    """A dead app gives status 0; the retry carries its number, the challenge is answered, signatures hold."""
    async with FakeSlack() as slack:
        bot = Bot(slack)
        async with SlackClient(slack, url="http://127.0.0.1:9") as client:
            await client.person("bas").says(client.person("bas").dm, "anybody?")
            lost = client.failed[0]
            assert lost.answer.reason == "connection_failed"
        async with running(bot, slack, "http") as url, SlackClient(slack, url=url) as client:
            assert await client.verify_url()
            assert (await client.redeliver(lost)).answer.ok
            assert (await client.repeat(lost)).payload["event_id"] != lost.payload["event_id"]
            assert [event["text"] for event in bot.heard] == ["anybody?"] * 2
            slack.signing_secret = "wrong"
        async with running(bot, slack, "http") as url, SlackClient(slack, url=url) as client:
            assert (await client.redeliver(lost)).answer.status == 401
