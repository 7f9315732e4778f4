"""People use Slack, the bot answers: over real HTTP and real Bolt, on a real desk, against the strict fake."""

import asyncio
import contextlib
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.inbox import MOST_URGENT
from bot.platforms.slack.socket import Socket
from storage import circles, posts, rounds
from storage.store import Store, Tx
from storage.tables import Circle, Post
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_client import SlackClient
from tests.platforms.slack.conftest import Bot, running, until

pytestmark = pytest.mark.asyncio
MORNING = datetime(2026, 3, 5, 10, tzinfo=UTC)


def circle_in(bot: Bot, channel: str) -> None:
    """Let a circle run in a channel."""

    def put(tx: Any) -> None:
        circles.add(tx, bot.workspace, Circle(workspace=bot.workspace, circle="c1", channel=channel, state="running"))

    bot.desk.store.write(put).result(5)


async def test_thanks_by_command_are_answered_to_the_giver_alone(slack: FakeSlack, store: Store) -> None:
    """`/kudos` is kept before it is answered, and the answer is seen by the giver only, the word payload or not."""
    async with running(slack, store) as bot, SlackClient(slack, url=bot.url) as client:
        ellen, bas = client.person("ellen", real_name="Ellen Bakker"), client.person("bas")
        south = client.channel("payload-team", [ellen, bas], with_bot=True)
        circle_in(bot, south.id)
        reply = await bas.types_command("/kudos", "@ellen for the payload parser", channel=south)
        assert reply.ok
        assert reply.message is not None
        assert reply.message.seen_by == bas.id
        kept = store.read(lambda tx: tx.connection.exec_driver_sql("SELECT giver FROM kudos").fetchall()).result(5)
        assert [tuple(row) for row in kept] == [(bas.id,)]
        assert not client.failed


async def test_a_bare_command_opens_the_form_and_the_form_is_kept(slack: FakeSlack, store: Store) -> None:
    """A form opens in front of the giver; what is filled in is kept, and they are told where they were."""
    async with running(slack, store) as bot, SlackClient(slack, url=bot.url) as client:
        ellen, bas = client.person("ellen"), client.person("bas")
        south = client.channel("team-south", [ellen, bas], with_bot=True)
        circle_in(bot, south.id)
        assert (await bas.types_command("/kudos", "", channel=south)).ok
        form = await slack.until(lambda: bas.modal)
        reply = await bas.submits(form, {"members": [ellen.user], "text": "walked along when it was hard"})
        assert reply.ok
        assert not reply.errors
        await slack.until(lambda: bas.whispers)
        assert bas.modal is None
        assert not client.failed


async def test_a_tap_on_a_private_line_takes_its_place(slack: FakeSlack, store: Store) -> None:
    """Taking thanks back changes the line in which the button stood, and adds nothing to the channel."""
    async with running(slack, store) as bot, SlackClient(slack, url=bot.url) as client:
        ellen, bas = client.person("ellen"), client.person("bas")
        south = client.channel("team-south", [ellen, bas], with_bot=True)
        circle_in(bot, south.id)
        reply = await bas.types_command("/kudos", "@ellen for walking along when it was hard", channel=south)
        assert reply.message is not None
        before = reply.message.shown
        assert (await bas.taps(reply.message, "Undo")).ok
        await slack.until(lambda: bas.whispers[0].shown != before)
        assert len(bas.whispers) == 1
        assert slack.posts(south) == []


async def test_a_complaint_stands_beside_the_form_which_may_be_sent_again(slack: FakeSlack, store: Store) -> None:
    """Who thanks a robot is told so in the form; the same form sent again is no copy, and is told again."""
    async with running(slack, store) as bot, SlackClient(slack, url=bot.url) as client:
        bas, robot = client.person("bas"), client.person("robot", is_bot=True)
        south = client.channel("team-south", [bas], with_bot=True)
        circle_in(bot, south.id)
        await bas.types_command("/kudos", "", channel=south)
        form = await slack.until(lambda: bas.modal)
        for _ in range(2):
            reply = await bas.submits(form, {"members": [robot.user], "text": "well done"})
            assert reply.ok
            assert reply.errors


