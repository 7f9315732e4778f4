"""How Teams shows somebody a reply: in the answer to what they tapped, in a dialog, or in their own chat with the bot.

Its own module beside `listen`, which decides what is done; this decides only where it is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot import log, messages as m, ports
from bot.dispatch import Desk
from bot.platforms.teams import adapter, parse, render
from bot.platforms.teams.activity import is_private
from bot.platforms.teams.adapter import Turn
from bot.platforms.teams.deliver import Courier
from bot.platforms.teams.wire import Failure
from bot.reading import Json, part, word
from prompts.phrases import Voice

LOG = log.logger("teams")
Sent = dict[str, Any]
LINE = "application/vnd.microsoft.activity.message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where somebody stands who asked for something, and whose words the bot answers in."""

    turn: Turn
    workspace: str
    member: str
    key: str
    voice: Voice
    channel: str = ""
    data: Json = field(default_factory=dict)
    told: list[m.Message | m.Form] = field(default_factory=list)

    @property
    def raw(self) -> Json:
        """The raw activity."""
        return adapter.raw_of(self.turn)

    @property
    def alone(self) -> bool:
        """Whether nobody else is there."""
        return is_private(self.raw)

    @property
    def submits(self) -> bool:
        """Whether a form was filled in, rather than a button tapped."""
        return self.data.get(render.SUBMITS) is True


