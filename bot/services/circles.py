"""Circles: proposed to who invites the bot, started by one tap, changed by one form, resting where unreachable."""

from datetime import timedelta

from bot import commands as c
from bot.domain import calendar
from bot.domain.members import MemberKind
from bot.domain.plan import Kind
from bot.messages import NOTHING, Message, Reply
from bot.ports import How
from bot.services import hosting, openly, rhythm, rounds, wishes
from bot.services.members import kinds_in
from bot.services.unit import Unit
from bot.views import setup as view
from bot.views.common import say
from storage import circles, holding, ids, members, occurrences, posts as post_rows, workspaces
from storage.tables import Circle

HELD = timedelta(days=365)  # far beyond the day on which a workspace that stays away is forgotten


def propose(unit: Unit, cmd: c.Propose) -> Reply:
    """Tell the inviter, and nobody else, what would happen here, and ask whether to start."""
    if not cmd.by.member:
        return NOTHING
    hindrance = _hindrance(unit, cmd)
    if hindrance is not None:
        return _tell(unit, cmd.by, cmd.channel, hindrance)
    known = circles.by_channel(unit.tx, cmd.by.workspace, cmd.channel)
    if known is not None and known.state in circles.BEGUN:
        return _already(unit, cmd, known)
    if known is not None and cmd.openly and not cmd.anew and _stands_open(unit, known):
        return NOTHING
    circle = _begin(unit, cmd, known)
    if cmd.openly:
        openly.propose(unit, circle)
        return NOTHING
    return _tell(unit, cmd.by, circle.circle, _proposal(unit, circle, cmd), kind="proposal")


def _hindrance(unit: Unit, cmd: c.Propose) -> Message | None:
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    kinds = kinds_in(unit, cmd.by, [cmd.by.member], external=cmd.external)
    full = kinds[cmd.by.member] is MemberKind.MEMBER
    key = ("setup-unwritable" if cmd.archived else "") if full else "setup-guest"
    return view.note(voice, key, channel=view.place(cmd.channel, cmd.name)) if key else None


def _stands_open(unit: Unit, circle: Circle) -> bool:
    return circle.state == "proposed" and openly.stands(unit, circle)


def _begin(unit: Unit, cmd: c.Propose, known: Circle | None) -> Circle:
    circle = known or Circle(workspace=cmd.by.workspace, circle=ids.new(unit.now), channel=cmd.channel)
    _fill(unit, circle, cmd)
    circles.add(unit.tx, cmd.by.workspace, circle)
    rhythm.remind(unit, circle)
    return circle


def _fill(unit: Unit, circle: Circle, cmd: c.Propose) -> None:
    inviter = members.get(unit.tx, cmd.by.workspace, cmd.by.member)
    zone = inviter.zone if inviter else ""
    circle.state, circle.host, circle.name = "proposed", cmd.by.member, cmd.name or circle.name
    circle.private, circle.external = cmd.private, cmd.external
    circle.zone = zone if zone and calendar.valid_zone(zone) else unit.house.zone
    language = members.language(unit.tx, cmd.by.workspace, cmd.by.member)
    circle.language = language if language in unit.catalog.locales else unit.house.language
    wishes.defaults(unit, circle)


def _proposal(unit: Unit, circle: Circle, cmd: c.Propose) -> Message:
    voice = unit.voice(circle.workspace, circle.host)
    question = unit.catalog.prompts[rounds.FIRST].text[voice.locale]
    return view.proposal(voice, circle, question, unit.catalog.voice(circle.language), cmd.missing)


def _already(unit: Unit, cmd: c.Propose, circle: Circle) -> Reply:
    """The bot is back in a channel that it knows: it goes on there."""
    if circle.state == "resting":
        wake(unit, c.WakeCircle(workspace=circle.workspace, channel=circle.channel))
    share(unit, c.ShareChannel(workspace=circle.workspace, channel=circle.channel, external=cmd.external))
    hosting.may(unit, circle, cmd.by)
    return _tell(unit, cmd.by, circle.circle, _at_home(unit, cmd.by, circle))


def _at_home(unit: Unit, by: c.By, circle: Circle) -> Message:
    voice = unit.voice(by.workspace, by.member)
    when = view.moment(voice, rhythm.next_of(unit, circle, Kind.ASK), circle)
    return view.note(voice, "setup-already", host=unit.who(circle.workspace, circle.host), when=when)


def _tell(unit: Unit, by: c.By, subject: str, message: Message, kind: str = "setup") -> Reply:
    """Write to the inviter in private, through the outbox, since an invitation has no answer of its own."""
    unit.post(by.workspace, message, kind=kind, subject=subject, channel=by.member, how=How.PRIVATE, policy="resend")
    return NOTHING


