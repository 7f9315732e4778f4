"""Fields of a form -> inputs of a card, and what was filled in back into the fields."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot import messages as m
from bot.platforms.teams import inline

Json = dict[str, Any]

FIELD = "f_"  # before the names of inputs, so that none meets the data of a button
EMPTY = "fireside:none"  # a choice's value cannot be empty
HERE, ANYWHERE = "graph.microsoft.com/users?scope=currentContext", "graph.microsoft.com/users"


def field(block: m.Block, *, here: bool = True) -> list[Json]:  # noqa: PLR0911 - one return for each kind of field
    """Give the input for a field, and the hint under it; `here` if people are chosen from those who can read along."""
    match block:
        case m.TextField():
            return [_text(block), *_hint(block.hint)]
        case m.OneOf():
            return [_one_of(block), *_hints(block.hint, block.options)] if block.options else []
        case m.ManyOf():
            return [_many_of(block), *_hint(block.hint)] if block.options else []
        case m.People():
            return [_people(block, HERE if here else ANYWHERE), *_hint(block.hint)]
        case m.TimeField():
            return [{"type": "Input.Time", **_named("one", block), "value": block.value}]
        case m.DateField():
            value = {"value": block.value} if block.value else {}
            return [{"type": "Input.Date", **_named("one", block), **value}]
        case _:
            return []


def refilled(block: m.Block, filled: str | Sequence[str]) -> m.Block:
    """Give a field with what somebody filled in."""
    one = filled if isinstance(filled, str) else next(iter(filled), "")
    several = tuple(v for v in filled.split(",") if v) if isinstance(filled, str) else tuple(filled)
    match block:
        case m.TextField() | m.OneOf() | m.TimeField() | m.DateField():
            return replace(block, value=one)
        case m.ManyOf():
            return replace(block, values=several)
        case m.People():
            names = dict(zip(block.values, block.names, strict=False))
            return replace(block, values=several, names=tuple(names.get(v, "") for v in several))
        case _:
            return block


def _named(kind: str, block: m.Field) -> Json:
    return {"id": f"{FIELD}{kind}:{block.id}", "label": inline.clean(block.label)}


def _must(block: m.TextField | m.OneOf | m.People) -> Json:
    return {"isRequired": True, "errorMessage": f"{inline.clean(block.label)}?"} if block.required else {}


def _hint(text: str) -> list[Json]:
    return inline.paragraph((m.Span(text),), size="Small", subtle=True) if text else []


def _hints(text: str, options: Sequence[m.Option]) -> list[Json]:
    """Choices carry no second line of their own: what each means stands under them."""
    found = [*_hint(text)]
    for option in options:
        if option.hint:
            spans = (m.Span(f"{option.label}: ", "bold"), m.Span(option.hint))
            found += inline.paragraph(spans, size="Small", subtle=True)
    return found


def _text(block: m.TextField) -> Json:
    made: Json = {"type": "Input.Text", **_named("one", block), "maxLength": block.most, **_must(block)}
    if block.lines:
        made["isMultiline"] = True
    if block.placeholder:
        made["placeholder"] = inline.clean(block.placeholder)
    if block.value:
        made["value"] = inline.clean(block.value)
    return made


def _choices(options: Sequence[m.Option]) -> list[Json]:
    distinct = {option.value: option.label for option in options}
    return [{"title": _said(label), "value": inline.clean(value) or EMPTY} for value, label in distinct.items()]


def _said(label: str) -> str:
    return inline.clean(label).strip() or "…"


def _chosen(block: m.OneOf | m.ManyOf) -> Json:
    """Teams shows a value that is no choice as one that nobody can read, and takes a comma for the next value."""
    wanted = (block.value,) if isinstance(block, m.OneOf) else block.values
    there = {option.value for option in block.options}
    found = [value for value in wanted if value and value in there and "," not in value]
    return {"value": ",".join(map(inline.clean, found))} if found else {}


def _one_of(block: m.OneOf) -> Json:
    style = "compact" if block.menu else "expanded"
    return {
        "type": "Input.ChoiceSet",
        **_named("one", block),
        "style": style,
        "wrap": True,
        "choices": _choices(block.options),
        **_chosen(block),
        **_must(block),
    }


def _many_of(block: m.ManyOf) -> Json:
    return {
        "type": "Input.ChoiceSet",
        **_named("many", block),
        "style": "expanded",
        "isMultiSelect": True,
        "wrap": True,
        "choices": _choices(block.options),
        **_chosen(block),
    }


def _people(block: m.People, dataset: str) -> Json:
    """Colleagues of this team by typing their name; who is chosen already stands there by the id they came with."""
    names = (*block.names, *([""] * len(block.values)))
    known = zip(block.values, names, strict=False)
    chosen = [{"title": inline.clean(name) or inline.NAMELESS, "value": value} for value, name in known]
    value = {"value": ",".join(block.values)} if block.values else {}
    return {
        "type": "Input.ChoiceSet",
        **_named("many", block),
        "isMultiSelect": block.most > 1,
        "choices": chosen,
        "choices.data": {"type": "Data.Query", "dataset": dataset},
        **value,
        **_must(block),
    }
