"""The things that a workspace of the fake Slack holds: users, channels, messages, user groups, views."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from . import slack_kit as kit
from .slack_data import Json


@dataclass(slots=True, kw_only=True, eq=False)
class User:
    """A member of a workspace."""

    id: str
    team_id: str
    name: str
    real_name: str
    tz: str = "Europe/Amsterdam"
    locale: str = "en-US"
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_admin: bool = False
    org: str = ""

    def as_json(self, now: float, *, include_locale: bool = False) -> Json:
        """The user object of `users.info` and of `user_change` at that time."""
        first, _, last = self.real_name.partition(" ")
        answer: Json = {
            "id": self.id, "team_id": self.team_id, "name": self.name, "deleted": self.deleted,
            "is_bot": self.is_bot, "is_app_user": False, "updated": int(now),
            "profile": {
                "real_name": self.real_name, "real_name_normalized": self.real_name,
                "display_name": self.name, "display_name_normalized": self.name,
                "first_name": first, "last_name": last, "title": "", "phone": "", "status_text": "",
                "status_emoji": "", "avatar_hash": "g0", "team": self.team_id, "fields": {},
            },
        }  # fmt: skip
        if self.org:
            answer["enterprise_user"] = {"id": self.id, "enterprise_id": self.org, "teams": [self.team_id]}
        if not self.deleted:
            answer |= self._alive(now)
        if include_locale:
            answer["locale"] = self.locale
        return answer

    def _alive(self, now: float) -> Json:
        offset = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(self.tz)).utcoffset()
        answer: Json = {
            "real_name": self.real_name, "color": "9f69e7", "tz": self.tz, "tz_label": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
            "is_admin": self.is_admin, "is_owner": False, "is_primary_owner": False,
            "is_restricted": self.is_restricted, "is_ultra_restricted": self.is_ultra_restricted,
            "is_email_confirmed": True, "who_can_share_contact_card": "EVERYONE",
        }  # fmt: skip
        return answer | ({"is_stranger": True} if self.is_stranger else {})


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """A message as it stands now; `seen_by` names the one reader of an ephemeral message."""

    ts: str
    channel: "Channel"
    user: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    client_msg_id: str | None = None
    seen_by: str | None = None
    edited_by: str | None = None
    edited_ts: str | None = None
    deleted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    earlier: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """Everything a reader sees, unescaped."""
        return kit.shown(self.blocks) if self.blocks else kit.unescape(self.text)

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons, in order."""
        return [e["text"]["text"] for _, e in kit.interactive(self.blocks) if e["type"] == "button"]

    @property
    def pings(self) -> list[str]:
        """Whom it notifies: user ids, `!channel`, `!here`."""
        return kit.pings(self.text, self.blocks)

    def as_json(self, *, metadata: bool = False) -> Json:
        """The message object of events, actions and history."""
        answer: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        answer["team"] = self.channel.team_id
        optional = {
            "subtype": self.subtype, "bot_id": self.bot_id, "app_id": self.app_id, "thread_ts": self.thread_ts,
            "client_msg_id": None if self.bot_id else self.client_msg_id, "blocks": self.blocks or None,
            "edited": {"user": self.edited_by, "ts": self.edited_ts} if self.edited_ts else None,
            "metadata": self.metadata if metadata else None,
        }  # fmt: skip
        answer |= {key: value for key, value in optional.items() if value is not None}
        if self.thread_ts and self.thread_ts != self.ts:
            parent = self.channel.find(self.thread_ts)
            answer["parent_user_id"] = parent.user if parent else "USLACKBOT"
        if self.reactions:
            answer["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)} for name, users in self.reactions.items()
            ]
        return answer


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """A channel, private channel (`private`) or direct message (`partner` is set)."""

    id: str
    team_id: str
    name: str
    creator: str = ""
    private: bool = False
    archived: bool = False
    ext_shared: bool = False
    read_only: bool = False
    deleted: bool = False
    partner: str | None = None
    members: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list, repr=False)

    @property
    def kind(self) -> str:
        """`channel`, `group` or `im`, as in `channel_type`."""
        return "im" if self.partner else "group" if self.private else "channel"

    @property
    def scope_word(self) -> str:
        """The first half of the scopes for this kind of conversation."""
        return {"im": "im", "group": "groups", "channel": "channels"}[self.kind]

    def find(self, ts: str) -> Message | None:
        """The message with that ts, unless it was deleted."""
        return next((m for m in reversed(self.messages) if m.ts == ts and not m.deleted), None)

    def thread(self, ts: str) -> list[Message]:
        """The replies under that message."""
        return [m for m in self.messages if m.thread_ts == ts and m.ts != ts and not m.deleted and not m.seen_by]

    def as_json(self, bot_user: str, now: float) -> Json:
        """The conversation object of `conversations.info`."""
        common: Json = {
            "id": self.id, "created": 1_700_000_000, "is_archived": self.archived, "updated": int(now * 1000),
            "context_team_id": self.team_id, "is_im": bool(self.partner), "is_org_shared": False,
        }  # fmt: skip
        if self.partner:
            return common | {"user": self.partner, "is_open": True, "priority": 0}
        return common | {
            "name": self.name, "name_normalized": self.name, "creator": self.creator, "previous_names": [],
            "is_channel": not self.private, "is_group": False, "is_mpim": False, "is_private": self.private,
            "is_general": False, "is_shared": self.ext_shared, "is_ext_shared": self.ext_shared,
            "is_member": bot_user in self.members, "shared_team_ids": [self.team_id], "pending_shared": [],
            "is_read_only": self.read_only, "parent_conversation": None, "unlinked": 0,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }  # fmt: skip


@dataclass(slots=True, kw_only=True, eq=False)
class Usergroup:
    """A user group such as @zorg."""

    id: str
    handle: str
    users: list[str]


@dataclass(slots=True, kw_only=True, eq=False)
class View:
    """A modal or home tab; `typed` holds what its user filled in, by (block_id, action_id)."""

    id: str
    team_id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    open: bool = True
    typed: dict[tuple[str, str], Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, as stored."""
        return list(self.body["blocks"])

    @property
    def title(self) -> str:
        """The title of a modal, empty for a home tab."""
        return str(self.body.get("title", {}).get("text", ""))

    @property
    def shown(self) -> str:
        """Everything a reader sees, unescaped."""
        return "\n".join(filter(None, (self.title, kit.shown(self.blocks))))

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons inside, in order."""
        return [e["text"]["text"] for _, e in kit.interactive(self.blocks) if e["type"] == "button"]