def start(unit: Unit, cmd: c.StartCircle) -> Reply:
    """Start as proposed: one post in the channel, the first question to try, everything else to the host alone."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    circle = circles.get(unit.tx, cmd.by.workspace, cmd.circle)
    if circle is None or circle.host != cmd.by.member:
        return say(voice, "setup-not-yours")
    if circle.state in circles.BEGUN:
        return Reply(replace=_as_it_is(unit, circle))
    openly.settle(unit, circle, cmd.language)
    if circle.external and not cmd.sure:
        return Reply(replace=view.confirm_external(voice, circle))
    in_channel = openly.stands(unit, circle)
    circle.state, circle.started_at, circle.rest_reason = "running", unit.now, ""
    unit.tx.session.add(circle)
    unit.tx.session.flush()
    occurrences.replan(unit.tx, circle.workspace, circle.circle, Kind.REMIND.value)
    rounds.first(unit, circle)
    rhythm.plan_all(unit, circle)
    unit.post(
        circle.workspace,
        view.thank_invitation(voice, circle.channel),
        kind="setup",
        subject=f"thank:{circle.circle}",
        channel=circle.host,
        how=How.PRIVATE,
        once=f"invite-thanks:{circle.circle}",
        policy="resend",
    )
    if in_channel:  # what was tapped belongs to everybody, and is the promise by now
        return _tell(unit, cmd.by, f"set:{circle.circle}", _all_set(unit, circle))
    return Reply(replace=_all_set(unit, circle))


def _as_it_is(unit: Unit, circle: Circle) -> Message:
    voice = unit.voice(circle.workspace, circle.host)
    rests = circle.state == "resting"
    return view.note(voice, "setup-resting", channel=view.here(circle)) if rests else _all_set(unit, circle)


def _all_set(unit: Unit, circle: Circle) -> Message:
    voice = unit.voice(circle.workspace, circle.host)
    return view.all_set(voice, circle, view.moment(voice, rhythm.next_of(unit, circle, Kind.ASK), circle))


def open_form(unit: Unit, cmd: c.OpenCircle) -> Reply:
    """Open the circle's form for its host; anybody else reads who can change it, or what could be begun here."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    circle = _circle(unit, cmd.by, cmd.circle)
    if cmd.offer and (circle is None or circle.state not in circles.BEGUN):
        return _offered(unit, cmd.offer, circle)
    if circle is None or circle.state in {"declined", "ended"}:
        return say(voice, "setup-no-circle")
    if cmd.begin and circle.state == "running" and circle.host:
        return Reply(say=_at_home(unit, cmd.by, circle))
    if cmd.begin and circle.state == "resting":
        return say(voice, "setup-resting", channel=view.here(circle))
    key = "own-why-proposed" if circle.state == "proposed" else "setup-host-only"
    return hosting.refusal(unit, circle, cmd.by, key) or Reply(form=view.form(voice, circle))


def _offered(unit: Unit, cmd: c.Propose, known: Circle | None) -> Reply:
    """Propose a circle to whoever asks for its settings: they need not take the bot out and invite it again."""
    hindrance = _hindrance(unit, cmd)
    return Reply(say=hindrance or _proposal(unit, _begin(unit, cmd, known), cmd))


def _circle(unit: Unit, by: c.By, circle: str) -> Circle | None:
    if circle:
        return circles.get(unit.tx, by.workspace, circle)
    return circles.by_channel(unit.tx, by.workspace, by.channel) if by.channel else None


def save(unit: Unit, cmd: c.SaveCircle) -> Reply:
    """Keep what the form says; a running circle's next times move along, and never make two in one week."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    circle = circles.get(unit.tx, cmd.by.workspace, cmd.circle)
    if circle is None or circle.host != cmd.by.member:
        return say(voice, "setup-not-yours")
    wish, errors = wishes.read(unit, circle, cmd.fields)
    if wish is None:
        return Reply(errors={field: voice(key) for field, key in errors.items()})
    wishes.keep(unit, circle, wish)
    if circle.state == "proposed":
        return start(unit, c.StartCircle(by=cmd.by, circle=cmd.circle))
    rhythm.plan_all(unit, circle)
    return Reply(say=_as_it_is(unit, circle))


def decline(unit: Unit, cmd: c.DeclineCircle) -> Reply:
    """[Not now]: nothing happens here until somebody invites the bot again."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    circle = circles.get(unit.tx, cmd.by.workspace, cmd.circle)
    if circle is None or circle.host != cmd.by.member:
        return say(voice, "setup-not-yours")
    if circle.state in circles.BEGUN:
        return Reply(replace=_as_it_is(unit, circle))
    if circle.state == "proposed":
        circle.state = "declined"
        unit.tx.session.add(circle)
        occurrences.replan(unit.tx, circle.workspace, circle.circle, Kind.REMIND.value)
        if openly.take_away(unit, circle):
            return _tell(unit, cmd.by, f"declined:{circle.circle}", view.note(voice, "setup-declined"))
    return Reply(replace=view.note(voice, "setup-declined"))


