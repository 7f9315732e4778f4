"""How a thank-you is kept and shown: who may get it, where it stands, and how it goes away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot import commands as c
from bot.domain.kudos import Refusal, ToYourself, Verdict, refusal
from bot.domain.members import MemberKind
from bot.messages import Block, Message
from bot.ports import How
from bot.services import bringing, digest, telling
from bot.services.members import kinds_in
from bot.services.unit import Unit
from bot.views import kudos as view
from storage import answers, circles, ids, kudos, members, outbox, places, posts, workspaces
from storage.tables import Circle, Kudos

FLOOD = 20  # thank-yous that one person can give within an hour
AN_HOUR = timedelta(hours=1)
TWIN = ".private"  # ends the id of the part of a thank-you that goes to those who want it in private


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A thank-you as its giver wants it; `message` is the one it is about, `typed` the one in which it was typed."""

    receivers: tuple[str, ...]
    reason: str
    value: str = ""
    audience: str = "circle"
    source: str = "command"
    message: str = ""
    typed: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was kept of a wish, and whom it thanks; `privately` are those who have a part of their own."""

    row: Kudos
    people: Sequence[str]
    privately: Sequence[str] = ()


def circle_of(unit: Unit, workspace: str, channel: str) -> Circle | None:
    """Give the running circle of a channel, None anywhere else."""
    found = circles.look_in(unit.tx, workspace, channel) if channel else None
    return found if found is not None and found.state == "running" else None


def own(unit: Unit, by: c.By, name: str) -> Kudos | None:
    """Give a thank-you that somebody gave themselves, None if it is not theirs or not there."""
    row = kudos.get(unit.tx, by.workspace, name)
    return row if row is not None and row.giver == by.member else None


# ---------------------------------------------------------------- who may be thanked


def judge(unit: Unit, by: c.By, people: Sequence[str]) -> Verdict:
    """Give whom somebody may thank, and why not the others."""
    kinds = kinds_in(unit, by, list(dict.fromkeys(people)))
    us = workspaces.bot(unit.tx, by.workspace)
    if us in kinds:
        kinds[us] = MemberKind.BOT
    whys = {member: _refusal(unit, by.member, member, kind) for member, kind in kinds.items()}
    return Verdict(
        thanked=tuple(member for member, why in whys.items() if why is None),
        refused=tuple(why for why in whys.values() if why is not None),
    )


def _refusal(unit: Unit, giver: str, receiver: str, kind: MemberKind) -> Refusal | None:
    allowed = unit.house.outsiders if kind is MemberKind.OUTSIDER else unit.house.guests
    return refusal(giver, receiver, kind, guests=allowed)


def notes(unit: Unit, by: c.By, refused: Sequence[Refusal]) -> tuple[Block, ...]:
    """Give a line for each who cannot be thanked; oneself is another matter."""
    voice = unit.voice(by.workspace, by.member)
    others = [why for why in refused if not isinstance(why, ToYourself)]
    return tuple(view.refused(voice, why, unit.who(by.workspace, why.member)) for why in others)


def moment(unit: Unit, by: c.By, circle: Circle | None, text: str) -> tuple[Block, ...]:
    """Keep thanks to oneself as a moment of one's own, and give the lines that say so."""
    answer = answers.add_moment(
        unit.tx,
        by.workspace,
        by.member,
        circle.circle if circle else "",
        telling.sealed(unit, telling.Told(text=text), by.workspace, by.member),
        unit.today(circle.zone if circle else ""),
        ids.new(unit.now),
    )
    return view.moment(unit.voice(by.workspace, by.member), answer)


def is_flood(unit: Unit, by: c.By, *, by_reaction: bool = False) -> bool:
    """Tell whether somebody gives more than anybody can read."""
    return kudos.lately(unit.tx, by.workspace, by.member, unit.now - AN_HOUR, by_reaction=by_reaction) >= FLOOD


# ---------------------------------------------------------------- keep, show, bring


def keep(unit: Unit, by: c.By, circle: Circle | None, wish: Wish) -> Kept:
    """Keep a thank-you, post it where its circle reads it, and bring it to each receiver.

    Those who want thanks in private get a part of their own; where that is everybody, nothing is posted.
    """
    discreet = members.thanked_privately(unit.tx, by.workspace, wish.receivers)
    openly = tuple(m for m in wish.receivers if m not in discreet)
    privately = tuple(m for m in wish.receivers if m in discreet)
    name = ids.new(unit.now)
    if circle is None or wish.audience != "circle" or not openly:
        return _keep(unit, by, circle, replace(wish, audience="receivers"), name)
    if not privately:
        return _keep(unit, by, circle, wish, name)
    apart = replace(wish, audience="receivers", receivers=privately, message="", typed="")
    twin = _keep(unit, by, circle, apart, name + TWIN)
    return replace(_keep(unit, by, circle, replace(wish, receivers=openly), name), privately=twin.people)


def _keep(unit: Unit, by: c.By, circle: Circle | None, wish: Wish, name: str) -> Kept:
    row = draft(unit, by, circle, wish, name)
    kudos.add(unit.tx, by.workspace, row, wish.receivers)
    # Several stand in the database's own order, in which whoever looks later finds them too.
    people = kudos.names(unit.tx, by.workspace, name) if len(wish.receivers) > 1 else wish.receivers
    there = circle if row.audience == "circle" else None
    if there is not None:
        _leave(unit, row, there, as_posted(unit, row, there, people), how=How.POST, thread=_thread(unit, there))
    bringing.tell_all(unit, row, wish.reason, people, there)
    if wish.typed and row.channel:
        _note(unit, row, wish)
    return Kept(row=row, people=people)


