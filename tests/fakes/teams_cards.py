"""What is wrong with an Adaptive Card.

By Microsoft's schema 1.5 where it lies beside the repository, and by rules that Teams has and the schema has not.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jsonschema

from . import teams_show as show

Json = dict[str, Any]

SCHEMA = Path(__file__).resolve().parents[3] / "shared" / "data" / "teams" / "adaptive-card-1.5.0.json"
VERSIONS = {"1.0", "1.1", "1.2", "1.3", "1.4", "1.5"}
MOST_ACTIONS, MOST_REFRESHED = 6, 60
NOT_IN_SCHEMA = ("msteams", "choices.data")  # Teams' own, and of a later version
PEOPLE = re.compile(r"graph\.microsoft\.com/users(\?scope=currentContext)?")
NEEDS: dict[str, tuple[str, ...]] = {
    "AdaptiveCard": ("version",),
    "TextBlock": ("text",),
    "RichTextBlock": ("inlines",),
    "TextRun": ("text",),
    "Container": ("items",),
    "ColumnSet": (),
    "Column": (),
    "FactSet": ("facts",),
    "Image": ("url",),
    "ActionSet": ("actions",),
    "Table": (),
    "TableRow": (),
    "TableCell": ("items",),
    "Input.Text": ("id",),
    "Input.ChoiceSet": ("id",),
    "Input.Date": ("id",),
    "Input.Time": ("id",),
    "Input.Toggle": ("id", "title"),
    "Input.Number": ("id",),
    "Action.Execute": ("title", "verb", "fallback"),
    "Action.Submit": ("title",),
    "Action.OpenUrl": ("url",),
    "Action.ShowCard": ("title", "card"),
    "Action.ToggleVisibility": ("targetElements",),
}


def size(value: object) -> int:
    """Bytes as Teams counts them."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le"))


