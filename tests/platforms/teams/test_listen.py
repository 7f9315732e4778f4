"""What people in Teams do reaches the bot once, however often and in whatever order it comes, and is answered soon."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from storage.tables import Answer, Circle, Kudos, Outbox, Post, Workspace
from tests.fakes.teams_forms import Card
from tests.fakes.teams_state import Message, Place
from tests.fakes.teams_tapping import Reply
from tests.journeys.teams_life import life
from tests.journeys.teams_team import Team

pytestmark = pytest.mark.asyncio
AT_ONCE = 1.0
FAR = "9999999999999"  # a moment of the year 2286, as Teams writes ids


@pytest_asyncio.fixture
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    """A team whose circle runs."""
    async with life(tmp_path) as it:
        yield await Team.started(it)


async def answers(team: Team) -> list[str | None]:
    """Give the words of all answers that the bot keeps."""
    return [row.text for row in await team.rows(Answer)]


# ---------------------------------------------------------------- at once


async def test_a_message_is_taken_before_anything_is_done_about_it(team: Team) -> None:
    """While the connector answers nobody, Teams is told at once that the message is kept."""
    for method in ("post", "create", "member"):
        team.life.teams.fault(method, "slow:0.7")
    await team.bas.says(team.circle, "@Fireside help")
    assert team.life.client.deliveries[-1].answer.seconds < AT_ONCE / 2
    assert "once" in (await team.life.sees(team.bas)).shown or team.bas.inbox


@pytest.mark.parametrize("weather", ["slow:3", "hang", "status:503", "reset", "throttled:30"])
async def test_a_tap_does_not_wait_for_the_connector(team: Team, weather: str) -> None:
    """Whatever the connector does, the form opens within a second, and what is saved is saved."""
    for method in ("post", "create", "update", "members"):
        team.life.teams.fault(method, weather, times=1)
    opened = await team.bas.taps(team.question, "Probeer het nu")
    assert opened.card
    values = {"text": "The rota with Noor.", "audience": "Only me"}
    saved = await team.bas.taps(opened.card, opened.card.sends, values=values)
    assert saved.card
    assert "Only you can read it" in saved.card.shown
    assert max(d.answer.seconds for d in team.life.client.deliveries if d.name == "adaptiveCard/action") < AT_ONCE
    team.life.teams.faults.rules.clear()


# ---------------------------------------------------------------- once


async def test_what_is_brought_again_has_no_effect(team: Team) -> None:
    """The same reply three times is one answer, said again once; and the same thanks are thanks once."""
    client = team.life.client
    await team.bas.says(team.circle, "@Fireside We laughed.", thread=team.question)
    await asyncio.gather(*(client.redeliver(client.deliveries[-1]) for _ in range(2)))
    await team.bas.says(team.circle, "@Fireside kudos @Noor walked along to the right desk")
    await asyncio.gather(*(client.redeliver(client.deliveries[-1]) for _ in range(2)))
    await team.life.settled()
    assert await answers(team) == ["We laughed."]
    assert len(await team.rows(Kudos)) == 1
    assert len(team.thread) == 2


async def test_a_reaction_that_comes_again_late_takes_nothing_back(team: Team) -> None:
    """On, off and on again is on, although the off is brought once more at the end."""
    client = team.life.client
    await team.mo.says(team.circle, "@Fireside We laughed.", thread=team.question)
    await team.life.settled()
    said = team.posts[-1]
    await team.bas.reacts(said, "heart")
    team.life.clock.set(team.life.clock.now().replace(minute=1), ticking=False)
    await team.bas.unreacts(said, "heart")
    off = client.deliveries[-1]
    team.life.clock.set(team.life.clock.now().replace(minute=2), ticking=False)
    await team.bas.reacts(said, "heart")
    await client.redeliver(off)
    await team.life.settled()
    assert "Echoes: 1" in await team.asks(team.bas, "what-do-you-know")


async def saved_twice(team: Team, form: Card, **values: object) -> tuple[Reply, object]:
    """Send a form, and let Teams bring it once more; gives what came of it the first time and the second."""
    reply = await team.sends(team.bas, form, **values)
    again = await team.life.client.redeliver(team.life.client.deliveries[-1])
    await team.life.settled()
    return reply, again.answer.body


async def test_a_form_that_is_sent_twice_is_saved_once(team: Team) -> None:
    """Where Teams asks again because no answer came in time, it gets the same one, and nothing is done twice."""
    form = await team.opens(team.bas, team.question, "Probeer het nu")
    first, second = await saved_twice(team, form, text="We laughed.", audience="named")
    assert first.answer.body == second
    assert await answers(team) == ["We laughed."]
    assert len(team.thread) == 1


async def test_thanks_by_the_extension_that_are_sent_twice_are_given_once(team: Team) -> None:
    """The same holds for the message extension, which Teams asks twice after five seconds."""
    opened = await team.bas.extends("giveKudos", where=team.circle)
    assert opened.dialog
    first, second = await saved_twice(team, opened.dialog, members=[team.noor], text="Walked along to the right desk")
    assert first.answer.body == second
    assert len(await team.rows(Kudos)) == 1


# ---------------------------------------------------------------- in any order


async def test_an_edit_may_come_before_what_it_edits(team: Team) -> None:
    """The last words stand, once, however things overtook each other; a deletion that came first leaves nothing."""
    client = team.life.client
    client.hold()
    said = await team.bas.says(team.circle, "@Fireside We laughed.", thread=team.question)
    await team.bas.edits(said, "@Fireside We sang.")
    gone = await team.noor.says(team.circle, "@Fireside Weg hiermee.", thread=team.question)
    await team.noor.deletes(gone)
    await client.release(lambda held: held[::-1])
    await team.life.settled()
    assert await answers(team) == ["We sang."]
    assert [shown.splitlines()[1] for shown in team.thread] == ["We sang."]


@pytest.mark.parametrize("act", ["edits", "deletes"])
async def test_what_is_done_to_a_message_of_next_century_waits_for_nothing(team: Team, act: str) -> None:
    """No such message is on its way, so an edit or a deletion of it is done with at once."""
    client = team.life.client
    said = await team.bas.says(team.circle, "@Fireside We laughed.", thread=team.question)
    client.hold()
    await (team.bas.edits(said, "@Fireside We sang.") if act == "edits" else team.bas.deletes(said))
    [held] = await client.release(lambda held: [replace(one, activity={**one.activity, "id": FAR}) for one in held])
    assert held.activity["id"] == FAR
    async with asyncio.timeout(AT_ONCE):
        await team.life.settled()
    assert await answers(team) == ["We laughed."]


async def test_namesakes_are_thanked_each(team: Team) -> None:
    """Two people of one name are told apart by the order in which they stand."""
    it = team.life.client
    one = it.person("Jan Smit")
    two = type(one)(it, one.tenant, one.tenant.add_user("Jan Smit"))
    assert team.circle.team
    team.circle.team.members += [one.id, two.id]
    await team.bas.says(team.circle, f"@Fireside kudos {one.at} {two.at} carried the boxes up the stairs")
    await team.life.settled()
    assert (len(one.inbox), len(two.inbox)) == (1, 1)


# ---------------------------------------------------------------- unsure


async def unsure(team: Team) -> Message:
    """Let the next question arrive without the bot being told; gives it."""
    it = team.life
    it.teams.fault("create", "accept_then_status:502")
    await team.asks(team.ellen, "ask now")
    await it.wait(minutes=5)
    assert "unknown" in {row.state for row in await team.rows(Outbox) if row.kind == "question"}
    return team.question


async def test_a_tap_tells_that_a_question_arrived(team: Team) -> None:
    """A question that may not have arrived is never posted twice; whoever taps it tells that it is there."""
    question = await unsure(team)
    before = len(team.life.top(team.circle))
    await team.writes(team.bas, "We laughed.", "named")
    assert question.id in {post.ref for post in await team.rows(Post)}
    assert ["Bas Jansen\nWe laughed."] == team.thread
    assert before == len(team.life.top(team.circle))


async def test_a_reply_tells_it_too(team: Team) -> None:
    """An answer in its thread is heard, and said again there."""
    question = await unsure(team)
    await team.mo.says(team.circle, "@Fireside We sang.", thread=question)
    await team.life.settled()
    assert await answers(team) == ["We sang."]
    assert ["Mo Ali\nWe sang."] == team.thread


# ---------------------------------------------------------------- what happens around people


async def states(team: Team) -> list[tuple[str, str]]:
    """Give name and state of all circles."""
    return [(row.name, row.state) for row in await team.rows(Circle)]


async def test_a_circle_follows_its_team(team: Team) -> None:
    """Renamed, archived and opened, deleted and restored, taken out and let in again: it rests and goes on."""
    it, ellen, there = team.life, team.ellen, team.circle.team
    assert there
    await ellen.renames(there, "Team Noord")
    await it.settled()
    assert await states(team) == [("Team Noord", "running")]
    for ends, begins in ((ellen.archives, ellen.unarchives), (ellen.deletes_team, ellen.restores_team)):
        await ends(there)
        await it.settled()
        assert await states(team) == [("Team Noord", "resting")]
        await begins(there)
        await it.settled()
        assert await states(team) == [("Team Noord", "running")]
    await ellen.uninstalls(team.circle)
    await it.settled()
    assert await states(team) == [("Team Noord", "resting")]
    await ellen.installs(team.circle)
    await it.settled()
    assert [state for _, state in await states(team)] == ["running"]


async def second(team: Team) -> Place:
    """Have a circle begin in another channel of the team; gives that channel."""
    it, ellen, there = team.life, team.ellen, team.circle.team
    assert there
    rota = await ellen.adds_channel(there, "Rota")
    await ellen.says(rota, "@Fireside start")
    await it.settled()
    await team.taps(ellen, it.top(rota)[0], "Zo beginnen")
    return rota


async def test_a_circle_follows_its_channel(team: Team) -> None:
    """A channel of its own is set up beside the first; renamed, deleted and restored it alone is followed."""
    it, ellen = team.life, team.ellen
    rota = await second(team)
    await ellen.renames(rota, "Rooster")
    await ellen.deletes_channel(rota)
    await it.settled()
    assert sorted(await states(team)) == [("Rooster", "resting"), ("Team Zuid", "running")]
    await ellen.restores_channel(rota)
    await it.settled()
    assert sorted(await states(team)) == [("Rooster", "running"), ("Team Zuid", "running")]


async def tenants(team: Team) -> list[str]:
    """Give the states of all tenants."""
    return [row.state for row in await team.rows(Workspace)]


async def test_what_comes_after_the_bot_was_taken_out_does_not_let_it_in(team: Team) -> None:
    """Of one removal Teams tells twice, in any order, and of everybody's own app too: the tenant stays gone."""
    it = team.life
    await team.bas.installs()
    await it.settled()
    it.client.hold()
    await team.ellen.uninstalls(team.circle)
    await it.client.release(lambda held: held[1:])
    await it.settled()
    assert await tenants(team) == ["gone"]
    await it.client.redeliver(it.client.deliveries[-1])
    it.client.hold()
    await team.ellen.uninstalls(team.circle)
    await it.client.release(lambda held: held[:1])
    await it.settled()
    assert await tenants(team) == ["gone"]
    await team.bas.uninstalls()
    await it.settled()
    assert await tenants(team) == ["gone"]


async def test_all_circles_of_a_team_go_on_when_it_lets_the_bot_in_again(team: Team) -> None:
    """Also those in channels other than the one that is chosen then, though the tenant was gone in between."""
    it, ellen = team.life, team.ellen
    await second(team)
    await ellen.uninstalls(team.circle)
    await it.settled()
    assert {state for _, state in await states(team)} == {"resting"}
    await ellen.installs(team.circle)
    await it.settled()
    assert [state for _, state in await states(team)] == ["running", "running"]
