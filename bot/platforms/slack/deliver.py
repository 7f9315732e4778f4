"""What leaves for Slack, and what is asked of it: one attempt each, and how it ended."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from bot import log, ports
from bot.domain.members import MemberKind
from bot.platforms.slack import inline, render
from bot.platforms.slack.api import Api, Failure
from bot.platforms.slack.installed import Installations, Installed
from bot.reading import part, word

LOG = log.logger("slack")
Json = dict[str, Any]

NAMESPACE = UUID("6f0d5c1e-5b0e-4b63-9d0a-3f1c64a3a2d7")  # any fixed one: it makes keys into ids that Slack accepts
EVENT_TYPE = "fireside_delivery"
QUIET = {"unfurl_links": False, "unfurl_media": False}
PAGES, PAGE = 5, "15"  # apps outside Slack's own directory get no more at once
LOOKS = (0.0, 2.0, 10.0)
LONGEST_LOOK = 90.0
NOT_INSTALLED = ports.Gone("not_installed", everywhere=True)
UNKNOWN = frozenset({"user_not_found", "users_not_found", "user_not_visible", "channel_not_found", "no_such_subteam"})


@dataclass(frozen=True, slots=True)
class Courier:
    """Delivers, settles and looks up, for `ports.Platform`."""

    api: Api
    installations: Installations

    # ------------------------------------------------------------ deliver

    async def deliver(self, parcel: ports.Parcel) -> ports.Outcome:
        """Try once to deliver, and say how it ended."""
        team = await self.installations.get(parcel.workspace)
        if team is None:
            return NOT_INSTALLED
        try:
            method, args = request(parcel)
        except ValueError as problem:
            LOG.error("cannot_render", error=type(problem).__name__)
            return ports.Refused("cannot_render")
        try:
            return _sent(parcel, await self.api.call(method, team.token, **args))
        except Failure as failure:
            return _ended(parcel, failure)

    async def settle(self, parcel: ports.Parcel) -> ports.Outcome:
        """Find out what became of an unsure attempt: by doing again what cannot double, or by looking for it."""
        if parcel.how in (ports.How.UPDATE, ports.How.DELETE):
            return await self.deliver(parcel)
        team = await self.installations.get(parcel.workspace)
        if team is None:
            return NOT_INSTALLED
        if parcel.how is not ports.How.POST or parcel.attempted is None or not _may_look(team):
            return ports.Unsure("nothing can tell")
        return await self._patiently(team, parcel)

    async def _patiently(self, team: Installed, parcel: ports.Parcel) -> ports.Outcome:
        """Nobody asks twice about an unsure row, so a moment's trouble must not decide it."""
        reason, pause = "not looked", 0.0
        for look in LOOKS:
            await asyncio.sleep(max(look, pause))
            try:
                return await self._look(team, parcel)
            except Failure as failure:
                outcome, reason = failure.outcome, failure.code
                if not isinstance(outcome, ports.Later | ports.Unsure):
                    return outcome if isinstance(outcome, ports.Gone) else ports.Unsure(reason)
                pause = min(outcome.seconds, LONGEST_LOOK) if isinstance(outcome, ports.Later) else 0.0
        return ports.Unsure(reason)

    async def _look(self, team: Installed, parcel: ports.Parcel) -> ports.Outcome:
        method, args = _search(parcel)
        for _ in range(PAGES):
            found = await self.api.ask(method, team.token, **args)
            for message in found.get("messages") or ():
                if word(part(part(message, "metadata"), "event_payload"), "d") == parcel.key:
                    return ports.Sent(word(message, "ts"), parcel.channel)
            cursor = word(part(found, "response_metadata"), "next_cursor")
            if not cursor:
                return ports.Later(0.0, "not there")
            args = {**args, "cursor": cursor}
        return ports.Unsure("too much to read")

    # ------------------------------------------------------------ look up

    async def profile(self, workspace: str, member: str) -> ports.Profile | None:
        """Who a member is, None if unknown; raises Unreachable."""
        if not inline.is_member(member):
            return None
        found = await self._ask(workspace, "users.info", user=member, include_locale="true")
        team = await self.installations.get(workspace)
        return profile_of(part(found, "user"), team.homes) if found and team else None

    async def group(self, workspace: str, group: str) -> Sequence[str]:
        """The members of a user group; raises Unreachable and NotAllowed."""
        team, _, name = group.rpartition("/")  # a token of a whole organisation is of several teams
        of = {"team_id": team} if team else {}
        found = await self._ask(workspace, "usergroups.users.list", usergroup=name, **of)
        return tuple(found.get("users") or ())

    async def channel(self, workspace: str, channel: str) -> ports.Channel | None:
        """What a channel is, None if unknown; raises Unreachable."""
        told = part(await self._ask(workspace, "conversations.info", channel=channel), "channel")
        if not told:
            return None
        return ports.Channel(
            channel=word(told, "id") or channel,
            name=word(told, "name"),
            private=told.get("is_private") is True,
            external=told.get("is_ext_shared") is True or told.get("is_pending_ext_shared") is True,
            archived=told.get("is_archived") is True,
            joined=told.get("is_member") is not False,
        )

    async def _ask(self, workspace: str, method: str, **args: str) -> Json:
        """Give an answer, empty where there is none to be had."""
        team = await self.installations.get(workspace)
        if team is None:
            return {}
        try:
            return await self.api.ask(method, team.token, **args)
        except Failure as failure:
            if isinstance(failure.outcome, ports.Later | ports.Unsure):
                raise ports.Unreachable(failure.code) from failure
            if failure.code == "missing_scope" and method == "usergroups.users.list":
                raise ports.NotAllowed("usergroups:read") from failure
            if failure.code not in UNKNOWN:
                LOG.warning("look_up_refused", method=method, reason=failure.code)
            return {}


