"""Retention: what people told, gave and asked longer ago than an installation keeps is forgotten, a part at a time."""

from dataclasses import replace
from datetime import date, timedelta

from bot.domain import calendar
from bot.domain.edition import Edition
from bot.services.unit import Unit
from storage import circles, editions, occurrences, retention
from storage.tables import Circle

HISTORY = 30  # rounds and editions that the choice of a question looks back on: nothing is asked again within 26
ENDED = timedelta(days=60)
AT_ONCE = 500


def last_day(unit: Unit) -> date | None:
    """Give the day before which things are too old to be kept, None where all is kept."""
    months = unit.house.keep_months
    return calendar.months_before(unit.today(), months) if months else None


def forget(unit: Unit, workspace: str, circle: str, since: date) -> bool:
    """Forget some of what is too old in a circle, or with an empty one in none; tells whether there may be more.

    Of editions only counts stay; those from before `since` have no more than that already. What stands in the chat
    stays there, under the chat tool's own rules.
    """
    tx = unit.tx
    tx.alone(workspace)
    before, known = last_day(unit), circles.look(tx, workspace, circle)
    occurrences.purge(tx, workspace, circle, unit.today() - ENDED)
    if before is None:
        return False
    if known is not None:
        _lines(unit, known, before)
    parts = (retention.answers, retention.kudos, retention.taps, retention.suggestions)
    if any(part(tx, workspace, circle, before, AT_ONCE) == AT_ONCE for part in parts):
        return True
    if known is not None:
        _questions(unit, known, before)
        for row in retention.editions(tx, workspace, circle, since, before):
            row.facts = Edition.from_dict(row.facts).to_counts()
            tx.session.add(row)
        tx.session.flush()
        retention.numbers(tx, workspace, circle, before, HISTORY)
    return False


def _lines(unit: Unit, circle: Circle, before: date) -> None:
    """A digest may be younger than what it brought, by months after a pause: its lines go when the words do."""
    workspace, name = circle.workspace, circle.circle
    for edition, kind, subject in retention.standing(unit.tx, workspace, name, before):
        row = editions.get(unit.tx, workspace, edition)
        if row is not None:
            row.facts = Edition.from_dict(row.facts).without(kind, subject).to_dict()
    for row in retention.carrying(unit.tx, workspace, name, before, AT_ONCE):
        row.facts = replace(Edition.from_dict(row.facts), carry=None).to_dict()
    unit.tx.session.flush()


def _questions(unit: Unit, circle: Circle, before: date) -> None:
    """What was asked stays in mind, so that it is not asked again soon; a member's own question by nobody's words."""
    nothing = unit.catalog.voice(circle.language)("erase-question")
    retention.members_rounds(unit.tx, circle.workspace, circle.circle, before, nothing)
    retention.rounds(unit.tx, circle.workspace, circle.circle, before, HISTORY)
