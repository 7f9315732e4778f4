"""The grammar in which `slack_elements` and `slack_blocks` write down what Slack accepts, and its checker.

A rule looks at one value and notes on the checker what Slack would complain about, with a JSON pointer.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from .slack_data import Json, limit

Surface = Literal["message", "modal", "home"]


@dataclass(slots=True, kw_only=True)
class Checker:
    """Collects complaints about one set of blocks; `knows` says whether a user or channel id exists."""

    surface: Surface
    knows: Callable[[str], bool] = lambda _id: True
    problems: list[str] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    focused: int = 0

    def no(self, path: str, why: str) -> None:
        """Note one complaint in Slack's own form."""
        self.problems.append(f"[ERROR] {why} [json-pointer:{path}]")


Rule = Callable[[Checker, object, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A JSON object: what it must have, may have, and what else must hold."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    also: Rule | None = None

    def __call__(self, c: Checker, value: object, path: str) -> None:
        """Note what is wrong with that object; `type` is the caller's business."""
        if not isinstance(value, dict):
            c.no(path, "must provide an object")
            return
        obj = cast("Json", value)
        for key in self.required.keys() - obj.keys():
            c.no(path, f"missing required field: {key}")
        rules = {**self.required, **self.optional}
        for key, child in obj.items():
            if key in rules:
                rules[key](c, child, f"{path}/{key}")
            elif key != "type":
                c.no(f"{path}/{key}", f"additional property not allowed: {key}")
        if self.also is not None:
            self.also(c, obj, path)


def string(most: int, *, least: int = 1) -> Rule:
    """A string within these lengths."""

    def rule(c: Checker, value: object, path: str) -> None:
        if not isinstance(value, str):
            c.no(path, "must provide a string")
        elif len(value) > most:
            c.no(path, f"must be less than {most + 1} characters")
        elif len(value) < least:
            c.no(path, f"must be more than {least - 1} characters")

    return rule


def boolean(c: Checker, value: object, path: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        c.no(path, "must provide a boolean")


def integer(least: int, most: int) -> Rule:
    """A whole number within these bounds."""

    def rule(c: Checker, value: object, path: str) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            c.no(path, f"must be a number from {least} to {most}")

    return rule


def one_of(*allowed: str) -> Rule:
    """One of these words."""

    def rule(c: Checker, value: object, path: str) -> None:
        if value not in allowed:
            c.no(path, f"must be one of {', '.join(allowed)}")

    return rule


def pattern(expression: str) -> Rule:
    """A string of that form."""

    def rule(c: Checker, value: object, path: str) -> None:
        if not isinstance(value, str) or re.fullmatch(expression, value) is None:
            c.no(path, "must match the format")

    return rule


def known_id(c: Checker, value: object, path: str) -> None:
    """The id of a user or channel that exists in the workspace."""
    if not isinstance(value, str) or not c.knows(value):
        c.no(path, "invalid id")


def listing(item: Rule, *, most: int, least: int = 1) -> Rule:
    """A list of such items, within these counts."""

    def rule(c: Checker, value: object, path: str) -> None:
        if not isinstance(value, list):
            c.no(path, "must provide an array")
            return
        if len(value) > most:
            c.no(path, f"no more than {most} items allowed")
        if len(value) < least:
            c.no(path, f"no fewer than {least} items allowed")
        for number, child in enumerate(value):
            item(c, child, f"{path}/{number}")

    return rule


def by_type(shapes: Mapping[str, Rule], *allowed: str) -> Rule:
    """An object whose `type` chooses the shape; only the allowed types, or all where none are named."""

    def rule(c: Checker, value: object, path: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in shapes:
            c.no(path, f"unsupported type: {kind}")
        elif allowed and kind not in allowed:
            c.no(path, f"{kind} is not allowed here")
        else:
            shapes[kind](c, value, path)

    return rule


def plain(most: int) -> Rule:
    """A `plain_text` object."""
    return by_type({"plain_text": Shape(required={"text": string(most)}, optional={"emoji": boolean})})


def text(most: int) -> Rule:
    """A `plain_text` or `mrkdwn` object."""
    return by_type(
        {
            "plain_text": Shape(required={"text": string(most)}, optional={"emoji": boolean}),
            "mrkdwn": Shape(required={"text": string(most)}, optional={"verbatim": boolean}),
        }
    )


IDS: dict[str, Rule] = {"action_id": string(limit("action_id"))}
