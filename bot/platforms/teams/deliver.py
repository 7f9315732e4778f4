"""What leaves for Teams, and what is asked of it: one attempt each, and how it ended."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from bot import log, ports
from bot.platforms.teams import render
from bot.platforms.teams.installed import Tenant, Tenants
from bot.platforms.teams.people import People
from bot.platforms.teams.wire import NOT_FOUND, Failure, Wire, quoted
from bot.reading import word
from storage import posts
from storage.store import Store

LOG = log.logger("teams")
Json = dict[str, Any]

NOT_INSTALLED = ports.Gone("workspace not installed", everywhere=True)
CHANNELS = ("@thread.tacv2", "@thread.skype")  # so do the ids of channels end, in which alone there are threads
MOST_CHATS = 20_000
TARGETED = "isTargetedActivity=true"


@dataclass(slots=True)
class Courier:
    """Delivers, settles and looks up, for `ports.Platform`."""

    wire: Wire
    tenants: Tenants
    store: Store
    people: People
    _chats: "OrderedDict[tuple[str, str], str]" = field(default_factory=OrderedDict)

    async def deliver(self, parcel: ports.Parcel) -> ports.Outcome:
        """Try once to deliver, and say how it ended."""
        tenant = await self.tenants.get(parcel.workspace)
        if tenant is None:
            return NOT_INSTALLED
        try:
            return await self._send(tenant, parcel)
        except Failure as failure:
            return self._ended(parcel, failure)
        except (TypeError, ValueError) as problem:
            LOG.error("cannot_render", error=type(problem).__name__)
            return ports.Refused("cannot_render")

    async def settle(self, parcel: ports.Parcel) -> ports.Outcome:
        """Do again what cannot double; of a new message nobody can tell whether it arrived."""
        if parcel.how in (ports.How.UPDATE, ports.How.DELETE):
            return await self.deliver(parcel)
        return ports.Unsure("nothing can tell")

    async def _send(self, tenant: Tenant, parcel: ports.Parcel) -> ports.Outcome:
        match parcel.how:
            case ports.How.POST:
                return await self._post(tenant, parcel)
            case ports.How.PRIVATE:
                return await self.whisper(parcel.workspace, parcel.channel, _shown(parcel, alone=True))
            case ports.How.HUSH:
                said = _shown(parcel, alone=True, channel=parcel.channel)
                return await self.whisper(parcel.workspace, parcel.to, said)
            case ports.How.UPDATE:
                await self.wire.call("PUT", tenant.service, await self._path(tenant, parcel), _shown(parcel))
            case ports.How.DELETE:
                await self.wire.call("DELETE", tenant.service, await self._path(tenant, parcel))
        return ports.Sent(parcel.ref, parcel.channel)

    async def _post(self, tenant: Tenant, parcel: ports.Parcel) -> ports.Sent:
        said = _shown(parcel)
        if _has_threads(tenant, parcel.channel) and not parcel.thread:
            told = await self.wire.call("POST", tenant.service, "conversations", _opening(tenant, parcel, said))
            whole = word(told, "id")
            return ports.Sent(word(told, "activityId") or whole.partition(";messageid=")[2], parcel.channel)
        path = f"conversations/{quoted(_conversation(tenant, parcel.channel, parcel.thread))}/activities"
        told = await self.wire.call("POST", tenant.service, path, said)
        return ports.Sent(word(told, "id"), parcel.channel)

    async def _path(self, tenant: Tenant, parcel: ports.Parcel) -> str:
        """Give the address of a message; in a channel it lies in the thread in which it stands."""
        place = (parcel.workspace, parcel.channel, parcel.ref)
        post = await self.store.aread(lambda tx: posts.at(tx, *place))
        thread = (post.thread if post else "") or parcel.ref
        conversation = quoted(_conversation(tenant, parcel.channel, thread))
        return f"conversations/{conversation}/activities/{quote(parcel.ref, safe='')}"

    def _ended(self, parcel: ports.Parcel, failure: Failure) -> ports.Outcome:
        """What a failure means for this parcel: a person who is away is no reason to rest a whole channel."""
        outcome = failure.outcome
        if failure.status == NOT_FOUND and failure.code != "ConversationNotFound":
            if parcel.how is ports.How.DELETE:
                return ports.Sent(parcel.ref, parcel.channel)
            if parcel.how is ports.How.UPDATE:
                return ports.Refused(failure.code)
        alone = parcel.how in (ports.How.PRIVATE, ports.How.HUSH)
        if alone and isinstance(outcome, ports.Gone) and not outcome.everywhere:
            self._chats.pop((parcel.workspace, parcel.to or parcel.channel), None)
            return ports.Refused(outcome.reason)
        return outcome

    # ------------------------------------------------------------ private chats

    async def whisper(self, workspace: str, member: str, said: Json) -> ports.Sent:
        """Say something in somebody's own chat with the bot; raises Failure."""
        tenant = await self._tenant(workspace)
        chat = await self._chat(tenant, workspace, member)
        told = await self.wire.call("POST", tenant.service, f"conversations/{quoted(chat)}/activities", said)
        return ports.Sent(word(told, "id"), chat)

    async def aside(self, workspace: str, conversation: str, member: str, said: Json) -> None:
        """Say something that only one person sees in a conversation, where Teams can do that; raises Failure."""
        tenant = await self._tenant(workspace)
        body = {**said, "recipient": {"id": member}}
        await self.wire.call("POST", tenant.service, f"conversations/{quoted(conversation)}/activities", body, TARGETED)

    async def replace(self, workspace: str, conversation: str, ref: str, said: Json) -> None:
        """Let a message say something else; raises Failure."""
        tenant = await self._tenant(workspace)
        path = f"conversations/{quoted(conversation)}/activities/{quote(ref, safe='')}"
        await self.wire.call("PUT", tenant.service, path, said)

    def remember(self, workspace: str, member: str, chat: str) -> None:
        """Note the chat in which somebody writes to the bot."""
        self._chats[workspace, member] = chat
        self._chats.move_to_end((workspace, member))
        if len(self._chats) > MOST_CHATS:
            self._chats.popitem(last=False)

    async def _tenant(self, workspace: str) -> Tenant:
        tenant = await self.tenants.get(workspace)
        if tenant is None:
            raise Failure(NOT_INSTALLED, NOT_INSTALLED.reason)
        return tenant

    async def _chat(self, tenant: Tenant, workspace: str, member: str) -> str:
        """Opening a chat again gives the same one, so that whatever became of it, nothing was said yet."""
        known = self._chats.get((workspace, member))
        if known:
            return known
        try:
            chat = await self.people.chat(tenant, workspace, member)
        except Failure as failure:
            if isinstance(failure.outcome, ports.Unsure):
                raise Failure(ports.Later(5.0, failure.code), failure.code) from failure
            raise
        self.remember(workspace, member, chat)
        return chat

    # ------------------------------------------------------------ look up

    async def channel(self, workspace: str, channel: str) -> ports.Channel | None:
        """What a channel is, None where Teams tells nothing; raises Unreachable."""
        tenant = await self.tenants.get(workspace)
        team = tenant.team_of(channel) if tenant else ""
        if tenant is None or not team:
            return None
        name = await self.people.channel_name(tenant, team, channel)
        return ports.Channel(channel=channel, name=name) if name else None

    async def group(self, workspace: str, group: str) -> Sequence[str]:
        """Everybody of a team or channel; raises Unreachable."""
        tenant = await self.tenants.get(workspace)
        return await self.people.roster(tenant, workspace, group) if tenant else ()


def _shown(parcel: ports.Parcel, *, alone: bool = False, channel: str = "") -> Json:
    return render.activity(parcel.message, render.Frame(alone=alone, channel=channel))


def _has_threads(tenant: Tenant, channel: str) -> bool:
    return channel.endswith(CHANNELS) or tenant.team_of(channel) != ""


def _conversation(tenant: Tenant, channel: str, thread: str) -> str:
    return f"{channel};messageid={thread}" if thread and _has_threads(tenant, channel) else channel


def _opening(tenant: Tenant, parcel: ports.Parcel, said: Json) -> Json:
    home = parcel.workspace.partition(":")[2]
    return {
        "isGroup": True,
        "bot": {"id": tenant.bot},
        "tenantId": home,
        "channelData": {"channel": {"id": parcel.channel}, "tenant": {"id": home}},
        "activity": said,
    }