def explain(unit: Unit, cmd: c.Explain) -> Reply:
    """[How it works]."""
    return Reply(say=view.explanation(unit.voice(cmd.by.workspace, cmd.by.member)))


def not_for_me(unit: Unit, cmd: c.NotForMe) -> Reply:
    """[Not for me]: nobody is ever asked in person, so there is nothing to switch off, and nobody sees the tap."""
    return say(unit.voice(cmd.by.workspace, cmd.by.member), "setup-not-for-me")


def rest(unit: Unit, cmd: c.RestCircle) -> Reply:
    """Let a circle rest that cannot be reached; its host is told once, where anybody can be told at all."""
    here = circles.by_channel(unit.tx, cmd.workspace, cmd.channel)
    found = circles.running(unit.tx, cmd.workspace) if cmd.everywhere else [here] if here else []
    for circle in found:
        if circle.state != "running":
            continue
        circle.state, circle.rest_reason = "resting", cmd.reason
        unit.tx.session.add(circle)
        if circle.host and not cmd.everywhere:
            _tell_host(unit, circle)
    if cmd.everywhere:
        _workspace_gone(unit, cmd)
    return NOTHING


def _tell_host(unit: Unit, circle: Circle) -> None:
    voice = unit.voice(circle.workspace, circle.host)
    key = "setup-unwritable" if circle.rest_reason.startswith("restricted") else "setup-resting"
    unit.post(
        circle.workspace,
        view.note(voice, key, channel=view.here(circle)),
        kind="setup",
        subject=f"rest:{circle.circle}",
        channel=circle.host,
        how=How.PRIVATE,
        once=f"rest:{circle.circle}:{unit.today(circle.zone)}",
        policy="resend",
    )


def _workspace_gone(unit: Unit, cmd: c.RestCircle) -> None:
    """Forget the token at once, and hold what was to leave: each post would only be refused, and be lost."""
    row = workspaces.get(unit.tx, cmd.workspace)
    if row is not None and row.state == "active":
        row.state, row.token, row.gone_at = "gone", None, unit.now
        unit.tx.session.add(row)
        unit.tx.session.flush()
        holding.hold(unit.tx, cmd.workspace, unit.now + HELD)


def wake(unit: Unit, cmd: c.WakeCircle) -> Reply:
    """Go on where a circle can be reached again; nothing missed is caught up but a promise that never stood there."""
    circle = circles.by_channel(unit.tx, cmd.workspace, cmd.channel)
    if circle is not None and circle.state == "resting":
        circle.state, circle.rest_reason = "running", ""
        unit.tx.session.add(circle)
        unit.tx.session.flush()
        if not rounds.was_introduced(unit, circle):
            circle.started_at = unit.now
            rounds.first(unit, circle)
        rhythm.plan_all(unit, circle)
    return NOTHING


def share(unit: Unit, cmd: c.ShareChannel) -> Reply:
    """Note that another company came into a channel, or left it; the host of a running circle is told who reads on."""
    known = circles.look_in(unit.tx, cmd.workspace, cmd.channel)
    circle = circles.get(unit.tx, cmd.workspace, known.circle) if known and known.external != cmd.external else None
    if circle is not None:
        circle.external = cmd.external
        unit.tx.session.add(circle)
        unit.tx.session.flush()
        if circle.external and circle.host and circle.state == "running":
            _tell_of_company(unit, circle)
    return NOTHING


def _tell_of_company(unit: Unit, circle: Circle) -> None:
    voice = unit.voice(circle.workspace, circle.host)
    note = view.note(voice, "setup-external-now", channel=view.here(circle))
    _tell(unit, c.By(workspace=circle.workspace, member=circle.host), f"shared:{circle.circle}", note)


def rename(unit: Unit, cmd: c.RenameChannel) -> Reply:
    """Follow a channel's new name or id; by that a circle can be reached which was asked under the earlier one."""
    circle = circles.by_channel(unit.tx, cmd.workspace, cmd.channel)
    if circle is None:
        return NOTHING
    circle.name = cmd.name or circle.name
    if cmd.to:
        circle.channel = cmd.to
        post_rows.move_channel(unit.tx, cmd.workspace, cmd.channel, cmd.to)
    unit.tx.session.add(circle)
    unit.tx.session.flush()
    return wake(unit, c.WakeCircle(workspace=cmd.workspace, channel=cmd.to)) if cmd.to else NOTHING
