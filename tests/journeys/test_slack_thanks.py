"""Thanks on Slack: who may be thanked and how they hear of it, and every way in which thanks are taken back."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.fakes.slack_state import Message
from tests.journeys.slack_life import HERE, life
from tests.journeys.slack_team import Team

THURSDAY = datetime(2026, 3, 5, 10, tzinfo=HERE)
TUESDAY = datetime(2026, 3, 10, 10, tzinfo=HERE)
BOXES = "carried the boxes up all the stairs"


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    """Give a team on the Thursday on which the first question was asked."""
    async with life(tmp_path) as running:
        made = await Team.started(running)
        await running.to(THURSDAY)
        yield made


def kudos(team: Team) -> list[Message]:
    """Give the thanks that stand under the question."""
    return [m for m in team.life.slack.thread(team.question) if "bedankt" in m.shown]


@pytest.mark.parametrize(
    ("traits", "why"),
    [
        ({"is_bot": True}, "is a bot, and only did what it was told"),
        ({"deleted": True}, "has no account here any more"),
        ({"is_restricted": True}, "is a guest here"),
        ({"is_ultra_restricted": True}, "is a guest here"),
        ({"is_stranger": True}, "works at another company"),
    ],
)
async def test_who_cannot_be_thanked_is_said_kindly_to_the_giver_alone(
    team: Team, traits: dict[str, bool], why: str
) -> None:
    """By command with others, alone, by form and by emoji: the others are thanked, and nothing is lost."""
    zed = team.life.client.person("zed", **traits)
    line = await team.thanks(team.bas, f"@noor @zed {BOXES}")
    assert why in line.shown
    assert "bas  bedankt  noor" in kudos(team)[-1].shown
    await team.bas.types_command("/kudos", f"@zed {BOXES}", channel=team.circle)
    assert team.bas.modal
    assert why in team.bas.modal.shown
    assert BOXES in str(team.bas.modal.blocks)
    refused = await team.bas.submits(values={"members": [zed]})
    assert why in str(refused.errors)
    assert 1 == len(kudos(team))
    assert zed.user.name not in team.life.written_to()


async def test_the_bot_itself_and_everybody_at_once_cannot_be_thanked(team: Team) -> None:
    """`@Fireside` is a bot, and `@channel` is nobody: the form opens, and nobody is pinged."""
    await team.bas.types_command("/kudos", f"@fireside {BOXES}", channel=team.circle)
    assert team.bas.modal
    assert "is a bot" in team.bas.modal.shown
    await team.bas.types_command("/kudos", f"@channel {BOXES}", channel=team.circle)
    assert "Who do you want to thank?" in team.bas.modal.shown
    assert [] == kudos(team)


async def test_with_less_than_four_words_the_form_opens_with_what_is_there(team: Team) -> None:
    """The receivers and words stand in it; both questions and the value are asked, and nothing is posted before."""
    await team.bas.types_command("/kudos", "@noor great help", channel=team.circle)
    form = team.bas.modal
    assert form
    assert "great help" in str(form.blocks)
    assert team.noor.id in str(form.blocks)
    assert "What did it make possible?" in form.shown
    await team.bas.submits(values={"possible": "We were home by five."})
    await team.life.settled()
    assert "great help\nWe were home by five." in kudos(team)[0].shown


async def test_a_receiver_may_have_thanks_in_private_only(team: Team) -> None:
    """One tap under the first thanks: from then on nothing about them is posted or gathered, until they say so."""
    await team.thanks(team.bas, f"@noor {BOXES}")
    told = await team.life.sees(team.noor, "bedankt je")
    await team.noor.taps(told, "Liever alleen aan mij")
    line = await team.life.sees(team.noor, "Vanaf nu krijg je")
    await team.thanks(team.mo, "@noor stayed until the very last visitor left")
    assert 1 == len(kudos(team))
    assert "stayed until" in (await team.life.sees(team.noor, "stayed until")).shown
    await team.life.to(TUESDAY)
    assert not any("boxes" in m.shown or "stayed" in m.shown for m in team.digests)
    await team.noor.taps(line, "In de kring")
    await team.thanks(team.mo, "@noor explained it a third time")
    assert any("third time" in m.shown for m in kudos(team))


async def test_a_receiver_keeps_one_out_of_the_digest_also_afterwards(team: Team) -> None:
    """The line is gone from the posted digest; the thanks stay where they were given."""
    await team.thanks(team.bas, f"@noor {BOXES}")
    await team.thanks(team.mo, "@noor and once more for the lemonade")
    second = await team.life.sees(team.noor, "for the lemonade")
    await team.life.to(TUESDAY)
    [digest] = team.digests
    assert ("boxes" in digest.shown) != ("lemonade" in digest.shown)
    if "lemonade" in digest.shown:
        await team.noor.taps(second, "Niet in de terugblik")
    else:
        await team.noor.opens_home()
        home = await team.life.slack.until(lambda: team.noor.home)
        await team.noor.taps(home, "Niet in de terugblik", nth=["boxes" in s for s in got(home.shown)].index(True))
    await team.life.settled()
    assert "boxes" not in digest.shown
    assert "lemonade" not in digest.shown
    assert 2 == len(kudos(team))


def got(shown: str) -> list[str]:
    """Give the parts of a page that tell of thanks received."""
    return shown.split("bedankte mij")[1:]


async def test_an_undo_takes_it_out_of_the_posted_digest_too(team: Team) -> None:
    """Post, private part and digest are mended; a private line that was read stays with its reader."""
    line = await team.thanks(team.bas, f"@noor {BOXES}")
    await team.life.to(TUESDAY)
    [digest] = team.digests
    assert BOXES in digest.shown
    await team.bas.taps(line, "Undo")
    await team.life.settled()
    assert BOXES not in digest.shown
    assert [] == kudos(team)
    assert "already delivered stays" in line.shown


async def test_only_the_giver_can_undo(team: Team) -> None:
    """A copied request of a colleague changes nothing."""
    line = await team.thanks(team.bas, f"@noor {BOXES}")
    line.seen_by = team.mo.id
    await team.mo.taps(line, "Undo")
    assert "not yours" in (await team.life.sees(team.mo)).shown
    assert 1 == len(kudos(team))


async def test_the_emoji_off_again_takes_the_small_thanks_back(team: Team) -> None:
    """Before it had words it is gone without a trace; one that got words stays until its giver undoes it."""
    said = await team.noor.says(team.circle, "Het rooster is klaar")
    await team.mo.reacts(said, "raised_hands")
    await team.life.settled()
    assert "1 given" in await team.asks(team.mo, "what-do-you-know")
    assert "1 gekregen" in await team.asks(team.noor, "wat-weet-je")
    await team.mo.unreacts(said, "raised_hands")
    await team.life.settled()
    assert "0 given" in await team.asks(team.mo, "what-do-you-know")

    await team.bas.reacts(said, "raised_hands")
    await team.fills(team.bas, await team.life.sees(team.bas, "What did you see?"), "Put it into words", text=BOXES)
    await team.bas.unreacts(said, "raised_hands")
    await team.life.settled()
    assert 1 == len(kudos(team))


async def test_thanks_for_the_bots_own_post_of_an_answer_go_to_its_teller(team: Team) -> None:
    """*Thank for this* on an answer that the bot posted opens with whoever told it; on a bot's message with nobody."""
    await team.writes(team.noor, "Het rooster.", "named")
    [shared] = team.life.slack.thread(team.question)
    await team.bas.message_shortcut("thank", shared)
    assert team.bas.modal
    assert team.noor.id in str(team.bas.modal.blocks)
    await team.bas.message_shortcut("thank", team.question)
    assert team.noor.id not in str(team.bas.modal.blocks)
    own = await team.bas.says(team.circle, "I did it")
    await team.bas.message_shortcut("thank", own)
    assert "That message is your own" in team.bas.modal.shown


