"""What Slack gets to show: always within its limits, and never with the power to ping or format."""

import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from bot import messages as m
from bot.platforms.slack import inline, render
from bot.views import answers, kudos, own
from prompts import catalog
from tests.fakes.slack_blocks import check_blocks, check_view, too_long
from tests.fakes.slack_kit import objects, pings, texts

NASTY = [
    "<!channel> <!here|here> <@U0000001> <#C0000001> <^S1>",
    "@everyone @channel @here",
    "`code` *bold* _italic_ ~gone~ ```block```",
    "Tom & Jerry < > &amp;",
    "\u202eright to left\u202c \u200f",
    "half \ud83d a surrogate \udc4d",
    "🎉" * 60,
    "line one\nline two\n\n> no quote",
    "a" * 3000,
    "https://example.com/ <https://evil.example|your bank>",
]
CATALOG = catalog.load()
SURROGATES = st.text(st.characters(), max_size=300)
WORDS = st.one_of(st.sampled_from(NASTY), SURROGATES)
NAMES = st.sampled_from(["answer.open", "kudos.join", "answer.tap"])
STYLES = st.sampled_from(["", "bold", "italic"])
MEMBERS = st.sampled_from(["U0000001", "W0000001", "", "not an id", "<!channel>"])
ARGS = st.dictionaries(st.sampled_from(["round", "answer"]), st.text("abc123", max_size=26), max_size=2)
PIECES = st.one_of(
    st.builds(m.Span, WORDS, STYLES),
    st.builds(m.Words, WORDS, STYLES),
    st.builds(m.Who, MEMBERS, WORDS),
    st.builds(m.Where, st.sampled_from(["C0000001", "", "x"]), st.text("abc", max_size=8)),
    st.builds(m.Link, st.sampled_from(["https://example.com/a|b", "javascript:alert(1)"]), WORDS),
)
SPANS = st.lists(PIECES, max_size=14).map(tuple)
OPTIONS = st.lists(st.builds(m.Option, st.text("abcdef", max_size=20), WORDS, WORDS), max_size=14).map(tuple)
ITEMS = st.one_of(
    st.builds(m.Button, NAMES, WORDS, ARGS, st.sampled_from(["", "primary", "danger"]), WORDS),
    st.builds(m.Menu, NAMES, WORDS, OPTIONS, ARGS),
    st.builds(m.LinkButton, st.just("https://example.com"), WORDS),
)
BLOCKS = st.one_of(
    st.builds(m.Header, WORDS),
    st.builds(m.Para, SPANS),
    st.builds(m.Quote, SPANS),
    st.builds(m.Small, SPANS),
    st.just(m.Rule()),
    st.builds(m.Actions, st.lists(ITEMS, max_size=8).map(tuple)),
)
MESSAGES = st.builds(m.Message, WORDS, st.lists(BLOCKS, max_size=70).map(tuple))
FIELDS = {
    "text": st.builds(m.TextField, st.just("text"), WORDS, WORDS, WORDS, WORDS, st.booleans(), st.booleans()),
    "one": st.builds(m.OneOf, st.just("one"), WORDS, OPTIONS, st.text("abcdef", max_size=2), WORDS, st.booleans()),
    "many": st.builds(m.ManyOf, st.just("many"), WORDS, OPTIONS, st.tuples(st.text("abc", max_size=2)), WORDS),
    "people": st.builds(m.People, st.just("people"), WORDS, st.tuples(MEMBERS)),
    "at": st.builds(m.TimeField, st.just("at"), WORDS, st.just("10:00")),
    "day": st.builds(m.DateField, st.just("day"), WORDS, st.sampled_from(["", "2026-01-31"])),
}
FORMS = st.builds(
    m.Form,
    NAMES,
    WORDS,
    WORDS,
    st.tuples(*FIELDS.values()).flatmap(lambda made: st.permutations(made).map(tuple)),
    ARGS,
)


def shown(blocks: list[dict[str, Any]]) -> str:
    """Give everything that a reader sees."""
    return "".join(texts(blocks))


