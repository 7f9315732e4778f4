"""Four weeks of a new circle, lived by a visitor in the playground's page."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

HERE = "coffee-corner"
ENERGY = "What gave you energy this week?"
YARA = "Somebody left a plant on my desk. No note."
NOOR = "De was was al gevouwen."
ELLEN = "Een uur geen telefoon."
MO = "An apology that I did not expect."
FLEUR = "I cried a little on the stairs, and then it was fine."
BAS = "The cleaners. It smelled of soap and nobody had asked."
KUDOS = "walked along to the right desk instead of pointing"


def test_a_team_lives_four_weeks_with_the_bot(visitor: Visitor, tmp_path: Path) -> None:
    """From the invitation to the file with everything of mine; and no other machine is asked for anything."""
    set_up(visitor)
    three_audiences(visitor)
    echoes_on_and_off(visitor)
    first_digest(visitor)
    second_question(visitor)
    kudos(visitor)
    second_digest(visitor)
    withdrawal_from_a_posted_digest(visitor)
    a_quiet_week_and_an_empty_one(visitor)
    my_story(visitor)
    everything_of_mine(visitor, tmp_path)


# ---------------------------------------------------------------- week one


def set_up(visitor: Visitor) -> None:
    """One decision, one post; the proposal is written to who invited the bot, and to nobody else."""
    visitor.be_in("Mo", HERE)
    visitor.picture("01-no-rhythm-yet")
    visitor.press("Invite Fireside")
    visitor.sees("I propose: Thursday 10:00 (Europe/Amsterdam) · digest Tuesday 10:00 · English.")
    visitor.picture("02-proposal")
    visitor.press("Change")
    visitor.fill({"Time zone": "Europe/Nowhere", "Values, at most five": "courage, customer first"})
    visitor.press("Save", visitor.dialog)
    visitor.sees("I do not know that time zone.", visitor.dialog)
    visitor.picture("03-a-zone-that-is-none")
    visitor.fill({"Time zone": "Europe/Amsterdam"})
    visitor.send()
    visitor.sees(re.compile(r"All set. Next: Thursday \d+ \w+ 10:00 \(Europe/Amsterdam\)."))
    visitor.sees("Someone here you would like to thank?")
    expect(visitor.message("All set").get_by_role("button", name="Settings")).to_be_visible()
    expect(visitor.channel.get_by_role("button", name="Start like this")).to_have_count(0)

    visitor.go(HERE)
    visitor.sees("I give no points, keep no ranking, measure no mood")
    expect(visitor.channel.get_by_test_id("message")).to_have_count(1)
    visitor.picture("04-promise")

    visitor.be_in("Yara", "Fireside")
    visitor.sees_no("Once a week I ask one question in")


def three_audiences(visitor: Visitor) -> None:
    """One answer with a name, three without, one for its teller alone; each is told who can read it."""
    visitor.go(HERE)
    words = ("The circle, with my name", "being seen", "May be quoted in the digest")
    visitor.answer(YARA, *words, button="Try it now")
    visitor.sees("It stands in the thread, with your name.")
    visitor.press("Answer that")
    visitor.dialog.get_by_role("textbox").fill("It is a fern, and it likes the window.")
    visitor.picture("05-one-more-question")
    visitor.send()
    visitor.sees("I put it with your answer.")

    visitor.become("Noor")
    visitor.press("Try it now")
    visitor.sees("Wie mag het lezen?", visitor.dialog)
    visitor.picture("06-form-in-dutch")
    visitor.page.keyboard.press("Escape")
    quotable = ("De kring, zonder mijn naam", "hulp", "Mag in de terugblik staan")
    visitor.answer(NOOR, *quotable, button="Try it now")
    visitor.sees("zonder je naam, en pas als drie of meer dit kozen")
    visitor.become("Ellen")
    visitor.answer(ELLEN, "De kring, zonder mijn naam", "rust", button="Try it now")
    visitor.become("Mo")
    visitor.answer(MO, "The circle, without my name", "courage", button="Try it now")
    visitor.become("Fleur")
    visitor.answer(FLEUR, "Only me", "tough week", button="Try it now")
    visitor.sees("Only you can read it, in My story.")

    visitor.open_thread(ENERGY)
    visitor.sees(YARA, visitor.thread)
    visitor.sees("It is a fern", visitor.thread)
    for words_ in (NOOR, ELLEN, MO, FLEUR):
        visitor.sees_no(words_, visitor.thread)
    expect(visitor.thread.get_by_text("1 reply")).to_be_visible()


def echoes_on_and_off(visitor: Visitor) -> None:
    """A reaction on, off, and on again; who reacted is told by name."""
    visitor.become("Bas")
    visitor.open_thread(ENERGY)
    told = visitor.message(YARA, visitor.thread)
    heart = told.get_by_role("button", name="heart: you")
    visitor.react(YARA, "heart", visitor.thread)
    expect(heart).to_have_attribute("aria-pressed", "true")
    heart.click()
    expect(heart).to_have_count(0)
    visitor.react(YARA, "heart", visitor.thread)
    expect(heart).to_be_visible()
    visitor.picture("07-an-echo-in-the-thread")
    visitor.page.get_by_role("button", name="Close the thread").click()


def first_digest(visitor: Visitor) -> None:
    """What people chose to share comes back; nobody's private words, and no author of a nameless line."""
    visitor.move("Next digest")
    digest = visitor.message("The week in stories")
    # Whoever echoed may be one of the nameless tellers, so the two are not added up.
    visitor.sees("Four of you took part: four wrote. One left an echo.", digest)
    visitor.sees(f'"{YARA}" (Yara Lind)', digest)
    visitor.sees(f'"{NOOR}" (no name)', digest)
    for words in (ELLEN, MO, FLEUR, "Noor", "tough week"):
        visitor.sees_no(words, digest)
    visitor.picture("08-first-digest")


