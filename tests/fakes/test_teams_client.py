"""People in the fake Teams reach an app as Teams brings it: signed, in Teams' own shape, and again where need be."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
import pytest_asyncio
from aiohttp import web

from tests.fakes.teams import FakeTeams
from tests.fakes.teams_client import Person, TeamsClient
from tests.fakes.teams_state import Message, Place
from tests.fakes.test_teams_cards import STORY, button, card, choices, row

pytestmark = pytest.mark.asyncio
Json = dict[str, Any]


@dataclass(slots=True)
class App:
    """An app that writes down what it gets and answers as it is told."""

    url: str = ""
    got: list[Json] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    answer: Callable[[Json], web.StreamResponse] = lambda _activity: web.Response()
    wait: float = 0.0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take one activity."""
        self.tokens.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        self.got.append(await request.json())
        await asyncio.sleep(self.wait)
        return self.answer(self.got[-1])

    def answers(self, body: Json) -> None:
        """Answer with this from now on."""
        self.answer = lambda _activity: web.json_response(body)

    @property
    def names(self) -> list[str]:
        """What came, by type, event and invoke."""
        return [
            ":".join(filter(None, (a["type"], a.get("name") or a["channelData"].get("eventType") or a.get("action"))))
            for a in self.got
        ]


@pytest_asyncio.fixture
async def app() -> AsyncIterator[App]:
    """A running app."""
    made = App()
    server = web.Application()
    server.router.add_post("/api/messages", made.handle)
    runner = web.AppRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest_asyncio.fixture
async def client(app: App) -> AsyncIterator[TeamsClient]:
    """Teams, with that app as the bot."""
    async with FakeTeams() as teams, TeamsClient(teams, url=app.url, speed=100) as made:
        yield made


@pytest.fixture
def bas(client: TeamsClient) -> Person:
    """Somebody."""
    return client.person("Bas Jansen", locale="nl-NL", tz="Europe/Brussels")


@pytest.fixture
def south(client: TeamsClient, bas: Person) -> Place:
    """A team's channel with Bas, Noor and the app."""
    return client.team("South", [bas, client.person("Noor de Wit")], installed=True).general


def posted(client: TeamsClient, place: Place, *body: Json) -> Message:
    """A card of the bot's."""
    made = card(*body) if body else card({"type": "TextBlock", "text": "Hello"}, row(button()))
    return client.teams.office.post(client.teams.tenant, place, {"card": made})


async def test_a_message_reaches_the_app_signed_and_whole(
    app: App, client: TeamsClient, bas: Person, south: Place
) -> None:
    """The token says who signed for whom; the activity holds mentions, clocks, languages and places."""
    said = await bas.says(south, "@Fireside kudos @Noor de Wit & all")
    (told,) = app.got
    key = client.teams.keys.current
    claims = jwt.decode(
        app.tokens[0],
        key.private.public_key(),
        algorithms=["RS256"],
        audience=client.teams.world.app_id,
        issuer="https://api.botframework.com",
    )
    assert (claims["serviceurl"], jwt.get_unverified_header(app.tokens[0])["kid"]) == (told["serviceUrl"], key.kid)
    assert told["text"] == "<at>Fireside</at> kudos <at>Noor de Wit</at> &amp; all"
    assert [e["type"] for e in told["entities"]] == ["mention", "mention", "clientInfo"]
    assert (told["locale"], told["localTimezone"]) == ("nl-NL", "Europe/Brussels")
    assert told["conversation"]["id"] == f"{south.id};messageid={said.id}"
    assert told["channelData"]["tenant"] == {"id": client.teams.tenant.id}


async def test_the_app_hears_only_what_is_for_it(app: App, bas: Person, south: Place) -> None:
    """In a channel what mentions it, in a chat everything, as a command in secret, and nothing where it is not."""
    said = await bas.says(south, "hello all")
    await bas.edits(said, "hello everybody")
    await bas.reacts(said, "heart")
    assert app.got == []
    await bas.writes("hello")
    await bas.slashes(south, "/kudos @Noor well done")
    assert [(a["conversation"]["conversationType"], a["recipient"].get("isTargeted")) for a in app.got] == [
        ("personal", None),
        ("channel", True),
    ]
    assert south.team is not None
    south.team.installed = False
    await bas.says(south, "@Fireside hello")
    assert len(app.got) == 2


