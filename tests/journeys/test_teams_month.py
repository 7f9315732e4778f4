"""Four weeks with the bot in a team on Teams, from the installation to the last word."""

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest

from tests.fakes.teams_forms import FormRefused
from tests.journeys.hours import HERE
from tests.journeys.teams_life import life
from tests.journeys.teams_team import Team


async def test_four_weeks_in_a_team(tmp_path: Path) -> None:
    """One life with the bot, each part of it a step."""
    async with life(tmp_path) as it:
        team = Team.gather(it)
        await set_up(team)
        await first_answer(team)
        await first_thanks(team)
        await values_are_chosen(team)
        await question_one(team)
        await replies_are_said_again(team)
        await reactions(team)
        await kudos_by_mention(team)
        await kudos_by_extension(team)
        await digest_one(team)
        await withdrawal(team)
        await question_two(team)
        await a_moment_and_a_pause(team)
        await digest_two(team)
        await a_quiet_week_and_none(team)
        await everything_of_mine(team)


# ---------------------------------------------------------------- Wednesday: set-up


async def set_up(team: Team) -> None:
    """Adding the app brings one card in both languages; one tap makes it the promise, in its place."""
    it, ellen = team.life, team.ellen
    await ellen.installs(team.circle)
    await it.settled()
    [post] = it.top(team.circle)
    assert "donderdag 10:00" in post.shown
    assert "Thursday 10:00" in post.shown
    assert ["Zo beginnen", "Start like this", "Veranderen · Change", "Nu niet · Not now"] == post.buttons
    assert [] == post.pings
    assert "mag" not in (await team.taps(team.bas, post, "Start like this")).words, "only who invited it decides"
    assert "Zo beginnen" in post.buttons

    reply = await team.taps(ellen, post, "Zo beginnen")

    assert [post] == it.top(team.circle), "set-up leaves one post"
    assert ["Probeer het nu", "Zo werkt het", "Niets voor mij"] == post.buttons
    assert "Antwoorden mag, hoeft nooit" in post.shown
    assert reply.ok
    assert "donderdag 5 maart 10:00 (Europe/Amsterdam)" in (await it.sees(ellen, "Klaar")).shown


async def first_answer(team: Team) -> None:
    """*Try it now* is the real form in one's own language, with no audience chosen; named, it stands in the thread."""
    bas = team.bas
    form = await team.opens(bas, team.question, "Probeer het nu")
    assert "Wat gaf je deze week energie?" in form.shown
    assert "Who can read it is what you choose here" in form.shown
    with pytest.raises(FormRefused, match="Who may read it"):
        await bas.taps(form, "Save", values={"text": "The rota with Noor."})
    saved = await team.sends(
        bas, form, text="The rota with Noor.", audience="named", themes=["together"], marks="quote"
    )
    assert saved.card
    assert "It stands in the thread, with your name" in saved.card.shown
    assert ["Answer that", "Change", "Only me", "Delete", "Back"] == saved.card.buttons
    assert ["Bas Jansen\nThe rota with Noor.\nsamen"] == team.thread
    assert "Probeer het nu" in team.noor.card(team.question).buttons, "only Bas sees something else there"

    await team.fills(bas, saved.card, "Answer that", text="Her patience.")
    assert "Her patience." in team.thread[0]
    await team.taps(bas, team.question, "Back")
    assert bas.card(team.question).buttons == team.question.buttons


async def first_thanks(team: Team) -> None:
    """The host is invited to thank somebody, who reads the thanks first and then, once, who brings it."""
    it, ellen, bas = team.life, team.ellen, team.bas
    await team.fills(ellen, await it.sees(ellen, "bedanken?"), "Bedanken", members=[bas], text="Liep mee.")
    told = await it.sees(bas, "thanks you")
    assert ["Reply", "Thank someone", "Rather in private"] == told.buttons
    assert told.shown.index("Liep mee.") < told.shown.index("I am Fireside")
    await team.fills(bas, told, "Reply", text="Gladly done")
    assert "Gladly done" in (await it.sees(ellen, "antwoordt")).shown
    assert 1 == len(it.top(team.circle)), "set-up leaves one post in the channel"
    assert {"Ellen", "Bas"} == it.written_to()