async def test_a_flood_is_slowed_down_and_nothing_is_lost(team: Team) -> None:
    """After twenty within the hour the form keeps the words; an hour later they go."""
    for number in range(20):
        await team.bas.types_command("/kudos", f"@noor for the good idea number {number}", channel=team.circle)
    await team.bas.types_command("/kudos", f"@noor {BOXES}", channel=team.circle)
    assert team.bas.modal
    assert "a lot of thanks for one hour" in team.bas.modal.shown
    assert BOXES in str(team.bas.modal.blocks)
    assert (await team.bas.submits()).errors
    await team.life.wait(hours=1, minutes=1)
    assert not (await team.bas.submits()).errors
    await team.life.settled()
    assert BOXES in kudos(team)[-1].shown


async def test_somebody_named_inside_the_reason_is_thanked_too_and_the_sentence_stays_whole(team: Team) -> None:
    """Mentions at the start and inside the sentence are receivers; the words stay as typed and ping nobody."""
    await team.thanks(team.bas, "@noor for helping @mo with the move")
    [posted] = kudos(team)
    assert "bas  bedankt  noor  en  mo\nfor helping @mo with the move" in posted.shown
    assert [] == posted.pings


async def test_thanks_can_be_given_where_the_bot_is_not(team: Team) -> None:
    """In a channel without the bot the shortcut works all the same; the thanks and the line about them are private."""
    elsewhere = team.life.client.channel("elsewhere", [team.noor, team.bas])
    said = await team.noor.says(elsewhere, "Het rooster is klaar")
    await team.bas.message_shortcut("thank", said)
    await team.bas.submits(values={"text": BOXES})
    line = await team.life.sees(team.bas)
    assert "This place has no circle" in line.shown
    assert line in team.bas.inbox
    assert BOXES in (await team.life.sees(team.noor)).shown
    assert [] == team.life.slack.posts(elsewhere)


async def test_one_person_who_cannot_be_looked_up_keeps_nobody_elses_name_away(team: Team) -> None:
    """Of three receivers nobody was seen before, and Slack tells of two: their names stand in the post."""
    new = [team.life.client.person(name) for name in ("ivo", "eva", "abe")]
    team.life.slack.fault("users.info", "http_500", match={"user": new[1].id})
    await team.thanks(team.bas, f"@ivo @eva @abe {BOXES}")
    [posted] = kudos(team)
    assert "ivo" in posted.shown
    assert "abe" in posted.shown
    assert all(len(person.inbox) == 1 for person in new)
