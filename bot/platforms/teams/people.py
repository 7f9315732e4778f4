"""Who people are in Teams: their chats, their profiles and rosters, and which of two ids somebody goes by.

Its own module because whoever listens asks the same as whoever delivers.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from bot import commands as c, ports
from bot.clock import stopwatch
from bot.domain.members import MemberKind
from bot.platforms.teams.activity import GUID
from bot.platforms.teams.installed import Tenant
from bot.platforms.teams.wire import NOT_FOUND, Failure, Wire, quoted
from bot.reading import Json, several, word
from storage.tables import Circle

MOST, PAGES, PAGE = 20_000, 20, 500
SURE_SECONDS = 600.0
NO_SUCH = frozenset({400, 403, 404})


@dataclass(frozen=True, slots=True)
class Seen:
    """Where somebody was met last, and what their own client told of them."""

    conversation: str
    zone: str = ""
    language: str = ""


@dataclass(slots=True)
class People:
    """Looks people up where they were met; nothing is asked of a directory."""

    wire: Wire
    _seen: "OrderedDict[tuple[str, str], Seen]" = field(default_factory=OrderedDict)
    _inside: "OrderedDict[tuple[str, str, str], tuple[float, bool]]" = field(default_factory=OrderedDict)

    def meet(self, workspace: str, member: str, seen: Seen) -> bool:
        """Note where somebody is, so that they can be looked up there; whether they told anything new of themselves.

        A reaction tells neither zone nor language, and what is known of them stays.
        """
        before = self._seen.get((workspace, member), Seen(""))
        now = Seen(seen.conversation, seen.zone or before.zone, seen.language or before.language)
        _keep(self._seen, (workspace, member), now)
        return (before.zone, before.language) != (now.zone, now.language)

    def meet_near(self, workspace: str, member: str, conversation: str) -> None:
        """Note where somebody may be found who was only named, unless they were met themselves."""
        if (workspace, member) not in self._seen:
            _keep(self._seen, (workspace, member), Seen(conversation))

    async def chat(self, tenant: Tenant, workspace: str, member: str) -> str:
        """Give the chat of one person with the bot, the same one each time; raises Failure."""
        home = workspace.partition(":")[2]
        asked = {
            "isGroup": False,
            "bot": {"id": tenant.bot},
            "members": [{"id": member}],
            "tenantId": home,
            "channelData": {"tenant": {"id": home}},
        }
        return word(await self.wire.call("POST", tenant.service, "conversations", asked), "id")

    async def profile(self, tenant: Tenant, workspace: str, member: str) -> ports.Profile | None:
        """Who a member is, None if unknown where they were met; raises Unreachable."""
        if member.startswith("28:"):
            return ports.Profile(member=member, name="", kind=MemberKind.BOT)
        seen = self._seen.get((workspace, member))
        told = await self._member(tenant, seen.conversation, member) if seen else None
        if seen is None or not told:
            return None
        name = word(told, "name") or word(told, "givenName")
        kind = kind_of(told, workspace.partition(":")[2])
        return ports.Profile(member=member, name=name, kind=kind, zone=seen.zone, language=seen.language)

    async def known_as(self, tenant: Tenant, workspace: str, conversation: str, identity: str) -> str:
        """Give a person's id here for their id in the directory; empty where nobody knows them; raises Unreachable."""
        if not GUID.fullmatch(identity):
            return identity
        found = await self._member(tenant, conversation, identity) if conversation else None
        if not found:
            conversation, found = await self._by_chat(tenant, workspace, identity)
        member = word(found or {}, "id")
        if member:
            self.meet_near(workspace, member, conversation)
        return member

    async def _by_chat(self, tenant: Tenant, workspace: str, identity: str) -> tuple[str, Json | None]:
        """Somebody who has the bot but is not in this conversation is alone in their own chat with it."""
        try:
            chat = await self.chat(tenant, workspace, identity)
        except Failure as failure:
            if failure.status in NO_SUCH:
                return "", None
            raise ports.Unreachable(failure.code) from failure
        return chat, await self._member(tenant, chat, identity)

    async def is_inside(self, tenant: Tenant, workspace: str, channel: str, member: str) -> bool:
        """Tell whether somebody is in a channel, asked at most every ten minutes; raises Unreachable."""
        known = self._inside.get((workspace, channel, member))
        if known is not None and known[0] > stopwatch():
            return known[1]
        inside = await self._member(tenant, channel, member) is not None
        _keep(self._inside, (workspace, channel, member), (stopwatch() + SURE_SECONDS, inside))
        return inside

    async def without_host(self, tenant: Tenant, circle: Circle) -> list[c.Command]:
        """Tell that a circle's host is surely not in its channel any more; what cannot be asked tells nothing."""
        path = f"conversations/{quoted(circle.channel)}/members/{quote(circle.host, safe='')}"
        try:
            await self.wire.call("GET", tenant.service, path)
        except Failure as failure:
            if failure.status == NOT_FOUND and failure.code != "ConversationNotFound":
                return [c.LoseHost(workspace=circle.workspace, circle=circle.circle, host=circle.host)]
        return []

    async def roster(self, tenant: Tenant, workspace: str, conversation: str) -> Sequence[str]:
        """Give everybody of a conversation, page by page; raises Unreachable."""
        found: list[str] = []
        query = f"pageSize={PAGE}"
        for _ in range(PAGES):
            told = await self._ask(tenant, f"conversations/{quoted(conversation)}/pagedmembers", query)
            members = [word(m, "id") for m in several(told or {}, "members") if word(m, "id")]
            for member in members:
                self.meet_near(workspace, member, conversation)
            found += members
            more = word(told or {}, "continuationToken")
            if not more:
                break
            query = f"pageSize={PAGE}&continuationToken={quote(more, safe='')}"
        return found

    async def channel_name(self, tenant: Tenant, team: str, channel: str) -> str:
        """Give the name of a channel; a team's first one has none and goes by the team's; raises Unreachable."""
        if channel == team:
            return word(await self._ask(tenant, f"teams/{quoted(team)}") or {}, "name")
        told = await self._ask(tenant, f"teams/{quoted(team)}/conversations") or {}
        return next((word(x, "name") for x in several(told, "conversations") if word(x, "id") == channel), "")

    async def _member(self, tenant: Tenant, conversation: str, member: str) -> Json | None:
        return await self._ask(tenant, f"conversations/{quoted(conversation)}/members/{quote(member, safe='')}")

    async def _ask(self, tenant: Tenant, path: str, query: str = "") -> Json | None:
        try:
            return await self.wire.call("GET", tenant.service, path, query=query)
        except Failure as failure:
            if failure.status in NO_SUCH:
                return None
            raise ports.Unreachable(failure.code) from failure


def kind_of(told: Json, home: str) -> MemberKind:
    """Give what somebody is, by what a roster tells of them."""
    role, tenant = word(told, "userRole").lower(), word(told, "tenantId")
    if word(told, "id").startswith("28:"):
        return MemberKind.BOT
    if role == "anonymous" or (tenant and tenant != home and role != "guest"):
        return MemberKind.OUTSIDER
    return MemberKind.GUEST if role == "guest" else MemberKind.MEMBER


def _keep(kept: "OrderedDict[Any, Any]", name: object, value: object) -> None:
    kept[name] = value
    kept.move_to_end(name)
    if len(kept) > MOST:
        kept.popitem(last=False)