@settings(max_examples=150, deadline=None)
@given(MESSAGES)
def test_any_message_is_within_slacks_limits_and_pings_nobody(said: m.Message) -> None:
    """Whatever people wrote and however much there is, Slack takes it and notifies nobody."""
    made = render.message(said)
    assert check_blocks(made["blocks"]) == []
    assert not too_long(made["blocks"])
    assert made["text"].strip()
    assert pings(made["text"], made["blocks"]) == []
    assert "<" not in made["text"]
    json.dumps(made, ensure_ascii=False).encode()


@settings(max_examples=100, deadline=None)
@given(FORMS, MESSAGES)
def test_any_form_page_and_home_is_within_slacks_limits(form: m.Form, said: m.Message) -> None:
    """Forms, windows and home tabs are taken by Slack, whatever they hold."""
    assert check_view(render.view(form, channel="C1", thread="1.2"), "modal") == []
    assert check_view(render.home(said), "home") == []
    assert check_view(render.page(said), "modal") == []


@pytest.mark.parametrize("words", NASTY)
@pytest.mark.parametrize("block", [m.Para, m.Quote, m.Small])
def test_words_are_shown_as_typed(words: str, block: type[m.Para]) -> None:
    """A colleague's words come out as they were typed, in every kind of block, in text that nothing interprets."""
    made = render.message(m.Message("plain", (block((m.Words(words),)),)))["blocks"]
    typed = inline.clean(words)
    assert shown(made) == typed if block is not m.Small else shown(made) == inline.clip(typed.strip(), 2000)
    assert all(node.get("type") != "mrkdwn" for node in made[0]["elements"])


def test_the_emoji_that_somebody_typed_is_the_emoji_that_others_see() -> None:
    """Slack tells emoji by their names; a quoted name becomes the emoji again, a time of day does not."""
    made = render.message(m.Message("x", (m.Quote((m.Words("at 10:30:45 :tada: done :+1::skin-tone-3:"),)),)))
    nodes = made["blocks"][0]["elements"][0]["elements"]
    assert nodes == [
        {"type": "text", "text": "at 10:30:45 "},
        {"type": "emoji", "name": "tada"},
        {"type": "text", "text": " done "},
        {"type": "emoji", "name": "+1", "skin_tone": 3},
    ]


@pytest.mark.parametrize("block", [m.Para, m.Quote, m.Small])
def test_a_member_is_notified_only_where_the_bot_means_to(block: type[m.Para]) -> None:
    """A name is just a name; only a piece marked as a ping notifies, and a nameless one gives no id away."""
    quiet = render.message(m.Message("x", (block((m.Who("U0000001", "Bas"), m.Who("U0000002", ""))),)))
    loud = render.message(m.Message("x", (block((m.Who("U0000001", "Bas", ping=True),)),)))
    assert pings("", quiet["blocks"]) == []
    assert "Bas" in shown(quiet["blocks"])
    assert "U000" not in json.dumps(quiet)
    assert pings("", loud["blocks"]) == ["U0000001"]


def test_buttons_carry_their_action_and_args_and_have_names_of_their_own() -> None:
    """Two buttons of the same action in one message are told apart, and their args come back as they were."""
    row = m.Actions(
        (m.Button("answer.open", "Write", {"round": "r1"}), m.Button("answer.open", "Again", {"round": "r2"}))
    )
    elements = render.message(m.Message("x", (row, row)))["blocks"]
    names = [e["action_id"] for block in elements for e in block["elements"]]
    assert names == ["answer.open#1", "answer.open#2", "answer.open#3", "answer.open#4"]
    assert json.loads(elements[0]["elements"][0]["value"]) == {"round": "r1"}


def test_a_menu_carries_its_args_in_every_option() -> None:
    """A chip chosen from the menu tells the round it belongs to."""
    menu = m.Menu(
        "answer.tap", "Just tap", (m.Option("team", "Together"), m.Option("rest", "Rest")), {"round": "r" * 26}
    )
    (element,) = render.message(m.Message("x", (m.Actions((menu,)),)))["blocks"][0]["elements"]
    assert [json.loads(o["value"]) for o in element["options"]] == [
        {"round": "r" * 26, "value": "team"},
        {"round": "r" * 26, "value": "rest"},
    ]


