"""How deliveries to Teams end, against a strict fake with bad weather."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from bot import messages as m, ports
from bot.domain.members import MemberKind
from bot.domain.pace import Gate
from bot.platforms.teams.deliver import Courier
from bot.platforms.teams.install import Teams
from bot.platforms.teams.installed import SERVICE, TEAM, Tenants
from bot.platforms.teams.people import People, Seen
from bot.platforms.teams.wire import Credentials, Wire
from storage import posts, workspaces
from storage.store import Store
from storage.tables import Post, Workspace
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_limits import Limits
from tests.fakes.teams_state import Place, User
from tests.fakes.teams_world import Tenant

pytestmark = pytest.mark.asyncio
SAID = m.Message("What gave you energy?", (m.Para((m.Span("What gave you energy?"),)),))
CHANGED = m.Message("Changed", (m.Para((m.Span("Changed"),)),))


@dataclass(slots=True)
class Mailing:
    """A courier, a channel with Bas in it, and a question on its way there."""

    teams: FakeTeams
    store: Store
    courier: Courier
    south: Place
    bas: User

    @property
    def workspace(self) -> str:
        """The key of the fake's first tenant."""
        return f"teams:{self.teams.tenant.id}"

    async def send(self, how: ports.How = ports.How.POST, **more: Any) -> ports.Outcome:
        """Try once to deliver a question to the channel, or what `more` makes of it."""
        usual = {"workspace": self.workspace, "channel": self.south.id, "message": SAID, "key": "p1"}
        parcel = ports.Parcel(**{**usual, "how": how, **more})
        outcome = await self.courier.deliver(parcel)
        if isinstance(outcome, ports.Sent) and how is ports.How.POST:
            await self.store.awrite(lambda tx: posts.put(tx, _post(parcel, outcome)))
        return outcome

    async def let_in(self, tenant: Tenant, **about: str) -> None:
        """Let the bot into a tenant."""
        service = self.teams.service_url(tenant.id)
        workspace = f"teams:{tenant.id}"
        row = Workspace(workspace=workspace, bot=self.teams.world.bot, token=b"", about={SERVICE: service, **about})
        await self.store.awrite(lambda tx: workspaces.keep(tx, workspace, row))
        self.courier.tenants.forget(workspace)


def _post(parcel: ports.Parcel, sent: ports.Sent) -> Post:
    """Give what the sender writes down of a post that stands."""
    about = {"kind": "question", "subject": parcel.key, "circle": "south", "own": True}
    return Post(workspace=parcel.workspace, channel=sent.channel, ref=sent.ref, thread=parcel.thread, **about)


@pytest_asyncio.fixture
async def mailing(teams: FakeTeams, store: Store) -> AsyncIterator[Mailing]:
    """A tenant that let the bot in."""
    bas = teams.tenant.add_user("Bas Jansen", tz="Europe/Amsterdam", locale="nl-NL")
    south = teams.tenant.add_team("South", [bas], installed=True).general
    wire = Wire(Credentials(app_id=teams.world.app_id, password=teams.login.password, login_url=teams.url))
    made = Mailing(teams, store, Courier(wire, Tenants(store), store, People(wire)), south, bas)
    await made.let_in(teams.tenant)
    yield made
    await wire.close()


# ---------------------------------------------------------------- in a channel


async def test_a_question_is_posted_and_its_place_known(mailing: Mailing) -> None:
    """A post that Teams took is there, once, as a thread of its own, under the ref that came back."""
    sent = await mailing.send()
    (there,) = mailing.teams.posts(mailing.south)
    assert sent == ports.Sent(there.id, mailing.south.id)
    assert (there.shown, there.root, there.summary) == ("What gave you energy?", there.id, "What gave you energy?")


