"""What people do in Slack becomes what they ask of the bot."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot import commands as c, messages as m
from bot.platforms.slack import parse, render, wire

W, BOT, BAS = "slack:T1", "U0BOT", "U0BAS"


def by(channel: str = "", member: str = BAS) -> c.By:
    """Give who does it and where, Bas unless told otherwise."""
    return c.By(workspace=W, member=member, channel=channel)


def event(told: dict[str, Any]) -> tuple[c.Command, ...]:
    """Read one event."""
    return parse.event(W, BOT, {"type": "event_callback", "event": told})


TYPED = {"type": "message", "channel": "C1", "channel_type": "channel", "user": BAS, "ts": "2.1", "thread_ts": "1.1"}
PRIVATE = {"type": "message", "channel": "D1", "channel_type": "im", "user": BAS, "ts": "2.1", "text": "for me"}
REACTED = {
    "type": "reaction_added",
    "user": BAS,
    "reaction": "+1::skin-tone-3",
    "item": {"type": "message", "channel": "C1", "ts": "1.1"},
    "item_user": "U0ANN",
    "event_ts": "9.1",
}
EVENTS = [
    (
        {**TYPED, "text": "<@U0ANN|ann> helped"},
        c.HearReply(by=by("C1"), thread="1.1", ref="2.1", text="<@U0ANN> helped"),
    ),
    ({**TYPED, "text": "a &lt;b&gt;"}, c.HearReply(by=by("C1"), thread="1.1", ref="2.1", text="a <b>")),
    (PRIVATE, c.HearPrivate(by=by("D1"), ref="2.1", text="for me")),
    ({**PRIVATE, "thread_ts": "1.1"}, c.HearPrivate(by=by("D1"), ref="2.1", text="for me")),
    ({**PRIVATE, "subtype": "file_share"}, c.HearPrivate(by=by("D1"), ref="2.1", text="for me")),
    (
        {
            **PRIVATE,
            "subtype": "message_changed",
            "message": {**PRIVATE, "text": "new", "edited": {"user": BAS, "ts": "7.1"}},
            "previous_message": PRIVATE,
        },
        c.Reword(by=by("D1"), ref="2.1", text="new", order="7.1"),
    ),
    (
        {**TYPED, "subtype": "message_deleted", "deleted_ts": "2.1", "previous_message": TYPED},
        c.Reword(by=by("C1"), ref="2.1", text=None),
    ),
    (
        {
            **TYPED,
            "subtype": "message_changed",
            "message": {"subtype": "tombstone", "user": "USLACKBOT", "ts": "2.1"},
            "previous_message": TYPED,
        },
        c.Reword(by=by("C1"), ref="2.1", text=None),
    ),
    (REACTED, c.React(by=by("C1"), ref="1.1", emoji="thumbsup", on=True, author="U0ANN", order="9.1")),
    (
        {**REACTED, "type": "reaction_removed"},
        c.React(by=by("C1"), ref="1.1", emoji="thumbsup", on=False, author="U0ANN", order="9.1"),
    ),
    ({"type": "app_home_opened", "user": BAS, "tab": "home", "channel": "D1"}, c.OpenHome(by=by())),
    (
        {"type": "member_joined_channel", "user": BOT, "channel": "C1", "channel_type": "G", "inviter": BAS},
        c.Propose(by=by("C1"), channel="C1", private=True),
    ),
    ({"type": "channel_left", "channel": "C1"}, c.RestCircle(workspace=W, channel="C1", reason="removed")),
    ({"type": "group_left", "channel": "G1"}, c.RestCircle(workspace=W, channel="G1", reason="removed")),
    (
        {"type": "member_left_channel", "user": BOT, "channel": "C1"},
        c.RestCircle(workspace=W, channel="C1", reason="removed"),
    ),
    ({"type": "channel_archive", "channel": "C1"}, c.RestCircle(workspace=W, channel="C1", reason="archived")),
    ({"type": "channel_deleted", "channel": "C1"}, c.RestCircle(workspace=W, channel="C1", reason="deleted")),
    ({"type": "channel_unarchive", "channel": "C1"}, c.WakeCircle(workspace=W, channel="C1")),
    (
        {"type": "group_rename", "channel": {"id": "C1", "name": "new"}},
        c.RenameChannel(workspace=W, channel="C1", name="new"),
    ),
    (
        {"type": "channel_id_changed", "old_channel_id": "C1", "new_channel_id": "C2"},
        c.RenameChannel(workspace=W, channel="C1", to="C2"),
    ),
    ({"type": "app_uninstalled"}, c.Uninstall(workspace=W, reason="app_uninstalled")),
    ({"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}, c.Uninstall(workspace=W, reason="tokens_revoked")),
]


@pytest.mark.parametrize(("told", "asked"), EVENTS)
def test_an_event_is_what_somebody_asks(told: dict[str, Any], asked: c.Command) -> None:
    """Each kind of event becomes its own command, with ids, texts and times in their places."""
    assert event(told) == (asked,)


@pytest.mark.parametrize(
    "told",
    [
        {**TYPED, "bot_id": "B1"},
        {**TYPED, "user": BOT},
        {**TYPED, "thread_ts": "2.1"},
        {**TYPED, "subtype": "channel_join"},
        {**REACTED, "user": BOT},
        {**REACTED, "item": {"type": "file"}},
        {"type": "member_joined_channel", "user": BAS, "channel": "C1"},
        {"type": "app_home_opened", "user": BAS, "tab": "messages"},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}},
        {"type": "app_mention", "user": BAS},
        {"type": "unheard_of"},
        {},
    ],
)
def test_what_asks_nothing_is_no_command(told: dict[str, Any]) -> None:
    """Bots, the bot itself, people coming into channels and unknown kinds ask for nothing."""
    assert event(told) == ()


@pytest.mark.parametrize(
    ("slack", "neutral"),
    [
        ("<@U1|bas> and <@W2>", "<@U1> and <@W2>"),
        ("<!subteam^S1|@care> thanks", "<^S1> thanks"),
        ("in <#C1|team-south>", "in #team-south"),
        ("<https://a.example/x?y=1&amp;z|a.example>", "a.example"),
        ("<https://a.example/x?y=1&amp;z>", "https://a.example/x?y=1&z"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<!channel> <!here|here> <!everyone>", "@channel @here @everyone"),
        ("&lt;!channel&gt; &amp;amp; 3 &gt; 2", "<!channel> &amp; 3 > 2"),
        ("<!date^1^{date}|Monday>", "Monday"),
        ("line one\nline two", "line one\nline two"),
    ],
)
def test_text_reads_as_it_was_typed(slack: str, neutral: str) -> None:
    """Slack's own markup becomes what a person saw, with mentions in the one form that commands know."""
    assert wire.neutral(slack) == neutral


