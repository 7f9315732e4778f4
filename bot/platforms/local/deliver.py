"""Deliver into the playground: the port of a platform, onto the made-up chat tool."""

from collections.abc import Sequence

from bot import ports
from bot.clock import Clock
from bot.domain.members import MemberKind
from bot.messages import to_json
from bot.platforms.local.world import BOT, WORKSPACE, Line, World, stamp


class Local:
    """The playground as a platform; a second delivery with one key has no effect."""

    name = "local"
    pace = ports.Pace()

    def __init__(self, world: World, clock: Clock) -> None:
        self.world = world
        self.clock = clock

    async def start(self) -> None:
        """Nothing to load: the page is the whole of it."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def deliver(self, parcel: ports.Parcel) -> ports.Outcome:
        """Put a message where it belongs; a channel that the bot is not in is out of reach."""
        if parcel.workspace != WORKSPACE:
            return ports.Gone("no such workspace", everywhere=True)
        if parcel.key in self.world.keys:
            ref = self.world.keys[parcel.key]
            return ports.Sent(ref, self._channel(parcel))
        outcome = self._do(parcel)
        if isinstance(outcome, ports.Sent):
            self.world.keys[parcel.key] = outcome.ref
            self.world.changed()
        return outcome

    def _channel(self, parcel: ports.Parcel) -> str:
        return self.world.direct(parcel.channel) if parcel.how is ports.How.PRIVATE else parcel.channel

    def _do(self, parcel: ports.Parcel) -> ports.Outcome:
        channel = self._channel(parcel)
        room = self.world.rooms.get(channel)
        if room is not None and not room.running:
            return ports.Gone("not in the channel")
        match parcel.how:
            case ports.How.UPDATE:
                return self._update(parcel)
            case ports.How.DELETE:
                self.world.delete(parcel.ref)
                return ports.Sent(parcel.ref, channel)
            case _:
                return ports.Sent(self.say(parcel, channel).ref, channel)

    def _update(self, parcel: ports.Parcel) -> ports.Outcome:
        line = self.world.lines.get(parcel.ref)
        if line is None:
            return ports.Refused("the message is gone")
        line.message, line.edited = to_json(parcel.message), True
        return ports.Sent(parcel.ref, line.channel)

    def say(self, parcel: ports.Parcel, channel: str) -> Line:
        """Put a new message of the bot's into the world."""
        line = Line(
            ref=self.world.next_ref(),
            channel=channel,
            author=BOT,
            at=stamp(self.clock.now()),
            thread=parcel.thread,
            message=to_json(parcel.message),
            only=parcel.to,
        )
        return self.world.add(line)

    async def settle(self, parcel: ports.Parcel) -> ports.Outcome:
        """Look whether an unsure delivery arrived."""
        if parcel.key in self.world.keys:
            return ports.Sent(self.world.keys[parcel.key], self._channel(parcel))
        return ports.Later(0.0, "it had not arrived")

    async def profile(self, workspace: str, member: str) -> ports.Profile | None:
        """Give one of the made-up team."""
        if workspace != WORKSPACE:
            return None
        if member == BOT:
            return ports.Profile(member=BOT, name="Fireside", kind=MemberKind.BOT)
        person = self.world.people.get(member)
        if person is None:
            return None
        return ports.Profile(
            member=member, name=person.name, kind=MemberKind(person.kind), zone=person.zone, language=person.language
        )

    async def group(self, workspace: str, group: str) -> Sequence[str]:
        """Give everybody of a channel, which is what a group is here: `@team-south`."""
        room = self.world.rooms.get(group)
        return room.members if room is not None and workspace == WORKSPACE else ()

    async def channel(self, workspace: str, channel: str) -> ports.Channel | None:
        """Give one channel."""
        room = self.world.rooms.get(channel)
        if room is None or workspace != WORKSPACE:
            return None
        return ports.Channel(channel=room.id, name=room.name, private=room.private)

    async def close(self) -> None:
        """Nothing is open."""
