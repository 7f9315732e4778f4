"""One zip with everything of a member: readable HTML, Markdown, and complete, documented JSON."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from bot.services import mine
from bot.services.unit import Unit
from bot.views import export as view
from storage import members, story
from storage.tables import Answer, Kudos

NAME = "fireside-my-story.zip"
ABOUT: Mapping[str, str] = {
    "answers": "What you told. audience: named (the circle, with your name), nameless (digest only, no author is kept "
    "with it), private (only you). told_at is empty for nameless ones, of which only the day is kept.",
    "kudos_given": "Thanks you gave. audience: circle, or receivers for those only the receivers may read.",
    "kudos_received": "Thanks you received. kept_out: you keep it out of digests.",
    "kudos_joined": "Thanks of others that you joined in with.",
    "echoes": "Reactions (sign is the emoji) and replies that you left on answers and thanks of others.",
    "suggestions": "Questions of your own, and those of others that you would like to be asked.",
    "digests": "On which days' digests an answer or thank-you of yours stands.",
    "profile": "What your profile tells, and what you chose.",
    "times": "Days are local to the circle, times are UTC in ISO 8601.",
}


def build(unit: Unit, workspace: str, member: str) -> bytes:
    """Give the zip's bytes; the same content gives the same bytes."""
    own = mine.gather(unit, workspace, member)
    complete = facts(unit, workspace, member, own)
    row = members.get(unit.tx, workspace, member)
    voice = unit.voice(workspace, member)
    told = view.entries(voice, complete, lambda chip: unit.catalog.theme_label(chip, voice.locale))
    page = view.Page(name=row.name if row else "", day=unit.today(), entries=told)
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


def facts(unit: Unit, workspace: str, member: str, own: mine.Mine) -> dict[str, Any]:
    """Give everything of a member as JSON-ready data that explains itself."""
    row = members.get(unit.tx, workspace, member)
    stands = {
        "answer": story.digests(unit.tx, workspace, "answer", [a.answer for a in own.answers]),
        "kudos": story.digests(unit.tx, workspace, "kudos", [k.kudos for k in (*own.given, *own.received)]),
    }
    return {
        "about": dict(ABOUT),
        "workspace": workspace,
        "member": member,
        "profile": {
            "name": row.name if row else "",
            "language": row.language if row else "",
            "own_language": row.own_language if row else "",
            "zone": row.zone if row else "",
            "thanks_in": row.thanks_in if row else "",
            "paused_until": row.paused_until.isoformat() if row and row.paused_until else None,
        },
        "answers": [_answer(own, a) for a in own.answers],
        "kudos_given": [_kudos(unit, own, k) for k in own.given],
        "kudos_received": [_kudos(unit, own, k, kept_out=_kept_out(own, k, member)) for k in own.received],
        "kudos_joined": [
            {"giver": unit.who(workspace, k.giver).name, "given_on": k.given_on.isoformat()} for k in own.joined
        ],
        "echoes": [{"sign": e.sign, "on": e.on_day.isoformat(), "present": e.present} for e in own.echoes],
        "suggestions": {
            "mine": [{"text": s.text, "state": s.state, "made_at": s.made_at.isoformat()} for s in own.suggested],
            "hands": [{"text": s.text, "state": s.state} for s in own.hands],
        },
        "digests": {k: {i: [d.isoformat() for d in days] for i, days in found.items()} for k, found in stands.items()},
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


def _kudos(unit: Unit, own: mine.Mine, row: Kudos, *, kept_out: bool | None = None) -> dict[str, Any]:
    people = [unit.who(row.workspace, r.member).name for r in own.receivers.get(row.kudos, ())]
    told: dict[str, Any] = {
        "kudos": row.kudos,
        "giver": unit.who(row.workspace, row.giver).name,
        "receivers": people,
        "reason": own.reasons[row.kudos],
        "value": row.value or None,
        "audience": row.audience,
        "source": row.source,
        "given_at": row.given_at.isoformat(),
    }
    return told if kept_out is None else {**told, "kept_out": kept_out}


def _kept_out(own: mine.Mine, row: Kudos, member: str) -> bool:
    return any(r.kept_out for r in own.receivers.get(row.kudos, ()) if r.member == member)
