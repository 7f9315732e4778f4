"""What Slack's own pages say about methods and limits, from the data folder beside the repository if there is one.

Without the folder a built-in minimum is used: required arguments, scopes and the limits that matter here.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "slack"

LIMITS: dict[str, int] = {
    "text": 3000, "action_id": 255, "block_id": 255,
    "button.text": 75, "button.url": 3000, "button.value": 2000, "button.accessibility_label": 75,
    "confirmation.title": 100, "confirmation.text": 300, "confirmation.confirm": 30, "confirmation.deny": 30,
    "option.text": 75, "option.value": 150, "option.description": 75, "option.url": 3000,
    "option_group.label": 75, "option_group.options": 100,
    "select.placeholder": 150, "select.options": 100, "select.option_groups": 100,
    "overflow.options": 5, "checkboxes.options": 10, "radio_buttons.options": 10,
    "plain_text_input.max_length": 3000, "actions.elements": 25, "alert.text": 200, "context.elements": 10,
    "card.title": 150, "card.subtitle": 150, "card.body": 200, "card.subtext": 200, "card.actions": 3,
    "carousel.elements": 10, "context_actions.elements": 5,
    "feedback_button.text": 75, "feedback_button.value": 2000, "feedback_button.accessibility_label": 75,
    "header.text": 150, "image.image_url": 3000, "image.alt_text": 2000, "input.label": 2000, "input.hint": 2000,
    "markdown.text": 12000, "section.text": 3000, "section.fields": 10,
    "view.blocks": 100, "view.private_metadata": 3000, "view.callback_id": 255,
    "view.title": 24, "view.close": 24, "view.submit": 24,
}  # fmt: skip
SECTION_FIELD, MESSAGE_BLOCKS, MESSAGE_TEXT, ALL_BLOCKS, VIEW_BYTES = 2000, 50, 40_000, 13_200, 250_000

_HISTORY = "channels:history groups:history im:history mpim:history"
_READ = "channels:read groups:read im:read mpim:read"
_BUILT_IN: dict[str, tuple[str, str, str]] = {
    "apps.connections.open": ("POST", "", ""),
    "auth.revoke": ("GET", "", ""),
    "auth.test": ("POST", "", ""),
    "chat.delete": ("POST", "ts channel", "chat:write"),
    "chat.getPermalink": ("GET", "channel message_ts", ""),
    "chat.postEphemeral": ("POST", "user channel", "chat:write"),
    "chat.postMessage": ("POST", "channel", "chat:write"),
    "chat.update": ("POST", "ts channel", "chat:write"),
    "conversations.history": ("GET", "channel", _HISTORY),
    "conversations.info": ("GET", "channel", _READ),
    "conversations.members": ("GET", "channel", _READ),
    "conversations.open": ("POST", "", "im:write channels:manage groups:write mpim:write"),
    "conversations.replies": ("GET", "channel ts", _HISTORY),
    "oauth.v2.access": ("POST", "", ""),
    "usergroups.list": ("GET", "", "usergroups:read"),
    "usergroups.users.list": ("GET", "usergroup", "usergroups:read"),
    "users.info": ("GET", "user", "users:read"),
    "users.list": ("GET", "", "users:read"),
    "views.open": ("POST", "view", ""),
    "views.publish": ("POST", "user_id view", ""),
    "views.push": ("POST", "view", ""),
    "views.update": ("POST", "view", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What one Web API method takes; `args` is None where only the built-in minimum is known."""

    name: str
    http: str
    required: frozenset[str]
    scopes: frozenset[str]
    json_input: bool
    args: dict[str, frozenset[str]] | None


def _types(schema: Json) -> frozenset[str]:
    if "type" in schema:
        return frozenset({schema["type"]})
    return frozenset(variant["type"] for variant in schema.get("anyOf", ()))


def _from_file(name: str, page: Json) -> Method:
    args = page["args"]
    return Method(
        name=name,
        http=page["http_method"],
        required=frozenset(args.get("required", ())) - {"token"},
        scopes=frozenset(page["scope"].get("bot", ())),
        json_input=bool(page.get("json_input_supported")),
        args={arg: _types(schema) for arg, schema in args["properties"].items()},
    )


def _built_in(name: str) -> Method:
    http, required, scopes = _BUILT_IN[name]
    return Method(
        name=name,
        http=http,
        required=frozenset(required.split()),
        scopes=frozenset(scopes.split()),
        json_input=http == "POST",
        args=None,
    )


@cache
def method(name: str) -> Method:
    """The description of a method that the fake implements; KeyError for any other."""
    page = FOLDER / "methods" / f"{name}.json"
    if name in _BUILT_IN and page.exists():
        return _from_file(name, json.loads(page.read_text(encoding="utf-8")))
    return _built_in(name)


@cache
def _limits_file() -> Json:
    page = FOLDER / "limits.json"
    return dict(json.loads(page.read_text(encoding="utf-8"))) if page.exists() else {}


@cache
def limit(key: str) -> int:
    """The greatest length or count for `block.field`, from the data folder or else built in."""
    found: Any = _limits_file()
    for part in key.split("."):
        found = found.get(part, {}) if isinstance(found, dict) else {}
    for name in ("max_length", "max_items", "max"):
        if isinstance(found, dict) and isinstance(found.get(name), int):
            return int(found[name])
    return LIMITS[key]
