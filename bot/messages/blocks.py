"""Everything the bot can say, as neutral blocks: views write them, platforms render them, the outbox keeps them.

Nothing here knows a platform's markup. People's own words travel as `Words`, so that a renderer can show them as
typed and never lets them act (ping, link, format).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# ---------------------------------------------------------------- inline


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the bot's own text."""

    text: str
    style: Literal["", "bold", "italic"] = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of somebody's own text: shown as typed, never interpreted."""

    text: str
    style: Literal["", "bold", "italic"] = ""


@dataclass(frozen=True, slots=True)
class Who:
    """A member; with `ping` the platform may notify them, without it only the name stands there."""

    member: str
    name: str = ""
    ping: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """A channel, by its id."""

    channel: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A web address of the bot's own, with its label."""

    url: str
    label: str


Inline = Span | Words | Who | Where | Link


# ---------------------------------------------------------------- blocks of a message


@dataclass(frozen=True, slots=True)
class Header:
    """A title, plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph."""

    spans: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, set off from the bot's."""

    spans: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Small:
    """A footnote in small print."""

    spans: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line between two parts."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a menu, of radio buttons or of chips."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap; `action` and `args` come back in `commands.Tapped`."""

    action: str
    label: str
    args: Mapping[str, str] = field(default_factory=dict)
    style: Literal["", "primary", "danger"] = ""
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """A drop-down beside buttons; the chosen option comes back as `args["value"]`."""

    action: str
    label: str
    options: tuple[Option, ...]
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens a web address."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Actions:
    """A row of buttons and menus, at most eight."""

    items: tuple[Button | Menu | LinkButton, ...]


# ---------------------------------------------------------------- fields of a form


@dataclass(frozen=True, slots=True)
class TextField:
    """A line or an area to write in; lengths in characters."""

    id: str
    label: str
    value: str = ""
    hint: str = ""
    placeholder: str = ""
    lines: bool = False
    required: bool = False
    most: int = 3000


@dataclass(frozen=True, slots=True)
class OneOf:
    """One choice: radio buttons, or a drop-down with `menu`; an empty value means none is preselected."""

    id: str
    label: str
    options: tuple[Option, ...]
    value: str = ""
    hint: str = ""
    menu: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class ManyOf:
    """Several choices as chips, at most `most`."""

    id: str
    label: str
    options: tuple[Option, ...]
    values: tuple[str, ...] = ()
    hint: str = ""
    most: int = 3


@dataclass(frozen=True, slots=True)
class People:
    """Colleagues to choose; values are member ids, `names` what those who are chosen already are called."""

    id: str
    label: str
    values: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    hint: str = ""
    required: bool = True
    most: int = 20


@dataclass(frozen=True, slots=True)
class TimeField:
    """A local time of day, as HH:MM."""

    id: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class DateField:
    """A local date, as YYYY-MM-DD."""

    id: str
    label: str
    value: str = ""


Field = TextField | OneOf | ManyOf | People | TimeField | DateField
Block = Header | Para | Quote | Small | Rule | Actions | Field


# ---------------------------------------------------------------- whole utterances


@dataclass(frozen=True, slots=True)
class Message:
    """One thing the bot says; `text` is the plain fallback and stands for the whole where blocks cannot be shown."""

    text: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A dialog; what is filled in comes back in `commands.Submitted` under `action`, with `args` unchanged."""

    action: str
    title: str
    submit: str
    blocks: tuple[Block, ...]
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Download:
    """A file for one person: `token` fetches it once, from the address that the platform builds."""

    token: str
    name: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person gets back at once, and nobody else.

    `say` is a private line, `replace` takes the place of the private message that was tapped, `form` opens (or follows)
    a dialog, `errors` stand beside the fields of the dialog, `home` refreshes the person's own page, of which it shows
    the part `page`, counted from 0.
    """

    say: Message | None = None
    replace: Message | None = None
    form: Form | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    home: Message | None = None
    page: int = 0
    download: Download | None = None


NOTHING = Reply()
