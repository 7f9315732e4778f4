"""After an older copy of the database was put in place: what it holds as not yet done may have been done since."""

from dataclasses import dataclass

from bot.domain.plan import Kind, Reason, State
from bot.services import rhythm
from bot.services.unit import Unit
from storage import circles, occurrences, settling
from storage.tables import Occurrence

MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class Doubt:
    """How many questions and digests are not caught up, and how many posts are looked up first."""

    skipped: int
    looked_up: int


def doubt(unit: Unit) -> Doubt:
    """Post nothing a second time: skip what came due since the copy, and look up what was about to leave.

    Rounds close as ever, since that posts nothing.
    """
    due = [row for row in occurrences.due(unit.tx, unit.now, MANY) if row.kind != Kind.CLOSE]
    for row in due:
        _skip(unit, row)
    return Doubt(len(due), settling.doubt(unit.tx, unit.now))


def _skip(unit: Unit, row: Occurrence) -> None:
    reason = Reason.RESTORED.value
    occurrences.finish(unit.tx, row.workspace, row.circle, row.kind, row.day, "skipped", reason)
    circle = circles.get(unit.tx, row.workspace, row.circle)
    if circle is not None and circle.state in {State.RUNNING, State.RESTING} and row.kind in rhythm.WEEKLY:
        rhythm.plan_next(unit, circle, Kind(row.kind))
