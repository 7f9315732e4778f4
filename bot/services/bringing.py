"""How a thank-you reaches those who are thanked: privately, in their own language, once."""

from bot.ports import How
from bot.services.unit import Unit
from bot.views import kudos as view
from storage import circles, kudos, members, outbox
from storage.tables import Kudos


def tell_all(unit: Unit, row: Kudos, reason: str) -> None:
    """Bring a thank-you to each receiver."""
    for receiver in kudos.names(unit.tx, row.workspace, row.kudos):
        _tell(unit, row, receiver, reason)


def tell_again(unit: Unit, row: Kudos, reason: str) -> None:
    """Bring it as it is by now to those whom it has not reached yet."""
    for receiver in kudos.names(unit.tx, row.workspace, row.kudos):
        if outbox.drop(unit.tx, row.workspace, _once(row, receiver)):
            _tell(unit, row, receiver, reason)


def _tell(unit: Unit, row: Kudos, receiver: str, reason: str) -> None:
    people = kudos.names(unit.tx, row.workspace, row.kudos)
    circle = circles.look(unit.tx, row.workspace, row.circle) if row.circle and row.audience == "circle" else None
    known = members.get(unit.tx, row.workspace, receiver)
    it = view.Told(
        kudos=row.kudos,
        giver=unit.who(row.workspace, row.giver),
        reason=reason,
        others=tuple(unit.who(row.workspace, m) for m in people if m != receiver),
        value=row.value,
        channel=circle.channel if circle else "",
        place=circle.name if circle else "",
        first=known is None or not known.explained,
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
    members.prefer(unit.tx, row.workspace, receiver, explained=True)


def _once(row: Kudos, receiver: str) -> str:
    return f"kudos-told:{row.kudos}:{receiver}"
