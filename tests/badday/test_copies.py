"""Ten copies of one thing, with the same and with other ids, as first deliveries and as retries, all at once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from sqlmodel import select

from storage.tables import Answer as Told, Echo
from tests.crash.chance import drawn
from tests.fakes.slack_data import Json
from tests.fakes.slack_transport import FIRST, Answer, Kind, Retry
from tests.journeys.slack_life import Life
from tests.journeys.slack_team import Team

COPIES = 10


@dataclass(slots=True)
class Letterbox:
    """Stands where Slack's way to the bot is, and keeps what would have been delivered."""

    kept: list[tuple[Kind, Json]] = field(default_factory=list)

    async def send(self, kind: Kind, payload: Json, retry: Retry = FIRST) -> Answer:
        """Keep it."""
        assert retry == FIRST
        self.kept.append((kind, payload))
        return Answer(status=200)


async def ten_times(it: Life, act: Callable[[], Awaitable[object]]) -> None:
    """Let somebody do something of which Slack tells ten times at once."""
    way, box = it.client.transport, Letterbox()
    it.client.transport = box
    await act()
    it.client.transport = way
    deliveries = []
    for kind, payload in box.kept:
        for number in range(COPIES):
            other = {"event_id": f"Ev{number}"} if kind == "events_api" and number % 2 else {}
            retry = (number % 4, "http_timeout" if number % 4 else "")
            deliveries.append(way.send(kind, {**payload, **other}, retry))
    answers = await asyncio.gather(*deliveries)
    assert {200} == {answer.status for answer in answers}
    await it.settled()


async def test_an_invitation_brings_one_proposal(it: Life) -> None:
    """Ten times invited is once proposed."""
    team = Team.gather(it)
    await ten_times(it, lambda: team.ellen.invites_bot(team.circle))
    assert 1 == len(team.ellen.inbox)


async def test_one_tap_starts_once(it: Life) -> None:
    """Ten times *Start like this* is one promise."""
    team = Team.gather(it)
    await team.ellen.invites_bot(team.circle)
    proposal = await it.sees(team.ellen)
    await ten_times(it, lambda: team.ellen.taps(proposal, "Zo beginnen"))
    assert 1 == len(it.top(team.circle))


async def test_what_is_said_counts_once(team: Team) -> None:
    """A reply in the thread, a private message, and what was changed in them."""
    it = team.life
    said = await team.mo.says(team.circle, "Bas walked me through the tool", thread=team.question)
    await ten_times(it, lambda: team.bas.says(team.circle, "The rota.", thread=said))
    await ten_times(it, lambda: team.yara.says(team.yara.dm, "Mine only."))
    await ten_times(it, lambda: team.mo.edits(said, "Bas walked me through it"))
    assert "1 with your name, 0 without it, 0" in await team.asks(team.mo, "what-do-you-know")
    assert "1 that only you can read" in await team.asks(team.yara, "what-do-you-know")
    assert 1 == len([m for m in team.yara.inbox if "Kept" in m.shown])
    assert 1 == len([m for m in team.mo.whispers if "I keep your reply" in m.shown])


async def test_a_reaction_is_one_echo_and_one_small_thanks(team: Team) -> None:
    """On, off and on again, each told ten times, leaves exactly what stands there."""
    it = team.life
    said = await team.mo.says(team.circle, "The rota is done")
    await ten_times(it, lambda: team.bas.reacts(said, "raised_hands"))
    assert "1 given" in await team.asks(team.bas, "what-do-you-know")
    await ten_times(it, lambda: team.bas.unreacts(said, "raised_hands"))
    assert "0 given" in await team.asks(team.bas, "what-do-you-know")
    await ten_times(it, lambda: team.bas.reacts(said, "raised_hands"))
    assert "1 given" in await team.asks(team.bas, "what-do-you-know")
    assert 1 == len([m for m in team.bas.whispers if "What did you see?" in m.shown])


async def test_a_command_and_a_form_are_kept_once(team: Team) -> None:
    """One `/kudos` and one filled-in form, sent ten times, are one thank-you and one answer."""
    it = team.life
    line = "@noor carried the boxes up the stairs"
    await ten_times(it, lambda: team.bas.types_command("/kudos", line, channel=team.circle))
    assert 1 == len([shown for shown in team.thread if "boxes" in shown])
    await team.bas.taps(team.question, "Schrijven")
    await ten_times(it, lambda: team.bas.submits(values={"text": "The rota.", "audience": "named"}))
    assert ["bas\nThe rota."] == [shown for shown in team.thread if "rota" in shown]


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_a_retry_of_something_that_never_arrived_is_accepted(team: Team, number: int) -> None:
    """What Slack brings again, whatever the number of the retry, is as good as the first."""
    it = team.life
    way, box = it.client.transport, Letterbox()
    it.client.transport = box
    await team.mo.says(team.circle, "The rota.", thread=team.question)
    it.client.transport = way
    [(kind, payload)] = box.kept
    assert (await way.send(kind, payload, (number, "connection_failed"))).ok
    await it.settled()
    assert "1 with your name" in await team.asks(team.mo, "what-do-you-know")


@pytest.mark.parametrize("seed", range(3))
async def test_what_overtakes_the_message_that_it_is_about_waits_for_it(team: Team, seed: int) -> None:
    """Brought again in any order, edits and deletions before their message too, the last word of each counts."""
    it = team.life
    way, box = it.client.transport, Letterbox()
    it.client.transport = box
    said = await team.mo.says(team.circle, "The rota, first.", thread=team.question)
    alone = await team.noor.says(team.noor.dm, "Not to be kept.")
    for words in ("The rota, second.", "The rota, third."):
        await team.mo.edits(said, words)
    gone = await team.yara.says(team.circle, "Better not.", thread=team.question)
    for who, what in ((team.yara, gone), (team.noor, alone)):
        await who.deletes(what)
    written = len(box.kept)
    for act in (team.bas.reacts, team.bas.unreacts, team.bas.reacts, team.noor.reacts, team.noor.unreacts):
        await act(said, "tada")
    it.client.transport = way
    for number in sorted(range(len(box.kept)), key=lambda n: (n >= written, drawn(seed, n, most=1000))):
        kind, payload = box.kept[number]
        assert (await way.send(kind, payload, (1, "http_error"))).ok
        await asyncio.sleep(0.02)
    await it.settled()
    store = it.app.desk.store
    told = await store.aread(lambda tx: [(row.member, row.text) for row in tx.session.exec(select(Told))])
    echoed = await store.aread(lambda tx: [row.member for row in tx.session.exec(select(Echo)) if row.present])
    assert [(team.mo.id, "The rota, third.")] == told
    assert [team.bas.id] == echoed
