"""The fake Teams refuses what Teams refuses, and does the rest."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
import pytest_asyncio

from tests.fakes.teams import FakeTeams
from tests.fakes.teams_limits import Limits
from tests.fakes.teams_state import Place, User

pytestmark = pytest.mark.asyncio
Json = dict[str, Any]


def card(*body: Json, **more: Any) -> Json:
    """An adaptive card with these elements."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body) or [text("Hello")], **more}


def text(words: str) -> Json:
    """A text block."""
    return {"type": "TextBlock", "text": words, "wrap": True}


def attached(made: Json) -> Json:
    """A message with that card."""
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": made}],
    }


@dataclass(slots=True)
class Wire:
    """A bare client of the connector, with a token."""

    teams: FakeTeams
    session: aiohttp.ClientSession
    token: str = ""

    async def sign_in(self, **more: str) -> Json:
        """Ask for a token."""
        login = self.teams.login
        form = {
            "grant_type": "client_credentials",
            "client_id": login.app_id,
            "client_secret": login.password,
            "scope": "https://api.botframework.com/.default",
        }
        url = f"{self.teams.url}/{more.pop('authority', login.tenant)}/oauth2/v2.0/token"
        async with self.session.post(url, data=form | more) as answer:
            told: Json = await answer.json()
            self.token = told.get("access_token", self.token)
            return told

    async def call(self, verb: str, path: str, body: Json | None = None, *, tenant: str = "") -> tuple[int, Any]:
        """Call the connector; gives status and answer."""
        url = f"{self.teams.service_url(tenant or self.teams.tenant.id)}v3/{path}"
        async with self.session.request(verb, url, json=body, headers={"Authorization": f"Bearer {self.token}"}) as got:
            raw = await got.read()
            return got.status, await got.json() if raw else None

    async def post(self, conversation: str, activity: Json, *, query: str = "") -> tuple[int, Any]:
        """Post an activity to a conversation."""
        return await self.call("POST", f"conversations/{quote(conversation, safe='')}/activities{query}", activity)

    async def begin(self, channel: Place, activity: Json | None = None) -> Json:
        """Post in a channel as Microsoft says it is done."""
        data = {"channel": {"id": channel.id}, "tenant": {"id": self.teams.tenant.id}}
        made = {"isGroup": True, "channelData": data, "activity": activity or attached(card())}
        status, told = await self.call("POST", "conversations", made)
        assert status == 201, told
        return dict(told)

    async def refusal(self, verb: str, path: str, body: Json | None = None) -> str:
        """The status and code of a call that must fail."""
        status, told = await self.call(verb, path, body)
        assert status >= 400
        return f"{status} {told['error']['code']}"


@pytest_asyncio.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    """A fake Teams."""
    async with FakeTeams() as running:
        yield running


@pytest_asyncio.fixture
async def wire(teams: FakeTeams) -> AsyncIterator[Wire]:
    """Somebody who is signed in."""
    async with aiohttp.ClientSession() as session:
        made = Wire(teams, session)
        await made.sign_in()
        yield made


@pytest.fixture
def bas(teams: FakeTeams) -> User:
    """Somebody in the tenant."""
    return teams.tenant.add_user("Bas Jansen")


@pytest.fixture
def south(teams: FakeTeams, bas: User) -> Place:
    """The channel of a team with Bas and the bot."""
    return teams.tenant.add_team("South", [bas], installed=True).general


def at(conversation: str, *rest: str) -> str:
    """The path of something in a conversation."""
    return "/".join(["conversations", *(quote(part, safe="") for part in (conversation,)), *rest])


# ---------------------------------------------------------------- signing in


async def test_a_token_is_given_for_the_right_form_only(teams: FakeTeams, wire: Wire) -> None:
    """Each field of the form is checked, and so is the authority."""
    wrong = [
        ({"client_secret": "no"}, "invalid_client"),
        ({"client_id": "no"}, "unauthorized_client"),
        ({"scope": "no"}, "invalid_scope"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"resource": "more"}, "invalid_request"),
        ({"authority": "elsewhere"}, "invalid_request"),
    ]
    for fields, code in wrong:
        assert (await wire.sign_in(**fields))["error"] == code
    assert len(teams.forgive()) == 5  # a changed password is no bug of the app


