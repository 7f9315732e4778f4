"""What people do in Teams: each act changes the fake world and tells the app as Teams would; see `teams_client`."""

from typing import TYPE_CHECKING

from . import teams_activities as activities, teams_typing as typing_
from .teams_activities import Scene
from .teams_forms import Card
from .teams_office import Json
from .teams_state import Message, Place, User
from .teams_world import Tenant

if TYPE_CHECKING:
    from .teams_client import Delivery, TeamsClient


class Watcher:
    """What a person sees; `person.user` is the member in the world."""

    def __init__(self, client: "TeamsClient", tenant: Tenant, user: User) -> None:
        """Somebody in that tenant, before a screen."""
        self.client, self.tenant, self.user = client, tenant, user

    @property
    def id(self) -> str:
        """What the bot knows them by."""
        return self.user.id

    @property
    def at(self) -> str:
        """How to mention exactly them, whoever else has their name."""
        return f"@{{{self.user.id}}}"

    @property
    def chat(self) -> Place:
        """Their own chat with the bot."""
        return self.tenant.chat(self.user)

    @property
    def inbox(self) -> list[Message]:
        """What the bot wrote them there, oldest first."""
        return self.client.teams.posts(self.user)

    @property
    def whispers(self) -> list[Message]:
        """What was shown to them alone in a channel."""
        return self.client.teams.whispers(self.user)

    def card(self, message: Message) -> Card:
        """A message's card as they see it now."""
        self._sees(message)
        content = message.views.get(self.id, message.card)
        assert content is not None, f"there is no card in {message.shown!r}"
        return Card(content=content, message=message)

    def _sees(self, message: Message) -> None:
        assert not message.deleted, f"{self.user.name} cannot see it: it is deleted"
        assert message.seen_by in (None, self.id), f"{self.user.name} cannot see it: it is shown to somebody else alone"
        assert self.id in message.place.people, f"{self.user.name} is not there"

    def _scene(self, place: Place, root: str = "") -> Scene:
        service_url = self.client.teams.service_url(self.tenant.id)
        return Scene(tenant=self.tenant, user=self.user, place=place, service_url=service_url, root=root)

    async def _tell(self, activity: Json, place: Place) -> "Delivery | None":
        """Bring it to the app, where the app is."""
        return await self.client.deliver(activity) if place.hears_bot and not self.tenant.disabled else None


class Talker(Watcher):
    """Messages and reactions."""

    async def says(
        self, where: Place, text: str, *, thread: Message | None = None, quoting: Message | None = None
    ) -> Message:
        """Write a message, a reply under `thread`, or one that quotes; `@Fireside` and `@Name` become mentions.

        Outside their own chat the app hears only what mentions it.
        """
        assert self.id in where.people, f"{self.user.name} is not in {where.name}"
        assert not (where.team and where.team.archived), "the team is archived"
        assert thread is None or thread.place is where, "that thread is elsewhere"
        said = self._said(where, text, thread)
        if quoting is not None:
            assert where.kind != "channel", "in channels there are threads"
            said.text, quote = typing_.quoted(said.text, quoting)
            said.entities.append(quote)
        if self._is_heard(said):
            await self._tell(activities.message(self._scene(where, said.root), said), where)
        return said

    async def writes(self, text: str, *, quoting: Message | None = None) -> Message:
        """Write to the bot in their own chat; who has not got the app gets it by that."""
        if not self.user.has_app:
            self.user.has_app = True
        return await self.says(self.chat, text, quoting=quoting)

    async def slashes(self, where: Place, text: str) -> Message:
        """Type a slash command in a channel: nobody but the bot hears it."""
        said = self._said(where, text, None)
        said.seen_by = self.id
        await self._tell(activities.message(self._scene(where, said.root), said, targeted=True), where)
        return said

    def _said(self, where: Place, text: str, thread: Message | None) -> Message:
        written, entities = typing_.typed(self.tenant, text)
        root = thread.root if thread else ""
        return self.tenant.add_message(where, self.id, root=root, text=written, entities=entities)

    def _is_heard(self, said: Message) -> bool:
        return said.place.kind == "personal" or self.tenant.world.bot in said.pings

    async def edits(self, message: Message, text: str) -> None:
        """Change an own message."""
        assert message.author == self.id, "only own messages can be edited"
        heard = self._is_heard(message)
        message.earlier.append(message.text)
        message.text, message.entities = typing_.typed(self.tenant, text)
        await self._became(message, "messageUpdate", "editMessage", heard=heard or self._is_heard(message))

    async def deletes(self, message: Message) -> None:
        """Delete an own message, which can be brought back."""
        assert message.author == self.id, "only own messages can be deleted"
        message.deleted = True
        await self._became(message, "messageDelete", "softDeleteMessage", heard=self._is_heard(message))

    async def undeletes(self, message: Message) -> None:
        """Bring an own message back."""
        assert message.author == self.id, "only own messages can be brought back"
        assert message.deleted, "it is there"
        message.deleted = False
        await self._became(message, "messageUpdate", "undeleteMessage", heard=self._is_heard(message))

    async def _became(self, message: Message, kind: str, event: str, *, heard: bool) -> None:
        scene = self._scene(message.place, message.root)
        if heard:
            await self._tell(activities.message(scene, message, kind, event), message.place)

    async def reacts(self, message: Message, kind: str) -> None:
        """Put a reaction on a message, such as `heart` or `1f64c_raisinghands`; the app hears of its own only."""
        self._sees(message)
        users = message.reactions.setdefault(kind, [])
        assert self.id not in users, "already reacted"
        users.append(self.id)
        await self._reacted(message, kind, added=True)

    async def unreacts(self, message: Message, kind: str) -> None:
        """Take a reaction away again."""
        message.reactions[kind].remove(self.id)
        if not message.reactions[kind]:
            del message.reactions[kind]
        await self._reacted(message, kind, added=False)

    async def _reacted(self, message: Message, kind: str, *, added: bool) -> None:
        if message.author == self.tenant.world.bot:
            scene = self._scene(message.place, message.root)
            await self._tell(activities.reaction(scene, kind, message, added=added), message.place)