# ---------------------------------------------------------------- week two


def second_question(visitor: Visitor) -> None:
    """The next question comes by itself; a reply typed in its thread is an answer, and follows its message."""
    visitor.move("Next question")
    asked = visitor.channel.get_by_test_id("message").last
    expect(asked.get_by_role("button", name="Write")).to_be_visible()
    question = asked.get_by_role("heading").inner_text()

    visitor.open_thread(question)
    visitor.say(BAS, visitor.thread)
    mine = visitor.message(BAS, visitor.thread)
    mine.hover()
    mine.get_by_role("button", name="Edit").click()
    box = visitor.page.get_by_role("textbox", name="Edit your message")
    box.fill(f"{BAS} Thank you.")
    box.press("Enter")
    visitor.sees("Thank you.", visitor.message(BAS, visitor.thread))

    visitor.become("Fleur")
    visitor.open_thread(question)
    visitor.say("Wrong window, sorry.", visitor.thread)
    slip = visitor.message("Wrong window", visitor.thread)
    slip.hover()
    slip.get_by_role("button", name="Delete").click()
    visitor.dialog.get_by_role("button", name="Delete").click()
    expect(slip).to_have_count(0)
    visitor.picture("09-a-reply-typed-in-the-thread")
    visitor.page.get_by_role("button", name="Close the thread").click()

    visitor.become("Yara")
    visitor.press("Just tap")
    visitor.page.get_by_role("menuitem", name="together").click()
    visitor.sees("Thank you for together.")


def kudos(visitor: Visitor) -> None:
    """By command, by joining in, and by the circle's emoji; a guest is not written to, and the giver is told why."""
    visitor.be_in("Bas", HERE)
    visitor.say(f"/kudos @Noor {KUDOS} #courage")
    visitor.sees("Your thanks stand in the thread, and also go to Noor Haddad in private.")
    visitor.picture("10-kudos-given")

    visitor.become("Mo")
    visitor.channel.get_by_test_id("replies").last.click()
    visitor.press("🙌 Join in", visitor.thread)
    visitor.sees("Also from Mo Okafor", visitor.message(KUDOS, visitor.thread))
    visitor.page.get_by_role("button", name="Close the thread").click()
    visitor.say("/kudos @Fleur for the one question that nobody dared to ask")
    visitor.sees("Fleur Martin is a guest here, and I do not write to guests.", visitor.dialog)
    visitor.picture("11-a-guest-is-not-written-to")
    visitor.page.keyboard.press("Escape")
    visitor.press("Give thanks")
    visitor.sees("In the thread of #coffee-corner; may stand in the digest.", visitor.dialog)
    visitor.page.keyboard.press("Escape")
    visitor.say("The key hangs by the door again.")

    visitor.become("Yara")
    visitor.react("The key hangs by the door", "raised hands")
    visitor.sees("Your 🙌 is a small thank-you to Mo Okafor.")
    visitor.message("The key hangs").get_by_role("button", name="raised hands: you").click()
    expect(visitor.message("The key hangs").get_by_role("button", name="raised hands")).to_have_count(0)

    visitor.be_in("Noor", "Fireside")
    visitor.sees(KUDOS, visitor.message("Bas de Vries bedankt je"))
    visitor.picture("12-thanked")


