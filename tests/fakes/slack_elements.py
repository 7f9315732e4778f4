"""What Slack accepts inside a block: buttons, menus, inputs, options, confirm dialogs, rich text."""

from typing import cast

from .slack_data import Json, limit
from .slack_shapes import (
    IDS,
    Checker,
    Rule,
    Shape,
    boolean,
    by_type,
    integer,
    known_id,
    listing,
    one_of,
    pattern,
    plain,
    string,
    text,
)

CONFIRM = Shape(
    required={"title": plain(limit("confirmation.title")), "text": text(limit("confirmation.text"))},
    optional={
        "confirm": plain(limit("confirmation.confirm")),
        "deny": plain(limit("confirmation.deny")),
        "style": one_of("primary", "danger"),
    },
)


def _option(*, rich: bool = False, url: bool = False) -> Shape:
    words = text if rich else plain
    more: dict[str, Rule] = {"url": string(limit("option.url"))} if url else {}
    return Shape(
        required={"text": words(limit("option.text")), "value": string(limit("option.value"))},
        optional={"description": words(limit("option.description")), **more},
    )


def _distinct(c: Checker, value: object, path: str) -> None:
    options = value if isinstance(value, list) else []
    values = [option.get("value") for option in options if isinstance(option, dict)]
    if len(values) != len(set(map(str, values))):
        c.no(path, "option values must be unique")


def _both(first: Rule, second: Rule) -> Rule:
    def rule(c: Checker, value: object, path: str) -> None:
        first(c, value, path)
        second(c, value, path)

    return rule


def _options(most: int, *, rich: bool = False, url: bool = False) -> Rule:
    return _both(listing(_option(rich=rich, url=url), most=most), _distinct)


_GROUP = Shape(
    required={
        "label": plain(limit("option_group.label")),
        "options": _options(limit("option_group.options")),
    }
)


def all_options(element: Json) -> list[Json]:
    """Every option of a menu, checkboxes or radio buttons, groups flattened."""
    grouped = [option for group in element.get("option_groups", ()) for option in group.get("options", ())]
    return [*element.get("options", ()), *grouped]


def _bare(option: object) -> object:
    if not isinstance(option, dict):
        return option
    words = option.get("text")
    return option.get("value"), words.get("text") if isinstance(words, dict) else words


def _initial_among_options(c: Checker, value: object, path: str) -> None:
    element = cast("Json", value)
    offered = [_bare(option) for option in all_options(element)]
    chosen = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    for option in chosen if isinstance(chosen, list) else [chosen]:
        if _bare(option) not in offered:
            c.no(path, "the initial option must be one of the options")


def _menu(c: Checker, value: object, path: str) -> None:
    element = cast("Json", value)
    if ("options" in element) == ("option_groups" in element):
        c.no(path, "must have exactly one of options and option_groups")
    _initial_among_options(c, value, path)


def _focus(c: Checker, value: object, path: str) -> None:
    boolean(c, value, path)
    c.focused += value is True
    if c.focused > 1:
        c.no(path, "only one element can have focus_on_load")


_COMMON: dict[str, Rule] = {**IDS, "confirm": CONFIRM, "focus_on_load": _focus}
_HINTED: dict[str, Rule] = {**_COMMON, "placeholder": plain(limit("select.placeholder"))}
_MANY: dict[str, Rule] = {**_HINTED, "max_selected_items": integer(1, 100)}
_STATIC: dict[str, Rule] = {
    "options": _options(limit("select.options")),
    "option_groups": listing(_GROUP, most=limit("select.option_groups")),
}
_IDS_LIST = listing(known_id, most=100)
_TYPED: dict[str, Rule] = {
    **IDS,
    "placeholder": plain(limit("select.placeholder")),
    "focus_on_load": _focus,
    "dispatch_action_config": Shape(
        required={"trigger_actions_on": listing(one_of("on_enter_pressed", "on_character_entered"), most=2)}
    ),
}


def _lengths(c: Checker, value: object, path: str) -> None:
    element = cast("Json", value)
    most = element.get("max_length", limit("plain_text_input.max_length"))
    if isinstance(most, int) and len(str(element.get("initial_value", ""))) > most:
        c.no(f"{path}/initial_value", f"must be less than {most + 1} characters")
    if isinstance(most, int) and isinstance(element.get("min_length", 0), int) and element.get("min_length", 0) > most:
        c.no(f"{path}/min_length", "must not be greater than max_length")


BUTTON = Shape(
    required={"text": plain(limit("button.text"))},
    optional={
        **IDS,
        "url": string(limit("button.url")),
        "value": string(limit("button.value")),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(limit("button.accessibility_label")),
    },
)


def has_picture(c: Checker, value: object, path: str) -> None:
    """A picture by address or by file, not both."""
    if ("image_url" in cast("Json", value)) == ("slack_file" in cast("Json", value)):
        c.no(path, "must have exactly one of image_url and slack_file")


