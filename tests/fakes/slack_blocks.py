"""Whether Slack would take these blocks or this view, and what it would say if not.

`check_blocks` and `check_view` return Slack's own kind of complaints, empty where all is well.
"""

import json
from collections.abc import Callable
from typing import cast

from .slack_data import ALL_BLOCKS, MESSAGE_BLOCKS, SECTION_FIELD, VIEW_BYTES, Json, limit
from .slack_elements import BUTTON, CONFIRM, ELEMENTS, MENUS, PICTURE, RICH_TEXT, TYPED, has_picture
from .slack_kit import texts
from .slack_shapes import IDS, Checker, Rule, Shape, Surface, boolean, by_type, listing, one_of, plain, string, text


def _words_or_fields(c: Checker, value: object, path: str) -> None:
    if not {"text", "fields"} & cast("Json", value).keys():
        c.no(path, "must have text or fields")


def _distinct_actions(c: Checker, value: object, path: str) -> None:
    elements = cast("Json", value).get("elements")
    inside = [e.get("action_id") for e in elements if isinstance(e, dict)] if isinstance(elements, list) else []
    named = [action for action in inside if action is not None]
    if len(named) != len(set(named)):
        c.no(path, "action_id must be unique within a block")


def _not_twice_named(c: Checker, value: object, path: str) -> None:
    name = cast("Json", value).get("block_id")
    if name in c.block_ids:
        c.no(f"{path}/block_id", f"block_id must be unique: {name}")
    if isinstance(name, str):
        c.block_ids.add(name)


def _only_in(*surfaces: Surface) -> Rule:
    def rule(c: Checker, _value: object, path: str) -> None:
        if c.surface not in surfaces:
            c.no(path, f"this block is not allowed in a {c.surface}")

    return rule


