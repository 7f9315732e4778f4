"""The state of the fake Slack: workspaces with their members, channels, messages and views.

Tests build it with `World.add_workspace`, `Workspace.add_user`, `Workspace.add_channel`, `Workspace.add_usergroup`,
and read it through `FakeSlack`.
"""

import itertools
from dataclasses import dataclass, field

from .clock import Clock, wall
from .slack_state import Channel, User, Usergroup, View

REQUIRED_SCOPES = frozenset(
    {"chat:write", "commands", "reactions:read", "users:read", "im:history", "channels:read", "groups:read"}
)
OPTIONAL_SCOPES = frozenset({"app_mentions:read", "channels:history", "groups:history", "usergroups:read"})


@dataclass(slots=True, kw_only=True, eq=False)
class Workspace:
    """A workspace with our app installed (`installed`), its people and conversations."""

    world: "World" = field(repr=False)
    id: str
    name: str
    domain: str
    app_id: str
    bot_id: str
    bot_user: str
    bot_token: str
    scopes: set[str]
    installed: bool = True
    revoked: bool = False
    org: str = ""  # the organisation for the whole of which the app is installed, if it is
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    usergroups: dict[str, Usergroup] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)

    def add_user(self, name: str, *, real_name: str = "", user_id: str = "", **traits: object) -> User:
        """A new member; traits are the fields of `User`, such as tz, locale, is_restricted."""
        made = user_id or self.world.new_id("U")
        full = real_name or name.capitalize()
        user = User(id=made, team_id=self.id, name=name, real_name=full, org=self.org, **traits)  # type: ignore[arg-type]
        self.users[user.id] = user
        return user

    def join_org(self, org: str) -> None:
        """Belong to an organisation that has the app installed for all of its workspaces, by one token."""
        self.org = org
        for user in self.users.values():
            user.org = org

    def add_channel(self, name: str, members: list[User], *, with_bot: bool = False, **traits: object) -> Channel:
        """A new channel; traits are the fields of `Channel`, such as private, ext_shared, read_only."""
        made = str(traits.pop("channel_id", "")) or self.world.new_id("C")
        inside = [member.id for member in members] + ([self.bot_user] if with_bot else [])
        creator = members[0].id if members else self.bot_user
        traits |= {"id": made, "team_id": self.id, "name": name, "members": inside, "creator": creator}
        channel = Channel(**traits)  # type: ignore[arg-type]
        self.channels[channel.id] = channel
        return channel

    def add_usergroup(self, handle: str, members: list[User]) -> Usergroup:
        """A new user group, mentioned as @handle."""
        group = Usergroup(id=self.world.new_id("S"), handle=handle, users=[member.id for member in members])
        self.usergroups[group.id] = group
        return group

    def dm(self, user_id: str) -> Channel:
        """The direct messages between the bot and that member, opened if need be."""
        found = next((c for c in self.channels.values() if c.partner == user_id), None)
        if found is None:
            both = [user_id, self.bot_user]
            made = self.world.new_id("D")
            found = Channel(id=made, team_id=self.id, name="directmessage", partner=user_id, members=both)
            self.channels[found.id] = found
        return found

    def top_view(self, user_id: str) -> View | None:
        """The modal in front of that member now."""
        return next((v for v in reversed(self.views.values()) if v.user == user_id and v.open), None)


@dataclass(slots=True, kw_only=True, eq=False)
class World:
    """All workspaces, the ids that were given out, and the last ts."""

    app_id: str = "A0FSAPP01"
    clock: Clock = wall
    workspaces: dict[str, Workspace] = field(default_factory=dict)
    tokens: dict[str, Workspace] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _last: int = 0

    def new_id(self, prefix: str) -> str:
        """An id that was not given out before."""
        return f"{prefix}0FS{next(self._numbers):05d}"

    def new_ts(self) -> str:
        """A message ts: the time, in microseconds, always greater than the last."""
        self._last = max(int(self.clock() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def add_workspace(self, name: str = "Spectrum", *, team_id: str = "", scopes: set[str] | None = None) -> Workspace:
        """A new workspace with our app installed; by default with the required and the optional scopes."""
        made = team_id or self.new_id("T")
        granted = set(REQUIRED_SCOPES | OPTIONAL_SCOPES) if scopes is None else set(scopes)
        team = Workspace(
            world=self, id=made, name=name, domain=name.lower().replace(" ", "-"), app_id=self.app_id,
            bot_id=self.new_id("B"), bot_user=self.new_id("U"), bot_token=f"xoxb-fake-{made}", scopes=granted,
        )  # fmt: skip
        self.workspaces[made] = self.tokens[team.bot_token] = team
        team.add_user("fireside", real_name="Fireside", user_id=team.bot_user, is_bot=True)
        return team

    def by_token(self, token: str) -> Workspace | None:
        """The workspace that this bot token was given out for, whether it still lives or not."""
        return self.tokens.get(token)

    def new_token(self, team: Workspace) -> None:
        """Give that workspace a fresh bot token; the old one is known no more."""
        del self.tokens[team.bot_token]
        team.bot_token = f"xoxb-fake-{team.id}-{next(self._numbers)}"
        self.tokens[team.bot_token] = team
