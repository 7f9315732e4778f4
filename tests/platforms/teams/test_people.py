"""What Teams is asked about people and places, and how it is understood."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain.members import MemberKind
from bot.platforms.teams.installed import Tenant
from bot.platforms.teams.people import People, Seen, kind_of
from bot.platforms.teams.wire import Credentials, Wire
from tests.fakes.teams import FakeTeams

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def fake() -> AsyncIterator[FakeTeams]:
    """Give a fake Teams that saw nothing wrong when the test is over."""
    async with FakeTeams() as running:
        yield running
        assert running.violations == []


@pytest_asyncio.fixture
async def people(fake: FakeTeams) -> AsyncIterator[People]:
    """Give what looks people up, by the bot's own registration."""
    app_id, password = fake.world.app_id, fake.login.password
    wire = Wire(Credentials(app_id=app_id, password=password, tenant=fake.login.tenant, login_url=fake.url))
    yield People(wire)
    await wire.close()


def tenant(fake: FakeTeams) -> Tenant:
    """Give the one tenant as it is kept."""
    return Tenant(service=fake.service_url(fake.tenant.id), bot=fake.world.bot)


async def test_a_channel_goes_by_its_name_and_the_first_by_its_teams(fake: FakeTeams, people: People) -> None:
    """Teams tells no name of a team's first channel."""
    bas = fake.tenant.add_user("Bas Jansen")
    team = fake.tenant.add_team("Team South", [bas], installed=True)
    desk = fake.tenant.add_channel(team, "Desk")
    names = [await people.channel_name(tenant(fake), team.id, channel) for channel in (team.id, desk.id, "19:x")]
    assert names == ["Team South", "Desk", ""]


async def test_somebody_of_the_directory_is_found_under_their_id_here(fake: FakeTeams, people: People) -> None:
    """Lists and messages name people by the directory; where they are not is no error."""
    bas = fake.tenant.add_user("Bas Jansen")
    team = fake.tenant.add_team("Team South", [bas], installed=True)
    workspace, here = f"teams:{fake.tenant.id}", tenant(fake)
    assert await people.known_as(here, workspace, team.id, bas.aad) == bas.id
    assert await people.known_as(here, workspace, team.id, "29:already") == "29:already"
    assert await people.is_inside(here, workspace, team.id, bas.id)
    assert not await people.is_inside(here, workspace, team.id, "29:stranger")


async def test_a_profile_joins_the_roster_and_what_their_own_client_told(fake: FakeTeams, people: People) -> None:
    """Name and kind from the one, zone and language from the other; nobody who was never met is looked for."""
    guest = fake.tenant.add_user("Gus Guest", is_guest=True)
    team = fake.tenant.add_team("Team South", [guest], installed=True)
    workspace, here = f"teams:{fake.tenant.id}", tenant(fake)
    assert await people.profile(here, workspace, guest.id) is None
    people.meet(workspace, guest.id, Seen(team.id, "Europe/Amsterdam", "nl"))
    found = await people.profile(here, workspace, guest.id)
    assert found is not None
    assert (found.name, found.kind, found.zone, found.language) == (
        "Gus Guest",
        MemberKind.GUEST,
        "Europe/Amsterdam",
        "nl",
    )


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"id": "29:a", "userRole": "user", "tenantId": "home"}, MemberKind.MEMBER),
        ({"id": "29:a", "userRole": "guest", "tenantId": "else"}, MemberKind.GUEST),
        ({"id": "29:a", "userRole": "user", "tenantId": "else"}, MemberKind.OUTSIDER),
        ({"id": "29:a", "userRole": "anonymous"}, MemberKind.OUTSIDER),
        ({"id": "28:bot"}, MemberKind.BOT),
        ({"id": "29:a"}, MemberKind.MEMBER),
    ],
)
async def test_what_somebody_is(told: dict[str, str], kind: MemberKind) -> None:
    """A guest has an account here; who has none is an outsider."""
    assert kind_of(told, "home") is kind


async def test_a_reaction_tells_nothing_new_of_whoever_was_met_before(people: People) -> None:
    """It brings neither zone nor language along, and what is known of somebody stays; a move is news."""
    here, zone = "19:south@thread.tacv2", "Europe/Amsterdam"
    told = [
        Seen(here, zone, "nl"),
        Seen(here),
        Seen(here, zone, "nl"),
        Seen(here, "Asia/Tokyo", "nl"),
    ]
    assert [people.meet("teams:t", "29:bas", seen) for seen in told] == [True, False, False, True]
