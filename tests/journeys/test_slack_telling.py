"""Telling on Slack: each way to answer, who reads it, and every change of mind, also after the digest."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.slack_state import View
from tests.journeys.slack_life import HERE, life
from tests.journeys.slack_team import Team

THURSDAY = datetime(2026, 3, 5, 10, tzinfo=HERE)
TUESDAY = datetime(2026, 3, 10, 10, tzinfo=HERE)


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    """Give a team on the Thursday on which the first question was asked."""
    async with life(tmp_path) as running:
        made = await Team.started(running)
        await running.to(THURSDAY)
        yield made


def chosen(view: View | None, field: str) -> list[str]:
    """Give what is preselected in a field of a form."""
    assert view
    [element] = [block["element"] for block in view.blocks if block["block_id"] == field]
    found = element.get("initial_options") or [element[k] for k in ("initial_option",) if k in element]
    return [option["value"] for option in found]


async def test_the_audience_is_chosen_the_first_time_and_remembered_afterwards(team: Team) -> None:
    """Nothing is preselected at first; then the last choice is, for the next answer and for one tap."""
    await team.mo.taps(team.question, "Schrijven")
    assert [] == chosen(team.mo.modal, "audience")
    await team.mo.submits(values={"text": "The rota.", "audience": "private"})
    await team.life.to(team.life.now().replace(day=12))
    await team.mo.taps(team.question, "Schrijven")
    assert ["private"] == chosen(team.mo.modal, "audience")
    await team.mo.closes()
    line = await team.taps(team.mo, "🎈 plezier")
    assert "Thank you for  fun" in line.shown
    assert [] == team.thread


async def test_one_tap_is_a_full_answer_and_three_chips_are_the_most(team: Team) -> None:
    """Each further tap adds a chip to the same answer, a fourth in place of the first; a tough week shows nowhere."""
    await team.bas.taps(team.question, "Alleen tikken", "🎈 plezier")
    await team.bas.submits(values={"audience": "named"})
    for chip in ("🍃 rust", "💡 ideeën", "🦁 lef"):
        await team.taps(team.bas, chip)
    assert ["bas  tikt  rust, ideeën en lef"] == team.thread
    await team.taps(team.bas, "🌧 taaie week")
    assert ["bas  tikt  rust, ideeën en lef"] == team.thread


async def test_nothing_at_all_is_no_answer_and_is_said_beside_the_field(team: Team) -> None:
    """An empty form stays open with what to do."""
    await team.bas.taps(team.question, "Schrijven")
    reply = await team.bas.submits(values={"audience": "named"})
    assert {"text": "Write a few words, or choose a chip."} == reply.errors
    assert team.bas.modal


async def test_a_late_answer_joins_the_open_question(team: Team) -> None:
    """The button of last week's question opens this week's form; a reply under it is an answer to the open one."""
    old = team.question
    await team.life.to(team.life.now().replace(day=12))
    assert old is not team.question
    await team.bas.taps(old, "Schrijven")
    assert team.bas.modal
    assert team.question.shown.splitlines()[0] in team.bas.modal.shown
    await team.bas.submits(values={"text": "Better late.", "audience": "named"})
    await team.life.settled()
    assert ["bas\nBetter late."] == team.thread
    await team.mo.says(team.circle, "And me", thread=old)
    await team.asks(team.ellen, "digest now")
    assert "Twee van jullie" in team.digests[-1].shown


async def test_a_private_message_to_the_bot_is_for_its_writer_alone_until_shared(team: Team) -> None:
    """It is kept sealed with the open question; edits and deletion are followed; sharing puts it in the thread."""
    said = await team.bas.says(team.bas.dm, "I was proud of teh plan")
    line = await team.life.sees(team.bas, "Kept, and only you can read it")
    await team.bas.edits(said, "I was proud of the plan")
    await team.life.settled()
    assert [] == team.thread
    await team.bas.taps(line, "Share it")
    assert team.bas.modal
    assert ["private"] == chosen(team.bas.modal, "audience")
    assert "I was proud of the plan" in str(team.bas.modal.blocks)
    await team.bas.submits(values={"audience": "named"})
    await team.life.settled()
    assert ["bas\nI was proud of the plan"] == team.thread

    other = await team.mo.says(team.mo.dm, "Mine only")
    await team.life.settled()
    assert "1 that only you can read" in await team.asks(team.mo, "what-do-you-know")
    await team.mo.deletes(other)
    await team.life.settled()
    assert "0 that only you can read" in await team.asks(team.mo, "what-do-you-know")


@pytest.mark.parametrize("change", ["edit", "delete", "withdraw", "no quote", "leave"])
async def test_a_typed_answer_that_was_quoted_leaves_the_digest_with_its_consent(team: Team, change: str) -> None:
    """Consent is for exactly that text: whatever undoes it takes that line out of the posted digest, no other."""
    said = await team.mo.says(team.circle, "Clear at last who does what.", thread=team.question)
    line = await team.life.sees(team.mo, "I keep your reply")
    await team.fills(team.mo, line, "Add chips", marks=["quote"], themes=["clarity"])
    for who in (team.bas, team.yara):
        await team.writes(who, "The rota.", "named", themes=["clarity"])
    await team.life.to(TUESDAY)
    [digest] = team.digests
    assert '" Clear at last who does what. " ( mo )' in digest.shown
    before = digest.shown.splitlines()

    if change == "edit":
        await team.mo.edits(said, "Clear at last who does nothing.")
    elif change == "delete":
        await team.mo.deletes(said)
    elif change == "withdraw":
        await team.mo.taps(line, "Add chips")
        await team.mo.submits(values={"audience": "private"})
    elif change == "no quote":
        await team.mo.taps(line, "Add chips")
        await team.mo.submits(values={"marks": []})
    else:
        await team.mo.taps(digest, "Mijn regel eruit")
    await team.life.settled()
    assert [part for part in before if "Clear at last" not in part] == digest.shown.splitlines()


async def test_each_change_of_audience_moves_the_words(team: Team) -> None:
    """Named to nameless empties the thread, nameless to named fills it, *only me* empties it again, delete is final."""
    line = await team.writes(team.bas, "The rota.", "named")
    assert ["bas\nThe rota."] == team.thread
    line = await team.fills(team.bas, line, "Change", audience="nameless")
    assert [] == team.thread
    line = await team.fills(team.bas, line, "Change", audience="named", text="The new rota.")
    assert ["bas\nThe new rota."] == team.thread
    line = await team.fills(team.bas, line, "Change", text="The newest rota.")
    assert ["bas\nThe newest rota."] == team.thread
    await team.bas.taps(line, "Only me")
    await team.life.settled()
    assert [] == team.thread
    await team.bas.taps(line, "Delete")
    assert "not there any more" in (await team.life.sees(team.bas)).shown, "it has another name by now"


async def test_nobody_else_can_change_what_somebody_told(team: Team) -> None:
    """The private line's buttons are of no use to a colleague, whatever the audience was."""
    for audience in ("named", "nameless", "private"):
        line = await team.writes(team.bas, "Mine.", audience)
        for button in ("Change", "Delete"):
            line.seen_by = team.mo.id  # as if the request had been copied
            await team.mo.taps(line, button)
            assert "not yours" in (await team.life.sees(team.mo)).shown
            assert team.mo.modal is None
        line.seen_by = team.bas.id
        await team.bas.taps(line, "Delete")
        await team.life.settled()


