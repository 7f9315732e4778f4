"""What is due in circles: planned once for a date, ended once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from storage import occurrences

Do = Callable[[Callable[..., Any]], Any]
TEAM = "slack:T1"
DAY = date(2026, 3, 12)
WEEK = timedelta(weeks=1)


def test_a_question_of_one_day_is_planned_once(do: Do, now: datetime) -> None:
    """The same circle, kind and date is planned once, and not again after it ended."""
    plan = lambda tx: occurrences.plan(tx, TEAM, "c1", "ask", DAY, now)  # noqa: E731
    assert do(plan) is True
    assert do(plan) is False
    assert do(lambda tx: occurrences.finish(tx, TEAM, "c1", "ask", DAY, "done")) is True
    assert do(lambda tx: occurrences.finish(tx, TEAM, "c1", "ask", DAY, "skipped", "paused")) is False
    assert do(plan) is False
    assert do(lambda tx: occurrences.last_day(tx, TEAM, "c1", "ask")) == DAY
    assert do(lambda tx: occurrences.last_day(tx, TEAM, "c1", "digest")) is None


def test_what_is_due_comes_in_order_and_no_sooner(do: Do, now: datetime) -> None:
    """`due` gives what is due by now, the oldest first; `next_due` tells when to look again."""
    assert do(occurrences.next_due) is None
    for kind, at in (("digest", now), ("ask", now - WEEK), ("close", now + WEEK)):
        do(lambda tx, kind=kind, at=at: occurrences.plan(tx, TEAM, "c1", kind, DAY, at))
    assert [row.kind for row in do(lambda tx: occurrences.due(tx, now, 10))] == ["ask", "digest"]
    assert [row.kind for row in do(lambda tx: occurrences.due(tx, now, 1))] == ["ask"]
    assert do(occurrences.next_due) == now - WEEK
    assert [row.kind for row in do(lambda tx: occurrences.upcoming(tx, TEAM, "c1"))] == ["ask", "digest", "close"]


def test_a_changed_rhythm_is_planned_anew(do: Do, now: datetime) -> None:
    """What is still due of a kind is forgotten, what has ended stays."""
    for week in range(3):
        do(lambda tx, week=week: occurrences.plan(tx, TEAM, "c1", "ask", DAY + week * WEEK, now + week * WEEK))
    do(lambda tx: occurrences.finish(tx, TEAM, "c1", "ask", DAY, "done"))
    assert do(lambda tx: occurrences.replan(tx, TEAM, "c1", "ask")) == 2
    assert do(lambda tx: occurrences.last_day(tx, TEAM, "c1", "ask")) == DAY
    assert do(lambda tx: occurrences.upcoming(tx, TEAM, "c1")) == []