async def values_are_chosen(team: Team) -> None:
    """The host names what the circle strives for; somebody else may read the settings and not change them."""
    await team.asks(team.ellen, "instellingen")
    form = team.ellen.card(await team.life.sees(team.ellen, "Instellingen kring"))
    await team.sends(team.ellen, form, values="klantgericht, lef")
    assert "hosts this circle" in await team.asks(team.bas, "settings")


# ---------------------------------------------------------------- the first question


async def question_one(team: Team) -> None:
    """Thursday at ten the question stands there; answers go where each teller wants them, and nowhere else."""
    it = team.life
    await it.to(datetime(2026, 3, 5, 9, 59, tzinfo=HERE))
    assert 1 == len(it.top(team.circle))
    await it.to(datetime(2026, 3, 5, 10, tzinfo=HERE))
    assert 2 == len(it.top(team.circle))

    nameless = {team.bas: "Two hours without alerts.", team.mo: "Clear at last.", team.yara: "A walk outside."}
    for teller, text in nameless.items():
        marks = ["tough", "quote"] if teller is team.yara else ["tough"]
        reply = await team.writes(teller, text, "nameless", themes=["calm"], marks=marks)
        assert reply.card
        assert "only if three or more chose this" in reply.card.shown
    reply = await team.writes(team.noor, "Dit is geheim.", "private")
    assert reply.card
    assert "Alleen jij kunt het lezen" in reply.card.shown
    assert [] == team.thread

    form = await team.opens(team.ellen, team.question, "Alleen tikken", "🍃 rust")
    await team.sends(team.ellen, form, audience="named")
    assert ["Ellen Bakker tikt rust"] == team.thread
    form = await team.opens(team.bas, team.question, "Schrijven")
    assert "nameless" == form.value("audience"), "the last choice is there again"


async def replies_are_said_again(team: Team) -> None:
    """A reply by mention is an answer, which the bot says again; edits, deletions and their end are followed."""
    it = team.life
    said = await team.mo.says(team.circle, "@Fireside Ellen walked me through teh tool", thread=team.question)
    await it.settled()
    assert "Mo Ali\nEllen walked me through teh tool" in team.thread[-1]
    assert "I keep your reply as an answer, with your name" in (await it.sees(team.mo)).shown
    await team.mo.edits(said, "@Fireside Ellen walked me through the tool")
    await it.settled()
    assert "Ellen walked me through the tool" in team.thread[-1]
    await team.mo.deletes(said)
    await it.settled()
    assert not any("walked me" in shown for shown in team.thread)
    await team.mo.undeletes(said)
    await it.settled()
    assert "Ellen walked me through the tool" in team.thread[-1]
    await team.noor.says(team.circle, "@Mo dat was leuk om te doen", thread=team.question)
    await it.settled()
    assert "walked me" in team.thread[-1], "what is not said to the bot is none of its business"


async def reactions(team: Team) -> None:
    """Reactions on what the bot said again count as echoes, those that nobody knows too; they come and go."""
    it, told = team.life, team.posts[-1]
    await team.yara.reacts(told, "heart")
    await team.noor.reacts(told, "1f44f_clappinghands-tone3")
    await team.ellen.reacts(told, "partyparrot_0125de505")
    await team.mo.reacts(told, "like")
    await it.settled()
    assert "Echo's: 1" in await team.asks(team.noor, "wat-weet-je")
    assert "Echo's: 1" in await team.asks(team.ellen, "wat-weet-je")
    assert "Echoes: 0" in await team.asks(team.mo, "what-do-you-know"), "one's own words are no echo"
    await team.yara.unreacts(told, "heart")
    await it.settled()
    assert "Echoes: 0" in await team.asks(team.yara, "what-do-you-know")


# ---------------------------------------------------------------- kudos


