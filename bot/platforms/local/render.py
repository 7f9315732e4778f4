"""From the made-up chat tool to what the page shows one member."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.messages import Reply, to_json
from bot.platforms.local.world import BOT, ZONE, Line, Person, World

EMOJI: Mapping[str, tuple[str, str]] = {
    "raised_hands": ("🙌", "raised hands"),
    "heart": ("❤️", "heart"),
    "thumbsup": ("👍", "thumbs up"),
    "clap": ("👏", "clapping"),
    "tada": ("🎉", "party"),
    "sunflower": ("🌻", "sunflower"),
    "smile": ("😄", "smile"),
    "bulb": ("💡", "idea"),
}
COMMANDS = (
    {"command": "/kudos", "hint": "@Bas walked along to the right desk #courage"},
    {"command": "/fireside", "hint": "opens My story"},
    {"command": "/fireside help", "hint": "what I can do for you"},
    {"command": "/fireside settings", "hint": "day, time, language and values of this circle"},
    {"command": "/fireside digest preview", "hint": "how the digest would read now"},
    {"command": "/fireside suggest", "hint": "What made you wonder this week?"},
    {"command": "/fireside pause until", "hint": "24 december"},
    {"command": "/fireside status", "hint": "why do I get this, or nothing"},
    {"command": "/fireside what-do-you-know", "hint": "what is kept about me"},
)


def state(world: World, me: Person, now: datetime, circles: Mapping[str, str]) -> dict[str, Any]:
    """Give everything that one member sees, as the page expects it; `circles` are states by channel."""
    rooms = [r for r in world.rooms.values() if not r.private or me.id in r.members]
    direct = world.direct(me.id)
    return {
        "version": world.version,
        "now": now.isoformat(),
        "clock": _clock(now, me),
        "me": me.id,
        "language": me.language,
        "made_up_until": world.made_up_until,
        "people": [_person(p) for p in world.people.values()]
        + [{"id": BOT, "name": "Fireside", "initials": "F", "note": "the bot", "guest": False, "bot": True}],
        "channels": [
            {
                "id": r.id,
                "name": r.name,
                "private": r.private,
                "member": me.id in r.members,
                "circle": circles.get(r.id, ""),
                "unread": _unread(world, r.id, me.id) if me.id in r.members else 0,
            }
            for r in rooms
        ],
        "directs": [{"id": direct, "name": "Fireside", "unread": _unread(world, direct, me.id)}],
        "messages": {cid: _lines(world, cid, me) for cid in [*(r.id for r in rooms), direct]},
        "home": world.homes.get(me.id),
        "commands": COMMANDS,
        "emoji": [{"name": n, "char": c, "label": label} for n, (c, label) in EMOJI.items()],
    }


def passed(world: World, lines: Sequence[Line]) -> list[str]:
    """Give what was posted while the clock moved, one sentence a post."""
    return [f"{_moment(line)}, #{world.rooms[line.channel].name}: {(line.message or {})['text']}" for line in lines]


def _moment(line: Line) -> str:
    local = datetime.fromisoformat(line.at).astimezone(ZoneInfo(ZONE))
    return f"{_day(local)}, {local:%H:%M}"


def reply(answer: Reply) -> dict[str, Any]:
    """Give what an actor gets back, as the page expects it."""
    return {
        "say": to_json(answer.say) if answer.say else None,
        "replace": to_json(answer.replace) if answer.replace else None,
        "form": to_json(answer.form) if answer.form else None,
        "home": to_json(answer.home) if answer.home else None,
        "errors": dict(answer.errors),
        "download": {"url": f"/export/{answer.download.token}", "name": answer.download.name}
        if answer.download
        else None,
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "initials": "".join(part[0] for part in person.name.split())[:2].upper(),
        "note": person.note,
        "guest": person.kind == "guest",
        "bot": False,
    }


def _unread(world: World, channel: str, me: str) -> int:
    seen = world.read.get(f"{me}:{channel}", "")
    return sum(m.ref > seen and m.author != me and not m.thread for m in world.in_channel(channel, me))


def _lines(world: World, channel: str, me: Person) -> list[dict[str, Any]]:
    return [_line(world, line, me) for line in world.in_channel(channel, me.id)]


def _line(world: World, line: Line, me: Person) -> dict[str, Any]:
    local = datetime.fromisoformat(line.at).astimezone(ZoneInfo(me.zone))
    return {
        "ref": line.ref,
        "author": line.author,
        "at": line.at,
        "time": f"{local:%H:%M}",
        "day": _day(local),
        "thread": line.thread,
        "text": line.text,
        "message": line.message,
        "only_me": bool(line.only),
        "edited": line.edited,
        "reactions": [
            {"name": n, "char": EMOJI.get(n, (n, n))[0], "people": people} for n, people in line.reactions.items()
        ],
        "replies": world.replies(line.ref),
        "mine": line.author == me.id,
    }


def _day(local: datetime) -> str:
    return f"{local:%A} {local.day} {local:%B}"


def _clock(now: datetime, me: Person) -> str:
    local = now.astimezone(ZoneInfo(me.zone))
    return f"{_day(local)} {local.year}, {local:%H:%M}"