async def test_a_reply_an_update_and_a_deletion_reach_their_message(mailing: Mailing) -> None:
    """Threads, changes in place and taking back all go by the ref of the post; taking back twice is no matter."""
    root = await mailing.send()
    assert isinstance(root, ports.Sent)
    reply = await mailing.send(thread=root.ref, key="p2")
    assert isinstance(reply, ports.Sent)
    assert [m.id for m in mailing.teams.thread(mailing.teams.posts()[0])] == [reply.ref]
    assert await mailing.send(ports.How.UPDATE, ref=root.ref, message=CHANGED) == root
    assert await mailing.send(ports.How.UPDATE, ref=reply.ref, message=CHANGED) == reply
    assert [post.shown for post in mailing.teams.posts()] == ["Changed", "Changed"]
    assert await mailing.send(ports.How.DELETE, ref=reply.ref) == reply
    assert await mailing.send(ports.How.DELETE, ref=reply.ref) == reply
    assert len(mailing.teams.posts(mailing.south)) == 1


async def test_what_is_gone_is_not_changed(mailing: Mailing) -> None:
    """An update of a post that somebody deleted is over, and no reason to rest the circle."""
    root = await mailing.send()
    assert isinstance(root, ports.Sent)
    mailing.teams.posts()[0].deleted = True
    gone = await mailing.send(ports.How.UPDATE, ref=root.ref, message=CHANGED)
    assert gone == ports.Refused("ActivityNotFoundInConversation")


async def test_a_group_chat_has_no_threads(mailing: Mailing) -> None:
    """Everything stands in the chat itself, one after the other."""
    group = mailing.teams.tenant.add_group("Planners", [mailing.bas], with_bot=True)
    root = await mailing.send(channel=group.id)
    assert isinstance(root, ports.Sent)
    reply = await mailing.send(channel=group.id, thread=root.ref, key="p2")
    assert [(m.id, m.root) for m in group.messages] == [(root.ref, ""), (reply.ref, "")]
    assert await mailing.send(ports.How.UPDATE, channel=group.id, ref=root.ref, message=CHANGED) == root


# ---------------------------------------------------------------- to one person


async def test_a_private_message_tells_where_it_landed(mailing: Mailing) -> None:
    """A chat needs only the person's id, is opened once, and is known afterwards."""
    sent = await mailing.send(ports.How.PRIVATE, channel=mailing.bas.id)
    await mailing.send(ports.How.PRIVATE, channel=mailing.bas.id, key="p2")
    chat = mailing.teams.tenant.chat(mailing.bas)
    assert mailing.teams.posts(mailing.bas)[0].id == sent.ref
    assert (sent.channel, len(chat.messages), len(mailing.teams.called("create"))) == (chat.id, 2, 1)


async def test_a_line_for_one_is_said_in_their_chat(mailing: Mailing) -> None:
    """What only one person may read in a channel is brought to them privately, and the channel stays still."""
    sent = await mailing.send(ports.How.HUSH, to=mailing.bas.id)
    assert isinstance(sent, ports.Sent)
    assert [m.shown for m in mailing.teams.posts(mailing.bas)] == ["What gave you energy?"]
    assert mailing.teams.posts(mailing.south) == []


@pytest.mark.parametrize("how", [ports.How.PRIVATE, ports.How.HUSH])
async def test_a_person_who_is_away_does_not_rest_a_circle(mailing: Mailing, how: ports.How) -> None:
    """Somebody who blocked the bot or has it no more is not written to; everybody else is."""
    mailing.bas.blocks_bot = True
    blocked = await mailing.send(how, channel=mailing.bas.id, to=mailing.bas.id)
    assert blocked == ports.Refused("ConversationBlockedByUser")
    mailing.bas.blocks_bot = False
    assert isinstance(await mailing.send(how, channel=mailing.bas.id, to=mailing.bas.id), ports.Sent)


@pytest.mark.parametrize("weather", ["reset", "accept_then_reset", "status:503", "accept_then_status:502"])
async def test_a_chat_that_could_not_be_opened_took_no_message(mailing: Mailing, weather: str) -> None:
    """However opening a chat ends, nothing was said yet: it is tried again, and said once."""
    mailing.teams.fault("create", weather)
    assert isinstance(await mailing.send(ports.How.PRIVATE, channel=mailing.bas.id), ports.Later)
    assert isinstance(await mailing.send(ports.How.PRIVATE, channel=mailing.bas.id), ports.Sent)
    assert len(mailing.teams.posts(mailing.bas)) == 1


# ---------------------------------------------------------------- how it may end

