"""Neutral messages and forms -> Block Kit, within its limits.

People's words go into rich text nodes or plain text objects, which Slack neither formats nor turns into mentions.
`parse` reads back what stands in action ids, values, block ids and private metadata.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from bot import messages as m
from bot.platforms.slack import inline
from bot.platforms.slack.inline import Json, clip, plain

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
ALL_CHARACTERS = 12_000  # Slack refuses a message at about 13,200, and does not say what it counts
FALLBACK = 3000
OPTION, OPTION_VALUE, OPTIONS, FEW = 75, 150, 100, 10
BUTTON, BUTTON_VALUE, ACTIONS = 75, 2000, 25
TITLE, METADATA = 24, 3000
EMPTY = "-"  # an option's value cannot be empty
SEPARATOR = "#"  # between an action and its number within the message


def message(said: m.Message) -> Json:
    """Give `text` and `blocks` of a message, for every method and answer that takes one."""
    text = inline.escape(clip(inline.clean(said.text).strip() or "…", FALLBACK))
    return {"text": text, "blocks": fit(_blocks(said), MESSAGE_BLOCKS)}


def home(said: m.Message, shown: int = 0) -> Json:
    """Give the view of somebody's home tab, which remembers the page that is shown."""
    return {
        "type": "home",
        "private_metadata": pack({"home": str(shown)}, METADATA),
        "blocks": _blocks(said)[:VIEW_BLOCKS],
    }


def page(said: m.Message, title: str = "Fireside", *, home: str = "", story: bool = False) -> Json:
    """Give a window that only says something, for where no channel is there to say it in; the rest as in `view`."""
    blocks, metadata = _blocks(said)[:VIEW_BLOCKS], pack(_whence(home, story=story), METADATA)
    return {"type": "modal", "title": plain(title, TITLE), "private_metadata": metadata, "blocks": blocks}


def view(form: m.Form, *, channel: str = "", thread: str = "", home: str = "", story: bool = False) -> Json:
    """Give the window of a form; `channel` and `thread` are where the answer to it will be said.

    `home` is the page of somebody's story from which it was opened, and which is shown anew afterwards; with `story`
    that page is the window below all others.
    """
    held: Json = {"args": dict(form.args), "channel": channel, "thread": thread}
    metadata = pack(held | _whence(home, story=story), METADATA)
    return {
        "type": "modal",
        "callback_id": form.action,
        "title": plain(form.title, TITLE),
        "submit": plain(form.submit, TITLE),
        "private_metadata": metadata,
        "blocks": _several(form.blocks)[:VIEW_BLOCKS],
    }


def _whence(home: str, *, story: bool) -> Json:
    return ({"home": home} if home else {}) | ({"story": "yes"} if story else {})


def pack(data: Mapping[str, Any], most: int) -> str:
    """Give data as compact JSON; raises ValueError where Slack would refuse its length."""
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    if len(packed) > most:
        problem = f"{len(packed)} characters where Slack takes {most}"
        raise ValueError(problem)
    return packed


# ---------------------------------------------------------------- fitting


def fit(blocks: list[Json], most: int, characters: int = ALL_CHARACTERS) -> list[Json]:
    """Give blocks within a number and a total length; a last row of buttons is kept, since people need it."""
    if len(blocks) <= most and (len(repr(blocks)) <= characters or sum(map(size, blocks)) <= characters):
        return blocks  # what is as short as that with all that stands around it need not be counted
    last = [blocks[-1]] if blocks[-1]["type"] == "actions" else []
    room = characters - sum(map(size, last)) - 1
    kept = list(_while_room(blocks[: len(blocks) - len(last)], most - 1 - len(last), room))
    return [*kept, {"type": "context", "elements": [plain("…", 1)]}, *last]


def _while_room(blocks: Iterable[Json], most: int, room: int) -> Iterator[Json]:
    for _, block in zip(range(most), blocks, strict=False):
        needed = size(block)
        if needed > room:
            shortened = inline.shorten(block, room)
            if shortened:
                yield shortened
            return
        room -= needed
        yield block


def size(part: object) -> int:
    """Give the characters of all texts and values within a block."""
    if isinstance(part, dict):
        return sum(len(v) if k in ("text", "value", "url") and isinstance(v, str) else size(v) for k, v in part.items())
    return sum(map(size, part)) if isinstance(part, list) else 0


# ---------------------------------------------------------------- blocks


def _blocks(said: m.Message) -> list[Json]:
    return _several(said.blocks) or [inline.section((m.Words(said.text.strip() or "…"),))]


def _several(blocks: Iterable[m.Block]) -> list[Json]:
    numbers = count(1)
    return [made for block in blocks for made in _block(block, numbers)]


def _block(block: m.Block, numbers: Iterator[int]) -> list[Json]:  # noqa: PLR0911 - one return for each kind of block
    match block:
        case m.Header(text=text):
            return [{"type": "header", "text": plain(text, 150)}] if inline.clean(text).strip() else []
        case m.Rule():
            return [{"type": "divider"}]
        case m.Para(spans=spans):
            return inline.rich(spans, "rich_text_section")
        case m.Quote(spans=spans):
            return inline.rich(spans, "rich_text_quote")
        case m.Small(spans=spans):
            return inline.context(spans)
        case m.Actions(items=items):
            return _actions(items, numbers)
        case _:
            return _field(block)


