"""What an app may answer to somebody who waits, and what they then see."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import teams_cards as cards
from .teams_office import CARD, Refused
from .teams_state import Json
from .teams_transport import Answer

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
WORDS = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
SIZES = {"small", "medium", "large"}
EXTENSION_SECONDS = 5.0


@dataclass(slots=True, kw_only=True)
class Told:
    """What came back: `words` to read, a `card` in the place of what was tapped, a `dialog`, `inserted` cards."""

    words: str = ""
    card: Json | None = None
    dialog: Json | None = None
    title: str = ""
    inserted: list[Json] = field(default_factory=list)
    error: str = ""


def read(name: str, answer: Answer, known: Mapping[str, object]) -> Told:
    """Make out an answer to an invoke; raises Refused where Teams shows an error instead."""
    if answer.status != 200:
        raise Refused(answer.status, "NoAnswer", f"{name} was answered with {answer.status} {answer.reason}", ours=True)
    if name.startswith("composeExtension/") and answer.seconds > EXTENSION_SECONDS:
        raise Refused(200, "TooLate", f"{name} took {answer.seconds:.1f} s", ours=True)
    body = answer.body if isinstance(answer.body, dict) else {}
    if name == "adaptiveCard/action":
        return _action(body, known)
    if "task" in body:
        return _dialog(body["task"] or {}, known)
    if "composeExtension" in body:
        return _extension(body["composeExtension"] or {}, known)
    if body or not name.lower().endswith(("submit", "submitaction")):
        raise _wrong(f"{name} was answered with {sorted(body)}")
    return Told()


def _wrong(why: str) -> Refused:
    return Refused(200, "BadAnswer", why, ours=True)


def _action(body: Json, known: Mapping[str, object]) -> Told:
    value, status = body.get("value"), body.get("statusCode")
    match body.get("type"):
        case kind if kind == ADAPTIVE and status == 200:
            return Told(card=_checked(value, known))
        case kind if kind == WORDS and status == 200 and isinstance(value, str) and value:
            return Told(words=value)
        case kind if kind == ERROR and isinstance(value, dict) and value.get("message"):
            return Told(error=str(value["message"]))
    raise _wrong(f"adaptiveCard/action was answered with {status} {body.get('type')}")


def _dialog(task: Json, known: Mapping[str, object]) -> Told:
    value = task.get("value")
    if task.get("type") == "message" and isinstance(value, str) and value:
        return Told(words=value)
    if task.get("type") != "continue" or not isinstance(value, dict) or not value.get("title"):
        raise _wrong(f"a dialog of type {task.get('type')} without a title or words")
    for name in ("height", "width"):
        if not isinstance(value.get(name, 1), int) and value[name] not in SIZES:
            raise _wrong(f"a dialog whose {name} is {value[name]}")
    attachment = value.get("card") or {}
    if attachment.get("contentType") != CARD:
        raise _wrong("a dialog without a card")
    return Told(dialog=_checked(attachment.get("content"), known), title=str(value["title"]))


def _extension(made: Json, known: Mapping[str, object]) -> Told:
    if made.get("type") == "message" and made.get("text"):
        return Told(words=str(made["text"]))
    if made.get("type") != "result" or made.get("attachmentLayout") not in {"list", "grid"}:
        raise _wrong(f"a message extension's answer of type {made.get('type')}")
    attachments = made.get("attachments") or []
    if not attachments or any(a.get("contentType") != CARD for a in attachments):
        raise _wrong("a message extension's result without a card")
    return Told(inserted=[_checked(attachment["content"], known) for attachment in attachments])


def _checked(card: object, known: Mapping[str, object]) -> Json:
    problems = cards.problems(card, known)
    if problems or not isinstance(card, dict):
        raise _wrong("; ".join(problems))
    if cards.size(card) > 80 << 10:
        raise _wrong(f"a card of {cards.size(card)} bytes")
    return card
