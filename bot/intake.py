"""From what was tapped, filled in or typed, on any platform, to a command.

One table of action names for buttons and forms, one of words for `/fireside`: a platform only brings the pieces.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot import commands as c
from bot.domain import text as texts

Args = Mapping[str, str]
Fields = Mapping[str, "str | Sequence[str]"]

MENTION = re.compile(r"<@([A-Za-z0-9._:\-]+)>")
GROUP = re.compile(r"<\^([A-Za-z0-9._:@=+/\-]+)>")

TAPPED: Mapping[str, Callable[[c.By, Args], c.Command]] = {
    "circle.start": lambda by, a: c.StartCircle(
        by=by, circle=a.get("circle", ""), sure=a.get("sure") == "yes", language=a.get("language", "")
    ),
    "circle.open": lambda by, a: c.OpenCircle(by=by, circle=a.get("circle", "")),
    "circle.decline": lambda by, a: c.DeclineCircle(by=by, circle=a.get("circle", "")),
    "circle.explain": lambda by, a: c.Explain(by=by, circle=a.get("circle", "")),
    "circle.notforme": lambda by, a: c.NotForMe(by=by, circle=a.get("circle", "")),
    "answer.open": lambda by, a: c.OpenAnswer(by=by, round=a.get("round", ""), answer=a.get("answer", "")),
    "answer.tap": lambda by, a: c.Tap(by=by, round=a.get("round", ""), theme=a.get("value", "")),
    "answer.followup": lambda by, a: c.FollowUp(by=by, answer=a.get("answer", "")),
    "answer.withdraw": lambda by, a: c.TakeBack(by=by, answer=a.get("answer", "")),
    "answer.delete": lambda by, a: c.TakeBack(by=by, answer=a.get("answer", ""), delete=True),
    "kudos.open": lambda by, a: c.OpenKudos(
        by=_there(by, a), members=_split(a.get("members", "")), about=a.get("about", ""), kudos=a.get("kudos", "")
    ),
    "kudos.join": lambda by, a: c.JoinKudos(by=by, kudos=a.get("kudos", "")),
    "kudos.undo": lambda by, a: c.UndoKudos(by=by, kudos=a.get("kudos", "")),
    "kudos.value": lambda by, a: c.NameValue(by=by, kudos=a.get("kudos", ""), value=a.get("value", "")),
    "kudos.keepout": lambda by, a: c.KeepOut(by=by, kudos=a.get("kudos", "")),
    "kudos.reply": lambda by, a: c.ReplyKudos(by=by, kudos=a.get("kudos", "")),
    "kudos.private": lambda by, _: c.ThanksIn(by=by, where="private"),
    "kudos.circle": lambda by, _: c.ThanksIn(by=by, where="circle"),
    "suggestion.hand": lambda by, a: c.RaiseHand(by=by, suggestion=a.get("suggestion", "")),
    "edition.takeout": lambda by, a: c.TakeLineOut(by=by, edition=a.get("edition", "")),
    "digest.preview": lambda by, a: c.DigestNow(by=_there(by, a), preview=True),
    "home.open": lambda by, a: c.OpenHome(by=by, page=_number(a.get("page", "0"))),
    "settings.open": lambda by, _: c.OpenSettings(by=by),
    "settings.resume": lambda by, _: c.PauseMe(by=by, over=True),
    "export.me": lambda by, _: c.ExportMe(by=by),
    "erase.me": lambda by, a: c.EraseMe(by=by, sure=a.get("sure") == "yes"),
    "look": lambda by, a: c.LookAgain(by=by, ref=a.get("ref", "")),
    "help": lambda by, _: c.Help(by=by),
}

SUBMITTED: Mapping[str, Callable[[c.By, Args, Fields], c.Command]] = {
    "circle.save": lambda by, a, f: c.SaveCircle(by=by, circle=a.get("circle", ""), fields={k: _one(f, k) for k in f}),
    "answer.save": lambda by, a, f: c.SaveAnswer(
        by=by,
        round=a.get("round", ""),
        answer=a.get("answer", ""),
        text=_one(f, "text"),
        audience=_one(f, "audience"),
        themes=_all(f, "themes"),
        tough="tough" in _all(f, "marks"),
        quote="quote" in _all(f, "marks"),
    ),
    "answer.followup": lambda by, a, f: c.FollowUp(by=by, answer=a.get("answer", ""), text=_one(f, "text")),
    "kudos.save": lambda by, a, f: c.SaveKudos(
        by=_there(by, a),
        members=_all(f, "members") or _split(a.get("members", "")),
        text=_one(f, "text"),
        possible=_one(f, "possible"),
        value=_one(f, "value"),
        audience=_one(f, "audience") or "circle",
        about=a.get("about", ""),
        kudos=a.get("kudos", ""),
    ),
    "kudos.reply": lambda by, a, f: c.ReplyKudos(by=by, kudos=a.get("kudos", ""), text=_one(f, "text")),
    "settings.save": lambda by, _, f: c.SaveSettings(by=by, fields={k: _one(f, k) for k in f}),
}

NOW = frozenset({"now", "nu"})  # only this word posts in a channel: a slip before it is for nobody else to read
IN_FULL: Mapping[str, str] = {"ask": "ask now", "vraag": "vraag nu"}
# Words of `/fireside`, in both languages; each takes the rest of the line.
VERBS: Mapping[str, Callable[[c.By, str], c.Command]] = {
    "help": lambda by, _: c.Help(by=by),
    "me": lambda by, _: c.OpenHome(by=by),
    "settings": lambda by, _: c.OpenCircle(by=by) if by.channel else c.OpenSettings(by=by),
    "preferences": lambda by, _: c.OpenSettings(by=by),
    "start": lambda by, _: c.OpenCircle(by=by, begin=True),
    "pause": lambda by, rest: c.PauseMe(by=by, text=_until(rest)),
    "resume": lambda by, _: c.PauseMe(by=by, over=True),
    "ask": lambda by, _: c.AskNow(by=by),
    "digest": lambda by, rest: c.DigestNow(by=by, preview=texts.fold(rest) not in NOW),
    "suggest": lambda by, rest: c.Suggest(by=by, text=rest),
    "status": lambda by, _: c.WhyThis(by=by),
    "what-do-you-know": lambda by, _: c.WhatDoYouKnow(by=by),
    "export": lambda by, _: c.ExportMe(by=by),
    "erase": lambda by, _: c.EraseMe(by=by),
    "kudos": lambda by, rest: kudos(by, rest),  # noqa: PLW0108 - it is defined below
}
DUTCH: Mapping[str, str] = {
    "hulp": "help",
    "ik": "me",
    "verhaal": "me",
    "instellingen": "settings",
    "voorkeuren": "preferences",
    "begin": "start",
    "pauze": "pause",
    "verder": "resume",
    "vraag": "ask",
    "terugblik": "digest",
    "stel-voor": "suggest",
    "voorstel": "suggest",
    "wat-weet-je": "what-do-you-know",
    "exporteer": "export",
    "wis": "erase",
    "bedank": "kudos",
}


def tapped(by: c.By, action: str, args: Args) -> c.Command:
    """Give the command behind a button or menu; an unknown action, from an older post, asks for help."""
    make = TAPPED.get(action)
    return make(by, args) if make else c.Help(by=by)


def submitted(by: c.By, action: str, args: Args, fields: Fields) -> c.Command:
    """Give the command behind a filled-in form."""
    make = SUBMITTED.get(action)
    return make(by, args, fields) if make else c.Help(by=by)


def typed(by: c.By, line: str) -> c.Command:
    """Give the command behind the words after `/fireside`, in either language; bare words open the fitting one."""
    word, _, rest = line.strip().partition(" ")
    verb = texts.fold(word)
    verb = DUTCH.get(verb, verb)
    if not verb:
        return c.OpenHome(by=by)
    make = VERBS.get(verb)
    if make is None or (verb == "ask" and texts.fold(rest) not in NOW):
        return c.Help(by=by, unknown=word)
    return make(by, rest.strip())


def told(by: c.By, ref: str, text: str) -> c.Command:
    """Give the command behind a private message: help where it is that one word, else something to keep."""
    verb = texts.squash(text)
    return c.Help(by=by) if DUTCH.get(verb, verb) == "help" else c.HearPrivate(by=by, ref=ref, text=text)


def kudos(by: c.By, line: str) -> c.Command:
    """Give the command behind the words after `/kudos`: leading or scattered mentions are the receivers."""
    members = tuple(dict.fromkeys(MENTION.findall(line)))
    groups = tuple(dict.fromkeys(GROUP.findall(line)))
    rest = re.sub(r"\s+", " ", GROUP.sub("", _without_receivers(line))).strip(" ,:")
    return c.GiveKudos(by=by, members=members, groups=groups, text=rest)


def _without_receivers(line: str) -> str:
    """Mentions before the reason go; one inside the reason stays, since it is part of the sentence."""
    head = re.match(rf"(?:\s|,|&|\b(?:and|en)\b|{MENTION.pattern}|{GROUP.pattern})*", line)
    cut = head.end() if head else 0
    return line[cut:]


def _until(rest: str) -> str:
    word, _, more = rest.partition(" ")
    return more.strip() if texts.fold(word) in {"until", "tot", "till"} else rest.strip()


def _there(by: c.By, args: Args) -> c.By:
    """Give who asks, where the form or private line says it is about rather than where it stands."""
    return replace(by, channel=args.get("channel") or by.channel)


def _split(value: str) -> tuple[str, ...]:
    return tuple(v for v in value.split(",") if v)


def _one(fields: Fields, key: str) -> str:
    value = fields.get(key, "")
    return value if isinstance(value, str) else next(iter(value), "")


def _all(fields: Fields, key: str) -> tuple[str, ...]:
    value = fields.get(key, ())
    return ((value,) if value else ()) if isinstance(value, str) else tuple(value)


def _number(value: str) -> int:
    return int(value) if value.isdigit() else 0