def problems(card: object, known: Collection[str] | None = None) -> list[str]:
    """Everything that is wrong; `known` are the people who may be mentioned, None for anybody."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        return ["not an adaptive card"]
    found = [*_elements(card), *_card_rules(card), *_mentions(card, known)]
    return found or _by_schema(card)


def _elements(card: Json) -> Iterator[str]:
    for part in show.parts(card):
        kind = part.get("type")
        if kind is None:  # facts and columns may leave it out
            continue
        if kind not in NEEDS:
            yield f"unknown element {kind}"
            continue
        yield from (f"{kind} without {name}" for name in NEEDS[kind] if not part.get(name))
        yield from RULES.get(kind, _nothing)(part)


def _nothing(_part: Json) -> Iterator[str]:
    return iter(())


def _actions(part: Json) -> Iterator[str]:
    if len(part["actions"]) > MOST_ACTIONS:
        yield f"{len(part['actions'])} actions in a row, {MOST_ACTIONS} at most"


def _execute(part: Json) -> Iterator[str]:
    fallback = part.get("fallback")
    if not isinstance(fallback, dict) or fallback.get("type") != "Action.Submit":
        yield f"Action.Execute {part.get('title')!r} without Action.Submit for old clients"
    elif any(_told(fallback, name) != _told(part, name) for name in ("title", "data", "associatedInputs")):
        yield f"Action.Execute {part.get('title')!r} whose fallback does something else"


def _told(action: Json, name: str) -> object:
    """What is the same in both: an old client may open a dialog for it."""
    told = action.get(name)
    return {key: value for key, value in told.items() if key != "msteams"} if isinstance(told, dict) else told


def _submit(part: Json) -> Iterator[str]:
    if not isinstance(part.get("data", {}), dict):
        yield f"{part['type']} {part.get('title')!r} with data that is no object"


def _open(part: Json) -> Iterator[str]:
    if not str(part.get("url", "")).startswith(("https://", "http://")):
        yield f"Action.OpenUrl to {part.get('url')}"


def _choices(part: Json) -> Iterator[str]:
    query = part.get("choices.data")
    if query is not None and not PEOPLE.fullmatch(str(query.get("dataset", ""))):
        yield f"a search in {query.get('dataset')}"
    values = [choice.get("value") for choice in part.get("choices", ())]
    if len(values) != len(set(values)):
        yield f"choices with the same value in {part.get('id')}"
    chosen = [value for value in str(part.get("value") or "").split(",") if value]
    if query is None and not set(chosen) <= set(values):
        yield f"a value that is no choice in {part.get('id')}"
    if query is None and not values:
        yield f"no choices in {part.get('id')}"
    if not part.get("isMultiSelect") and len(chosen) > 1:
        yield f"several values in {part.get('id')}"


def _required(part: Json) -> Iterator[str]:
    if part.get("isRequired") and not part.get("errorMessage"):
        yield f"{part.get('id')} is required and does not say so"


RULES = {
    "ActionSet": _actions,
    "Action.Execute": lambda part: iter([*_execute(part), *_submit(part)]),
    "Action.Submit": _submit,
    "Action.OpenUrl": _open,
    "Input.ChoiceSet": lambda part: iter([*_choices(part), *_required(part)]),
    "Input.Text": _required,
    "Input.Date": _required,
    "Input.Time": _required,
}


def _card_rules(card: Json) -> Iterator[str]:
    if card.get("version") not in VERSIONS:
        yield f"version {card.get('version')}, and Teams takes 1.5"
    if not card.get("body"):
        yield "nothing in it"
    names = Counter(str(part.get("id")) for part in show.parts(card) if part.get("id"))
    yield from (f"the id {name} {count} times" for name, count in names.items() if count > 1)
    filled_in = {part.get("id") for part in show.inputs(card)}
    for action in show.actions(card):
        if action["type"] == "Action.ToggleVisibility" and not show.unfolded(card, action):
            yield f"{action.get('title')!r} shows nothing"
        clash = set(action.get("data") or {}) & filled_in
        yield from (f"data and an input are both called {name}" for name in sorted(map(str, clash)))
    if len((card.get("refresh") or {}).get("userIds") or ()) > MOST_REFRESHED:
        yield f"more than {MOST_REFRESHED} people to refresh for"


def _mentions(card: Json, known: Collection[str] | None) -> Iterator[str]:
    entities = show.mentions(card)
    yield from mention_problems(show.named(card), entities, known)
    for part in show.parts(card):
        if part.get("type") == "TextRun" and "<at>" in part["text"] and entities:
            yield "a mention in rich text, where Teams shows it as it stands"


def named_in(text: str) -> list[str]:
    """The mentions as they stand in a text."""
    return [f"<at>{name}</at>" for name in re.findall(r"<at>(.*?)</at>", text)]


def mention_problems(texts: list[str], entities: list[Json], known: Collection[str] | None) -> list[str]:
    """What does not fit together: each mention needs its entity, each entity its text, and a person."""
    described = [str(entity.get("text")) for entity in entities]
    named = [str(entity["mentioned"]["id"]) for entity in entities]
    strangers = [] if known is None else [name for name in named if name not in known]
    return [
        *(f"{text} stands there without an entity" for text in texts if text not in described),
        *(f"{text} is an entity without its text" for text in described if text not in texts),
        *(f"nobody is called {name}" for name in strangers),
    ]


# ---------------------------------------------------------------- by the schema

# An element is checked for itself, with these in the place of what stands inside it: all at once, the schema tries
# every kind of element for every part, which takes a hundred times as long and names none of them.
INSIDE: Json = {
    "body": [], "items": [{"type": "TextBlock", "text": "…"}], "columns": [], "rows": [], "cells": [], "inlines": ["…"],
    "actions": [{"type": "Action.ToggleVisibility", "targetElements": []}], "fallback": "drop",
    "card": {"type": "AdaptiveCard"}, "selectAction": {"type": "Action.OpenUrl", "url": "https://example.org"},
}  # fmt: skip


def _by_schema(card: Json) -> list[str]:
    if not SCHEMA.exists():
        return []
    parts = [part for part in show.parts(card) if part.get("type")]
    parts += [part["fallback"] for part in parts if isinstance(part.get("fallback"), dict)]
    return [problem for part in parts for problem in _checked(json.dumps(_alone(part)))]


def _alone(part: Json) -> Json:
    bare = {name: value for name, value in part.items() if name not in NOT_IN_SCHEMA}
    return {name: INSIDE.get(name, value) for name, value in bare.items()}


@lru_cache(maxsize=4096)
def _checked(part: str) -> tuple[str, ...]:
    found: Json = json.loads(part)
    return tuple(
        f"schema: {found['type']}: {error.json_path}: {error.message[:200]}"
        for error in _validator(found["type"]).iter_errors(found)
    )


@cache
def _validator(kind: str) -> jsonschema.Draft6Validator:
    whole = json.loads(SCHEMA.read_text("utf-8"))
    return jsonschema.Draft6Validator({"$ref": f"#/definitions/{kind}", "definitions": whole["definitions"]})