async def test_fewer_than_three_nameless_answers_stay_out_of_the_digest(team: Team) -> None:
    """Two nameless answers are not told, not counted as words and not quoted; with a third they are."""
    for who in (team.bas, team.mo):
        await team.writes(who, f"Words of {who.user.name}.", "nameless", marks=["quote"])
    for who in (team.ellen, team.noor, team.yara):
        await team.writes(who, "Named.", "named")
    preview = await team.asks(team.ellen, "digest preview")
    assert "Drie van jullie" in preview
    assert "Words of" not in preview
    ivo = team.life.client.person("ivo")
    await ivo.joins(team.circle)
    await team.writes(ivo, "Words of ivo.", "nameless")
    assert await team.asks(team.ellen, "digest preview") == preview, "who looks ahead learns nothing of ivo"
    await team.asks(team.ellen, "digest now")
    assert "Zes van jullie" in team.digests[-1].shown
    assert "Words of" in team.digests[-1].shown


async def test_the_example_is_shown_in_some_weeks_only(team: Team) -> None:
    """Over six weeks some questions come with an example and some without."""
    shown = []
    for _ in range(6):
        shown.append("Bijvoorbeeld" in team.question.shown)
        await team.life.to(team.life.now() + timedelta(days=7))
    assert {True, False} == set(shown)
