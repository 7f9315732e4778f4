"""How Slack turns what somebody types into what an app reads: mentions become ids, the rest is escaped."""

import re

from . import slack_kit as kit
from .slack_world import Workspace

_EVERYBODY = ("here", "channel", "everyone")


def _people(team: Workspace) -> dict[str, str]:
    names: dict[str, str] = {}
    for user in team.users.values():
        names |= {user.real_name.lower(): user.id, user.name.lower(): user.id}
    return names


def parts(team: Workspace, text: str) -> list[tuple[str, str]]:
    """The typed text in pieces: ("text", words), ("user", id), ("group", id), ("channel", id), ("broadcast", reach)."""
    people = _people(team)
    groups = {group.handle.lower(): group.id for group in team.usergroups.values()}
    channels = {c.name.lower(): c.id for c in team.channels.values() if not c.partner}
    lookup = {f"@{reach}": ("broadcast", reach) for reach in _EVERYBODY}
    lookup |= {f"#{name}": ("channel", found) for name, found in channels.items()}
    lookup |= {f"@{name}": ("group", found) for name, found in groups.items()}
    lookup |= {f"@{name}": ("user", found) for name, found in people.items()}
    longest_first = sorted(lookup, key=len, reverse=True)
    pieces = re.split(rf"((?:{'|'.join(map(re.escape, longest_first))})(?!\w))", text, flags=re.IGNORECASE)
    return [lookup.get(piece.lower(), ("text", piece)) for piece in pieces if piece]


def in_message(team: Workspace, text: str) -> str:
    """The text of a `message` event."""
    forms = {"user": "<@{}>", "group": "<!subteam^{}>", "channel": "<#{}|>", "broadcast": "<!{}>"}
    pieces = parts(team, text)
    return "".join(forms[kind].format(value) if kind in forms else kit.escape(value) for kind, value in pieces)


def in_command(team: Workspace, text: str, *, should_escape: bool = True) -> str:
    """The text of a slash command; ids come with their names, and only where the manifest says `should_escape`."""
    if not should_escape:
        return kit.escape(text)
    return "".join(_in_command(team, kind, value) for kind, value in parts(team, text))


def _in_command(team: Workspace, kind: str, value: str) -> str:
    if kind == "user":
        return f"<@{value}|{team.users[value].name}>"
    if kind == "group":
        return f"<!subteam^{value}|@{team.usergroups[value].handle}>"
    if kind == "channel":
        return f"<#{value}|{team.channels[value].name}>"
    return f"<!{value}>" if kind == "broadcast" else kit.escape(value)