WEATHER: list[tuple[str, ports.Outcome]] = [
    ("throttled:7", ports.Later(7.0, "Throttled")),
    ("status:412:PreconditionFailed", ports.Later(5.0, "PreconditionFailed")),
    ("status:503", ports.Unsure("ServiceError")),
    ("accept_then_status:502", ports.Unsure("ServiceError")),
    ("reset", ports.Unsure("ServerDisconnectedError")),
    ("accept_then_reset", ports.Unsure("ServerDisconnectedError")),
    ("status:403:BotNotInConversationRoster", ports.Gone("BotNotInConversationRoster")),
    ("status:403:BotDisabledByAdmin", ports.Gone("workspace: BotDisabledByAdmin", everywhere=True)),
    ("status:404:ConversationNotFound", ports.Gone("ConversationNotFound")),
    ("status:413:MessageSizeTooBig", ports.Refused("MessageSizeTooBig")),
]


@pytest.mark.parametrize(("weather", "outcome"), WEATHER, ids=[weather for weather, _ in WEATHER])
@pytest.mark.parametrize("thread", ["", "root"])
async def test_each_way_it_can_go_wrong_is_told_apart(
    mailing: Mailing, weather: str, outcome: ports.Outcome, thread: str
) -> None:
    """The same holds for a new thread and for a reply, and each is one attempt."""
    if thread:
        root = await mailing.send()
        assert isinstance(root, ports.Sent)
        thread = root.ref
    mailing.teams.fault("post" if thread else "create", weather)
    before = len(mailing.teams.calls)
    assert await mailing.send(thread=thread, key="p2") == outcome
    posted = [call for call in mailing.teams.calls[before:] if call.method in {"post", "create"}]
    assert len(posted) == 1


async def test_only_what_cannot_double_is_done_again_to_settle_it(mailing: Mailing) -> None:
    """A change or deletion in doubt is repeated; a new post stays in doubt, whether it is there or not."""
    root = await mailing.send()
    assert isinstance(root, ports.Sent)
    usual: dict[str, Any] = {"workspace": mailing.workspace, "channel": mailing.south.id, "message": CHANGED}
    change = ports.Parcel(**usual, how=ports.How.UPDATE, ref=root.ref, key="p2")
    mailing.teams.fault("update", "accept_then_status:502")
    assert isinstance(await mailing.courier.deliver(change), ports.Unsure)
    assert await mailing.courier.settle(change) == root
    for how in (ports.How.POST, ports.How.PRIVATE, ports.How.HUSH):
        told = ports.Parcel(**usual, how=how, key="p3", to=mailing.bas.id)
        assert isinstance(await mailing.courier.settle(told), ports.Unsure)
    assert len(mailing.teams.posts()) == 1


async def test_nothing_leaves_for_a_tenant_that_has_not_let_us_in(mailing: Mailing) -> None:
    """An unknown tenant is gone as a whole, and nobody is asked."""
    outcome = await mailing.send(workspace="teams:elsewhere")
    assert isinstance(outcome, ports.Gone)
    assert outcome.everywhere
    assert mailing.teams.calls == []


async def test_a_tenant_that_moved_is_followed(mailing: Mailing) -> None:
    """The address is the one that was heard last."""
    mailing.teams.tenant.region = "amer"
    await mailing.let_in(mailing.teams.tenant)
    assert isinstance(await mailing.send(), ports.Sent)


async def test_the_same_ids_in_another_tenant_stay_there(mailing: Mailing) -> None:
    """Two tenants whose channels and people have the same ids each get their own, in public and in private."""
    other = mailing.teams.world.add_tenant("Other")
    twin = other.add_user("Bas Twin")
    there = other.add_team("South", [twin], installed=True).general
    await mailing.let_in(other)
    assert (there.id, twin.id) == (mailing.south.id, mailing.bas.id)
    elsewhere = f"teams:{other.id}"
    await mailing.send(workspace=elsewhere)
    await mailing.send(ports.How.PRIVATE, channel=mailing.bas.id)
    await mailing.send(ports.How.PRIVATE, channel=twin.id, workspace=elsewhere, message=CHANGED)
    assert (len(mailing.south.messages), len(there.messages)) == (0, 1)
    assert [m.shown for m in mailing.teams.tenant.chat(mailing.bas).messages] == ["What gave you energy?"]
    assert [m.shown for m in other.chat(twin).messages] == ["Changed"]