async def kudos_by_mention(team: Team) -> None:
    """Several receivers are thanked at once, with a value; others join by button and by reaction, and are named."""
    it = team.life
    line = await team.asks(team.bas, "kudos @Ellen @Noor kept the desk open for the last visitor #klantgericht")
    assert "Ellen Bakker and Noor de Wit" in line
    posted = team.posts[-1]
    assert "Bas Jansen bedankt Ellen Bakker en Noor de Wit" in posted.shown
    assert "Voor klantgericht" in posted.shown
    assert "Ik ben Fireside" in (await it.sees(team.noor, "bedankt je")).shown

    await team.taps(team.yara, posted, "🙌 Sluit aan")
    await team.mo.reacts(posted, "1f64c_raisinghands-tone2")
    await it.settled()
    assert "Ook van Mo Ali en Yara Demir" in posted.shown
    await team.mo.unreacts(posted, "1f64c_raisinghands-tone2")
    await team.taps(team.yara, posted, "🙌 Sluit aan")
    assert "Ook van" not in posted.shown

    await team.mo.slashes(team.circle, "/kudos @Yara drew it on a sheet of paper, a third time")
    await it.settled()
    assert "drew it on a sheet of paper" in team.thread[-1]
    line_ = await it.sees(team.mo, "thanks")
    await team.taps(team.mo, line_, "Undo")
    assert not any("sheet of paper" in shown for shown in team.thread)


async def kudos_by_extension(team: Team) -> None:
    """On somebody's message the form knows whom; beside the compose box it starts empty."""
    it = team.life
    said = await team.ellen.says(team.circle, "Ik heb de telefoon overgenomen")
    opened = await team.yara.extends("giveKudos", on=said)
    assert opened.dialog
    assert team.ellen.id in opened.dialog.value("members")
    assert "Ellen Bakker" in opened.dialog.shown
    await team.sends(team.yara, opened.dialog, text="So that I could finish my call", value="lef")
    assert "Yara Demir bedankt Ellen Bakker" in team.thread[-1]
    assert "Voor lef" in team.thread[-1]

    opened = await team.mo.extends("giveKudos")
    assert opened.dialog
    sent = await team.sends(team.mo, opened.dialog, members=[team.yara], text="Brought soup when I was ill")
    assert "Nobody else can read this" in (await it.sees(team.yara, "Brought soup")).shown
    assert not any("soup" in shown for shown in team.thread)
    assert sent.dialog
    await team.taps(team.mo, sent.dialog, "Undo")


# ---------------------------------------------------------------- the first digest, and a change of mind


async def digest_one(team: Team) -> None:
    """Tuesday at ten one digest reads back what was shared: people counted, words only with consent, nobody pinged."""
    it = team.life
    await it.to(datetime(2026, 3, 10, 10, tzinfo=HERE))
    [digest] = team.digests
    assert "Vijf van jullie deden mee" in digest.shown
    assert "Vier mensen tikten rust" in digest.shown
    assert "Voor sommigen van jullie was het een taaie week" in digest.shown
    assert '"A walk outside." (zonder naam)' in digest.shown
    assert '"The rota with Noor." (Bas Jansen)' in digest.shown
    assert not any(words in digest.shown for words in ("geheim", "Two hours", "Clear at last", "soup"))
    assert [] == digest.pings
    assert 3 == len(it.top(team.circle))


async def withdrawal(team: Team) -> None:
    """A line taken back from My story or under the digest leaves it without a trace; the others stay."""
    [digest] = team.digests
    page = await team.story(team.yara)
    assert "It may be quoted in the digest" in page.shown
    await team.taps(team.yara, page, "Only me")
    assert "A walk outside" not in digest.shown
    assert "The rota with Noor" in digest.shown
    assert "Only you can read this" in team.yara.card(page).shown, "the page shows at once what became of it"

    await team.taps(team.bas, digest, "Mijn regel eruit")
    assert "The rota with Noor" not in digest.shown
    assert "Vier mensen tikten" in digest.shown, "a count of people stays"
    assert "The rota with Noor" in (await team.story(team.bas)).shown


# ---------------------------------------------------------------- the second week


async def question_two(team: Team) -> None:
    """The next Thursday brings the next question; what was private may be shared, and an undo empties the thread."""
    it = team.life
    await it.to(datetime(2026, 3, 12, 10, tzinfo=HERE))
    await team.noor.writes("Dit houd ik voor mezelf.")
    kept = await it.sees(team.noor)
    await team.fills(team.noor, kept, "Delen", audience="named", text="Dit mag iedereen weten.")
    assert any("Dit mag iedereen weten" in shown for shown in team.thread)
    await team.taps(team.ellen, team.question, "Alleen tikken", "🎈 plezier")
    assert any("plezier" in shown for shown in team.thread)


