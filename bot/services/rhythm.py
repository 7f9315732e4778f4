"""The week of a circle: what is due, what becomes of it, and what comes next."""

from datetime import date, datetime, timedelta

from bot import metrics
from bot.domain import calendar
from bot.domain.plan import Do, Kind, Rhythm, Skip, State, decide
from bot.ports import How
from bot.services import digest, rounds
from bot.services.unit import Unit
from bot.views import setup as view
from storage import circles, occurrences
from storage.tables import Circle

WEEKLY = (Kind.ASK, Kind.DIGEST)


def of(circle: Circle) -> Rhythm:
    """Give when a circle asks and gathers."""
    return Rhythm(
        zone=circle.zone,
        ask_day=circle.ask_day,
        ask_at=circle.ask_at,
        digest_day=circle.digest_day,
        digest_at=circle.digest_at,
    )


def plan_all(unit: Unit, circle: Circle) -> None:
    """Plan the next question, close and digest anew from a circle's rhythm; what was done stays done."""
    for kind in (*WEEKLY, Kind.CLOSE):
        occurrences.replan(unit.tx, circle.workspace, circle.circle, kind.value)
    for kind in WEEKLY:
        plan_next(unit, circle, kind)
    plan_next(unit, circle, Kind.CLOSE)


def plan_next(unit: Unit, circle: Circle, kind: Kind) -> None:
    """Plan the next occurrence of a kind after now, never twice in one week."""
    last = occurrences.last_day(unit.tx, circle.workspace, circle.circle, kind.value)
    day, due = of(circle).upcoming(kind, unit.now, last)
    occurrences.plan(unit.tx, circle.workspace, circle.circle, kind.value, day, due)


def next_of(unit: Unit, circle: Circle, kind: Kind) -> datetime:
    """Give when the next occurrence of a kind is due; during a pause, the first one after it."""
    free = max(unit.now, _pause_end(circle) or unit.now)
    for planned in occurrences.upcoming(unit.tx, circle.workspace, circle.circle):
        if planned.kind == kind.value and planned.due_at >= free:
            return planned.due_at
    return of(circle).upcoming(kind, free)[1]


def remind(unit: Unit, circle: Circle) -> None:
    """Plan one reminder to the inviter, a day after the proposal."""
    due = unit.now + timedelta(days=1)
    occurrences.plan(
        unit.tx, circle.workspace, circle.circle, Kind.REMIND.value, calendar.local_day(due, circle.zone), due
    )


def turn(unit: Unit, workspace: str, circle_id: str, kind: Kind, day: date, due: datetime) -> bool:
    """Do, skip or leave one occurrence, and plan the one after it; False when it was not this one's turn."""
    circle = circles.look(unit.tx, workspace, circle_id)
    if circle is None:
        return occurrences.finish(unit.tx, workspace, circle_id, kind.value, day, "skipped", "ended")
    fate = decide(kind, due, unit.now, state=circle.state, paused_until=_pause_end(circle))
    if isinstance(fate, Do):
        # The row is closed first: where two processes meet, the second one finds it closed and does nothing.
        if not occurrences.finish(unit.tx, workspace, circle_id, kind.value, day, "done", ""):
            return False
        metrics.LATE_SECONDS.observe(max(0.0, (unit.now - due).total_seconds()))
        _do(unit, circle, kind, day, due)
    elif isinstance(fate, Skip):
        if not occurrences.finish(unit.tx, workspace, circle_id, kind.value, day, "skipped", fate.reason.value):
            return False
    else:
        return False
    if kind is not Kind.REMIND and circle.state in {State.RUNNING, State.RESTING}:
        plan_next(unit, circle, kind)
    return True


def _pause_end(circle: Circle) -> datetime | None:
    return calendar.ends(circle.paused_until, circle.zone) if circle.paused_until else None


def _do(unit: Unit, circle: Circle, kind: Kind, day: date, due: datetime) -> None:
    match kind:
        case Kind.CLOSE:
            rounds.close(unit, circle, due)
        case Kind.DIGEST:
            digest.post(unit, circle, day)
        case Kind.ASK:
            rounds.ask(unit, circle, day)
        case Kind.REMIND:
            _remind(unit, circle)


def _remind(unit: Unit, circle: Circle) -> None:
    voice = unit.voice(circle.workspace, circle.host)
    unit.post(
        circle.workspace,
        view.reminder(voice, circle),
        kind="setup",
        subject=f"remind:{circle.circle}",
        channel=circle.host,
        how=How.PRIVATE,
        once=f"remind:{circle.circle}",
        policy="resend",
    )
