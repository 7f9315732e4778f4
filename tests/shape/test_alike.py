"""What people read, whom it names and what they can tap is the same on Slack and on Teams, message by message."""

from dataclasses import replace

import pytest

from bot.messages import (
    Actions,
    Button,
    Form,
    Link,
    LinkButton,
    Menu,
    Message,
    Option,
    Para,
    Span,
    TextField,
    Where,
    Who,
)
from bot.views import gallery
from prompts import catalog as catalogs
from prompts.phrases import LANGUAGES
from tests.shape import gallery as rules
from tests.shape.alike import FORCED, differences, on_slack, on_teams

CATALOG = catalogs.load()
PAGE = "story.home"  # longer than a message may be on Slack, where it is a page of its own
TEXT = Para(
    (
        Span("Thanks, "),
        Who("U0000001", "Anna", ping=True),
        Span(" and "),
        Who("U0000002", "Bas"),
        Span(", in "),
        Where("C0000001", "south"),
        Span(". Type /kudos or "),
        Link("https://x.example/how", "read how"),
    )
)
BUTTONS = Actions(
    (
        Button("answer.delete", "Delete", {"answer": "1"}, confirm="Delete it for good?"),
        Menu("answer.tap", "Just tap", (Option("calm", "Calm"), Option("clarity", "Clarity"))),
        LinkButton("https://x.example/more", "More"),
    )
)
SAID = Message("Thanks", (TEXT, BUTTONS))
ASKED = Form("kudos.reply", "Answer", "Send", (TextField("text", "Your words", "Oh", hint="Only they read it"),))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_says_the_same_on_both_platforms(language: str) -> None:
    """Words, people, buttons, choices, questions before a last step and links, of everything in the gallery."""
    for name, said in gallery.examples(CATALOG, language).items():
        for part in rules.parts(said):
            assert differences(on_slack(part, home=name == PAGE), on_teams(part)) == [], name


def test_what_the_platforms_force_is_no_difference() -> None:
    """A command, a channel and who is notified are told in each platform's own way; each has its reason."""
    assert differences(on_slack(SAID), on_teams(SAID)) == []
    assert differences(on_slack(ASKED), on_teams(ASKED)) == []
    assert all(len(reason.split()) > 10 for reason in FORCED.values())


def changed(old: object, new: object) -> Message:
    """Give the message with one piece of its text or one of its buttons in other form, or without it."""
    text = Para(tuple(new if span == old else span for span in TEXT.spans if span != old or new))
    items = tuple(new if item == old else item for item in BUTTONS.items if item != old or new)
    return replace(SAID, blocks=(text, Actions(items)))


DELETE, TAP, MORE = BUTTONS.items
LESS = {
    "a word": (TEXT.spans[2], Span(" ")),
    "a name": (TEXT.spans[3], Who("U0000002")),
    "a channel": (TEXT.spans[5], Where("C0000001", "north")),
    "whom it notifies": (TEXT.spans[1], Who("U0000003", "Anna", ping=True)),
    "a link": (TEXT.spans[7], Link("https://y.example/how", "read how")),
    "a button": (DELETE, None),
    "its label": (DELETE, replace(DELETE, label="Remove")),
    "its question": (DELETE, replace(DELETE, confirm="")),
    "a choice": (TAP, replace(TAP, options=TAP.options[:1])),
    "where a button leads": (MORE, replace(MORE, url="https://y.example/more")),
}


@pytest.mark.parametrize("what", LESS)
def test_whatever_one_of_them_leaves_out_is_seen(what: str) -> None:
    """Each of these, missing or different on one side alone, turns the comparison red, whichever side it is."""
    other = changed(*LESS[what])
    assert other != SAID
    assert differences(on_slack(SAID), on_teams(other))
    assert differences(on_slack(other), on_teams(SAID))


@pytest.mark.parametrize("what", ["title", "submit", "label", "value", "hint"])
def test_whatever_a_form_leaves_out_is_seen(what: str) -> None:
    """Its title and button, and of a field the label, what stands in it and what is said under it."""
    (field,) = ASKED.blocks
    assert isinstance(field, TextField)
    whole = what in {"title", "submit"}
    other = replace(ASKED, **{what: "Else"}) if whole else replace(ASKED, blocks=(replace(field, **{what: "Else"}),))
    assert differences(on_slack(ASKED), on_teams(other))
    assert differences(on_slack(other), on_teams(ASKED))
