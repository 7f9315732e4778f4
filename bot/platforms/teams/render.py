"""Neutral messages and forms -> Adaptive Cards 1.5, within Teams' limits.

People's words go into text runs, which Teams neither formats nor turns into mentions. `parse` reads back what stands
in the buttons' data.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import orjson

from bot import messages as m
from bot.platforms.teams import inline, inputs

Json = dict[str, Any]

ACTION, ARGS, SUBMITS, CHANNEL, SURE, YES, HOME = "fs", "a", "form", "ch", "sure", "yes", "home"
MOST_BYTES = 76_000  # Teams counts UTF-16 and refuses at about 100 KB; 80 KB is what it promises to take
SUMMARY, TITLE = 300, 60
ROW = 5  # more buttons in one row are left out by some clients
CARD = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where a card stands: in a dialog, where buttons are other ones; `channel` is what it is about, if elsewhere.

    `alone` if nobody else is there, so that colleagues are looked for everywhere. `back` is the label of the way back
    to what stood there before, for a card in the place of another, and `ref` that one's message. `home` is the part of
    somebody's own page that it is, counted from 0.
    """

    dialog: bool = False
    alone: bool = False
    channel: str = ""
    back: str = ""
    ref: str = ""
    home: str = ""


PLAIN = Frame()


def activity(said: m.Message | m.Form, frame: Frame = PLAIN) -> Json:
    """Give the activity that shows a message or a form; text and card are never in one, since Teams parts them."""
    made = form(said, frame) if isinstance(said, m.Form) else card(said, frame)
    return {"type": "message", "summary": made["fallbackText"], "attachments": [attachment(made)]}


def attachment(made: Json) -> Json:
    """Give a card as Teams takes it."""
    return {"contentType": CARD, "content": made}


def card(said: m.Message, frame: Frame = PLAIN) -> Json:
    """Give a message as a card."""
    blocks = said.blocks or (m.Para((m.Words(said.text.strip() or "…"),)),)
    return _card(blocks, said.text, frame)


def form(
    asked: m.Form,
    frame: Frame = PLAIN,
    *,
    filled: Mapping[str, str | Sequence[str]] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Json:
    """Give a form as a card, with what was filled in before and what is wrong with it."""
    wrong = dict(errors or {})
    blocks: list[m.Block] = []
    for block in asked.blocks:
        name = getattr(block, "id", "")
        if name in wrong:
            blocks.append(_complaint(wrong.pop(name)))
        blocks.append(inputs.refilled(block, filled[name]) if filled and name in filled else block)
    title = () if frame.dialog else (m.Header(asked.title),)  # a dialog has its title above it
    head = (*title, *(_complaint(text) for text in wrong.values()))
    data = {ACTION: asked.action, ARGS: {k: inline.clean(v) for k, v in asked.args.items()}, SUBMITS: True}
    return _card((*head, *blocks), asked.title, frame, last=[_press(asked.submit, data, frame, style="positive")])


def _complaint(text: str) -> m.Para:
    return m.Para((m.Span(f"⚠ {text}", "bold"),))


def confirm(data: Mapping[str, Any], frame: Frame = PLAIN, own: str = "") -> Json:
    """Give the card that asks once more before what a button brings along is done.

    `own` is the label of the way to somebody's own page, for whoever would rather not, where there is no way back.
    """
    question, label = str(data.get(SURE, "")), str(data.get(YES, ""))
    sure = _press(label, {k: v for k, v in data.items() if k not in {SURE, YES, "msteams"}}, frame, style="destructive")
    page = {ACTION: "home.open", ARGS: {"page": str(data.get(HOME) or "0")}}
    ends = (sure, _press(own, page, frame)) if own else (sure,)
    return _card((m.Para((m.Span(question),)),), question, frame, last=ends)


# ---------------------------------------------------------------- whole cards


@dataclass(slots=True)
class _Making:
    """What the blocks of one card share."""

    frame: Frame
    pings: list[Json] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))


def _card(blocks: Sequence[m.Block], text: str, frame: Frame, *, last: Sequence[Json] = ()) -> Json:
    making = _Making(frame)
    body = _ruled(made for block in blocks for made in _block(block, making))
    body = body or inline.paragraph((m.Words(text.strip() or "…"),))
    end = list(last)
    if frame.back:
        end.append(_press(frame.back, {ACTION: "look", ARGS: {"ref": frame.ref}}, frame))
    if end:
        body.append({"type": "ActionSet", "actions": end})
    shown = inline.clip(inline.clean(inline.as_typed(text)).strip() or "…", SUMMARY)
    return _fit(
        {
            "type": "AdaptiveCard",
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "version": "1.5",
            "fallbackText": shown,
            "body": body,
            "msteams": {"width": "Full", **({"entities": making.pings} if making.pings else {})},
        }
    )


def _ruled(body: Iterable[Json]) -> list[Json]:
    """A rule is a line above what follows it."""
    made: list[Json] = []
    line = False
    for element in body:
        if element["type"] != "Rule":
            made.append({**element, "separator": True, "spacing": "Large"} if line else element)
        line = element["type"] == "Rule"
    return made


