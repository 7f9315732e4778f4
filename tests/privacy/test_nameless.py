"""Whose a nameless answer is, nobody can tell who has the database alone."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot import housekeeping
from tests.privacy.playroom import NAMES, SOUTH, Playroom, blurred, playroom

Life = Callable[[Playroom, str], Awaitable[None]]
WORDS = "Clear at last who does what."


async def by_form(room: Playroom, author: str) -> None:
    """By form, with chips."""
    await room.act(author, "tap", action="answer.open", args={"round": room.round}, channel=SOUTH)
    await room.tell(author, WORDS, "nameless", themes=["calm"], tough=True, quote=True)


async def by_tap(room: Playroom, author: str) -> None:
    """By one tap, after the form of the week before."""
    await room.tell(author, WORDS, "nameless")
    await room.playground.go("question")
    await room.act(author, "tap", action="answer.tap", args={"round": room.round, "value": "calm"}, channel=SOUTH)
    assert [("nameless",), ("nameless",)] == room.ask("SELECT audience FROM answer")


async def from_a_private_message(room: Playroom, author: str) -> None:
    """Written to the bot in private, and shared without a name two days later."""
    await room.act(author, "message", channel=f"D-{author}", text=WORDS)
    await room.playground.go("day")
    (given,) = room.ask("SELECT answer FROM answer")
    await room.tell(author, WORDS, "nameless", answer=str(given[0]))


async def from_a_name(room: Playroom, author: str) -> None:
    """Told with a name at first, and then without."""
    await room.tell(author, WORDS)
    (given,) = room.ask("SELECT answer FROM answer")
    await room.tell(author, WORDS, "nameless", answer=str(given[0]))


async def with_afterthoughts(room: Playroom, author: str) -> None:
    """With the follow-up question answered, other words, another chip, and a look into My story."""
    await room.tell(author, "Other words.", "nameless")
    (given,) = room.ask("SELECT answer FROM answer")
    await room.tap(author, "answer.followup", answer=str(given[0]))
    await room.submit(author, "answer.followup", {"answer": str(given[0])}, text="And more.")
    await room.act(author, "home")
    await room.tell(author, WORDS, "nameless", answer=str(given[0]), themes=["help"], quote=True)


async def told_and_deleted(room: Playroom, author: str) -> None:
    """Told, and deleted again."""
    await room.tell(author, WORDS, "nameless")
    (given,) = room.ask("SELECT answer FROM answer")
    await room.tap(author, "answer.delete", answer=str(given[0]))


LIVES = [by_form, by_tap, from_a_private_message, from_a_name, with_afterthoughts, told_and_deleted]


async def lived(folder: Path, life: Life, author: str) -> list[str]:
    """Give how the database looks after somebody told without a name, two others did too, and a digest came."""
    folder.mkdir()
    async with playroom(folder) as room:
        await room.playground.go("day")
        await life(room, author)
        for other in ("mo", "yara"):
            await room.tell(other, f"Words of {other}", "nameless")
        await room.tell("fleur", "Words of fleur")
        await room.playground.go("digest")
        await room.playground.go("day")
        await housekeeping.tidy(room.app.desk)
        return blurred(room.rows())


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
async def test_the_database_is_the_same_whoever_of_two_it_was(life: Life, tmp_path: Path) -> None:
    """Had Noor told instead of Bas, every row would look the same to somebody without the key."""
    of_bas = await lived(tmp_path / "bas", life, "bas")
    of_noor = await lived(tmp_path / "noor", life, "noor")
    assert of_bas == of_noor


async def test_two_copies_of_the_database_tell_no_more(tmp_path: Path) -> None:
    """What changes between two backups when somebody tells without a name has nothing to do with them."""
    async with playroom(tmp_path) as room:
        await room.playground.go("day")
        for step in (by_form, with_afterthoughts_only):
            before = set(map(str, room.rows()))
            await step(room, "bas")
            changed = before ^ set(map(str, room.rows()))
            assert changed
            assert [row for row in changed if any(name in row for name in NAMES)] == []


async def with_afterthoughts_only(room: Playroom, author: str) -> None:
    """Change what was told."""
    (given,) = room.ask("SELECT answer FROM answer")
    await room.tell(author, "Other words.", "nameless", answer=str(given[0]))


async def test_a_known_name_is_asked_for_again_without_a_trace(tmp_path: Path) -> None:
    """Nothing in the database tells on which day somebody last did something."""
    async with playroom(tmp_path) as room:
        before = [row for row in room.rows() if row[0] == "member"]
        room.playground.clock.set(room.playground.clock.now() + timedelta(days=3))
        await room.act("bas", "tap", action="help", args={}, channel=SOUTH)
        assert [row for row in room.rows() if row[0] == "member"] == before


async def test_the_author_alone_finds_it_again(tmp_path: Path) -> None:
    """In My story it stands for its author and for nobody else, host included."""
    async with playroom(tmp_path) as room:
        await room.tell("bas", WORDS, "nameless")
        for name in NAMES:
            home = (await room.act(name, "home")).home
            assert (WORDS in str(home)) == (name == "bas"), name


async def test_the_table_of_answers_keeps_no_order(tmp_path: Path) -> None:
    """Rows stand by their random ids, and in no order in which they came."""
    async with playroom(tmp_path) as room:
        (made,) = room.ask("SELECT sql FROM sqlite_master WHERE name = 'answer'")
        assert "WITHOUT ROWID" in str(made[0])