def test_many_chips_become_a_menu_and_few_become_boxes() -> None:
    """Up to ten chips are boxes to tick; more become a menu that holds the number down itself."""
    few, many = (tuple(m.Option(str(i), f"chip {i}") for i in range(n)) for n in (10, 11))
    boxes = render.view(m.Form("a", "t", "s", (m.ManyOf("themes", "Themes", few, ("3",)),)))["blocks"][0]["element"]
    menu = render.view(m.Form("a", "t", "s", (m.ManyOf("themes", "Themes", many, ("3",)),)))["blocks"][0]["element"]
    assert (boxes["type"], boxes["initial_options"][0]["value"]) == ("checkboxes", "3")
    assert (menu["type"], menu["max_selected_items"]) == ("multi_static_select", 3)


def test_what_is_too_long_is_cut_with_its_buttons_kept() -> None:
    """A digest that is longer than Slack takes ends with an ellipsis, and its last row of buttons is still there."""
    quotes = tuple(m.Quote((m.Words("w" * 3000),)) for _ in range(6))
    made = render.message(m.Message("x", (*quotes, m.Actions((m.Button("edition.takeout", "Take my line out"),)))))
    assert made["blocks"][-1]["type"] == "actions"
    assert made["blocks"][-2]["elements"][0]["text"] == "…"
    assert len(made["blocks"]) == 6


def test_a_form_carries_its_args_and_where_the_answer_is_said() -> None:
    """What a form needs to know comes back with it: its action, its args, the channel and the thread."""
    made = render.view(m.Form("answer.save", "Your story", "Save", (), {"round": "r1"}), channel="C1", thread="1.2")
    assert made["callback_id"] == "answer.save"
    assert json.loads(made["private_metadata"]) == {"args": {"round": "r1"}, "channel": "C1", "thread": "1.2"}


def test_what_cannot_be_carried_is_refused_instead_of_cut() -> None:
    """Args that Slack would refuse are an error here, since half of an id is none."""
    with pytest.raises(ValueError, match="2000"):
        render.message(m.Message("x", (m.Actions((m.Button("a", "b", {"c": "d" * 2000}),)),)))


def test_who_can_read_it_is_said_in_full_however_long_the_channels_name_is() -> None:
    """Slack takes 75 characters beside a choice; a longer sentence stands under all of them, whole."""
    place = "#" + "a-very-long-name-of-a-channel-" * 2
    options = (
        m.Option("named", "The circle", f"Everyone in {place} can read it."),
        m.Option("private", "Only me", "Only you."),
    )
    (block,) = render.view(m.Form("a", "t", "s", (m.OneOf("audience", "Who?", options, "private"),)))["blocks"]
    assert block["hint"]["text"] == f"The circle: Everyone in {place} can read it.\nOnly me: Only you."
    assert block["element"]["initial_option"]["value"] == "private"
    assert all("description" not in option for option in block["element"]["options"])


@pytest.mark.parametrize("language", ["en", "nl"])
def test_who_may_read_it_is_said_to_the_end_in_a_channel_of_any_name(language: str) -> None:
    """The sentence beside each audience is shown whole, and only a very long name of a channel is cut within it."""
    voice, place = CATALOG.voice(language), f"#{'team-' * 15}"
    asked = answers.Draft(round="r1", question="What went well?", channel=place)
    forms = (
        answers.form(voice, CATALOG, asked),
        kudos.form(voice, kudos.Draft(channel="C1", place=place)),
        own.settings(voice, language="", thanks_in="circle", until=""),
    )
    hints = [o["description"]["text"] for form in forms for o in objects(render.view(form)) if "description" in o]
    assert len(hints) > 5
    assert all(hint.endswith(".") for hint in hints), hints