def _actions(items: tuple[m.Button | m.Menu | m.LinkButton, ...], numbers: Iterator[int]) -> list[Json]:
    made = [_item(item, next(numbers)) for item in items if not isinstance(item, m.Menu) or item.options]
    return [{"type": "actions", "elements": made[i : i + ACTIONS]} for i in range(0, len(made), ACTIONS)]


def _item(item: m.Button | m.Menu | m.LinkButton, number: int) -> Json:
    match item:
        case m.Button():
            return _button(item, number)
        case m.LinkButton(url=url, label=label):
            return {"type": "button", "action_id": f"link{SEPARATOR}{number}", "text": plain(label, BUTTON), "url": url}
        case m.Menu(action=action, label=label, options=options, args=args):
            return {
                "type": "static_select",
                "action_id": f"{action}{SEPARATOR}{number}",
                "placeholder": plain(label, 150),
                "options": _options(options, lambda value: pack({**args, "value": value}, OPTION_VALUE)),
            }


def _button(button: m.Button, number: int) -> Json:
    made: Json = {
        "type": "button",
        "action_id": f"{button.action}{SEPARATOR}{number}",
        "text": plain(button.label, BUTTON),
        "value": pack(button.args, BUTTON_VALUE),
    }
    if button.style:
        made["style"] = button.style
    if button.confirm:
        made["confirm"] = _confirm(button)
    return made


def _confirm(button: m.Button) -> Json:
    asked: Json = {
        "title": plain(button.label, 100),
        "text": plain(button.confirm, 300),
        "confirm": plain(button.label, 30),
    }
    return asked | ({"style": "danger"} if button.style == "danger" else {})


def _options(options: tuple[m.Option, ...], value: Callable[[str], str]) -> list[Json]:
    distinct = {option.value: option for option in options}
    return [_option(option, value) for option in distinct.values()][:OPTIONS]


def _option(option: m.Option, value: Callable[[str], str]) -> Json:
    made: Json = {"text": plain(option.label, OPTION), "value": value(option.value)}
    return made | ({"description": plain(option.hint, OPTION)} if option.hint.strip() else {})


# ---------------------------------------------------------------- fields


def _field(field: m.Field) -> list[Json]:
    """Give an input block; a choice without options cannot be shown and is left out."""
    if isinstance(field, m.OneOf | m.ManyOf) and not field.options:
        return []
    hint = field.hint if not isinstance(field, m.TimeField | m.DateField) else ""
    if isinstance(field, m.OneOf) and any(len(option.hint) > OPTION for option in field.options):
        hint, field = _hints_below(field), replace(field, options=tuple(replace(o, hint="") for o in field.options))
    block: Json = {
        "type": "input",
        "block_id": field.id,
        "label": plain(field.label, 2000),
        "optional": not _required(field),
        "element": {"action_id": field.id, **_element(field)},
    }
    return [block | ({"hint": plain(hint, 2000)} if hint.strip() else {})]


def _hints_below(field: m.OneOf) -> str:
    """Give the hints of all options as lines of their own: half of a sentence on who may read something is none."""
    return "\n".join(filter(None, (field.hint, *(f"{o.label}: {o.hint}" for o in field.options if o.hint))))


def _required(field: m.Field) -> bool:
    match field:
        case m.TimeField():
            return True
        case m.ManyOf() | m.DateField():
            return False
        case _:
            return field.required


def _element(field: m.Field) -> Json:
    match field:
        case m.TextField():
            return _text(field)
        case m.OneOf():
            return _one(field)
        case m.ManyOf():
            return _many(field)
        case m.People(values=values, most=most):
            people = list(dict.fromkeys(v for v in values if inline.is_member(v)))[:most]
            return {"type": "multi_users_select", "max_selected_items": most, **_given("initial_users", people)}
        case m.TimeField(value=value):
            return {"type": "timepicker", **_given("initial_time", value)}
        case m.DateField(value=value):
            return {"type": "datepicker", **_given("initial_date", value)}


def _text(field: m.TextField) -> Json:
    most = max(1, min(field.most, 3000))
    return {
        "type": "plain_text_input",
        "multiline": field.lines,
        "max_length": most,
        **_given("initial_value", clip(inline.clean(field.value), most)),
        **(_given("placeholder", plain(field.placeholder, 150)) if field.placeholder.strip() else {}),
    }


def _one(field: m.OneOf) -> Json:
    options = _options(field.options, lambda value: value or EMPTY)
    kind = "static_select" if field.menu or len(options) > FEW else "radio_buttons"
    chosen = [o for o in options if field.value and o["value"] == field.value]
    return {"type": kind, "options": options, **_given("initial_option", chosen[0] if chosen else None)}


def _many(field: m.ManyOf) -> Json:
    options = _options(field.options, lambda value: value or EMPTY)
    chosen = _given("initial_options", [o for o in options if o["value"] in field.values][: field.most])
    if len(options) <= FEW:
        return {"type": "checkboxes", "options": options, **chosen}
    return {"type": "multi_static_select", "options": options, "max_selected_items": field.most, **chosen}


def _given(name: str, value: object) -> Json:
    """Slack refuses an initial value that is there but empty."""
    return {name: value} if value else {}
