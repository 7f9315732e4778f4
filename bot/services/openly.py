"""A proposal that stands in the channel itself: in every language, until its host starts it in one."""

from bot.domain import calendar
from bot.messages import Message
from bot.ports import How
from bot.services import rounds
from bot.services.unit import Unit
from bot.views import setup as view
from storage import members, posts
from storage.tables import Circle

NOBODYS_ZONE = "UTC"  # what the house has where nobody chose one


def propose(unit: Unit, circle: Circle) -> None:
    """Post the proposal in its channel; an earlier one goes, so that there is only ever one."""
    take_away(unit, circle)
    _leave(unit, circle, message(unit, circle), How.POST)


def message(unit: Unit, circle: Circle) -> Message:
    """Give the proposal as the channel reads it."""
    prompt = unit.catalog.prompts[rounds.FIRST]
    own = circle.language
    languages = sorted(unit.catalog.locales, key=lambda language: (language != own, language))
    voices = [(unit.catalog.voice(language), prompt.text[language]) for language in languages]
    return view.open_proposal(voices, circle, unit.who(circle.workspace, circle.host))


def stands(unit: Unit, circle: Circle) -> bool:
    """Tell whether a circle's proposal stands in its channel."""
    return posts.standing(unit.tx, circle.workspace, circle.channel, "proposal", circle.circle) is not None


def take_away(unit: Unit, circle: Circle) -> bool:
    """Take a proposal out of its channel; False where it does not stand there."""
    there = stands(unit, circle)
    if there:
        _leave(unit, circle, Message(""), How.DELETE)
    return there


def settle(unit: Unit, circle: Circle, language: str) -> None:
    """Take over the language that was tapped; and the host's own zone, where nobody had chosen one."""
    if language in unit.catalog.locales:
        circle.language = language
    host = members.get(unit.tx, circle.workspace, circle.host)
    if circle.zone == unit.house.zone == NOBODYS_ZONE and host and calendar.valid_zone(host.zone):
        circle.zone = host.zone
    unit.tx.session.add(circle)
    unit.tx.session.flush()


def _leave(unit: Unit, circle: Circle, message: Message, how: How) -> None:
    unit.post(
        circle.workspace,
        message,
        kind="proposal",
        subject=circle.circle,
        channel=circle.channel,
        circle=circle.circle,
        how=how,
        ref=f"@proposal:{circle.circle}" if how is How.DELETE else "",
        policy="wait" if how is How.POST else "resend",
    )
