"""What Teams would not show, the fake does not take; what it shows, the fake reads as a person does."""

from typing import Any

import pytest

from tests.fakes import teams_cards as cards, teams_show as show
from tests.fakes.teams_forms import Card, FormRefused, gathered

Json = dict[str, Any]


def card(*body: Json, **more: Any) -> Json:
    """A card with these elements."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **more}


def row(*actions: Json) -> Json:
    """A row of buttons."""
    return {"type": "ActionSet", "actions": list(actions)}


def button(title: str = "Write", **more: Any) -> Json:
    """A button that old clients submit."""
    same = {"title": title, "data": {"a": "write"}, "associatedInputs": "none", **more}
    return {"type": "Action.Execute", "verb": "write", **same, "fallback": {"type": "Action.Submit", **same}}


def choices(**more: Any) -> Json:
    """One of two."""
    known = [{"title": "The circle", "value": "circle"}, {"title": "Only me", "value": "me"}]
    return {"type": "Input.ChoiceSet", "id": "who", "label": "Who?", "choices": known, **more}


STORY: Json = {"type": "Input.Text", "id": "story", "label": "Your story", "maxLength": 20}
TWINS = [{"title": "a", "value": "x"}, {"title": "b", "value": "x"}]
MUST: Json = {"isRequired": True, "errorMessage": "Say something"}
TEXT: Json = {"type": "TextBlock", "text": "Hello"}
PLAIN = {"type": "Action.Execute", "verb": "x", "title": "x", "data": {}}

BAD: list[tuple[str, Json]] = [
    ("not an adaptive card", {"type": "HeroCard"}),
    ("nothing in it", card()),
    ("version 1.6", card(TEXT, version="1.6")),
    ("unknown element Icon", card({"type": "Icon", "name": "Heart"})),
    ("TextBlock without text", card({"type": "TextBlock", "text": ""})),
    ("Action.Submit for old clients", card(row({**PLAIN, "fallback": "drop"}))),
    ("does something else", card(row({**button(), "fallback": {"type": "Action.Submit", "title": "Write"}}))),
    ("7 actions in a row", card(row(*(button(str(number)) for number in range(7))))),
    ("shows nothing", card(row({"type": "Action.ToggleVisibility", "title": "x", "targetElements": ["nowhere"]}))),
    ("the id story 2 times", card(STORY, STORY)),
    ("both called story", card(STORY, row(button(data={"story": "x"})))),
    (
        "choices with the same value",
        card(choices(choices=TWINS)),
    ),
    ("a value that is no choice", card(choices(value="boss"))),
    ("several values", card(choices(value="circle,me"))),
    ("no choices in who", card(choices(choices=[]))),
    ("a search in", card(choices(**{"choices.data": {"type": "Data.Query", "dataset": "groups"}}))),
    ("required and does not say so", card({**STORY, "isRequired": True})),
    ("Action.OpenUrl to javascript:", card(row({"type": "Action.OpenUrl", "title": "x", "url": "javascript:1"}))),
    ("without an entity", card({"type": "TextBlock", "text": "<at>Bas</at>"})),
    ("more than 60 people", card(TEXT, refresh={"userIds": ["29:x"] * 61})),
]


@pytest.mark.parametrize(("why", "made"), BAD, ids=[why for why, _ in BAD])
def test_a_card_that_is_wrong_is_seen(why: str, made: Json) -> None:
    """Each rule is broken once, and named."""
    assert why in "; ".join(cards.problems(made))


def mention(name: str, member: str) -> Json:
    """The entity of a mention."""
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": member, "name": name}}


def test_mentions_need_text_and_people() -> None:
    """An entity without its text, a stranger, and a mention in rich text are wrong; what fits is not."""
    said = {"type": "TextBlock", "text": "Thanks <at>Bas</at>"}
    entities = {"msteams": {"entities": [mention("Bas", "29:bas")]}}
    assert cards.problems(card(said, **entities), {"29:bas"}) == []
    assert "nobody is called 29:bas" in cards.problems(card(said, **entities), {"29:noor"})
    assert "entity without its text" in str(cards.problems(card(TEXT, **entities)))
    rich = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "<at>Bas</at>"}]}
    assert "rich text" in str(cards.problems(card(said, rich, **entities)))
    assert show.pings(card(said, **entities)) == ["29:bas"]


@pytest.mark.skipif(not cards.SCHEMA.exists(), reason="Microsoft's schema is not beside this repository")
def test_the_schema_is_asked_too() -> None:
    """What only the schema knows is refused; what only Teams knows is let through."""
    assert "schema: TextBlock" in str(cards.problems(card({**TEXT, "colour": "red"})))
    deep = {"type": "Container", "items": [row(button(style="loud"))]}
    assert "schema: Action.Execute" in str(cards.problems(card(deep)))
    people = choices(choices=[], **{"choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}})
    assert cards.problems(card(TEXT, people, msteams={"width": "Full"})) == []


TYPED = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "as typed *c*"}]}
FULL = card(
    {"type": "TextBlock", "text": "**What** gave you _energy_ in a\\_b \\*c?"},
    {
        "type": "Container",
        "items": [{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "as typed *c*"}]}],
    },
    STORY,
    choices(),
    row(
        button(),
        {"type": "Action.ShowCard", "title": "Just tap", "card": card(row(button("calm"), button("clarity")))},
        {"type": "Action.OpenUrl", "title": "How", "url": "https://example.org/how"},
    ),
)


def test_a_card_is_read_as_a_person_reads_it() -> None:
    """Markdown is applied, what people typed stands as it is, and what is folded in is not there yet."""
    seen = show.shown(FULL).splitlines()
    assert seen[:2] == ["What gave you energy in a_b *c?", "as typed *c*"]
    assert "calm" not in seen
    assert show.buttons(FULL) == ["Write", "Just tap", "calm", "clarity", "How"]
    assert show.links(FULL) == {"How": "https://example.org/how"}


def test_what_a_button_brings_into_sight_is_not_there_before() -> None:
    """A hidden element is neither read nor tapped until the button for it is."""
    chips = {"type": "Container", "id": "chips", "isVisible": False, "items": [row(button("calm"))]}
    toggle = {"type": "Action.ToggleVisibility", "title": "Just tap", "targetElements": ["chips"]}
    made = card(row(toggle), chips)
    assert cards.problems(made) == []
    assert (show.shown(made), show.buttons(made)) == ("Just tap", ["Just tap", "calm"])
    form = Card(content=made)
    with pytest.raises(AssertionError, match="0 buttons 'calm'"):
        form.find("calm")
    with pytest.raises(AssertionError, match="unfolds"):
        form.find("Just tap")
    assert form.find("Just tap", "calm")[0]["title"] == "calm"


def test_an_old_client_may_open_a_dialog_for_the_same() -> None:
    """What is added for Teams alone does not make a fallback another thing."""
    made = button()
    made["fallback"] = {**made["fallback"], "data": {"a": "write", "msteams": {"type": "task/fetch"}}}
    assert cards.problems(card(row(made))) == []


def test_a_form_sends_what_teams_would_send() -> None:
    """Empty text is sent, nothing chosen is not, a field beside a button that wants none stays out."""
    form = Card(content=card(STORY, choices(), row(button("Save", associatedInputs="auto"), button("Skip"))))
    assert gathered(form, *form.find("Save")) == {"a": "write", "story": ""}
    form.fill({"Your story": "x" * 99, "Who?": "Only me"})
    assert gathered(form, *form.find("Save")) == {"a": "write", "story": "x" * 20, "who": "me"}
    assert gathered(form, *form.find("Skip")) == {"a": "write"}


def test_a_form_that_lacks_something_is_held_back() -> None:
    """A required field holds every button that takes the fields, and its words are shown; a wrong choice is none."""
    form = Card(content=card({**STORY, **MUST}, choices(), row(button("Save", associatedInputs="auto"))))
    with pytest.raises(FormRefused, match="Say something"):
        gathered(form, *form.find("Save"))
    with pytest.raises(FormRefused, match="no choice 'boss'"):
        form.fill({"Who?": "boss"})
    with pytest.raises(FormRefused, match="only one"):
        form.fill({"Who?": ["The circle", "Only me"]})
    with pytest.raises(AssertionError, match="0 buttons 'Send'"):
        form.find("Send")


def test_what_is_folded_in_sends_the_fields_around_it() -> None:
    """A button inside an unfolded card takes the fields of both, another's fields stay out."""
    inside = card({**STORY, "id": "inner", "label": "Inner"}, row(button("Deep", associatedInputs="auto")))
    unfolding = [{"type": "Action.ShowCard", "title": title, "card": inside} for title in ("More",)]
    form = Card(content=card(STORY, row(*unfolding, button("Top", associatedInputs="auto"))))
    form.fill({"Your story": "a", "Inner": "b"})
    assert gathered(form, *form.find("More", "Deep")) == {"a": "write", "story": "a", "inner": "b"}
    assert gathered(form, *form.find("Top")) == {"a": "write", "story": "a"}
    with pytest.raises(AssertionError, match="unfolds"):
        form.find("More")
