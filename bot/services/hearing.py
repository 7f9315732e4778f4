"""What is heard in the chat: replies in a round's thread, private messages, and what becomes of them later."""

from collections.abc import Sequence
from dataclasses import replace

from bot import commands as c
from bot.domain import echo, text as texts
from bot.domain.answers import Audience
from bot.domain.errors import NotYet
from bot.intake import MENTION
from bot.messages import NOTHING, Reply
from bot.ports import How
from bot.services import own, telling, thanks
from bot.services.members import may_take_part
from bot.services.unit import Unit
from bot.views import answers as view
from storage import answers, circles, doorway, echoes, ids, kudos, posts, rounds, settling
from storage.tables import Circle, Post, Round


def hear_reply(unit: Unit, cmd: c.HearReply) -> Reply:
    """Take a reply in a round's thread as an answer with a name, or as an echo to somebody's answer.

    Raises NotYet while the question may stand there already, but nobody has written down where.
    """
    workspace, channel = cmd.by.workspace, cmd.by.channel
    root = _root(unit, cmd)
    if root is None:
        if any(not row.thread for row in settling.open_in(unit.tx, workspace, channel)):
            raise NotYet
        return _not_heard(unit, cmd)
    if doorway.is_post(unit.tx, workspace, channel, cmd.ref):
        return NOTHING
    circle = circles.look(unit.tx, workspace, root.circle)
    if circle is None or not may_take_part(unit, cmd.by):
        return NOTHING
    if root.kind != "question":
        return _echo(unit, cmd, circle, root)
    before = [p for p in posts.in_thread(unit.tx, workspace, channel, cmd.thread) if cmd.thread or p.ref > root.ref]
    told = _about(unit, cmd, before)
    if told is not None:
        return _echo(unit, cmd, circle, told)
    return _answer(unit, cmd, circle, rounds.look(unit.tx, workspace, root.subject))


def _root(unit: Unit, cmd: c.HearReply) -> Post | None:
    """Give the post that a reply hangs under; where there are no threads, the latest question."""
    workspace, channel = cmd.by.workspace, cmd.by.channel
    if cmd.thread:
        return posts.at(unit.tx, workspace, channel, cmd.thread)
    circle = circles.by_channel(unit.tx, workspace, channel)
    asked = rounds.latest(unit.tx, workspace, circle.circle) if circle else None
    return posts.standing(unit.tx, workspace, channel, "question", asked.round) if asked else None


def _not_heard(unit: Unit, cmd: c.HearReply) -> Reply:
    """Help whoever wrote to the bot where no question stands; what people say to each other is none of its business."""
    return own.help_(unit, c.Help(by=cmd.by, unknown=texts.clip(cmd.text, 20))) if cmd.addressed else NOTHING


def _about(unit: Unit, cmd: c.HearReply, before: Sequence[Post]) -> Post | None:
    """Give the post that a reply is an echo to, None if the reply is an answer of its own."""
    there = [(p, _teller(unit, p)) for p in before if p.kind in {"answer", "kudos"}]
    tellers = {teller: p for p, teller in there if teller != cmd.by.member}
    mentions = _leading_mentions(cmd.text)
    mine = any(teller == cmd.by.member and p.kind == "answer" for p, teller in there)
    reading = echo.reading(
        first=not mine, mentions=mentions, tellers=tellers, has_told=mine, others_before=bool(tellers)
    )
    if reading == "answer":
        return None
    latest = next(p for p, teller in reversed(there) if teller != cmd.by.member)
    return next((tellers[m] for m in mentions if m in tellers), latest)


def _teller(unit: Unit, post: Post) -> str:
    if not post.own:
        return post.author
    if post.kind == "kudos":
        thanked = kudos.look(unit.tx, post.workspace, post.subject)
        return thanked.giver if thanked else ""
    given = answers.look(unit.tx, post.workspace, post.subject)
    return (given.member or "") if given else ""


def _leading_mentions(text: str) -> tuple[str, ...]:
    found: list[str] = []
    rest = text.lstrip()
    while mention := MENTION.match(rest):
        found.append(mention[1])
        rest = rest[mention.end() :].lstrip(" ,")
    return tuple(found)


def _echo(unit: Unit, cmd: c.HearReply, circle: Circle, about: Post) -> Reply:
    echoes.put(
        unit.tx,
        cmd.by.workspace,
        channel=cmd.by.channel,
        ref=cmd.ref,
        member=cmd.by.member,
        sign="reply",
        kind=about.kind,
        subject=about.subject,
        circle=circle.circle,
        order=cmd.ref,
        present=True,
        day=unit.today(circle.zone),
    )
    _note(unit, cmd, circle, "reply", about.subject)
    return NOTHING


def _note(unit: Unit, cmd: c.HearReply, circle: Circle, kind: str, subject: str) -> None:
    posts.note(
        unit.tx,
        cmd.by.workspace,
        channel=cmd.by.channel,
        ref=cmd.ref,
        kind=kind,
        subject=subject,
        circle=circle.circle,
        thread=cmd.thread,
        author=cmd.by.member,
        own=False,
    )