_WORDS = text(limit("text"))
_FEEDBACK = Shape(
    required={"text": plain(limit("feedback_button.text")), "value": string(limit("feedback_button.value"))},
    optional={"accessibility_label": string(limit("feedback_button.accessibility_label"))},
)
_CONTEXT_ACTIONS: dict[str, Rule] = {
    "feedback_buttons": Shape(required={"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, optional=IDS),
    "icon_button": Shape(
        required={"icon": one_of("trash"), "text": plain(75)},
        optional={**IDS, "value": string(2000), "accessibility_label": string(75), "confirm": CONFIRM},
    ),
}
_CELL: dict[str, Rule] = {
    "raw_text": Shape(required={"text": string(3000)}),
    "rich_text": Shape(required={"elements": listing(by_type(RICH_TEXT), most=100)}),
}
_CARD = Shape(
    optional={
        "title": text(limit("card.title")),
        "subtitle": text(limit("card.subtitle")),
        "body": text(limit("card.body")),
        "subtext": text(limit("card.subtext")),
        "actions": listing(by_type({"button": BUTTON}), most=limit("card.actions")),
        "hero_image": by_type(ELEMENTS, "image"),
        "icon": by_type(ELEMENTS, "image"),
    }
)
_ACCESSORIES = ("button", "image", "overflow", *MENUS)

BLOCKS: dict[str, Shape] = {
    "section": Shape(
        optional={
            "text": text(limit("section.text")),
            "fields": listing(text(SECTION_FIELD), most=limit("section.fields")),
            "accessory": by_type(ELEMENTS, *_ACCESSORIES),
            "expand": boolean,
        },
        also=_words_or_fields,
    ),
    "divider": Shape(),
    "header": Shape(required={"text": plain(limit("header.text"))}),
    "image": Shape(
        required={"alt_text": string(limit("image.alt_text"))},
        optional={**PICTURE, "title": plain(2000)},
        also=has_picture,
    ),
    "actions": Shape(
        required={"elements": listing(by_type(ELEMENTS, "button", "overflow", *MENUS), most=limit("actions.elements"))},
        also=_distinct_actions,
    ),
    "context": Shape(
        required={
            "elements": listing(
                by_type({"image": ELEMENTS["image"], "plain_text": _WORDS, "mrkdwn": _WORDS}),
                most=limit("context.elements"),
            )
        }
    ),
    "input": Shape(
        required={"label": plain(limit("input.label")), "element": by_type(ELEMENTS, *MENUS, *TYPED)},
        optional={"hint": plain(limit("input.hint")), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": Shape(required={"elements": listing(by_type(RICH_TEXT), most=1000)}),
    "markdown": Shape(required={"text": string(limit("markdown.text"))}, also=_only_in("message")),
    "table": Shape(
        required={"rows": listing(listing(by_type(_CELL), most=20), most=100)},
        optional={
            "column_settings": listing(
                Shape(optional={"align": one_of("left", "center", "right"), "is_wrapped": boolean}), most=20
            )
        },
        also=_only_in("message"),
    ),
    "context_actions": Shape(
        required={"elements": listing(by_type(_CONTEXT_ACTIONS), most=limit("context_actions.elements"))},
        also=_only_in("message"),
    ),
    "alert": Shape(
        required={"text": text(limit("alert.text"))},
        optional={"level": one_of("default", "info", "warning", "error", "success")},
        also=_only_in("modal"),
    ),
    "card": _CARD,
    "carousel": Shape(required={"elements": listing(by_type({"card": _CARD}), most=limit("carousel.elements"))}),
}


def _named(shape: Shape) -> Rule:
    named = Shape(
        required=shape.required,
        optional={**shape.optional, "block_id": string(limit("block_id"))},
        also=shape.also,
    )

    def rule(c: Checker, value: object, path: str) -> None:
        named(c, value, path)
        _not_twice_named(c, value, path)

    return rule


_BLOCK = by_type({name: _named(shape) for name, shape in BLOCKS.items()})


def check_blocks(blocks: object, knows: Callable[[str], bool] = lambda _id: True) -> list[str]:
    """What Slack would say about the blocks of a message."""
    c = Checker(surface="message", knows=knows)
    listing(_BLOCK, most=MESSAGE_BLOCKS, least=0)(c, blocks, "/blocks")
    return c.problems


def too_long(blocks: list[Json]) -> bool:
    """Whether all texts together pass the total that Slack enforces without documenting it."""
    return sum(map(len, texts(blocks))) > ALL_BLOCKS


_VIEW_COMMON: dict[str, Rule] = {
    "private_metadata": string(limit("view.private_metadata"), least=0),
    "callback_id": string(limit("view.callback_id"), least=0),
    "external_id": string(255, least=0),
}
_VIEW_BLOCKS: dict[str, Rule] = {"blocks": listing(_BLOCK, most=limit("view.blocks"))}


def _submit_where_inputs(c: Checker, value: object, path: str) -> None:
    view = cast("Json", value)
    blocks = view.get("blocks")
    inputs = [b for b in blocks if isinstance(b, dict) and b.get("type") == "input"] if isinstance(blocks, list) else []
    if inputs and "submit" not in view:
        c.no(path, "a view with input blocks must have submit")


_MODAL = Shape(
    required={"title": plain(limit("view.title")), **_VIEW_BLOCKS},
    optional={
        **_VIEW_COMMON,
        "submit": plain(limit("view.submit")),
        "close": plain(limit("view.close")),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
    },
    also=_submit_where_inputs,
)
_HOME = Shape(required=_VIEW_BLOCKS, optional=_VIEW_COMMON)


def check_view(view: object, surface: Surface, knows: Callable[[str], bool] = lambda _id: True) -> list[str]:
    """What Slack would say about a modal or a home tab."""
    c = Checker(surface=surface, knows=knows)
    by_type({"modal": _MODAL, "home": _HOME}, surface)(c, view, "/view")
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        c.no("/view", "view_too_large")
    return c.problems
