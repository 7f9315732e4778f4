"""Small tools for looking into Block Kit JSON: walking it, what can be tapped, what Slack fills in by itself."""

import copy
import re
from collections.abc import Iterator
from typing import Any

from .slack_data import Json

_MENTION = re.compile(r"<(@[UW][A-Z0-9]+|![a-z]+(?:\^[A-Z0-9]+)?)(?:\|[^>]*)?>")


def escape(text: str) -> str:
    """Text as Slack sends it in events and commands."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """What a reader sees of escaped text."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def objects(value: object) -> Iterator[Json]:
    """Every JSON object inside, outermost first, in reading order."""
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from objects(child)
    elif isinstance(value, list):
        for child in value:
            yield from objects(child)


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every (block, element) that a person can use."""
    for block in blocks:
        for element in (*block.get("elements", ()), block.get("accessory"), block.get("element")):
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def texts(blocks: list[Json]) -> list[str]:
    """Every string that a reader sees in these blocks, as written."""
    return [found["text"] for found in objects(blocks) if isinstance(found.get("text"), str)]


def shown(blocks: list[Json]) -> str:
    """Everything a reader sees, unescaped, one block a line."""
    return unescape("\n".join(" ".join(texts([block])) for block in blocks))


def pings(text: str, blocks: list[Json]) -> list[str]:
    """Whom this notifies: ids, `!channel`, `!here`, `!subteam^S…`, from text, mrkdwn and rich text."""
    marked = [found["text"] for found in objects(blocks) if found.get("type") in {"mrkdwn", "markdown"}]
    written = " ".join([text, *map(str, marked)])
    found = [match.group(1).removeprefix("@") for match in _MENTION.finditer(written)]
    for node in objects(blocks):
        found += _rich_ping(node)
    return list(dict.fromkeys(found))


def _rich_ping(node: Json) -> list[str]:
    match node:
        case {"type": "user", "user_id": str(user)}:
            return [user]
        case {"type": "broadcast", "range": str(reach)}:
            return [f"!{reach}"]
        case {"type": "usergroup", "usergroup_id": str(group)}:
            return [f"!subteam^{group}"]
    return []


def as_stored(blocks: list[Json]) -> list[Json]:
    """The blocks as Slack gives them back: with ids made up where they lacked, and `emoji` and `verbatim` filled in."""
    stored = copy.deepcopy(blocks)
    for number, block in enumerate(stored):
        block.setdefault("block_id", f"b{number}{block['type'][:3]}")
        _name_elements(block)
    for found in objects(stored):
        if found.get("type") == "plain_text":
            found.setdefault("emoji", True)
        if found.get("type") == "mrkdwn":
            found.setdefault("verbatim", False)
    return stored


def _name_elements(block: Json) -> None:
    usable: list[Any] = [block.get("accessory"), block.get("element")]
    if block["type"] in {"actions", "context_actions"}:
        usable += block["elements"]
    for number, element in enumerate(usable):
        if isinstance(element, dict) and element["type"] != "image":
            element.setdefault("action_id", f"a{number}{element['type'][:3]}")


def rich_text(parts: list[tuple[str, str]]) -> list[Json]:
    """The `rich_text` block of a message that a person typed: parts are ("text", words) or ("user", id)."""
    nodes = [
        {"type": "text", "text": value} if kind == "text" else {"type": "user", "user_id": value}
        for kind, value in parts
        if value
    ]
    section = {"type": "rich_text_section", "elements": nodes}
    return [{"type": "rich_text", "block_id": "typed", "elements": [section]}]
