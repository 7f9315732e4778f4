"""Telling: open, save, tap, follow up, take back. What is heard in the chat is in `hearing.py`."""

from dataclasses import replace

from bot import commands as c
from bot.domain import text as texts
from bot.domain.answers import Audience
from bot.messages import Reply
from bot.services import mine as parts
from bot.services.hearing import hear_private, hear_reply, reword
from bot.services.members import may_take_part
from bot.services.telling import (
    TYPED,
    authors_of,
    can_change,
    choice_of,
    named_words,
    opened,
    put,
    take_down,
    wish_of,
)
from bot.services.unit import Unit
from bot.views import answers as view
from bot.views.common import say
from storage import answers, circles, posts, rounds
from storage.tables import Answer, Round

MOST = 3000
MOST_THEMES = 3

__all__ = ["follow_up", "hear_private", "hear_reply", "open_form", "reword", "save", "take_back", "tap"]


def open_form(unit: Unit, cmd: c.OpenAnswer) -> Reply:
    """Open the form for a round, or for an answer already given; a closed round gives way to the open one."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    if not may_take_part(unit, cmd.by):
        return say(voice, "answer-refused-you")
    if cmd.answer:
        return _open_given(unit, cmd)
    round_ = _round_for(unit, cmd.by, cmd.round)
    if round_ is None:
        return say(voice, "answer-no-round")
    mine = answers.of_teller(
        unit.tx, cmd.by.workspace, round_.round, cmd.by.member, authors_of(unit, cmd.by, round_.round)
    )
    given = next((a for a in mine if a.source not in TYPED), None)
    return Reply(form=view.form(voice, unit.catalog, _draft(unit, cmd.by, round_, given)))


def _open_given(unit: Unit, cmd: c.OpenAnswer) -> Reply:
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    given = answers.get(unit.tx, cmd.by.workspace, cmd.answer)
    if given is None or not can_change(unit, cmd.by, given):
        return say(voice, "answer-not-yours")
    round_ = rounds.get(unit.tx, cmd.by.workspace, given.round) or _round_to_share(unit, cmd.by, given)
    if round_ is None:
        several = len(circles.running(unit.tx, cmd.by.workspace)) > 1
        return say(voice, "answer-which-circle" if several else "answer-no-round")
    return Reply(form=view.form(voice, unit.catalog, _draft(unit, cmd.by, round_, given)))


def _round_for(unit: Unit, by: c.By, round_: str) -> Round | None:
    """Late answers join the open round of the same circle."""
    asked = rounds.get(unit.tx, by.workspace, round_) if round_ else None
    if asked is None:
        circle = circles.by_channel(unit.tx, by.workspace, by.channel) if by.channel else None
        here = [circle] if circle else circles.running(unit.tx, by.workspace)
        return rounds.latest(unit.tx, by.workspace, here[0].circle) if len(here) == 1 else None
    if asked.closed_at is None:
        return asked
    return rounds.open_of(unit.tx, by.workspace, asked.circle) or asked


def _round_to_share(unit: Unit, by: c.By, given: Answer) -> Round | None:
    """Give the question under which something that answers none can be shared: that of its circle, else of one's own.

    Of several circles it is the one in which the member takes part, where there is only one.
    """
    if given.circle:
        return rounds.latest(unit.tx, by.workspace, given.circle)
    found = _round_for(unit, by, "")
    if found is not None:
        return found
    mine = parts.circles_of(parts.gather(unit, by.workspace, by.member))
    own = [row.circle for row in circles.running(unit.tx, by.workspace) if row.circle in mine]
    return rounds.latest(unit.tx, by.workspace, own[0]) if len(own) == 1 else None


def _draft(unit: Unit, by: c.By, round_: Round, given: Answer | None) -> view.Draft:
    circle = circles.get(unit.tx, by.workspace, round_.circle)
    draft = view.Draft(
        round=round_.round,
        question=round_.text,
        example=round_.example,
        channel=f"#{circle.name}" if circle else "",
        audience=given.audience if given else choice_of(unit, by, round_.circle),
        kept_months=unit.house.keep_months,
    )
    if given is None:
        return draft
    told = opened(unit, given)
    words = replace(draft, answer=given.answer, text=told.text, follow_up=round_.follow_up, more=told.more)
    return replace(words, themes=told.themes, tough=told.tough, quote=told.quote)


def save(unit: Unit, cmd: c.SaveAnswer) -> Reply:
    """Keep an answer, or what was changed in it, for the audience its teller chose."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    if not may_take_part(unit, cmd.by):
        return say(voice, "answer-refused-you")
    text = named_words(unit, cmd.by.workspace, texts.clean(cmd.text, MOST + 1))
    errors = _problems(unit, cmd, text)
    if errors:
        return Reply(errors={field: voice(key, length=len(text), most=MOST) for field, key in errors.items()})
    round_ = _round_for(unit, cmd.by, cmd.round)
    if round_ is None:
        return say(voice, "answer-no-round")
    before = _given(unit, cmd, round_)
    # What is changed stays an answer to its own question: only what is new joins the open one.
    round_ = (rounds.get(unit.tx, cmd.by.workspace, before.round) if before else None) or round_
    stands = before is not None and cmd.audience != Audience.NAMED and _stands_typed(unit, before)
    answer = put(unit, cmd.by, round_, replace(cmd, text=text), before)
    follow_up = "" if before or not text else round_.follow_up
    key = "answer-changed-typed" if stands else f"answer-{'changed' if before else 'saved'}-{cmd.audience}"
    if text and not (cmd.quote or stands) and cmd.audience == Audience.NAMELESS:
        key = f"{key}-counted"
    if not (text or cmd.themes or (before and opened(unit, answer).more)):
        key = "answer-saved-tough"  # of which nothing stands anywhere
    return view.saved(voice, key, answer.answer, follow_up=follow_up, shared=cmd.audience != Audience.PRIVATE)