def second_digest(visitor: Visitor) -> None:
    """Thanks come back in the giver's words; what was taken back or deleted does not."""
    visitor.be_in("Mo", HERE)
    visitor.move("Next digest")
    digest = visitor.message("The week in stories")
    visitor.sees(f'What courage looked like: Bas de Vries thanked Noor Haddad: "{KUDOS}"', digest)
    visitor.sees("Three of you took part: one wrote, one tapped and one gave thanks. One left an echo.", digest)
    visitor.sees_no("Yara", digest)
    visitor.picture("13-second-digest")


def withdrawal_from_a_posted_digest(visitor: Visitor) -> None:
    """One tap, and the line is gone from the post without a trace; the other lines stand."""
    visitor.become("Ellen")
    first = visitor.channel.get_by_test_id("message").filter(has_text="The week in stories").first
    visitor.press("Take my line out", first)
    visitor.sees("In die terugblik staat niets van jou.")
    visitor.become("Yara")
    visitor.press("Take my line out", first)
    visitor.sees("Your words are out of that digest, without a trace.")
    visitor.sees_no(YARA, first)
    visitor.sees_no("edited", first)
    visitor.sees(NOOR, first)
    first.scroll_into_view_if_needed()
    visitor.picture("14-a-line-taken-out")


# ---------------------------------------------------------------- weeks three and four


def a_quiet_week_and_an_empty_one(visitor: Visitor) -> None:
    """One tap makes two lines; nothing at all makes no post."""
    visitor.move("Next question")
    visitor.become("Bas")
    visitor.press("Just tap")
    visitor.page.get_by_role("menuitem", name="clarity").click()
    # Bas never chose here who may read him, so one tap asks him that, and keeps what he tapped.
    expect(visitor.dialog.get_by_role("checkbox", name="clarity")).to_be_checked()
    visitor.choose("The circle, with my name")
    visitor.send()
    visitor.move("Next digest")
    visitor.sees("A quiet week, and that is fine. One of you left something here.")
    visitor.picture("15-a-quiet-week")
    posted = visitor.channel.get_by_text("The week in stories").count()

    visitor.move("Next question")
    visitor.move("Next digest")
    visitor.sees("Nothing was posted on the way.", visitor.notice)
    assert posted == visitor.channel.get_by_text("The week in stories").count()


def my_story(visitor: Visitor) -> None:
    """Everybody reads all of their own, and nothing private of anybody else."""
    visitor.be_in("Fleur", "My story")
    visitor.sees(FLEUR)
    visitor.sees("Only you can read this.")
    visitor.picture("16-my-story")
    for somebody in ("Bas", "Noor"):
        visitor.be_in(somebody, HERE)
        visitor.go("My story")
        visitor.sees(somebody)
        visitor.sees_no(FLEUR)
    visitor.become("Yara")
    visitor.sees(YARA)
    visitor.press("Settings")
    visitor.fill({"Language": "Nederlands"})
    visitor.send()
    visitor.sees("Mijn verhaal")


def everything_of_mine(visitor: Visitor, folder: Path) -> None:
    """One file to read, to print and to process; then all of it is deleted."""
    with visitor.page.expect_download() as coming:
        visitor.press("Alles exporteren")
    coming.value.save_as(folder / "mine.zip")
    with zipfile.ZipFile(io.BytesIO((folder / "mine.zip").read_bytes())) as file:
        told = {Path(name).suffix: file.read(name).decode() for name in file.namelist()}
    assert {".html", ".md", ".json"} == set(told)
    assert YARA in [answer["text"] for answer in json.loads(told[".json"])["answers"]]
    for text in told.values():
        assert YARA in text
        assert not [words for words in (NOOR, ELLEN, MO, FLEUR) if words in text]
    paper = visitor.page.context.new_page()
    paper.set_content(told[".html"])
    paper.emulate_media(media="print")
    paper.screenshot(path=visitor.pictures / "17-export-on-paper.png")
    paper.close()

    visitor.press("Alles wissen")
    visitor.sees("Zal ik hier alles van jou wissen?")
    visitor.press("Alles wissen")
    visitor.dialog.get_by_role("button", name="Alles wissen").click()
    visitor.sees("Het is weg")
    visitor.be_in("Mo", HERE)
    visitor.open_thread(ENERGY)
    visitor.sees_no(YARA, visitor.thread)
    visitor.picture("18-nothing-of-hers-is-left")
