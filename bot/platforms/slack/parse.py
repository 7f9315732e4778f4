"""What Slack sends, as dictionaries -> commands. Pure: nothing is looked up here."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot import commands as c, intake
from bot.domain import echo
from bot.platforms.slack.render import EMPTY, SEPARATOR
from bot.platforms.slack.wire import HEARD, in_channel, message_author, neutral
from bot.reading import NONE, Json, first, part, word

# ---------------------------------------------------------------- events


def event(workspace: str, bot: str, body: Json) -> tuple[c.Command, ...]:
    """Give what an event asks for, in order; nothing for most."""
    told = part(body, "event")
    read = EVENTS.get(word(told, "type"))
    command = read(workspace, bot, told) if read else None
    return (*_shared_with(workspace, body, command), command) if command else ()


def _shared_with(workspace: str, body: Json, command: c.Command) -> tuple[c.Command, ...]:
    """What somebody does in a channel tells that another company is in it, also where no event told so before."""
    channel = command.by.channel if isinstance(command, c.Act) else ""
    if not channel or body.get("is_ext_shared_channel") is not True:
        return ()
    return (c.ShareChannel(workspace=workspace, channel=channel),)


def _joined(workspace: str, bot: str, told: Json) -> c.Command | None:
    if word(told, "user") != bot:
        return None
    channel = word(told, "channel")
    by = c.By(workspace=workspace, member=word(told, "inviter"), channel=channel)
    return c.Propose(by=by, channel=channel, private=word(told, "channel_type") == "G")


def _left(workspace: str, bot: str, told: Json) -> c.Command | None:
    if word(told, "user") != bot:
        return None
    return _rest("removed")(workspace, bot, told)


def _rest(reason: str) -> Callable[[str, str, Json], c.Command]:
    return lambda workspace, _bot, told: c.RestCircle(workspace=workspace, channel=word(told, "channel"), reason=reason)


def _wake(workspace: str, _bot: str, told: Json) -> c.Command:
    return c.WakeCircle(workspace=workspace, channel=word(told, "channel"))


def _shared(workspace: str, _bot: str, told: Json) -> c.Command:
    still = word(told, "type") == "channel_shared" or told.get("is_ext_shared") is True
    return c.ShareChannel(workspace=workspace, channel=word(told, "channel"), external=still)


def _renamed(workspace: str, _bot: str, told: Json) -> c.Command:
    channel = part(told, "channel")
    return c.RenameChannel(workspace=workspace, channel=word(channel, "id"), name=word(channel, "name"))


def _moved(workspace: str, _bot: str, told: Json) -> c.Command:
    return c.RenameChannel(workspace=workspace, channel=word(told, "old_channel_id"), to=word(told, "new_channel_id"))


def _message(workspace: str, bot: str, told: Json) -> c.Command | None:
    subtype = word(told, "subtype")
    if subtype == "message_changed":
        return _reworded(workspace, bot, told)
    if subtype == "message_deleted":
        return _deleted(workspace, told)
    author, ref = message_author(told), word(told, "ts")
    if subtype not in HEARD or author in ("", bot):
        return None
    by = c.By(workspace=workspace, member=author, channel=word(told, "channel"))
    text, thread = neutral(word(told, "text")), word(told, "thread_ts")
    if word(told, "channel_type") == "im":
        return intake.told(by, ref, text)
    return c.HearReply(by=by, thread=thread, ref=ref, text=text) if thread and thread != ref else None


def _reworded(workspace: str, bot: str, told: Json) -> c.Command | None:
    now = part(told, "message")
    author = message_author(now)
    if word(now, "subtype") == "tombstone":  # a deleted message whose thread goes on
        return _deleted(workspace, told)
    if author in ("", bot):
        return None
    by = c.By(workspace=workspace, member=author, channel=word(told, "channel"))
    order = word(part(now, "edited"), "ts") or word(told, "event_ts")
    return c.Reword(by=by, ref=word(now, "ts"), text=neutral(word(now, "text")), order=order)


def _deleted(workspace: str, told: Json) -> c.Command:
    before = part(told, "previous_message")
    ref = word(told, "deleted_ts") or word(before, "ts") or word(part(told, "message"), "ts")
    by = c.By(workspace=workspace, member=word(before, "user"), channel=word(told, "channel"))
    return c.Reword(by=by, ref=ref, text=None)


def _reaction(*, on: bool) -> Callable[[str, str, Json], c.Command | None]:
    def read(workspace: str, bot: str, told: Json) -> c.Command | None:
        item, member = part(told, "item"), word(told, "user")
        if word(item, "type") != "message" or member in ("", bot):
            return None
        return c.React(
            by=c.By(workspace=workspace, member=member, channel=word(item, "channel")),
            ref=word(item, "ts"),
            emoji=echo.base(word(told, "reaction")),
            on=on,
            author=word(told, "item_user"),
            order=word(told, "event_ts"),
        )

    return read


def _home(workspace: str, _bot: str, told: Json) -> c.Command | None:
    if word(told, "tab") not in ("", "home"):
        return None
    return c.OpenHome(by=c.By(workspace=workspace, member=word(told, "user")))


def _uninstalled(workspace: str, _bot: str, _told: Json) -> c.Command:
    return c.Uninstall(workspace=workspace, reason="app_uninstalled")


def _revoked(workspace: str, _bot: str, told: Json) -> c.Command | None:
    ours = part(told, "tokens").get("bot")
    return c.Uninstall(workspace=workspace, reason="tokens_revoked") if ours else None


EVENTS: Mapping[str, Callable[[str, str, Json], c.Command | None]] = {
    "message": _message,
    "reaction_added": _reaction(on=True),
    "reaction_removed": _reaction(on=False),
    "app_home_opened": _home,
    "member_joined_channel": _joined,
    "member_left_channel": _left,
    "channel_left": _rest("removed"),
    "group_left": _rest("removed"),
    "channel_archive": _rest("archived"),
    "group_archive": _rest("archived"),
    "channel_deleted": _rest("deleted"),
    "group_deleted": _rest("deleted"),
    "channel_unarchive": _wake,
    "group_unarchive": _wake,
    "channel_rename": _renamed,
    "group_rename": _renamed,
    "channel_shared": _shared,
    "channel_unshared": _shared,
    "channel_id_changed": _moved,
    "app_uninstalled": _uninstalled,
    "tokens_revoked": _revoked,
}


# ---------------------------------------------------------------- commands, buttons, forms


def command(workspace: str, body: Json) -> c.Command:
    """Give what a slash command asks for."""
    by = c.By(workspace=workspace, member=word(body, "user_id"), channel=in_channel(word(body, "channel_id")))
    line = neutral(word(body, "text")).strip()
    if word(body, "command").lower() != "/kudos":
        return _of_team(body, intake.typed(by, line))
    return _of_team(body, intake.kudos(by, line)) if line else c.OpenKudos(by=by)


def _of_team(body: Json, asked: c.Command) -> c.Command:
    """A group is one workspace's own: where a whole organisation let the bot in, it goes by both ids, `T1/S1`."""
    team = word(body, "team_id")
    if not isinstance(asked, c.GiveKudos) or team == "" or asked.by.workspace == f"slack:{team}":
        return asked
    return replace(asked, groups=tuple(f"{team}/{group}" for group in asked.groups))