async def test_a_complaint_is_made_again_by_a_process_that_begins_afterwards(slack: FakeSlack, store: Store) -> None:
    """A form sent again unchanged after a crash is not closed as if it were a copy of what was kept."""
    bas, robot = slack.workspace.add_user("bas"), slack.workspace.add_user("robot", is_bot=True)
    south = slack.workspace.add_channel("team-south", [bas], with_bot=True)
    asked = {"members": [robot], "text": "well done"}
    async with running(slack, store) as bot, SlackClient(slack, url=bot.url) as client:
        circle_in(bot, south.id)
        await client.person("bas").types_command("/kudos", "", channel=south)
        form = await slack.until(lambda: client.person("bas").modal)
        assert (await client.person("bas").submits(form, asked)).errors
    async with running(slack, store) as bot, SlackClient(slack, url=bot.url) as client:
        assert (await client.person("bas").submits(form, asked)).errors


async def test_thanks_for_a_message_open_the_form_with_its_writer(slack: FakeSlack, store: Store) -> None:
    """*Thank for this* on a colleague's message opens the form about it."""
    async with running(slack, store) as bot, SlackClient(slack, url=bot.url) as client:
        ellen, bas = client.person("ellen"), client.person("bas")
        south = client.channel("team-south", [ellen, bas], with_bot=True)
        circle_in(bot, south.id)
        said = await ellen.says(south, "I did the rota")
        await bas.message_shortcut("thank", said)
        form = await slack.until(lambda: bas.modal)
        assert ellen.id in str(form.blocks)
        await bas.shortcut("give")
        assert not client.failed


async def test_an_event_is_done_once_it_was_handled(slack: FakeSlack, store: Store) -> None:
    """What was received is handled, marked as done, and its payload erased."""
    async with running(slack, store) as bot, SlackClient(slack, url=bot.url) as client:
        ellen = client.person("ellen")
        south = client.channel("team-south", [ellen])
        await ellen.invites_bot(south)
        await until(lambda: states(store) == {"done"})
        found = store.read(lambda tx: circles.by_channel(tx, bot.workspace, south.id)).result(5)
        assert found is not None
        assert (found.name, found.host) == ("team-south", ellen.id)


async def test_an_edit_that_is_taken_up_before_its_message_waits_for_it(slack: FakeSlack, store: Store) -> None:
    """An edit changes nothing while the reply itself was left lying, and is followed as soon as that is handled."""
    async with running(slack, store) as bot, SlackClient(slack, url=bot.url) as client:
        bas = client.person("bas")
        south = client.channel("team-south", [bas], with_bot=True)
        circle_in(bot, south.id)
        question = slack.office.post(slack.workspace, south, "What went well?", [])
        store.write(lambda tx: ask(tx, bot.workspace, south.id, question.ts)).result(5)
        with contextlib.ExitStack() as busy:
            for _ in range(MOST_URGENT + 1):
                busy.enter_context(bot.inbox.urgent())
            said = await bas.says(south, "the rota", thread=question)
            await bas.edits(said, "the new rota")
            left = bot.inbox._waiting.popleft()
        await asyncio.sleep(0.3)  # the edit alone is tried meanwhile
        assert states(store) == {"pending"}
        bot.inbox._waiting.append(left)
        await until(lambda: states(store) == {"done"})
        kept = store.read(lambda tx: tx.connection.exec_driver_sql("SELECT text FROM answer").fetchall()).result(5)
        assert [tuple(row) for row in kept] == [("the new rota",)]


def ask(tx: Tx, workspace: str, channel: str, ref: str) -> None:
    """Let the circle's question stand in its channel."""
    about = {"pack": "core", "pack_version": "1", "prompt": "p", "locale": "en", "text": "What went well?"}
    rounds.add(tx, workspace, circle="c1", **about, round="r1", day=MORNING.date(), asked_at=MORNING)
    here = {"workspace": workspace, "circle": "c1", "channel": channel}
    posts.put(tx, Post(**here, ref=ref, kind="question", subject="r1"))


