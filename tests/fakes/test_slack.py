"""The fake Slack refuses what Slack refuses: shown with Slack's own client."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes import slack_data
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_limits import Pace
from tests.fakes.slack_state import Channel

pytestmark = pytest.mark.asyncio
Json = dict[str, Any]


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """A fake Slack."""
    async with FakeSlack() as running:
        yield running


@pytest.fixture
def web(slack: FakeSlack) -> AsyncWebClient:
    """Slack's own client, without retries."""
    return AsyncWebClient(slack.workspace.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=1)


@pytest.fixture
def south(slack: FakeSlack) -> Channel:
    """A channel with Bas and the bot."""
    return slack.workspace.add_channel("team-south", [slack.workspace.add_user("bas")], with_bot=True)


def button(label: str = "Write", **more: object) -> Json:
    """An actions block with one button."""
    return {
        "type": "actions",
        "elements": [{"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": "a", **more}],
    }


def modal(*blocks: Json) -> Json:
    """A modal with these blocks."""
    words = {"type": "plain_text", "text": "Tell"}
    return {"type": "modal", "title": words, "submit": words, "blocks": list(blocks) or [{"type": "divider"}]}


async def refusal(call: Any) -> str:
    """The error code of a call that must fail."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_post_is_kept_with_its_blocks_and_metadata(
    slack: FakeSlack, web: AsyncWebClient, south: Channel
) -> None:
    """A correct post is stored, found and readable, and leaves no violation."""
    metadata = {"event_type": "delivery", "event_payload": {"d": "1"}}
    answer = await web.chat_postMessage(channel=south.id, text="Hi &amp; <@U1>", blocks=[button()], metadata=metadata)
    post = await slack.next_post(south)
    assert (post.ts, post.buttons, post.metadata) == (answer["ts"], ["Write"], metadata)
    assert not slack.violations


DIVIDER = {"type": "divider"}
TWO_ALIKE = {"type": "actions", "elements": button()["elements"] * 2}
BAD_BLOCKS: list[tuple[list[Json], str]] = [
    ([DIVIDER] * 51, "no more than 50"),
    ([button("x" * 76)], "less than 76"),
    ([button(colour="red")], "not allowed: colour"),
    ([{"type": "sections"}], "unsupported type: sections"),
    ([{"type": "section"}], "must have text or fields"),
    ([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}], "less than 3001"),
    ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "unsupported type: mrkdwn"),
    ([{**DIVIDER, "block_id": "b"}] * 2, "block_id must be unique"),
    ([TWO_ALIKE], "action_id must be unique"),
    ([{"type": "actions", "elements": [{"type": "overflow", "action_id": "o", "options": []}]}], "no fewer than 1"),
    ([{"type": "input", "label": {"type": "plain_text", "text": "x"}}], "missing required field: element"),
]


@pytest.mark.parametrize(("blocks", "why"), BAD_BLOCKS, ids=[why for _, why in BAD_BLOCKS])
async def test_blocks_that_slack_refuses_are_refused(
    slack: FakeSlack, web: AsyncWebClient, south: Channel, blocks: list[Json], why: str
) -> None:
    """Each limit of Block Kit answers invalid_blocks and is a violation."""
    assert await refusal(web.chat_postMessage(channel=south.id, text="x", blocks=blocks)) == "invalid_blocks"
    assert why in str(slack.violations[0].messages)
    assert slack.posts() == []


async def test_arguments_and_methods_that_do_not_exist_are_refused(
    slack: FakeSlack, web: AsyncWebClient, south: Channel
) -> None:
    """Unknown arguments, missing arguments and unknown methods are violations."""
    assert await refusal(web.api_call("chat.delete", params={"channel": south.id})) == "invalid_arguments"
    assert await refusal(web.reactions_add(channel=south.id, name="x", timestamp="1")) == "unknown_method"
    blank = web.api_call("chat.postMessage", json={"channel": south.id, "blocks": [DIVIDER]})
    assert await refusal(blank) == "no_text"
    if slack_data.FOLDER.exists():
        call = web.api_call("chat.postMessage", json={"channel": south.id, "text": "x", "colour": "red"})
        assert await refusal(call) == "invalid_arguments"
    assert len(slack.forgive()) >= 3


async def test_a_token_opens_only_its_own_workspace_and_scopes(
    slack: FakeSlack, web: AsyncWebClient, south: Channel
) -> None:
    """Another workspace's channel is not found, an ungranted scope is missing, an unknown token is invalid."""
    other = slack.world.add_workspace("Other", scopes={"users:read"})
    stranger = AsyncWebClient(other.bot_token, base_url=slack.api_url)
    assert await refusal(stranger.chat_postMessage(channel=south.id, text="x")) == "missing_scope"
    other.scopes.add("chat:write")
    assert await refusal(stranger.chat_postMessage(channel=south.id, text="x")) == "channel_not_found"
    assert await refusal(web.auth_test(token="xoxb-nobody")) == "invalid_auth"
    assert await refusal(web.conversations_open(users=[south.members[0]])) == "missing_scope"


