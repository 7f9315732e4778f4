"""What people do with teams, channels and with the app itself."""

from . import teams_activities as activities
from .teams_people import Talker
from .teams_state import Place, Team
from .teams_tapping import Clicker


class Person(Talker, Clicker):
    """Somebody in a tenant, before a screen."""

    async def installs(self, where: Place | None = None) -> None:
        """Add the app to a team, with `where` as the channel that is chosen; to a group chat; or for oneself."""
        place = where or self.chat
        if place.team is not None:
            place.team.installed = True
        place.with_bot = True
        self.user.has_app = self.user.has_app or place.kind == "personal"
        scene, bot = self._scene(place), self.tenant.world.bot
        await self._tell(activities.members(scene, "teamMemberAdded", [bot]), place)
        await self._tell(activities.installation(scene, "add"), place)

    async def upgrades(self, where: Place) -> None:
        """Bring the app to a newer version."""
        await self._tell(activities.installation(self._scene(where), "add-upgrade"), where)

    async def uninstalls(self, where: Place | None = None) -> None:
        """Take the app away from a team, a group chat or oneself: it is gone before it hears of it."""
        place = where or self.chat
        scene, bot = self._scene(place.team.general if place.team else place), self.tenant.world.bot
        if place.team is not None:
            place.team.installed = False
        if place.kind == "personal":
            self.user.has_app = False
        place.with_bot = False
        await self.client.deliver(activities.members(scene, "teamMemberRemoved", [bot]))
        await self.client.deliver(activities.installation(scene, "remove"))

    async def blocks(self) -> None:
        """Block the bot: it hears nothing of that."""
        self.user.blocks_bot = True

    async def joins(self, team: Team) -> None:
        """Become a member of a team."""
        team.members.append(self.id)
        told = activities.members(self._scene(team.general), "teamMemberAdded", [self.id])
        await self._tell(told, team.general)

    async def leaves(self, team: Team) -> None:
        """Be a member of a team no more."""
        told = activities.members(self._scene(team.general), "teamMemberRemoved", [self.id])
        team.members.remove(self.id)
        await self._tell(told, team.general)

    async def adds_channel(self, team: Team, name: str) -> Place:
        """Make a channel."""
        made = self.tenant.add_channel(team, name)
        await self._channel(made, "channelCreated")
        return made

    async def renames(self, what: Place | Team, name: str) -> None:
        """Give a channel or a team another name."""
        what.name = name
        await (self._team(what, "teamRenamed") if isinstance(what, Team) else self._channel(what, "channelRenamed"))

    async def deletes_channel(self, channel: Place) -> None:
        """Delete a channel, which can be restored."""
        channel.deleted = True
        await self._channel(channel, "channelDeleted")

    async def restores_channel(self, channel: Place) -> None:
        """Bring a channel back."""
        channel.deleted = False
        await self._channel(channel, "channelRestored")

    async def archives(self, team: Team) -> None:
        """Archive a team: nobody can write in it."""
        team.archived = True
        await self._team(team, "teamArchived")

    async def unarchives(self, team: Team) -> None:
        """Open an archived team again."""
        team.archived = False
        await self._team(team, "teamUnarchived")

    async def deletes_team(self, team: Team) -> None:
        """Delete a team, which can be restored for a while."""
        team.deleted = True
        await self._team(team, "teamDeleted")

    async def restores_team(self, team: Team) -> None:
        """Bring a deleted team back."""
        team.deleted = False
        await self._team(team, "teamRestored")

    async def _channel(self, channel: Place, event: str) -> None:
        assert channel.team is not None
        told = activities.changed(self._scene(channel.team.general), event, channel=channel)
        await self._tell(told, channel)

    async def _team(self, team: Team, event: str) -> None:
        await self._tell(activities.changed(self._scene(team.general), event), team.general)