def _answer(unit: Unit, cmd: c.HearReply, circle: Circle, round_: Round | None) -> Reply:
    text = telling.named_words(unit, cmd.by.workspace, texts.clean(cmd.text))
    if round_ is None or not text:
        return NOTHING
    if round_.closed_at is not None:
        round_ = rounds.open_of(unit.tx, cmd.by.workspace, circle.circle) or round_
    first = not answers.was_heard(unit.tx, cmd.by.workspace, cmd.by.member)
    answer = ids.new(unit.now)
    given = answers.hear(
        unit.tx,
        cmd.by.workspace,
        answer=answer,
        circle=circle.circle,
        round=round_.round,
        member=cmd.by.member,
        text=text,
        told_on=unit.today(circle.zone),
        told_at=unit.now,
        source="reply" if cmd.addressed else "thread",
    )
    _note(unit, cmd, circle, "answer", answer)
    if cmd.addressed:
        telling.show(unit, cmd.by, given, circle, round_, How.POST)
    if first:
        _explain_once(unit, cmd, circle, answer)
    return NOTHING


def _explain_once(unit: Unit, cmd: c.HearReply, circle: Circle, answer: str) -> None:
    unit.post(
        cmd.by.workspace,
        view.heard(unit.voice(cmd.by.workspace, cmd.by.member), answer),
        kind="heard",
        subject=answer,
        channel=circle.channel,
        circle=circle.circle,
        how=How.HUSH,
        thread=cmd.thread,
        to=cmd.by.member,
        policy="resend",
    )


def hear_private(unit: Unit, cmd: c.HearPrivate) -> Reply:
    """Keep a private message to the bot as *only me*, with the open round where there can only be one."""
    text = telling.named_words(unit, cmd.by.workspace, texts.clean(cmd.text))
    if not text or doorway.is_post(unit.tx, cmd.by.workspace, cmd.by.channel, cmd.ref):
        return NOTHING
    if not may_take_part(unit, cmd.by):
        return NOTHING
    running = circles.running(unit.tx, cmd.by.workspace)
    round_ = rounds.open_of(unit.tx, cmd.by.workspace, running[0].circle) if len(running) == 1 else None
    wish = c.SaveAnswer(by=cmd.by, round=round_.round if round_ else "", text=text, audience=Audience.PRIVATE)
    answer = telling.put(unit, cmd.by, round_, wish, None, source="dm")
    posts.put(
        unit.tx,
        Post(
            workspace=cmd.by.workspace,
            channel=cmd.by.channel,
            ref=cmd.ref,
            kind="answer",
            subject=answer.answer,
            author=cmd.by.member,
            own=False,
        ),
    )
    unit.post(
        cmd.by.workspace,
        view.kept(unit.voice(cmd.by.workspace, cmd.by.member), answer.answer),
        kind="kept",
        subject=answer.answer,
        channel=cmd.by.member,
        how=How.PRIVATE,
        policy="resend",
    )
    return NOTHING


def reword(unit: Unit, cmd: c.Reword) -> Reply:
    """Follow an edit or a deletion of a message that was heard."""
    post = posts.at(unit.tx, cmd.by.workspace, cmd.by.channel, cmd.ref)
    if post is None:
        return NOTHING
    if cmd.text is None:
        _gone(unit, cmd, post)
    elif post.kind == "answer" and not post.own:
        _changed(unit, cmd, post, cmd.text)
    return NOTHING


def _gone(unit: Unit, cmd: c.Reword, post: Post) -> None:
    """Forget a message that somebody deleted, be it the bot's own, to which nothing points any more."""
    heard = not post.own
    given = answers.get(unit.tx, cmd.by.workspace, post.subject) if heard and post.kind == "answer" else None
    if given is not None:
        telling.take_down(unit, given)
    thanked = kudos.get(unit.tx, cmd.by.workspace, post.subject) if heard and post.kind == "kudos" else None
    if thanked is not None:
        thanks.take_back(unit, thanked)
    if heard:
        echoes.drop(unit.tx, cmd.by.workspace, cmd.by.channel, cmd.ref)
    posts.drop_at(unit.tx, cmd.by.workspace, cmd.by.channel, cmd.ref)


def _changed(unit: Unit, cmd: c.Reword, post: Post, text: str) -> None:
    given = answers.get(unit.tx, cmd.by.workspace, post.subject)
    if given is None or (cmd.order and not _is_latest(unit, cmd, post)):
        return
    by = c.By(workspace=cmd.by.workspace, member=post.author, channel=cmd.by.channel)
    words, told = telling.named_words(unit, cmd.by.workspace, texts.clean(text)), telling.opened(unit, given)
    if words != told.text:
        # Consent to be quoted was for the words as they were.
        wish = replace(telling.wish_of(unit, by, given), text=words, quote=False)
        telling.change(unit, by, given, wish, told.more)


def _is_latest(unit: Unit, cmd: c.Reword, post: Post) -> bool:
    """Note an edit; False where a later one came first, as it does when the process that had this one died."""
    return echoes.put(
        unit.tx,
        cmd.by.workspace,
        channel=cmd.by.channel,
        ref=cmd.ref,
        member=post.author,
        sign=echoes.EDIT,
        kind=post.kind,
        subject=post.subject,
        circle="",
        order=cmd.order,
        present=False,
        day=unit.today(),
    )
