"""The things that a tenant of the fake Teams holds: people, teams, channels, chats, messages."""

from dataclasses import dataclass, field
from typing import Any, Literal

from . import teams_show as show

Json = dict[str, Any]
PlaceKind = Literal["channel", "personal", "groupChat"]


@dataclass(slots=True, kw_only=True, eq=False)
class User:
    """Somebody in a tenant: `id` is what this bot knows them by, `aad` their Entra id; a guest is at home elsewhere."""

    id: str
    aad: str
    name: str
    tenant: str
    tz: str = "Europe/Amsterdam"
    locale: str = "en-US"
    is_guest: bool = False
    has_app: bool = False
    blocks_bot: bool = False

    def as_json(self, *, email_domain: str) -> Json:
        """The member as a roster tells it."""
        first, _, last = self.name.partition(" ")
        mail = f"{first.lower()}@{email_domain}"
        return {
            "id": self.id, "name": self.name, "objectId": self.aad, "aadObjectId": self.aad, "givenName": first,
            "surname": last, "email": mail, "userPrincipalName": mail, "tenantId": self.tenant,
            "userRole": "guest" if self.is_guest else "user",
        }  # fmt: skip

    def as_sender(self) -> Json:
        """The same as the sender of an activity."""
        return {"id": self.id, "name": self.name, "aadObjectId": self.aad}


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """A message as it stands now; `seen_by` names the one reader of a targeted one.

    `views` are the cards that single people see instead, since they tapped something; an update ends them.
    """

    id: str
    place: "Place" = field(repr=False)
    author: str
    text: str = ""
    card: Json | None = None
    root: str = ""
    summary: str = ""
    seen_by: str | None = None
    deleted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    earlier: list[str] = field(default_factory=list)
    views: dict[str, Json] = field(default_factory=dict)
    entities: list[Json] = field(default_factory=list)
    body: Json = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """Everything that a reader sees."""
        return show.shown(self.card) if self.card else show.plain(self.text)

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons, in order, those that unfold included."""
        return show.buttons(self.card) if self.card else []

    @property
    def pings(self) -> list[str]:
        """Whom it notifies: the ids of those mentioned."""
        return (
            show.pings(self.card)
            if self.card
            else [e["mentioned"]["id"] for e in self.entities if e["type"] == "mention"]
        )

    @property
    def conversation(self) -> str:
        """The id of the conversation in which it stands, with its thread."""
        return f"{self.place.id};messageid={self.root}" if self.root else self.place.id


@dataclass(slots=True, kw_only=True, eq=False)
class Place:
    """A channel of a team, somebody's own chat with the bot, or a group chat."""

    id: str
    kind: PlaceKind
    name: str = ""
    team: "Team | None" = None
    members: list[str] = field(default_factory=list)
    with_bot: bool = True
    deleted: bool = False
    messages: list[Message] = field(default_factory=list, repr=False)

    @property
    def people(self) -> list[str]:
        """Who may read and write there."""
        return self.team.members if self.team else self.members

    @property
    def hears_bot(self) -> bool:
        """Whether the bot is there."""
        return self.team.installed if self.team else self.with_bot

    def find(self, message: str) -> Message | None:
        """The message with that id, unless it was deleted."""
        return next((m for m in reversed(self.messages) if m.id == message and not m.deleted), None)

    def thread(self, root: str) -> list[Message]:
        """The replies under that message."""
        return [m for m in self.messages if m.root == root and m.id != root and not m.deleted and not m.seen_by]


@dataclass(slots=True, kw_only=True, eq=False)
class Team:
    """A team; its first channel is General, which has the team's own id and no name."""

    id: str
    aad: str
    name: str
    members: list[str] = field(default_factory=list)
    channels: list[Place] = field(default_factory=list)
    installed: bool = False
    archived: bool = False
    deleted: bool = False

    @property
    def general(self) -> Place:
        """The channel that every team has."""
        return self.channels[0]