def test_a_command_thanks_the_people_it_mentions() -> None:
    """`/kudos` with escaped mentions gives the receivers, a group, and the reason."""
    told = {
        "command": "/kudos",
        "user_id": BAS,
        "channel_id": "C1",
        "text": "<@U0ANN|ann> <!subteam^S1> for the rota #calm",
    }
    assert parse.command(W, told) == c.GiveKudos(
        by=by("C1"), members=("U0ANN",), groups=("S1",), text="for the rota #calm"
    )
    assert parse.command(W, {**told, "text": " "}) == c.OpenKudos(by=by("C1"))


def test_a_command_in_the_private_chat_has_no_channel() -> None:
    """In direct messages a person is in their own window."""
    told = {"command": "/fireside", "user_id": BAS, "channel_id": "D1", "text": "hulp"}
    assert parse.command(W, told) == c.Help(by=by())


def test_a_tap_brings_back_what_the_button_carried() -> None:
    """What `render` put into a button or menu is what the command holds."""
    row = m.Actions(
        (
            m.Button("answer.open", "Write", {"round": "r1"}),
            m.Menu("answer.tap", "Just tap", (m.Option("together", "Together"),), {"round": "r1"}),
        )
    )
    write, menu = render.message(m.Message("x", (row,)))["blocks"][0]["elements"]
    body = {"user": {"id": BAS}, "channel": {"id": "C1"}}
    chosen = {**menu, "selected_option": menu["options"][0]}
    assert parse.tapped(W, {**body, "actions": [write]}) == c.OpenAnswer(by=by("C1"), round="r1")
    assert parse.tapped(W, {**body, "actions": [chosen]}) == c.Tap(by=by("C1"), round="r1", theme="together")


@pytest.mark.parametrize("packed", ["", "{", "[]", "7", '{"round": 7}', "null"])
def test_a_button_from_an_older_post_still_asks_for_something(packed: str) -> None:
    """A value that this version did not write reads as no args."""
    body = {"user": {"id": BAS}, "actions": [{"type": "button", "action_id": "answer.open#1", "value": packed}]}
    assert parse.tapped(W, body) == c.OpenAnswer(by=by())


def test_a_link_and_a_field_of_a_form_ask_nothing() -> None:
    """A link opens in the browser, and a choice inside a form counts when the form is sent."""
    for action in ({"type": "button", "action_id": "link#2"}, {"type": "radio_buttons", "action_id": "audience"}):
        assert parse.tapped(W, {"user": {"id": BAS}, "actions": [action]}) is None


