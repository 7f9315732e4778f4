"""The state of the fake Teams: tenants with their people, teams, channels and chats.

Every tenant counts its ids for itself, so two tenants that are filled in the same order have the same ids for
everything but the tenant: whoever leaves the tenant out of a key mixes them up.
"""

import itertools
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

from .clock import Clock, wall
from .teams_state import Message, Place, Team, User

BOT_NAME = "Fireside"


@dataclass(slots=True, kw_only=True, eq=False)
class Tenant:
    """An organisation; with `disabled` its admin has switched the bot off."""

    world: "World" = field(repr=False)
    id: str
    name: str
    region: str = "emea"
    disabled: bool = False
    users: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _last: int = 0

    @property
    def domain(self) -> str:
        """Where its people's addresses are."""
        return f"{self.name.lower().replace(' ', '-')}.example"

    def new_id(self, prefix: str, suffix: str = "") -> str:
        """An id that this tenant has not given out before."""
        return f"{prefix}{next(self._numbers):08x}{suffix}"

    def new_uuid(self) -> str:
        """The same in Entra's form."""
        return str(uuid5(NAMESPACE_URL, self.new_id("entra")))

    def new_message_id(self) -> str:
        """The id of a message: the time in milliseconds, always greater than the last."""
        self._last = max(int(self.world.clock() * 1000), self._last + 1)
        return str(self._last)

    def add_user(self, name: str, **traits: object) -> User:
        """Somebody new; traits are the fields of `User`, such as tz, locale, is_guest."""
        home = str(uuid5(NAMESPACE_URL, "elsewhere")) if traits.get("is_guest") else self.id
        known = {"id": self.new_id("29:1Fs-", "_x"), "aad": self.new_uuid(), "name": name, "tenant": home}
        user = User(**known | traits)  # type: ignore[arg-type]
        self.users[user.id] = user
        return user

    def find_user(self, name: str) -> User | None:
        """Whoever has that id, Entra id or address."""
        users = self.users.values()
        return next((u for u in users if name in {u.id, u.aad, u.as_json(email_domain=self.domain)["email"]}), None)

    def add_team(self, name: str, members: list[User], *, installed: bool = False) -> Team:
        """A new team with its General channel."""
        made, aad = self.new_id("19:", "@thread.tacv2"), self.new_uuid()
        team = Team(id=made, aad=aad, name=name, members=[m.id for m in members], installed=installed)
        self.teams[team.id] = team
        self._place(Place(id=team.id, kind="channel", team=team))
        return team

    def add_channel(self, team: Team, name: str) -> Place:
        """A new channel of a team."""
        return self._place(Place(id=self.new_id("19:", "@thread.tacv2"), kind="channel", name=name, team=team))

    def add_group(self, name: str, members: list[User], *, with_bot: bool = False) -> Place:
        """A new group chat."""
        inside = [member.id for member in members]
        made = self.new_id("19:", "@thread.v2")
        return self._place(Place(id=made, kind="groupChat", name=name, members=inside, with_bot=with_bot))

    def chat(self, user: User) -> Place:
        """Somebody's own chat with the bot: the same at every call."""
        known = next((p for p in self.places.values() if p.kind == "personal" and p.members == [user.id]), None)
        return known or self._place(Place(id=self.new_id("a:1Fs-"), kind="personal", members=[user.id]))

    def _place(self, place: Place) -> Place:
        if place.team is not None:
            place.team.channels.append(place)
        self.places[place.id] = place
        return place

    def add_message(self, place: Place, author: str, *, root: str = "", **traits: object) -> Message:
        """A new message; without `root` one in a channel is the root of its own thread."""
        made = self.new_message_id()
        known: dict[str, object] = {"id": made, "place": place, "author": author}
        known["root"] = root or (made if place.kind == "channel" else "")
        message = Message(**known | traits)  # type: ignore[arg-type]
        place.messages.append(message)
        return message


@dataclass(slots=True, kw_only=True, eq=False)
class World:
    """All tenants, and the one bot."""

    app_id: str = "5e1f0d6a-0000-4000-8000-00000000f00d"
    clock: Clock = wall
    tenants: dict[str, Tenant] = field(default_factory=dict)

    @property
    def bot(self) -> str:
        """The id of the bot."""
        return f"28:{self.app_id}"

    def add_tenant(self, name: str = "Spectrum", *, region: str = "emea") -> Tenant:
        """A new tenant in which nobody has the app yet."""
        tenant = Tenant(world=self, id=str(uuid5(NAMESPACE_URL, f"tenant {name}")), name=name, region=region)
        self.tenants[tenant.id] = tenant
        return tenant
