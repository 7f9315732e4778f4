"""What a whole workspace has in common, as one file: questions as asked and digests as they stand in its channels.

What people wrote and gave is theirs: it leaves by their own export only.
"""

import json
from collections.abc import Iterator
from typing import Any

from bot.domain.edition import Edition
from bot.services import export
from bot.services.unit import Unit
from storage import circles, editions, rounds
from storage.tables import Circle

EVERY = 100_000
ABOUT = {
    "circles": "Channels that keep or kept the rhythm, with their own settings; times are local to `zone`.",
    "questions": "As they were asked; `why` is the reason they were chosen.",
    "digests": "What stands in them now: counts of people, and lines whose writers agreed. `people` names the ids.",
    "not here": "Answers, thanks and reactions. They belong to their writers, who export them by themselves.",
}


def build(unit: Unit, workspace: str) -> bytes:
    """Give the zip's bytes; the same content gives the same bytes."""
    found = [_circle(unit, row) for row in circles.of_workspace(unit.tx, workspace)]
    complete = {"about": ABOUT, "workspace": workspace, "circles": found}
    return export.packed({"workspace.json": json.dumps(complete, ensure_ascii=False, indent=2, sort_keys=True)})


def _circle(unit: Unit, row: Circle) -> dict[str, Any]:
    asked = rounds.history(unit.tx, row.workspace, row.circle, EVERY)
    posted = editions.latest(unit.tx, row.workspace, row.circle, EVERY)
    return {
        "channel": row.channel,
        "name": row.name,
        "host": unit.who(row.workspace, row.host).name,
        "state": row.state,
        "language": row.language,
        "zone": row.zone,
        "question": {"day": row.ask_day, "at": row.ask_at.isoformat()},
        "digest": {"day": row.digest_day, "at": row.digest_at.isoformat()},
        "values": list(row.values),
        "questions": [{"day": r.day.isoformat(), "text": r.text, "why": r.reason, "pack": r.pack} for r in asked],
        "digests": [
            {"day": e.day.isoformat(), "facts": e.facts, "people": _people(unit, row.workspace, e.facts)}
            for e in reversed(posted)
        ],
    }


def _people(unit: Unit, workspace: str, facts: dict[str, Any]) -> dict[str, str]:
    return {member: unit.who(workspace, member).name for member in sorted(set(_named(Edition.from_dict(facts))))}


def _named(edition: Edition) -> Iterator[str]:
    yield from (quote.member for quote in edition.quotes if quote.member)
    if edition.thanks and edition.thanks.snippet:
        yield edition.thanks.snippet.giver
        yield from edition.thanks.snippet.receivers
    if edition.carry and edition.carry.member:
        yield edition.carry.member
