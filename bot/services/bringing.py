"""How a thank-you reaches those who are thanked: privately, in their own language, once."""

from collections.abc import Sequence

from bot.ports import How
from bot.services.unit import Unit
from bot.views import kudos as view
from storage import circles, kudos, members, outbox
from storage.tables import Circle, Kudos


def tell_all(unit: Unit, row: Kudos, reason: str, people: Sequence[str] = (), circle: Circle | None = None) -> None:
    """Bring a thank-you to each receiver; `people` and the `circle` that reads it may be known already."""
    people = people or kudos.names(unit.tx, row.workspace, row.kudos)
    circle = circle or _circle(unit, row)
    for receiver in people:
        _tell(unit, row, reason, circle, people, receiver)


def tell_again(unit: Unit, row: Kudos, reason: str) -> None:
    """Bring it as it is by now to those whom it has not reached yet."""
    people = kudos.names(unit.tx, row.workspace, row.kudos)
    for receiver in people:
        if outbox.drop(unit.tx, row.workspace, _once(row, receiver)):
            _tell(unit, row, reason, _circle(unit, row), people, receiver)


def _circle(unit: Unit, row: Kudos) -> Circle | None:
    return circles.look(unit.tx, row.workspace, row.circle) if row.circle and row.audience == "circle" else None


def _tell(unit: Unit, row: Kudos, reason: str, circle: Circle | None, people: Sequence[str], receiver: str) -> None:
    known = members.get(unit.tx, row.workspace, receiver)
    first = known is None or not known.explained
    it = view.Told(
        kudos=row.kudos,
        giver=unit.who(row.workspace, row.giver),
        reason=reason,
        others=tuple(unit.who(row.workspace, m) for m in people if m != receiver),
        value=row.value,
        channel=circle.channel if circle else "",
        place=circle.name if circle else "",
        first=first,
    )
    unit.post(
        row.workspace,
        view.told(unit.voice(row.workspace, receiver, circle.language if circle else ""), it),
        kind="kudos-told",
        subject=row.kudos,
        channel=receiver,
        how=How.PRIVATE,
        once=_once(row, receiver),
        policy="resend",
    )
    if first:
        members.prefer(unit.tx, row.workspace, receiver, explained=True)


def _once(row: Kudos, receiver: str) -> str:
    return f"kudos-told:{row.kudos}:{receiver}"