async def test_a_closed_channel_takes_no_posts(slack: FakeSlack, web: AsyncWebClient, south: Channel) -> None:
    """Archived, read-only and left channels each say so."""
    other = slack.workspace.add_channel("elsewhere", [])
    assert await refusal(web.chat_postMessage(channel=other.id, text="x")) == "not_in_channel"
    south.read_only = True
    assert await refusal(web.chat_postMessage(channel=south.id, text="x")) == "restricted_action"
    south.archived = True
    assert await refusal(web.chat_postMessage(channel=south.id, text="x")) == "is_archived"


async def test_a_trigger_opens_one_form_and_soon(slack: FakeSlack, web: AsyncWebClient, south: Channel) -> None:
    """A trigger id works once and within three seconds; a stale hash conflicts."""
    bas = slack.workspace.users[south.members[0]]
    trigger = slack.office.new_trigger(slack.workspace, bas.id)
    opened = await web.views_open(trigger_id=trigger, view=modal())
    assert slack.view(bas) is not None
    assert await refusal(web.views_open(trigger_id=trigger, view=modal())) == "exchanged_trigger_id"
    view_id = opened["view"]["id"]
    await web.views_update(view_id=view_id, hash=opened["view"]["hash"], view=modal(DIVIDER, DIVIDER))
    conflict = web.views_update(view_id=view_id, hash=opened["view"]["hash"], view=modal())
    assert await refusal(conflict) == "hash_conflict"
    slack.office.trigger_seconds = -1
    late = slack.office.new_trigger(slack.workspace, bas.id)
    assert await refusal(web.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
    titled = modal() | {"title": {"type": "plain_text", "text": "x" * 25}}
    assert await refusal(web.views_open(trigger_id=late, view=titled)) == "invalid_arguments"


async def test_the_same_client_msg_id_posts_once(slack: FakeSlack, web: AsyncWebClient, south: Channel) -> None:
    """A second post under the same key is the first one, unless the fake is told to ignore keys."""
    args = {"channel": south.id, "text": "x", "client_msg_id": "7d1a1f3e-8a0b-5a52-9b1e-0c9d5b3c7a11"}
    first, second = [await web.api_call("chat.postMessage", json=args) for _ in range(2)]
    assert second["is_duplicate"]
    assert first["ts"] == second["ts"]
    slack.office.client_msg_id = "ignore"
    await web.api_call("chat.postMessage", json=args)
    assert len(slack.posts(south)) == 2


FAULTS: list[tuple[str, int]] = [
    ("ratelimited:7", 0), ("http_500", 0), ("drop", 0), ("error:is_archived", 0),
    ("accept_then_drop", 1), ("accept_then_500", 1), ("accept_then_slow:3", 1),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "stored"), FAULTS)
async def test_bad_weather_comes_as_ordered(
    slack: FakeSlack, web: AsyncWebClient, south: Channel, kind: str, stored: int
) -> None:
    """Each fault fails for the caller, stores or does not store the post, and passes."""
    slack.fault("chat.postMessage", kind, match={"channel": south.id})
    with pytest.raises(Exception):  # noqa: B017 each kind fails in its own way
        await web.chat_postMessage(channel=south.id, text="first")
    assert len(slack.posts()) == stored
    await web.chat_postMessage(channel=south.id, text="second")
    assert slack.posts()[-1].text == "second"


async def test_too_fast_a_sender_is_told_when_to_come_back(
    slack: FakeSlack, web: AsyncWebClient, south: Channel
) -> None:
    """After the burst a channel takes one post a second."""
    now = [1000.0]
    slack.pace = Pace(channel_burst=2, clock=lambda: now[0])
    for _ in range(2):
        await web.chat_postMessage(channel=south.id, text="x")
    with pytest.raises(SlackApiError) as caught:
        await web.chat_postMessage(channel=south.id, text="x")
    assert (caught.value.response.headers["Retry-After"], slack.pace.refused) == ("1", 1)
    now[0] += 1
    await web.chat_postMessage(channel=south.id, text="x")


