"""Filling in a card as a person does in Teams: what may be typed and chosen, and what then comes to the app."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import teams_show as show
from .teams_state import Json, Message

UNFOLDING = frozenset({"Action.ShowCard", "Action.ToggleVisibility"})


class FormRefused(AssertionError):
    """Teams' own window would not let this through: it says what the person reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Which invoke a dialog came from; a message extension's names its command."""

    submit: str
    extension: Json = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, eq=False)
class Card:
    """A card before somebody: in a message, or with `origin` in a dialog; `typed` is what they filled in so far."""

    content: Json
    message: Message | None = None
    origin: Origin | None = None
    title: str = ""
    open: bool = True
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """Everything that a reader sees."""
        return "\n".join(filter(None, (self.title, show.shown(self.content))))

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons, in order, those that unfold included."""
        return show.buttons(self.content)

    @property
    def labels(self) -> list[str]:
        """The labels of the fields, in order."""
        return [str(found.get("label", found["id"])) for found in show.inputs(self.content)]

    @property
    def sends(self) -> str:
        """The label of the button that takes the fields along."""
        found = [a for a in show.actions(self.content, unfold=False) if a.get("associatedInputs", "auto") == "auto"]
        taking = [str(a["title"]) for a in found if a["type"] in {"Action.Execute", "Action.Submit"}]
        assert len(taking) == 1, f"{len(taking)} buttons send the form: {taking}"
        return taking[0]

    @property
    def links(self) -> dict[str, str]:
        """The addresses that it opens, by label."""
        return show.links(self.content)

    def value(self, label: str) -> str:
        """What stands in a field."""
        return self.typed.get(self.field(label)["id"], str(self.field(label).get("value") or ""))

    def field(self, wanted: str) -> Json:
        """The field with that label, placeholder or id."""
        found = [
            part
            for part in show.inputs(self.content)
            if wanted in {part.get("label"), part.get("placeholder"), part.get("title"), part["id"]}
            or part["id"].endswith(f":{wanted}")
        ]
        assert len(found) == 1, f"{len(found)} fields {wanted!r} among {self.labels}"
        return found[0]

    def find(self, wanted: str, then: str | None = None) -> tuple[Json, list[Json]]:
        """The action with that title, verb or id, and the inputs whose values go with it.

        `then` is an action among what the first brings into sight.
        """
        found = _named(show.actions(self.content, unfold=False), wanted)
        within = [self.content]
        if found["type"] in UNFOLDING:
            assert then is not None, (
                f"{wanted!r} unfolds: {[show.buttons(c) for c in show.unfolded(self.content, found)]}"
            )
            within += show.unfolded(self.content, found)
            found = _named([a for card in within[1:] for a in show.actions(card, unfold=False)], then)
        return found, [part for card in within for part in show.inputs(card, unfold=False)]

    def fill(self, values: Mapping[str, object]) -> None:
        """Type and choose; FormRefused for what cannot be chosen or typed."""
        for wanted, value in values.items():
            part = self.field(wanted)
            self.typed[part["id"]] = chosen(part, value)


def _named(actions: list[Json], wanted: str) -> Json:
    found = [a for a in actions if wanted in {a.get("title"), a.get("verb"), a.get("id")}]
    assert len(found) == 1, f"{len(found)} buttons {wanted!r} among {[a.get('title') for a in actions]}"
    return found[0]


def chosen(part: Json, value: object) -> str:
    """The value that a field then has."""
    match part["type"]:
        case "Input.ChoiceSet":
            several = value if isinstance(value, list | tuple) else [] if value in {None, ""} else [value]
            if len(several) > 1 and not part.get("isMultiSelect"):
                raise FormRefused("only one can be chosen")
            return ",".join(_choice(part, one) for one in several)
        case "Input.Toggle":
            return str(part.get("valueOn", "true") if value else part.get("valueOff", "false"))
        case _:
            text = "" if value is None else str(value)
            most = int(part.get("maxLength") or len(text))
            return text[:most]  # the window takes no more


def _choice(part: Json, value: Any) -> str:
    if "choices.data" in part and hasattr(value, "user"):
        return str(value.user.aad)  # the picker knows people by their Entra ids
    known = {name: str(choice["value"]) for choice in part["choices"] for name in (choice["title"], choice["value"])}
    if value not in known:
        raise FormRefused(f"no choice {value!r} among {[c['title'] for c in part['choices']]}")
    return known[value]


def gathered(card: Card, action: Json, inputs: list[Json]) -> Json:
    """The data of an action with what was filled in; FormRefused where Teams holds it back."""
    data = dict(action.get("data") or {})
    if action.get("associatedInputs") == "none":
        return data
    wrong = {str(p.get("label", p["id"])): why for p in inputs if (why := _complaint(p, _value(card, p) or ""))}
    if wrong:
        raise FormRefused(str(wrong))
    return data | {part["id"]: value for part in inputs if (value := _value(card, part)) is not None}


def _value(card: Card, part: Json) -> str | None:
    value = card.typed.get(part["id"], str(part.get("value") or ""))
    if part["type"] == "Input.ChoiceSet":
        return value or None  # nothing chosen is not sent at all
    return value or (str(part.get("valueOff", "false")) if part["type"] == "Input.Toggle" else "")


def _complaint(part: Json, value: str) -> str:
    if not value:
        return str(part.get("errorMessage") or "required") if part.get("isRequired") else ""
    pattern = part.get("regex")
    return str(part.get("errorMessage") or "wrong") if pattern and not re.fullmatch(pattern, value) else ""
