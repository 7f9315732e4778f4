"""My story: opened by its owner only, exported by its owner only."""

import json
import secrets
from datetime import timedelta

from bot import commands as c
from bot.domain.plan import Kind
from bot.messages import Download, Reply
from bot.services import export as exports, mine, rhythm
from bot.services.unit import Unit
from bot.views import setup as setup_view, story as view
from bot.views.common import paragraph
from prompts.phrases import Voice
from storage import circles, members, story, tickets
from storage.tables import Answer, Circle, Kudos

PAGE = 8
PURPOSE = "export"
VALID = timedelta(minutes=15)
MOST_CIRCLES = 5


def open_home(unit: Unit, cmd: c.OpenHome) -> Reply:
    """Give a member their own page: circles, what gives them energy, and the timeline with what can be done."""
    workspace, member = cmd.by.workspace, cmd.by.member
    voice = unit.voice(workspace, member)
    own = mine.gather(unit, workspace, member)
    entries = own.days
    pages = max(1, -(-len(entries) // PAGE))
    page = min(cmd.page, pages - 1)
    row = members.get(unit.tx, workspace, member)
    look = view.Look(
        voice=voice,
        name=row.name if row else "",
        paused_until=row.paused_until if row and row.paused_until and row.paused_until > unit.today() else None,
        circles=_circles(unit, voice, workspace, member, own),
        chips=tuple((unit.catalog.theme_label(t, voice.locale), n) for t, n in own.chips),
        entries=tuple(
            _entry(unit, own, voice.locale, kind, row) for _, kind, row in entries[page * PAGE : (page + 1) * PAGE]
        ),
        page=page,
        pages=pages,
    )
    return Reply(home=view.home(look), page=page)


def _circles(unit: Unit, voice: Voice, workspace: str, member: str, own: mine.Mine) -> tuple[view.Line, ...]:
    """The circles in which a member did something, or which they host; membership itself is not kept."""
    ids = mine.circles_of(own) | {row.circle for row in story.hosted(unit.tx, workspace, member)}
    found = [row for row in circles.of_workspace(unit.tx, workspace) if row.circle in ids]
    shown = [row for row in found if row.state in circles.BEGUN]
    lines = tuple(_circle(unit, voice, row, member) for row in shown[:MOST_CIRCLES])
    more = len(shown) - len(lines)
    return (*lines, view.Line("story-circles-more", {"n": more})) if more else lines


def _circle(unit: Unit, voice: Voice, circle: Circle, member: str) -> view.Line:
    here = setup_view.here(circle)
    if circle.state == "resting":
        return view.Line("story-circle-resting", {"channel": here})
    when = setup_view.moment(voice, rhythm.next_of(unit, circle, Kind.ASK), circle)
    key = "story-circle-host" if circle.host == member else "story-circle"
    return view.Line(key, {"channel": here, "when": when})


def _entry(unit: Unit, own: mine.Mine, locale: str, kind: str, row: Answer | Kudos) -> view.Entry:
    circle = circles.get(unit.tx, row.workspace, row.circle) if row.circle else None
    channel = setup_view.here(circle) if circle else None
    if isinstance(row, Answer):
        asked = own.rounds.get(row.round)
        told = own.told[row.answer]
        return view.Entry(
            kind="answer",
            id=row.answer,
            day=row.told_on,
            audience=row.audience,
            channel=channel,
            question=asked.text if asked else "",
            text=told.text,
            follow_up=asked.follow_up if asked else "",
            more=told.more,
            chips=tuple(unit.catalog.theme_label(t, locale) for t in told.themes),
            quote=told.quote,
        )
    people = own.receivers.get(row.kudos, ())
    shown = [r.member for r in people if kind == "gave" or r.member != own.member]
    return view.Entry(
        kind=kind,
        id=row.kudos,
        day=row.given_on,
        audience=row.audience,
        channel=channel,
        text=own.reasons[row.kudos],
        value=row.value,
        giver=unit.who(row.workspace, row.giver),
        people=tuple(unit.who(row.workspace, m) for m in shown),
        kept_out=any(r.kept_out for r in people if r.member == own.member),
    )


def export(unit: Unit, cmd: c.ExportMe) -> Reply:
    """Give a single-use address for one file with everything of the actor's; it holds for fifteen minutes."""
    token = secrets.token_urlsafe(24)
    body = ticket_of(cmd.by.member)
    tickets.give(unit.tx, cmd.by.workspace, PURPOSE, token, until=unit.now + VALID, body=body)
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    return Reply(say=paragraph(voice, "export-ready"), download=Download(token, exports.NAME))


def ticket_of(member: str) -> bytes:
    """Give what an export's ticket holds."""
    return json.dumps({"member": member}).encode()


def fetch_export(unit: Unit, token: str) -> tuple[str, bytes] | None:
    """Use an export's address up: the file's name and bytes, None for one that is unknown, used or too old."""
    workspace = tickets.workspace_of(unit.tx, PURPOSE, token)
    if workspace is None:
        return None
    unit.tx.alone(workspace)
    body = tickets.take(unit.tx, workspace, PURPOSE, token, unit.now)
    if body is None:
        return None
    return exports.NAME, exports.build(unit, workspace, json.loads(body)["member"])
