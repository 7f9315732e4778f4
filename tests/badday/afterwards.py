"""What a bad day of the database begins with and ends in, whichever database it is and whatever ails it."""

from collections.abc import Sequence

from tests.fakes.slack_client import Delivery
from tests.fakes.slack_hosts import Person
from tests.fakes.slack_state import Channel
from tests.journeys.slack_team import Team

SECRET = "a word that no log may hold"
BOXES = "carried the boxes up all the stairs"


async def until_refused(who: Person, where: Channel) -> None:
    """Let somebody write to the bot until the database takes no more: there is room left within its pages."""
    for number in range(60):
        await who.says(where, f"{SECRET} {number} {'x' * 2000}")
        if who.client.failed:
            return
    message = "the database took everything"
    raise AssertionError(message)


async def a_post_on_its_way(team: Team) -> None:
    """Have Bas thank Noor, and Slack be slow with the post of it."""
    it = team.life
    it.slack.fault("chat.postMessage", "slow:2", match={"channel": team.circle.id})
    sent = len(it.slack.called("chat.postMessage"))
    assert (await team.bas.types_command("/kudos", f"@noor {BOXES}", channel=team.circle)).ok
    await it.slack.until(lambda: len(it.slack.called("chat.postMessage")) > sent, what="a post on its way")


async def brought_again(team: Team, refused: Sequence[Delivery]) -> None:
    """Bring again what was refused, and wait until all is done."""
    for delivery in refused:
        assert (await team.life.client.redeliver(delivery)).answer.ok
    await team.life.settled()


async def all_that_was_told_is_kept_once(team: Team) -> None:
    """What Mo told in private is all there, and Bas thanks Noor in vain no longer."""
    said = len([m for m in team.mo.dm.messages if SECRET in m.text])
    assert f"{said} that only you can read" in await team.asks(team.mo, "what-do-you-know")
    await team.thanks(team.bas, f"@noor {SECRET}")
    assert 1 == len([shown for shown in team.thread if SECRET in shown])


async def all_is_posted_once(team: Team) -> None:
    """One private word is kept, the thanks stand there once, and so does each question, the day after too."""
    it = team.life
    assert "1 that only you can read" in await team.asks(team.mo, "what-do-you-know")
    assert 1 == len([m for m in it.slack.posts(team.circle) if BOXES in m.shown])
    assert 3 == len(it.top(team.circle)), "the promise and two questions"
    await it.wait(days=1)
    assert 3 == len(it.top(team.circle))
