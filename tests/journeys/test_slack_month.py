"""Four weeks with the bot in a team on Slack, from the invitation to the last word, over HTTP and Socket Mode."""

import io
import json
import re
import zipfile
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest

from tests.fakes.slack_forms import FormRefused
from tests.fakes.slack_hosts import Person
from tests.fakes.slack_state import View
from tests.journeys.slack_life import HERE, Way, life
from tests.journeys.slack_team import Team


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_four_weeks_in_a_team(tmp_path: Path, way: Way) -> None:
    """One life with the bot, each part of it a step; the transport makes no difference that anybody sees."""
    async with life(tmp_path, way) as it:
        team = Team.gather(it)
        await set_up(team)
        await first_answer(team)
        await first_thanks(team)
        await values_are_chosen(team)
        await question_one(team)
        await thread_and_echoes(team)
        await kudos_of_all_kinds(team)
        await digest_one(team)
        await withdrawal(team)
        await question_two(team)
        await a_moment_and_a_pause(team)
        await digest_two(team)
        await a_quiet_week_and_none(team)
        await everything_of_mine(team)


# ---------------------------------------------------------------- Wednesday: set-up


async def set_up(team: Team) -> None:
    """`/invite` brings a proposal to the inviter alone; one tap brings one post, and nothing else."""
    it, ellen = team.life, team.ellen
    await ellen.invites_bot(team.circle)
    proposal = await it.sees(ellen)
    assert "donderdag 10:00 (Europe/Amsterdam) · terugblik dinsdag 10:00 · Nederlands" in proposal.shown
    assert ["Zo beginnen", "Veranderen", "Nu niet"] == proposal.buttons
    assert [] == it.top(team.circle)

    assert (await ellen.taps(proposal, "Zo beginnen")).ok
    await it.settled()

    [promise] = it.top(team.circle)
    assert ["Probeer het nu", "Zo werkt het", "Niets voor mij"] == promise.buttons
    assert "Antwoorden mag, hoeft nooit" in promise.shown
    assert [] == promise.pings
    assert "donderdag 5 maart 10:00" in proposal.shown, "the proposal itself became the confirmation"
    assert {"ellen"} == it.written_to()


async def first_answer(team: Team) -> None:
    """*Try it now* is the real form in one's own language, with no audience chosen; named, it stands in the thread."""
    it, bas = team.life, team.bas
    await bas.taps(team.question, "Probeer het nu")
    form = bas.modal
    assert form
    assert "Wat gaf je deze week energie?" in form.shown
    assert "Who can read it is what you choose here" in form.shown
    with pytest.raises(FormRefused, match="Who may read it"):
        await bas.submits(values={"text": "The rota with Noor."})
    assert (await bas.submits(values={"audience": "named", "themes": ["together"], "marks": ["quote"]})).ok
    line = await it.sees(bas, "It stands in the thread, with your name")
    assert ["Answer that", "Change", "Only me", "Delete"] == line.buttons
    assert ["bas\nThe rota with Noor.\n_samen_"] == team.thread

    [shared] = it.slack.thread(team.question)
    await team.ellen.reacts(shared, "tada")
    await team.fills(bas, line, "Answer that", text="Her patience.")
    assert "Her patience." in team.thread[0]
    assert "The rota with Noor." in await team.asks(team.ellen, "terugblik voorbeeld")


async def first_thanks(team: Team) -> None:
    """The host is invited to thank somebody, who reads the thanks first and then, once, who brings it."""
    it, ellen, bas = team.life, team.ellen, team.bas
    line = await team.fills(ellen, await it.sees(ellen, "bedanken?"), "Bedanken", members=[bas], text="Liep mee.")
    assert "staat in de draad" in line.shown
    told = await it.sees(bas, "thanks you")
    assert ["Reply", "Thank someone", "Rather in private"] == told.buttons
    assert told.shown.index("Liep mee.") < told.shown.index("I am Fireside")
    await team.fills(bas, told, "Reply", text="Gladly done")
    assert "Gladly done" in (await it.sees(ellen, "antwoordt")).shown
    assert 1 == len(it.top(team.circle)), "set-up leaves one post in the channel"
    assert {"ellen", "bas"} == it.written_to()


async def values_are_chosen(team: Team) -> None:
    """The host names what the circle strives for; somebody else may read the settings and not change them."""
    assert not await team.asks(team.ellen, "instellingen")
    assert (await team.ellen.submits(values={"values": "klantgericht, lef"})).ok
    assert "hosts this circle" in await team.asks(team.bas, "settings")
    assert team.bas.modal is None