def _note(unit: Unit, row: Kudos, wish: Wish) -> None:
    """Remember in which message somebody gave thanks: should they delete it, the thanks go too."""
    posts.note(
        unit.tx,
        row.workspace,
        channel=row.channel,
        ref=wish.typed,
        kind="kudos",
        subject=row.kudos,
        circle=row.circle,
        thread=wish.thread,
        author=row.giver,
        own=False,
    )


def draft(unit: Unit, by: c.By, circle: Circle | None, wish: Wish, name: str) -> Kudos:
    """Give a thank-you as it will be kept, to be read only."""
    return kudos.draft(
        by.workspace,
        kudos=name,
        circle=circle.circle if circle else "",
        channel=by.channel,
        giver=by.member,
        message=wish.message,
        given_on=unit.today(circle.zone if circle else ""),
        given_at=unit.now,
        **_words(unit, wish),
    )


def _words(unit: Unit, wish: Wish) -> dict[str, Any]:
    discreet = wish.audience != "circle"
    return {
        "audience": wish.audience,
        "value": wish.value,
        "source": wish.source,
        "reason": "" if discreet else wish.reason,
        "sealed": unit.tx.vault.seal(wish.reason.encode()) if discreet else None,
    }


def put_into_words(unit: Unit, row: Kudos, wish: Wish) -> None:
    """Give a small thank-you its words, or a worded one others, where it stands and to whom it goes."""
    worded_before, open_before = bool(reason_of(unit, row)), row.audience == "circle"
    if members.thanked_privately(unit.tx, row.workspace, wish.receivers).issuperset(wish.receivers):
        wish = replace(wish, audience="receivers")
    if worded_before:
        digest.withdraw(unit, row.workspace, "kudos", row.kudos)  # it was quoted with the old words
    for name, told in _words(unit, wish).items():
        setattr(row, name, told)
    kudos.change(unit.tx, row.workspace, row)
    if row.audience == "circle":
        show(unit, row, How.UPDATE if worded_before and open_before else How.POST)
    elif worded_before and open_before:
        _take_down(unit, row)  # now only its receivers may read it
    bringing.tell_all(unit, row, reason_of(unit, row))


def kept(unit: Unit, row: Kudos) -> Kept:
    """Give whom a thank-you thanks that was kept before."""
    people, privately = (kudos.names(unit.tx, row.workspace, name) for name in (row.kudos, row.kudos + TWIN))
    return Kept(row=row, people=people, privately=privately)


def reason_of(unit: Unit, row: Kudos) -> str:
    """Give a thank-you's words, for its giver and receivers; empty for a small one."""
    return row.reason if row.sealed is None else unit.tx.vault.open(row.sealed).decode()


def show(unit: Unit, row: Kudos, how: How = How.POST) -> None:
    """Post a thank-you in the thread of the circle's newest question, or mend its post."""
    circle = circles.look(unit.tx, row.workspace, row.circle)
    if circle is None:
        return
    thread = _thread(unit, circle) if how is How.POST else ""
    _leave(unit, row, circle, as_posted(unit, row, circle), how=how, thread=thread)


def _thread(unit: Unit, circle: Circle) -> str:
    """Give where thanks belong, also after the question closed; where somebody deleted it they stand for themselves."""
    asked = places.newest_thread(unit.tx, circle.workspace, circle.circle)
    return f"@question:{asked}" if asked else ""


def as_posted(unit: Unit, row: Kudos, circle: Circle, fresh: Sequence[str] = ()) -> Message:
    """Give a thank-you as its circle reads it; `fresh` are the receivers of one that nobody can have joined yet."""
    people = fresh or kudos.names(unit.tx, row.workspace, row.kudos)
    joined = [] if fresh else kudos.joiners(unit.tx, row.workspace, row.kudos)
    return view.posted(
        unit.catalog.voice(circle.language),
        row.kudos,
        unit.who(row.workspace, row.giver),
        [unit.who(row.workspace, member) for member in people],
        row.reason,
        value=row.value,
        joiners=[unit.who(row.workspace, j.member) for j in joined],
    )


def _leave(unit: Unit, row: Kudos, circle: Circle, message: Message, *, how: How, thread: str = "") -> None:
    unit.post(
        row.workspace,
        message,
        kind="kudos",
        subject=row.kudos,
        channel=circle.channel,
        circle=circle.circle,
        how=how,
        thread=thread,
        ref="" if how is How.POST else f"@kudos:{row.kudos}",
        policy="wait" if how is How.POST else "resend",
    )


# ---------------------------------------------------------------- take back


def take_back(unit: Unit, row: Kudos, *, whole: bool = True) -> None:
    """Let a thank-you vanish: the post, what was not yet brought, the line in an edition, and its part in private.

    That part is for others than `row`: where it is not the `whole` that goes, they keep it.
    """
    twin = kudos.get(unit.tx, row.workspace, row.kudos + TWIN) if whole else None
    posts.drop_typed(unit.tx, row.workspace, "kudos", row.kudos)
    for part in (row, twin) if twin else (row,):
        digest.withdraw(unit, part.workspace, "kudos", part.kudos)
        for kind in ("kudos-told", "kudos-offer"):
            outbox.cancel(unit.tx, part.workspace, kind, part.kudos, states=outbox.OPEN)  # else it would come again
        if part.audience == "circle" and part.source != "reaction":
            _take_down(unit, part)
        kudos.remove(unit.tx, part.workspace, part.kudos)


def _take_down(unit: Unit, row: Kudos) -> None:
    outbox.cancel(unit.tx, row.workspace, "kudos", row.kudos)
    circle = circles.look(unit.tx, row.workspace, row.circle) if row.circle else None
    if circle is not None and places.may_stand(unit.tx, row.workspace, "kudos", row.kudos):
        _leave(unit, row, circle, Message(""), how=How.DELETE)
