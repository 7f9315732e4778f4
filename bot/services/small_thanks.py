"""The small thank-you: the circle's emoji on a colleague's message, until its giver puts it into words."""

from bot import commands as c
from bot.ports import How
from bot.services import thanks
from bot.services.thanks import Wish
from bot.services.unit import Unit
from bot.views import kudos as view
from storage import ids, kudos
from storage.tables import Circle, Kudos


def by_reaction(unit: Unit, by: c.By, circle: Circle, ref: str, author: str) -> None:
    """Keep the circle's emoji on a colleague's message as a small thank-you, and ask its giver alone for words."""
    earlier = kudos.on_message(unit.tx, by.workspace, by.channel, ref, by.member)
    if earlier is not None or not thanks.judge(unit, by, [author]).thanked:
        return
    flood = thanks.is_flood(unit, by, by_reaction=True)
    wish = Wish(receivers=(author,), reason="", source="reaction", message=ref)
    row = kudos.add(unit.tx, by.workspace, thanks.draft(unit, by, circle, wish, ids.new(unit.now)), [author])
    if not flood:
        _offer(unit, row, circle, author)


def _offer(unit: Unit, row: Kudos, circle: Circle, author: str) -> None:
    voice, who = unit.voice(row.workspace, row.giver), unit.who(row.workspace, author)
    unit.post(
        row.workspace,
        view.offer(voice, row.kudos, circle.channel, who, view.emoji_name(circle.kudos_emoji)),
        kind="kudos-offer",
        subject=row.kudos,
        channel=circle.channel,
        circle=circle.circle,
        how=How.HUSH,
        to=row.giver,
        once=f"kudos-offer:{row.channel}:{row.message}:{row.giver}",
        policy="resend",
    )


def reaction_off(unit: Unit, by: c.By, ref: str) -> None:
    """Take a small thank-you back; one that got words stays until its giver takes it back."""
    row = kudos.on_message(unit.tx, by.workspace, by.channel, ref, by.member)
    if row is not None and row.source == "reaction":
        thanks.take_back(unit, row)