PICTURE: dict[str, Rule] = {
    "image_url": string(limit("image.image_url")),
    "slack_file": Shape(optional={"id": string(255), "url": string(3000)}),
}
_ALT: dict[str, Rule] = {"alt_text": string(limit("image.alt_text"))}
_CHECKED: dict[str, Rule] = {**_COMMON, "initial_options": listing(_option(rich=True), most=10)}
_TEXT_MOST = limit("plain_text_input.max_length")

ELEMENTS: dict[str, Rule] = {
    "button": BUTTON,
    "image": Shape(required=_ALT, optional=PICTURE, also=has_picture),
    "static_select": Shape(optional={**_HINTED, **_STATIC, "initial_option": _option()}, also=_menu),
    "multi_static_select": Shape(
        optional={**_MANY, **_STATIC, "initial_options": listing(_option(), most=100)}, also=_menu
    ),
    "users_select": Shape(optional={**_HINTED, "initial_user": known_id}),
    "multi_users_select": Shape(optional={**_MANY, "initial_users": _IDS_LIST}),
    "channels_select": Shape(optional={**_HINTED, "initial_channel": known_id, "response_url_enabled": boolean}),
    "multi_channels_select": Shape(optional={**_MANY, "initial_channels": _IDS_LIST}),
    "conversations_select": Shape(
        optional={
            **_HINTED,
            "initial_conversation": known_id,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": Shape(
                optional={
                    "include": listing(one_of("im", "mpim", "private", "public"), most=4),
                    "exclude_bot_users": boolean,
                    "exclude_external_shared_channels": boolean,
                }
            ),
        }
    ),
    "overflow": Shape(
        required={"options": _options(limit("overflow.options"), url=True)}, optional={**IDS, "confirm": CONFIRM}
    ),
    "checkboxes": Shape(
        required={"options": _options(limit("checkboxes.options"), rich=True)},
        optional=_CHECKED,
        also=_initial_among_options,
    ),
    "radio_buttons": Shape(
        required={"options": _options(limit("radio_buttons.options"), rich=True)},
        optional={**_COMMON, "initial_option": _option(rich=True)},
        also=_initial_among_options,
    ),
    "datepicker": Shape(optional={**_HINTED, "initial_date": pattern(r"\d{4}-\d\d-\d\d")}),
    "timepicker": Shape(optional={**_HINTED, "initial_time": pattern(r"\d\d:\d\d"), "timezone": string(64)}),
    "datetimepicker": Shape(optional={**_COMMON, "initial_date_time": integer(10**9, 10**10 - 1)}),
    "plain_text_input": Shape(
        optional={
            **_TYPED,
            "initial_value": string(_TEXT_MOST, least=0),
            "multiline": boolean,
            "min_length": integer(0, _TEXT_MOST),
            "max_length": integer(1, _TEXT_MOST),
        },
        also=_lengths,
    ),
    "email_text_input": Shape(optional={**_TYPED, "initial_value": string(_TEXT_MOST)}),
    "url_text_input": Shape(optional={**_TYPED, "initial_value": string(_TEXT_MOST)}),
    "number_input": Shape(
        required={"is_decimal_allowed": boolean},
        optional={**_TYPED, "initial_value": string(64), "min_value": string(64), "max_value": string(64)},
    ),
}
MENUS = (
    "static_select", "multi_static_select", "users_select", "multi_users_select", "channels_select",
    "multi_channels_select", "conversations_select", "checkboxes", "radio_buttons", "datepicker", "timepicker",
    "datetimepicker",
)  # fmt: skip
TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input")

_STYLE = Shape(optional=dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))
_INLINE: dict[str, Rule] = {
    "text": Shape(required={"text": string(40_000)}, optional={"style": _STYLE}),
    "user": Shape(required={"user_id": known_id}, optional={"style": _STYLE}),
    "usergroup": Shape(required={"usergroup_id": known_id}, optional={"style": _STYLE}),
    "channel": Shape(required={"channel_id": known_id}, optional={"style": _STYLE}),
    "emoji": Shape(required={"name": string(255)}, optional={"unicode": string(64), "skin_tone": integer(1, 6)}),
    "link": Shape(required={"url": string(3000)}, optional={"text": string(3000), "style": _STYLE, "unsafe": boolean}),
    "broadcast": Shape(required={"range": one_of("here", "channel", "everyone")}, optional={"style": _STYLE}),
    "date": Shape(
        required={"timestamp": integer(0, 10**11), "format": string(255)},
        optional={"url": string(3000), "fallback": string(255), "style": _STYLE},
    ),
}
_NODES = listing(by_type(_INLINE), most=10_000, least=0)
_SECTION = Shape(required={"elements": _NODES})
RICH_TEXT: dict[str, Rule] = {
    "rich_text_section": _SECTION,
    "rich_text_quote": Shape(required={"elements": _NODES}, optional={"border": integer(0, 1)}),
    "rich_text_preformatted": Shape(required={"elements": _NODES}, optional={"border": integer(0, 1)}),
    "rich_text_list": Shape(
        required={
            "style": one_of("bullet", "ordered"),
            "elements": listing(by_type({"rich_text_section": _SECTION}), most=1000),
        },
        optional={"indent": integer(0, 8), "offset": integer(0, 10_000), "border": integer(0, 1)},
    ),
}