@dataclass(frozen=True, slots=True)
class Shows:
    """Tells people back; methods raise `Failure` where Teams did not take it."""

    courier: Courier
    desk: Desk
    public_url: str

    def link(self, reply: m.Reply, voice: Voice) -> m.Message:
        """Give the line with a download; the address is behind a button, so that nothing but a tap uses it up."""
        if reply.download is None or not self.public_url:
            return m.Message(voice("export-by-host"), (m.Para(voice.spans("export-by-host")),))
        url = f"{self.public_url.rstrip('/')}/export/{reply.download.token}"
        said = reply.say or m.Message(reply.download.name)
        return replace(said, blocks=(*said.blocks, m.Actions((m.LinkButton(url, f"⬇ {reply.download.name}"),))))

    # ------------------------------------------------------------ a message

    async def chat(self, spot: Spot, reply: m.Reply, said: m.Message | None) -> None:
        """Answer something that was typed, or sent by a client that knows no other way."""
        for part_ in (reply.form, reply.home, reply.replace, said):
            if part_ is not None:
                await self.tell(spot, part_, home=str(reply.page) if part_ is reply.home else "")

    async def tell(self, spot: Spot, said: m.Message | m.Form, *, home: str = "") -> None:
        """Say something to the actor alone; what Teams takes later leaves by the outbox."""
        held = "" if spot.alone else spot.channel
        made = render.activity(said, render.Frame(alone=True, channel=held, home=home))
        try:
            await self._tell(spot, made)
        except Failure as failure:
            LOG.warning("reply_waits", reason=failure.code)
            if isinstance(failure.outcome, ports.Later) and isinstance(said, m.Message):
                await self._later(spot, said)
            elif not isinstance(failure.outcome, ports.Unsure):
                raise
        spot.told.append(said)

    async def _tell(self, spot: Spot, made: Sent) -> None:
        if spot.alone:
            await spot.turn.send_activity(adapter.message(made))
            return
        if part(spot.raw, "recipient").get("isTargeted") is True:
            try:
                conversation = word(part(spot.raw, "conversation"), "id")
                await self.courier.aside(spot.workspace, conversation, spot.member, made)
            except Failure as failure:
                if isinstance(failure.outcome, ports.Unsure):
                    raise
            else:
                return
        await self.courier.whisper(spot.workspace, spot.member, made)

    async def _later(self, spot: Spot, said: m.Message) -> None:
        once = f"line:{spot.key}:{len(spot.told)}"
        await self.desk.store.awrite(
            lambda tx: self.desk.unit(tx).post(
                spot.workspace,
                said,
                kind="line",
                subject=once,
                channel=spot.member,
                how=ports.How.PRIVATE,
                once=once,
                policy="resend",
            )
        )

    # ------------------------------------------------------------ a card

    async def card(self, spot: Spot, reply: m.Reply, said: m.Message | None, asked: m.Form | None) -> Sent:
        """Give the answer to a tapped button: another card in its place, which only the actor sees, or a line."""
        frame = self._frame(spot)
        if asked is not None:
            filled = parse.fields(spot.data)
            return _card(render.form(asked, frame, filled=filled, errors=reply.errors))
        if reply.form is not None:
            if said is not None:
                await self.tell(spot, said)
            return _card(render.form(reply.form, frame))
        changed = reply.replace or (reply.home if spot.alone else None)
        if changed is None:
            return await self._said(spot, reply, said, frame)
        if changed is reply.home:
            frame = replace(frame, home=str(reply.page))
            if said is not None:
                await self.tell(spot, said)
        return await self._replaced(spot, changed, frame)

    async def _said(self, spot: Spot, reply: m.Reply, said: m.Message | None, frame: render.Frame) -> Sent:
        own = reply.home or (said if reply.download is not None else None)
        if own is not None:  # what is somebody's own stands in their own chat, never in a channel
            await self.tell(spot, own, home=str(reply.page) if own is reply.home else "")
            return _line(spot.voice("noted" if spot.alone else "private-chat"))
        if said is None:
            return _line(spot.voice("noted"))
        if spot.alone and not spot.submits:
            await self.tell(spot, said)
            return _line(spot.voice("noted"))
        return _card(render.card(said, frame))

    def _frame(self, spot: Spot) -> render.Frame:
        held = word(spot.data, render.CHANNEL)
        if spot.alone:
            return render.Frame(alone=True, channel=held)
        return render.Frame(channel=held, back=spot.voice("back"), ref=word(spot.raw, "replyToId"))

    async def _replaced(self, spot: Spot, message: m.Message, frame: render.Frame) -> Sent:
        again = word(spot.data, render.ACTION) == "look"
        made = render.card(message, replace(frame, back="") if again else frame)
        ref = word(spot.raw, "replyToId")
        if spot.alone and ref:
            said = render.activity(message, frame)
            try:
                await spot.turn.update_activity(adapter.message(said, identity=ref))
            except Failure as failure:  # the answer shows it all the same, until the chat is opened anew
                LOG.warning("not_replaced", reason=failure.code)
        return _card(made)

    # ------------------------------------------------------------ a dialog

    async def dialog(self, spot: Spot, reply: m.Reply, said: m.Message | None, asked: m.Form | None) -> Sent:
        """Give the answer to a dialog that is to open, or was filled in."""
        frame = render.Frame(dialog=True, alone=spot.alone, channel=word(spot.data, render.CHANNEL))
        if asked is not None:
            filled = parse.fields(spot.data)
            return _open(render.form(asked, frame, filled=filled, errors=reply.errors), asked.title)
        if reply.form is not None:
            return _open(render.form(reply.form, frame), reply.form.title)
        own = reply.home or (said if reply.download is not None else None)
        if own is not None and not spot.alone:
            await self.tell(spot, own, home=str(reply.page) if own is reply.home else "")
            return {"task": {"type": "message", "value": spot.voice("private-chat")}}
        shown = own or reply.replace or said
        if shown is not None:
            return _open(render.card(shown, frame))
        if spot.submits or word(spot.raw, "name") == "task/submit":
            return {}
        return {"task": {"type": "message", "value": spot.voice("noted")}}

    def sure(self, spot: Spot, *, dialog: bool) -> Sent:
        """Give the question that is asked before something is done for good."""
        frame = self._frame(spot)
        if dialog:
            return _open(render.confirm(spot.data, replace(frame, dialog=True, back="")))
        return _card(render.confirm(spot.data, frame, spot.voice("digest-mine") if spot.alone else ""))


def _card(made: Json) -> Sent:
    return {"statusCode": 200, "type": render.CARD, "value": made}


def _line(text: str) -> Sent:
    return {"statusCode": 200, "type": LINE, "value": text}


def _open(made: Mapping[str, Any], title: str = "Fireside") -> Sent:
    value = {"title": title, "height": "large", "width": "medium", "card": render.attachment(dict(made))}
    return {"task": {"type": "continue", "value": value}}