async def test_a_call_needs_a_living_token(teams: FakeTeams, wire: Wire, south: Place) -> None:
    """No token, an old one and one that was revoked are refused, and an app that sends them is wrong."""
    teams.login.seconds = -1
    await wire.sign_in()
    assert await wire.refusal("GET", at(south.id, "pagedmembers")) == "401 Unauthorized"
    wire.token = ""
    assert await wire.refusal("GET", at(south.id, "pagedmembers")) == "401 Unauthorized"
    assert teams.forgive() == ["Unauthorized", "Unauthorized"]


async def test_the_keys_are_published_and_rotate(teams: FakeTeams, wire: Wire) -> None:
    """The document names the keys; a new one is there at once, and an old one goes where that is asked."""
    async with wire.session.get(teams.openid_url) as answer:
        where = (await answer.json())["jwks_uri"]

    async def kids() -> list[str]:
        async with wire.session.get(where) as answer:
            return [key["kid"] for key in (await answer.json())["keys"]]

    assert await kids() == ["fake-key-1"]
    teams.keys.rotate()
    assert await kids() == ["fake-key-1", "fake-key-2"]
    teams.keys.rotate(forget=True)
    assert await kids() == ["fake-key-3"]


# ---------------------------------------------------------------- posting


async def test_a_post_begins_a_thread_that_replies_stand_in(teams: FakeTeams, wire: Wire, south: Place) -> None:
    """What is created in a channel has an id with its thread; a reply goes there, and nothing is wrong."""
    begun = await wire.begin(south)
    status, reply = await wire.post(begun["id"], attached(card(text("More"))))
    root = teams.posts(south)[0]

    assert begun == {"id": f"{south.id};messageid={root.id}", "activityId": root.id}
    assert (status, [m.id for m in teams.thread(root)]) == (201, [reply["id"]])
    assert not teams.violations


async def test_what_is_posted_can_be_changed_and_taken_back(teams: FakeTeams, wire: Wire, south: Place) -> None:
    """An update shows something else in the same place, a deletion nothing; another's message is out of reach."""
    begun = await wire.begin(south)
    path = at(begun["id"], "activities", begun["activityId"])
    assert (await wire.call("PUT", path, attached(card(text("Changed")))))[0] == 200
    assert [(m.shown, m.earlier) for m in teams.posts()] == [("Changed", ["Hello"])]
    assert (await wire.call("DELETE", path))[0] == 200
    assert teams.posts() == []
    assert await wire.refusal("DELETE", path) == "404 ActivityNotFoundInConversation"
    said = teams.tenant.add_message(south, south.people[0], text="Mine")
    assert await wire.refusal("DELETE", at(south.id, "activities", said.id)) == "403 Forbidden"
    assert teams.forgive() == ["Forbidden"]


async def test_a_chat_is_the_same_at_every_call(teams: FakeTeams, wire: Wire, bas: User, south: Place) -> None:
    """Who asks twice for somebody's chat gets one; the Entra id does as well."""
    del south  # Bas is reached through it
    data = {"tenant": {"id": teams.tenant.id}}
    made = [
        await wire.call("POST", "conversations", {"members": [{"id": i}], "channelData": data})
        for i in (bas.id, bas.aad)
    ]
    assert made[0] == made[1]
    await wire.post(made[0][1]["id"], {"type": "message", "text": "Hello **you**"})
    assert [m.shown for m in teams.posts(bas)] == ["Hello you"]
    assert not teams.violations


