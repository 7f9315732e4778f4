"""How deliveries to Slack end, against a strict fake with bad weather."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot import messages as m, ports
from bot.domain.members import MemberKind
from bot.platforms.slack.api import Api
from bot.platforms.slack.deliver import Courier
from bot.platforms.slack.installed import Installations
from storage import workspaces
from storage.store import Store
from storage.tables import Workspace
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_state import Channel, User

pytestmark = pytest.mark.asyncio
SAID = m.Message("What gave you energy?", (m.Para((m.Span("What gave you energy?"),)),))


@dataclass(slots=True)
class Post:
    """A courier, a channel with Bas in it, and a question on its way there."""

    slack: FakeSlack
    store: Store
    courier: Courier
    south: Channel
    bas: User
    workspace: str

    def parcel(self, how: ports.How = ports.How.POST, **more: Any) -> ports.Parcel:
        """Give a question for the channel, or what `more` makes of it."""
        return ports.Parcel(
            **{"workspace": self.workspace, "how": how, "channel": self.south.id, "message": SAID, "key": "p1", **more}
        )

    async def send(self, how: ports.How = ports.How.POST, **more: Any) -> ports.Outcome:
        """Try once to deliver it."""
        return await self.courier.deliver(self.parcel(how, **more))

    async def let_in(self, scopes: str = "chat:write", **more: Any) -> None:
        """Let the bot into the workspace with these scopes."""
        team = self.slack.workspace

        def keep(tx: Any) -> None:
            token = tx.vault.seal(team.bot_token)
            row = {"bot": team.bot_user, "token": token, "scopes": scopes, "about": {"team": team.id}, **more}
            workspaces.keep(tx, self.workspace, Workspace(workspace=self.workspace, **row))

        await self.store.awrite(keep)
        self.courier.installations.forget(self.workspace)


@pytest_asyncio.fixture
async def post(slack: FakeSlack, store: Store) -> AsyncIterator[Post]:
    """A workspace that let the bot in."""
    team = slack.workspace
    bas = team.add_user("bas", real_name="Bas Jansen", tz="Europe/Amsterdam", locale="nl-NL")
    south = team.add_channel("team-south", [bas], with_bot=True)
    api = Api(slack.api_url)
    made = Post(slack, store, Courier(api, Installations(store)), south, bas, f"slack:{team.id}")
    await made.let_in()
    yield made
    await api.close()


async def test_a_question_is_posted_and_its_place_known(post: Post) -> None:
    """A post that Slack took is there, once, under the ref that came back."""
    sent = await post.send()
    (there,) = post.slack.posts(post.south)
    assert sent == ports.Sent(there.ts, post.south.id)
    assert there.shown == "What gave you energy?"


async def test_the_same_key_sent_twice_is_there_once(post: Post) -> None:
    """A parcel that is sent again carries the same id, by which Slack knows it."""
    assert await post.send() == await post.send()
    assert len(post.slack.posts(post.south)) == 1


async def test_a_reply_an_update_and_a_deletion_reach_their_message(post: Post) -> None:
    """Threads, changes in place and taking back all go by the ref of the post."""
    root = await post.send()
    assert isinstance(root, ports.Sent)
    reply = await post.send(thread=root.ref, key="p2")
    assert isinstance(reply, ports.Sent)
    changed = m.Message("Changed", (m.Para((m.Span("Changed"),)),))
    assert await post.send(ports.How.UPDATE, ref=root.ref, message=changed) == root
    assert post.slack.posts(post.south)[0].shown == "Changed"
    assert await post.send(ports.How.DELETE, ref=reply.ref) == reply
    assert await post.send(ports.How.DELETE, ref=reply.ref) == reply
    assert len(post.slack.posts(post.south)) == 1


async def test_a_private_message_tells_where_it_landed(post: Post) -> None:
    """A direct message needs only the person's id, and its channel is known afterwards."""
    sent = await post.send(ports.How.PRIVATE, channel=post.bas.id)
    assert isinstance(sent, ports.Sent)
    assert sent.channel == post.slack.workspace.dm(post.bas.id).id
    assert not post.slack.called("conversations.open")


async def test_a_whisper_is_seen_by_one(post: Post) -> None:
    """A private line in the channel is shown to that person only."""
    sent = await post.send(ports.How.HUSH, to=post.bas.id)
    assert isinstance(sent, ports.Sent)
    assert [w.shown for w in post.slack.ephemerals(post.bas)] == ["What gave you energy?"]
    assert post.slack.posts(post.south) == []


