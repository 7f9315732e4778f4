"""Small tools for looking into Adaptive Cards: walking them, what a reader sees, what can be tapped and filled in."""

import html
import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

INPUTS = frozenset({"Input.Text", "Input.ChoiceSet", "Input.Date", "Input.Time", "Input.Toggle", "Input.Number"})
CHILDREN = ("body", "items", "columns", "rows", "cells", "inlines", "facts", "actions", "selectAction", "inlineAction")
_AT = re.compile(r"<at(?:\s[^>]*)?>(.*?)</at>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>&])")
_LINK = re.compile(r"(?<!\\)\[([^\]]*)\]\([^)]*\)")
_MARK = re.compile(r"(?<![\\\w])(\*\*|_)(?=\S)(.+?)(?<![\\\s])\1(?!\w)", re.DOTALL)


def parts(node: object, *, unfold: bool = True) -> Iterator[Json]:
    """Every element and action inside, outermost first, in reading order; with `unfold` what is not seen yet too."""
    if isinstance(node, list):
        for child in node:
            yield from parts(child, unfold=unfold)
    elif isinstance(node, dict) and (unfold or node.get("isVisible", True)):
        yield node
        for name in CHILDREN:
            if name in node:
                yield from parts(node[name], unfold=unfold)
        if unfold and node.get("type") == "Action.ShowCard":
            yield from parts(node.get("card"))


def plain(text: str) -> str:
    """What a reader sees of a text with Markdown, mentions and entities."""
    seen = _LINK.sub(r"\1", _AT.sub(r"\1", text))
    while (bare := _MARK.sub(r"\2", seen)) != seen:
        seen = bare
    return _ESCAPED.sub(r"\1", seen)


def from_html(text: str) -> str:
    """What a reader sees of text that a person typed."""
    return html.unescape(_TAG.sub("", text))


def shown(card: Json) -> str:
    """Everything a reader sees, one element a line; what is folded in is not seen yet."""
    return "\n".join(line for part in parts(card, unfold=False) for line in _lines(part))


def _lines(part: Json) -> Iterator[str]:
    match part.get("type"):
        case "TextBlock":
            yield plain(str(part.get("text", "")))
        case "RichTextBlock":
            yield "".join(i if isinstance(i, str) else str(i.get("text", "")) for i in part["inlines"])
        case str(kind) if kind in INPUTS:
            yield from filter(None, (part.get("label"), part.get("placeholder"), part.get("value"), part.get("title")))
            yield from (str(choice["title"]) for choice in part.get("choices", ()))
        case str(kind) if kind.startswith("Action."):
            yield from filter(None, (part.get("title"),))
        case _:
            yield from filter(None, (part.get("title"), part.get("value")))


def actions(card: Json, *, unfold: bool = True) -> list[Json]:
    """Everything that can be tapped, in order; with `unfold` what is not seen yet too."""
    return [part for part in parts(card, unfold=unfold) if str(part.get("type", "")).startswith("Action.")]


def unfolded(card: Json, action: Json) -> list[Json]:
    """What comes into sight when that is tapped: another card, or elements of this one."""
    if action["type"] == "Action.ShowCard":
        return [action["card"]]
    names = {target["elementId"] if isinstance(target, dict) else target for target in action["targetElements"]}
    return [{**part, "isVisible": True} for part in parts(card) if part.get("id") in names]


def buttons(card: Json) -> list[str]:
    """The labels of what can be tapped."""
    return [str(action["title"]) for action in actions(card) if action.get("title")]


def links(card: Json) -> dict[str, str]:
    """The addresses that it opens, by label."""
    found = {str(a.get("title", "")): str(a["url"]) for a in actions(card) if a["type"] == "Action.OpenUrl"}
    runs = [part for part in parts(card) if "selectAction" in part]
    return found | {str(r.get("text", "")): r["selectAction"]["url"] for r in runs if "url" in r["selectAction"]}


def inputs(node: object, *, unfold: bool = True) -> list[Json]:
    """Everything that can be filled in."""
    return [part for part in parts(node, unfold=unfold) if part.get("type") in INPUTS]


def mentions(card: Json) -> list[Json]:
    """The mention entities of a card."""
    return list((card.get("msteams") or {}).get("entities") or ())


def named(card: Json) -> list[str]:
    """The mentions as they stand in its texts."""
    return [m[0] for part in parts(card) if part.get("type") == "TextBlock" for m in _AT.finditer(part["text"])]


def pings(card: Json) -> list[str]:
    """The ids of those that it notifies."""
    return list(dict.fromkeys(str(entity["mentioned"]["id"]) for entity in mentions(card)))
