"""Bolt as a router: few broad listeners, one for each kind of request; each parses, asks the desk, and shows the reply.

Requests come from the door, already verified and keyed, as dictionaries; nothing here reads HTTP.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext, AsyncBoltRequest

from bot import commands as c, log, metrics, ports
from bot.dispatch import Desk
from bot.inbox import NotYet
from bot.messages import Message, Reply
from bot.platforms.slack import parse
from bot.platforms.slack.api import Failure
from bot.platforms.slack.complete import Completion
from bot.platforms.slack.installed import Installations, Installed
from bot.platforms.slack.mail import Answer
from bot.platforms.slack.router import Router, opened
from bot.platforms.slack.show import Shows, Spot, spot_of
from bot.platforms.slack.sieve import Sieve
from bot.platforms.slack.wire import bot_of
from bot.reading import part
from bot.views import common
from prompts.phrases import Voice
from storage import members

LOG = log.logger("slack")
Json = dict[str, Any]

NOT_HERE = Installed(token="", bot="", scopes=frozenset())
ANY = re.compile(r".*", re.DOTALL)


@dataclass(slots=True)
class Visit:
    """One request on its way through Bolt, which passes on nothing but its context."""

    workspace: str
    key: str
    team: Installed
    seen: bool = False
    failed: bool = False
    untold: bool = False
    error: Exception | None = None


@dataclass(slots=True, kw_only=True)
class Ears:
    """Listens for one Slack app; `ready` tells whether the workspace of a single token is known yet."""

    desk: Desk
    platform: ports.Platform
    installations: Installations
    sieve: Sieve
    shows: Shows
    completion: Completion
    ready: Callable[[], bool]
    _router: Router = field(init=False)

    def __post_init__(self) -> None:
        """Register the listeners; the first that matches is the only one."""
        router = opened()
        router.event(ANY)(self._event)
        router.block_action({"action_id": ANY})(self._tap)
        router.command(ANY)(self._command)
        router.view_submission(ANY)(self._form)
        router.shortcut(ANY)(self._shortcut)
        self._router = router

    # ------------------------------------------------------------ from the inbox and the door

    async def hear(self, workspace: str, key: str, body: Json) -> None:
        """Handle an event that was kept; raises what went wrong, and the row stays then."""
        if not self.ready() or self.sieve.early(workspace, part(body, "event")):
            raise NotYet
        visit = Visit(workspace, key, await self.installations.get(workspace) or NOT_HERE)
        await self._dispatch(visit, body)
        if visit.error is not None:
            raise visit.error
        if not visit.seen:
            await self.desk.take(self.platform, received_as=(workspace, key))

    async def answer(self, workspace: str, body: Json) -> Answer:
        """Handle what a person waits for, and give the answer; it is bad only where the person was told nothing."""
        key = self.sieve.interactive_key(workspace, body)
        visit = Visit(workspace, key, await self.installations.get(workspace) or NOT_HERE)
        response = await self._dispatch(visit, body)
        if visit.error is not None:
            LOG.error("request_failed", error=type(visit.error).__name__)
            return Answer(500)
        if response is None or (not visit.seen and response.status >= 500):  # noqa: PLR2004
            return Answer(400)  # Bolt could not read it: nobody of ours has seen it
        if visit.untold:
            return Answer(502)  # Slack itself refused every way to tell them
        return Answer(200, response.body.encode() if visit.seen else b"")

    async def _dispatch(self, visit: Visit, body: Json) -> Any:
        """Give Bolt's answer; None for what it cannot read, since a part has a type that Slack never gives it."""
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=body, context={"visit": visit})
        except (AttributeError, LookupError, TypeError, ValueError) as problem:
            LOG.warning("not_readable", error=type(problem).__name__)
            return None
        return await self._router.async_dispatch(request)

    # ------------------------------------------------------------ events

    async def _event(self, body: Json, context: AsyncBoltContext) -> None:
        visit: Visit = context["visit"]
        visit.seen = True
        try:
            read = parse.event(visit.workspace, bot_of(body) or visit.team.bot, body)
            asked = [await self.completion.event(visit.workspace, visit.team, command) for command in read]
            reply = await self.desk.take(self.platform, *asked, received_as=(visit.workspace, visit.key))
        except Exception as problem:  # noqa: BLE001 - Bolt would swallow it; the inbox must know
            visit.error = problem
            return
        for command in asked:
            if isinstance(command, c.Uninstall):
                self.installations.forget(visit.workspace)
            elif isinstance(command, c.Act):
                await self._show_event(visit, command.by, reply, part(part(body, "event"), "view"))

    async def _show_event(self, visit: Visit, by: c.By, reply: Reply, view: Any) -> None:
        spot = Spot(token=visit.team.token, member=by.member, key=visit.key, channel=by.channel, view=view)
        try:
            if reply.home is not None:
                await self.shows.home(spot, reply.home, reply.page)
            if reply.say is not None:
                await self.shows.whisper(spot, reply.say)
        except Failure as failure:
            LOG.warning("event_not_shown", reason=failure.code)

    # ------------------------------------------------------------ what a person waits for

    async def _command(self, ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
        visit, spot = self._arrived(body, context)
        asked = await self.completion.command(visit.workspace, visit.team, parse.command(visit.workspace, body))
        reply, said = await self._do(visit, spot, asked)
        try:
            content = await self.shows.command(spot, reply, said)
        except Failure as failure:
            sorry = await self._sorry(visit, spot, failure)
            content = await self.shows.command(spot, Reply(), sorry)
        await ack(content or "")

    async def _tap(self, ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
        visit, spot = self._arrived(body, context)
        await self._touch(visit, spot, parse.tapped(visit.workspace, body))
        await ack()

    async def _shortcut(self, ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
        visit, spot = self._arrived(body, context)
        await self._touch(visit, spot, parse.shortcut(visit.workspace, body))
        await ack()

    async def _touch(self, visit: Visit, spot: Spot, command: c.Command | None) -> None:
        if command is None:
            return
        reply, said = await self._do(visit, spot, command)
        try:
            await self.shows.tap(spot, reply, said)
        except Failure as failure:
            await self._tell_or_fail(visit, spot, failure)
        await self._renew(visit, spot, reply)

    async def _renew(self, visit: Visit, spot: Spot, reply: Reply) -> None:
        """Show the home tab from which somebody came as it is now: what they changed there must not stand on."""
        if not spot.home or reply.home is not None or reply.form is not None or reply.errors or reply.download:
            return
        by = c.By(workspace=visit.workspace, member=spot.member)
        try:
            fresh = await self.desk.take(self.platform, c.OpenHome(by=by, page=int(spot.home)))
            if fresh.home is not None:
                await self.shows.renew(spot, fresh.home, fresh.page)
        except Exception as problem:  # noqa: BLE001 - what they asked is done, and the tab is renewed when it is opened
            LOG.warning("home_not_renewed", error=type(problem).__name__)

    async def _tell_or_fail(self, visit: Visit, spot: Spot, failure: Failure) -> None:
        try:
            await self.shows.say(replace(spot, trigger=""), await self._sorry(visit, spot, failure))
        except Failure:
            visit.untold = True

    async def _form(self, ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
        visit, spot = self._arrived(body, context)
        reply, said = await self._do(visit, spot, parse.submitted(visit.workspace, body))
        if visit.failed and said is not None:
            # What was typed stays in the window: nothing is lost, and one tap tries again.
            reply, said = Reply(errors={"": said.text}), None
        try:
            content = await self.shows.form(spot, reply, said)
        except Failure as failure:
            LOG.warning("reply_not_shown", reason=failure.code)
            content = {"response_action": "clear"}
        await self._renew(visit, replace(spot, story=False), reply)  # a sent form closes all windows
        await ack(content or "")

    def _arrived(self, body: Json, context: AsyncBoltContext) -> tuple[Visit, Spot]:
        visit: Visit = context["visit"]
        visit.seen = True
        return visit, spot_of(body, token=visit.team.token, key=visit.key, held=parse.metadata(part(body, "view")))

    async def _do(self, visit: Visit, spot: Spot, command: c.Command) -> tuple[Reply, Message | None]:
        """Ask the desk; give the reply, and the private line in it."""
        if visit.team is NOT_HERE:
            return Reply(), await self._sorry(visit, spot, ports.Unreachable("not_installed"))
        try:
            reply = await self.desk.take(self.platform, command, key=visit.key)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the person hears of it
            visit.failed = True
            return Reply(), await self._sorry(visit, spot, problem)
        if reply.download is None:
            return reply, reply.say
        voice = await self._voice(visit, spot)
        return reply, self.shows.link(reply.download, reply.say) or common.paragraph(voice, "export-by-host")

    async def _sorry(self, visit: Visit, spot: Spot, problem: Exception) -> Message:
        """Give the line for something that failed, with a reference that is in the log too."""
        reference = secrets.token_hex(4)
        kind = type(problem).__name__
        reason = problem.code if isinstance(problem, Failure) else ""
        metrics.FAILED.labels(kind=kind).inc()
        LOG.error("request_failed", reference=reference, error=kind, reason=reason)
        return common.paragraph(await self._voice(visit, spot), "error-line", reference=reference)

    async def _voice(self, visit: Visit, spot: Spot) -> Voice:
        language = self.desk.house.language
        try:
            own = await self.desk.store.aread(lambda tx: members.language(tx, visit.workspace, spot.member))
        except Exception as problem:  # noqa: BLE001 - the store may be what failed
            LOG.warning("language_unknown", error=type(problem).__name__)
            own = ""
        return self.desk.catalog.voice(own or language)
