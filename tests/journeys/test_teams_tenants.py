"""Two organisations on Teams side by side, whose people, channels and chats have the same ids."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes.teams_state import Message
from tests.journeys.teams_life import Life, life
from tests.journeys.teams_team import Team

HERE, THERE = "We laughed over the rota, here.", "We planned the open day, over there."
ALONE = "This is for my own eyes, c4n4ry."
THANKS = "stayed to explain it a third time, c4n4ry"


async def two(it: Life) -> tuple[Team, Team]:
    """Let a circle run in two tenants, in which everything has the same id."""
    here, there = (
        await Team.started(it),
        await Team.started(it, tenant=it.teams.world.add_tenant("Twin", region="amer")),
    )
    assert (here.bas.id, here.circle.id) == (there.bas.id, there.circle.id)
    return here, there


def all_in(team: Team) -> list[Message]:
    """Give everything that stands anywhere in a team's tenant."""
    return [m for place in team.ellen.tenant.places.values() for m in place.messages]


async def test_two_tenants_with_the_same_ids_never_see_each_other(tmp_path: Path) -> None:
    """What is told, thanked, kept, gathered and deleted in one is nowhere in the other."""
    async with life(tmp_path) as it:
        here, there = await two(it)
        await here.writes(here.bas, HERE, "named")
        await there.writes(there.bas, THERE, "named")
        await here.bas.writes(ALONE)
        await here.asks(here.mo, f"kudos @Noor {THANKS}")
        await it.settled()

        assert [THERE] == [shown.splitlines()[1] for shown in there.thread]
        assert not any(words in m.shown for m in all_in(there) for words in (HERE, ALONE, THANKS))
        assert not any(THERE in m.shown for m in all_in(here))
        story = (await there.story(there.bas)).shown
        assert THERE in story
        assert not any(words in story for words in (HERE, ALONE))

        page = await here.story(here.bas)
        await here.taps(here.bas, page, "Delete everything")
        sure = await here.taps(here.bas, await it.sees(here.bas, "Shall I delete"), "Delete everything")
        assert sure.card
        await here.taps(here.bas, sure.card, "Delete everything")
        assert not any(HERE in m.shown for m in it.teams.posts(here.circle))
        assert THERE in there.thread[0]

        await here.ellen.uninstalls(here.circle)
        await it.settled()
        before = len(it.top(there.circle))
        await it.wait(days=7)
        assert len(it.top(there.circle)) > before, "the other goes on"
        assert not [m for m in it.top(here.circle) if int(m.id) > it.now().timestamp() * 1000 - 86_400_000]


async def test_words_tokens_and_names_are_nowhere_they_do_not_belong(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A week in bad weather: no word, name or token in the log, nothing private and no token in the database."""
    async with life(tmp_path) as it:
        team = await Team.started(it)
        it.teams.fault("post", "status:503")
        it.teams.fault("member", "status:503")
        it.teams.fault("create", "status:400:BadArgument")
        await team.bas.writes(ALONE)
        await team.asks(team.mo, f"kudos @Noor {THANKS}")
        await team.bas.slashes(team.circle, "/nonsense c4n4ry")
        await it.settled()
        token = next(iter(it.teams.login.given))
        secrets = [token, it.teams.login.password, "eyJ"]
        it.teams.login.revoke()
        await team.asks(team.noor, "hulp")
        it.teams.forgive()
    told = capfd.readouterr()
    log = told.out + told.err
    assert "starting" in log
    people = ["Bas Jansen", "Noor de Wit", team.bas.id, team.bas.user.aad]
    assert [] == [words for words in ("c4n4ry", *people, *secrets) if words in log]
    with closing(sqlite3.connect(tmp_path / "fireside.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("fireside.db*"))
    assert [] == [words for words in (ALONE, *secrets[:2]) if words.encode() in kept]
