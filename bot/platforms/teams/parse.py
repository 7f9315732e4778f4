"""What Teams sends, as dictionaries -> commands. Pure: nothing is looked up here."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot import commands as c, intake
from bot.domain import text as texts
from bot.platforms.teams.activity import (
    bot_of,
    channel_name,
    is_private,
    kind_of,
    order_of,
    place_of,
    posted_at,
    team_of,
    text_of,
    there,
    who,
)
from bot.platforms.teams.emoji import plain_name
from bot.platforms.teams.inputs import EMPTY, FIELD
from bot.platforms.teams.render import ACTION, ARGS, CHANNEL, SUBMITS
from bot.reading import Json, part, several, word

START = frozenset({"start", "begin"})
GREETINGS = frozenset({"hi", "hello", "hoi", "hallo", "hey"})
# A line of more words than one is meant for the bot only if it is one of these: answers begin with such words too.
_REQUEST = re.compile(
    r"(?:kudos|bedank|suggest|voorstel|stel-voor)\b.*|(?:pause|pauze)\s+(?:until|till|tot)\b.*"
    r"|(?:ask|vraag)\s+(?:now|nu)|(?:digest|terugblik)\s+(?:now|nu|preview|voorbeeld|vooruitblik)",
    re.DOTALL | re.IGNORECASE,
)
_NAMED = re.compile(r"^@?fireside\b[\s,:]*", re.IGNORECASE)
WHOLE_TEAM: Mapping[str, str] = {  # what happened to a team, and why its circles rest; empty where they go on
    "teamArchived": "archived",
    "teamDeleted": "deleted",
    "teamHardDeleted": "deleted",
    "teamUnarchived": "",
    "teamRestored": "",
}


# ---------------------------------------------------------------- what is typed


def typed(activity: Json) -> c.Command | None:
    """Give what a message asks for: a verb, else an answer to the round in whose thread or chat it stands."""
    by, text = who(activity), text_of(activity)
    aimed = text.startswith("/") or part(activity, "recipient").get("isTargeted") is True
    line = _line(text, aimed=aimed)
    if not line or aimed or is_request(line) or _opens(by, line):
        return _request(activity, by, line, aimed=aimed)
    return _told(activity, by, text)


def _line(text: str, *, aimed: bool) -> str:
    """Give what was said to the bot, without its name and stroke."""
    line = text.removeprefix("/").strip()
    return _NAMED.sub("", line, count=1) if aimed or line.startswith("@") else line


def _opens(by: c.By, line: str) -> bool:
    return _bare(line) in (START if by.channel else GREETINGS)


def _bare(line: str) -> str:
    return texts.fold(line).rstrip("!., ")


def is_request(line: str) -> bool:
    """Tell whether a line is meant for the bot itself: people's own sentences may well begin with a verb of ours."""
    verb = texts.fold(line)
    return intake.DUTCH.get(verb, verb) in intake.VERBS or _REQUEST.fullmatch(line) is not None


def _told(activity: Json, by: c.By, text: str) -> c.Command:
    ref, (_, thread) = word(activity, "id"), place_of(activity)
    if is_private(activity):
        return c.HearPrivate(by=there(activity), ref=ref, text=text)
    if kind_of(activity) == "channel" and thread in ("", ref):
        return c.Help(by=by) if _bare(text) in GREETINGS else intake.typed(by, text)
    return c.HearReply(by=by, thread=thread, ref=ref, text=text, addressed=True)


def _request(activity: Json, by: c.By, line: str, *, aimed: bool) -> c.Command:
    said = _bare(line)
    if said in START and by.channel:
        return replace(_proposed(activity), anew=True)
    if said in GREETINGS or not (line or is_private(activity)):
        return c.Help(by=by)
    if said in {"kudos", "bedank"}:
        return c.OpenKudos(by=by)
    made = intake.typed(by, line)
    if isinstance(made, c.GiveKudos):
        whole = intake.typed(by, _line(text_of(activity, groups=True), aimed=aimed))
        made = whole if isinstance(whole, c.GiveKudos) else made
        return replace(made, ref=word(activity, "id"), thread=place_of(activity)[1])
    return made


def _proposed(activity: Json) -> c.Propose:
    data = part(part(activity, "channelData"), "channel")
    where, kind, chat = installed_in(activity), word(data, "type"), kind_of(activity) != "channel"
    return c.Propose(
        by=who(activity, where),
        channel=where,
        name=channel_name(activity, where),
        private=chat or kind == "private",
        external=kind == "shared",
        openly=True,
    )


def _reworded(activity: Json) -> c.Command | None:
    """Give what became of a message; one that was taken back and restored is told anew, a request is not repeated."""
    if word(part(activity, "channelData"), "eventType") == "undeleteMessage":
        again = typed(activity)
        return again if isinstance(again, c.HearReply | c.HearPrivate) else None
    return c.Reword(by=there(activity), ref=word(activity, "id"), text=text_of(activity), order=order_of(activity))


def _deleted(activity: Json) -> c.Command:
    return c.Reword(by=there(activity), ref=word(activity, "id"), text=None, order=order_of(activity))


def _message(activity: Json) -> c.Command | None:
    value = part(activity, "value")
    return carded(activity, value) if word(value, ACTION) else typed(activity)


# ---------------------------------------------------------------- cards and dialogs


def data_of(activity: Json) -> Json:
    """Give what a button of a card, or a form in a card or dialog, brought along."""
    value = part(activity, "value")
    return part(part(value, "action"), "data") or part(value, "data") or value


def args_of(data: Json) -> dict[str, str]:
    """Give the arguments of a button or form."""
    return {k: v for k, v in part(data, ARGS).items() if isinstance(v, str)}


