"""What people of the made-up team do, and what the clock brings: first run, restart, starting over."""

import asyncio
import json
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.edges.shell import environment, fireside
from tests.platforms.local.conftest import Caller, playing

SOUTH, NORTH, COFFEE = "C-south", "C-noord", "C-coffee"
EVERYBODY = ("bas", "noor", "mo", "ellen", "yara", "fleur")


def local(state: dict[str, Any]) -> datetime:
    """Give what time it is for the team."""
    return datetime.fromisoformat(state["now"]).astimezone(ZoneInfo("Europe/Amsterdam"))


def said(messages: list[dict[str, Any]]) -> str:
    """Give all words of some messages."""
    return json.dumps([m["message"] or m["text"] for m in messages], ensure_ascii=False)


def words(messages: list[dict[str, Any]]) -> list[str]:
    """Give each message's plain words."""
    return [m["text"] or m["message"]["text"] for m in messages]


def button(message: dict[str, Any], action: str) -> dict[str, Any]:
    """Give a button of a message."""
    items = [item for block in message["message"]["blocks"] for item in block.get("items", ())]
    return next(item for item in items if item["action"] == action)


async def knows(caller: Caller, me: str) -> str:
    """Give what the bot says that it knows about somebody."""
    await caller.does(me, "message", channel=f"D-{me}", text="/fireside what-do-you-know")
    return said([(await caller.reads(me, f"D-{me}"))[-1]])


async def tap(caller: Caller, me: str, channel: str, message: dict[str, Any], action: str) -> None:
    """Tap a button of a message."""
    args = button(message, action)["args"]
    await caller.does(me, "tap", channel=channel, ref=message["ref"], action=action, args=args)


async def test_help_in_private_is_help_here_too(caller: Caller) -> None:
    """As on Slack: that one word is answered, and not kept as something that somebody told."""
    for word, answer in (("help", "This is what you can ask me"), ("The rota is done.", "Kept, and only you")):
        await caller.does("yara", "message", channel="D-yara", text=word)
        assert answer in said([(await caller.reads("yara", "D-yara"))[-1]])


# ---------------------------------------------------------------- three made-up weeks


async def test_three_weeks_were_lived_and_are_told_as_made_up(caller: Caller) -> None:
    """Two circles with a question and a digest a week, each in its language; the question of today is still unread."""
    state = await caller.sees("mo")
    south, north = state["messages"][SOUTH], state["messages"][NORTH]

    assert [4, 4] == [sum("answer.tap" in said([m]) for m in channel) for channel in (south, north)]
    assert 4 == sum("The week in stories" in said([m]) for m in south)
    assert 3 == sum("De week in verhalen" in said([m]) for m in north)
    assert max(m["ref"] for channel in state["messages"].values() for m in channel) == state["made_up_until"]
    assert {SOUTH: 1, NORTH: 1, COFFEE: 0} == {c["id"]: c["unread"] for c in state["channels"]}
    assert (3, 10) == (local(state).weekday(), local(state).hour)


async def test_nobody_was_thanked_who_may_not_be(caller: Caller) -> None:
    """The made-up weeks keep the bot's own rules: nothing that was done in them was refused."""
    for somebody in EVERYBODY:
        for message in (await caller.sees(somebody))["messages"][f"D-{somebody}"]:
            assert "I do not write to guests" not in said([message])
            assert "circle.start" not in said([message]), "the proposal became its own confirmation"


async def test_an_export_comes_by_itself(caller: Caller) -> None:
    """The page fetches it at once, so that no link is spoken of; each in their own language."""
    for me, told in (("bas", "look among your downloads"), ("noor", "kijk bij je downloads")):
        reply = await caller.does(me, "message", channel=f"D-{me}", text="/fireside export")
        async with caller.session.get(reply["download"]["url"]) as answer:
            assert 200 == answer.status
        assert told in reply["say"]["text"]
        assert told in said([(await caller.reads(me, f"D-{me}"))[-1]])


# ---------------------------------------------------------------- what is still to be read


async def unread(caller: Caller, me: str) -> dict[str, int]:
    """Give how much somebody has not read yet, in each channel."""
    return {channel["id"]: channel["unread"] for channel in (await caller.sees(me))["channels"]}