async def test_what_becomes_of_a_message_is_told(app: App, client: TeamsClient, bas: Person, south: Place) -> None:
    """Edits, deletions and their end keep the id; reactions on the bot's own messages name it."""
    said = await bas.says(south, "@Fireside we laughed", thread=posted(client, south))
    await bas.edits(said, "@Fireside we sang")
    await bas.deletes(said)
    await bas.undeletes(said)
    post = posted(client, south)
    await bas.reacts(post, "1f64c_raisinghands")
    await bas.unreacts(post, "1f64c_raisinghands")
    assert app.names == [
        "message", "messageUpdate:editMessage", "messageDelete:softDeleteMessage", "messageUpdate:undeleteMessage",
        "messageReaction", "messageReaction",
    ]  # fmt: skip
    assert {a["id"] for a in app.got[:4]} == {said.id}
    assert (app.got[2].get("text"), app.got[4]["replyToId"]) == (None, post.id)


async def test_namesakes_are_told_apart(app: App, client: TeamsClient, bas: Person, south: Place) -> None:
    """Two people of one name stand under it with an id each, in the order of the text; a first name is enough."""
    one, two = client.person("Jan Smit"), Person(client, bas.tenant, bas.tenant.add_user("Jan Smit"))
    await bas.says(south, f"@Fireside kudos {one.at} {two.at} and @Noor")
    entities = [e["mentioned"]["id"] for e in app.got[0]["entities"] if e["type"] == "mention"]
    assert entities[1:3] == [one.id, two.id]
    assert app.got[0]["text"].endswith("<at>Jan Smit</at> <at>Jan Smit</at> and <at>Noor</at>")


async def test_what_happens_to_teams_and_to_the_app_is_told(app: App, client: TeamsClient, bas: Person) -> None:
    """Installing, upgrading, renaming, archiving, deleting, restoring, people coming and going, and the end."""
    team = client.team("North", [bas])
    noor = client.person("Noor de Wit")
    await bas.installs(team.general)
    rota = await bas.adds_channel(team, "Rota")
    await bas.upgrades(rota)
    await bas.renames(rota, "Roster")
    await bas.deletes_channel(rota)
    await bas.restores_channel(rota)
    await bas.renames(team, "Far North")
    await bas.archives(team)
    await bas.unarchives(team)
    await bas.deletes_team(team)
    await bas.restores_team(team)
    await noor.joins(team)
    await noor.leaves(team)
    await bas.uninstalls(team.general)
    await bas.installs()
    assert app.names == [
        "conversationUpdate:teamMemberAdded", "installationUpdate:add", "conversationUpdate:channelCreated",
        "installationUpdate:add-upgrade", "conversationUpdate:channelRenamed", "conversationUpdate:channelDeleted",
        "conversationUpdate:channelRestored", "conversationUpdate:teamRenamed", "conversationUpdate:teamArchived",
        "conversationUpdate:teamUnarchived", "conversationUpdate:teamDeleted", "conversationUpdate:teamRestored",
        "conversationUpdate:teamMemberAdded", "conversationUpdate:teamMemberRemoved",
        "conversationUpdate:teamMemberRemoved", "installationUpdate:remove", "conversationUpdate:teamMemberAdded",
        "installationUpdate:add",
    ]  # fmt: skip
    assert app.got[1]["channelData"]["settings"] == {"selectedChannel": {"id": team.id}}
    assert app.got[4]["channelData"]["channel"] == {"id": rota.id, "name": "Roster"}
    assert app.got[-1]["conversation"]["conversationType"] == "personal"


# ---------------------------------------------------------------- cards

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
WORDS = "application/vnd.microsoft.activity.message"