def carded(activity: Json, data: Json) -> c.Command | None:
    """Give what a button of a card asks for, or a form in one; None where it is none of ours."""
    action = word(data, ACTION)
    if not action:
        return None
    by = who(activity, word(data, CHANNEL))
    if data.get(SUBMITS) is not True:
        return intake.tapped(by, action, args_of(data))
    return intake.submitted(by, action, args_of(data), fields(data))


def reopened(activity: Json, data: Json) -> c.Command:
    """Give what opens the form again that was filled in, so that what is wrong can stand in it."""
    args, by = args_of(data), who(activity, word(data, CHANNEL))
    match word(data, ACTION):
        case "answer.save":
            return c.OpenAnswer(by=by, round=args.get("round", ""), answer=args.get("answer", ""))
        case "kudos.save":
            return intake.tapped(by, "kudos.open", args)
        case "circle.save":
            return intake.tapped(by, "circle.open", args)
        case "settings.save":
            return c.OpenSettings(by=by)
        case other:
            return intake.tapped(by, other, args)


def fields(data: Json) -> dict[str, str | Sequence[str]]:
    """Give what was filled in, by field; a choice of several comes as a tuple."""
    found: dict[str, str | Sequence[str]] = {}
    for name, filled in data.items():
        kind, _, field = name.removeprefix(FIELD).partition(":") if name.startswith(FIELD) else ("", "", "")
        if field and isinstance(filled, str):
            found[field] = tuple(v for v in filled.split(",") if v) if kind == "many" else filled
            found[field] = "" if filled == EMPTY else found[field]
    return found


def about(activity: Json) -> c.Command:
    """Give the kudos form of the message extension: on its own, or for somebody's message."""
    message = part(part(activity, "value"), "messagePayload")
    author = word(part(part(message, "from"), "user"), "id")
    return c.OpenKudos(by=who(activity), members=(author,) if author else (), about=word(message, "id"))


def witness(activity: Json) -> tuple[c.Stands, ...]:
    """Give the message of the bot's that must have arrived, since somebody tapped it, reacted on it or replied."""
    by, (_, thread) = there(activity), place_of(activity)
    ref = word(activity, "replyToId")
    if not ref and thread != word(activity, "id"):
        ref = thread
    if is_private(activity) or not ref or not by.member:
        return ()
    under = thread if kind_of(activity) == "channel" and thread != ref else ""
    subjects = tuple(args_of(data_of(activity)).values())
    waits = word(activity, "type") != "invoke"
    return (c.Stands(by=by, ref=ref, thread=under, at=posted_at(ref), subjects=subjects, waits=waits),)


# ---------------------------------------------------------------- what happens around people


def _reacted(activity: Json) -> tuple[c.Command, ...]:
    ref, order = word(activity, "replyToId"), order_of(activity)
    made = [
        c.React(by=there(activity), ref=ref, emoji=plain_name(word(r, "type")), on=on, order=order)
        for name, on in (("reactionsAdded", True), ("reactionsRemoved", False))
        for r in several(activity, name)
        if word(r, "type")
    ]
    return tuple(made) if ref else ()


def _changed(activity: Json) -> tuple[c.Command, ...]:
    data = part(activity, "channelData")
    workspace, channel, team = there(activity).workspace, part(data, "channel"), part(data, "team")
    name = word(channel, "id")
    match word(data, "eventType") if name or word(team, "id") else "":
        case "teamRenamed":  # its first channel goes by its name
            return (c.RenameChannel(workspace=workspace, channel=word(team, "id"), name=word(team, "name")),)
        case "channelRenamed":
            return (c.RenameChannel(workspace=workspace, channel=name, name=word(channel, "name")),)
        case "channelDeleted":
            return (c.RestCircle(workspace=workspace, channel=name, reason="deleted"),)
        case "channelRestored":
            return (c.WakeCircle(workspace=workspace, channel=name),)
        case _:
            return ()


def installed_in(activity: Json) -> str:
    """Give the channel that something is about: the one chosen while installing, else the one where it happened."""
    data = part(activity, "channelData")
    chosen = word(part(part(data, "settings"), "selectedChannel"), "id")
    return chosen or place_of(activity)[0] or team_of(activity)


def _installed(activity: Json) -> tuple[c.Command, ...]:
    if word(activity, "action") != "add" or is_private(activity) or not bot_of(activity):
        return ()
    return (_proposed(activity),)


def whole_team(activity: Json) -> tuple[str, str] | None:
    """Give a team or chat whose circles all rest or go on, and why they rest (empty: they go on); None for others."""
    kind = word(part(activity, "channelData"), "eventType")
    if word(activity, "type") == "conversationUpdate" and kind in WHOLE_TEAM:
        return team_of(activity) or place_of(activity)[0], WHOLE_TEAM[kind]
    if word(activity, "type") == "installationUpdate" and word(activity, "action") == "remove":
        return (team_of(activity) or place_of(activity)[0], "removed") if not is_private(activity) else None
    return None


def _one(read: Callable[[Json], c.Command | None]) -> Callable[[Json], tuple[c.Command, ...]]:
    def as_tuple(activity: Json) -> tuple[c.Command, ...]:
        made = read(activity)
        return (made,) if made is not None else ()

    return as_tuple


KINDS: Mapping[str, Callable[[Json], tuple[c.Command, ...]]] = {
    "message": _one(_message),
    "messageUpdate": _one(_reworded),
    "messageDelete": _one(_deleted),
    "messageReaction": _reacted,
    "conversationUpdate": _changed,
    "installationUpdate": _installed,
}


def heard(activity: Json) -> tuple[c.Command, ...]:
    """Give what an activity asks for, in order; nothing for most."""
    read = KINDS.get(word(activity, "type"))
    return read(activity) if read else ()
