"""Who hosts a circle: whoever began it, and where they are gone, whoever takes it up."""

from bot import commands as c
from bot.domain.members import MemberKind
from bot.services.unit import Unit
from storage.tables import Circle


def may(unit: Unit, circle: Circle, by: c.By) -> bool:
    """Tell whether somebody hosts a circle; a full member becomes its host where nobody is left who does."""
    if circle.host == by.member:
        return True
    kinds = unit.kinds(circle.workspace, [by.member, circle.host])
    left = not circle.host or kinds[circle.host] is MemberKind.GONE
    if left and kinds[by.member] is MemberKind.MEMBER:
        circle.host = by.member
        unit.tx.session.add(circle)
        unit.tx.session.flush()
    return circle.host == by.member