async def test_what_was_seen_is_read(caller: Caller) -> None:
    """What came while it was being told is still to be read, and nothing that was read is so again."""
    [*_, question] = await caller.reads("mo", SOUTH)
    await caller.does("bas", "message", channel=SOUTH, text="Is anybody there?")
    await caller.does("mo", "read", channel=SOUTH, ref=question["ref"])
    between = await unread(caller, "mo")
    [*_, asked] = await caller.reads("mo", SOUTH)
    for seen in (asked["ref"], question["ref"]):
        await caller.does("mo", "read", channel=SOUTH, ref=seen)

    assert {SOUTH: 1, NORTH: 1, COFFEE: 0} == between
    assert {SOUTH: 0, NORTH: 1, COFFEE: 0} == await unread(caller, "mo")


async def test_nothing_is_to_be_read_where_one_is_not(caller: Caller) -> None:
    """A guest is shown the name of a channel that she is not in, and no badge beside it."""
    assert {SOUTH: 1, NORTH: 0, COFFEE: 0} == await unread(caller, "fleur")


# ---------------------------------------------------------------- first run


async def test_an_invitation_writes_to_the_inviter_alone(caller: Caller) -> None:
    """Nothing stands in the channel, nobody else is written to; [Not now] leaves it so until somebody types start."""
    before = {somebody: len(await caller.reads(somebody, f"D-{somebody}")) for somebody in EVERYBODY}
    await caller.does("mo", "invite", channel=COFFEE)

    after = {somebody: len(await caller.reads(somebody, f"D-{somebody}")) for somebody in EVERYBODY}
    assert {"mo"} == {somebody for somebody in EVERYBODY if after[somebody] != before[somebody]}
    proposal = (await caller.reads("mo", "D-mo"))[-1]
    assert "Thursday 10:00 (Europe/Amsterdam) · digest Tuesday 10:00 · English" in proposal["message"]["text"]
    assert [] == await caller.reads("bas", COFFEE)

    await tap(caller, "mo", "D-mo", proposal, "circle.decline")
    await caller.moves("week")
    assert [] == await caller.reads("bas", COFFEE)
    assert "circle.start" not in said([(await caller.reads("mo", "D-mo"))[-1]])
    reply = await caller.does("mo", "message", channel=COFFEE, text="/fireside start")
    assert "circle.start" in str(reply), "what declining says to do can be done there"


async def test_one_tap_starts_it_with_one_post(caller: Caller) -> None:
    """One decision, one post in the channel; the proposal itself becomes the confirmation."""
    await caller.does("noor", "invite", channel=COFFEE)
    proposal = (await caller.reads("noor", "D-noor"))[-1]
    await tap(caller, "noor", "D-noor", proposal, "circle.start")

    [promise] = await caller.reads("ellen", COFFEE)
    assert "Antwoorden mag, hoeft nooit" in said([promise])
    kept = next(m for m in await caller.reads("noor", "D-noor") if m["ref"] == proposal["ref"])
    assert "digest.preview" in said([kept])


async def test_a_proposal_without_an_answer_is_remembered_once(caller: Caller) -> None:
    """One reminder after a day, then silence."""
    await caller.does("mo", "invite", channel=COFFEE)
    before = len(await caller.reads("mo", "D-mo"))
    for _ in range(3):
        await caller.moves("week")

    assert 1 == len(await caller.reads("mo", "D-mo")) - before
    assert [] == await caller.reads("mo", COFFEE)


async def test_a_guest_is_told_to_ask_a_full_member(caller: Caller) -> None:
    """Nothing starts, and the guest alone hears why."""
    await caller.does("fleur", "invite", channel=COFFEE)

    assert "" == next(c["circle"] for c in (await caller.sees("mo"))["channels"] if c["id"] == COFFEE)
    assert "member" in (await caller.reads("fleur", "D-fleur"))[-1]["message"]["text"]


async def test_inviting_again_says_who_hosts(caller: Caller) -> None:
    """Where the bot runs already, a second invitation changes nothing."""
    before = await caller.reads("bas", SOUTH)
    await caller.does("yara", "invite", channel=SOUTH)

    assert "Bas de Vries" in said([(await caller.reads("yara", "D-yara"))[-1]])
    assert before == await caller.reads("bas", SOUTH)


# ---------------------------------------------------------------- the clock


async def test_the_clock_stops_at_everything_that_is_due(caller: Caller) -> None:
    """A week on brings the digest and the next question, each at its own time, and tells them."""
    await caller.does("bas", "message", channel=SOUTH, text="/kudos <@noor> walked along to the right desk")
    start = local(await caller.sees("bas"))

    told = await caller.moves("week")

    assert 3 == len(told)
    assert re.fullmatch(r"Tuesday \d+ \w+, 10:00, #team-south: The week in stories, week \d+", told[0])
    assert all(re.fullmatch(r"Thursday \d+ \w+, 10:00, #(team-south|wijkteam-noord): .+\?", line) for line in told[1:])
    assert timedelta(days=7) <= local(await caller.sees("bas")) - start < timedelta(days=7, minutes=1)


