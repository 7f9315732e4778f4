"""What Teams gets to show: cards that are valid and within its limits, and words that never ping or format."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from bot import messages as m
from bot.platforms.teams import render
from bot.platforms.teams.render import Frame
from bot.views import gallery
from prompts import catalog as catalogs
from prompts.phrases import LANGUAGES
from tests.fakes import teams_cards as cards, teams_show as show
from tests.platforms.slack.test_render import FIELDS, MESSAGES, NASTY
from tests.shape import gallery as rules

Json = dict[str, Any]
CATALOG = catalogs.load()
FRAMES = {
    "a channel": Frame(),
    "one's own chat": Frame(alone=True, channel="19:south@thread.tacv2"),
    "a dialog": Frame(dialog=True),
    "in the place of another": Frame(back="Back", ref="17"),
}
FORMS = st.builds(
    m.Form,
    st.just("answer.save"),
    st.sampled_from(NASTY),
    st.just("Save"),
    st.fixed_dictionaries(FIELDS).map(lambda fields: tuple(fields.values())),
)


def shown(said: m.Message | m.Form, frame: Frame = render.PLAIN) -> Json:
    """Give the card of something."""
    made = render.form(said, frame) if isinstance(said, m.Form) else render.card(said, frame)
    return json.loads(json.dumps(made, ensure_ascii=False).encode())


def everything(language: str, nasty: str = "") -> Iterator[tuple[str, m.Message | m.Form]]:
    """Give all that the bot says in a language, with the words of a good week or with hostile ones."""
    words = gallery.hostile(gallery.NASTY[nasty]) if nasty else None
    for name, said in gallery.examples(CATALOG, language, words).items():
        for part in rules.parts(said):
            yield name, part


def check(name: str, said: m.Message | m.Form, frame: Frame) -> None:
    """Look at one card as Teams would."""
    made = shown(said, frame)
    assert cards.problems(made, known=()) == [], name
    assert show.pings(made) == [], name
    assert cards.size(render.activity(said, frame)) < 80_000, name


@pytest.mark.parametrize("where", FRAMES)
def test_everything_the_bot_says_is_a_valid_card_wherever_it_stands(where: str) -> None:
    """By Microsoft's schema and by Teams' own rules, below 80 KB, and nobody is notified."""
    language = LANGUAGES[list(FRAMES).index(where) % len(LANGUAGES)]
    for name, said in everything(language):
        check(name, said, FRAMES[where])


@pytest.mark.parametrize("nasty", gallery.NASTY)
def test_hostile_words_make_no_card_invalid(nasty: str) -> None:
    """Whatever people write or are called."""
    number = list(gallery.NASTY).index(nasty)
    frame = list(FRAMES.values())[number % len(FRAMES)]
    for name, said in everything(LANGUAGES[number % len(LANGUAGES)], nasty):
        check(name, said, frame)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_and_no_button_is_missing(language: str) -> None:
    """What a message says, it says on Teams; what can be tapped and filled in, can be here too."""
    for name, said in gallery.examples(CATALOG, language).items():
        for part in rules.parts(said):
            made = shown(part)
            buttons, text = show.buttons(made), show.shown(made)
            for item in (item for block in part.blocks for item in getattr(block, "items", ())):
                labels = [o.label for o in item.options] if isinstance(item, m.Menu) else [item.label]
                assert set(labels) <= set(buttons), name
            for block in part.blocks:
                spoken = [s.text for s in getattr(block, "spans", ()) if isinstance(s, m.Words)]
                assert all(line in text for words in spoken for line in words.split("\n")), name
            fields = [block for block in part.blocks if hasattr(block, "id")]
            assert [f.label for f in fields] == [i["label"] for i in show.inputs(made)], name


def test_no_button_unfolds_what_was_left_out() -> None:
    """Of a message that is too long, a menu whose choices have no room any more is left out whole."""
    long = tuple(m.Para((m.Words("long " * 500),)) for _ in range(13))
    menu = m.Menu("answer.tap", "Just tap", tuple(m.Option(str(n), f"{n} chip " * 9) for n in range(60)))
    said = m.Message("long", (*long, m.Actions((m.Button("help", "Help"), menu)), m.Small((m.Span("the end"),))))
    made = shown(said)
    assert cards.problems(made, known=None) == []
    assert show.buttons(made) == ["Help"]


@settings(max_examples=60, deadline=None)
@given(MESSAGES)
def test_any_message_is_a_valid_card(said: m.Message) -> None:
    """Whatever people write, however much of it."""
    said = m.Message(said.text, said.blocks)
    made = shown(said)
    assert cards.problems(made, known=None) == []
    assert cards.size(made) < 80_000


@settings(max_examples=60, deadline=None)
@given(FORMS, st.sampled_from(sorted(FRAMES)))
def test_any_form_is_a_valid_card(asked: m.Form, where: str) -> None:
    """With whatever fields, options and hints."""
    assert cards.problems(shown(asked, FRAMES[where]), known=None) == []


# ---------------------------------------------------------------- words


@pytest.mark.parametrize("nasty", NASTY)
def test_peoples_words_stand_there_as_typed(nasty: str) -> None:
    """In text runs nothing is formatted, linked or mentioned; lines stay lines."""
    made = shown(m.Message("x", (m.Quote((m.Words(nasty),)),)))
    lines = [run["text"] for part in show.parts(made) if part.get("type") == "RichTextBlock" for run in part["inlines"]]
    meant = nasty.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert lines == [line for line in meant.split("\n") if line]
    assert not [part for part in show.parts(made) if part.get("type") == "TextBlock"]


def test_only_who_is_to_be_notified_is_mentioned() -> None:
    """Everything beside a mention is escaped, since Teams reads Markdown there."""
    spans = (m.Who("29:anna", "Anna <b>", ping=True), m.Span(" thanks "), m.Words("*you* [x](http://x) <at>Bas</at>"))
    made = shown(m.Message("x", (m.Para(spans),)))
    assert show.mentions(made) == [
        {"type": "mention", "text": "<at>Anna b</at>", "mentioned": {"id": "29:anna", "name": "Anna b"}}
    ]
    assert cards.problems(made, known={"29:anna"}) == []
    (block,) = made["body"]
    assert show.plain(block["text"]).startswith("Anna b thanks *you* [x](http://x)")


def test_commands_are_told_as_people_type_them_here() -> None:
    """A stroke means nothing in Teams; the bot is named instead. People's own words stay as they are."""
    said = m.Message("/fireside me", (m.Para((m.Span("/kudos @name, or /fireside me"), m.Words(" /fireside me"))),))
    made = shown(said)
    assert show.shown(made) == "@Fireside kudos @name, or @Fireside me /fireside me"
    assert made["fallbackText"] == "@Fireside me"