async def test_a_tap_is_answered_to_one_alone(app: App, client: TeamsClient, bas: Person, south: Place) -> None:
    """Who tapped sees the card that came back until the message is changed; everybody else sees the message."""
    post = posted(client, south)
    app.answers({"statusCode": 200, "type": ADAPTIVE, "value": card({"type": "TextBlock", "text": "Only you"})})
    reply = await bas.taps(post, "Write")
    assert reply.ok
    assert (bas.card(post).shown, client.person("Noor de Wit").card(post).shown) == ("Only you", "Hello\nWrite")
    assert app.got[0]["value"]["action"] == {
        "type": "Action.Execute", "title": "Write", "verb": "write", "data": {"a": "write"},
    }  # fmt: skip
    assert app.got[0]["replyToId"] == post.id
    client.teams.office.rewrite(post, {"card": card({"type": "TextBlock", "text": "All"})})
    assert bas.card(post).shown == "All"


async def test_an_old_client_submits_a_message(app: App, client: TeamsClient, bas: Person, south: Place) -> None:
    """Without Action.Execute a button comes as a message with its data and what was filled in."""
    post = posted(client, south, STORY, choices(), row(button("Save", associatedInputs="auto")))
    bas.old_client = True
    await bas.taps(post, "Save", values={"Your story": "We sang", "Who?": "Only me"})
    assert app.names == ["message"]
    assert app.got[0]["value"] == {"a": "write", "story": "We sang", "who": "me"}


async def test_a_dialog_opens_is_sent_and_closes(app: App, client: TeamsClient, bas: Person, south: Place) -> None:
    """A button may open a dialog; it stays open with what is wrong, and closes where the app says no more."""
    opener = {"type": "Action.Submit", "title": "Write", "data": {"msteams": {"type": "task/fetch"}, "q": "1"}}
    post = posted(client, south, row(opener))
    form = card(STORY, row(button("Save", associatedInputs="auto")))
    attachment = {"contentType": ADAPTIVE, "content": form}
    app.answers({"task": {"type": "continue", "value": {"title": "Tell", "height": "medium", "card": attachment}}})
    opened = (await bas.taps(post, "Write")).dialog
    assert opened is not None
    assert opened.shown.startswith("Tell\nYour story")
    again = (await bas.taps(opened, "Save", values={"Your story": "We"})).dialog
    assert bas.dialog is again
    assert again is not None
    app.answer = lambda _activity: web.Response()
    assert (await bas.taps(again, "Save", values={"Your story": "We sang"})).ok
    assert (bas.dialog, again.open, app.names) == (
        None,
        False,
        ["invoke:task/fetch", "invoke:task/submit", "invoke:task/submit"],
    )
    assert app.got[2]["value"]["data"] == {"a": "write", "story": "We sang"}


async def test_the_message_extension_tells_the_message(
    app: App, client: TeamsClient, bas: Person, south: Place
) -> None:
    """Opened on somebody's message it names them by their Entra id; what is sent goes under the same command."""
    noor = client.person("Noor de Wit")
    said = await noor.says(south, "I did it")
    attachment = {"contentType": ADAPTIVE, "content": card(STORY, row(button("Send", associatedInputs="auto")))}
    app.answers({"task": {"type": "continue", "value": {"title": "Thank", "card": attachment}}})
    opened = (await bas.extends("giveKudos", on=said)).dialog
    assert opened is not None
    app.answers({"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": [attachment]}})
    reply = await bas.taps(opened, "Send", values={"Your story": "Thanks"})
    fetched, sent = (a["value"] for a in app.got)
    assert fetched["messagePayload"]["from"]["user"]["id"] == noor.user.aad
    assert (fetched["commandContext"], sent["commandId"], sent["data"]["story"]) == ("message", "giveKudos", "Thanks")
    assert len(reply.inserted) == 1


WRONG: list[tuple[str, Json]] = [
    ("answered with None None", {}),
    ("answered with 200 text", {"statusCode": 200, "type": "text", "value": "x"}),
    ("answered with None application/vnd.microsoft.activity.message", {"type": WORDS, "value": "x"}),
    ("nothing in it", {"statusCode": 200, "type": ADAPTIVE, "value": card()}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "body"), WRONG)
