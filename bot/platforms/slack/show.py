"""How Slack shows somebody a reply: in the answer itself, at the response URL, in a window, or as a private line.

Its own module beside `listen`, which decides what is done; this decides only where it is said.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid5

from bot import ports
from bot.messages import Download, Form, Link, Message, Para, Reply, Span
from bot.platforms.slack import render
from bot.platforms.slack.api import Api, Failure
from bot.platforms.slack.deliver import NAMESPACE
from bot.reading import Json, first, part, word

Sent = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where somebody stands who asked for something: what Slack offers for telling them back."""

    token: str
    member: str
    key: str
    channel: str = ""
    thread: str = ""
    trigger: str = ""
    answer_to: str = ""
    surface: str = ""  # command, message, view, home or nowhere
    private: bool = False  # what was tapped is theirs alone
    home: str = ""  # the page of their story from which they came, which stands there as it was before
    story: bool = False  # that page is the window below all others
    view: Json = field(default_factory=dict)


def spot_of(body: Json, *, token: str, key: str, held: Json) -> Spot:
    """Give where a command, a tap or a form came from; `held` is what a form carries."""
    if "command" in body:
        return Spot(
            token=token,
            member=word(body, "user_id"),
            key=key,
            channel=word(body, "channel_id"),
            trigger=word(body, "trigger_id"),
            answer_to=word(body, "response_url"),
            surface="command",
        )
    container, view = part(body, "container"), part(body, "view")
    channel = word(held, "channel") or word(part(body, "channel"), "id") or word(container, "channel_id")
    message = part(body, "message")
    return Spot(
        token=token,
        member=word(part(body, "user"), "id"),
        key=key,
        channel=channel,
        thread=word(held, "thread") or word(message, "thread_ts") or word(container, "thread_ts"),
        trigger=word(body, "trigger_id"),
        answer_to=word(body, "response_url"),
        surface=_surface(body, view),
        private=container.get("is_ephemeral") is True or channel.startswith("D"),
        home=word(held, "home") or ("0" if word(view, "type") == "home" else ""),
        story=word(held, "story") == "yes",
        view=view,
    )


def _surface(body: Json, view: Json) -> str:
    if view:
        return "home" if word(view, "type") == "home" else "view"
    return "message" if word(body, "response_url") else "nowhere"


