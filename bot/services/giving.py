"""Giving thanks: by command, by form, and into words. How they are kept and shown is in `thanks.py`."""

from collections.abc import Sequence
from dataclasses import replace

from bot import commands as c
from bot.domain import kudos as rules, text as texts
from bot.domain.kudos import ToYourself, Verdict
from bot.messages import Block, Reply
from bot.services import thanks
from bot.services.members import may_take_part
from bot.services.telling import named_words
from bot.services.thanks import Kept, Wish, circle_of
from bot.services.unit import Unit
from bot.views import kudos as view
from bot.views.common import para, say
from storage import answers, circles, kudos, posts
from storage.tables import Circle, Kudos

MOST = 3000


# ---------------------------------------------------------------- give


def give(unit: Unit, cmd: c.GiveKudos) -> Reply:
    """Post thanks at once where enough is said; else open the form with what is there already."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    if not may_take_part(unit, cmd.by):
        return say(voice, "kudos-refused-you")
    circle = circle_of(unit, cmd.by.workspace, cmd.by.channel)
    said = named_words(unit, cmd.by.workspace, texts.clean(cmd.text, MOST))
    heard = rules.parse(said, circle.values if circle else ())
    verdict = thanks.judge(unit, cmd.by, cmd.members)
    if _only_me(verdict) and heard.reason and not cmd.unread:
        return _moment_only(unit, cmd.by, circle, said, verdict)
    hindrance = _hindrance(unit, cmd, verdict, heard.reason)
    if hindrance is not None:
        people = tuple(m for m in cmd.members if m in verdict.thanked or m == cmd.by.member)
        draft = _draft(unit, cmd.by, circle, people, heard)
        return Reply(form=view.form(voice, draft, *hindrance))
    wish = Wish(
        receivers=verdict.thanked, reason=heard.reason, value=heard.value or "", typed=cmd.ref, thread=cmd.thread
    )
    return _given(unit, cmd.by, circle, wish, verdict)


def _only_me(verdict: Verdict) -> bool:
    return not verdict.thanked and any(isinstance(why, ToYourself) for why in verdict.refused)


def _moment_only(unit: Unit, by: c.By, circle: Circle | None, text: str, verdict: Verdict) -> Reply:
    notes = thanks.notes(unit, by, verdict.refused)
    return Reply(say=view.lines(*notes, *thanks.moment(unit, by, circle, text)))


def _hindrance(unit: Unit, cmd: c.GiveKudos, verdict: Verdict, reason: str) -> tuple[Block, ...] | None:
    """Give what to say above the form, None if nothing stands in the way of posting at once."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    notes = (*thanks.notes(unit, cmd.by, verdict.refused), *(view.unread_group(voice, why) for why in cmd.unread))
    if not verdict.thanked or cmd.unread:
        return notes
    if thanks.is_flood(unit, cmd.by):
        return (*notes, para(voice, "kudos-flood"))
    if not rules.enough(reason):
        return (*notes, para(voice, "kudos-form-more")) if reason else notes
    return None


def _draft(unit: Unit, by: c.By, circle: Circle | None, people: Sequence[str], said: rules.Thanks) -> view.Draft:
    return view.Draft(
        people=tuple(unit.who(by.workspace, m) for m in people),
        text=said.reason,
        value=said.value or "",
        values=tuple(circle.values) if circle else (),
        channel=circle.channel if circle else by.channel,
        place=f"#{circle.name}" if circle else "",
    )


def _given(unit: Unit, by: c.By, circle: Circle | None, wish: Wish, verdict: Verdict) -> Reply:
    notes = thanks.notes(unit, by, verdict.refused)
    kept = thanks.keep(unit, by, circle, wish)
    if any(isinstance(why, ToYourself) for why in verdict.refused):
        notes = (*notes, *thanks.moment(unit, by, circle, wish.reason))
    return _confirmed(unit, kept, circle, notes)


def _confirmed(unit: Unit, kept: Kept, circle: Circle | None, notes: tuple[Block, ...] = ()) -> Reply:
    row = kept.row
    where = "circle" if row.audience == "circle" else "receivers" if circle else "outside"
    values = tuple(circle.values) if circle and where == "circle" else ()
    it = view.Given(
        kudos=row.kudos,
        where=where,
        people=tuple(unit.who(row.workspace, member) for member in kept.people),
        privately=tuple(unit.who(row.workspace, member) for member in kept.privately),
        value=row.value,
        values=values,
        notes=notes,
    )
    return Reply(say=view.given(unit.voice(row.workspace, row.giver), it))


# ---------------------------------------------------------------- the form


