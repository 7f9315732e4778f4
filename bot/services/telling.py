"""How an answer is kept for its audience, found again by its teller, and taken down."""

import json
import re
from dataclasses import dataclass

from bot import commands as c
from bot.domain.answers import Audience
from bot.intake import MENTION
from bot.messages import Message
from bot.ports import How
from bot.services import digest
from bot.services.unit import Unit
from bot.views import answers as view
from storage import answers, circles, echoes, erasure, ids, members, outbox, places, posts, rounds
from storage.tables import Answer, Circle, Round

TYPED = ("thread", "reply")  # said in the thread: as it stands there, or said again by the bot
ROUNDS_BACK, LATELY = 26, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody told, opened: their words, what they added to the follow-up question, and what they tapped."""

    text: str
    more: str = ""
    themes: tuple[str, ...] = ()
    tough: bool = False
    quote: bool = False


def authors_of(unit: Unit, by: c.By, round_: str) -> tuple[str, ...]:
    """Give the hashes by which a member, and nobody with the database alone, finds a nameless answer.

    A new answer goes by the first; the others are those of earlier secret keys.
    """
    return unit.tx.vault.authors(by.workspace, by.member, round_)


def can_change(unit: Unit, by: c.By, answer: Answer) -> bool:
    """Tell whether an answer is this member's own."""
    if answer.workspace != by.workspace:
        return False
    if answer.audience == Audience.NAMELESS:
        return answer.author in authors_of(unit, by, answer.round)
    return answer.member == by.member


def opened(unit: Unit, answer: Answer) -> Told:
    """Give what an answer holds, for its teller; of what was sealed for somebody else, nothing."""
    if answer.sealed is None:
        marks = {"tough": answer.tough, "quote": answer.quote}
        return Told(text=answer.text, more=answer.follow_up, themes=tuple(answer.themes), **marks)
    text, more, themes, tough, quote, *whose = json.loads(unit.tx.vault.open(answer.sealed))
    # Whoever can write in the database must not have another's words opened by putting them into a row of their own.
    if whose and whose != [answer.workspace, answer.member]:
        return Told(text="")
    return Told(text=text, more=more, themes=tuple(themes), tough=tough, quote=quote)


def sealed(unit: Unit, told: Told, workspace: str, member: str) -> bytes:
    """Give what only its teller may read: words, chips and marks alike, and whose they are."""
    parts = [told.text, told.more, told.themes, told.tough, told.quote, workspace, member]
    packed = json.dumps(parts, ensure_ascii=False)
    return unit.tx.vault.seal(packed.encode())


def named_words(unit: Unit, workspace: str, text: str) -> str:
    """Give people's text with mentions as plain names, so that nobody is pinged by it later."""
    names = members.names(unit.tx, workspace, MENTION.findall(text))
    return re.sub(MENTION, lambda m: f"@{names.get(m[1]) or m[1]}", text)


def choice_of(unit: Unit, by: c.By, circle: str) -> str:
    """Give the audience chosen last time in a circle, empty before the first.

    It is found in the answers themselves: kept beside the member, it would tell by its change whose a nameless answer
    is.
    """
    asked = rounds.newest(unit.tx, by.workspace, circle, ROUNDS_BACK)
    for some in (asked[:LATELY], asked[LATELY:]):  # most people answered lately: half a year need not be read for them
        authors = [author for round_ in some for author in authors_of(unit, by, round_)]
        chosen = answers.chosen(unit.tx, by.workspace, some, by.member, authors)
        found = next((round_ for round_ in some if round_ in chosen), "")
        if found:
            return chosen[found]
    return ""


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
        more = opened(unit, before).more
    if before is not None and before.audience == wish.audience:
        return change(unit, by, before, wish, more or "")
    if before is not None:
        take_down(unit, before)
    circle = circles.get(unit.tx, by.workspace, round_.circle) if round_ else None
    answer = new(unit, by, round_, circle, wish)
    if answer.audience != Audience.NAMELESS:  # where one came from could tell whose it is
        answer.source = before.source if before and before.source not in TYPED else source
    _fill(unit, answer, wish, more or "")
    answers.add(unit.tx, by.workspace, answer)
    if answer.audience == Audience.NAMED and circle is not None and round_ is not None:
        show(unit, by, answer, circle, round_, How.POST)
    return answer


def new(unit: Unit, by: c.By, round_: Round | None, circle: Circle | None, wish: c.SaveAnswer) -> Answer:
    """Give a fresh answer without what it tells; a nameless one has no member, an id that tells nothing, and no time.

    All of a round have the round's day: beside the days of others' acts, an own one could tell whose it is.
    """
    nameless = wish.audience == Audience.NAMELESS
    return Answer(
        workspace=by.workspace,
        answer=ids.blind() if nameless else ids.new(unit.now),
        circle=circle.circle if circle else "",
        round=round_.round if round_ else "",
        member=None if nameless else by.member,
        author=authors_of(unit, by, round_.round)[0] if nameless and round_ else None,
        audience=wish.audience,
        told_on=round_.day if nameless and round_ else unit.today(circle.zone if circle else ""),
        told_at=None if nameless else unit.now,
    )