@dataclass(frozen=True, slots=True)
class Shows:
    """Tells people back; every method raises `Failure` where Slack did not take it."""

    api: Api
    public_url: str

    def link(self, download: Download, said: Message | None = None) -> Message | None:
        """Give what is said of a download, and its address; None where this installation has no address."""
        if not self.public_url:
            return None
        link = Link(f"{self.public_url.rstrip('/')}/export/{download.token}", download.name)
        told = said or Message(download.name)
        return replace(told, blocks=(*told.blocks, Para((Span("⬇ "), link))))

    # ------------------------------------------------------------ a command

    async def command(self, spot: Spot, reply: Reply, said: Message | None) -> Sent:
        """Give the answer's body to a slash command."""
        if reply.form is not None:
            await self._open(spot, render.view(reply.form, channel=spot.channel))
        if reply.home is not None:
            await self.story(spot, reply.home, reply.page)
        told = said or reply.replace
        return {"response_type": "ephemeral", **render.message(told)} if told is not None else {}

    # ------------------------------------------------------------ a tap or a shortcut

    async def tap(self, spot: Spot, reply: Reply, said: Message | None) -> None:
        """Show what came of a button, a menu or a shortcut."""
        if reply.form is not None:
            await self._form(spot, _view(spot, reply.form))
        if reply.home is not None and (said or reply.replace or reply.form):  # those are what is looked at now
            with contextlib.suppress(Failure):  # and the page is renewed when it is opened
                await self.renew(spot, reply.home, reply.page)
        elif reply.home is not None:
            await self.story(spot, reply.home, reply.page)
        if reply.replace is not None:
            await self._replace(spot, reply.replace)
        if said is not None:
            await self.say(replace(spot, trigger="") if reply.form is not None else spot, said)

    async def _form(self, spot: Spot, view: Sent) -> None:
        if spot.surface == "view":
            await self.api.call("views.push", spot.token, trigger_id=spot.trigger, view=view)
        else:
            await self._open(spot, view)

    async def _open(self, spot: Spot, view: Sent) -> None:
        await self.api.call("views.open", spot.token, trigger_id=spot.trigger, view=view)

    async def _replace(self, spot: Spot, message: Message) -> None:
        if spot.surface == "view":
            view = _page(spot, message)
            await self.api.call("views.update", spot.token, view_id=word(spot.view, "id"), view=view)
        elif spot.answer_to and spot.private:
            await self.api.respond(spot.answer_to, {"replace_original": True, **render.message(message)})
        else:
            await self.say(spot, message)

    async def say(self, spot: Spot, message: Message) -> None:
        """Say something to the actor alone, where they are."""
        if spot.answer_to:
            thread = {"thread_ts": spot.thread} if spot.thread else {}
            body = {"response_type": "ephemeral", "replace_original": False, **thread, **render.message(message)}
            await self.api.respond(spot.answer_to, body)
        elif spot.trigger and spot.surface == "view":
            view = _page(spot, message)
            await self.api.call("views.push", spot.token, trigger_id=spot.trigger, view=view)
        elif spot.trigger:
            await self._open(spot, _page(spot, message))
        else:
            await self.whisper(spot, message)

    # ------------------------------------------------------------ a form

    async def form(self, spot: Spot, reply: Reply, said: Message | None) -> Sent:
        """Give the answer's body to a filled-in form."""
        if reply.errors:
            return {"response_action": "errors", "errors": errors(spot.view, reply.errors)}
        if reply.home is not None:
            await self.home(spot, reply.home, reply.page)
        told = said or reply.replace
        if reply.form is not None:
            if told is not None:
                await self.whisper(spot, told)
            return {"response_action": "update", "view": _view(spot, reply.form)}
        return await self._after_form(spot, told) if told is not None else {"response_action": "clear"}

    async def _after_form(self, spot: Spot, told: Message) -> Sent:
        try:
            await self.whisper(spot, told)
        except Failure:
            return {"response_action": "update", "view": _page(spot, told)}
        return {"response_action": "clear"}

    async def whisper(self, spot: Spot, message: Message) -> None:
        """Say something to the actor alone in the channel they came from, else in their direct messages."""
        said = render.message(message)
        if spot.channel and not spot.channel.startswith("D"):
            thread = {"thread_ts": spot.thread} if spot.thread else {}
            try:
                where = {"channel": spot.channel, "user": spot.member}
                await self.api.call("chat.postEphemeral", spot.token, **where, **thread, **said)
            except Failure as failure:
                if isinstance(failure.outcome, ports.Unsure):
                    raise
            else:
                return
        once = str(uuid5(NAMESPACE, f"{spot.key}:line"))
        await self.api.call("chat.postMessage", spot.token, channel=spot.member, client_msg_id=once, **said)

    async def story(self, spot: Spot, message: Message, page: int) -> None:
        """Show somebody their story: on their home tab, and in a window where that is not what they look at."""
        if spot.surface == "home":
            await self.home(spot, message, page)
            return
        view = render.page(message, message.text, home=str(page), story=True)
        if spot.story:
            await self._below(spot, view)
        else:
            await self._form(spot, view)
        with contextlib.suppress(Failure):  # they see it already
            await self.home(spot, message, page)

    async def renew(self, spot: Spot, message: Message, page: int) -> None:
        """Show somebody their story as it is now, wherever it stood when they changed something in it."""
        await self.home(replace(spot, view={}), message, page)
        if spot.story:
            await self._below(spot, render.page(message, message.text, home=str(page), story=True))

    async def _below(self, spot: Spot, view: Sent) -> None:
        below = word(spot.view, "root_view_id") or word(spot.view, "id")
        await self.api.call("views.update", spot.token, view_id=below, view=view)

    async def home(self, spot: Spot, message: Message, page: int = 0) -> None:
        """Refresh the actor's home tab, unless somebody else did since they looked at it."""
        seen = word(spot.view, "hash") if word(spot.view, "type") == "home" else ""
        known = {"hash": seen} if seen else {}
        view = render.home(message, page)
        try:
            await self.api.call("views.publish", spot.token, user_id=spot.member, view=view, **known)
        except Failure as failure:
            if failure.code != "hash_conflict":
                raise


def _view(spot: Spot, form: Form) -> Sent:
    return render.view(form, channel=spot.channel, thread=spot.thread, home=spot.home, story=spot.story)


def _page(spot: Spot, message: Message) -> Sent:
    return render.page(message, home=spot.home, story=spot.story)


def errors(view: Json, found: Mapping[str, str]) -> dict[str, str]:
    """Give errors by field; one that belongs to no field stands at the first."""
    blocks = view.get("blocks")
    inputs = [word(b, "block_id") for b in blocks if b.get("type") == "input"] if isinstance(blocks, list) else []
    home = inputs[0] if inputs else word(first(view, "blocks"), "block_id")
    made: dict[str, str] = {}
    for name, text in found.items():
        place = name if name in inputs else home
        made[place] = f"{made[place]} {text}" if place in made else text
    return made