async def a_moment_and_a_pause(team: Team) -> None:
    """Thanks to oneself are a moment of one's own; a pause, a language and a way for thanks are one's own choice."""
    it = team.life
    assert "a moment of yours" in await team.asks(team.yara, "kudos @Yara finally asked for help with the plan")
    assert "finally asked for help" in (await team.story(team.yara)).shown
    assert not any("asked for help" in shown for shown in team.thread)

    await team.mo.writes("pause until 20 march")
    assert "You pause until Friday 20 March" in (await it.sees(team.mo)).shown
    form = await team.opens(team.mo, await team.story(team.mo), "Settings")
    await team.sends(team.mo, form, language="nl", thanks_in="private", until=None)
    page = await team.story(team.mo)
    assert "Mijn verhaal" in page.shown
    assert "pauze" not in page.shown

    line = await team.asks(team.bas, "kudos @Mo @Noor carried the boxes up all the stairs")
    assert "In private only, and not in the thread: Mo Ali" in line
    assert "Bas Jansen bedankt Noor de Wit" in team.thread[-1]
    assert "Mo" not in team.thread[-1]
    assert "carried the boxes" in (await it.sees(team.mo, "bedankt je")).shown


async def digest_two(team: Team) -> None:
    """The second digest holds the second week only, and nothing that was told in private or taken back."""
    it = team.life
    assert "Only you see this" in await team.asks(team.bas, "digest preview")
    await it.to(datetime(2026, 3, 17, 10, tzinfo=HERE))
    [_, digest] = team.digests
    assert not any(words in digest.shown for words in ("rota", "asked for help", "sheet of paper", "geheim"))


async def a_quiet_week_and_none(team: Team) -> None:
    """One answer gives two lines; nothing gives nothing; and an old client gives the same as a new one."""
    it = team.life
    await it.to(datetime(2026, 3, 19, 10, tzinfo=HERE))
    team.mo.old_client = True
    await team.writes(team.mo, "Alleen dit.", "named")
    assert ["Mo Ali\nAlleen dit."] == team.thread
    await it.to(datetime(2026, 3, 24, 10, tzinfo=HERE))
    [*_, digest] = team.digests
    assert "Een stille week" in digest.shown
    await it.to(datetime(2026, 3, 31, 9, tzinfo=HERE))
    before = len(it.top(team.circle))
    assert before == 1 + 4 + 3, "one promise, a question each Thursday, three digests"
    await it.to(datetime(2026, 3, 31, 23, tzinfo=HERE))
    assert before == len(it.top(team.circle))


# ---------------------------------------------------------------- the end


async def everything_of_mine(team: Team) -> None:
    """One link gives one file with everything, once; deleting everything empties thread, digest and database."""
    it, bas = team.life, team.bas
    reply = await team.taps(bas, await team.story(bas), "Export everything")
    page = reply.card or bas.card(await it.sees(bas))
    [link] = page.links.values()
    async with aiohttp.ClientSession() as browser:
        async with browser.get(link) as file:
            packed = zipfile.ZipFile(io.BytesIO(await file.read()))
        async with browser.get(link) as file:
            assert 404 == file.status
    told = json.loads(packed.read("my-story.json"))
    assert {"The rota with Noor.", "Two hours without alerts."} == {answer["text"] for answer in told["answers"]}

    await team.taps(bas, await team.story(bas), "Delete everything")
    sure = await team.taps(bas, await it.sees(bas, "Shall I delete everything of yours here?"), "Delete everything")
    assert sure.card
    assert "Delete everything of yours, for good?" in sure.card.shown
    await team.taps(bas, sure.card, "Delete everything")
    assert "It is gone: 2 answers" in (await it.sees(bas, "It is gone")).shown
    assert not any("rota" in m.shown or "carried the boxes" in m.shown for m in it.teams.posts(team.circle))
    assert not any("Bas" in m.shown for m in it.teams.posts(team.circle))
    assert "0 with your name, 0 without it, 0 that only you can read" in await team.asks(bas, "what-do-you-know")
