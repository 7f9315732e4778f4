"""Who gets in at Slack's door, and what is kept before the answer; over real HTTP, with a real database."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

import orjson
import pytest
from hypothesis import given, strategies as st

from bot.clock import SystemClock, wall
from bot.inbox import Inbox
from bot.platforms.slack.door import form_of
from bot.platforms.slack.mail import Mail, NotKept
from bot.platforms.slack.sieve import Sieve
from storage import circles, posts
from storage.errors import Busy
from storage.store import Arrival, Store
from storage.tables import Circle, Post
from tests.platforms.slack.conftest import Porch, until

pytestmark = pytest.mark.asyncio
BOT, BAS, TEAM = "U0BOT", "U0BAS", "slack:T1"
FORM = "application/x-www-form-urlencoded"


def event(told: dict[str, Any], event_id: str = "Ev1") -> bytes:
    """Give an event as Slack wraps it."""
    authorization = {"team_id": "T1", "enterprise_id": None, "user_id": BOT, "is_bot": True}
    whole = {"type": "event_callback", "team_id": "T1", "event_id": event_id, "event": told}
    return json.dumps({**whole, "authorizations": [authorization]}).encode()


def typed(text: str = "a rota", **more: Any) -> dict[str, Any]:
    """Give something that Bas wrote to the bot."""
    said = {"type": "message", "channel": "D1", "channel_type": "im", "user": BAS, "ts": "5.1", "text": text}
    return {**said, "event_ts": "5.1", **more}


def reaction(emoji: str = "tada", ts: str = "1.1", **more: Any) -> dict[str, Any]:
    """Give a reaction of Bas on a message in C1."""
    item = {"type": "message", "channel": "C1", "ts": ts}
    return {"type": "reaction_added", "user": BAS, "reaction": emoji, "item": item, "event_ts": "6.1", **more}


def gone(ts: str) -> dict[str, Any]:
    """Give the deletion of something that Bas wrote to the bot."""
    return {**typed(), "subtype": "message_deleted", "deleted_ts": ts, "previous_message": typed(ts=ts)}


@pytest.fixture
def circle(store: Store) -> Store:
    """A running circle in C1 with one question that the bot posted, and 🙌 for thanks."""

    def put(tx: Any) -> None:
        circles.add(tx, TEAM, Circle(workspace=TEAM, circle="c1", channel="C1", state="running"))
        posts.put(tx, Post(workspace=TEAM, channel="C1", ref="1.1", kind="question", subject="r1", circle="c1"))

    store.write(put).result(5)
    return store


async def test_a_private_message_is_kept_before_the_answer_and_then_heard(porch: Porch) -> None:
    """What somebody writes to the bot is a row in the database when Slack gets its 200, and is handled afterwards."""
    assert await porch.post(event(typed())) == (200, "")
    assert [(w, s) for w, _, s in porch.rows()] == [(TEAM, "pending")]
    await until(lambda: porch.heard)
    assert porch.heard[0]["event"]["text"] == "a rota"


async def test_nothing_of_what_somebody_wrote_lies_open_in_the_database(porch: Porch, store: Store) -> None:
    """The payload of a row is sealed, and its key tells nothing about whom it concerns."""
    await porch.post(event(typed("something private")))
    raw = store.read(lambda tx: tx.connection.exec_driver_sql("SELECT * FROM received").fetchall()).result(5)
    assert "something private" not in repr(raw)
    assert BAS not in repr(raw)


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Slack_Signature": "v0=" + "0" * 64},
        {"X_Slack_Signature": "v0=é"},
        {"X_Slack_Signature": ""},
        {"X_Slack_Request_Timestamp": "soon"},
        {"X_Slack_Request_Timestamp": "\uff11\uff12"},
        {"X_Slack_Request_Timestamp": ""},
        {"X_Slack_Request_Timestamp": "9" * 40},
        {"X_Slack_Request_Timestamp": "-1"},
    ],
)
async def test_somebody_who_is_not_slack_is_turned_away(porch: Porch, headers: dict[str, str]) -> None:
    """A signature or a time that is wrong, missing or strange is a 401 and leaves no trace."""
    assert await porch.post(event(typed()), **headers) == (401, "")
    assert porch.rows() == []


async def test_a_request_from_six_minutes_ago_is_turned_away(porch: Porch) -> None:
    """A request that somebody caught and sends again later does nothing."""
    assert await porch.post(event(typed()), at=wall() - 360) == (401, "")
    assert await porch.post(event(typed()), at=wall() + 360) == (401, "")


async def test_a_body_that_is_no_json_or_no_object_is_a_bad_request(porch: Porch) -> None:
    """Slack hears 400 for rubbish, whoever signed it."""
    for body in (b"{", b"[]", b"7", b"", b'"text"', b"\xff\xfe", b"[" * 5000):
        assert (await porch.post(body))[0] == 400


async def test_a_body_of_more_than_a_mebibyte_is_not_read(porch: Porch) -> None:
    """Nobody fills the memory through the door."""
    assert (await porch.post(b" " * ((1 << 20) + 1)))[0] == 413


async def test_slack_may_check_the_address_and_the_certificate(porch: Porch) -> None:
    """The challenge comes back as it came, and the check of the certificate is answered."""
    assert await porch.post(b'{"type":"url_verification","challenge":"xyz"}') == (200, "xyz")
    assert (await porch.post(b"ssl_check=1&token=x", Content_Type=FORM, X_Slack_Signature="v0=none"))[0] == 200


async def test_one_message_that_comes_as_ten_events_is_heard_once(porch: Porch) -> None:
    """Copies with other event ids stop at the key, since it is made of what the event is about."""
    for number in range(10):
        assert await porch.post(event(typed(), f"Ev{number}"), X_Slack_Retry_Num=str(number)) == (200, "")
    await until(lambda: porch.heard)
    assert len(porch.rows()) == len(porch.heard) == 1


async def test_an_edit_and_the_message_itself_are_two_things(porch: Porch, store: Store) -> None:
    """A message, its edit, its second edit and its deletion are each kept."""
    store.write(
        lambda tx: posts.put(tx, Post(workspace=TEAM, channel="D1", ref="5.1", kind="answer", subject="a"))
    ).result(5)
    before = typed("a rota")
    after = {**typed("a better rota"), "edited": {"user": BAS, "ts": "7.1"}}
    again = {**typed("the best rota"), "edited": {"user": BAS, "ts": "8.1"}}
    common = {"type": "message", "channel": "D1", "channel_type": "im"}
    edits = [{**common, "subtype": "message_changed", "message": m, "previous_message": before} for m in (after, again)]
    gone = {**common, "subtype": "message_deleted", "deleted_ts": "5.1", "previous_message": again}
    for told in (before, *edits, gone):
        assert await porch.post(event(told)) == (200, "")
    assert len(porch.rows()) == 4


@pytest.mark.usefixtures("circle")
async def test_what_concerns_a_message_that_still_waits_is_kept(porch: Porch, store: Store) -> None:
    """Reactions on a reply, its edit and its deletion count before anybody has handled it, and not after in vain."""
    reply = typed(channel="C1", channel_type="channel", thread_ts="1.1", ts="2.1")
    edit = {**reply, "subtype": "message_changed", "message": {**reply, "text": "new"}, "previous_message": reply}
    gone = {**reply, "subtype": "message_deleted", "deleted_ts": "2.1", "previous_message": reply}
    for told in (reply, edit, gone, reaction(ts="2.1")):
        assert await porch.post(event(told)) == (200, "")
    assert len(porch.rows()) == 4
    handled = "UPDATE received SET state = 'done'"
    store.write(lambda tx: tx.connection.exec_driver_sql(handled)).result(5)
    assert await porch.post(event(reaction("heart", ts="2.1"))) == (200, "")
    assert len(porch.rows()) == 4


class Away:
    """A store that does not answer at first, and does as soon as it is `back`."""

    def __init__(self, store: Store) -> None:
        self._store, self.back = store, False

    def __getattr__(self, name: str) -> Any:
        if not self.back:
            raise Busy
        return getattr(self._store, name)


@pytest.mark.usefixtures("circle")
async def test_what_the_door_could_not_even_sort_is_waited_for_until_it_is_sorted(store: Store) -> None:
    """A reaction on what was refused is kept, if that was to be kept; on chatter it is not, once that came again."""
    away: Any = Away(store)
    inbox = Inbox(store, store.vault, SystemClock(), {})
    mail = Mail(away, store.vault, SystemClock(), Sieve(away, store.vault, SystemClock()), inbox)
    reply = typed(channel="C1", channel_type="channel", thread_ts="1.1", ts="2.1")
    for told in (reply, {**reply, "thread_ts": "9.9", "ts": "2.2"}):
        with pytest.raises(NotKept):
            await mail.event(orjson.loads(event(told)))
    away.back = True
    await mail.event(orjson.loads(event({**reply, "thread_ts": "9.9", "ts": "2.2"})))
    assert mail.sieve.concerns(TEAM, BOT, reaction(ts="2.1"))
    assert not mail.sieve.concerns(TEAM, BOT, reaction(ts="2.2"))


class Meanwhile:
    """A store in which something happens right after one of the looks at it."""

    def __init__(self, store: Store, looks: int, happens: Callable[[], object]) -> None:
        self._store, self._left, self._happens = store, looks, happens

    def fast(self, look: Callable[[Any], Any]) -> Any:
        """Look, and let it happen if this was the one."""
        found = self._store.fast(look)
        self._left -= 1
        if self._left == 0:
            self._happens()
        return found


@pytest.mark.usefixtures("circle")
@pytest.mark.parametrize("looks", range(1, 7))
@pytest.mark.parametrize("ask", [Sieve.early, lambda sieve, workspace, told: sieve.concerns(workspace, BOT, told)])
async def test_a_message_that_comes_between_two_looks_is_not_missed(
    store: Store, looks: int, ask: Callable[[Sieve, str, dict[str, Any]], bool]
) -> None:
    """An edit and a deletion that overtook their message are kept and wait, whenever exactly it comes."""
    at = f"{int(wall())}.000200"
    reply = typed(channel="C1", channel_type="channel", thread_ts="1.1", ts=at)
    edit = {**reply, "subtype": "message_changed", "message": {**reply, "text": "new"}, "previous_message": reply}
    left = {**reply, "subtype": "message_deleted", "deleted_ts": at, "previous_message": reply}
    key = Sieve(store, store.vault, SystemClock()).event_key(TEAM, {"event": reply})
    arrival = Arrival(TEAM, key, b"sealed", SystemClock().now())
    for told in (edit, left):
        seen: Any = Meanwhile(store, looks, lambda: store.receive(arrival).result(5))
        assert ask(Sieve(seen, store.vault, SystemClock()), TEAM, told)
        store.write(lambda tx: tx.run("DELETE FROM received")).result(5)


@pytest.mark.usefixtures("circle")
@pytest.mark.parametrize(
    "told",
    [
        typed(channel="C1", channel_type="channel"),
        typed(channel="C1", channel_type="channel", thread_ts="9.9"),
        typed(channel="C1", channel_type="channel", thread_ts="1.1", bot_id="B1"),
        typed(channel="C1", channel_type="channel", thread_ts="1.1", user=BOT),
        typed(bot_id="B1", user=BOT),
        typed(subtype="channel_join"),
        {**typed(), "subtype": "message_changed", "message": typed(), "previous_message": typed()},
        {**typed(), "subtype": "message_deleted", "deleted_ts": "3.3"},
        *(gone(ts) for ts in ("9999999999.1", "9" * 400, "9" * 5000)),
        reaction(ts="2.2"),
        reaction(user=BOT),
        reaction(item={"type": "file", "file": "F1"}),
        {"type": "app_mention", "user": BAS, "text": "hi"},
        {"type": "app_home_opened", "tab": "messages", "user": BAS},
        {"type": "member_joined_channel", "user": BAS, "channel": "C1"},
        {"type": "a_new_kind"},
        {},
    ],
)
async def test_what_concerns_nothing_leaves_no_row(porch: Porch, told: dict[str, Any]) -> None:
    """Chatter of the channel, of bots and of the bot, and what was said in a far future, is answered and forgotten."""
    assert await porch.post(event(told)) == (200, "")
    assert porch.rows() == []


@pytest.mark.usefixtures("circle")
@pytest.mark.parametrize(
    "told",
    [
        typed(channel="C1", channel_type="channel", thread_ts="1.1", ts="2.1"),
        typed(channel="C1", channel_type="channel", thread_ts="1.1", ts="2.1", subtype="thread_broadcast"),
        reaction("tada"),
        reaction("raised_hands", ts="2.2"),
        reaction("raised_hands::skin-tone-4", ts="2.2"),
        reaction("raised_hands", ts="2.2", type="reaction_removed"),
        {"type": "app_home_opened", "tab": "home", "user": BAS, "event_ts": "1.0"},
        {"type": "member_joined_channel", "user": BOT, "channel": "C2", "inviter": BAS, "event_ts": "1.0"},
        {"type": "channel_archive", "channel": "C1", "event_ts": "1.0"},
        {"type": "channel_rename", "channel": {"id": "C1", "name": "new"}, "event_ts": "1.0"},
        {"type": "app_uninstalled"},
    ],
)
async def test_what_concerns_the_bot_is_kept(porch: Porch, told: dict[str, Any]) -> None:
    """Replies under our posts, reactions on them, thanks by emoji and what happens to the channel are rows."""
    assert await porch.post(event(told)) == (200, "")
    assert len(porch.rows()) == 1


async def test_slack_brings_it_again_when_the_database_is_away(porch: Porch, store: Store) -> None:
    """Nothing is acknowledged that was not kept: Slack hears 503 and tries again."""
    store.close()
    assert (await porch.post(event(typed())))[0] == 503


async def test_a_command_is_answered_at_once(porch: Porch) -> None:
    """Who types a command gets its answer in the answer."""
    body = urlencode({"command": "/kudos", "text": "@ann for the payload parser", "team_id": "T1", "user_id": BAS})
    assert await porch.post(body.encode(), Content_Type=FORM) == (200, '{"text":"hello"}')
    assert porch.asked[0]["text"] == "@ann for the payload parser"


@pytest.mark.parametrize("field", ["text", "channel_name", "payload"])
async def test_the_word_payload_works_everywhere(porch: Porch, field: str) -> None:
    """A command about a payload, in a channel of that name, is a command."""
    told = {"command": "/kudos", "team_id": "T1", "user_id": BAS, field: '{"payload": 1}'}
    assert (await porch.post(urlencode(told).encode(), Content_Type=FORM))[0] == 200
    assert porch.asked[0]["command"] == "/kudos"


async def test_a_tap_arrives_as_what_it_is(porch: Porch) -> None:
    """Buttons and forms come inside a field of a form."""
    tap = {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": BAS}, "actions": []}
    assert (await porch.post(urlencode({"payload": json.dumps(tap)}).encode(), Content_Type=FORM))[0] == 200
    assert porch.asked[0]["type"] == "block_actions"
    assert (await porch.post(b"payload=%7B", Content_Type=FORM))[0] == 400
    closed = urlencode({"payload": json.dumps({**tap, "type": "view_closed"})}).encode()
    assert await porch.post(closed, Content_Type=FORM) == (200, "")


def _kept(porch: Porch) -> list[bytes]:
    asked = "SELECT payload FROM received WHERE payload IS NOT NULL"
    rows = porch.store.read(lambda tx: tx.connection.exec_driver_sql(asked).fetchall()).result(5)
    return [porch.store.vault.open(bytes(row[0])) for row in rows]


async def test_what_came_is_kept_as_it_came(porch: Porch) -> None:
    """Byte for byte, so that it needs not be written anew; what was read with care only is kept as it was read."""
    plain = event(typed(" as it is  "))
    odd = event(typed("half \ud83d of it", ts="5.2"))
    many = event(typed("{" * 300, ts="5.3"))
    for body in (plain, odd, many):
        assert await porch.post(body) == (200, "")
    assert plain in _kept(porch)
    assert odd not in _kept(porch)
    texts = {orjson.loads(kept)["event"]["text"] for kept in _kept(porch)}
    assert texts == {" as it is  ", "half ? of it", "{" * 300}


async def test_half_a_surrogate_is_no_reason_to_lose_a_message(porch: Porch) -> None:
    """A message with a broken character in it is kept and heard, with a question mark there."""
    assert await porch.post(event(typed("good \ud83d day"))) == (200, "")
    await until(lambda: porch.heard)
    assert porch.heard[0]["event"]["text"] == "good ? day"


async def test_events_of_every_strange_shape_are_answered(porch: Porch) -> None:
    """Whatever Slack will send one day, the door does not fall."""
    for told in (None, 7, [], "x", {"type": 7}, {"type": "message", "message": 3, "subtype": "message_changed"}):
        body = {"type": "event_callback", "team_id": "T1", "authorizations": [None], "event": told}
        assert (await porch.post(json.dumps(body).encode()))[0] == 200
    assert (await porch.post(b'{"type":"event_callback","authorizations":{"a":1}}'))[0] == 200


async def test_what_goes_too_deep_to_be_kept_is_dropped(porch: Porch) -> None:
    """It can be read and not be written again: nothing of Slack's goes so deep, and it must not come back for ever."""
    deep: Any = "x"
    for _ in range(400):
        deep = [deep]
    assert await porch.post(event(typed(blocks=deep))) == (200, "")
    assert porch.rows() == []


@given(st.text(alphabet="ab=&+%;4C3é\x00 ", max_size=24))
async def test_a_form_is_read_as_the_standard_library_reads_it(typed: str) -> None:
    """Whatever stands in it, percent signs that mean nothing and fields without a name or a value too."""
    assert form_of(typed.encode()) == dict(parse_qsl(typed, keep_blank_values=True))
