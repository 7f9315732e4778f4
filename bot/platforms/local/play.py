"""What people of the made-up team do, done on the world and told to the bot; and their clock.

Its own module beside `listen.py`, since the made-up history is told through it too, without HTTP.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot import commands as c
from bot.clock import MovableClock
from bot.dispatch import Desk
from bot.domain.echo import base
from bot.messages import NOTHING, Actions, Message, Reply, to_json
from bot.platforms.local import parse, render
from bot.platforms.local.deliver import Local
from bot.platforms.local.parse import BadAct, text_of
from bot.platforms.local.world import BOT, WORKSPACE, Line, World, stamp
from bot.views.common import paragraph
from storage import circles, occurrences
from storage.store import Tx

STEPS: Mapping[str, timedelta] = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
KINDS: Mapping[str, str] = {"question": "ask", "digest": "digest"}


class Playground:
    """What people do on the page, done on the world and told to the bot, as a chat platform would."""

    def __init__(
        self,
        desk: Desk,
        local: Local,
        clock: MovableClock,
        advance: Callable[[], Awaitable[None]],
        begin: Callable[["Playground"], Awaitable[None]],
    ) -> None:
        self.desk = desk
        self.local = local
        self.clock = clock
        self.advance = advance
        self.begin = begin
        self.one_at_a_time = asyncio.Lock()

    @property
    def world(self) -> World:
        """The made-up chat tool."""
        return self.local.world

    # ------------------------------------------------------------ what people do

    async def act(self, act: Mapping[str, Any]) -> Reply:
        """Do one thing as somebody of the team; raises BadAct for what cannot be understood."""
        by = parse.by_of(self.world, act)
        doers = {
            "message": self._message,
            "edit": self._edit,
            "delete": self._delete,
            "react": self._react,
            "tap": self._tap,
            "submit": self._submit,
            "shortcut": self._shortcut,
            "home": self._home,
            "invite": self._invite,
            "read": self._read,
        }
        do = doers.get(text_of(act, "kind"))
        if do is None:
            problem = "kind is not known here"
            raise BadAct(problem)
        reply = await do(by, act)
        self.world.changed()
        return reply

    async def _take(self, by: c.By, act: Mapping[str, Any], *commands: c.Command) -> Reply:
        reply = await self.desk.take(self.local, *commands)
        if reply.download is not None:  # the page fetches it by itself: no link is to be followed
            voice = await self.desk.store.aread(lambda tx: self.desk.unit(tx).voice(WORKSPACE, by.member))
            reply = replace(reply, say=paragraph(voice, "export-comes"))
        self._show(by, act, reply)
        await self.advance()
        return reply

    def _show(self, by: c.By, act: Mapping[str, Any], reply: Reply) -> None:
        """Put what the actor gets back where they see it: in the private chat, or as a line only they see."""
        if reply.home is not None:
            self.world.homes[by.member] = to_json(reply.home)
        tapped = self.world.seen(text_of(act, "ref"), by.member)
        if reply.replace is not None and tapped is not None and self._is_private(tapped):
            tapped.message = to_json(reply.replace)
        elif reply.replace is not None:
            self._whisper(by, act, reply.replace)
        if reply.say is not None:
            self._whisper(by, act, reply.say)

    def _is_private(self, line: Line) -> bool:
        return bool(line.only) or line.channel.startswith("D-")

    def _whisper(self, by: c.By, act: Mapping[str, Any], message: Message) -> None:
        """Say something where it was asked; on one's own page it passes by, unless it waits for an answer."""
        channel = text_of(act, "channel")
        if not channel and not any(isinstance(block, Actions) for block in message.blocks):
            return
        self.world.add(
            Line(
                ref=self.world.next_ref(),
                channel=channel or self.world.direct(by.member),
                author=BOT,
                at=stamp(self.clock.now()),
                thread=text_of(act, "thread"),
                message=to_json(message),
                only=by.member,
            )
        )

    async def _message(self, by: c.By, act: Mapping[str, Any]) -> Reply:
        text = text_of(act, "text").strip()
        channel = text_of(act, "channel")
        if not text:
            return NOTHING
        if text.startswith("/"):
            return await self._take(by, act, parse.slash(self.world, by, text))
        if not self.world.open_to(channel, by.member):
            problem = "channel is not one of this member's"
            raise BadAct(problem)
        line = self.world.add(
            Line(
                ref=self.world.next_ref(),
                channel=channel,
                author=by.member,
                at=stamp(self.clock.now()),
                thread=text_of(act, "thread"),
                text=text,
            )
        )
        commands = parse.message(self.world, by, act, line.ref)
        return await self._take(by, act, *commands) if commands else NOTHING

    async def _edit(self, by: c.By, act: Mapping[str, Any]) -> Reply:
        line = self._own(by, act)
        line.text, line.edited = text_of(act, "text"), True
        return await self._take(by, act, parse.reworded(by, act, line.text))

    async def _delete(self, by: c.By, act: Mapping[str, Any]) -> Reply:
        line = self._own(by, act)
        self.world.delete(line.ref)
        return await self._take(by, act, parse.reworded(by, act, None))

    def _own(self, by: c.By, act: Mapping[str, Any]) -> Line:
        line = self.world.lines.get(text_of(act, "ref"))
        if line is None or line.author != by.member:
            problem = "that message is not there, or it is somebody else's"
            raise BadAct(problem)
        return line

    async def _react(self, by: c.By, act: Mapping[str, Any]) -> Reply:
        line = self.world.seen(text_of(act, "ref"), by.member)
        emoji = base(text_of(act, "emoji"))
        if line is None or emoji not in render.EMOJI:
            problem = "that message or that emoji is not there"
            raise BadAct(problem)
        if not self.world.react(line.ref, emoji, by.member, on=bool(act.get("on"))):
            return NOTHING
        return await self._take(by, act, parse.reaction(by, act, line.author, f"{self.world.version:010d}"))

    async def _tap(self, by: c.By, act: Mapping[str, Any]) -> Reply:
        return await self._take(by, act, parse.tap(by, act))

    async def _submit(self, by: c.By, act: Mapping[str, Any]) -> Reply:
        return await self._take(by, act, parse.submit(by, act))

    async def _shortcut(self, by: c.By, act: Mapping[str, Any]) -> Reply:
        return await self._take(by, act, parse.shortcut(self.world, by, act))

    async def _home(self, by: c.By, act: Mapping[str, Any]) -> Reply:
        leaf = text_of(act, "leaf")
        return await self._take(by, act, c.OpenHome(by=by, page=int(leaf) if leaf.isdecimal() else 0))

    async def _invite(self, by: c.By, act: Mapping[str, Any]) -> Reply:
        channel = text_of(act, "channel")
        room = self.world.rooms.get(channel)
        if room is None or by.member not in room.members:
            problem = "only somebody in the channel can invite into it"
            raise BadAct(problem)
        room.running = True
        return await self._take(by, act, parse.invite(self.world, by, channel))

    async def _read(self, by: c.By, act: Mapping[str, Any]) -> Reply:
        """Up to what was seen, since more may have come meanwhile."""
        channel, seen = text_of(act, "channel"), text_of(act, "ref")
        if not self.world.open_to(channel, by.member):
            problem = "channel is not one of this member's"
            raise BadAct(problem)
        before = self.world.read.get(key := f"{by.member}:{channel}", "")
        refs = (m.ref for m in self.world.in_channel(channel, by.member) if m.ref <= seen)
        self.world.read[key] = max(before, *refs, "")
        return NOTHING

    # ------------------------------------------------------------ the clock

    async def go(self, to: str) -> list[Line]:
        """Move the clock, stopping at everything that is due on the way; gives what the bot posted in channels."""
        start, before = self.clock.now(), self.world.newest
        target = await self._target(to, start)
        due: datetime | None = start
        while due is not None:
            self.clock.set(max(due, self.clock.now()))
            await self.advance()
            after = due
            due = await self.desk.store.aread(lambda tx: _next(tx, target))
            if due == after:  # it failed; the alarm clock tries again, the visitor goes on
                break
        self.clock.set(max(target, self.clock.now()))
        self.world.ahead_seconds = self.clock.ahead.total_seconds()
        await self.advance()
        self.world.changed()
        return [line for line in self.world.posts() if line.ref > before]

    async def circles(self) -> Mapping[str, str]:
        """Give the state of each channel's circle."""
        return await self.desk.store.aread(
            lambda tx: {found.channel: found.state for found in circles.of_workspace(tx, WORKSPACE)}
        )

    async def _target(self, to: str, start: datetime) -> datetime:
        if to in STEPS:
            return start + STEPS[to]
        kind = KINDS.get(to)
        if kind is None:
            problem = "to must be question, digest, hour, day or week"
            raise BadAct(problem)
        due = await self.desk.store.aread(lambda tx: _next(tx, start + timedelta(days=60), kind))
        return due or start + timedelta(weeks=1)


def _next(tx: Tx, before: datetime, kind: str = "") -> datetime | None:
    """Give when the next thing is due, of one kind or of any."""
    if not kind:
        found = occurrences.next_due(tx)
        return found if found is not None and found <= before else None
    planned = [o for c_ in circles.running(tx, WORKSPACE) for o in occurrences.upcoming(tx, WORKSPACE, c_.circle)]
    return min((o.due_at for o in planned if o.kind == kind and o.due_at <= before), default=None)