@pytest.mark.parametrize("text", ["https://example.org/kudos/", "and/kudos", "w/fireside me"])
def test_an_address_is_no_command(text: str) -> None:
    """A stroke within a word stays."""
    assert show.shown(shown(m.Message("x", (m.Para((m.Span(text),)),)))) == text


def test_text_and_card_are_never_in_one_activity() -> None:
    """Teams would make two messages of it and tell the id of none."""
    made = render.activity(m.Message("Hello"))
    assert sorted(made) == ["attachments", "summary", "type"]
    assert made["summary"] == "Hello"


def test_too_much_loses_its_end_and_keeps_its_buttons() -> None:
    """A card above Teams' limit would not arrive at all."""
    long = m.Message("x", (*[m.Para((m.Words("word " * 600),))] * 40, m.Actions((m.Button("home.open", "My story"),))))
    made = shown(long)
    assert 60_000 < cards.size(made) < 80_000
    assert show.buttons(made) == ["My story"]
    assert "…" in show.shown(made)


# ---------------------------------------------------------------- buttons


def action(item: m.Button | m.Menu | m.LinkButton, frame: Frame = render.PLAIN) -> Json:
    """Give what a button becomes."""
    return show.actions(shown(m.Message("x", (m.Actions((item,)),)), frame))[0]


def test_a_button_executes_and_old_clients_open_a_dialog() -> None:
    """Both bring along the same."""
    made = action(m.Button("answer.open", "Write", {"round": "r1"}, "primary"))
    assert (made["type"], made["verb"], made["style"]) == ("Action.Execute", "answer.open", "positive")
    assert made["data"] == {"fs": "answer.open", "a": {"round": "r1"}}
    assert made["fallback"]["data"] == {**made["data"], "msteams": {"type": "task/fetch"}}
    assert made["associatedInputs"] == "none"


def test_in_a_dialog_there_is_only_submitting() -> None:
    """Teams' dialogs know no executing."""
    made = action(m.Button("answer.open", "Write"), Frame(dialog=True))
    assert made["type"] == "Action.Submit"
    assert "fallback" not in made


