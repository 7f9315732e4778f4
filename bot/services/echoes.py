"""Echoes: a colleague's reaction to somebody's words, and the small thank-you that the circle's emoji is."""

from bot import commands as c
from bot.domain import echo
from bot.domain.errors import NotYet
from bot.domain.members import MemberKind
from bot.messages import NOTHING, Reply
from bot.ports import How
from bot.services import small_thanks, thanks
from bot.services.members import may_take_part
from bot.services.unit import Unit
from storage import answers, circles, echoes, kudos, posts, settling, workspaces
from storage.tables import Circle, Kudos, Post

SAID = frozenset({"answer", "kudos"})  # posts that bear somebody's words


def react(unit: Unit, cmd: c.React) -> Reply:
    """Note a reaction set or taken away.

    Raises NotYet while what it may be on stands there without anybody having written down where.
    """
    workspace, channel = cmd.by.workspace, cmd.by.channel
    if not cmd.by.member or not may_take_part(unit, cmd.by):
        return NOTHING
    post = posts.at(unit.tx, workspace, channel, cmd.ref)
    if post is not None:
        _on_post(unit, cmd, post)
        return NOTHING
    us = workspaces.look(unit.tx, workspace)
    if cmd.author in {"", us.bot if us else ""}:
        if any(row.kind in SAID for row in settling.open_in(unit.tx, workspace, channel)):
            raise NotYet
        return NOTHING
    circle = thanks.circle_of(unit, workspace, channel)
    if circle is not None and echo.base(cmd.emoji) == echo.base(circle.kudos_emoji):
        _on_message(unit, cmd, circle)
    return NOTHING


# ---------------------------------------------------------------- on words that are known


def _on_post(unit: Unit, cmd: c.React, post: Post) -> None:
    if post.kind not in SAID:
        return
    given = kudos.look(unit.tx, post.workspace, post.subject) if post.kind == "kudos" else None
    told = answers.look(unit.tx, post.workspace, post.subject) if post.kind == "answer" else None
    author = given.giver if given else told.member if told else None
    # What was taken back in the meantime has no echo any more.
    if (given is None and told is None) or not echo.counts(cmd.by.member, author, _is_bot(unit, cmd.by)):
        return
    circle = circles.look(unit.tx, post.workspace, post.circle) if post.circle else None
    if _put(unit, cmd, post.kind, post.subject, circle) and given is not None and circle is not None:
        _join(unit, cmd, given, circle)


def _is_bot(unit: Unit, by: c.By) -> bool:
    return unit.kinds(by.workspace, [by.member])[by.member] is MemberKind.BOT


def _put(unit: Unit, cmd: c.React, kind: str, subject: str, circle: Circle | None) -> bool:
    return echoes.put(
        unit.tx,
        cmd.by.workspace,
        channel=cmd.by.channel,
        ref=cmd.ref,
        member=cmd.by.member,
        sign=echo.base(cmd.emoji),
        kind=kind,
        subject=subject,
        circle=circle.circle if circle and kind != "message" else "",
        order=cmd.order,
        present=cmd.on,
        day=unit.today(circle.zone if circle else ""),
    )


def _join(unit: Unit, cmd: c.React, given: Kudos, circle: Circle) -> None:
    """Let the circle's emoji on a thank-you join in with it."""
    workspace, member = cmd.by.workspace, cmd.by.member
    if echo.base(cmd.emoji) != echo.base(circle.kudos_emoji) or member in kudos.names(unit.tx, workspace, given.kudos):
        return
    if cmd.on:
        changed = kudos.join(unit.tx, workspace, given.kudos, member, "reaction")
    else:
        changed = kudos.leave(unit.tx, workspace, given.kudos, member, "reaction")
    if changed:
        thanks.show(unit, given, How.UPDATE)


# ---------------------------------------------------------------- on a colleague's message


def _on_message(unit: Unit, cmd: c.React, circle: Circle) -> None:
    # The row is no echo of the circle; it only remembers which of on and off came last.
    if cmd.author == cmd.by.member or not _put(unit, cmd, "message", "", circle):
        return
    if cmd.on:
        small_thanks.by_reaction(unit, cmd.by, circle, cmd.ref, cmd.author)
    else:
        small_thanks.reaction_off(unit, cmd.by, cmd.ref)
