"""Thanks: give, join in, take back, answer, keep out. Giving is in `giving.py`, keeping and showing in `thanks.py`."""

from bot import commands as c
from bot.domain import kudos as rules, text as texts
from bot.domain.members import MemberKind
from bot.messages import NOTHING, Reply
from bot.ports import How
from bot.services import digest, thanks
from bot.services.giving import MOST, give, open_form, save
from bot.services.members import may_take_part
from bot.services.small_thanks import by_reaction, reaction_off
from bot.services.telling import named_words
from bot.services.unit import Unit
from bot.views import kudos as view
from bot.views.common import paragraph, say
from storage import circles, echoes, kudos, members, posts
from storage.tables import Kudos

__all__ = [
    "by_reaction",
    "give",
    "join",
    "keep_out",
    "name_value",
    "open_form",
    "reaction_off",
    "reply",
    "save",
    "thanks_in",
    "undo",
]


def join(unit: Unit, cmd: c.JoinKudos) -> Reply:
    """Join in with a thank-you that stands in the circle; once more takes it back."""
    workspace, member = cmd.by.workspace, cmd.by.member
    voice = unit.voice(workspace, member)
    row = kudos.get(unit.tx, workspace, cmd.kudos)
    refusal = _cannot_join(unit, cmd.by, row)
    if row is None or refusal:
        return say(voice, refusal or "kudos-not-there")
    joined = not kudos.leave(unit.tx, workspace, row.kudos, member)
    if joined:
        kudos.join(unit.tx, workspace, row.kudos, member, "button")
    thanks.show(unit, row, How.UPDATE)
    _echo(unit, row, member, present=joined)
    return NOTHING


def _cannot_join(unit: Unit, by: c.By, row: Kudos | None) -> str:
    if not may_take_part(unit, by):
        return "kudos-refused-you"
    if row is None or row.audience != "circle":
        return "kudos-not-there"
    if row.giver == by.member:
        return "kudos-join-own"
    return "kudos-join-receiver" if by.member in kudos.names(unit.tx, by.workspace, row.kudos) else ""


def _echo(unit: Unit, row: Kudos, member: str, *, present: bool) -> None:
    """Note that joining in by button is an echo as much as by emoji."""
    post = posts.of(unit.tx, row.workspace, "kudos", row.kudos)
    if post is None:
        return
    circle = circles.get(unit.tx, row.workspace, row.circle)
    echoes.put(
        unit.tx,
        row.workspace,
        channel=post.channel,
        ref=post.ref,
        member=member,
        sign="join",
        kind="kudos",
        subject=row.kudos,
        circle=row.circle,
        order="",
        present=present,
        day=unit.today(circle.zone if circle else ""),
    )


def undo(unit: Unit, cmd: c.UndoKudos) -> Reply:
    """Take a thank-you back, wherever it stands."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    row = thanks.own(unit, cmd.by, cmd.kudos)
    if row is None:
        return say(voice, "kudos-not-there")
    thanks.take_back(unit, row)
    return Reply(replace=paragraph(voice, "kudos-undone"))


def name_value(unit: Unit, cmd: c.NameValue) -> Reply:
    """Put one of the circle's values on a thank-you of one's own."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    row = thanks.own(unit, cmd.by, cmd.kudos)
    circle = circles.get(unit.tx, cmd.by.workspace, row.circle) if row else None
    value = rules.names_value(cmd.value, circle.values) if circle else None
    if row is None or value is None:
        return say(voice, "kudos-not-there")
    row.value = value
    kudos.change(unit.tx, cmd.by.workspace, row)
    if row.audience == "circle" and row.reason:
        thanks.show(unit, row, How.UPDATE)
    return Reply(replace=view.valued(voice, row.kudos, value))


def keep_out(unit: Unit, cmd: c.KeepOut) -> Reply:
    """Keep thanks to oneself out of every digest, also one that is posted."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    if not kudos.keep_out(unit.tx, cmd.by.workspace, cmd.kudos, cmd.by.member):
        return say(voice, "kudos-not-there")
    digest.withdraw(unit, cmd.by.workspace, "kudos", cmd.kudos)
    return say(voice, "kudos-kept-out")


def reply(unit: Unit, cmd: c.ReplyKudos) -> Reply:
    """Open a receiver's answer to a thank-you, or bring it to the giver alone."""
    workspace, member = cmd.by.workspace, cmd.by.member
    voice = unit.voice(workspace, member)
    row = kudos.get(unit.tx, workspace, cmd.kudos)
    if row is None or member not in kudos.names(unit.tx, workspace, row.kudos):
        return say(voice, "kudos-not-there")
    giver = unit.who(workspace, row.giver)
    if unit.kinds(workspace, [row.giver])[row.giver] is MemberKind.GONE:
        return say(voice, "kudos-reply-gone", giver=giver)
    if cmd.text is None:
        return Reply(form=view.reply_form(voice, row.kudos, giver))
    text = named_words(unit, workspace, texts.clean(cmd.text, MOST))
    if not text:
        return Reply(errors={"text": voice("kudos-no-text")})
    unit.post(
        workspace,
        view.replied(unit.voice(workspace, row.giver), unit.who(workspace, member), text),
        kind="kudos-reply",
        subject=row.kudos,
        channel=row.giver,
        how=How.PRIVATE,
        policy="resend",
    )
    return say(voice, "kudos-replied", giver=giver)


def thanks_in(unit: Unit, cmd: c.ThanksIn) -> Reply:
    """Set how thanks reach somebody; in private, what no digest has told yet stays out of it."""
    workspace, member = cmd.by.workspace, cmd.by.member
    where = "private" if cmd.where == "private" else "circle"
    members.prefer(unit.tx, workspace, member, thanks_in=where)
    if where == "private":
        kudos.keep_rest_out(unit.tx, workspace, member)
    return Reply(say=view.thanks_in(unit.voice(workspace, member), where))