def size(made: object) -> int:
    """Give the bytes of a card as Teams counts them."""
    return len(orjson.dumps(made).decode().encode("utf-16-le"))


def _fit(made: Json) -> Json:
    """Leave out what is too much from the end; a last row of buttons is kept, since people need it."""
    room = MOST_BYTES - size({**made, "body": []})
    sizes = [size(element) + 2 for element in made["body"]]
    if sum(sizes) <= room:
        return made
    body: list[Json] = made["body"]
    last = [body[-1]] if body[-1]["type"] == "ActionSet" else []
    more = inline.paragraph((m.Span("…"),))
    room -= sum(size(element) + 2 for element in (*last, *more))
    kept: list[Json] = []
    for element, needed in zip(body[: len(body) - len(last)], sizes, strict=False):
        room -= needed
        if room < 0:
            break
        kept.append(element)
    return {**made, "body": list(_living([*kept, *more, *last]))}


def _living(body: Sequence[Json]) -> Iterator[Json]:
    """A button that unfolds what was left out does nothing, and is left out too."""
    there = {element["id"] for element in body if "id" in element}
    for element in body:
        if element["type"] != "ActionSet":
            yield element
        elif actions := [a for a in element["actions"] if there.issuperset(a.get("targetElements", ()))]:
            yield {**element, "actions": actions}


# ---------------------------------------------------------------- blocks


def _block(block: m.Block, making: _Making) -> list[Json]:  # noqa: PLR0911 - one return for each kind of block
    match block:
        case m.Header(text=text):
            return inline.paragraph((m.Span(text, "bold"),), size="Large")
        case m.Rule():
            return [{"type": "Rule"}]
        case m.Para(spans=spans):
            return inline.pinging(spans, making.pings) if _pings(spans) else inline.paragraph(spans)
        case m.Quote(spans=spans):
            quoted = inline.paragraph(spans)
            return [{"type": "Container", "style": "emphasis", "items": quoted}] if quoted else []
        case m.Small(spans=spans):
            return inline.paragraph(spans, size="Small", subtle=True)
        case m.Actions(items=items):
            return list(_actions(items, making))
        case _:
            return inputs.field(block, here=not making.frame.alone)


def _pings(spans: Iterable[m.Inline]) -> bool:
    return any(isinstance(piece, m.Who) and piece.ping and piece.member for piece in spans)


def _actions(items: Iterable[m.Button | m.Menu | m.LinkButton], making: _Making) -> Iterator[Json]:
    made: list[Json] = []
    hidden: list[Json] = []
    for item in items:
        if isinstance(item, m.Menu):
            if item.options:
                name = f"menu{next(making.numbers)}"
                made.append({"type": "Action.ToggleVisibility", "title": _title(item.label), "targetElements": [name]})
                hidden.append(_unfolded(item, name, making))
        else:
            made.append(_button(item, making.frame))
    yield from _rows(made)
    yield from hidden


def _rows(made: Sequence[Json]) -> list[Json]:
    return [{"type": "ActionSet", "actions": list(made[i : i + ROW])} for i in range(0, len(made), ROW)]


def _unfolded(menu: m.Menu, name: str, making: _Making) -> Json:
    """A drop-down beside buttons unfolds into one button for each choice: one tap is enough."""
    chips = [m.Button(menu.action, o.label, {**menu.args, "value": o.value}) for o in menu.options]
    rows = _rows([_button(chip, making.frame) for chip in chips])
    return {"type": "Container", "id": name, "isVisible": False, "items": rows}


def _button(item: m.Button | m.LinkButton, frame: Frame) -> Json:
    if isinstance(item, m.LinkButton):
        return {"type": "Action.OpenUrl", "title": _title(item.label), "url": item.url}
    data: Json = {ACTION: item.action, ARGS: {name: inline.clean(value) for name, value in item.args.items()}}
    if item.confirm:
        data |= {SURE: inline.clean(item.confirm), YES: inline.clean(item.label)}
    return _press(item.label, data, frame, style={"primary": "positive", "danger": "destructive", "": ""}[item.style])


def _title(label: str) -> str:
    return inline.clip(inline.clean(label).strip() or "…", TITLE)


def _press(title: str, data: Mapping[str, Any], frame: Frame, *, style: str = "") -> Json:
    """Give a button: in a dialog the only kind that works there, else one that is answered with another card.

    Clients that do not know how to execute open a dialog instead; a form in a card they send as a message.
    """
    submits = data.get(SUBMITS) is True
    told = {CHANNEL: frame.channel, HOME: frame.home}
    held = {**data, **{name: value for name, value in told.items() if value}}
    made: Json = {
        "title": _title(title),
        "data": held,
        "associatedInputs": "auto" if submits else "none",
        **({"style": style} if style else {}),
    }
    if frame.dialog:
        return {"type": "Action.Submit", **made}
    other = made if submits else {**made, "data": {**held, "msteams": {"type": "task/fetch"}}}
    fallback = {"type": "Action.Submit", **other}
    return {"type": "Action.Execute", "verb": str(data.get(ACTION, "")), **made, "fallback": fallback}