async def test_the_bot_reads_people_channels_and_threads(slack: FakeSlack, web: AsyncWebClient, south: Channel) -> None:
    """Lookups answer in Slack's shape, page by page."""
    bas = south.members[0]
    slack.workspace.add_usergroup("care", [slack.workspace.users[bas]])
    person = (await web.users_info(user=bas, include_locale=True))["user"]
    assert (person["tz"], person["locale"], person["is_bot"]) == ("Europe/Amsterdam", "en-US", False)
    page = await web.conversations_members(channel=south.id, limit=1)
    rest = await web.conversations_members(channel=south.id, limit=1, cursor=page["response_metadata"]["next_cursor"])
    assert page["members"] + rest["members"] == south.members
    root = await web.chat_postMessage(channel=south.id, text="root")
    await web.chat_postMessage(channel=south.id, text="reply", thread_ts=root["ts"])
    thread = await web.conversations_replies(channel=south.id, ts=root["ts"])
    assert [message["text"] for message in thread["messages"]] == ["root", "reply"]
    assert (await web.usergroups_list(include_users=True))["usergroups"][0]["users"] == [bas]
    assert not slack.violations


async def test_the_data_folder_and_the_built_in_limits_agree() -> None:
    """Without the folder the same limits hold."""
    assert {key: slack_data.limit(key) for key in slack_data.LIMITS} == slack_data.LIMITS


async def test_waiting_for_what_never_comes_fails_with_words(slack: FakeSlack) -> None:
    """`until` gives up in time and says what it waited for."""
    with pytest.raises(AssertionError, match="a digest did not happen"):
        await slack.until(list, seconds=0.01, what="a digest")


async def test_the_bot_changes_and_takes_back_only_its_own(
    slack: FakeSlack, web: AsyncWebClient, south: Channel
) -> None:
    """Update, delete, ephemeral, direct and linked messages behave as in Slack, and so do pushed and home views."""
    bas = slack.workspace.users[south.members[0]]
    first = await web.chat_postMessage(channel=south.id, text="one")
    link = await web.chat_getPermalink(channel=south.id, message_ts=first["ts"])
    assert link["permalink"].endswith(first["ts"].replace(".", ""))
    await web.chat_update(channel=south.id, ts=first["ts"], text="two")
    assert (slack.posts(south)[0].text, slack.posts(south)[0].earlier) == ("two", ["one"])
    await web.chat_delete(channel=south.id, ts=first["ts"])
    assert await refusal(web.chat_update(channel=south.id, ts=first["ts"], text="x")) == "message_not_found"
    await web.chat_postEphemeral(channel=south.id, user=bas.id, text="psst <!here>")
    await web.chat_postMessage(channel=bas.id, text="hello")
    assert (slack.ephemerals(bas)[0].pings, slack.posts(bas)[0].text) == (["!here"], "hello")
    home = await web.views_publish(user_id=bas.id, view={"type": "home", "blocks": [DIVIDER]})
    stale = web.views_publish(user_id=bas.id, view={"type": "home", "blocks": [DIVIDER]}, hash="old")
    assert await refusal(stale) == "hash_conflict"
    shown = slack.home(bas)
    assert shown is not None
    assert shown.id == home["view"]["id"]
    for step in ("open", "push", "push"):
        trigger = slack.office.new_trigger(slack.workspace, bas.id)
        await web.api_call(f"views.{step}", json={"trigger_id": trigger, "view": modal()})
    trigger = slack.office.new_trigger(slack.workspace, bas.id)
    assert await refusal(web.views_push(trigger_id=trigger, view=modal())) == "push_limit_reached"
    assert slack.forgive() == ["push_limit_reached"]


async def test_a_token_that_was_revoked_is_dead(slack: FakeSlack, web: AsyncWebClient) -> None:
    """auth.test tells the scopes in a header; after auth.revoke the token is refused."""
    answer = await web.auth_test()
    assert "chat:write" in answer.headers["X-OAuth-Scopes"].split(",")
    await web.auth_revoke()
    assert await refusal(web.auth_test()) == "token_revoked"
    slack.workspace.installed = False
    assert await refusal(web.auth_test()) == "account_inactive"
