"""An older copy of the database in place: nothing is asked, gathered or posted a second time."""

import pytest

from bot.messages import Message
from bot.services import restoring, rhythm
from bot.services.restoring import Doubt
from storage import circles
from storage.store import Tx
from storage.tables import Circle, Occurrence, Outbox
from tests.services.office import TEAM, Office


def planned(office: Office, circle: str) -> None:
    """Plan a circle's week."""
    row = next(c for c in office.rows(Circle) if c.circle == circle)
    office.unit(lambda unit: rhythm.plan_all(unit, row))


def states(office: Office) -> dict[str, set[str]]:
    """Give the states of what was and is due, by kind."""
    found: dict[str, set[str]] = {}
    for row in office.rows(Occurrence):
        found.setdefault(row.kind, set()).add(f"{row.state} {row.reason}".strip())
    return found


def test_what_came_due_since_the_copy_is_not_caught_up(office: Office) -> None:
    """An hour after Thursday's question the copy of Wednesday must not ask again; next week is planned."""
    office.move(days=-1)
    circle = office.circle()
    planned(office, circle)
    office.move(days=1, hours=1)

    assert Doubt(skipped=1, looked_up=0) == office.unit(restoring.doubt)
    assert {"skipped restored", "due"} == states(office)["ask"]
    assert {"due"} == states(office)["digest"]
    [ask] = [r for r in office.rows(Occurrence) if r.kind == "ask" and r.state == "due"]
    assert 6 == (ask.due_at - office.now).days


def test_a_round_closes_all_the_same(office: Office) -> None:
    """Closing posts nothing, so it is left to be done."""
    office.move(days=-1)
    circle = office.circle()
    planned(office, circle)
    office.move(days=2)
    office.unit(restoring.doubt)

    assert {"due"} == states(office)["close"]


@pytest.mark.parametrize("state", ["ended", "declined"])
def test_a_circle_that_is_over_stays_over(office: Office, state: str) -> None:
    """Nothing new is planned for it."""
    office.move(days=-1)
    circle = office.circle()
    planned(office, circle)

    def over(tx: Tx) -> None:
        row = circles.get(tx, TEAM, circle)
        assert row is not None
        row.state = state

    office.write(over)
    office.move(days=1, hours=1)
    office.unit(restoring.doubt)

    assert {"skipped restored"} == states(office)["ask"]


def test_what_was_about_to_leave_is_looked_up_first(office: Office) -> None:
    """A post of the copy may be in the channel by now: it is looked for from when it was put, and later ones wait."""
    later = office.now
    for name, hours in (("now", 0), ("tomorrow", 24)):
        office.move(hours=hours)
        office.unit(lambda unit, name=name: unit.post(TEAM, Message("Hello"), kind="k", subject=name, channel="C1"))
    office.clock.set(later, ticking=False)

    assert 1 == office.unit(restoring.doubt).looked_up
    rows = {row.subject: row for row in office.rows(Outbox)}
    assert ("uncertain", "restored", later) == (rows["now"].state, rows["now"].error, rows["now"].attempted_at)
    assert "pending" == rows["tomorrow"].state
    assert [] == office.deliver()
