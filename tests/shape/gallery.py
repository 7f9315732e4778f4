"""What the gallery must hold, as functions over a view or an utterance, so that a test can show them turning red."""

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot import commands as c, intake
from bot.messages import Actions, Button, Form, Menu, Message, Reply
from bot.views import export as view
from bot.views.gallery import Said
from prompts.catalog import Catalog
from prompts.phrases import Voice

UTTERANCES = {"Message", "Form", "Reply"}
BY = c.By(workspace="slack:T1", member="U0000001")


def utterances(views: Path) -> Iterator[str]:
    """Give `module.function` of every public view that gives a message, form or reply."""
    for file in sorted(views.glob("*.py")):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.returns:
                named = {each.id for each in ast.walk(node.returns) if isinstance(each, ast.Name)}
                if named & UTTERANCES:
                    yield f"{file.stem}.{node.name}"


def missing(views: Path, examples: Mapping[str, Said]) -> list[str]:
    """Give the views of which there is no example."""
    there = {name.partition(",")[0] for name in examples}
    return [name for name in utterances(views) if name not in there]


def strangers(views: Path, examples: Mapping[str, Said]) -> list[str]:
    """Give the examples named after a view that is not there."""
    there = set(utterances(views))
    named = (name.partition(",")[0] for name in examples)
    return sorted({name for name in named if re.fullmatch(r"\w+\.\w+", name)} - there)


class Heard(Voice):
    """A voice that remembers what it was asked to say."""

    said: set[str]

    def __init__(self, locale: str) -> None:
        super().__init__(locale)
        self.said = set()

    def spans(self, key: str, /, **args: object):  # noqa: ANN201 - as the voice gives it
        """Note the key."""
        self.said.add(key)
        return super().spans(key, **args)


class Listening(Catalog):
    """A catalogue whose voice remembers; it is one voice for each language."""

    def voice(self, locale: str) -> Voice:
        """Give the one voice of a language."""
        return self.voices.setdefault(locale, Heard(locale))


def listening(catalog: Catalog) -> Listening:
    """Give a catalogue that remembers what was said, under `voices`."""
    made = object.__new__(Listening)
    for name in Catalog.__slots__:
        object.__setattr__(made, name, getattr(catalog, name))
    object.__setattr__(made, "voices", {})
    return made


def export(voice: Voice) -> str:
    """Give an export's readable files, with one of everything, which are no messages and stand in no gallery."""
    day = "2026-11-24"
    told = {
        "told_on": day,
        "question": "What?",
        "text": "Words.",
        "follow_up": "",
        "chips": ["calm"],
        "channel": "south",
    }
    given = {"given_on": day, "giver": "Anna", "receivers": ["Bas"], "reason": "Words.", "value": "courage"}
    profile = {"name": "Bas", "zone": "", "own_language": "", "thanks_in": "", "paused_until": day}
    facts: dict[str, Any] = {
        "answers": [
            *({**told, "audience": audience} for audience in ("named", "nameless", "private")),
            {**told, "audience": "named", "question": "", "channel": ""},
        ],
        "kudos_given": [given, {**given, "receivers": []}],
        "kudos_received": [given],
        "kudos_joined": [given],
        "echoes": [{"sign": sign, "on": day} for sign in ("heart", "reply", "join")],
        "suggestions": {"mine": [{"made_at": day, "text": "What?"}], "hands": [{"text": "What?"}]},
        "profile": profile,
    }
    nobody = {**dict.fromkeys(facts, ()), "suggestions": {"mine": (), "hands": ()}, "profile": {**profile, "name": ""}}
    full = view.page(voice, date(2026, 11, 24), facts, [("calm", 2)])
    empty = view.page(voice, date(2026, 11, 24), nobody, [])
    return "".join(view.html(voice, page) + view.markdown(voice, page) for page in (full, empty))


# ---------------------------------------------------------------- parts of an utterance


def parts(said: Said) -> Iterator[Message | Form]:
    """Give the messages and forms of an utterance."""
    if isinstance(said, Reply):
        yield from (part for part in (said.say, said.replace, said.home, said.form) if part is not None)
    else:
        yield said


def tapped(said: Said) -> Iterator[Button | Menu]:
    """Give what can be tapped in an utterance."""
    for part in parts(said):
        for block in part.blocks:
            if isinstance(block, Actions):
                yield from (item for item in block.items if isinstance(item, Button | Menu))


class Asked(dict[str, str]):
    """Arguments that remember which of them were asked for."""

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__(given)
        self.asked: set[str] = set()

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        """Note the key."""
        self.asked.add(key)
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        """Whoever goes through all asks for all."""
        self.asked |= set(self.keys())
        return super().__iter__()


def unknown_actions(said: Said) -> list[str]:
    """Give the buttons, menus and forms of which nobody knows what they mean."""
    taps = [item.action for item in tapped(said) if item.action not in intake.TAPPED]
    return taps + [p.action for p in parts(said) if isinstance(p, Form) and p.action not in intake.SUBMITTED]


def unheard_args(said: Said) -> list[str]:
    """Give what a button, menu or form brings along, or lets people fill in, and nobody asks for."""
    found: list[str] = []
    for item in tapped(said):
        args = Asked({**item.args, "value": ""} if isinstance(item, Menu) else item.args)
        intake.TAPPED[item.action](BY, args)
        found += [f"{item.action}: {name}" for name in args.keys() - args.asked]
    for form in parts(said):
        if isinstance(form, Form):
            args, fields = Asked(form.args), Asked({i: "" for b in form.blocks if (i := getattr(b, "id", ""))})
            intake.SUBMITTED[form.action](BY, args, fields)
            found += [f"{form.action}: {name}" for name in (args.keys() - args.asked) | (fields.keys() - fields.asked)]
    return found