BAD_CREATIONS: list[tuple[str, Json]] = [
    ("tenant.id is needed", {"members": [{"id": "29:x"}]}),
    ("no group chats", {"members": [{"id": "29:x"}, {"id": "29:y"}], "channelData": {"tenant": {"id": "T"}}}),
    ("no group chats", {"isGroup": True, "members": [{"id": "29:x"}], "channelData": {"tenant": {"id": "T"}}}),
    ("unknown member", {"members": [{"id": "29:x"}], "channelData": {"tenant": {"id": "T"}}}),
    ("an activity is needed", {"isGroup": True, "channelData": {"tenant": {"id": "T"}, "channel": {"id": "C"}}}),
    ("for a group", {"channelData": {"tenant": {"id": "T"}, "channel": {"id": "C"}}, "activity": {}}),
]


@pytest.mark.parametrize(("why", "body"), BAD_CREATIONS)
async def test_a_conversation_that_cannot_be_made_is_refused(
    teams: FakeTeams, wire: Wire, south: Place, why: str, body: Json
) -> None:
    """The tenant is needed, and bots make posts and chats, no groups."""
    data = body.get("channelData", {})
    if "tenant" in data:
        data = data | {"tenant": {"id": teams.tenant.id}}
    if "channel" in data:
        data = data | {"channel": {"id": south.id}}
    assert (await wire.call("POST", "conversations", body | {"channelData": data}))[0] in {400, 404}
    assert why in teams.violations[0].why


BAD_ACTIVITIES: list[tuple[str, Json]] = [
    ("text or an attachment", {"type": "message"}),
    ("known fields: typing", {"type": "typing"}),
    ("known fields: ['colour']", {"type": "message", "text": "x", "colour": "red"}),
    ("Teams makes two of it", {**attached(card()), "text": "x"}),
    ("another's name", {"type": "message", "text": "x", "from": {"id": "29:somebody"}}),
    ("another tenant", {"type": "message", "text": "x", "channelData": {"tenant": {"id": "other"}}}),
    ("names another conversation", {"type": "message", "text": "x", "conversation": {"id": "other"}}),
    ("not one adaptive card", {"type": "message", "attachments": [{"contentType": "image/png"}]}),
    ("without an entity", {"type": "message", "text": "<at>Bas</at> hello"}),
    ("nothing in it", attached(card(body=[]))),
]


@pytest.mark.parametrize(("why", "activity"), BAD_ACTIVITIES, ids=[why for why, _ in BAD_ACTIVITIES])
async def test_an_activity_that_is_wrong_is_refused(
    teams: FakeTeams, wire: Wire, south: Place, why: str, activity: Json
) -> None:
    """Each is a violation, and nothing is posted."""
    assert (await wire.post(south.id, activity))[0] == 400
    assert why in teams.violations[0].why
    assert teams.posts() == []


async def test_a_message_of_more_than_eighty_kilobytes_is_refused(teams: FakeTeams, wire: Wire, south: Place) -> None:
    """Sizes count as UTF-16, and what Teams may still take is a violation already."""
    for length in (41 << 10, 60 << 10):
        status, told = await wire.post(south.id, {"type": "message", "text": "x" * length})
        assert (status, told["error"]["code"]) == (413, "MessageSizeTooBig")
    assert len(teams.forgive()) == 2
    assert (await wire.post(south.id, {"type": "message", "text": "x" * (39 << 10)}))[0] == 201


async def test_a_targeted_message_is_for_one_who_is_there(
    teams: FakeTeams, wire: Wire, bas: User, south: Place
) -> None:
    """It is shown to that one alone, in a channel and not in a chat."""
    query = "?isTargetedActivity=true"
    assert (await wire.post(south.id, {**attached(card()), "recipient": {"id": bas.id}}, query=query))[0] == 201
    assert ([m.shown for m in teams.whispers(bas)], teams.posts()) == (["Hello"], [])
    assert (await wire.post(south.id, {**attached(card()), "recipient": {"id": "29:x"}}, query=query))[0] == 400
    chat = teams.tenant.chat(bas).id
    assert (await wire.post(chat, {**attached(card()), "recipient": {"id": bas.id}}, query=query))[0] == 400
    assert len(teams.forgive()) == 2