def states(store: Store) -> set[str]:
    """Give the states of all that was received; one that is done counts once its payload is erased."""
    rows = store.read(lambda tx: tx.connection.exec_driver_sql("SELECT state, payload FROM received").fetchall())
    return {state for state, payload in rows.result(5) if state != "done" or payload is None}


async def test_whoever_asks_while_the_database_is_away_hears_of_it(slack: FakeSlack, store: Store) -> None:
    """A command that could not be kept is answered with the line that nothing was lost, and a reference."""
    async with running(slack, store) as bot, SlackClient(slack, url=bot.url) as client:
        bas = client.person("bas")
        south = client.channel("team-south", [bas], with_bot=True)
        circle_in(bot, south.id)
        assert (await bas.types_command("/kudos", "", channel=south)).ok
        form = await slack.until(lambda: bas.modal)
        store.close()
        reply = await bas.types_command("/kudos", "", channel=south)
        assert reply.message is not None
        assert "nothing was lost" in reply.message.shown
        sent = await bas.submits(form, {"members": [bas.user], "text": "a story that must not get lost"})
        assert "nothing was lost" in str(sent.errors)


async def test_somebody_who_cannot_be_told_gets_slacks_own_warning(slack: FakeSlack, store: Store) -> None:
    """When a form cannot be opened the person hears it in a line; when that fails too, Slack shows an error."""
    async with running(slack, store) as bot, SlackClient(slack, url=bot.url) as client:
        bas = client.person("bas")
        south = client.channel("team-south", [bas], with_bot=True)
        circle_in(bot, south.id)
        slack.fault("views.open", "error:expired_trigger_id", times=3)
        reply = await bas.types_command("/kudos", "", channel=south)
        assert reply.message is not None
        assert "nothing was lost" in reply.message.shown
        assert (await bas.shortcut("give")).ok
        assert "nothing was lost" in bas.inbox[-1].shown
        slack.fault("chat.postMessage", "http_500")
        assert not (await bas.shortcut("give")).ok


async def test_the_door_is_open_before_the_framework_is_loaded(slack: FakeSlack, store: Store) -> None:
    """An event that comes while Bolt loads is kept; a command waits for it."""
    async with running(slack, store) as bot, SlackClient(slack, url=bot.url) as client:
        ellen = client.person("ellen")
        south = client.channel("team-south", [ellen], with_bot=True)
        circle_in(bot, south.id)
        both = await asyncio.gather(ellen.says(ellen.dm, "for me"), ellen.types_command("/kudos", "", channel=south))
        assert both[1].ok
        await until(lambda: states(store) == {"done"})


async def test_a_workspace_that_takes_the_bot_out_is_let_go(slack: FakeSlack, store: Store) -> None:
    """After an uninstallation no call is made in its name."""
    async with running(slack, store) as bot, SlackClient(slack, url=bot.url) as client:
        ellen = client.person("ellen")
        await until(lambda: slack.called("auth.test"))
        await ellen.uninstalls()
        await until(lambda: states(store) == {"done"})
        await bot.inbox.drain()  # what was kept is forgotten a moment after it was done
        before = len(slack.calls)
        assert await bot.slack.profile(bot.workspace, ellen.id) is None
        assert len(slack.calls) == before


async def test_socket_mode_is_the_same_mail(slack: FakeSlack, store: Store) -> None:
    """Behind a firewall commands, forms and events work alike, and come back after Slack recycles the connection."""
    async with running(slack, store, app_token="xapp-fake", signing_secret="") as bot:
        await until(lambda: slack.socket.open)
        async with SlackClient(slack, transport="socket") as client:
            ellen, bas = client.person("ellen"), client.person("bas")
            south = client.channel("team-south", [ellen, bas], with_bot=True)
            circle_in(bot, south.id)
            reply = await bas.types_command("/kudos", "@ellen for walking along when the rota was hard", channel=south)
            assert reply.message is not None
            await bas.types_command("/kudos", "", channel=south)
            form = await slack.until(lambda: bas.modal)
            robot = client.person("robot", is_bot=True)
            assert (await bas.submits(form, {"members": [robot.user], "text": "well done"})).errors
            await bas.says(bas.dm, "for me only")
            await until(lambda: states(store) == {"done"})
            assert not client.failed


