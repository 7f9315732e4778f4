"""Telling: open, save, tap, follow up, take back. What is heard in the chat is in `hearing.py`."""

from dataclasses import replace

from bot import commands as c
from bot.domain import text as texts
from bot.domain.answers import Audience
from bot.messages import Reply
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
    round_ = rounds.get(unit.tx, cmd.by.workspace, given.round) or _round_for(unit, cmd.by, "")
    if round_ is None:
        return say(voice, "answer-no-round")
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
    return replace(draft, answer=given.answer, text=told.text, themes=told.themes, tough=told.tough, quote=told.quote)


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
    answer = put(unit, cmd.by, round_, replace(cmd, text=text), before)
    follow_up = "" if before or not text else round_.follow_up
    key = "answer-changed" if before else f"answer-saved-{cmd.audience}"
    return view.saved(voice, key, answer.answer, follow_up=follow_up, shared=cmd.audience != Audience.PRIVATE)


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
    label = unit.catalog.theme_label(cmd.theme, voice.locale)
    return view.saved(voice, "answer-saved-tap", answer.answer, shared=wish.audience != Audience.PRIVATE, theme=label)


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
    typed = posts.typed(unit.tx, cmd.by.workspace, "answer", given.answer)
    wish, more = wish_of(unit, cmd.by, given, audience=Audience.PRIVATE), opened(unit, given).more
    take_down(unit, given)
    if not cmd.delete:
        round_ = rounds.get(unit.tx, cmd.by.workspace, given.round)
        put(unit, cmd.by, round_, replace(wish, quote=False), None, more=more)
        return say(voice, "answer-withdrawn")
    return say(voice, "answer-deleted-typed" if typed and given.source in TYPED else "answer-deleted")
