"""The made-up chat tool behind the playground: people, channels, messages, reactions, and a clock that can be moved.

It stands where Slack's or Teams' own servers stand, so it keeps its own state: one JSON file, written whole.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

BOT = "FIRESIDE"
WORKSPACE = "local:playground"
ZONE = "Europe/Amsterdam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the made-up team."""

    id: str
    name: str
    language: str = "en"
    zone: str = ZONE
    kind: str = "member"
    note: str = ""


@dataclass(slots=True, kw_only=True)
class Room:
    """A channel; `running` once the bot is in it."""

    id: str
    name: str
    private: bool = False
    members: list[str] = field(default_factory=list)
    running: bool = False


@dataclass(slots=True, kw_only=True)
class Line:
    """One message: people's have `text`, the bot's have `message`; `only` is who alone sees it."""

    ref: str
    channel: str
    author: str
    at: str
    thread: str = ""
    text: str = ""
    message: dict[str, Any] | None = None
    only: str = ""
    edited: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)


class World:
    """All of the made-up chat tool; every change is written to `file` and wakes who watches."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        self.people: dict[str, Person] = {}
        self.rooms: dict[str, Room] = {}
        self.lines: dict[str, Line] = {}
        self.homes: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, str] = {}
        self.read: dict[str, str] = {}
        self.made_up_until = ""  # the last message of the made-up weeks
        self.ahead_seconds = 0.0
        self.version = 0
        self.closed = False
        self._last = 0
        self._changed = asyncio.Event()

    # ------------------------------------------------------------ reading

    def direct(self, member: str) -> str:
        """Give the id of the private chat between the bot and a member."""
        return f"D-{member}"

    def in_channel(self, channel: str, me: str) -> list[Line]:
        """Give what a member sees in a channel, oldest first."""
        return [line for line in self.lines.values() if line.channel == channel and line.only in {"", me}]

    def open_to(self, channel: str, me: str) -> bool:
        """Whether a member is in a channel, or it is their private chat."""
        room = self.rooms.get(channel)
        return me in room.members if room is not None else channel == self.direct(me)

    def seen(self, ref: str, me: str) -> Line | None:
        """Give a message that a member can see."""
        line = self.lines.get(ref)
        return line if line is not None and line.only in {"", me} and self.open_to(line.channel, me) else None

    @property
    def newest(self) -> str:
        """The ref of the last message."""
        return f"{self._last:08d}"

    def posts(self) -> list[Line]:
        """Give what the bot posted in channels, outside threads, oldest first."""
        mine = [line for line in self.lines.values() if line.author == BOT and line.channel in self.rooms]
        return [line for line in mine if not line.thread and not line.only]

    def replies(self, root: str) -> int:
        """Give how many messages everybody sees under one."""
        return sum(line.thread == root and not line.only for line in self.lines.values())

    # ------------------------------------------------------------ changing

    def add(self, line: Line) -> Line:
        """Put a message into its channel, under a new ref."""
        self.lines[line.ref] = line
        return line

    def next_ref(self) -> str:
        """Give the next message's ref; refs sort by time."""
        self._last += 1
        return self.newest

    def delete(self, ref: str) -> None:
        """Take a message away; an unknown one is gone already."""
        self.lines.pop(ref, None)

    def react(self, ref: str, emoji: str, member: str, *, on: bool) -> bool:
        """Set or take away a reaction; False when nothing changed."""
        line = self.lines.get(ref)
        if line is None:
            return False
        people = line.reactions.setdefault(emoji, [])
        if on == (member in people):
            return False
        people.append(member) if on else people.remove(member)
        if not people:
            del line.reactions[emoji]
        return True

    def changed(self) -> None:
        """Keep everything, and wake who watches."""
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()
        if self.file is None:
            return
        kept = self.file.with_suffix(".new")
        kept.write_bytes(orjson.dumps(self._state()))
        kept.replace(self.file)

    def close(self) -> None:
        """Let everybody go who watches."""
        self.closed = True
        self._changed.set()

    async def watch(self, seconds: float) -> None:
        """Wait until something changes, or so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return

    # ------------------------------------------------------------ keeping

    def clear(self) -> None:
        """Empty the world; watchers and the version go on."""
        fresh = World(self.file)
        for name in ("people", "rooms", "lines", "homes", "keys", "read", "made_up_until", "ahead_seconds", "_last"):
            setattr(self, name, getattr(fresh, name))

    def load(self) -> bool:
        """Take up what was kept; False when there is nothing that can be read."""
        if self.file is None or not self.file.exists():
            return False
        try:
            self._restore(orjson.loads(self.file.read_bytes()))
        except (ValueError, KeyError, TypeError):
            return False
        return True

    def _state(self) -> dict[str, Any]:
        return {
            "people": list(self.people.values()),
            "rooms": list(self.rooms.values()),
            "lines": list(self.lines.values()),
            "homes": self.homes,
            "keys": self.keys,
            "read": self.read,
            "made_up_until": self.made_up_until,
            "ahead_seconds": self.ahead_seconds,
            "last": self._last,
            "version": self.version,
        }

    def _restore(self, state: Mapping[str, Any]) -> None:
        self.people = {p["id"]: Person(**p) for p in state["people"]}
        self.rooms = {r["id"]: Room(**r) for r in state["rooms"]}
        self.lines = {m["ref"]: Line(**m) for m in state["lines"]}
        self.homes, self.keys, self.read = state["homes"], state["keys"], state["read"]
        self.made_up_until, self.ahead_seconds = state["made_up_until"], state["ahead_seconds"]
        self._last, self.version = state["last"], state["version"]


def stamp(moment: datetime) -> str:
    """Give a moment as the world keeps it."""
    return moment.isoformat()