def who(workspace: str, body: Json, channel: str = "") -> c.By:
    """Give who tapped or filled in something, and where."""
    where = channel or word(part(body, "channel"), "id") or word(part(body, "container"), "channel_id")
    return c.By(workspace=workspace, member=word(part(body, "user"), "id"), channel=in_channel(where))


def tapped(workspace: str, body: Json) -> c.Command | None:
    """Give what a button or menu asks for; nothing for a link, which the browser opens."""
    action = first(body, "actions")
    name = word(action, "action_id").partition(SEPARATOR)[0]
    if name in ("", "link") or action.get("type") not in ("button", "static_select"):
        return None
    held = metadata(part(body, "view"))
    chosen = word(part(action, "selected_option"), "value") or word(action, "value")
    by = who(workspace, body, word(held, "channel"))
    return intake.tapped(by, name, _words(chosen))


def submitted(workspace: str, body: Json) -> c.Command:
    """Give what a filled-in form asks for."""
    view = part(body, "view")
    held = metadata(view)
    args = {k: v for k, v in part(held, "args").items() if isinstance(v, str)}
    return intake.submitted(who(workspace, body, word(held, "channel")), word(view, "callback_id"), args, fields(view))


def shortcut(workspace: str, body: Json) -> c.Command | None:
    """Give what a shortcut asks for: *Give thanks* anywhere, *Thank for this* on a message."""
    by = who(workspace, body)
    name = word(body, "callback_id")
    if name == "give":
        return c.OpenKudos(by=by)
    if name != "thank":
        return None
    message = part(body, "message")
    author = message_author(message)
    about = word(message, "ts") or word(body, "message_ts")
    return c.OpenKudos(by=by, members=(author,) if author else (), about=about)


def metadata(view: Json) -> Json:
    """Give what a form carries with it: args, channel, thread."""
    return _loaded(word(view, "private_metadata"))


def _loaded(packed: str) -> Json:
    try:
        data = json.loads(packed or "{}")
    except ValueError:
        return NONE
    return data if isinstance(data, dict) else NONE


def _words(packed: str) -> dict[str, str]:
    return {k: v for k, v in _loaded(packed).items() if isinstance(v, str)}


def fields(view: Json) -> dict[str, str | Sequence[str]]:
    """Give what was filled in, by field; an empty choice is empty text."""
    values = part(part(view, "state"), "values")
    return {name: _filled(next(iter(inputs.values()))) for name, inputs in values.items() if inputs}


def _filled(state: Json) -> str | tuple[str, ...]:
    match state.get("type"):
        case "checkboxes" | "multi_static_select":
            return tuple(_choice(o) for o in state.get("selected_options") or ())
        case "multi_users_select":
            chosen = state.get("selected_users")
            return tuple(m for m in chosen if isinstance(m, str)) if isinstance(chosen, list) else ()
        case "radio_buttons" | "static_select":
            return _choice(part(state, "selected_option"))
        case "timepicker":
            return word(state, "selected_time")
        case "datepicker":
            return word(state, "selected_date")
        case _:
            return word(state, "value")


def _choice(option: Json) -> str:
    value = word(option, "value")
    return "" if value == EMPTY else value