# ---------------------------------------------------------------- the first question


async def question_one(team: Team) -> None:
    """Thursday at ten the question stands there; answers go where each teller wants them, and nowhere else."""
    it = team.life
    await it.to(datetime(2026, 3, 5, 9, 59, tzinfo=HERE))
    assert 1 == len(it.top(team.circle))
    await it.to(datetime(2026, 3, 5, 10, tzinfo=HERE))
    assert 2 == len(it.top(team.circle))
    assert ["Schrijven"] == team.question.buttons

    nameless = {team.bas: "Two hours without alerts.", team.mo: "Clear at last.", team.yara: "A walk outside."}
    for teller, text in nameless.items():
        marks = ["tough", "quote"] if teller is team.yara else ["tough"]
        line = await team.writes(teller, text, "nameless", themes=["calm"], marks=marks)
        assert "only if three or more chose this" in line.shown
    assert "Alleen jij kunt het lezen" in (await team.writes(team.noor, "Dit is geheim.", "private")).shown
    assert [] == team.thread

    await team.ellen.taps(team.question, "Alleen tikken", "🍃 rust")
    assert (await team.ellen.submits(values={"audience": "named"})).ok, "who never chose an audience chooses it now"
    await it.settled()
    assert ["ellen  tikt  rust"] == team.thread
    await team.bas.taps(team.question, "Schrijven")
    assert team.bas.modal
    assert "nameless" in str(initial(team.bas.modal, "audience")), "the last choice is there again"
    await team.bas.closes()


async def thread_and_echoes(team: Team) -> None:
    """What is typed in the thread is an answer; edits are followed; reactions come and go, skin tone or not."""
    it = team.life
    said = await team.mo.says(team.circle, "Bas walked me through teh tool", thread=team.question)
    assert "I keep your reply as an answer, with your name" in (await it.sees(team.mo)).shown
    await team.mo.edits(said, "Bas walked me through the tool")
    await team.yara.reacts(said, "heart")
    await team.yara.unreacts(said, "heart")
    await team.noor.reacts(said, "+1::skin-tone-3")
    await team.mo.reacts(said, "tada")
    again = await team.noor.says(team.circle, "@mo Dat was leuk om te doen", thread=team.question)
    await it.settled()
    assert "1 with your name, 1 without" in await team.asks(team.mo, "what-do-you-know")
    assert "Echo's:  2" in await team.asks(team.noor, "wat-weet-je")
    await team.noor.deletes(again)
    await it.settled()
    assert "Echo's:  1" in await team.asks(team.noor, "wat-weet-je")


# ---------------------------------------------------------------- kudos


async def kudos_of_all_kinds(team: Team) -> None:
    """By command with several people, a group and a value; by shortcuts; by emoji; joined, worded and taken back."""
    await by_command(team)
    await by_shortcuts(team)
    await by_emoji(team)


async def by_command(team: Team) -> None:
    """Several receivers and a group are thanked at once; others join by button and by emoji, and are named."""
    it, slack = team.life, team.life.slack
    slack.workspace.add_usergroup("zorg", [team.noor.user, team.mo.user])
    line = await team.thanks(team.bas, "@Ellen Bakker @zorg kept the desk open for the last visitor #klantgericht")
    assert "ellen ,  noor  and  mo" in line.shown
    posted = slack.thread(team.question)[-1]
    assert "bas  bedankt  ellen ,  noor  en  mo" in posted.shown
    assert "Voor klantgericht" in posted.shown
    assert [] == posted.pings
    assert "Ik ben Fireside" in (await it.sees(team.noor, "bedankt je")).shown

    await team.yara.taps(posted, "🙌 Sluit aan")
    ivo = it.client.person("ivo")
    await ivo.joins(team.circle)
    await ivo.reacts(posted, "raised_hands::skin-tone-2")
    await it.settled()
    assert "Ook van yara en ivo" in posted.shown
    await ivo.unreacts(posted, "raised_hands::skin-tone-2")
    await team.yara.taps(posted, "🙌 Sluit aan")
    await it.settled()
    assert "Ook van" not in posted.shown
    await ivo.leaves(team.circle)