# ---------------------------------------------------------------- what is asked


def request(parcel: ports.Parcel) -> tuple[str, Json]:
    """Give the method and the arguments that deliver a parcel; raises ValueError for what Slack cannot show."""
    if parcel.how is ports.How.DELETE:
        return "chat.delete", {"channel": parcel.channel, "ts": parcel.ref}
    said = render.message(parcel.message)
    if parcel.how is ports.How.UPDATE:
        return "chat.update", {"channel": parcel.channel, "ts": parcel.ref, **said}
    thread = {"thread_ts": parcel.thread} if parcel.thread else {}
    if parcel.how is ports.How.HUSH:
        return "chat.postEphemeral", {"channel": parcel.channel, "user": parcel.to, **thread, **said}
    marks: Json = {
        "client_msg_id": str(uuid5(NAMESPACE, parcel.key)),
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"d": parcel.key}},
    }
    return "chat.postMessage", {"channel": parcel.channel, **thread, **said, **marks, **QUIET}


def _sent(parcel: ports.Parcel, answer: Json) -> ports.Sent:
    ref = word(answer, "ts") or word(answer, "message_ts") or parcel.ref
    return ports.Sent(ref, word(answer, "channel") or parcel.channel)


def _ended(parcel: ports.Parcel, failure: Failure) -> ports.Outcome:
    """What a failure means for this parcel: a person who is away is no reason to rest a whole channel."""
    if parcel.how is ports.How.DELETE and failure.code == "message_not_found":
        return ports.Sent(parcel.ref, parcel.channel)
    outcome = failure.outcome
    if parcel.how is ports.How.PRIVATE and isinstance(outcome, ports.Gone) and not outcome.everywhere:
        return ports.Refused(outcome.reason)
    return outcome


def _may_look(team: Installed) -> bool:
    return bool(team.scopes & {"channels:history", "groups:history"})


def _search(parcel: ports.Parcel) -> tuple[str, dict[str, str]]:
    attempted = parcel.attempted.timestamp() if parcel.attempted else 0.0
    args = {"channel": parcel.channel, "oldest": f"{attempted - 60:.6f}", "limit": PAGE, "include_all_metadata": "true"}
    if parcel.thread:
        return "conversations.replies", {**args, "ts": parcel.thread}
    return "conversations.history", args


# ---------------------------------------------------------------- who somebody is


def profile_of(user: Mapping[str, Any], homes: Collection[str]) -> ports.Profile | None:
    """Give what Slack tells of a user; one who is at home in none of `homes` is an outsider; None for nothing told."""
    member = word(user, "id")
    if not member:
        return None
    about = part(user, "profile")
    name = word(about, "display_name") or word(about, "real_name") or word(user, "real_name") or word(user, "name")
    return ports.Profile(
        member=member,
        name=name.strip(),
        kind=_kind(user, homes),
        zone=word(user, "tz"),
        language=word(user, "locale")[:2].lower(),
    )


def _kind(user: Mapping[str, Any], homes: Collection[str]) -> MemberKind:
    if user.get("deleted") is True:
        return MemberKind.GONE
    if user.get("is_bot") is True or word(user, "id") == "USLACKBOT":
        return MemberKind.BOT
    of = {word(user, "team_id"), word(part(user, "enterprise_user"), "enterprise_id")} - {""}
    if user.get("is_stranger") is True or (of and of.isdisjoint(homes)):
        return MemberKind.OUTSIDER
    if user.get("is_restricted") is True or user.get("is_ultra_restricted") is True:
        return MemberKind.GUEST
    return MemberKind.MEMBER
