"""One zip with everything of a member: readable HTML, Markdown, and complete, documented JSON."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from bot.services import mine
from bot.services.unit import Unit
from bot.views import export as view
from prompts.phrases import Voice
from storage import circles, members, story, workspaces
from storage.tables import Answer, Kudos

NAME = "fireside-my-story.zip"
# Every field of the complete file, explained in it; times of day are UTC.
ABOUT: Mapping[str, str] = {
    "workspace": "Which workspace this is about, on which platform.",
    "member": "Your id there.",
    "profile": "name, kind (such as member or guest), zone and language are what your profile tells. own_language "
    "(empty: as your profile), thanks_in (circle or private; empty: circle) and paused_until are what you chose. "
    "hosts: the channels whose circles you host. let_the_bot_in: whether you let the bot into the workspace.",
    "answers": "What you told. answer: its id. channel: whose circle it was for. question and follow_up_question: as "
    "they were asked, empty for a moment of your own. text, follow_up: your words. audience: named (the circle, with "
    "your name), nameless (the digest only; no author is kept with it), private (only you). chips: the ids of what "
    "you tapped. tough_week, may_be_quoted: what you ticked. source: form, tap, thread (a reply in a thread), reply "
    "(to the bot), dm (a private message), moment (thanks to yourself). told_on: the day in the circle's time zone; "
    "of a nameless answer the day of its question. told_at: the moment, empty where none is kept.",
    "kudos_given": "Thanks you gave. kudos: its id. channel: the circle's. giver, receivers: names. reason: your "
    "words, empty for one by emoji. value: the circle's value you named. audience: circle, or receivers for what only "
    "they may read. source: command, form, or reaction. given_on: the day in the circle's time zone. given_at: the "
    "moment.",
    "kudos_received": "Thanks you received, as above. kept_out: whether you keep it out of digests.",
    "kudos_joined": "Thanks of others that you joined in with: giver, receivers, and given_on, the day it was given.",
    "echoes": "What you left on answers and thanks of others. sign: an emoji's name, reply, or join. on: the day.",
    "suggestions": "mine: questions of your own, with text, state (open, asked or withdrawn) and made_at. hands: those "
    "that you would like to be asked.",
    "digests": "On which days' digests (the list) an answer or thank-you of yours (the id) stands.",
}


def build(unit: Unit, workspace: str, member: str) -> bytes:
    """Give the zip's bytes; the same content gives the same bytes."""
    own = mine.gather(unit, workspace, member)
    complete = facts(unit, workspace, member, own)
    voice = unit.voice(workspace, member)
    chips = [(unit.catalog.theme_label(theme, voice.locale), n) for theme, n in own.chips]
    page = view.page(voice, unit.today(), _labelled(unit, voice, complete), chips)
    return packed(
        {
            "my-story.html": view.html(voice, page),
            "my-story.md": view.markdown(voice, page),
            "my-story.json": json.dumps(complete, ensure_ascii=False, indent=2, sort_keys=True),
        }
    )


def packed(files: Mapping[str, str]) -> bytes:
    """Give texts by file name as the bytes of a zip; no moment stands in it."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text.encode("utf-8", "replace"))
    return whole.getvalue()


def _labelled(unit: Unit, voice: Voice, complete: Mapping[str, Any]) -> dict[str, Any]:
    """Give the same with chips as people call them."""
    told = [_with_labels(unit, voice, answer) for answer in complete["answers"]]
    return {**complete, "answers": told}


def _with_labels(unit: Unit, voice: Voice, answer: Mapping[str, Any]) -> dict[str, Any]:
    themes = [*answer["chips"], *(["tough"] if answer["tough_week"] else [])]
    return {**answer, "chips": [unit.catalog.theme_label(theme, voice.locale) for theme in themes]}


def facts(unit: Unit, workspace: str, member: str, own: mine.Mine) -> dict[str, Any]:
    """Give everything of a member as JSON-ready data that explains itself."""
    stands = {
        "answer": story.digests(unit.tx, workspace, "answer", [a.answer for a in own.answers]),
        "kudos": story.digests(unit.tx, workspace, "kudos", [k.kudos for k in (*own.given, *own.received)]),
    }
    places = {circle.circle: circle.name for circle in circles.of_workspace(unit.tx, workspace)}
    return {
        "about": dict(ABOUT),
        "workspace": workspace,
        "member": member,
        "profile": _profile(unit, workspace, member),
        "answers": [{"channel": places.get(a.circle), **_answer(own, a)} for a in own.answers],
        "kudos_given": [{"channel": places.get(k.circle), **_kudos(unit, own, k)} for k in own.given],
        "kudos_received": [
            {"channel": places.get(k.circle), **_kudos(unit, own, k), "kept_out": _kept_out(own, k)}
            for k in own.received
        ],
        "kudos_joined": [_joined(unit, own, k) for k in own.joined],
        "echoes": [{"sign": e.sign, "on": e.on_day.isoformat()} for e in own.echoes],
        "suggestions": {
            "mine": [{"text": s.text, "state": s.state, "made_at": s.made_at.isoformat()} for s in own.suggested],
            "hands": [{"text": s.text, "state": s.state} for s in own.hands],
        },
        "digests": {k: {i: [d.isoformat() for d in days] for i, days in found.items()} for k, found in stands.items()},
    }


def _profile(unit: Unit, workspace: str, member: str) -> dict[str, Any]:
    row, team = members.get(unit.tx, workspace, member), workspaces.get(unit.tx, workspace)
    return {
        "name": row.name if row else "",
        "kind": row.kind if row else "",
        "language": row.language if row else "",
        "own_language": row.own_language if row else "",
        "zone": row.zone if row else "",
        "thanks_in": row.thanks_in if row else "",
        "paused_until": row.paused_until.isoformat() if row and row.paused_until else None,
        "hosts": [circle.name for circle in story.hosted(unit.tx, workspace, member)],
        "let_the_bot_in": bool(team and team.installed_by == member),
    }


def _answer(own: mine.Mine, row: Answer) -> dict[str, Any]:
    told = own.told[row.answer]
    asked = own.rounds.get(row.round)
    return {
        "answer": row.answer,
        "question": asked.text if asked else None,
        "follow_up_question": asked.follow_up if asked else None,
        "text": told.text,
        "follow_up": told.more,
        "audience": row.audience,
        "chips": list(told.themes),
        "tough_week": told.tough,
        "may_be_quoted": told.quote,
        "source": row.source,
        "told_on": row.told_on.isoformat(),
        "told_at": row.told_at.isoformat() if row.told_at else None,
    }


def _kudos(unit: Unit, own: mine.Mine, row: Kudos) -> dict[str, Any]:
    people = [unit.who(row.workspace, r.member).name for r in own.receivers.get(row.kudos, ())]
    return {
        "kudos": row.kudos,
        "giver": unit.who(row.workspace, row.giver).name,
        "receivers": people,
        "reason": own.reasons[row.kudos],
        "value": row.value or None,
        "audience": row.audience,
        "source": row.source,
        "given_on": row.given_on.isoformat(),
        "given_at": row.given_at.isoformat(),
    }


def _joined(unit: Unit, own: mine.Mine, row: Kudos) -> dict[str, Any]:
    people = [unit.who(row.workspace, r.member).name for r in own.receivers.get(row.kudos, ())]
    return {
        "giver": unit.who(row.workspace, row.giver).name,
        "receivers": people,
        "given_on": row.given_on.isoformat(),
    }


def _kept_out(own: mine.Mine, row: Kudos) -> bool:
    return any(r.kept_out for r in own.receivers.get(row.kudos, ()) if r.member == own.member)