async def test_the_greatest_message_fits(mailing: Mailing) -> None:
    """What would be too big is cut, and Teams takes it."""
    many = tuple(m.Para((m.Words("🧡" * 1000),)) for _ in range(60))
    buttons = m.Actions((m.Button("help", "Help"),))
    assert isinstance(await mailing.send(message=m.Message("Much", (*many, buttons))), ports.Sent)
    assert mailing.teams.posts()[0].buttons == ["Help"]


# ---------------------------------------------------------------- looking up


async def test_people_are_known_from_where_they_were_met(mailing: Mailing) -> None:
    """A name and a kind come from the roster, zone and language from what a client told; strangers stay unknown."""
    courier, tenant = mailing.courier, await mailing.courier.tenants.get(mailing.workspace)
    assert tenant is not None
    people = mailing.teams.tenant
    guest = people.add_user("Gus Guest", is_guest=True)
    assert mailing.south.team is not None
    mailing.south.team.members.append(guest.id)
    for user in (mailing.bas, guest):
        courier.people.meet(mailing.workspace, user.id, Seen(mailing.south.id, user.tz, "nl"))
    told = await courier.people.profile(tenant, mailing.workspace, mailing.bas.id)
    assert told == ports.Profile(
        member=mailing.bas.id, name="Bas Jansen", kind=MemberKind.MEMBER, zone="Europe/Amsterdam", language="nl"
    )
    there = await courier.people.profile(tenant, mailing.workspace, guest.id)
    assert there is not None
    assert there.kind is MemberKind.GUEST
    assert await courier.people.profile(tenant, mailing.workspace, "29:stranger") is None
    mailing.teams.fault("member", "status:503")
    with pytest.raises(ports.Unreachable):
        await courier.people.profile(tenant, mailing.workspace, mailing.bas.id)


async def test_whole_teams_are_read_page_by_page(mailing: Mailing) -> None:
    """Everybody in a team of more than one page is found once."""
    team = mailing.south.team
    assert team is not None
    team.members += [mailing.teams.tenant.add_user(f"Person {number}").id for number in range(700)]
    assert list(await mailing.courier.group(mailing.workspace, team.id)) == team.members
    assert len(mailing.teams.called("members")) == 2


async def test_a_channel_tells_its_name(mailing: Mailing) -> None:
    """A channel of a known team has a name, its first one goes by the team's, and an unknown one is not asked for."""
    team = mailing.south.team
    assert team is not None
    rota = mailing.teams.tenant.add_channel(team, "Rota")
    await mailing.let_in(mailing.teams.tenant, **{f"{TEAM}{rota.id}": team.id, f"{TEAM}{team.id}": team.id})
    assert await mailing.courier.channel(mailing.workspace, rota.id) == ports.Channel(channel=rota.id, name="Rota")
    first = await mailing.courier.channel(mailing.workspace, team.id)
    assert first == ports.Channel(channel=team.id, name="South")
    assert await mailing.courier.channel(mailing.workspace, "19:x@thread.tacv2") is None


# ---------------------------------------------------------------- pace


@pytest.mark.parametrize("channels", [1, 40])
async def test_the_pace_stays_within_teams_own_windows(channels: int) -> None:
    """Sending as fast as the bot's own pace lets it, for more than an hour in each channel, it is never throttled."""
    now = [1_000_000.0]
    limits = Limits(clock=lambda: now[0])
    gates, whole = dict.fromkeys(range(channels), Gate()), Gate()
    for number in range(2000 if channels == 1 else 4000):
        channel = number % channels
        gate = gates[channel]
        now[0] = max(gate.opens(Teams.pace.channel, now[0]), whole.opens(Teams.pace.workspace, now[0]))
        gates[channel] = gate.passed(Teams.pace.channel, now[0])
        whole = whole.passed(Teams.pace.workspace, now[0])
        assert limits.retry_after("send", "tenant", str(channel)) == 0, (
            f"post {number} after {now[0] - 1_000_000:.2f} s"
        )