async def by_shortcuts(team: Team) -> None:
    """*Thank for this* knows whose message it is about; *Give thanks* starts empty; undo takes it out of sight."""
    it = team.life
    said = await team.ellen.says(team.circle, "Ik heb de telefoon overgenomen")
    await team.yara.message_shortcut("thank", said)
    assert team.yara.modal
    assert team.ellen.id in str(initial(team.yara.modal, "members"))
    await team.yara.submits(values={"text": "So that I could finish my call"})
    line = await it.sees(team.yara, "Your thanks stand in the thread")
    await team.yara.taps(line, "Put a value on it", "lef")
    await it.settled()
    assert "Voor lef" in team.thread[-1]

    await team.mo.shortcut("give")
    await team.mo.submits(values={"members": [team.yara], "text": "Brought soup when I was ill"})
    private = await it.sees(team.mo, "This place has no circle")
    assert "Nobody else can read this" in (await it.sees(team.yara, "Brought soup")).shown
    assert not any("soup" in shown for shown in team.thread)
    await team.mo.taps(private, "Undo")
    await it.settled()
    assert "Taken back" in private.shown


async def by_emoji(team: Team) -> None:
    """The circle's emoji on a message is a small thank-you; its giver alone is asked what they saw."""
    it = team.life
    said = await team.noor.says(team.circle, "Ik heb het rooster gemaakt")
    await team.yara.reacts(said, "raised_hands")
    offer = await it.sees(team.yara, "small thank-you to")
    assert ["Put it into words", "Undo"] == offer.buttons
    assert "2 given" in await team.asks(team.yara, "what-do-you-know")
    await team.yara.unreacts(said, "raised_hands")
    await it.settled()
    assert "1 given" in await team.asks(team.yara, "what-do-you-know")
    await team.mo.reacts(said, "raised_hands::skin-tone-5")
    offer = await it.sees(team.mo, "small thank-you to")
    await team.fills(team.mo, offer, "Put it into words", text="She solved the puzzle of the week", value="lef")
    assert "mo  bedankt  noor\nShe solved the puzzle of the week\nVoor lef" in team.thread[-1]


# ---------------------------------------------------------------- the first digest, and a change of mind


async def digest_one(team: Team) -> None:
    """Tuesday at ten one digest reads back what was shared: people counted, words only with consent, nobody pinged."""
    it = team.life
    await it.to(datetime(2026, 3, 10, 10, tzinfo=HERE))
    [digest] = team.digests
    assert "Vijf van jullie deden mee" in digest.shown
    assert "Brandstof van de laatste vier weken" in digest.shown
    assert "Vier mensen tikten  rust" in digest.shown
    assert "Voor sommigen van jullie was het een taaie week" in digest.shown
    assert "Vier bedankjes" in digest.shown
    assert '" A walk outside. " ( zonder naam )' in digest.shown
    assert '" The rota with Noor. " ( bas )' in digest.shown
    assert not any(words in digest.shown for words in ("geheim", "Two hours", "Clear at last", "Liep mee"))
    assert [] == digest.pings
    assert 3 == len(it.top(team.circle))


async def withdrawal(team: Team) -> None:
    """A line taken back from My story or under the digest leaves it without a trace; the others stay."""
    it = team.life
    [digest] = team.digests
    home = await opened(team.yara)
    assert "It may be quoted in the digest" in home.shown
    await team.yara.taps(home, "Only me")
    await it.settled()
    assert "A walk outside" not in digest.shown
    assert "The rota with Noor" in digest.shown
    assert team.yara.home
    assert "Only you can read this" in team.yara.home.shown, "the page shows at once what became of it"

    await team.bas.taps(digest, "Mijn regel eruit")
    await it.settled()
    assert "The rota with Noor" not in digest.shown
    assert "Vier mensen tikten" in digest.shown, "a count of people stays"
    assert "The rota with Noor" in (await opened(team.bas)).shown


# ---------------------------------------------------------------- the second week


async def question_two(team: Team) -> None:
    """The next Thursday brings the next question; what was private may be shared, and an undo empties the thread."""
    it = team.life
    await it.to(datetime(2026, 3, 12, 10, tzinfo=HERE))
    home = await opened(team.noor)
    await team.noor.taps(home, "Delen")
    await team.noor.submits(values={"audience": "named", "text": "Dit mag iedereen weten."})
    await it.settled()
    assert any("Dit mag iedereen weten" in m.shown for m in it.slack.posts(team.circle)), "under its own question"
    assert not any("Dit mag iedereen weten" in shown for shown in team.thread)
    await team.taps(team.ellen, "🎈 plezier")
    line = await team.thanks(team.yara, "@Mo stayed to explain it a third time")
    assert any("explain it a third time" in shown for shown in team.thread)
    await team.yara.taps(line, "Undo")
    await it.settled()
    assert not any("explain it a third time" in shown for shown in team.thread)


