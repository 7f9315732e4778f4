"""Gather: compose, post, preview and mend editions."""

from dataclasses import replace
from datetime import date, timedelta

from bot import commands as c
from bot.domain import digest as rules
from bot.domain.answers import Audience
from bot.domain.edition import Carry, Edition
from bot.messages import Message, Reply
from bot.ports import How
from bot.services import hosting
from bot.services.unit import Unit
from bot.views import digest as view
from bot.views.common import para, say
from storage import answers, circles, editions, ids, kudos, rounds
from storage.tables import Answer, Circle, Edition as Row, Quoted

WEEKS_BACK = 8
QUOTED_EDITIONS = 3
CARRIED_EDITIONS = 52  # a question for which nobody raised a hand comes back after a year, if it comes back


def now(unit: Unit, cmd: c.DigestNow) -> Reply:
    """Post the digest at once, for the host; or show anybody in the circle how it would read."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    circle = circles.by_channel(unit.tx, cmd.by.workspace, cmd.by.channel)
    if circle is None or circle.state not in circles.BEGUN:
        return say(voice, "setup-no-circle")
    if cmd.preview:
        return preview(unit, circle, cmd.by)
    refused = hosting.post_refusal(unit, circle, cmd.by, "digest-not-host")
    if refused:
        return refused
    posted = post(unit, circle, unit.today(circle.zone))
    return say(voice, "digest-posted-now" if posted else "digest-nothing-now")


def preview(unit: Unit, circle: Circle, by: c.By) -> Reply:
    """Show how the digest would read now, to one person; nothing is kept."""
    voice = unit.voice(by.workspace, by.member)
    day = unit.today(circle.zone)
    edition = compose(unit, circle, "preview", day, nameless=False)
    if edition is None:
        return say(voice, "digest-preview-nothing")
    return Reply(say=view.preview(voice, render(unit, circle, edition, "preview", day)))


def post(unit: Unit, circle: Circle, day: date) -> bool:
    """Freeze what was gathered and put it into the outbox; False when there is nothing to say."""
    edition_id = ids.new(unit.now)
    edition = compose(unit, circle, edition_id, day)
    if edition is None:
        return False
    _keep(unit, circle, edition, edition_id, day)
    unit.post(
        circle.workspace,
        render(unit, circle, edition, edition_id, day),
        kind="digest",
        subject=edition_id,
        channel=circle.channel,
        circle=circle.circle,
        once=f"digest:{circle.circle}:{day}:{edition_id if _again(unit, circle, day) else ''}",
    )
    return True


def _again(unit: Unit, circle: Circle, day: date) -> bool:
    """A second digest on one day comes only from the host's own command."""
    latest = editions.latest(unit.tx, circle.workspace, circle.circle, 2)
    return sum(e.day == day for e in latest) > 1


def _keep(unit: Unit, circle: Circle, edition: Edition, edition_id: str, day: date) -> None:
    workspace = circle.workspace
    last = editions.latest(unit.tx, workspace, circle.circle)
    told = {a.answer: a for a in answers.ungathered(unit.tx, workspace, circle.circle)}
    tellers = {q.answer: _person(told[q.answer]) for q in edition.quotes if q.answer in told}
    editions.add(
        unit.tx,
        workspace,
        Row(
            workspace=workspace,
            edition=edition_id,
            circle=circle.circle,
            day=day,
            locale=circle.language,
            facts=edition.to_dict(),
            since=last[0].until if last else circle.started_at or unit.now,
            until=unit.now,
        ),
        [
            Quoted(workspace=workspace, edition=edition_id, kind=kind, subject=subject, teller=tellers.get(subject, ""))
            for kind, subject in edition.subjects()
        ],
    )
    answers.gathered(unit.tx, workspace, circle.circle, edition_id, list(told))
    editions.take_up(unit.tx, workspace, circle.circle, edition_id)


def compose(unit: Unit, circle: Circle, edition_id: str, day: date, *, nameless: bool = True) -> Edition | None:
    """Give the edition as it would be now, None when there is nothing to say.

    Without the new `nameless` answers it can be looked at twice: what one adds between two looks is nobody's secret.
    """
    known = facts(unit, circle, edition_id, day)
    if not nameless:
        known = replace(known, told=tuple(each for each in known.told if not each.nameless or each.edition))
    edition = rules.gather(known)
    if edition is None or edition.quiet:
        return edition
    return replace(edition, carry=_carry(unit, circle))


def facts(unit: Unit, circle: Circle, edition_id: str, day: date) -> rules.Facts:
    """Give what the digest is made of: what is new, and eight weeks back for what grew."""
    workspace, name = circle.workspace, circle.circle
    told = answers.since(unit.tx, workspace, name, day - timedelta(weeks=WEEKS_BACK))
    new = {a.answer: a for a in answers.ungathered(unit.tx, workspace, name)}
    recent = editions.latest(unit.tx, workspace, name, QUOTED_EDITIONS)
    lines = editions.lines(unit.tx, workspace, [e.edition for e in recent])
    return rules.Facts(
        edition=edition_id,
        day=day,
        told=tuple(_told(a) for a in {**{a.answer: a for a in told}, **new}.values()),
        thanked=_thanked(unit, circle, day),
        echoers=frozenset(e.member for e in editions.new_echoes(unit.tx, workspace, name)),
        quoted=frozenset(line.teller for line in lines if line.teller),
        values=tuple(circle.values),
        since=circle.started_at.date() if circle.started_at else None,
    )


def _person(answer: Answer) -> str:
    return answer.member or answer.author or ""