@pytest.mark.parametrize(("to", "hours"), [("hour", 1), ("day", 24)])
async def test_a_step_of_the_clock_is_as_long_as_it_says(caller: Caller, to: str, hours: int) -> None:
    """Nothing is due on the way from Thursday's question, so nothing is told."""
    start = local(await caller.sees("bas"))
    assert [] == await caller.moves(to)
    assert timedelta(hours=hours) <= local(await caller.sees("bas")) - start < timedelta(hours=hours, minutes=1)


async def test_the_next_digest_is_on_tuesday_though_there_is_nothing_to_say(caller: Caller) -> None:
    """The clock goes there; nothing is posted, since nothing was told."""
    assert [] == await caller.moves("digest")
    now = local(await caller.sees("bas"))
    assert (1, 10) == (now.weekday(), now.hour)


# ---------------------------------------------------------------- ends and beginnings


async def test_everything_is_there_again_after_a_restart(lived: Path, tmp_path: Path) -> None:
    """Messages, reactions, what was read, and the moved clock; a reaction taken off afterwards is off."""
    folder = Path(shutil.copytree(lived, tmp_path / "demo"))
    async with playing(folder) as caller:
        await caller.moves("week")
        thread = next(m for m in await caller.reads("bas", SOUTH) if m["thread"] and m["message"])
        party = {"channel": SOUTH, "ref": thread["ref"], "emoji": "tada"}
        known_before = await knows(caller, "noor")
        await caller.does("noor", "react", on=True, **party)
        assert known_before != await knows(caller, "noor")
        before = await caller.sees("noor")
    async with playing(folder) as caller:
        after = await caller.sees("noor")
        await caller.does("noor", "react", on=False, **party)
        known_after = await knows(caller, "noor")

    moves = {"now", "clock", "version"}
    assert {k: v for k, v in before.items() if k not in moves} == {k: v for k, v in after.items() if k not in moves}
    assert abs(local(after) - local(before)) < timedelta(minutes=1)
    assert known_before == known_after


async def test_weeks_that_were_cut_off_are_not_taken_for_lived(lived: Path, tmp_path: Path) -> None:
    """Whoever ends it during the first start finds the made-up team whole the next time."""
    folder = Path(shutil.copytree(lived, tmp_path / "demo"))
    world = json.loads((folder / "world.json").read_text("utf-8"))
    (folder / "world.json").write_text(json.dumps({**world, "made_up_until": ""}), "utf-8")

    async with playing(folder) as caller:
        state = await caller.sees("bas")

    assert state["made_up_until"] == world["made_up_until"]
    assert 4 == sum("answer.tap" in said([m]) for m in state["messages"][SOUTH])


async def test_a_folder_is_for_one_playground(lived: Path, tmp_path: Path) -> None:
    """A second one, on another port, is refused, and takes nothing away from under the first."""
    folder = Path(shutil.copytree(lived, tmp_path / "demo"))
    words = ("demo", "--port", "0", "--folder", str(folder), "--fresh")
    async with playing(folder) as caller:
        told = await asyncio.to_thread(fireside, environment(tmp_path), tmp_path, *words)
        await caller.does("bas", "message", channel=SOUTH, text="Is anybody there?")

    assert (1, "") == (told.returncode, told.stdout)
    assert "open in" in told.stderr
    assert "--folder" in told.stderr


async def test_starting_over_forgets_what_was_done(caller: Caller) -> None:
    """The made-up weeks stand as they stood; what the visitor did is nowhere any more."""
    before = await caller.sees("bas")
    await caller.does("bas", "message", channel=COFFEE, text="PLANTED")
    await caller.does("mo", "invite", channel=COFFEE)
    await caller.moves("week")

    assert 200 == (await caller.post("reset", {}))[0]

    after = await caller.sees("bas")
    assert local(before).date() == local(after).date()
    assert after["version"] > before["version"]
    for channel in (SOUTH, NORTH):
        assert words(before["messages"][channel]) == words(after["messages"][channel])
    assert [] == after["messages"][COFFEE]
    for somebody in EVERYBODY:
        assert "PLANTED" not in json.dumps(await caller.sees(somebody))
