"""What people tap, fill in and open: cards, dialogs, the message extension."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import teams_activities as activities, teams_answers as answers
from .teams_forms import Card, Origin, gathered
from .teams_office import Json, Refused
from .teams_people import Watcher
from .teams_state import Message, Place
from .teams_transport import Answer

CONTEXT = {"theme": "default"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came straight back from the app.

    `words` are read once, `card` stands for this person in the place of what they tapped, `dialog` opened,
    `inserted` cards stand in the compose box, `error` is what Teams says where the app answered wrongly or not.
    """

    answer: Answer
    words: str = ""
    card: Card | None = None
    dialog: Card | None = None
    inserted: list[Json] = field(default_factory=list)
    error: str = ""

    @property
    def ok(self) -> bool:
        """Whether the app took it."""
        return self.answer.ok and not self.error


class Clicker(Watcher):
    """Cards, dialogs and the message extension; with `old_client` buttons are submitted as messages."""

    old_client = False
    dialog: Card | None = None

    async def taps(
        self, on: Message | Card, what: str, then: str | None = None, values: Mapping[str, object] | None = None
    ) -> Reply:
        """Tap a button, found by its title, verb or id; where it unfolds, tap `then` inside it.

        With `values` the fields of the card are filled in first. FormRefused where Teams' own window holds it back.
        """
        card = on if isinstance(on, Card) else self.card(on)
        assert card.open, "that dialog is closed"
        if card.message is not None:
            self._sees(card.message)
        card.fill(values or {})
        action, inputs = card.find(what, then)
        assert action["type"] != "Action.OpenUrl", f"{what!r} opens {action.get('url')}"
        if action["type"] == "Action.Execute" and (self.old_client or card.origin is not None):
            action = action["fallback"]  # dialogs do not know it either
        data = gathered(card, action, inputs)
        if card.origin is not None:
            return await self._submits(card, data)
        if action["type"] == "Action.Execute":
            told = {key: action[key] for key in ("type", "title", "id", "verb") if key in action}
            value = {"action": {**told, "data": data}, "trigger": "manual"}
            return await self._invokes("adaptiveCard/action", value, card)
        return await self._submits_on(card, data)

    async def _submits_on(self, card: Card, data: Json) -> Reply:
        """A button of a message in an old client, or one that opens a dialog."""
        message = card.message
        assert message is not None
        if (data.get("msteams") or {}).get("type") == "task/fetch":
            return await self._invokes(
                "task/fetch", {"data": data, "context": CONTEXT}, card, Origin(submit="task/submit")
            )
        scene = self._scene(message.place, message.root)
        delivery = await self._tell(activities.submitted(scene, data, message), message.place)
        return Reply(answer=delivery.answer if delivery else Answer(status=0, reason="the app is not there"))

    async def _submits(self, dialog: Card, data: Json) -> Reply:
        origin = dialog.origin
        assert origin is not None
        value = {**origin.extension, "data": data, "context": CONTEXT}
        reply = await self._invokes(origin.submit, value, dialog, origin)
        if reply.ok:
            dialog.open = False
            self.dialog = reply.dialog
        return reply

    async def _invokes(self, name: str, value: Json, on: Card, origin: Origin | None = None) -> Reply:
        message = on.message
        place, root = (message.place, message.root) if message else (self.place or self.chat, "")
        scene = self._scene(place, root)
        delivery = await self.client.deliver(activities.invoke(scene, name, value, message))
        try:
            told = answers.read(name, delivery.answer, self.tenant.users)
        except Refused as refused:
            self.client.teams.office.note(name, refused)
            return Reply(answer=delivery.answer, error="Something went wrong. Please try again.")
        return self._shown(on, told, origin, delivery.answer)

    def _shown(self, on: Card, told: answers.Told, origin: Origin | None, answer: Answer) -> Reply:
        message, card, dialog = on.message, None, None
        if told.card is not None and message is not None:
            message.views[self.id] = told.card
            card = Card(content=told.card, message=message)
        if told.dialog is not None:
            dialog = Card(content=told.dialog, message=message, origin=origin, title=told.title)
            self.dialog = dialog
        return Reply(
            answer=answer, words=told.words, card=card, dialog=dialog, inserted=told.inserted, error=told.error
        )

    # ------------------------------------------------------------ the message extension

    place: Place | None = None

    async def extends(self, command: str, on: Message | None = None, where: Place | None = None) -> Reply:
        """Open the message extension: on somebody's message, or beside the compose box of `where`."""
        self.place = on.place if on else where or self.chat
        extension: Json = {"commandId": command, "commandContext": "message" if on else "compose"}
        if on is not None:
            self._sees(on)
            extension["messagePayload"] = activities.payload(self.tenant, on)
        origin = Origin(submit="composeExtension/submitAction", extension=extension)
        value = {**extension, "context": CONTEXT}
        return await self._invokes("composeExtension/fetchTask", value, Card(content={}), origin)