async def a_moment_and_a_pause(team: Team) -> None:
    """Thanks to oneself are a moment of one's own; a pause, a language and a way for thanks are one's own choice."""
    it = team.life
    line = await team.thanks(team.yara, "@yara finally asked for help with the plan")
    assert "a moment of yours" in line.shown
    assert "finally asked for help" in (await opened(team.yara)).shown
    assert not any("asked for help" in shown for shown in team.thread)

    assert "You pause until Friday 20 March" in await team.asks(team.mo, "pause until 20 march")
    assert "You pause until Friday 20 March" in (await opened(team.mo)).shown
    await team.mo.taps(await opened(team.mo), "Settings")
    await team.mo.submits(values={"language": "Nederlands", "thanks_in": "private", "until": None})
    await it.settled()
    assert "Mijn verhaal" in (await opened(team.mo)).shown
    assert "pauze" not in (await opened(team.mo)).shown

    line = await team.thanks(team.bas, "@mo @noor carried the boxes up all the stairs")
    assert "In private only, and not in the thread: mo" in line.shown
    assert "bas  bedankt  noor" in team.thread[-1]
    assert "mo" not in team.thread[-1].replace("samen", "")
    assert "carried the boxes" in (await it.sees(team.mo, "bedankt je")).shown


async def digest_two(team: Team) -> None:
    """The second digest holds the second week only, and nothing that was told in private or taken back."""
    it = team.life
    assert "Only you see this" in await team.asks(team.bas, "digest preview")
    await it.to(datetime(2026, 3, 17, 10, tzinfo=HERE))
    [_, digest] = team.digests
    assert "Drie van jullie deden mee" in digest.shown
    assert not any(words in digest.shown for words in ("rota", "asked for help", "third time", "geheim"))


async def a_quiet_week_and_none(team: Team) -> None:
    """One answer gives two lines; nothing gives nothing; and a paused circle is asked nothing."""
    it = team.life
    await it.to(datetime(2026, 3, 19, 10, tzinfo=HERE))
    await team.writes(team.mo, "Alleen dit.", "named")
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
    await bas.taps(await opened(bas), "Export everything")
    assert bas.modal
    link = re.search(r"http://[^\s\"']+/export/[\w-]+", json.dumps(bas.modal.blocks))
    assert link, bas.modal.shown
    async with aiohttp.ClientSession() as browser:
        async with browser.get(link[0]) as page:
            packed = zipfile.ZipFile(io.BytesIO(await page.read()))
        async with browser.get(link[0]) as page:
            assert 404 == page.status
    told = json.loads(packed.read("my-story.json"))
    assert {"The rota with Noor.", "Two hours without alerts."} == {answer["text"] for answer in told["answers"]}
    assert "Two hours without alerts." in packed.read("my-story.html").decode()

    await bas.taps(await opened(bas), "Delete everything")
    assert "Shall I delete everything of yours here?" in bas.modal.shown
    await bas.taps(bas.modal, "Delete everything")
    await it.settled()
    assert "It is gone: 2 answers" in bas.modal.shown
    assert bas.home
    assert "Nothing yet" in bas.home.shown
    assert not any("rota" in m.shown or "carried the boxes" in m.shown for m in it.slack.posts(team.circle))
    assert not any("bas" in m.shown.split() for m in it.slack.posts(team.circle))
    assert "0 with your name, 0 without it, 0 that only you can read" in await team.asks(bas, "what-do-you-know")


# ---------------------------------------------------------------- small helps


async def opened(person: Person) -> View:
    """Give somebody's home tab as it is when they open it now."""
    slack = person.client.slack
    before = len(slack.called("views.publish"))
    await person.opens_home()
    return await slack.until(lambda: person.home if len(slack.called("views.publish")) > before else None)


def initial(view: View, field: str) -> object:
    """Give what a field of a form holds before anybody fills it in."""
    [found] = [block["element"] for block in view.blocks if block["block_id"] == field]
    return [value for name, value in found.items() if name.startswith("initial")]
