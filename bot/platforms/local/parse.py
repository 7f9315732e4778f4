"""From what the playground's page sends to commands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from bot import commands as c, intake
from bot.platforms.local.world import BOT, WORKSPACE, World


class BadAct(Exception):
    """The page sent something that cannot be understood; the message says what."""


def text_of(act: Mapping[str, Any], name: str) -> str:
    """Give a text of an act, empty if it is not there; raises BadAct if it is no text."""
    value = act.get(name, "")
    if not isinstance(value, str):
        message = f"{name} must be text"
        raise BadAct(message)
    return value


def by_of(world: World, act: Mapping[str, Any]) -> c.By:
    """Give who acts, and where; raises BadAct for somebody who is not of the team."""
    me = text_of(act, "me")
    if me not in world.people:
        message = "me must be somebody of the team"
        raise BadAct(message)
    channel = text_of(act, "channel")
    return c.By(workspace=WORKSPACE, member=me, channel="" if channel.startswith("D-") else channel)


def slash(world: World, by: c.By, text: str) -> c.Command:
    """Give the command that was typed into the message box."""
    word, _, rest = text.partition(" ")
    if word.lower() == "/kudos":
        return intake.kudos(by, rest)
    made = intake.typed(by, rest) if word.lower() == "/fireside" else c.Help(by=by, unknown=word)
    room = world.rooms.get(by.channel)
    if isinstance(made, c.OpenCircle) and made.begin and room is not None and room.running:
        return replace(made, offer=invite(world, by, room.id))
    return made


def message(world: World, by: c.By, act: Mapping[str, Any], ref: str) -> list[c.Command]:
    """Give what a typed message means to the bot: nothing, where it is not in a thread or in the private chat."""
    text, thread = text_of(act, "text"), text_of(act, "thread")
    channel = text_of(act, "channel")
    if channel == world.direct(by.member):
        return [intake.told(_at(by, channel), ref, text)]
    if thread:
        return [c.HearReply(by=by, thread=thread, ref=ref, text=text)]
    return []


def reworded(by: c.By, act: Mapping[str, Any], text: str | None) -> c.Command:
    """Give the command for an edited or, with None, deleted message."""
    return c.Reword(by=_at(by, text_of(act, "channel")), ref=text_of(act, "ref"), text=text)


def reaction(by: c.By, act: Mapping[str, Any], author: str, order: str) -> c.Command:
    """Give the command for a reaction set or taken away."""
    emoji, on = text_of(act, "emoji"), bool(act.get("on"))
    return c.React(by=by, ref=text_of(act, "ref"), emoji=emoji, on=on, author=author, order=order)


def tap(by: c.By, act: Mapping[str, Any]) -> c.Command:
    """Give the command behind a button or menu."""
    return intake.tapped(by, text_of(act, "action"), _args(act))


def submit(by: c.By, act: Mapping[str, Any]) -> c.Command:
    """Give the command behind a filled-in form."""
    fields = act.get("fields", {})
    if not isinstance(fields, Mapping) or not all(_is_field(v) for v in fields.values()):
        message_ = "fields must be texts or lists of texts"
        raise BadAct(message_)
    return intake.submitted(by, text_of(act, "action"), _args(act), cast("Mapping[str, str | Sequence[str]]", fields))


def shortcut(world: World, by: c.By, act: Mapping[str, Any]) -> c.Command:
    """Give the command behind *Thank for this* on a message, or *Give thanks*."""
    line = world.lines.get(text_of(act, "ref"))
    if text_of(act, "name") != "thank" or line is None:
        return c.OpenKudos(by=by)
    members = () if line.author == BOT else (line.author,)
    return c.OpenKudos(by=by, members=members, about=line.ref if members else "")


def invite(world: World, by: c.By, channel: str) -> c.Propose:
    """Give the command for an invitation of the bot."""
    room = world.rooms[channel]
    return c.Propose(by=by, channel=room.id, name=room.name, private=room.private)


def _at(by: c.By, channel: str) -> c.By:
    return c.By(workspace=by.workspace, member=by.member, channel=channel)


def _args(act: Mapping[str, Any]) -> Mapping[str, str]:
    args = act.get("args", {})
    if not isinstance(args, Mapping):
        message_ = "args must be names with texts"
        raise BadAct(message_)
    return {str(k): str(v) for k, v in args.items()}


def _is_field(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) for v in value))