@pytest.mark.parametrize(
    ("weather", "outcome"),
    [
        ("ratelimited:7", ports.Later(7.0, "ratelimited")),
        ("http_500", ports.Unsure("http_500")),
        ("accept_then_500", ports.Unsure("http_500")),
        ("drop", ports.Unsure("ServerDisconnectedError")),
        ("accept_then_drop", ports.Unsure("ServerDisconnectedError")),
        ("error:internal_error", ports.Unsure("internal_error")),
        ("error:fatal_error", ports.Unsure("fatal_error")),
        ("error:request_timeout", ports.Unsure("request_timeout")),
        ("error:service_unavailable", ports.Unsure("service_unavailable")),
        ("error:ratelimited", ports.Later(30.0, "ratelimited")),
        ("error:not_in_channel", ports.Gone("not_in_channel")),
        ("error:channel_not_found", ports.Gone("channel_not_found")),
        ("error:is_archived", ports.Gone("is_archived")),
        ("error:restricted_action_read_only_channel", ports.Gone("restricted_action_read_only_channel")),
        ("error:invalid_auth", ports.Gone("invalid_auth", everywhere=True)),
        ("error:account_inactive", ports.Gone("account_inactive", everywhere=True)),
        ("error:token_revoked", ports.Gone("token_revoked", everywhere=True)),
        ("error:token_expired", ports.Gone("token_expired", everywhere=True)),
        ("error:team_access_not_granted", ports.Gone("team_access_not_granted")),
        ("error:org_login_required", ports.Later(600.0, "org_login_required")),
        ("error:team_added_to_org", ports.Later(600.0, "team_added_to_org")),
        ("error:missing_scope", ports.Refused("missing_scope")),
        ("error:invalid_blocks", ports.Refused("invalid_blocks")),
        ("error:msg_blocks_too_long", ports.Refused("msg_blocks_too_long")),
        ("error:something_new", ports.Refused("something_new")),
    ],
)
async def test_each_way_it_can_go_wrong_is_told_apart(post: Post, weather: str, outcome: ports.Outcome) -> None:
    """Certainly not there, nobody knows, and never again are three different things; and each is one attempt."""
    post.slack.fault("chat.postMessage", weather)
    assert await post.send() == outcome
    assert len(post.slack.called("chat.postMessage")) == 1


async def test_a_refused_connection_means_that_nothing_was_sent(post: Post) -> None:
    """Where nobody listens, nothing arrived: it is safe to try again."""
    away = Courier(Api("http://127.0.0.1:9/api/"), post.courier.installations)
    assert await away.deliver(post.parcel()) == ports.Later(5.0, "unreachable")
    await away.api.close()


async def test_a_person_who_is_away_is_no_reason_to_rest_a_channel(post: Post) -> None:
    """A direct message that cannot be delivered is refused, not a lost channel."""
    post.slack.fault("chat.postMessage", "error:channel_not_found")
    assert await post.send(ports.How.PRIVATE, channel=post.bas.id) == ports.Refused("channel_not_found")


async def test_an_update_of_a_message_that_is_gone_is_refused(post: Post) -> None:
    """There is nothing to change any more, and the channel is fine."""
    assert await post.send(ports.How.UPDATE, ref="1.1") == ports.Refused("message_not_found")


async def test_a_workspace_without_the_bot_is_gone_as_a_whole(post: Post) -> None:
    """After an uninstallation nothing is even tried."""
    await post.let_in(state="gone")
    assert await post.send() == ports.Gone("not_installed", everywhere=True)
    assert post.slack.calls == []


# ---------------------------------------------------------------- settling


async def settle(post: Post, **more: Any) -> ports.Outcome:
    """Look what became of an attempt a second ago."""
    attempted = datetime.now(UTC) - timedelta(seconds=1)
    return await post.courier.settle(replace(post.parcel(**more), attempted=attempted))


async def test_a_post_that_did_arrive_is_found_again(post: Post) -> None:
    """After an answer that never came, the history tells that the question is there."""
    await post.let_in("chat:write,channels:history")
    post.slack.fault("chat.postMessage", "accept_then_drop")
    assert isinstance(await post.send(), ports.Unsure)
    (there,) = post.slack.posts(post.south)
    assert await settle(post) == ports.Sent(there.ts, post.south.id)


async def test_a_post_that_did_not_arrive_may_be_sent_again(post: Post) -> None:
    """Where the history shows that nothing came, it is certain."""
    await post.let_in("chat:write,channels:history")
    post.slack.fault("chat.postMessage", "drop")
    await post.send()
    assert await settle(post) == ports.Later(0.0, "not there")


