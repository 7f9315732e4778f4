"""Tenants that let the bot in: where their connector is, who the bot is there, and which channel is of which team.

Its own module because the sender and the listeners need it, each without the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot import commands as c
from bot.clock import stopwatch
from bot.platforms.teams.activity import bot_of, team_of, workspace_of
from bot.reading import Json, word
from storage import workspaces
from storage.store import Store, Tx

SECONDS = 30.0
SERVICE, TEAM = "service", "team:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """What calls in a tenant's name need; `about` is as it is kept."""

    service: str
    bot: str
    about: Mapping[str, str] = field(default_factory=dict)

    def channels_of(self, team: str) -> tuple[str, ...]:
        """Give the channels of a team in which the bot was ever set up; a chat is its own only one."""
        mine = (name.removeprefix(TEAM) for name, of in self.about.items() if name.startswith(TEAM) and of == team)
        return tuple(dict.fromkeys((*mine, team)))

    def team_of(self, channel: str) -> str:
        """Give the team of a channel, empty where it is not known."""
        return self.about.get(f"{TEAM}{channel}", "")


@dataclass(slots=True)
class Tenants:
    """Looks tenants up; another process's change is seen within half a minute, one's own at once."""

    store: Store
    _known: dict[str, tuple[float, Tenant]] = field(default_factory=dict)

    async def get(self, workspace: str) -> Tenant | None:
        """Give what calls need, None where the bot is not or no longer in."""
        known = self._known.get(workspace)
        if known is not None and known[0] > stopwatch():
            return known[1]
        found = await self.store.aread(lambda tx: _read(tx, workspace))
        if found is not None:  # who is not in may have been let in by another process a moment ago
            self._known[workspace] = (stopwatch() + SECONDS, found)
        return found

    def forget(self, workspace: str) -> None:
        """Look at the row again next time."""
        self._known.pop(workspace, None)

    async def news(self, activity: Json, channel: str = "") -> c.Install | None:
        """Give what an activity tells anew of its tenant, None for nothing; `channel` is one that is being set up."""
        workspace, service, bot = workspace_of(activity), word(activity, "serviceUrl"), bot_of(activity)
        known = await self.get(workspace)
        team = {f"{TEAM}{channel}": team_of(activity)} if channel and team_of(activity) else {}
        about = {**(known.about if known else {}), SERVICE: service, **team}
        if not service or not bot or (known and known.bot == bot and known.about == about):
            return None
        return c.Install(workspace=workspace, bot=bot, token="", scopes="", about=about)


def _read(tx: Tx, workspace: str) -> Tenant | None:
    row = workspaces.look(tx, workspace)
    if row is None or row.state != "active":
        return None
    about = {name: str(value) for name, value in row.about.items()}
    return Tenant(service=about.get(SERVICE, ""), bot=row.bot, about=about)
