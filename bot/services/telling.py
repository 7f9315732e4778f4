"""How an answer is kept for its audience, found again by its teller, and taken down."""

import re
from dataclasses import replace

from bot import commands as c
from bot.domain.answers import Audience
from bot.intake import MENTION
from bot.messages import Message
from bot.ports import How
from bot.services import digest
from bot.services.unit import Unit
from bot.views import answers as view
from storage import answers, circles, ids, members, outbox, posts, rounds
from storage.tables import Answer, Circle, Round

BREAK = "\n\x1e\n"  # between an answer and what its teller added to the follow-up question, in sealed text


def author_of(unit: Unit, by: c.By, round_: str) -> str:
    """Give the hash by which a member, and nobody with the database alone, finds a nameless answer."""
    return unit.tx.vault.author(by.workspace, by.member, round_)


def can_change(unit: Unit, by: c.By, answer: Answer) -> bool:
    """Tell whether an answer is this member's own."""
    if answer.workspace != by.workspace:
        return False
    if answer.audience == Audience.NAMELESS:
        return answer.author == author_of(unit, by, answer.round)
    return answer.member == by.member


def words_of(unit: Unit, answer: Answer) -> tuple[str, str]:
    """Give an answer's own text and what was added to the follow-up question."""
    if answer.sealed is None:
        return answer.text, answer.follow_up
    text, _, more = unit.tx.vault.open(answer.sealed).decode().partition(BREAK)
    return text, more


def named_words(unit: Unit, workspace: str, text: str) -> str:
    """Give people's text with mentions as plain names, so that nobody is pinged by it later."""
    names = members.names(unit.tx, workspace, MENTION.findall(text))
    return re.sub(MENTION, lambda m: f"@{names.get(m[1]) or m[1]}", text)


def choice_of(unit: Unit, by: c.By) -> str:
    """Give the audience chosen last time, empty before the first."""
    member = members.get(unit.tx, by.workspace, by.member)
    return unit.tx.vault.open(member.audience.encode()).decode().strip() if member and member.audience else ""


def remember_choice(unit: Unit, by: c.By, audience: str) -> None:
    """Keep the choice for next time, sealed and at one length: it could give a nameless answer's author away."""
    members.prefer(
        unit.tx, by.workspace, by.member, audience=unit.tx.vault.seal(audience.ljust(8).encode()).decode("ascii")
    )


def put(
    unit: Unit,
    by: c.By,
    round_: Round | None,
    wish: c.SaveAnswer,
    before: Answer | None,
    *,
    source: str = "form",
    more: str | None = None,
) -> Answer:
    """Keep an answer for its audience; one given before is changed, or makes place where its audience changes."""
    if before is not None and more is None:
        more = words_of(unit, before)[1]
    if before is not None and before.audience == wish.audience:
        return change(unit, by, before, wish, more or "")
    if before is not None:
        take_down(unit, before)
    circle = circles.get(unit.tx, by.workspace, round_.circle) if round_ else None
    answer = new(unit, by, round_, circle, wish)
    answer.source = before.source if before and before.source != "thread" else source
    _fill(unit, answer, wish.text, more or "")
    answers.add(unit.tx, by.workspace, answer)
    if answer.audience == Audience.NAMED and circle is not None and round_ is not None:
        _show(unit, by, answer, circle, round_, How.POST)
    return answer


def new(unit: Unit, by: c.By, round_: Round | None, circle: Circle | None, wish: c.SaveAnswer) -> Answer:
    """Give a fresh answer without its words; a nameless one has no member, no time and an id that tells nothing."""
    nameless = wish.audience == Audience.NAMELESS
    return Answer(
        workspace=by.workspace,
        answer=ids.blind() if nameless else ids.new(unit.now),
        circle=circle.circle if circle else "",
        round=round_.round if round_ else "",
        member=None if nameless else by.member,
        author=author_of(unit, by, round_.round) if nameless and round_ else None,
        audience=wish.audience,
        themes=list(wish.themes),
        tough=wish.tough,
        quote=wish.quote,
        told_on=unit.today(circle.zone if circle else ""),
        told_at=None if nameless else unit.now,
    )


def _fill(unit: Unit, answer: Answer, text: str, more: str) -> None:
    private = answer.audience == Audience.PRIVATE
    answer.text, answer.follow_up = ("", "") if private else (text, more)
    answer.sealed = unit.tx.vault.seal(f"{text}{BREAK}{more}".encode()) if private else None


def change(unit: Unit, by: c.By, answer: Answer, wish: c.SaveAnswer, more: str) -> Answer:
    """Change an answer in its place, and what shows it; an edition that quoted other words loses the line."""
    if words_of(unit, answer)[0] != wish.text or (answer.quote and not wish.quote):
        digest.withdraw(unit, by.workspace, "answer", answer.answer)  # consent was for exactly the old text
    _fill(unit, answer, wish.text, more)
    answer.themes, answer.tough, answer.quote = list(wish.themes), wish.tough, wish.quote
    unit.tx.session.add(answer)
    unit.tx.session.flush()
    if answer.audience == Audience.NAMED and answer.source != "thread":
        circle = circles.get(unit.tx, by.workspace, answer.circle)
        round_ = rounds.get(unit.tx, by.workspace, answer.round)
        if circle and round_:
            _show(unit, by, answer, circle, round_, How.UPDATE)
    return answer


def _show(unit: Unit, by: c.By, answer: Answer, circle: Circle, round_: Round, how: How) -> None:
    voice = unit.catalog.voice(circle.language)
    labels = tuple(unit.catalog.theme_label(t, voice.locale) for t in answer.themes)
    if answer.tough:
        labels = (*labels, unit.catalog.theme_label("tough", voice.locale))
    message = view.shared(
        voice, unit.who(by.workspace, by.member), answer.text, labels, round_.follow_up, answer.follow_up
    )
    unit.post(
        by.workspace,
        message,
        kind="answer",
        subject=answer.answer,
        channel=circle.channel,
        circle=circle.circle,
        how=how,
        thread=f"@question:{round_.round}" if how is How.POST else "",
        ref=f"@answer:{answer.answer}" if how is How.UPDATE else "",
        policy="resend" if how is How.UPDATE else "wait",
    )


def take_down(unit: Unit, answer: Answer) -> None:
    """Delete an answer and everything that shows it: the post in the thread, the line in an edition."""
    workspace = answer.workspace
    digest.withdraw(unit, workspace, "answer", answer.answer)
    outbox.cancel(unit.tx, workspace, "answer", answer.answer)
    circle = circles.get(unit.tx, workspace, answer.circle) if answer.circle else None
    if answer.audience == Audience.NAMED and answer.source != "thread" and circle is not None:
        unit.post(
            workspace,
            Message(""),
            kind="answer",
            subject=answer.answer,
            channel=circle.channel,
            circle=circle.circle,
            how=How.DELETE,
            ref=f"@answer:{answer.answer}",
            policy="resend",
        )
    else:
        posts.drop(unit.tx, workspace, "answer", answer.answer)
    answers.remove(unit.tx, workspace, answer)


def wish_of(by: c.By, answer: Answer, text: str) -> c.SaveAnswer:
    """Give an answer as it would be saved again with another text."""
    blank = c.SaveAnswer(by=by, round=answer.round, audience=answer.audience)
    return replace(blank, text=text, themes=tuple(answer.themes), tough=answer.tough, quote=False)