def open_form(unit: Unit, cmd: c.OpenKudos) -> Reply:
    """Open the form: empty, for people, for somebody's message, or to put a small thank-you into words."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    if not may_take_part(unit, cmd.by):
        return say(voice, "kudos-refused-you")
    if cmd.kudos:
        return _open_given(unit, cmd)
    circle = circle_of(unit, cmd.by.workspace, cmd.by.channel)
    verdict = thanks.judge(unit, cmd.by, _people_of(unit, cmd))
    notes = thanks.notes(unit, cmd.by, verdict.refused)
    if _only_me(verdict):
        notes = (*notes, para(voice, "kudos-form-own-message"))
    draft = _draft(unit, cmd.by, circle, verdict.thanked, rules.Thanks(reason=""))
    return Reply(form=view.form(voice, replace(draft, about=cmd.about), *notes))


def _open_given(unit: Unit, cmd: c.OpenKudos) -> Reply:
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    row = thanks.own(unit, cmd.by, cmd.kudos)
    if row is None:
        return say(voice, "kudos-not-there")
    circle = circles.get(unit.tx, cmd.by.workspace, row.circle) if row.circle else None
    people = kudos.names(unit.tx, cmd.by.workspace, row.kudos)
    said = rules.Thanks(reason=thanks.reason_of(unit, row), value=row.value)
    draft = _draft(unit, cmd.by, circle, people, said)
    return Reply(form=view.form(voice, replace(draft, kudos=row.kudos)))


def _people_of(unit: Unit, cmd: c.OpenKudos) -> tuple[str, ...]:
    """Give who is to be thanked: the bot's own post of an answer or thank-you speaks for whoever wrote it."""
    post = posts.at(unit.tx, cmd.by.workspace, cmd.by.channel, cmd.about) if cmd.about else None
    if post is None or not post.own:
        return cmd.members
    told = answers.get(unit.tx, cmd.by.workspace, post.subject) if post.kind == "answer" else None
    given = kudos.get(unit.tx, cmd.by.workspace, post.subject) if post.kind == "kudos" else None
    teller = (told.member if told else None) or (given.giver if given else None)
    return (teller,) if teller else cmd.members


def save(unit: Unit, cmd: c.SaveKudos) -> Reply:
    """Keep what was filled in: a new thank-you, or the words of one that is there."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    if not may_take_part(unit, cmd.by):
        return say(voice, "kudos-refused-you")
    earlier = _earlier(unit, cmd)
    circle = _circle_for(unit, cmd, earlier)
    said = _said(unit, cmd, circle)
    verdict = thanks.judge(unit, cmd.by, cmd.members)
    errors = _problems(unit, cmd, said.reason, verdict, fresh=earlier is None)
    if errors:
        return Reply(errors=errors)
    if cmd.kudos and earlier is None:
        return say(voice, "kudos-not-there")
    if earlier is None and _only_me(verdict):
        return _moment_only(unit, cmd.by, circle, said.reason, verdict)
    people = verdict.thanked if earlier is None else kudos.names(unit.tx, cmd.by.workspace, earlier.kudos)
    wish = Wish(
        receivers=tuple(people),
        reason=said.reason,
        value=said.value or "",
        audience="circle" if circle and cmd.audience != "receivers" else "receivers",
        source="form",
        message=cmd.about,
    )
    if earlier is None:
        return _given(unit, cmd.by, circle, wish, verdict)
    thanks.put_into_words(unit, earlier, wish)
    return _confirmed(unit, thanks.kept(unit, earlier), circle)


def _earlier(unit: Unit, cmd: c.SaveKudos) -> Kudos | None:
    """Give the thank-you that gets its words now: the one named, or the small one on the same message."""
    if cmd.kudos:
        return thanks.own(unit, cmd.by, cmd.kudos)
    if not cmd.about:
        return None
    small = kudos.on_message(unit.tx, cmd.by.workspace, cmd.by.channel, cmd.about, cmd.by.member)
    if small is None or small.source != "reaction":
        return None
    return small if set(kudos.names(unit.tx, cmd.by.workspace, small.kudos)) == set(cmd.members) else None


def _circle_for(unit: Unit, cmd: c.SaveKudos, earlier: Kudos | None) -> Circle | None:
    if earlier is None:
        return circle_of(unit, cmd.by.workspace, cmd.by.channel)
    return circles.get(unit.tx, cmd.by.workspace, earlier.circle) if earlier.circle else None


def _said(unit: Unit, cmd: c.SaveKudos, circle: Circle | None) -> rules.Thanks:
    """Give both fields as one reason, and the value chosen, else the one named by hashtag."""
    values = circle.values if circle else []
    fields = (named_words(unit, cmd.by.workspace, texts.clean(f, MOST + 1)) for f in (cmd.text, cmd.possible))
    text, possible = fields
    heard = rules.parse(text, values)
    if heard.value:
        text = heard.reason
    value = cmd.value if cmd.value in values else heard.value
    return rules.Thanks(reason="\n".join(part for part in (text, possible) if part) if text else "", value=value)


def _problems(unit: Unit, cmd: c.SaveKudos, reason: str, verdict: Verdict, *, fresh: bool) -> dict[str, str]:
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    if not reason:
        return {"text": voice("kudos-no-text")}
    if len(reason) > MOST:
        return {"text": voice("kudos-too-long", length=len(reason), most=MOST)}
    if not fresh or cmd.kudos:
        return {}
    if not verdict.thanked and not _only_me(verdict):
        why = view.lines(*thanks.notes(unit, cmd.by, verdict.refused)).text
        return {"members": why or voice("kudos-no-people")}
    return {"text": voice("kudos-flood")} if thanks.is_flood(unit, cmd.by) else {}
