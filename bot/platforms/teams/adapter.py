"""The Bot Framework's part: our own adapter between the door and the wire.

Its own module because nothing else needs botbuilder-core: with another kit this file is what is written anew.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from urllib.parse import quote

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount, ConversationReference, ResourceResponse

from bot.platforms.teams.wire import Wire, quoted
from bot.reading import Json, part, word

RAW = "raw"
Turn: TypeAlias = TurnContext


class Adapter(BotAdapter):  # type: ignore[misc] # botbuilder has no types
    """Takes turns from raw activities, and sends what is said in them over the wire."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire

    async def turn(self, raw: Json, logic: Callable[[Turn], Awaitable[None]]) -> None:
        """Take one turn; the raw activity is at hand in it, since the kit's own classes lose parts of it."""
        context = TurnContext(self, _activity(raw))
        context.turn_state[RAW] = raw
        await self.run_pipeline(context, logic)

    async def send_activities(self, _context: Turn, activities: list[Activity]) -> list[ResourceResponse]:
        """Send what was said; raises Failure."""
        return [await self._send(activity) for activity in activities if activity.type == "message"]

    async def _send(self, activity: Activity) -> ResourceResponse:
        path = f"conversations/{quoted(activity.conversation.id)}/activities"
        told = await self._wire.call("POST", activity.service_url, path, _body(activity))
        return ResourceResponse(id=word(told, "id"))

    async def update_activity(self, _context: Turn, activity: Activity) -> ResourceResponse:
        """Let a message say something else; raises Failure."""
        path = _path(activity.conversation.id, activity.id)
        await self._wire.call("PUT", activity.service_url, path, _body(activity))
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, _context: Turn, reference: ConversationReference) -> None:
        """Delete a message; raises Failure."""
        path = _path(reference.conversation.id, reference.activity_id)
        await self._wire.call("DELETE", reference.service_url, path)


def message(said: dict[str, Any], *, identity: str = "") -> Activity:
    """Give a rendered message as the kit takes it."""
    made = Activity(type="message", summary=said["summary"], attachments=said["attachments"])
    if identity:
        made.id = identity
    return made


def raw_of(context: Turn) -> Json:
    """Give the raw activity of a turn."""
    raw: Json = context.turn_state[RAW]
    return raw


def _path(conversation: str, identity: str) -> str:
    return f"conversations/{quoted(conversation)}/activities/{quote(identity, safe='')}"


def _body(activity: Activity) -> dict[str, Any]:
    """Only what Teams needs: the kit's own serialising takes a millisecond, and loses what it does not know."""
    return {"type": activity.type, "summary": activity.summary, "attachments": activity.attachments}


def _activity(raw: Json) -> Activity:
    """Give what a turn needs of an activity."""
    conversation, sender, bot = part(raw, "conversation"), part(raw, "from"), part(raw, "recipient")
    return Activity(
        type=word(raw, "type"),
        id=word(raw, "id"),
        name=word(raw, "name"),
        channel_id=word(raw, "channelId"),
        service_url=word(raw, "serviceUrl"),
        locale=word(raw, "locale"),
        text=word(raw, "text"),
        reply_to_id=word(raw, "replyToId") or None,
        conversation=ConversationAccount(
            id=word(conversation, "id"), conversation_type=word(conversation, "conversationType")
        ),
        from_property=ChannelAccount(id=word(sender, "id"), name=word(sender, "name")),
        recipient=ChannelAccount(id=word(bot, "id"), name=word(bot, "name")),
        channel_data=raw.get("channelData"),
        value=raw.get("value"),
    )