async def test_a_reply_is_looked_for_in_its_thread(post: Post) -> None:
    """The history of a channel does not show replies, so the thread is asked."""
    await post.let_in("chat:write,channels:history")
    root = await post.send(key="root")
    assert isinstance(root, ports.Sent)
    post.slack.fault("chat.postMessage", "accept_then_500")
    await post.send(thread=root.ref)
    found = await settle(post, thread=root.ref)
    assert isinstance(found, ports.Sent)
    assert found.ref == post.slack.posts(post.south)[-1].ts


async def test_a_busy_moment_does_not_decide_what_became_of_a_post(post: Post) -> None:
    """A look that Slack puts off is taken again after the time it names."""
    await post.let_in("chat:write,channels:history")
    await post.send()
    post.slack.fault("conversations.history", "ratelimited:1")
    assert isinstance(await settle(post), ports.Sent)


async def test_where_nothing_can_tell_nobody_guesses(post: Post) -> None:
    """Without the right to read, and for private lines, an unsure post stays unsure."""
    assert isinstance(await settle(post), ports.Unsure)
    assert isinstance(await settle(post, how=ports.How.PRIVATE, channel=post.bas.id), ports.Unsure)
    assert isinstance(await settle(post, how=ports.How.HUSH, to=post.bas.id), ports.Unsure)


async def test_an_unsure_update_is_simply_done_again(post: Post) -> None:
    """Changing a message to what it says already does no harm."""
    root = await post.send()
    assert isinstance(root, ports.Sent)
    assert await settle(post, how=ports.How.UPDATE, ref=root.ref) == root


# ---------------------------------------------------------------- looking up


async def test_a_member_is_known_by_name_zone_and_language(post: Post) -> None:
    """What Slack tells of a person becomes a profile with an IANA zone and two letters of language."""
    assert await post.courier.profile(post.workspace, post.bas.id) == ports.Profile(
        member=post.bas.id, name="bas", kind=MemberKind.MEMBER, zone="Europe/Amsterdam", language="nl"
    )
    assert await post.courier.profile(post.workspace, "U0NOBODY") is None
    assert await post.courier.profile(post.workspace, "") is None


@pytest.mark.parametrize(
    ("traits", "kind"),
    [
        ({"is_restricted": True}, MemberKind.GUEST),
        ({"is_ultra_restricted": True}, MemberKind.GUEST),
        ({"is_bot": True}, MemberKind.BOT),
        ({"deleted": True}, MemberKind.GONE),
        ({"is_stranger": True}, MemberKind.OUTSIDER),
    ],
)
async def test_guests_bots_and_outsiders_are_told_apart(post: Post, traits: dict[str, bool], kind: MemberKind) -> None:
    """What somebody is to the workspace decides what is kept of them."""
    other = post.slack.workspace.add_user("other", **traits)
    found = await post.courier.profile(post.workspace, other.id)
    assert found is not None
    assert found.kind is kind


async def test_somebody_of_another_company_is_an_outsider(post: Post) -> None:
    """In a shared channel a colleague of theirs is not a stranger to Slack, but belongs to another workspace."""
    other = post.slack.workspace.add_user("other")
    other.team_id = "T0OTHER"
    found = await post.courier.profile(post.workspace, other.id)
    assert found is not None
    assert found.kind is MemberKind.OUTSIDER


async def test_a_channel_is_known_by_name_and_kind(post: Post) -> None:
    """Whether it is private, shared or archived is told before anything is proposed there."""
    shared = post.slack.workspace.add_channel("care", [post.bas], with_bot=True, private=True, ext_shared=True)
    assert await post.courier.channel(post.workspace, shared.id) == ports.Channel(
        channel=shared.id, name="care", private=True, external=True
    )
    assert await post.courier.channel(post.workspace, "C0NOWHERE") is None


async def test_a_group_is_its_members_or_nobody(post: Post) -> None:
    """Who stands behind a mention of a group is asked; one that is not there has no members."""
    group = post.slack.workspace.add_usergroup("care", [post.bas])
    assert await post.courier.group(post.workspace, group.id) == (post.bas.id,)
    assert await post.courier.group(post.workspace, "S0NONE") == ()


@pytest.mark.parametrize("weather", ["ratelimited", "http_500", "drop"])
async def test_a_platform_that_does_not_answer_is_unreachable(post: Post, weather: str) -> None:
    """Not knowing now is not the same as there being nobody."""
    post.slack.fault("users.info", weather, times=None)
    with pytest.raises(ports.Unreachable):
        await post.courier.profile(post.workspace, post.bas.id)
