"""What Slack leaves out of a request: which kind of channel it is about, and who is written to where nobody invited.

Its own module beside `listen`, which decides what is done with it.
"""

from dataclasses import dataclass, replace

from bot import commands as c, ports
from bot.dispatch import Desk
from bot.inbox import NotYet
from bot.platforms.slack import manifest
from bot.platforms.slack.installed import Installed
from storage import circles
from storage.store import Tx

GOES_ON = circles.BEGUN | {"proposed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """Looks up what is missing, for one Slack app."""

    desk: Desk
    platform: ports.Platform
    thread_answers: bool = True

    async def event(self, workspace: str, team: Installed, command: c.Command) -> c.Command:
        """Complete what an event asks for; raises NotYet while Slack does not answer."""
        if not isinstance(command, c.Propose):
            return command
        try:
            found = await self.platform.channel(workspace, command.channel)
        except ports.Unreachable as problem:
            raise NotYet from problem
        by = replace(command.by, member=command.by.member or team.by)
        return self._about(replace(command, by=by), team, found or ports.Channel(channel=command.channel, name=""))

    async def command(self, workspace: str, team: Installed, command: c.Command) -> c.Command:
        """Complete settings or a start typed where the bot is and no circle: with what could be begun there."""
        if not isinstance(command, c.OpenCircle) or command.circle or not command.by.channel:
            return command
        if await self.desk.store.aread(lambda tx: _goes_on(tx, command)):
            return command
        try:
            found = await self.platform.channel(workspace, command.by.channel)
        except ports.Unreachable:
            return command
        if found is None or not found.joined:
            return command
        offer = c.Propose(by=command.by, channel=command.by.channel)
        return replace(command, offer=self._about(offer, team, found))

    def _about(self, command: c.Propose, team: Installed, here: ports.Channel) -> c.Propose:
        private = here.private or command.private
        return replace(
            command,
            name=here.name,
            private=private,
            external=here.external,
            archived=here.archived,
            missing=manifest.missing(team.scopes, private=private, thread_answers=self.thread_answers),
        )


def _goes_on(tx: Tx, command: c.OpenCircle) -> bool:
    circle = circles.by_channel(tx, command.by.workspace, command.by.channel)
    waits = circle is not None and circle.state == "proposed" and command.begin
    return circle is not None and circle.state in GOES_ON and not waits
