"""Chats on Teams, one's own and a group's, where people reply by quoting."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from storage.tables import Answer, Kudos
from tests.journeys.teams_life import Life, life
from tests.journeys.teams_team import Team


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Life]:
    """Give a bot that was just let in."""
    async with life(tmp_path) as running:
        yield running


async def test_a_reply_that_quotes_is_read_as_if_it_did_not(it: Life) -> None:
    """In one's own chat what is quoted is no part of one's words, and a word of the bot's is one all the same."""
    team = await Team.started(it)
    await team.bas.writes("help")
    [line, *_] = await it.teams.until(lambda: team.bas.inbox)
    await team.bas.writes("me", quoting=line)
    await it.settled()
    assert [] == await team.rows(Answer)
    await team.bas.writes("The rota, and 1 < 2", quoting=line)
    await it.settled()
    page = (await team.story(team.bas)).shown
    assert "The rota, and 1 < 2" in page
    assert "quoted" not in page


async def test_in_a_group_a_quoted_message_does_not_hide_what_is_asked(it: Life) -> None:
    """Thanks and an answer that quote something are thanks and an answer."""
    client = it.client
    bas, mo, yara = client.person("Bas Jansen"), client.person("Mo Ali"), client.person("Yara Demir")
    chat = client.group("Zuid", [bas, mo, yara])
    await bas.installs(chat)
    await it.settled()
    await bas.taps(it.top(chat)[0], "Start like this")
    await it.settled()
    lunch = await mo.says(chat, "I brought lunch")
    await bas.says(chat, "@Fireside kudos @Mo for bringing lunch for everybody", quoting=lunch)
    await it.settled()
    store = it.app.desk.store
    assert ["for bringing lunch for everybody"] == await store.aread(
        lambda tx: list(tx.session.exec(select(Kudos.reason)))
    )
    await yara.says(chat, "@Fireside The roster held.", quoting=it.top(chat)[0])
    await it.settled()
    assert ["The roster held."] == await store.aread(lambda tx: list(tx.session.exec(select(Answer.text))))


async def test_in_ones_own_chat_who_would_rather_not_delete_has_a_way_out(it: Life) -> None:
    """Beside the last step stands the way to one's own page, on which everything still is."""
    team = await Team.started(it)
    await team.bas.writes("The rota held.")
    kept = await it.sees(team.bas, "Kept")
    await team.bas.writes("erase")
    for on, button in ((kept, "Delete"), (await it.sees(team.bas, "Shall I delete"), "Delete everything")):
        sure = (await team.taps(team.bas, on, button)).card
        assert sure
        assert [button, "My story"] == sure.buttons
        page = (await team.taps(team.bas, sure, "My story")).card
        assert page
        assert "The rota held." in page.shown