async def test_nobody_is_reached_where_the_bot_is_not(teams: FakeTeams, wire: Wire, bas: User, south: Place) -> None:
    """An unknown, deleted or left conversation, a block, an archive and an admin's no each have their own answer."""
    chat, team = teams.tenant.chat(bas), south.team
    assert team is not None
    hello: Json = {"type": "message", "text": "Hello"}
    assert (await wire.post("19:nowhere@thread.tacv2", hello))[1]["error"]["code"] == "ConversationNotFound"
    assert (await wire.post(f"{south.id};messageid=1", hello))[1]["error"]["code"] == "ConversationNotFound"
    team.archived = True
    assert (await wire.post(south.id, hello))[1]["error"]["code"] == "Forbidden"
    bas.blocks_bot = True
    assert (await wire.post(chat.id, hello))[1]["error"]["code"] == "ConversationBlockedByUser"
    bas.blocks_bot, team.installed = False, False
    assert (await wire.post(south.id, hello))[1]["error"]["code"] == "BotNotInConversationRoster"
    assert (await wire.post(chat.id, hello))[1]["error"]["code"] == "BotNotInConversationRoster"
    bas.has_app = True
    assert (await wire.post(chat.id, hello))[0] == 201
    south.deleted = True
    assert (await wire.post(south.id, hello))[1]["error"]["code"] == "ConversationNotFound"
    teams.tenant.disabled = True
    assert (await wire.post(chat.id, hello))[1]["error"]["code"] == "BotDisabledByAdmin"
    assert not teams.violations


async def test_the_bot_reacts_once(teams: FakeTeams, wire: Wire, south: Place) -> None:
    """A reaction is there however often it is asked for, and goes."""
    said = teams.tenant.add_message(south, south.people[0], text="Hi")
    path = at(south.id, "activities", said.id, "reactions", "heart")
    await wire.call("PUT", path)
    await wire.call("PUT", path)
    assert said.reactions == {"heart": [teams.world.bot]}
    teams.limits = Limits()
    await wire.call("DELETE", path)
    assert said.reactions == {}


# ---------------------------------------------------------------- reading


async def test_members_come_page_by_page_and_by_any_id(teams: FakeTeams, wire: Wire, bas: User, south: Place) -> None:
    """A roster tells names and ids, and one member is found by each of them."""
    team = south.team
    assert team is not None
    team.members += [teams.tenant.add_user(f"Person {number}").id for number in range(4)]
    path = at(south.id, "pagedmembers")
    first = (await wire.call("GET", f"{path}?pageSize=3"))[1]
    rest = (await wire.call("GET", f"{path}?pageSize=3&continuationToken={first['continuationToken']}"))[1]
    assert [m["id"] for m in first["members"] + rest["members"]] == team.members
    assert "continuationToken" not in rest
    for name in (bas.id, bas.aad, "bas@spectrum.example"):
        assert (await wire.call("GET", at(south.id, "members", quote(name, safe=""))))[1]["objectId"] == bas.aad
    unknown = await wire.refusal("GET", at(south.id, "members", "29:x"))
    assert unknown == "404 MemberNotFoundInConversation"


async def test_a_team_tells_its_channels(teams: FakeTeams, wire: Wire, south: Place) -> None:
    """General has the team's id and no name, as at Microsoft."""
    team = south.team
    assert team is not None
    rota = teams.tenant.add_channel(team, "Rota")
    where = f"teams/{quote(team.id, safe='')}"
    assert (await wire.call("GET", where))[1]["name"] == "South"
    told = (await wire.call("GET", f"{where}/conversations"))[1]["conversations"]
    assert [(c["id"], c["name"]) for c in told] == [(team.id, None), (rota.id, "Rota")]


async def test_what_does_not_exist_is_a_violation(teams: FakeTeams, wire: Wire) -> None:
    """A path that the connector does not know, and a tenant at another's address, are bugs of the app."""
    assert await wire.refusal("GET", "attachments/1") == "404 NotFound"
    other = teams.world.add_tenant("Other", region="amer")
    other.region = "apac"
    wrong = f"{teams.url}/amer/{other.id}/v3/conversations"
    async with wire.session.post(wrong, json={}, headers={"Authorization": f"Bearer {wire.token}"}) as answer:
        assert answer.status == 403
    assert teams.forgive() == ["NotFound", "InvalidBotApiHost"]


