"""Ask: choose the next question, post it, close it; and the questions that members suggest."""

from datetime import date, datetime

from bot import commands as c
from bot.domain import rotation, text as texts
from bot.domain.plan import Kind
from bot.messages import Message, Reply
from bot.ports import How
from bot.services import hosting
from bot.services.members import may_take_part
from bot.services.unit import Unit
from bot.views import questions as view
from bot.views.common import say
from prompts import wording
from storage import circles, editions, ids, occurrences, places, posts, rounds
from storage.tables import Circle, Post, Round, Suggestion

FIRST = rotation.OPENERS[0]
MOST_WORDS = 17


def first(unit: Unit, circle: Circle) -> Round:
    """Post the promise, which is the first round too: its thread holds the first answers.

    Where the proposal stands in the channel itself, its post becomes the promise, so that setting up leaves one.
    """
    choice = rotation.Choice(prompt=FIRST, reason=rotation.Reason.OPENER, pack=unit.catalog.prompt(FIRST).pack)
    round_ = _keep(unit, circle, unit.today(circle.zone), choice)
    standing = posts.standing(unit.tx, circle.workspace, circle.channel, "proposal", circle.circle)
    if standing is not None:
        _becomes(unit, standing, round_)
    unit.post(
        circle.workspace,
        posted(unit, circle, round_),
        kind="question",
        subject=round_.round,
        channel=circle.channel,
        circle=circle.circle,
        how=How.UPDATE if standing else How.POST,
        ref=f"@question:{round_.round}" if standing else "",
        once=f"promise:{circle.circle}:{round_.round}",
        policy="resend" if standing else "wait",
    )
    return round_


def _becomes(unit: Unit, post: Post, round_: Round) -> None:
    posts.note(
        unit.tx,
        post.workspace,
        channel=post.channel,
        ref=post.ref,
        kind="question",
        subject=round_.round,
        circle=round_.circle,
        own=True,
    )


def was_introduced(unit: Unit, circle: Circle) -> bool:
    """Tell whether the promise stood in the channel, or still may: a later question shows that it did."""
    asked = rounds.history(unit.tx, circle.workspace, circle.circle)
    return len(asked) != 1 or places.has_stood(unit.tx, circle.workspace, "question", asked[0].round)


def ask(unit: Unit, circle: Circle, day: date) -> Round:
    """Choose and post the week's question; the one before it closes."""
    before = rounds.latest(unit.tx, circle.workspace, circle.circle)
    rounds.close(unit.tx, circle.workspace, circle.circle, unit.now)
    if before is not None and before.asked_at != circle.started_at:  # the promise stands there first, however late
        places.overtake(unit.tx, circle.workspace, "question", before.round)
    round_ = _keep(unit, circle, day, choose(unit, circle, day))
    unit.post(
        circle.workspace,
        posted(unit, circle, round_),
        kind="question",
        subject=round_.round,
        channel=circle.channel,
        circle=circle.circle,
        once=f"question:{circle.circle}:{round_.round}",
    )
    return round_


def posted(unit: Unit, circle: Circle, round_: Round) -> Message:
    """Give a question as its circle reads it; the first one is the promise."""
    voice = unit.catalog.voice(circle.language)
    if round_.asked_at == circle.started_at:
        return view.promise(voice, round_, circle.circle)
    return view.post(voice, unit.catalog, round_)


def mend(unit: Unit, circle: Circle, round_: Round) -> None:
    """Let the post of a question say what the round says now."""
    unit.post(
        circle.workspace,
        posted(unit, circle, round_),
        kind="question",
        subject=round_.round,
        channel=circle.channel,
        circle=circle.circle,
        how=How.UPDATE,
        ref=f"@question:{round_.round}",
        policy="resend",
    )


def close(unit: Unit, circle: Circle, due: datetime) -> None:
    """Close what was asked before the moment it was due: the next question may have been asked first."""
    rounds.close(unit.tx, circle.workspace, circle.circle, unit.now, due)


def choose(unit: Unit, circle: Circle, day: date) -> rotation.Choice:
    """Give the next question and why."""
    before = rounds.history(unit.tx, circle.workspace, circle.circle)
    takers = rounds.takers(unit.tx, circle.workspace, circle.circle, [r.round for r in before])
    history = [
        rotation.Asked(prompt=r.prompt, pack=r.pack, theme=r.theme, day=r.day, takers=takers.get(r.round, 0))
        for r in before
    ]
    facts = rotation.CircleFacts(
        circle=circle.circle,
        packs=tuple(circle.packs),
        arc=circle.arc,
        has_values=bool(circle.values),
        editions=editions.count(unit.tx, circle.workspace, circle.circle),
        light=_light_promised(unit, circle, before[-1] if before else None),
    )
    waiting = [
        rotation.Suggestion(id=s.suggestion, hands=hands)
        for s, hands in rounds.suggestions(unit.tx, circle.workspace, circle.circle)
    ]
    return rotation.choose(unit.catalog.cards(circle.language), facts, history, day, waiting)


