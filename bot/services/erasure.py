"""Deleting everything of a member or of a workspace; what remains are counts in past editions."""

from collections.abc import Mapping
from dataclasses import replace

from bot import commands as c
from bot.domain.edition import Carry, Edition
from bot.messages import Reply
from bot.ports import How
from bot.services import digest, mine, telling, thanks
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
    return Reply(replace=view.erased(voice, counts))


def erase_workspace(unit: Unit, workspace: str) -> Mapping[str, int]:
    """Delete every row of a workspace; gives how many there were, by table."""
    unit.tx.alone(workspace)
    return erasure.workspace(unit.tx, workspace)


def erase_member(unit: Unit, workspace: str, member: str) -> Mapping[str, int]:
    """Delete everything of a member, wherever it stands; gives how much there was of each kind."""
    unit.tx.alone(workspace)
    own = mine.gather(unit, workspace, member)
    hosted = len(story.hosted(unit.tx, workspace, member))
    channels = erasure.direct(unit.tx, workspace, member)
    for answer in own.answers:
        telling.take_down(unit, answer)
        echoes.drop_about(unit.tx, workspace, "answer", answer.answer)
    for row in own.given:
        thanks.take_back(unit, row)
        echoes.drop_about(unit.tx, workspace, "kudos", row.kudos)
    for row in own.received:
        _as_receiver(unit, row, member)
    for asked in own.suggested:
        _question(unit, asked)
    for left in own.joined:
        kudos.leave(unit.tx, workspace, left.kudos, member)
    echoes.drop_of(unit.tx, workspace, member)
    gone = [a.answer for a in own.answers] + [k.kudos for k in (*own.given, *own.received)]
    erasure.about(unit.tx, workspace, gone)
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
    erasure.receiver(unit.tx, workspace, member)
    erasure.joiner(unit.tx, workspace, member)
    erasure.hands(unit.tx, workspace, member)
    erasure.replies(unit.tx, workspace, member)
    erasure.to_person(unit.tx, workspace, member, channels)
    erasure.received(unit.tx, workspace, member)
    erasure.roles(unit.tx, workspace, member)
    erasure.member(unit.tx, workspace, member)


def _as_receiver(unit: Unit, row: Kudos, member: str) -> None:
    """A thank-you to one person goes with them; one to several goes on without them, out of every digest."""
    others = [r for r in kudos.receivers(unit.tx, row.workspace, row.kudos) if r.member != member]
    if not others:
        thanks.take_back(unit, row)
        return
    digest.withdraw(unit, row.workspace, "kudos", row.kudos)
    erasure.receiver(unit.tx, row.workspace, member)
    thanks.show(unit, row, How.UPDATE)


def _question(unit: Unit, asked: Suggestion) -> None:
    """A member's own question leaves the editions that carried it, and rounds that asked it keep no name."""
    found = [row for row in erasure.editions_of(unit.tx, asked.workspace, [asked.circle]) if row.facts.get("carry")]
    circle = circles.get(unit.tx, asked.workspace, asked.circle)
    for row in found:
        edition = Edition.from_dict(row.facts)
        if circle is not None and isinstance(edition.carry, Carry) and edition.carry.suggestion == asked.suggestion:
            digest.mend(unit, circle, row, replace(edition, carry=None))
    for round_ in erasure.asked(unit.tx, asked.workspace, [asked.suggestion]):
        round_.text = unit.catalog.voice(round_.locale)("erase-question")
        unit.tx.session.add(round_)
    erasure.suggestion(unit.tx, asked.workspace, asked.suggestion)