async def test_an_answer_that_teams_would_not_take_is_a_violation(
    app: App, client: TeamsClient, bas: Person, south: Place, why: str, body: Json
) -> None:
    """The person reads that something went wrong, and the test is told what."""
    app.answers(body)
    reply = await bas.taps(posted(client, south), "Write")
    assert (reply.ok, reply.error) == (False, "Something went wrong. Please try again.")
    assert why in client.teams.violations[0].why


BAD_DIALOGS: list[Json] = [
    {"task": {"type": "continue", "value": {"card": {"contentType": ADAPTIVE, "content": card(STORY)}}}},
    {"task": {"type": "continue", "value": {"title": "x", "height": "huge", "card": {"contentType": ADAPTIVE}}}},
    {"task": {"type": "continue", "value": {"title": "x", "card": {"contentType": "text/html"}}}},
    {"task": {"type": "message"}},
    {"composeExtension": {"type": "result", "attachments": []}},
    {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": []}},
    {},
]


@pytest.mark.parametrize("body", BAD_DIALOGS)
async def test_a_dialog_that_teams_would_not_open_is_a_violation(
    app: App, client: TeamsClient, bas: Person, body: Json
) -> None:
    """Title, size, card and layout are needed as Microsoft says."""
    app.answers(body)
    assert not (await bas.extends("giveKudos")).ok
    assert client.teams.forgive() == ["BadAnswer"]


# ---------------------------------------------------------------- again, late, in another order


async def test_what_is_not_answered_in_time_is_brought_again(app: App, client: TeamsClient, bas: Person) -> None:
    """After 15 s of Teams' clock the same activity comes again, under the same id and with a new token."""
    app.wait = 0.3
    async with TeamsClient(client.teams, url=app.url, speed=100, tries=3) as patient:
        await Person(patient, bas.tenant, bas.user).writes("hello")
        assert len({a["id"] for a in app.got}) == 1
        assert (len(app.got), [d.answer.reason for d in patient.failed]) == (3, ["timeout"])
        app.wait = 0.0
        again = await patient.redeliver(patient.failed[0])
        assert (again.answer.status, patient.failed) == (200, [])


async def test_a_broken_app_is_asked_again_and_a_refusal_is_not(app: App, client: TeamsClient, bas: Person) -> None:
    """A 503 is brought again, a 401 is not."""
    statuses = iter([503, 200, 401])
    app.answer = lambda _activity: web.Response(status=next(statuses))
    async with TeamsClient(client.teams, url=app.url, speed=1000, tries=3) as patient:
        person = Person(patient, bas.tenant, bas.user)
        await person.writes("hello")
        await person.writes("again")
        assert [d.answer.status for d in patient.deliveries] == [200, 401]


async def test_things_may_come_in_another_order(app: App, client: TeamsClient, bas: Person) -> None:
    """What is held comes when it is released, the last first if so wished."""
    client.hold()
    said = await bas.writes("one")
    await bas.edits(said, "two")
    assert app.got == []
    await client.release(lambda held: held[::-1])
    assert app.names == ["messageUpdate:editMessage", "message"]


async def test_two_tenants_have_the_same_ids(app: App, client: TeamsClient, bas: Person, south: Place) -> None:
    """Their people and places are told apart by nothing but the tenant and the address."""
    other = client.teams.world.add_tenant("Other")
    twin = client.person("Bas Jansen", tenant=other)
    there = client.team("South", [twin, client.person("Noor de Wit", tenant=other)], installed=True)
    await bas.says(south, "@Fireside hello")
    await twin.says(there.general, "@Fireside hello")
    here, far = app.got
    assert here["from"] == far["from"]
    assert here["channelData"]["team"] == far["channelData"]["team"]
    assert here["channelData"]["tenant"] != far["channelData"]["tenant"]
    assert here["serviceUrl"] != far["serviceUrl"]
    client.teams.office.post(other, twin.chat, {"text": "Hello"})
    assert ([m.shown for m in twin.inbox], bas.inbox) == (["Hello"], [])