async def test_socket_mode_acknowledges_nothing_that_was_not_kept(slack: FakeSlack, store: Store) -> None:
    """While the database is away an envelope stays with Slack."""
    async with running(slack, store, app_token="xapp-fake") as _bot:
        await until(lambda: slack.socket.open)
        async with SlackClient(slack, transport="socket") as client:
            bas = client.person("bas")
            store.close()
            client.transport.seconds = 0.3  # type: ignore[attr-defined] # the socket's patience
            await bas.says(bas.dm, "for me only")
            assert [d.answer.status for d in client.deliveries] == [0]


def lines_of(told: str) -> list[str]:
    """Give the lines of the log that say that Slack cannot be reached."""
    return [line for line in told.splitlines() if "socket_unreachable" in line]


async def test_socket_mode_says_what_keeps_it_from_connecting(
    slack: FakeSlack, capsys: pytest.CaptureFixture[str]
) -> None:
    """A token that Slack refuses is told of, by Slack's own word for it, and tried again."""
    slack.fault("apps.connections.open", "error:invalid_auth")
    mail: Any = None
    door = Socket("xapp-fake", slack.api_url, mail)
    door.start()
    told: list[str] = []
    try:
        await until(lambda: told.append(capsys.readouterr().out) or lines_of("".join(told)))
    finally:
        await door.stop()
    assert "invalid_auth" in lines_of("".join(told))[0]


async def test_socket_mode_takes_another_address_where_one_is_used_up(slack: FakeSlack) -> None:
    """An address that Slack gave is good for one connection and a short while; the bot does not stay with it."""
    slack.socket.closed = True  # Slack gives an address, and whoever comes there is turned away
    mail: Any = None
    door = Socket("xapp-fake", slack.api_url, mail, patience=0.3)
    door.start()
    try:
        await until(lambda: slack.socket.tickets)
        await asyncio.sleep(0.1)
        slack.socket.tickets.clear()
        slack.socket.closed = False
        await until(lambda: slack.socket.open)
    finally:
        await door.stop()


@pytest.mark.parametrize("authorizations", ["x", 7, {"a": 1}, [["x"]], [7]])
async def test_what_bolt_cannot_read_is_not_tried_for_ever(slack: FakeSlack, store: Store, authorizations: Any) -> None:
    """A part of a type that Slack never gives it: the event is done with, who waits hears that it was wrong."""
    async with running(slack, store) as bot:
        await until(lambda: bot.slack._ears is not None and bot.slack._ears.ready())
        ears: Any = bot.slack._ears
        event = {"type": "app_home_opened", "tab": "home", "user": "U1", "event_ts": "1.0"}
        about = {"team_id": slack.workspace.id, "authorizations": authorizations}
        await ears.hear(bot.workspace, "k", {"type": "event_callback", **about, "event": event})
        assert (await ears.answer(bot.workspace, {"type": "block_actions", **about})).status == 400


@pytest.mark.parametrize("actions", [[], "x", [[]], [{"action_id": {}, "type": "button"}]])
async def test_a_tap_that_is_none_is_told_as_such(slack: FakeSlack, store: Store, actions: Any) -> None:
    """It is a mistake of whoever sent it, and no failure of ours."""
    async with running(slack, store) as bot:
        await until(lambda: bot.slack._ears is not None and bot.slack._ears.ready())
        ears: Any = bot.slack._ears
        tap = {"type": "block_actions", "team": {"id": slack.workspace.id}, "user": {"id": "U1"}, "actions": actions}
        assert (await ears.answer(bot.workspace, tap)).status == 400
