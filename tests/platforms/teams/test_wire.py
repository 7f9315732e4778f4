"""One call to the connector: which token it carries, and what each way in which it may end means."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from bot import ports
from bot.platforms.teams.wire import Credentials, Failure, Wire, quoted
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_state import Place

pytestmark = pytest.mark.asyncio
SAID = {"type": "message", "text": "Hello"}
PATIENCE = 1.0  # seconds for a whole call, so that a test need not wait as long as the bot does


def credentials(teams: FakeTeams, **more: str) -> Credentials:
    """Give what the fake's login authority asks for."""
    known = {"app_id": teams.world.app_id, "password": teams.login.password, "login_url": teams.url}
    return Credentials(**known | more)


@pytest_asyncio.fixture
async def wire(teams: FakeTeams) -> AsyncIterator[Wire]:
    """Give a wire whose patience is short."""
    made = Wire(credentials(teams))
    made._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
    yield made
    await made.close()


@pytest.fixture
def south(teams: FakeTeams) -> Place:
    """Give the channel of a team in which the bot is."""
    return teams.tenant.add_team("South", [teams.tenant.add_user("Bas Jansen")], installed=True).general


async def say(wire: Wire, teams: FakeTeams, where: Place) -> None:
    """Post something; raises Failure."""
    path = f"conversations/{quoted(where.id)}/activities"
    await wire.call("POST", teams.service_url(teams.tenant.id), path, SAID)


async def post(wire: Wire, teams: FakeTeams, where: Place) -> str:
    """Post something, and give how it ended: the code of the failure, or nothing."""
    try:
        await say(wire, teams, where)
    except Failure as failure:
        return failure.code
    return ""


# ---------------------------------------------------------------- tokens


async def test_one_token_serves_many_calls(teams: FakeTeams, wire: Wire, south: Place) -> None:
    """The first calls wait for one token together, and the later ones take it as it is."""
    first = await asyncio.gather(*(post(wire, teams, south) for _ in range(4)))
    assert [*first, await post(wire, teams, south)] == [""] * 5
    assert len(teams.called("token")) == 1


async def test_a_token_is_renewed_before_it_ends(teams: FakeTeams, wire: Wire, south: Place) -> None:
    """A short life is used to its half: the connector never sees a token that is over."""
    teams.login.seconds = 1
    for _ in range(7):
        assert await post(wire, teams, south) == ""
        await asyncio.sleep(0.2)
    assert 2 <= len(teams.called("token")) <= 4


async def test_a_token_that_was_revoked_is_let_go_of(teams: FakeTeams, wire: Wire, south: Place) -> None:
    """The call that met the refusal is tried again later, and the next one has a fresh token."""
    await post(wire, teams, south)
    teams.login.revoke()
    assert await post(wire, teams, south) == "Unauthorized"
    assert await post(wire, teams, south) == ""
    assert len(teams.called("token")) == 2


async def test_the_token_comes_from_the_bots_own_authority(teams: FakeTeams, south: Place) -> None:
    """A bot of one tenant asks that tenant's authority, whichever tenant it writes to."""
    teams.login.tenant = "c0ffee00-0000-4000-8000-000000000001"
    wire = Wire(credentials(teams, tenant=teams.login.tenant))
    assert await post(wire, teams, south) == ""
    assert [call.args["authority"] for call in teams.called("token")] == [teams.login.tenant]
    await wire.close()


async def test_a_wrong_password_is_tried_once_for_all(teams: FakeTeams, south: Place) -> None:
    """Nothing was sent, it is tried again later, and a flood of messages is no flood of sign-ins."""
    wire = Wire(credentials(teams, password="wrong"))
    assert await asyncio.gather(*(post(wire, teams, south) for _ in range(5))) == ["invalid_client"] * 5
    assert (len(teams.called("token")), teams.called("post")) == (1, [])
    await wire.close()


@pytest.mark.parametrize("weather", ["reset", "hang", "status:503", "accept_then_reset"])
async def test_without_a_token_nothing_was_sent(teams: FakeTeams, wire: Wire, south: Place, weather: str) -> None:
    """However the sign-in fails, the message can be sent again without being there twice."""
    teams.fault("token", weather)
    with pytest.raises(Failure) as caught:
        await wire.call(
            "POST", teams.service_url(teams.tenant.id), f"conversations/{quoted(south.id)}/activities", SAID
        )
    assert isinstance(caught.value.outcome, ports.Later)
    assert teams.called("post") == []


# ---------------------------------------------------------------- how a call may end

WEATHER: list[tuple[str, ports.Outcome]] = [
    ("throttled:7", ports.Later(7.0, "Throttled")),
    ("throttled", ports.Later(5.0, "Throttled")),
    ("status:412:PreconditionFailed", ports.Later(5.0, "PreconditionFailed")),
    ("status:502", ports.Unsure("ServiceError")),
    ("status:503", ports.Unsure("ServiceError")),
    ("status:504", ports.Unsure("ServiceError")),
    ("status:500", ports.Unsure("ServiceError")),
    ("accept_then_status:502", ports.Unsure("ServiceError")),
    ("reset", ports.Unsure("ServerDisconnectedError")),
    ("accept_then_reset", ports.Unsure("ServerDisconnectedError")),
    ("hang", ports.Unsure("TimeoutError")),
    ("accept_then_hang", ports.Unsure("TimeoutError")),
    ("status:401:Unauthorized", ports.Later(30.0, "unauthorized")),
    ("status:403:BotNotInConversationRoster", ports.Gone("BotNotInConversationRoster")),
    ("status:403:ConversationBlockedByUser", ports.Gone("ConversationBlockedByUser")),
    ("status:403:SomethingNew", ports.Gone("SomethingNew")),
    ("status:403:BotDisabledByAdmin", ports.Gone("workspace: BotDisabledByAdmin", everywhere=True)),
    ("status:403:InvalidBotApiHost", ports.Later(30.0, "InvalidBotApiHost")),
    ("status:404:ConversationNotFound", ports.Gone("ConversationNotFound")),
    ("status:400:BadArgument", ports.Refused("BadArgument")),
    ("status:413:MessageSizeTooBig", ports.Refused("MessageSizeTooBig")),
]


@pytest.mark.parametrize(("weather", "outcome"), WEATHER, ids=[weather for weather, _ in WEATHER])
async def test_each_way_it_can_end_has_its_meaning(
    teams: FakeTeams, wire: Wire, south: Place, weather: str, outcome: ports.Outcome
) -> None:
    """Certainly not there, nobody knows, and never again are three different things; and each is one attempt."""
    teams.fault("post", weather)
    with pytest.raises(Failure) as caught:
        await wire.call(
            "POST", teams.service_url(teams.tenant.id), f"conversations/{quoted(south.id)}/activities", SAID
        )
    assert caught.value.outcome == outcome
    assert len(teams.called("post")) == 1


async def test_a_connector_that_is_away_took_nothing(wire: Wire) -> None:
    """A refused connection is certainly not sent."""
    await wire.token()
    with pytest.raises(Failure) as caught:
        await wire.call("POST", "http://127.0.0.1:9", "conversations", {})
    assert caught.value.outcome == ports.Later(5.0, "unreachable")


async def test_an_answer_that_is_no_json_is_still_an_answer(teams: FakeTeams, wire: Wire, south: Place) -> None:
    """What was taken was taken, however little is said of it."""
    root = teams.office.post(teams.tenant, south, {"text": "Hello"})
    path = f"conversations/{quoted(root.conversation)}/activities/{root.id}"
    assert await wire.call("DELETE", teams.service_url(teams.tenant.id), path) == {}
