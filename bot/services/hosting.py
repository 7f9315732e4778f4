"""Who hosts a circle: whoever began it, and where they are gone, whoever takes it up."""

from bot import commands as c
from bot.domain.members import MemberKind
from bot.messages import NOTHING, Reply
from bot.services.members import kinds_in
from bot.services.unit import Unit
from bot.views.common import say
from bot.views.setup import here
from storage import circles
from storage.store import Tx
from storage.tables import Circle

ForHosts = c.OpenCircle | c.AskNow | c.DigestNow
FOR_HOSTS = (c.OpenCircle, c.AskNow, c.DigestNow)


def may(unit: Unit, circle: Circle, by: c.By) -> bool:
    """Tell whether somebody hosts a circle; a full member becomes its host where nobody is left who does."""
    if circle.host == by.member:
        return True
    kinds = kinds_in(unit, by, [by.member]) | unit.kinds(circle.workspace, [circle.host])
    left = not circle.host or kinds[circle.host] is MemberKind.GONE
    if left and kinds[by.member] is MemberKind.MEMBER:
        circle.host = by.member
        unit.tx.session.add(circle)
        unit.tx.session.flush()
    return circle.host == by.member


def refusal(unit: Unit, circle: Circle, by: c.By, key: str) -> Reply | None:
    """Give what somebody hears, in the words of `key`, who does not host a circle; None for whoever may."""
    if may(unit, circle, by):
        return None
    host = unit.who(circle.workspace, circle.host)
    voice = unit.voice(by.workspace, by.member)
    return say(voice, key if circle.host else "setup-unhosted", host=host, channel=here(circle))


def post_refusal(unit: Unit, circle: Circle, by: c.By, key: str) -> Reply | None:
    """Give why the bot does not post in a circle now because somebody says so; None where it does."""
    voice = unit.voice(by.workspace, by.member)
    if circle.state not in circles.BEGUN:
        return say(voice, "setup-no-circle")
    if circle.state == "resting":
        return say(voice, "setup-resting", channel=here(circle))
    return refusal(unit, circle, by, key)


def lose(unit: Unit, cmd: c.LoseHost) -> Reply:
    """Let nobody host a circle whose host is not there any more, so that somebody else can."""
    circle = circles.get(unit.tx, cmd.workspace, cmd.circle)
    if circle is not None and circle.host == cmd.host:
        circle.host = ""
        unit.tx.session.add(circle)
        unit.tx.session.flush()
    return NOTHING


def circle_of(tx: Tx, command: ForHosts) -> Circle | None:
    """Give the circle about which only its host decides, to be read only."""
    named = command.circle if isinstance(command, c.OpenCircle) else ""
    workspace, channel = command.by.workspace, command.by.channel
    return circles.look(tx, workspace, named) if named else circles.look_in(tx, workspace, channel)


def of(tx: Tx, command: ForHosts) -> str:
    """Give who hosts the circle about which only its host decides, to be looked up: they may have left unseen."""
    found = circle_of(tx, command)
    return found.host if found is not None else ""
