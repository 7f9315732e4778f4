"""A platform's JSON, read with care: a part that is missing or of a strange type reads as empty."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

Json = Mapping[str, Any]
NONE: Json = {}
DEEP = 250  # with fewer brackets nothing goes so deep that it could not be written again


def part(data: Json, name: str) -> Json:
    """Give a part of a dictionary that should be a dictionary itself."""
    value = data.get(name)
    return value if isinstance(value, dict) else NONE


def word(data: Json, name: str) -> str:
    """Give a part of a dictionary that should be text."""
    value = data.get(name)
    return value if isinstance(value, str) else ""


def several(data: Json, name: str) -> Sequence[Json]:
    """Give the dictionaries of a part that should be a list of them."""
    value = data.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def first(data: Json, name: str) -> Json:
    """Give the first of a list of dictionaries."""
    value = data.get(name)
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                return item
    return NONE


def load(raw: bytes) -> dict[str, Any] | None:
    """Give a JSON object, None for anything else; halves of surrogate pairs become question marks."""
    return taken(raw)[0]


def taken(raw: bytes) -> tuple[dict[str, Any] | None, bytes | None]:
    """Give the same, and beside it the bytes themselves where they can be kept as they came."""
    try:
        data, kept = orjson.loads(raw), raw if raw.count(b"{") + raw.count(b"[") < DEEP else None
    except orjson.JSONDecodeError:
        data, kept = _carefully(raw), None
    return data if isinstance(data, dict) else None, kept


def packed(data: Json) -> bytes | None:
    """Give a JSON object to be kept, None for one that goes deeper than any platform's and could not be written."""
    try:
        return orjson.dumps(data)
    except TypeError:
        return None


def _carefully(raw: bytes) -> object:
    try:
        return orjson.loads(json.dumps(json.loads(raw), ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
