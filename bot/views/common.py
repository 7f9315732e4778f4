"""Small pieces that every view uses."""

from typing import Literal

from bot.domain.text import clip
from bot.messages import Actions, Block, Button, Inline, LinkButton, Menu, Message, Para, Reply, Small, Span, Who, Words
from prompts.phrases import Voice

CHANNEL = 30  # a sentence beside a choice is short on every platform, and its end counts as much as its beginning


def short(channel: str) -> str:
    """Give a channel's name as it may stand in the sentence beside a choice."""
    return clip(channel, CHANNEL)


def plain(spans: tuple[Inline, ...]) -> str:
    """Give inline pieces as plain text, for fallbacks."""
    return "".join(_plain(s) for s in spans)


def _plain(piece: Inline) -> str:
    match piece:
        case Span(text=text) | Words(text=text):
            return text
        case Who(member=member, name=name):
            return name or member
        case _:
            return getattr(piece, "label", "") or getattr(piece, "name", "")


def paragraph(voice: Voice, key: str, *more: Block, **args: object) -> Message:
    """Give a message that is one phrase, and whatever blocks follow it; its fallback is the phrase as plain text."""
    spans = voice.spans(key, **args)
    return Message(text=plain(spans), blocks=(Para(spans), *more))


def say(voice: Voice, key: str, *more: Block, **args: object) -> Reply:
    """Give a reply that is one private phrase to the actor."""
    return Reply(say=paragraph(voice, key, *more, **args))


def para(voice: Voice, key: str, **args: object) -> Para:
    """Give one phrase as a paragraph."""
    return Para(voice.spans(key, **args))


def lacking(voice: Voice, permission: str, use: str) -> Para:
    """Give the line on a permission that lacks, what it is for, and who can change that."""
    return para(voice, "setup-scope", scope=Span(permission), why=voice(f"setup-scope-{use}"))


def small(voice: Voice, key: str, **args: object) -> Small:
    """Give one phrase in small print."""
    return Small(voice.spans(key, **args))


def button(
    voice: Voice,
    key: str,
    action: str,
    /,
    *,
    style: Literal["", "primary", "danger"] = "",
    confirm: str = "",
    **args: str,
) -> Button:
    """Give a button whose label is a phrase; `confirm` is the key of the question asked first."""
    return Button(action, voice(key), args, style, voice(confirm) if confirm else "")


def row(*items: Button | Menu | LinkButton) -> Actions:
    """Give a row of buttons."""
    return Actions(items)