def _keep(unit: Unit, circle: Circle, day: date, choice: rotation.Choice) -> Round:
    fill = _from_member if choice.pack == rotation.MEMBER else _from_pack
    return rounds.add(
        unit.tx,
        circle.workspace,
        round=ids.new(unit.now),
        circle=circle.circle,
        day=day,
        pack=choice.pack,
        prompt=choice.prompt,
        locale=circle.language,
        reason=_reason(choice),
        asked_at=unit.now,
        **fill(unit, circle, choice, day),
    )


def _light_promised(unit: Unit, circle: Circle, before: Round | None) -> bool:
    """After a quiet week, or one without anything to bring back, a light question comes."""
    last = next(iter(editions.latest(unit.tx, circle.workspace, circle.circle)), None)
    if last is not None and last.facts.get("quiet"):
        return True
    if before is None:
        return False
    gathered = occurrences.last_done(unit.tx, circle.workspace, circle.circle, Kind.DIGEST.value)
    if gathered is None or gathered.due_at <= before.asked_at:
        return False
    return last is None or last.until < before.asked_at


def _reason(choice: rotation.Choice) -> str:
    return f"{choice.reason.value}:{choice.asked_weeks_ago or ''}"


def _from_pack(unit: Unit, circle: Circle, choice: rotation.Choice, day: date) -> dict[str, str]:
    prompt, locale, week = unit.catalog.prompt(choice.prompt), circle.language, day.isocalendar().week
    # A question about a value takes the circle's values in turn.
    value = circle.values[week % len(circle.values)] if circle.values else ""
    return {
        "pack_version": unit.catalog.packs[choice.pack].version,
        "theme": prompt.theme,
        "text": prompt.text[locale].replace("{value}", value),
        "follow_up": prompt.follow_up[locale].replace("{value}", value),
        # The example is shown in some weeks only: it helps to begin, and is not to be imitated.
        "example": prompt.example[locale] if week % 2 else "",
    }


def _from_member(unit: Unit, circle: Circle, choice: rotation.Choice, _day: date) -> dict[str, str]:
    asked = rounds.suggestion(unit.tx, circle.workspace, choice.prompt)
    if asked is None:
        return {"pack_version": "", "text": ""}
    asked.state = "asked"
    unit.tx.session.add(asked)
    return {"pack_version": "", "text": asked.text, "theme": rotation.MEMBER}


def ask_now(unit: Unit, cmd: c.AskNow) -> Reply:
    """Ask the next question at once, for the host; the week's own slot is kept as it is."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    circle = circles.by_channel(unit.tx, cmd.by.workspace, cmd.by.channel)
    if circle is None:
        return say(voice, "setup-no-circle")
    refused = hosting.post_refusal(unit, circle, cmd.by, "question-not-host")
    if refused:
        return refused
    ask(unit, circle, unit.today(circle.zone))
    return say(voice, "question-asked-now")


def suggest(unit: Unit, cmd: c.Suggest) -> Reply:
    """Keep a member's own question for the circle; the next digest shows it."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    circle = circles.by_channel(unit.tx, cmd.by.workspace, cmd.by.channel)
    if circle is None or circle.state not in circles.BEGUN:
        return say(voice, "setup-no-circle")
    if not may_take_part(unit, cmd.by):
        return say(voice, "answer-refused-you")
    text = texts.clean(cmd.text, 300)
    if not text:
        return say(voice, "suggest-empty")
    if texts.count(text) > MOST_WORDS:
        return say(voice, "suggest-long")
    if not wording.is_open(text):
        return say(voice, "suggest-not-open")
    row = Suggestion(
        workspace=cmd.by.workspace,
        suggestion=ids.new(unit.now),
        circle=circle.circle,
        member=cmd.by.member,
        text=text,
        made_at=unit.now,
    )
    rounds.suggest(unit.tx, cmd.by.workspace, row)
    rounds.raise_hand(unit.tx, cmd.by.workspace, row.suggestion, cmd.by.member)
    return say(voice, "suggest-kept")


def raise_hand(unit: Unit, cmd: c.RaiseHand) -> Reply:
    """Note that a member would like a suggested question to be asked."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    asked = rounds.suggestion(unit.tx, cmd.by.workspace, cmd.suggestion)
    if asked is None or asked.state != "open":
        return say(voice, "hand-gone")
    if not may_take_part(unit, cmd.by):
        return say(voice, "answer-refused-you")
    rounds.raise_hand(unit.tx, cmd.by.workspace, cmd.suggestion, cmd.by.member)
    return say(voice, "hand-raised")