async def test_two_tenants_may_have_the_same_ids(teams: FakeTeams, wire: Wire, south: Place, bas: User) -> None:
    """Filled in the same order they have the same people and channels by id, and what is posted stays in one."""
    other = teams.world.add_tenant("Other")
    twin = other.add_user("Bas Twin")
    there = other.add_team("South", [twin], installed=True).general
    assert (twin.id, twin.aad, there.id) == (bas.id, bas.aad, south.id)
    await wire.begin(south)
    assert (len(south.messages), len(there.messages)) == (1, 0)


# ---------------------------------------------------------------- weather and limits

FAULTS: list[tuple[str, int, int]] = [
    ("throttled:7", 429, 0), ("throttled", 429, 0), ("status:503", 503, 0), ("status:412:PreconditionFailed", 412, 0),
    ("status:403:InvalidBotApiHost", 403, 0), ("reset", 0, 0), ("hang", 0, 0), ("accept_then_status:502", 502, 1),
    ("accept_then_reset", 0, 1), ("accept_then_hang", 0, 1), ("slow:0.01", 201, 1),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "status", "stored"), FAULTS)
async def test_bad_weather_comes_as_ordered(
    teams: FakeTeams, wire: Wire, south: Place, kind: str, status: int, stored: int
) -> None:
    """Each fault fails for the caller in its own way, stores or does not store the post, and passes."""
    teams.fault("post", kind, match={"conversation": south.id})
    patience = aiohttp.ClientTimeout(total=0.2)
    url = f"{teams.service_url(teams.tenant.id)}v3/{at(south.id, 'activities')}"
    headers = {"Authorization": f"Bearer {wire.token}"}
    try:
        async with wire.session.post(url, json=attached(card()), headers=headers, timeout=patience) as answer:
            assert answer.status == status
            assert answer.headers.get("Retry-After") == ("7" if kind == "throttled:7" else None)
    except (aiohttp.ClientError, TimeoutError):
        assert status == 0
    assert len(teams.posts()) == stored
    assert (await wire.post(south.id, attached(card())))[0] == 201


async def test_a_fault_that_nobody_knows_is_a_mistake(teams: FakeTeams) -> None:
    """A kind without what it needs is refused at once."""
    for kind in ("status", "nonsense", "slow"):
        with pytest.raises(ValueError, match="no such fault"):
            teams.fault("post", kind)


@pytest.mark.parametrize(("most", "seconds"), [(7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0)])
async def test_a_conversation_takes_so_many_posts(most: int, seconds: float) -> None:
    """After so many in a window the next waits until the first of them is out of it."""
    now = [0.0]
    limits = Limits(clock=lambda: now[0])
    for number in range(most):
        now[0] = number * seconds / most
        assert limits.retry_after("send", "t", "c") == 0
    now[0] = seconds - 0.001
    assert limits.retry_after("send", "t", "c") >= 1
    assert limits.retry_after("send", "t", "elsewhere") == 0
    now[0] = seconds
    assert (limits.retry_after("send", "t", "c"), limits.refused) == (0, 1)


async def test_a_tenant_and_all_reactions_have_limits_of_their_own() -> None:
    """Fifty calls a second for a tenant, two reactions a second for the whole bot."""
    limits = Limits(clock=lambda: 0.0)
    assert not any(limits.retry_after("send", "t", str(number)) for number in range(50))
    assert limits.retry_after("send", "t", "one more") == 1
    assert limits.retry_after("send", "other", "one more") == 0
    assert [limits.retry_after("react", "other", "c") for _ in range(3)] == [0, 0, 1]


async def test_a_bot_that_posts_too_fast_is_told_when_to_come_back(teams: FakeTeams, wire: Wire, south: Place) -> None:
    """The windows are on without being asked for."""
    answers = [await wire.post(south.id, attached(card())) for _ in range(9)]
    assert {status for status, _ in answers} == {201, 429}
    assert teams.limits.refused == len([status for status, _ in answers if status == 429])