def test_a_form_comes_back_with_its_args_its_channel_and_what_was_chosen() -> None:
    """Text, choices, chips and args of a form become the command; what was left empty is empty."""
    form = m.Form(
        "answer.save",
        "Your story",
        "Save",
        (
            m.TextField("text", "Story"),
            m.OneOf("audience", "Who", (m.Option("", "Nobody"), m.Option("named", "All"))),
            m.ManyOf("themes", "Themes", (m.Option("together", "Together"),)),
            m.ManyOf("marks", "Marks", (m.Option("quote", "Quote"),)),
        ),
        {"round": "r1"},
    )
    view = render.view(form, channel="C1")
    audience = view["blocks"][1]["element"]["options"]
    state = {
        "text": {"text": {"type": "plain_text_input", "value": "<b> & :tada:"}},
        "audience": {"audience": {"type": "radio_buttons", "selected_option": audience[1]}},
        "themes": {"themes": {"type": "checkboxes", "selected_options": [{"value": "together"}]}},
        "marks": {"marks": {"type": "checkboxes", "selected_options": []}},
    }
    body = {"user": {"id": BAS}, "view": {**view, "state": {"values": state}}}
    asked = c.SaveAnswer(by=by("C1"), round="r1", text="<b> & :tada:", audience="named", themes=("together",))
    assert parse.submitted(W, body) == asked
    state["audience"]["audience"]["selected_option"] = audience[0]
    state["text"]["text"]["value"] = None
    assert parse.submitted(W, body) == c.SaveAnswer(by=by("C1"), round="r1", themes=("together",))


def test_a_shortcut_on_a_message_thanks_its_author() -> None:
    """*Thank for this* knows the message and who wrote it; a bot is thanked for nothing."""
    told = {
        "callback_id": "thank",
        "user": {"id": BAS},
        "channel": {"id": "C1"},
        "message": {"ts": "3.1", "user": "U0ANN"},
    }
    assert parse.shortcut(W, told) == c.OpenKudos(by=by("C1"), members=("U0ANN",), about="3.1")
    assert parse.shortcut(W, {**told, "message": {"ts": "3.1", "bot_id": "B1"}}) == c.OpenKudos(
        by=by("C1"), about="3.1"
    )
    assert parse.shortcut(W, {"callback_id": "give", "user": {"id": BAS}}) == c.OpenKudos(by=by())


@pytest.mark.parametrize(
    ("body", "workspace"),
    [
        ({"team_id": "T1"}, "slack:T1"),
        ({"team": {"id": "T1"}, "enterprise": {"id": "E1"}}, "slack:T1"),
        ({"team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True}, "slack:E1"),
        ({"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "true"}, "slack:E1"),
        ({"team_id": "T9", "authorizations": [{"team_id": "T1", "enterprise_id": None}]}, "slack:T1"),
        (
            {
                "team_id": "T9",
                "authorizations": [{"team_id": None, "enterprise_id": "E1", "is_enterprise_install": True}],
            },
            "slack:E1",
        ),
        ({"team": None, "user": {"team_id": "T1"}}, "slack:T1"),
        ({"team": None, "view": {"app_installed_team_id": "T2"}, "user": {"team_id": "T1"}}, "slack:T2"),
        (
            {
                "type": "view_submission",
                "team": {"id": "T2"},
                "user": {"team_id": "T2"},
                "view": {"type": "modal", "app_installed_team_id": "T1"},
            },
            "slack:T1",
        ),
        ({"team": {"id": "T2"}, "view": {"type": "home", "app_installed_team_id": "T1"}}, "slack:T2"),
        ({}, ""),
    ],
)
def test_the_workspace_is_the_one_that_let_the_bot_in(body: dict[str, Any], workspace: str) -> None:
    """In shared channels and organisations the installation counts, not where the writer works."""
    assert wire.workspace_of(body) == workspace


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
WORDS = """type event user channel text ts thread_ts subtype message previous_message item reaction actions view state
values team authorizations callback_id private_metadata container tokens command channel_type action_id value"""
NAMES = st.sampled_from(WORDS.split())
BODIES = st.dictionaries(NAMES, st.one_of(JSON, st.dictionaries(NAMES, JSON, max_size=4)), max_size=8)


@given(BODIES, st.sampled_from([kind for told, _ in EVENTS for kind in [told["type"]]]))
def test_nothing_that_arrives_breaks_the_reading(body: dict[str, Any], kind: str) -> None:
    """Whatever shape a request has, reading it ends."""
    told = body.get("event")
    body = {**body, "event": {**(told if isinstance(told, dict) else {}), "type": kind}}
    json.dumps([wire.workspace_of(body), wire.bot_of(body)])
    parse.event(W, BOT, body)
    parse.command(W, body)
    parse.tapped(W, body)
    parse.submitted(W, body)
    parse.shortcut(W, body)


@pytest.mark.parametrize(("chosen", "found"), [([True, "U2", 7], ("U2",)), ("U1", ()), (None, ())])
def test_who_is_chosen_is_a_list_of_ids(chosen: object, found: tuple[str, ...]) -> None:
    """Whatever else stands there is nobody."""
    state = {"type": "multi_users_select", "selected_users": chosen}
    assert parse.fields({"state": {"values": {"members": {"x": state}}}}) == {"members": found}
