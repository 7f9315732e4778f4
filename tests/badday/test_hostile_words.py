"""What people may type to harm or by accident: shown as typed wherever it stands, within limits, nobody pinged."""

from pathlib import Path

import pytest

from tests.fakes.slack_kit import unescape
from tests.fakes.slack_state import Message
from tests.journeys.slack_life import life
from tests.journeys.slack_team import Team

NASTY = {
    "pings": "<!channel> <!here|here> <!everyone> <!subteam^S1> <@U0FS00004> now",
    "at signs": "look at this @everyone @channel @here please",
    "marks": "`code` *bold* _thin_ ~gone~ ```block``` and a bit more",
    "entities": "Tom & Jerry < > &amp; &lt;!channel&gt; say hi",
    "right to left": "\u202ereversed\u202c \u200f\u05e9\u05dc\u05d5\u05dd\u200e and back again",
    "emoji": "🎉" * 60 + " what a day it was",
    "named emoji": ":tada:" * 15 + " what a day it was",
    "links": "<https://evil.example|your bank> and https://example.com/?a=1&b=2 for all",
    "lines": "one\n\n> no quote\n# no title\n• and more",
    "formula": "=HYPERLINK(1) {{braces}} {$var} %s \\n",
}
LONG = ("Long words say little. " * 140)[:3000]


def seen(words: str) -> str:
    """Give words as the fake shows them: entities undone once, an emoji by name not at all, blanks as one."""
    return " ".join(unescape(words).replace(":tada:", "").replace("<@U0FS00004>", "@ellen").split())


def stands(words: str, *shown: str) -> bool:
    """Tell whether words stand there as typed."""
    return any(seen(words) in " ".join(each.split()) for each in shown)


def nothing_happens(message: Message) -> bool:
    """Tell whether a message pings nobody, neither by its blocks nor by its text."""
    return message.pings == [] and "<!" not in message.text and "<@" not in message.text


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY.keys())
async def test_words_are_shown_as_typed_wherever_they_stand(team: Team, words: str) -> None:
    """By form, in the thread, in private, as thanks and as a reply; in thread, digest, home tab and private line."""
    it = team.life
    line = await team.writes(team.bas, words, "named", marks=["quote"])
    assert stands(words, *team.thread)
    await team.fills(team.bas, line, "Answer that", text=words)
    await team.mo.says(team.circle, words, thread=team.question)
    await team.yara.says(team.yara.dm, words)
    await team.bas.types_command("/kudos", "@noor", channel=team.circle)
    await team.bas.submits(values={"text": words})
    told = await it.sees(team.noor, "bedankt je")
    assert stands(words, told.shown)
    await team.fills(team.noor, told, "Antwoorden", text=words)
    assert stands(words, (await it.sees(team.bas, "answers your thanks")).shown)

    await it.wait(days=5)
    assert stands(words, *[digest.shown for digest in team.digests])
    for who in (team.bas, team.mo, team.yara, team.noor):
        await who.opens_home()
        assert stands(words, (await it.slack.until(lambda who=who: who.home)).shown)  # type: ignore[misc]
    assert all(nothing_happens(message) for message in it.slack.office.posts)


async def test_three_thousand_characters_are_kept_and_shown_and_one_more_is_refused_with_the_reason(team: Team) -> None:
    """The whole text stands in the thread and in My story; Slack's own window holds more than that back."""
    it = team.life
    assert 3000 == len(LONG)
    await team.writes(team.bas, LONG, "named")
    assert LONG.strip() in team.thread[0]
    await team.bas.taps(team.question, "Schrijven")
    view = team.bas.modal
    assert view
    field = next(b["element"] for b in view.blocks if b["block_id"] == "text")
    assert 3000 == field["max_length"]
    field["max_length"] = 3001  # somebody's own client
    reply = await team.bas.submits(values={"text": LONG + "!"})
    assert "3,001 characters; 3,000 is the most I can keep" in str(reply.errors)
    await team.mo.says(team.circle, LONG * 4, thread=team.question)
    await team.mo.types_command("/kudos", f"@noor {LONG * 3}", channel=team.circle)
    await it.settled()
    for who in (team.bas, team.mo, team.noor):
        await who.opens_home()
    await it.settled()
    assert LONG.strip() in (await it.slack.until(lambda: team.bas.home)).shown


async def test_half_a_surrogate_is_no_obstacle_anywhere(team: Team) -> None:
    """A broken character becomes a question mark, and everything around it stays."""
    it = team.life
    broken = "good \ud83d day and \udc4d more of it"
    await team.writes(team.bas, broken, "named", marks=["quote"])
    await team.mo.says(team.circle, broken, thread=team.question)
    await team.yara.says(team.yara.dm, broken)
    await team.bas.types_command("/kudos", "@noor", channel=team.circle)
    await team.bas.submits(values={"text": broken})
    await it.wait(days=5)
    await team.bas.opens_home()
    await it.settled()
    whole = "good ? day and ? more of it"
    assert whole in team.digests[0].shown
    assert whole in (await it.slack.until(lambda: team.bas.home)).shown


async def test_names_of_people_and_channels_do_no_harm(tmp_path: Path) -> None:
    """Who calls themselves `<!channel>`, in a channel about a payload, is thanked and answers as everybody does."""
    async with life(tmp_path) as it:
        bas = it.client.person("<!channel> *Bas*", real_name="<!channel> *Bas*")
        ann = it.client.person("`@here` &amp; Ann", real_name="`@here` &amp; Ann")
        payload = it.client.channel("payload-team", [bas, ann])
        await bas.invites_bot(payload)
        await bas.taps(await it.sees(bas), "Start like this")
        await it.settled()
        [promise] = it.top(payload)
        await ann.taps(promise, "Try it now")
        await ann.submits(values={"text": "The payload parser.", "audience": "named"})
        reply = await bas.types_command("/kudos", f"<@{ann.id}> for the payload=parser that saved us", channel=payload)
        await it.settled()
        assert reply.ok
        await it.wait(days=7)
        assert any("`@here` & Ann" in m.shown for m in it.slack.thread(promise))
        assert all(nothing_happens(m) for m in it.slack.office.posts)
