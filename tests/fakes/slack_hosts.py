"""What people do with channels and with the app itself."""

from .slack_payloads import membership, renamed
from .slack_people import Clicker, Talker
from .slack_state import Channel


class Person(Talker, Clicker):
    """A member of a workspace, before a screen."""

    async def invites_bot(self, channel: Channel) -> None:
        """`/invite @Fireside`."""
        assert self.id in channel.members, f"{self.user.name} is not in #{channel.name}"
        channel.members.append(self.team.bot_user)
        joined = membership("member_joined_channel", self.team.bot_user, channel, self._ts(), self.id)
        await self._tell(channel, joined)

    async def removes_bot(self, channel: Channel) -> None:
        """`/remove @Fireside`: the bot hears that it left."""
        left = membership("member_left_channel", self.team.bot_user, channel, self._ts())
        await self._tell(channel, left)
        channel.members.remove(self.team.bot_user)
        kind = "group_left" if channel.private else "channel_left"
        gone = {"type": kind, "channel": channel.id, "actor_id": self.id, "event_ts": self._ts()}
        await self._tell(None, gone)

    async def joins(self, channel: Channel) -> None:
        """Become a member of a channel."""
        channel.members.append(self.id)
        await self._tell(channel, membership("member_joined_channel", self.id, channel, self._ts()))

    async def leaves(self, channel: Channel) -> None:
        """Be a member of a channel no more."""
        channel.members.remove(self.id)
        await self._tell(channel, membership("member_left_channel", self.id, channel, self._ts()))

    async def archives(self, channel: Channel) -> None:
        """Archive a channel."""
        channel.archived = True
        await self._channel_event(channel, "archive", is_moved=0)

    async def unarchives(self, channel: Channel) -> None:
        """Bring an archived channel back."""
        channel.archived = False
        await self._channel_event(channel, "unarchive")

    async def deletes_channel(self, channel: Channel) -> None:
        """Delete a channel with everything in it."""
        await self._channel_event(channel, "deleted")
        channel.deleted = True

    async def renames(self, channel: Channel, name: str) -> None:
        """Give a channel another name."""
        channel.name = name
        await self._tell(channel, renamed(channel, self._ts()))

    async def shares(self, channel: Channel, *, with_team: str = "E0OTHER") -> None:
        """Let another company into a channel; a private one gets another id by that."""
        channel.ext_shared = True
        if channel.private:
            old, channel.id = channel.id, self.team.world.new_id("C")
            self.team.channels[channel.id] = self.team.channels.pop(old)
            moved = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": channel.id}
            await self._tell(channel, {**moved, "event_ts": self._ts()})
        told = {"type": "channel_shared", "connected_team_id": with_team, "channel": channel.id}
        await self._tell(channel, {**told, "event_ts": self._ts()})

    async def unshares(self, channel: Channel, *, with_team: str = "E0OTHER") -> None:
        """Let the last other company out of a channel."""
        channel.ext_shared = False
        told = {"type": "channel_unshared", "previously_connected_team_id": with_team, "channel": channel.id}
        await self._tell(channel, {**told, "is_ext_shared": False, "event_ts": self._ts()})

    async def _channel_event(self, channel: Channel, what: str, **more: object) -> None:
        event = {"type": f"{channel.kind}_{what}", "channel": channel.id, "user": self.id}
        await self._tell(channel, {**event, **more, "event_ts": self._ts()})

    async def changes(self, **traits: object) -> None:
        """Change the own profile, such as tz=, locale=, deleted=True; the app hears user_change."""
        for name, value in traits.items():
            setattr(self.user, name, value)
        await self._about_me("user_change")

    async def joins_team(self) -> None:
        """Be new in the workspace: the app hears team_join."""
        await self._about_me("team_join")

    async def _about_me(self, kind: str) -> None:
        now = self.team.world.clock()
        told = self.user.as_json(now, include_locale=True)
        await self._tell(None, {"type": kind, "user": told, "cache_ts": int(now), "event_ts": self._ts()})

    async def uninstalls(self) -> None:
        """Remove the app from the workspace: its token is dead before the two events arrive."""
        self.team.installed = False
        revoked = {"oauth": [], "bot": [self.team.bot_user]}
        await self._tell(None, {"type": "tokens_revoked", "tokens": revoked, "event_ts": self._ts()})
        await self._tell(None, {"type": "app_uninstalled", "event_ts": self._ts()})

    async def revokes_token(self) -> None:
        """Revoke the bot's token only."""
        self.team.revoked = True
        revoked = {"oauth": [], "bot": [self.team.bot_user]}
        await self._tell(None, {"type": "tokens_revoked", "tokens": revoked, "event_ts": self._ts()})
