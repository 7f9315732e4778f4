"""What is done with an activity: a turn of the Bot Framework's, in which it is parsed, asked of the desk, and shown."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

import orjson

from bot import commands as c, log, messages as m, metrics, ports
from bot.dispatch import Desk
from bot.inbox import NotYet
from bot.platforms.teams import parse
from bot.platforms.teams.activity import is_private, language_of, person, place_of, team_of, who, zone_of
from bot.platforms.teams.adapter import Adapter, Turn, raw_of
from bot.platforms.teams.installed import Tenant, Tenants
from bot.platforms.teams.mail import Answer, Mail
from bot.platforms.teams.people import People, Seen
from bot.platforms.teams.render import CHANNEL, HOME, SURE
from bot.platforms.teams.show import Sent, Shows, Spot
from bot.platforms.teams.wire import Failure
from bot.reading import Json, part, word
from bot.services import hosting
from bot.views import common
from prompts.phrases import Voice
from storage import circles, members
from storage.store import Tx

LOG = log.logger("teams")


@dataclass(slots=True, kw_only=True)
class Ears:
    """Listens for one Teams app."""

    desk: Desk
    platform: ports.Platform
    adapter: Adapter
    tenants: Tenants
    people: People
    shows: Shows
    mail: Mail
    _invokes: Mapping[str, Callable[[Spot], Awaitable[Sent]]] = field(init=False)

    def __post_init__(self) -> None:
        """Say what Teams calls what people do."""
        self._invokes = {
            "adaptiveCard/action": self._card,
            "task/fetch": self._dialog,
            "task/submit": self._dialog,
            "composeExtension/fetchTask": self._extension,
            "composeExtension/submitAction": self._dialog,
        }

    # ------------------------------------------------------------ from the inbox and the door

    async def hear(self, workspace: str, key: str, raw: Json) -> None:
        """Handle an activity that was kept; raises what went wrong, and the row stays then."""
        if self.mail.early(workspace, raw):
            raise NotYet
        await self.adapter.turn(raw, lambda turn: self._heard(turn, workspace, key))

    async def answer(self, workspace: str, key: str, raw: Json) -> Answer:
        """Handle what a person waits for, and give the answer; it is bad only where the person was told nothing."""
        answer = self._invokes.get(word(raw, "name"))
        if answer is None:
            return 501, b""
        made: list[Sent] = []

        async def logic(turn: Turn) -> None:
            await self._meet(workspace, raw)
            made.append(await answer(await self._spot(turn, workspace, key, parse.data_of(raw))))

        try:
            await self.adapter.turn(raw, logic)
        except Exception as problem:  # noqa: BLE001 - whatever it is, Teams gets an answer
            self._note(problem)
            return 500, b""
        return 200, orjson.dumps(made[0])

    async def _spot(self, turn: Turn, workspace: str, key: str, data: Json) -> Spot:
        raw = raw_of(turn)
        by = who(raw, word(data, CHANNEL))
        voice = await self._voice(workspace, by.member)
        return Spot(
            turn=turn, workspace=workspace, member=by.member, key=key, voice=voice, channel=by.channel, data=data
        )

    # ------------------------------------------------------------ what is kept first

    async def _heard(self, turn: Turn, workspace: str, key: str) -> None:
        raw = raw_of(turn)
        read = parse.heard(raw)
        await self._meet(workspace, raw, next((r.channel for r in read if isinstance(r, c.Propose)), ""))
        tenant = await self.tenants.get(workspace)
        asked = [*[await self._complete(tenant, raw, each) for each in read], *await self._team(tenant, raw)]
        left = [gone for each in read for gone in await self._left(tenant, each)]
        reply = await self.desk.take(self.platform, *parse.witness(raw), *left, *asked, received_as=(workspace, key))
        if any(isinstance(each, c.Uninstall) for each in asked):
            self.tenants.forget(workspace)
        if any(isinstance(each, c.Act) for each in asked):
            await self._show(turn, workspace, key, reply)

    async def _show(self, turn: Turn, workspace: str, key: str, reply: m.Reply) -> None:
        if reply == m.NOTHING:
            return None
        raw = raw_of(turn)
        spot = await self._spot(turn, workspace, key, part(raw, "value"))
        if reply.errors:  # from a client that sends forms as messages
            return await self._complain(spot, reply)
        try:
            await self.shows.chat(spot, reply, self._said(spot, reply))
        except Failure as failure:
            LOG.warning("reply_not_shown", reason=failure.code)
        return None

    async def _complain(self, spot: Spot, reply: m.Reply) -> None:
        text = " ".join(dict.fromkeys(reply.errors.values()))
        await self.shows.chat(spot, m.Reply(say=m.Message(text)), m.Message(text))

    async def _meet(self, workspace: str, raw: Json, channel: str = "") -> None:
        """Note what an activity tells beside what is asked: the tenant's address, the person's zone and language."""
        news = await self.tenants.news(raw, channel)
        if news is not None:
            await self.desk.take(self.platform, news)
            self.tenants.forget(workspace)
        member = person(raw)
        if not member:
            return
        conversation, zone, language = place_of(raw)[0], zone_of(raw), language_of(raw)
        if is_private(raw):
            self.shows.courier.remember(workspace, member, conversation)
        if self.people.meet(workspace, member, Seen(conversation, zone, language)):
            await self.desk.learn(workspace, member, zone=zone, language=language)

    # ------------------------------------------------------------ what Teams leaves out

    async def _complete(self, tenant: Tenant | None, raw: Json, command: c.Command) -> c.Command:
        """Add what an activity leaves out, and take out what it may not bring along."""
        if tenant is None or not isinstance(command, c.Act):
            return command
        here = place_of(raw)[0]
        try:
            if isinstance(command, c.Propose) and not command.name:
                found = await self.platform.channel(command.by.workspace, command.channel)
                return replace(command, name=found.name if found else "")
            by = command.by
            # A card brings along which channel it is about, and whoever sends it could name any.
            if by.channel not in ("", here) and not await self.people.is_inside(
                tenant, by.workspace, by.channel, by.member
            ):
                command = replace(command, by=replace(by, channel=""))
            return await self._with_people(tenant, command.by.channel or here, command)
        except ports.Unreachable as problem:
            raise NotYet from problem

    async def _with_people(self, tenant: Tenant, conversation: str, command: c.Act) -> c.Command:
        """Where people are chosen from a list, or wrote a message, they come by their id in the directory."""
        if not isinstance(command, c.OpenKudos | c.SaveKudos | c.GiveKudos):
            return command  # type: ignore[return-value] # an act is one of the commands
        workspace = command.by.workspace
        found = [await self.people.known_as(tenant, workspace, conversation, m_) for m_ in command.members]
        for member in found:
            self.people.meet_near(workspace, member, conversation)
        return replace(command, members=tuple(dict.fromkeys(member for member in found if member)))

    async def _left(self, tenant: Tenant | None, command: c.Command) -> list[c.Command]:
        """Nobody tells of a host who left: before somebody asks for what only a host may do, the roster is asked."""
        if tenant is None or not isinstance(command, hosting.FOR_HOSTS):
            return []
        circle = await self.desk.store.aread(lambda tx: hosting.circle_of(tx, command))
        if circle is None or circle.host in ("", command.by.member):
            return []
        return await self.people.without_host(tenant, circle)

    async def _team(self, tenant: Tenant | None, raw: Json) -> list[c.Command]:
        """Give what becomes of the circles of a whole team, and of a tenant that none is left in."""
        changed, workspace = parse.whole_team(raw), who(raw).workspace
        if tenant is None or changed is None:
            return self._back(tenant, raw)
        team, reason = changed
        channels = tenant.channels_of(team)
        if not reason:
            return [c.WakeCircle(workspace=workspace, channel=channel) for channel in channels]
        rest: list[c.Command] = [c.RestCircle(workspace=workspace, channel=x, reason=reason) for x in channels]
        running = await self.desk.store.aread(lambda tx: _running(tx, workspace))
        if reason == "removed" and not running - set(channels):
            rest.append(c.Uninstall(workspace=workspace, reason="workspace removed the bot"))
        return rest

    def _back(self, tenant: Tenant | None, raw: Json) -> list[c.Command]:
        """The bot is let into a team again: its other circles there go on too."""
        if (
            tenant is None
            or word(raw, "type") != "installationUpdate"
            or word(raw, "action") != "add"
            or not team_of(raw)
        ):
            return []
        workspace = who(raw).workspace
        return [c.WakeCircle(workspace=workspace, channel=channel) for channel in tenant.channels_of(team_of(raw))]

    # ------------------------------------------------------------ what a person waits for

    async def _card(self, spot: Spot) -> Sent:
        if word(spot.data, SURE):
            return self.shows.sure(spot, dialog=False)
        reply, said, asked = await self._do(spot, parse.carded(spot.raw, spot.data) or c.Help(by=who(spot.raw)))
        return await self._shown(spot, self.shows.card, await self._renewed(spot, reply), said, asked)

    async def _renewed(self, spot: Spot, reply: m.Reply) -> m.Reply:
        """Add somebody's own page as it is now, if that is where they tapped: what they changed must not stand on."""
        page = word(spot.data, HOME)
        if not page.isdecimal() or reply.form or reply.home or reply.replace or reply.errors or reply.download:
            return reply
        try:
            by = c.By(workspace=spot.workspace, member=spot.member)
            fresh = await self.desk.take(self.platform, c.OpenHome(by=by, page=int(page)))
        except Exception as problem:  # noqa: BLE001 - what they asked is done, and the page is new when it is opened
            LOG.warning("home_not_renewed", error=type(problem).__name__)
            return reply
        return replace(reply, home=fresh.home, page=fresh.page)

    async def _dialog(self, spot: Spot) -> Sent:
        if word(spot.data, SURE):
            return self.shows.sure(spot, dialog=True)
        reply, said, asked = await self._do(spot, parse.carded(spot.raw, spot.data) or c.Help(by=who(spot.raw)))
        return await self._shown(spot, self.shows.dialog, reply, said, asked)

    async def _extension(self, spot: Spot) -> Sent:
        reply, said, asked = await self._do(spot, parse.about(spot.raw))
        return await self._shown(spot, self.shows.dialog, reply, said, asked)

    async def _shown(
        self,
        spot: Spot,
        show: Callable[[Spot, m.Reply, m.Message | None, m.Form | None], Awaitable[Sent]],
        reply: m.Reply,
        said: m.Message | None,
        asked: m.Form | None,
    ) -> Sent:
        try:
            return await show(spot, reply, said, asked)
        except Failure as failure:
            return await show(spot, m.NOTHING, self._sorry(spot.voice, failure), None)

    async def _do(self, spot: Spot, command: c.Command) -> tuple[m.Reply, m.Message | None, m.Form | None]:
        """Ask the desk; give the reply, the private line in it, and the form again in which something was wrong."""
        try:
            tenant = await self.tenants.get(spot.workspace)
            asked = await self._complete(tenant, spot.raw, command)
            left = await self._left(tenant, asked)
            reply = await self.desk.take(self.platform, *parse.witness(spot.raw), *left, asked, key=spot.key)
            again = await self._again(spot) if reply.errors else None
        except Exception as problem:  # noqa: BLE001 - whatever it is, the person hears of it, and what they typed stays
            sorry = self._sorry(spot.voice, problem)
            form = await self._safely_again(spot) if spot.submits else None
            return (m.Reply(errors={"": sorry.text}) if form else m.NOTHING), sorry, form
        return reply, self._said(spot, reply), again

    async def _again(self, spot: Spot) -> m.Form | None:
        opened = await self._complete(
            await self.tenants.get(spot.workspace), spot.raw, parse.reopened(spot.raw, spot.data)
        )
        return (await self.desk.take(self.platform, opened)).form

    async def _safely_again(self, spot: Spot) -> m.Form | None:
        try:
            return await self._again(spot)
        except Exception as problem:  # noqa: BLE001 - the same trouble again
            self._note(problem)
            return None

    def _said(self, spot: Spot, reply: m.Reply) -> m.Message | None:
        return self.shows.link(reply, spot.voice) if reply.download is not None else reply.say

    # ------------------------------------------------------------ words for what failed

    def _sorry(self, voice: Voice, problem: Exception) -> m.Message:
        return common.paragraph(voice, "error-line", reference=self._note(problem))

    def _note(self, problem: Exception) -> str:
        """Give a reference that is in the log too."""
        reference, kind = secrets.token_hex(4), type(problem).__name__
        reason = problem.code if isinstance(problem, Failure) else ""
        metrics.FAILED.labels(kind=kind).inc()
        LOG.error("request_failed", reference=reference, error=kind, reason=reason)
        return reference

    async def _voice(self, workspace: str, member: str) -> Voice:
        language = self.desk.house.language
        try:
            own = await self.desk.store.aread(lambda tx: members.language(tx, workspace, member))
        except Exception as problem:  # noqa: BLE001 - the store may be what failed
            LOG.warning("language_unknown", error=type(problem).__name__)
            own = ""
        return self.desk.catalog.voice(own or language)


def _running(tx: Tx, workspace: str) -> set[str]:
    return {circle.channel for circle in circles.running(tx, workspace)}