def _fill(unit: Unit, answer: Answer, wish: c.SaveAnswer, more: str) -> None:
    told = Told(text=wish.text, more=more, themes=tuple(wish.themes), tough=wish.tough, quote=wish.quote)
    private = answer.audience == Audience.PRIVATE
    shown = Told(text="") if private else told
    answer.text, answer.follow_up, answer.themes = shown.text, shown.more, list(shown.themes)
    answer.tough, answer.quote = shown.tough, shown.quote
    answer.sealed = sealed(unit, told, answer.workspace, answer.member or "") if private else None


def change(unit: Unit, by: c.By, answer: Answer, wish: c.SaveAnswer, more: str) -> Answer:
    """Change an answer in its place, and what shows it; an edition that quoted other words loses the line."""
    if opened(unit, answer).text != wish.text or (answer.quote and not wish.quote):
        digest.withdraw(unit, by.workspace, "answer", answer.answer)  # consent was for exactly the old text
    stood = _shows(answer)
    _fill(unit, answer, wish, more)
    unit.tx.session.add(answer)
    unit.tx.session.flush()
    if answer.audience == Audience.NAMED and answer.source != "thread":
        circle = circles.get(unit.tx, by.workspace, answer.circle)
        round_ = rounds.get(unit.tx, by.workspace, answer.round)
        if stood and circle and not _shows(answer):
            outbox.cancel(unit.tx, by.workspace, "answer", answer.answer)
            _take_away(unit, answer, circle)
        elif circle and round_:
            show(unit, by, answer, circle, round_, How.UPDATE if stood else How.POST)
    return answer


def _shows(answer: Answer) -> bool:
    """Tell whether there is anything to show of a named answer: of a tough week alone there is not."""
    return bool(answer.text or answer.follow_up or answer.themes)


def show(unit: Unit, by: c.By, answer: Answer, circle: Circle, round_: Round, how: How) -> None:
    """Post a named answer in its round's thread, or mend the post; one with nothing to show stands nowhere.

    Where somebody deleted the question it stands for itself: the platform would refuse it below.
    """
    if not _shows(answer):
        return
    hangs = how is How.POST and places.has_thread(unit.tx, by.workspace, "question", round_.round)
    unit.post(
        by.workspace,
        shared(unit, answer, circle, round_),
        kind="answer",
        subject=answer.answer,
        channel=circle.channel,
        circle=circle.circle,
        how=how,
        thread=f"@question:{round_.round}" if hangs else "",
        ref=f"@answer:{answer.answer}" if how is How.UPDATE else "",
        policy="resend" if how is How.UPDATE else "wait",
    )


def shared(unit: Unit, answer: Answer, circle: Circle, round_: Round) -> Message:
    """Give a named answer as its circle reads it; whose week was a tough one it does not say."""
    voice, teller = unit.catalog.voice(circle.language), unit.who(answer.workspace, answer.member or "")
    labels = tuple(unit.catalog.theme_label(t, voice.locale) for t in answer.themes)
    return view.shared(voice, teller, answer.text, labels, round_.follow_up, answer.follow_up)


def take_down(unit: Unit, answer: Answer) -> None:
    """Delete an answer with the echoes on it and all that shows it: the post in the thread, the line in an edition."""
    workspace = answer.workspace
    digest.withdraw(unit, workspace, "answer", answer.answer)
    outbox.cancel(unit.tx, workspace, "answer", answer.answer)
    circle = circles.get(unit.tx, workspace, answer.circle) if answer.circle else None
    if answer.audience == Audience.NAMED and answer.source != "thread" and circle is not None:
        _take_away(unit, answer, circle)
        posts.drop_typed(unit.tx, workspace, "answer", answer.answer)
    else:
        posts.drop(unit.tx, workspace, "answer", answer.answer)
    # A private line about an answer that is no more would tell that its reader once had one.
    erasure.about(unit.tx, workspace, [answer.answer])
    echoes.drop_about(unit.tx, workspace, "answer", answer.answer)
    answers.remove(unit.tx, workspace, answer)
    if answer.audience == Audience.NAMELESS and answer.edition:
        digest.thin_out(unit, workspace, answer.circle, answer.edition)


def _take_away(unit: Unit, answer: Answer, circle: Circle) -> None:
    if places.may_stand(unit.tx, answer.workspace, "answer", answer.answer):
        unit.post(
            answer.workspace,
            Message(""),
            kind="answer",
            subject=answer.answer,
            channel=circle.channel,
            circle=circle.circle,
            how=How.DELETE,
            ref=f"@answer:{answer.answer}",
            policy="resend",
        )


def wish_of(unit: Unit, by: c.By, answer: Answer, *, audience: str = "") -> c.SaveAnswer:
    """Give an answer as it would be saved again."""
    told = opened(unit, answer)
    return c.SaveAnswer(
        by=by,
        round=answer.round,
        text=told.text,
        audience=audience or answer.audience,
        themes=told.themes,
        tough=told.tough,
        quote=told.quote,
    )
