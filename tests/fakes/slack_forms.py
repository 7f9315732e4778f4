"""How a person uses Block Kit: finding an element by what is written on it, filling in a form, Slack's own checks."""

from collections.abc import Iterable, Mapping
from typing import Any

from . import slack_kit as kit
from .slack_data import Json
from .slack_elements import all_options
from .slack_state import View

FIELD = {
    "plain_text_input": "value", "email_text_input": "value", "url_text_input": "value", "number_input": "value",
    "static_select": "selected_option", "radio_buttons": "selected_option", "overflow": "selected_option",
    "multi_static_select": "selected_options", "checkboxes": "selected_options",
    "users_select": "selected_user", "multi_users_select": "selected_users",
    "channels_select": "selected_channel", "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation", "datepicker": "selected_date",
    "timepicker": "selected_time", "datetimepicker": "selected_date_time",
}  # fmt: skip
_STATEFUL = FIELD.keys() - {"overflow"}


class FormRefused(AssertionError):
    """Slack itself would not let this be sent: a required field is empty, a text too long, an option not there."""


def _words(found: object) -> str:
    return str(found.get("text", "")) if isinstance(found, dict) else ""


def _names(block: Json, element: Json) -> list[str]:
    label = _words(block.get("label")) if block["type"] == "input" else ""
    written = [_words(element.get("text")), _words(element.get("placeholder")), label]
    return [element["action_id"], block["block_id"], *filter(None, written)]


def find(blocks: list[Json], wanted: str, nth: int | None = None) -> tuple[Json, Json]:
    """The (block, element) with that action_id, label, placeholder or block_id, in this order of precedence."""
    usable = list(kit.interactive(blocks))
    for match in (
        lambda _, e: e["action_id"] == wanted,
        lambda b, e: wanted in _names(b, e)[2:],
        lambda b, _: b["block_id"] == wanted,
    ):
        found = [(block, element) for block, element in usable if match(block, element)]
        if len(found) > 1 and nth is None:
            message = f"{len(found)} things are called {wanted!r}: say which one with nth"
            raise AssertionError(message)
        if found:
            return found[nth or 0]
    message = f"nothing here is called {wanted!r}, but: {[_names(b, e) for b, e in usable]}"
    raise AssertionError(message)


def _option(element: Json, wanted: object) -> Json:
    for option in all_options(element):
        if wanted in (option["value"], option["text"]["text"]):
            return dict(option)
    message = f"{wanted!r} is not offered, but: {[o['text']['text'] for o in all_options(element)]}"
    raise FormRefused(message)


def _id(given: object) -> object:
    return getattr(given, "id", given)


def _many(given: object) -> list[object]:
    alone = isinstance(given, str | dict) or not isinstance(given, Iterable)
    return [given] if alone else list(given)  # type: ignore[call-overload]


def chosen(element: Json, given: object) -> Json:
    """The state of an element after somebody typed or chose that; None empties it."""
    field = FIELD[element["type"]]
    value: Any = given
    if field == "selected_options":
        value = [_option(element, one) for one in _many(given or ())]
    elif field == "selected_option" and given is not None:
        value = _option(element, given)
    elif field.endswith("s"):
        value = [_id(one) for one in _many(given or ())]
    elif field == "value":
        value = None if given in (None, "") else str(given)
    else:
        value = _id(given)
    return {"type": element["type"], field: value}


def untouched(element: Json) -> Json:
    """The state of an element before anybody used it."""
    field = FIELD[element["type"]]
    initial = field.replace("selected", "initial") if field != "value" else "initial_value"
    return {"type": element["type"], field: element.get(initial, [] if field.endswith("s") else None)}


def values(blocks: list[Json], typed: Mapping[tuple[str, str], Json]) -> Json:
    """`state.values`: every element that holds a state, by block_id and action_id."""
    state: Json = {}
    for block, element in kit.interactive(blocks):
        if element["type"] in _STATEFUL:
            key = (block["block_id"], element["action_id"])
            state.setdefault(key[0], {})[key[1]] = typed.get(key) or untouched(element)
    return state


def view_values(view: View) -> Json:
    """`view.state.values` as it stands."""
    return values(view.blocks, view.typed)


def fill(view: View, given: Mapping[str, object]) -> None:
    """Type and choose in a view: by label, placeholder, action_id or block_id."""
    for wanted, value in given.items():
        block, element = find(view.blocks, wanted)
        view.typed[block["block_id"], element["action_id"]] = chosen(element, value)


def check(view: View) -> None:
    """FormRefused if Slack's own window would keep the form back."""
    state = view_values(view)
    wrong: dict[str, str] = {}
    for block in view.blocks:
        if block["type"] == "input":
            element = block["element"]
            value = state[block["block_id"]][element["action_id"]][FIELD[element["type"]]]
            why = _complaint(element, value, optional=bool(block.get("optional")))
            if why:
                wrong[_words(block["label"])] = why
    if wrong:
        raise FormRefused(str(wrong))


def _complaint(element: Json, value: object, *, optional: bool) -> str:
    if value in (None, "", []):
        return "" if optional else "Please complete this required field"
    if isinstance(value, list):
        most = int(element.get("max_selected_items", len(value)))
        return "" if len(value) <= most else f"at most {most}"
    if element["type"] == "plain_text_input":
        size, least, most = len(str(value)), int(element.get("min_length", 0)), int(element.get("max_length", 3000))
        return "" if least <= size <= most else f"between {least} and {most} characters, not {size}"
    if element["type"] == "number_input":
        return _number(element, str(value))
    return ""


def _number(element: Json, value: str) -> str:
    try:
        found = float(value) if element["is_decimal_allowed"] else int(value)
    except ValueError:
        return "Please enter a valid number"
    least, most = float(element.get("min_value", "-inf")), float(element.get("max_value", "inf"))
    return "" if least <= found <= most else f"between {least} and {most}"