def test_a_menu_unfolds_into_buttons() -> None:
    """One tap on a chip is a full answer."""
    chips = tuple(m.Option(f"t{n}", f"Theme {n}") for n in range(13))
    made = shown(m.Message("x", (m.Actions((m.Menu("answer.tap", "Just tap", chips, {"round": "r"}),)),)))
    assert [a["title"] for a in show.actions(made, unfold=False)] == ["Just tap"]
    (hidden,) = show.unfolded(made, show.actions(made)[0])
    assert [a["title"] for a in show.actions(hidden)] == [chip.label for chip in chips]
    assert show.actions(hidden)[3]["data"]["a"] == {"round": "r", "value": "t3"}


def test_what_is_for_good_is_asked_once_more() -> None:
    """Teams has no window for that: the question takes the card's place, with the same button."""
    first = action(m.Button("erase.me", "Delete everything", {"sure": "yes"}, "danger", "For good?"))
    asked = json.loads(json.dumps(render.confirm(first["data"], Frame(back="Back", ref="17"))))
    assert cards.problems(asked) == []
    assert "For good?" in show.shown(asked)
    sure, back = show.actions(asked)
    assert sure["title"] == "Delete everything"
    assert sure["data"] == {"fs": "erase.me", "a": {"sure": "yes"}}
    assert back["data"] == {"fs": "look", "a": {"ref": "17"}}


# ---------------------------------------------------------------- forms

FORM = m.Form(
    "answer.save",
    "Your answer",
    "Save",
    (
        m.TextField("text", "Tell", lines=True, most=3000),
        m.OneOf("audience", "Who?", (m.Option("named", "All", "They read it."), m.Option("", "None")), required=True),
        m.ManyOf("themes", "About", (m.Option("calm", "Calm"), m.Option("together", "Together"))),
        m.People("members", "Whom?", ("29:anna",), ("Anna",)),
        m.TimeField("time", "When", "10:00"),
        m.DateField("until", "Until"),
    ),
    {"round": "r1"},
)


def test_a_form_has_its_fields_with_what_is_known() -> None:
    """Nothing is preselected that nobody chose; what a choice means stands beside it; an empty choice has a value."""
    made = shown(FORM)
    text, who, about, people, time, until = show.inputs(made)
    assert (text["isMultiline"], text["maxLength"], "value" in text) == (True, 3000, False)
    assert (who["isRequired"], "value" in who, [c["value"] for c in who["choices"]]) == (
        True,
        False,
        ["named", "fireside:none"],
    )
    assert "All: They read it." in show.shown(made)
    assert about["isMultiSelect"] is True
    assert (people["value"], people["choices"]) == ("29:anna", [{"title": "Anna", "value": "29:anna"}])
    assert (time["value"], "value" in until) == ("10:00", False)
    (send,) = show.actions(made)
    assert send["associatedInputs"] == "auto"
    assert send["data"] == {"fs": "answer.save", "a": {"round": "r1"}, "form": True}


def test_a_form_with_a_mistake_says_so_beside_the_field_and_keeps_what_was_typed() -> None:
    """Nothing that somebody filled in is lost."""
    filled = {"text": "the rota", "themes": ("calm",), "members": ("29:bas",), "time": "11:30"}
    errors = {"audience": "Choose who may read it.", "": "That did not work."}
    made = json.loads(json.dumps(render.form(FORM, filled=filled, errors=errors)))
    assert cards.problems(made) == []
    text, _, about, people, time, _ = show.inputs(made)
    assert (text["value"], about["value"], people["value"], time["value"]) == ("the rota", "calm", "29:bas", "11:30")
    lines = show.shown(made).split("\n")
    assert lines.index("⚠ That did not work.") == 1
    assert lines.index("⚠ Choose who may read it.") == lines.index("Who?") - 1


@pytest.mark.parametrize(("frame", "where"), [(Frame(), "?scope=currentContext"), (Frame(alone=True), "")])
def test_colleagues_are_looked_for_where_they_are(frame: Frame, where: str) -> None:
    """In a channel among those who read along; in one's own chat nobody else is there."""
    (people,) = [i for i in show.inputs(shown(FORM, frame)) if "choices.data" in i]
    assert people["choices.data"]["dataset"] == f"graph.microsoft.com/users{where}"


def test_a_question_about_nothing_is_a_card_too() -> None:
    """A client may bring back less than it was given: nobody's request falls over that."""
    assert render.confirm({"sure": "Really?"})["body"]
