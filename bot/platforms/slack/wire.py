"""Where Slack puts things in a payload: workspace, bot, writer, channel, and what was typed."""

import re

from bot.reading import Json, first, part, word

HEARD = frozenset({"", "file_share", "thread_broadcast", "me_message"})  # kinds of message that a person typed

_TOKEN = re.compile(r"<([^<>]*)>")


def unescape(text: str) -> str:
    """Give text without the three escapes that Slack writes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def neutral(text: str) -> str:
    """Give Slack's text as it was typed, with mentions as `<@ID>` and groups as `<^ID>`."""
    parts = _TOKEN.split(text)
    return "".join(unescape(p) if i % 2 == 0 else _token(p) for i, p in enumerate(parts))


def _token(inside: str) -> str:
    target, _, label = inside.partition("|")
    label = unescape(label)
    if target.startswith("@"):
        return f"<{target}>"
    if target.startswith("!subteam^"):
        return f"<^{target.removeprefix('!subteam^')}>"
    if target.startswith("#"):
        return f"#{label or '…'}"
    if target.startswith("!date"):
        return label
    if target.startswith("!"):
        return f"@{target[1:]}"
    return label or unescape(target)


def workspace_of(body: Json) -> str:
    """Give the workspace's key of an event, a command or an interactive request; empty where it names none."""
    known = first(body, "authorizations") or body
    whole = known.get("is_enterprise_install") in (True, "true")
    enterprise = word(known, "enterprise_id") or word(part(body, "enterprise"), "id")
    view = part(body, "view")
    told = word(view, "app_installed_team_id")
    # With a form from a channel of several teams comes the team of who sends it: the form knows whose bot opened it.
    team = (told if word(view, "type") == "modal" else "") or word(known, "team_id") or word(body, "team_id")
    team = team or word(part(body, "team"), "id") or told or word(part(body, "user"), "team_id")
    identity = enterprise if whole and enterprise else team or enterprise
    return f"slack:{identity}" if identity else ""


def bot_of(body: Json) -> str:
    """Give the bot's own member id, where an event tells it."""
    known = first(body, "authorizations")
    return word(known, "user_id") if known.get("is_bot") is not False else ""


def in_channel(channel: str) -> str:
    """Give a channel in which a person did something, empty for a direct message: that is their own window."""
    return "" if channel.startswith("D") else channel


def message_author(message: Json) -> str:
    """Give the person who wrote a message, empty for a bot or an app."""
    return "" if message.get("bot_id") or word(message, "subtype") == "bot_message" else word(message, "user")