def _told(answer: Answer) -> rules.Told:
    return rules.Told(
        answer=answer.answer,
        person=_person(answer),
        round=answer.round,
        day=answer.told_on,
        themes=tuple(answer.themes),
        tough=answer.tough,
        text=answer.text,
        quote=answer.quote,
        nameless=answer.audience == Audience.NAMELESS,
        edition=answer.edition,
    )


def _thanked(unit: Unit, circle: Circle, day: date) -> tuple[rules.Thanked, ...]:
    since = day - timedelta(days=14)
    rows = editions.thanked(unit.tx, circle.workspace, circle.circle, since)
    by_kudos = kudos.receivers_of(unit.tx, circle.workspace, [row.kudos for row in rows])
    found = []
    for row in rows:
        receivers = by_kudos.get(row.kudos, [])
        if any(r.kept_out for r in receivers):
            continue
        found.append(
            rules.Thanked(
                kudos=row.kudos,
                giver=row.giver,
                receivers=tuple(r.member for r in receivers),
                day=row.given_on,
                reason=row.reason,
                value=row.value or None,
                small=row.source == "reaction" and not row.reason,
                edition=row.edition,
            )
        )
    return tuple(found)


def _carry(unit: Unit, circle: Circle) -> Carry | None:
    """A member's own question is shown in one digest, the oldest first: others can raise a hand for it there."""
    waiting = rounds.suggestions(unit.tx, circle.workspace, circle.circle)
    if not waiting:
        return None
    posted = editions.latest(unit.tx, circle.workspace, circle.circle, CARRIED_EDITIONS)
    shown = {(row.facts.get("carry") or {}).get("suggestion") for row in posted}
    first = next((each for each, _ in waiting if each.suggestion not in shown), None)
    return Carry(text=first.text, member=first.member, suggestion=first.suggestion) if first else None


def render(unit: Unit, circle: Circle, edition: Edition, edition_id: str, day: date, locale: str = "") -> Message:
    """Give an edition as a message, in the language in which it was posted, else the circle's."""
    voice = unit.catalog.voice(locale or circle.language)
    look = view.Look(voice, unit.catalog, lambda member: unit.who(circle.workspace, member))
    return view.post(
        look,
        edition,
        edition_id=edition_id,
        circle=circle.name,
        day=day,
        next_ask=voice.day(circle.ask_day),
    )


def withdraw(unit: Unit, workspace: str, kind: str, subject: str) -> int:
    """Take an answer or kudos out of every edition in which it stands; the posts are edited. Gives how many."""
    found = editions.with_subject(unit.tx, workspace, kind, subject)
    for row in found:
        editions.unquote(unit.tx, workspace, row.edition, kind, subject)
        circle = circles.get(unit.tx, workspace, row.circle)
        if circle is not None:
            mend(unit, circle, row, Edition.from_dict(row.facts).without(kind, subject))
    return len(found)


def thin_out(unit: Unit, workspace: str, circle: str, edition: str) -> None:
    """Take the last nameless lines out of an edition that has too few nameless answers left to hide among."""
    left = [a for a in answers.of_edition(unit.tx, workspace, circle, edition) if a.audience == Audience.NAMELESS]
    if not rules.hidden(_told(a) for a in left):
        for answer in left:
            withdraw(unit, workspace, "answer", answer.answer)


def mend(unit: Unit, circle: Circle, row: Row, edition: Edition) -> None:
    """Let an edition say something else from now on, where it is kept and where it was posted."""
    row.facts = edition.to_dict()
    unit.tx.session.add(row)
    unit.post(
        row.workspace,
        render(unit, circle, edition, row.edition, row.day, row.locale),
        kind="digest",
        subject=row.edition,
        channel=circle.channel,
        circle=circle.circle,
        how=How.UPDATE,
        ref=f"@digest:{row.edition}",
        policy="resend",
    )


def take_line_out(unit: Unit, cmd: c.TakeLineOut) -> Reply:
    """Take everything of the actor's out of one edition."""
    workspace, member = cmd.by.workspace, cmd.by.member
    voice = unit.voice(workspace, member)
    taken = 0
    for line in editions.lines(unit.tx, workspace, [cmd.edition]):
        if _is_mine(unit, cmd.by, line):
            taken += withdraw(unit, workspace, line.kind, line.subject)
    gone = (("takeout-done", taken), ("takeout-question", _question_out(unit, cmd)))
    told = [key for key, out in gone if out] or ["takeout-nothing"]
    return say(voice, told[0], *(para(voice, key) for key in told[1:]))


def _question_out(unit: Unit, cmd: c.TakeLineOut) -> bool:
    """Take the actor's own question out of an edition; it is neither shown again nor asked any more."""
    row = editions.get(unit.tx, cmd.by.workspace, cmd.edition)
    circle = circles.get(unit.tx, cmd.by.workspace, row.circle) if row else None
    if row is None or circle is None:
        return False
    edition = Edition.from_dict(row.facts)
    if edition.carry is None or edition.carry.member != cmd.by.member:
        return False
    mend(unit, circle, row, replace(edition, carry=None))
    rounds.withdraw(unit.tx, cmd.by.workspace, edition.carry.suggestion)
    return True


def _is_mine(unit: Unit, by: c.By, line: Quoted) -> bool:
    if line.kind == "kudos":
        row = kudos.get(unit.tx, by.workspace, line.subject)
        receivers = kudos.receivers(unit.tx, by.workspace, line.subject)
        return row is not None and by.member in {row.giver, *(r.member for r in receivers)}
    given = answers.get(unit.tx, by.workspace, line.subject)
    if given is None:
        return False
    return by.member == given.member or given.author in unit.tx.vault.authors(by.workspace, by.member, given.round)
