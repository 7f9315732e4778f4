"""The activities that Teams sends to an app, in full and in Teams' own shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from . import teams_typing as typing_
from .teams_state import Json, Message, Place, Team, User
from .teams_world import BOT_NAME, Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where and by whom something happens; `root` is the thread, `service_url` where the app may answer."""

    tenant: Tenant
    user: User
    place: Place
    service_url: str
    root: str = ""

    @property
    def channel_data(self) -> Json:
        """What Teams tells of the surroundings; who is of another company comes with their own tenant."""
        shared = self.place.kind == "channel" and not self.user.is_guest
        data: Json = {"tenant": {"id": self.user.tenant if shared else self.tenant.id}}
        team = self.place.team
        if team is not None:
            data |= {"teamsChannelId": self.place.id, "teamsTeamId": team.id}
            data |= {"channel": {"id": self.place.id}, "team": {"id": team.id}}
        return data

    @property
    def client_info(self) -> Json:
        """What Teams tells of the person's own client."""
        told = {"locale": self.user.locale, "country": self.user.locale[-2:], "platform": "Web"}
        return {"type": "clientInfo", **told, "timezone": self.user.tz}

    def activity(self, kind: str, made: str, **more: object) -> Json:
        """What all activities have in common, and `more`."""
        now = datetime.fromtimestamp(self.tenant.world.clock(), UTC)
        local = now.astimezone(ZoneInfo(self.user.tz))
        return {
            "type": kind, "id": made, "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "localTimestamp": local.isoformat(timespec="milliseconds"), "channelId": "msteams",
            "serviceUrl": self.service_url, "from": self.user.as_sender(), "conversation": self._conversation(),
            "recipient": {"id": self.tenant.world.bot, "name": BOT_NAME}, "channelData": self.channel_data, **more,
        }  # fmt: skip

    def _conversation(self) -> Json:
        name = f"{self.place.id};messageid={self.root}" if self.root else self.place.id
        told: Json = {"conversationType": self.place.kind, "tenantId": self.tenant.id, "id": name}
        return told if self.place.kind == "personal" else told | {"isGroup": True}

    def new_event_id(self) -> str:
        """The id of something that is not a message."""
        return self.tenant.new_id("f:fs-")

    def spoken(self) -> Json:
        """What comes with everything that a person does themselves."""
        return {"entities": [self.client_info], "locale": self.user.locale, "localTimezone": self.user.tz}


def message(scene: Scene, said: Message, kind: str = "message", event: str = "", *, targeted: bool = False) -> Json:
    """Something that was typed, or with `event` what became of it."""
    more = scene.spoken()
    more["entities"] = [*said.entities, scene.client_info]
    told = scene.activity(kind, said.id, **more)
    if targeted:
        told["recipient"]["isTargeted"] = True
    if event:
        told["channelData"]["eventType"] = event
    if event != "softDeleteMessage":
        told |= {"text": said.text, "textFormat": "plain", "attachments": [typing_.as_html(said.text)]}
    return told


def submitted(scene: Scene, value: Json, on: Message) -> Json:
    """A button of an old client: a message without words."""
    data = {"source": {"name": "message"}, "legacy": {"replyToId": f"1:{on.id}"}}
    told = scene.activity("message", scene.tenant.new_message_id(), value=value, replyToId=on.id, **scene.spoken())
    told["channelData"] |= data
    return told


def invoke(scene: Scene, name: str, value: Json, on: Message | None = None) -> Json:
    """Something that somebody waits for."""
    told = scene.activity("invoke", scene.new_event_id(), name=name, value=value, **scene.spoken())
    told["channelData"]["source"] = {"name": "message" if on else "compose"}
    return told | ({"replyToId": on.id} if on else {})


def reaction(scene: Scene, kind: str, on: Message, *, added: bool) -> Json:
    """A reaction put to one of the bot's messages, or taken away again."""
    what = {"reactionsAdded" if added else "reactionsRemoved": [{"type": kind}]}
    return scene.activity("messageReaction", scene.new_event_id(), replyToId=on.id, **what)


def changed(scene: Scene, event: str, *, channel: Place | None = None, **more: object) -> Json:
    """Something happened to a team or a channel."""
    told = scene.activity("conversationUpdate", scene.new_event_id(), **more)
    team = scene.place.team
    data: Json = {"eventType": event, "tenant": {"id": scene.tenant.id}}
    if team is not None:
        data["team"] = _team(team)
    if channel is not None:
        data["channel"] = {"id": channel.id, "name": channel.name} if channel.name else {"id": channel.id}
    return told | {"channelData": data}


def _team(team: Team) -> Json:
    return {"id": team.id, "name": team.name, "aadGroupId": team.aad}


def members(scene: Scene, event: str, ids: Sequence[str]) -> Json:
    """People, or the bot, came or went."""
    told = [{"id": found, **_entra(scene.tenant, found)} for found in ids]
    return changed(scene, event, **{"membersAdded" if event == "teamMemberAdded" else "membersRemoved": told})


def _entra(tenant: Tenant, member: str) -> Mapping[str, str]:
    user = tenant.users.get(member)
    return {"aadObjectId": user.aad} if user else {}


def installation(scene: Scene, action: str) -> Json:
    """The app was added, upgraded or removed; in a team, the channel that was chosen comes with it."""
    told = scene.activity("installationUpdate", scene.new_event_id(), action=action, locale=scene.user.locale)
    told["entities"] = [{"type": "clientInfo", "locale": scene.user.locale}]
    data: Json = {"settings": {"selectedChannel": {"id": _selected(scene)}}, "tenant": {"id": scene.tenant.id}}
    if scene.place.team is not None:
        data |= {"channel": {"id": scene.place.id}, "team": _team(scene.place.team)}
    told["channelData"] = data | {"source": {"name": "message"}}
    return told


def _selected(scene: Scene) -> str:
    if scene.place.kind != "personal":
        return scene.place.id
    return f"19:{scene.user.aad}_{scene.tenant.world.app_id}@unq.gbl.spaces"


def payload(tenant: Tenant, on: Message) -> Json:
    """A message as a message extension gets it: its author by their Entra id."""
    author = tenant.users.get(on.author)
    user = {"userIdentityType": "aadUser", "id": author.aad, "displayName": author.name} if author else None
    bot = {"applicationIdentityType": "bot", "id": tenant.world.app_id, "displayName": BOT_NAME}
    written = datetime.fromtimestamp(int(on.id) / 1000, UTC)
    return {
        "id": on.id, "replyToId": on.root if on.root != on.id else None, "deleted": on.deleted, "subject": None,
        "createdDateTime": written.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "lastModifiedDateTime": None, "summary": None, "importance": "normal", "locale": "en-us",
        "linkToMessage": f"https://teams.microsoft.com/l/message/{on.place.id}/{on.id}", "policyViolation": None,
        "from": {"device": None, "conversation": None, "user": user, "application": None if author else bot},
        "body": {"contentType": "html", "content": f"<div>{on.text}</div>"}, "reactions": [], "mentions": [],
        "attachments": [],
    }  # fmt: skip