def _stands_typed(unit: Unit, given: Answer) -> bool:
    """Tell whether somebody's own message still stands in the thread, whatever becomes of the answer."""
    return given.source in TYPED and posts.typed(unit.tx, given.workspace, "answer", given.answer) is not None


def _given(unit: Unit, cmd: c.SaveAnswer, round_: Round) -> Answer | None:
    if cmd.answer:
        given = answers.get(unit.tx, cmd.by.workspace, cmd.answer)
        return given if given is not None and can_change(unit, cmd.by, given) else None
    authors = authors_of(unit, cmd.by, round_.round)
    mine = answers.of_teller(unit.tx, cmd.by.workspace, round_.round, cmd.by.member, authors)
    return next((a for a in mine if a.source in {"form", "tap"}), None)


def _problems(unit: Unit, cmd: c.SaveAnswer, text: str) -> dict[str, str]:
    known = {t.id for t in unit.catalog.themes}
    problems: dict[str, str] = {}
    if not text and not cmd.themes and not cmd.tough:
        problems["text"] = "answer-empty"
    if len(text) > MOST:
        problems["text"] = "answer-too-long"
    if cmd.audience not in set(Audience):
        problems["audience"] = "answer-choose-audience"
    if len(cmd.themes) > MOST_THEMES or not set(cmd.themes) <= known:
        problems["themes"] = "answer-too-many-themes"
    return problems


def tap(unit: Unit, cmd: c.Tap) -> Reply:
    """Keep one chip as a full answer; who has never chosen an audience, or chose another one here, gets the form."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    if not may_take_part(unit, cmd.by):
        return say(voice, "answer-refused-you")
    round_ = _round_for(unit, cmd.by, cmd.round)
    if round_ is None:
        return say(voice, "answer-no-round")
    audience = choice_of(unit, cmd.by, round_.circle)
    draft = _draft(unit, cmd.by, round_, None)
    given = _given(unit, c.SaveAnswer(by=cmd.by, round=round_.round), round_)
    if given is not None:
        draft = _draft(unit, cmd.by, round_, given)
    if not audience or cmd.theme not in {t.id for t in unit.catalog.themes} | {"tough"}:
        return Reply(form=view.form(voice, unit.catalog, _with_chip(draft, cmd.theme)))
    wanted = _with_chip(draft, cmd.theme)
    wish = c.SaveAnswer(
        by=cmd.by,
        round=round_.round,
        text=wanted.text,
        audience=wanted.audience or audience,
        themes=wanted.themes,
        tough=wanted.tough,
        quote=wanted.quote,
    )
    answer = put(unit, cmd.by, round_, wish, given, source="tap")
    shared = wish.audience != Audience.PRIVATE
    if cmd.theme == "tough":
        return view.saved(voice, "answer-saved-tough", answer.answer, shared=shared)
    label = unit.catalog.theme_label(cmd.theme, voice.locale)
    return view.saved(voice, f"answer-saved-tap-{wish.audience}", answer.answer, shared=shared, theme=label)


def _with_chip(draft: view.Draft, theme: str) -> view.Draft:
    if theme == "tough":
        return replace(draft, tough=True)
    return replace(draft, themes=(*(t for t in draft.themes if t != theme), theme)[-MOST_THEMES:])


def follow_up(unit: Unit, cmd: c.FollowUp) -> Reply:
    """Open the follow-up question, or put what was answered to it with the answer."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    given = answers.get(unit.tx, cmd.by.workspace, cmd.answer)
    if given is None or not can_change(unit, cmd.by, given):
        return say(voice, "answer-not-yours")
    round_ = rounds.get(unit.tx, cmd.by.workspace, given.round)
    wish = wish_of(unit, cmd.by, given)
    if cmd.text is None:
        more = opened(unit, given).more
        return Reply(form=view.follow_up_form(voice, given.answer, round_.follow_up if round_ else "", more))
    if round_ is not None:
        more = named_words(unit, cmd.by.workspace, texts.clean(cmd.text, MOST // 2))
        put(unit, cmd.by, round_, wish, given, source=given.source, more=more)
    return say(voice, "answer-followup-saved")


def take_back(unit: Unit, cmd: c.TakeBack) -> Reply:
    """Withdraw an answer to *only me*, or delete it, wherever it stands."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    given = answers.get(unit.tx, cmd.by.workspace, cmd.answer)
    if given is None or not can_change(unit, cmd.by, given):
        return say(voice, "answer-not-yours")
    stands = _stands_typed(unit, given)
    wish, more = wish_of(unit, cmd.by, given, audience=Audience.PRIVATE), opened(unit, given).more
    take_down(unit, given)
    if not cmd.delete:
        round_ = rounds.get(unit.tx, cmd.by.workspace, given.round)
        put(unit, cmd.by, round_, replace(wish, quote=False), None, more=more)
        return say(voice, "answer-withdrawn-typed" if stands else "answer-withdrawn")
    return say(voice, "answer-deleted-typed" if stands else "answer-deleted")
