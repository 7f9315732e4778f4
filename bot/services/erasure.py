"""Deleting everything of a member or of a workspace; what remains are counts in past editions."""

from collections.abc import Mapping
from dataclasses import replace

from bot import commands as c
from bot.domain.edition import Carry, Edition
from bot.messages import Reply
from bot.ports import How
from bot.services import bringing, digest, mine, rounds, story as stories, telling, thanks
from bot.services.unit import Unit
from bot.views import own as view
from storage import circles, echoes, erasure, kudos, story
from storage.tables import Kudos, Suggestion


def erase_me(unit: Unit, cmd: c.EraseMe) -> Reply:
    """Ask once, then delete everything of the actor's."""
    voice = unit.voice(cmd.by.workspace, cmd.by.member)
    if not cmd.sure:
        return Reply(say=view.erase_ask(voice))
    counts = erase_member(unit, cmd.by.workspace, cmd.by.member)
    # Their own page, too, may still show what it showed.
    page = stories.open_home(unit, c.OpenHome(by=cmd.by)).home
    return Reply(replace=view.erased(voice, counts), home=page)


def erase_workspace(unit: Unit, workspace: str) -> Mapping[str, int]:
    """Delete every row of a workspace; gives how many there were, by table."""
    unit.tx.alone(workspace)
    unit.tx.empty_log()
    return erasure.workspace(unit.tx, workspace)


def erase_member(unit: Unit, workspace: str, member: str) -> Mapping[str, int]:
    """Delete everything of a member, wherever it stands; gives how much there was of each kind."""
    unit.tx.alone(workspace)
    own = mine.gather(unit, workspace, member)
    hosted = len(story.hosted(unit.tx, workspace, member))
    channels = erasure.direct(unit.tx, workspace, member)
    for answer in own.answers:
        telling.take_down(unit, answer)
    for row in own.given:
        thanks.take_back(unit, row)
    for row in own.received:
        _as_receiver(unit, row, member)
    for asked in own.suggested:
        _question(unit, asked)
    for left in own.joined:
        _as_joiner(unit, left, member)
    echoes.drop_of(unit.tx, workspace, member)
    counts = {
        "answers": len(own.answers),
        "given": len(own.given),
        "received": len(own.received),
        "joined": len(own.joined),
        "echoes": len(own.echoes),
        "questions": len(own.suggested),
        "hosted": hosted,
    }
    _traces(unit, workspace, member, channels)
    return counts


def _traces(unit: Unit, workspace: str, member: str, channels: set[str]) -> None:
    """What is left of a person beside their words: private lines, deliveries, hands, roles, name."""
    erasure.hands(unit.tx, workspace, member)
    erasure.replies(unit.tx, workspace, member)
    erasure.to_person(unit.tx, workspace, member, channels)
    erasure.received(unit.tx, workspace, member)
    erasure.tickets(unit.tx, workspace, stories.PURPOSE, stories.ticket_of(member))
    erasure.roles(unit.tx, workspace, member)
    erasure.member(unit.tx, workspace, member)
    unit.tx.empty_log()


def _as_receiver(unit: Unit, row: Kudos, member: str) -> None:
    """A thank-you to one person goes with them; one to several goes on without them, out of every digest."""
    others = [r for r in kudos.receivers(unit.tx, row.workspace, row.kudos) if r.member != member]
    if not others:
        thanks.take_back(unit, row, whole=False)
        return
    digest.withdraw(unit, row.workspace, "kudos", row.kudos)
    erasure.receiver(unit.tx, row.workspace, member, [row.kudos])
    if row.audience == "circle" and row.reason:
        thanks.show(unit, row, How.UPDATE)
    bringing.tell_again(unit, row, thanks.reason_of(unit, row))


def _as_joiner(unit: Unit, row: Kudos, member: str) -> None:
    """Their name goes from under the post too."""
    if kudos.leave(unit.tx, row.workspace, row.kudos, member):
        thanks.show(unit, row, How.UPDATE)


def _question(unit: Unit, asked: Suggestion) -> None:
    """A member's own question leaves the editions that carried it, and the rounds and posts that asked it."""
    found = [row for row in erasure.editions_of(unit.tx, asked.workspace, [asked.circle]) if row.facts.get("carry")]
    circle = circles.get(unit.tx, asked.workspace, asked.circle)
    for row in found:
        edition = Edition.from_dict(row.facts)
        if circle is not None and isinstance(edition.carry, Carry) and edition.carry.suggestion == asked.suggestion:
            digest.mend(unit, circle, row, replace(edition, carry=None))
    for round_ in erasure.asked(unit.tx, asked.workspace, [asked.suggestion]):
        round_.text = unit.catalog.voice(round_.locale)("erase-question")
        unit.tx.session.add(round_)
        if circle is not None:
            rounds.mend(unit, circle, round_)
    erasure.suggestion(unit.tx, asked.workspace, asked.suggestion)
