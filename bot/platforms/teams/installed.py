"""Tenants that let the bot in: where their connector is, who the bot is there, and which channel is of which team.

Its own module because the sender and the listeners need it, each without the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot import commands as c
from bot.known import Known
from bot.platforms.teams.activity import bot_of, team_of, tells_of_leaving, workspace_of
from bot.reading import Json, word
from storage import workspaces
from storage.store import Store, Tx

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


class Tenants(Known[Tenant]):
    """Tenants that let the bot in."""

    __slots__ = ()

    def __init__(self, store: Store) -> None:
        super().__init__(store, _read)

    async def news(self, activity: Json, channel: str = "") -> c.Install | None:
        """Give what an activity tells anew of its tenant, None for nothing; `channel` is one that is being set up."""
        workspace, service, bot = workspace_of(activity), word(activity, "serviceUrl"), bot_of(activity)
        known = await self.get(workspace)
        team = {f"{TEAM}{channel}": team_of(activity)} if channel and team_of(activity) else {}
        before, told = known.about if known else {}, {SERVICE: service, **team}
        same = known is not None and known.bot == bot and all(before.get(name) == told[name] for name in told)
        if not service or not bot or same or (known is None and tells_of_leaving(activity)):
            return None
        return c.Install(workspace=workspace, bot=bot, token="", scopes="", about={**before, **told})


def _read(tx: Tx, workspace: str) -> Tenant | None:
    row = workspaces.look(tx, workspace)
    if row is None or row.state != "active":
        return None
    about = {name: str(value) for name, value in row.about.items()}
    return Tenant(service=about.get(SERVICE, ""), bot=row.bot, about=about)
