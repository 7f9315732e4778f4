"""One's own settings, pause, help, and why one gets this or nothing."""

from datetime import date

from bot import commands as c
from bot.domain import calendar, text as texts
from bot.domain.plan import Kind
from bot.intake import DUTCH, IN_FULL, VERBS
from bot.messages import Block, Reply
from bot.services import mine, rhythm
from bot.services.unit import Unit
from bot.views import own as view, setup as setup_view
from bot.views.common import say
from prompts.phrases import Voice
from storage import circles, kudos, members, rounds
from storage.tables import Circle

WHERE = ("circle", "private")


def open_settings(unit: Unit, cmd: c.OpenSettings) -> Reply:
    """Open the form with a member's own choices."""
    row = members.get(unit.tx, cmd.by.workspace, cmd.by.member)
    until = row.paused_until.isoformat() if row and row.paused_until and row.paused_until > unit.today() else ""
    form = view.settings(
        unit.voice(cmd.by.workspace, cmd.by.member),
        language=row.own_language if row else "",
        thanks_in=(row.thanks_in if row else "") or "circle",
        until=until,
    )
    return Reply(form=form)


def save_settings(unit: Unit, cmd: c.SaveSettings) -> Reply:
    """Keep a member's own choices; what cannot be read is said beside its field."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    language, where = cmd.fields.get("language", ""), cmd.fields.get("thanks_in", "circle")
    until, fine = _day(unit, cmd.by, cmd.fields.get("until", ""))
    wrong = {
        "language": language not in {"", "auto", *unit.catalog.locales} and "own-error-language",
        "thanks_in": where not in WHERE and "own-error-thanks",
        "until": not fine and "own-error-until",
    }
    errors = {field: voice(key) for field, key in wrong.items() if key}
    if errors:
        return Reply(errors=errors)
    chosen = "" if language == "auto" else language
    members.prefer(unit.tx, cmd.by.workspace, cmd.by.member, own_language=chosen, thanks_in=where, paused_until=until)
    if where == "private":
        kudos.keep_rest_out(unit.tx, cmd.by.workspace, cmd.by.member)
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    return say(voice, "own-saved-paused", day=voice.date(until)) if until else say(voice, "own-saved")


def _day(unit: Unit, by: c.By, text: str) -> tuple[date | None, bool]:
    if not text.strip():
        return None, True
    member = members.get(unit.tx, by.workspace, by.member)
    day = calendar.parse_day(
        text, unit.today(member.zone if member else ""), unit.voice(by.workspace, by.member).locale
    )
    return day, day is not None


def pause(unit: Unit, cmd: c.PauseMe) -> Reply:
    """Pause until a date, on which it ends by itself, or end it; without either, say whether there is a pause."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    day, fine = _day(unit, cmd.by, cmd.text)
    if not fine:
        return say(voice, "own-pause-unclear", text=view.words(texts.clip(cmd.text, 60)))
    row = members.get(unit.tx, cmd.by.workspace, cmd.by.member)
    until = row.paused_until if row and row.paused_until and row.paused_until > unit.today() else None
    if day is None and until is None:
        return say(voice, "own-not-paused")
    day = day or (None if cmd.over else until)
    members.prefer(unit.tx, cmd.by.workspace, cmd.by.member, paused_until=day)
    return Reply(say=view.paused(voice, day)) if day else say(voice, "own-resumed")


def help_(unit: Unit, cmd: c.Help) -> Reply:
    """Say what can be asked; for a word that is no command, the nearest one first."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    own_words_first = [*DUTCH, *VERBS] if voice.locale == "nl" else [*VERBS, *DUTCH]
    nearest = texts.nearest(cmd.unknown, own_words_first) if cmd.unknown else None
    return Reply(say=view.help_(voice, cmd.unknown, IN_FULL.get(nearest or "", nearest or "")))


def why_this(unit: Unit, cmd: c.WhyThis) -> Reply:
    """Say why somebody gets this, or nothing: the circle here, its next times, and one's own pause."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    here = circles.by_channel(unit.tx, cmd.by.workspace, cmd.by.channel) if cmd.by.channel else None
    lines = (
        _about(unit, voice, here)
        if here
        else [view.line(voice, "own-why-nothing" if cmd.by.channel else "own-why-private")]
    )
    row = members.get(unit.tx, cmd.by.workspace, cmd.by.member)
    if row and row.paused_until and row.paused_until > unit.today():
        lines.append(view.line(voice, "own-why-paused", day=voice.date(row.paused_until)))
    return Reply(say=view.lines(lines))


def _about(unit: Unit, voice: Voice, circle: Circle) -> list[Block]:
    channel = setup_view.here(circle)
    host = unit.who(circle.workspace, circle.host)
    if circle.state in {"proposed", "declined", "ended"}:
        known = circle.state == "proposed"
        return [
            view.line(voice, "own-why-proposed", channel=channel, host=host)
            if known
            else view.line(voice, "own-why-nothing")
        ]
    if circle.state == "resting":
        return [view.line(voice, f"own-why-resting-{_resting(circle.rest_reason)}", channel=channel)]
    key = "own-why-here" if circle.host else "own-why-here-unhosted"
    args = {"channel": channel, **({"host": host} if circle.host else {})}
    ask, digest = (setup_view.moment(voice, rhythm.next_of(unit, circle, k), circle) for k in (Kind.ASK, Kind.DIGEST))
    found: list[Block] = [view.line(voice, key, **args), view.line(voice, "own-why-next", ask=ask, digest=digest)]
    if circle.paused_until and circle.paused_until > unit.today(circle.zone):
        found.append(view.line(voice, "own-why-circle-paused", day=voice.date(circle.paused_until)))
    latest = rounds.latest(unit.tx, circle.workspace, circle.circle)
    if latest is not None:
        found.append(
            view.line(
                voice, "own-why-question", question=latest.text, why=_why(unit, voice, latest.pack, latest.reason)
            )
        )
    return found


def _resting(reason: str) -> str:
    if "archived" in reason:
        return "archived"
    return "removed" if "not_in" in reason or "removed" in reason or "left" in reason else "other"


def _why(unit: Unit, voice: Voice, pack: str, reason: str) -> str:
    """Say why a question was chosen: `from Fuel, not asked for half a year`."""
    kind, _, weeks = reason.partition(":")
    if kind == "member":
        return voice("question-why-member")
    known = unit.catalog.packs.get(pack)
    title = known.title.get(voice.locale, pack) if known else pack
    ago = voice("question-why-ago", weeks=int(weeks)) if weeks.isdigit() else voice("question-why-new")
    return view.why(voice, kind, title, ago)


def what_do_you_know(unit: Unit, cmd: c.WhatDoYouKnow) -> Reply:
    """Count what is kept about the actor, and say where to read and how to delete it; nobody else is named."""
    own = mine.gather(unit, cmd.by.workspace, cmd.by.member)
    by_audience = [a.audience for a in own.answers]
    facts = view.Known(
        named=by_audience.count("named"),
        nameless=by_audience.count("nameless"),
        private=by_audience.count("private"),
        given=len(own.given),
        received=len(own.received),
        joined=len(own.joined),
        echoes=len(own.echoes),
        questions=len(own.suggested),
        hands=len(own.hands),
        kept_months=unit.house.keep_months,
    )
    return Reply(say=view.known(unit.voice(cmd.by.workspace, cmd.by.member), facts))
