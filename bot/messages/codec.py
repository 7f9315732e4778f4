"""Neutral messages to and from JSON, tagged and versioned, for the outbox."""

import dataclasses
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from bot.messages import blocks
from bot.messages.blocks import Form, Message

VERSION = 1
_NAMED: dict[str, type[Any]] = {
    name: kind for name, kind in vars(blocks).items() if isinstance(kind, type) and dataclasses.is_dataclass(kind)
}
_HINTS: dict[str, dict[str, Any]] = {name: get_type_hints(kind) for name, kind in _NAMED.items()}
_FIELDS: dict[type[Any], tuple[str, ...]] = {
    kind: tuple(field.name for field in dataclasses.fields(kind)) for kind in _NAMED.values()
}
_LEAVES = frozenset({str, bool, int, type(None)})


def to_json(thing: Message | Form) -> dict[str, Any]:
    """Give a message or form as JSON-ready data, each part tagged with its type, the whole with the version."""
    return {"v": VERSION, **cast("dict[str, Any]", _plain(thing))}


def tagged(part: Any) -> dict[str, Any]:
    """Give one part with its type and nothing done to what is in it: for an encoder that asks about each part in turn.

    A mapping is given as a dictionary; raises KeyError for what is no part.
    """
    if isinstance(part, Mapping):
        return dict(part)
    made = {"type": type(part).__name__}
    for name in _FIELDS[type(part)]:
        made[name] = getattr(part, name)
    return made


def from_json(data: Mapping[str, Any]) -> Message | Form:
    """Rebuild what `to_json` wrote; raises ValueError for a version or a type that this code does not know."""
    if data.get("v") != VERSION:
        message = f"message version {data.get('v')!r} is not {VERSION}"
        raise ValueError(message)
    return cast("Message | Form", _build({k: v for k, v in data.items() if k != "v"}))


def _plain(value: object) -> object:
    if (names := _FIELDS.get(type(value))) is not None:
        return {"type": type(value).__name__, **{name: _plain(getattr(value, name)) for name in names}}
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return dict(value)
    return value


def _build(data: Mapping[str, Any]) -> object:
    kind = _NAMED.get(str(data.get("type")))
    if kind is None:
        message = f"unknown part of a message: {data.get('type')!r}"
        raise ValueError(message)
    hints = _HINTS[kind.__name__]
    return kind(**{k: _value(v, hints[k]) for k, v in data.items() if k in hints})


def _value(value: object, hint: object) -> object:
    if type(value) in _LEAVES:
        return value
    if isinstance(value, list):
        return tuple(_value(v, _inside(hint)) for v in value)
    if isinstance(value, Mapping) and "type" in value and not _is_mapping(hint):
        return _build(value)
    return value


@cache
def _inside(hint: object) -> object:
    return get_args(hint)[0] if get_args(hint) else None


@cache
def _is_mapping(hint: object) -> bool:
    if get_origin(hint) in (Union, UnionType):
        return any(_is_mapping(a) for a in get_args(hint))
    return get_origin(hint) is Mapping
