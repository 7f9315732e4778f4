"""My story: everything of one's own, for oneself alone, to change, share, take back, delete and take along."""

import io
import json
import re
import zipfile
from html.parser import HTMLParser

import pytest

from bot import commands as c, intake
from bot.messages import Button, Download, Message
from bot.services import digest, story
from bot.services.export import ABOUT
from storage import circles
from storage.tables import Answer, Kudos, Member, Round, Ticket
from tests.services.office import TEAM, Office, buttons, said

REASON = "walked along to the right desk"


@pytest.fixture
def team(office: Office) -> Office:
    """Give Anna, Bas and Noor, who reads Dutch, in Anna's circle with an open round, its question posted."""
    office.member("U1", "Anna")
    office.member("U2", "Bas", explained=True)
    office.member("U3", "Noor", language="nl", explained=True)
    office.circle("C1", host="U1", values=["courage"])
    office.do(c.AskNow(by=office.by("U1")))
    office.deliver()
    return office


def tell(team: Office, member: str, text: str, audience: str = "named", **more: object) -> None:
    """Fill in the form."""
    round_ = next(r.round for r in team.rows(Round) if r.closed_at is None)
    team.do(c.SaveAnswer(by=team.by(member), round=round_, text=text, audience=audience, **more))  # type: ignore[arg-type]


def page(team: Office, member: str, number: int = 0) -> Message:
    """Open somebody's page."""
    home = team.do(c.OpenHome(by=team.by(member, ""), page=number)).home
    assert home
    return home


def tap(team: Office, member: str, on: Message, label: str, nth: int = 0) -> object:
    """Tap a button of the page by what it is called."""
    items = [item for block in on.blocks for item in getattr(block, "items", ()) if item.label == label]
    button = items[nth]
    assert isinstance(button, Button)
    return team.do(intake.tapped(team.by(member, ""), button.action, button.args))


# ---------------------------------------------------------------- the page


def test_everything_of_ones_own_stands_on_the_page_newest_first(team: Office) -> None:
    """What was told to whomever, given and received, each with who can read it."""
    tell(team, "U2", "first words", themes=("calm", "help"))
    team.move(days=1)
    team.do(c.GiveKudos(by=team.by("U2"), members=("U1",), text=f"{REASON} #courage"))
    team.move(days=1)
    team.do(c.GiveKudos(by=team.by("U3"), members=("U2",), text="stayed calm with the angry caller"))
    team.move(days=1)
    team.do(c.HearPrivate(by=team.by("U2", "D2"), ref="9.1", text="for me alone"))
    shown = said(page(team, "U2"))
    places = [shown.index(words) for words in ("for me alone", "stayed calm", REASON, "first words")]

    assert places == sorted(places)
    assert "Only you can read this." in shown
    assert "Noor thanked me" in shown
    assert "I thanked Anna" in shown
    assert "calm (1)" in shown


@pytest.mark.parametrize("audience", ["named", "nameless"])
def test_it_is_withdrawn_shared_again_and_deleted_from_the_page(team: Office, audience: str) -> None:
    """[Only me] makes it private, [Share] opens the form that shares it, [Delete] takes it away for good."""
    tell(team, "U2", "words to move", audience)
    tap(team, "U2", page(team, "U2"), "Only me")
    assert ["private"] == [a.audience for a in team.rows(Answer)]

    form = tap(team, "U2", page(team, "U2"), "Share it").form  # type: ignore[attr-defined]
    fields = {"text": "words to move", "audience": audience}
    team.do(intake.submitted(team.by("U2", ""), form.action, form.args, fields))
    assert [audience] == [a.audience for a in team.rows(Answer)]

    tap(team, "U2", page(team, "U2"), "Delete")
    assert [] == team.rows(Answer)
    assert "Nothing yet" in said(page(team, "U2"))


def test_thanks_that_are_in_no_digest_offer_no_way_out_of_one(team: Office) -> None:
    """Once they are kept out, or went to their receiver alone, that button would do nothing."""
    team.do(c.GiveKudos(by=team.by("U3"), members=("U2",), text="stayed calm with the angry caller"))
    tap(team, "U2", page(team, "U2"), "Keep out of the digest")
    assert "You keep it out of the digest." in said(page(team, "U2"))
    assert "kudos.keepout" not in buttons(page(team, "U2"))

    form = c.SaveKudos(by=team.by("U3"), members=("U2",), text="walked along to the desk", audience="receivers")
    team.do(form)
    assert "walked along to the desk" in said(page(team, "U2"))
    assert "kudos.keepout" not in buttons(page(team, "U2"))


def test_nobody_else_can_open_or_move_it(team: Office) -> None:
    """Another member who knows an answer's id, even the host, gets nowhere with it."""
    for audience in ("named", "nameless", "private"):
        tell(team, "U2", f"words {audience}", audience)
        answer = next(a.answer for a in team.rows(Answer) if a.audience == audience)
        for cmd in (
            c.OpenAnswer(by=team.by("U1"), answer=answer),
            c.FollowUp(by=team.by("U1"), answer=answer),
            c.FollowUp(by=team.by("U1"), answer=answer, text="mine now"),
            c.TakeBack(by=team.by("U1"), answer=answer),
            c.TakeBack(by=team.by("U1"), answer=answer, delete=True),
        ):
            reply = team.do(cmd)
            assert reply.form is None
            assert "not yours" in said(reply.say)
        tell(team, "U1", "taken over", "named", answer=answer)
        assert f"words {audience}" in said(page(team, "U2"))
        assert f"words {audience}" not in said(page(team, "U1"))
        team.do(c.TakeBack(by=team.by("U2"), answer=answer, delete=True))


def test_thanks_are_undone_or_kept_out_from_the_page(team: Office) -> None:
    """The giver takes one back; a receiver keeps one out, which no other receiver is shown as their own choice."""
    team.do(c.GiveKudos(by=team.by("U1"), members=("U2", "U3"), text=REASON))
    tap(team, "U2", page(team, "U2"), "Keep out of the digest")

    assert "You keep it out of the digest." in said(page(team, "U2"))
    assert "Jij houdt het uit de terugblik" not in said(page(team, "U3"))
    tap(team, "U1", page(team, "U1"), "Undo")
    assert [] == team.rows(Kudos)


def test_a_long_life_has_pages(team: Office) -> None:
    """Eight things stand on each; a page that does not exist is the last one."""
    for number in range(20):
        team.do(c.HearPrivate(by=team.by("U2", "D2"), ref=f"9.{number}", text=f"thought {number:02}"))
    seen = [re.findall(r"thought \d\d", said(page(team, "U2", number))) for number in (0, 1, 2, 99)]

    assert [8, 8, 4, 4] == [len(found) for found in seen]
    assert 20 == len({thought for found in seen for thought in found})


def test_what_gives_energy_is_counted_from_everything_of_ones_own(team: Office) -> None:
    """Chips of private and nameless answers count for their teller, and are kept nowhere else."""
    tell(team, "U2", "", "private", themes=("calm",))
    team.do(c.AskNow(by=team.by("U1")))
    tell(team, "U2", "", "nameless", themes=("calm", "help"))

    assert "calm (2) and help (1)" in said(page(team, "U2"))
    assert "calm (" not in said(page(team, "U1"))


# ---------------------------------------------------------------- choices


def test_choices_are_opened_kept_and_ended(team: Office) -> None:
    """Language, how thanks arrive and a pause: the form shows them again, and what cannot be read is said beside it."""
    wrong = {"language": "de", "thanks_in": "nowhere", "until": "soonish"}
    assert set(wrong) == set(team.do(c.SaveSettings(by=team.by("U2", ""), fields=wrong)).errors)

    fields = {"language": "nl", "thanks_in": "private", "until": "2026-12-24"}
    reply = team.do(c.SaveSettings(by=team.by("U2", ""), fields=fields))
    assert "24 december" in said(reply.say)
    form = team.do(c.OpenSettings(by=team.by("U2", ""))).form
    assert form
    assert {"nl", "private", "2026-12-24"} == {getattr(block, "value", "") for block in form.blocks}
    assert "Je hebt pauze tot" in said(page(team, "U2"))

    team.move(days=40)
    assert "Je hebt pauze tot" not in said(page(team, "U2"))


def test_a_pause_is_seen_by_nobody_else(team: Office) -> None:
    """Neither the host's page nor what the circle asks tells of it."""
    before = [said(page(team, "U1")), said(team.do(c.WhyThis(by=team.by("U1"))).say)]
    team.do(c.PauseMe(by=team.by("U2", ""), text="24 December"))

    assert before == [said(page(team, "U1")), said(team.do(c.WhyThis(by=team.by("U1"))).say)]
    assert 1 == sum(m.paused_until is not None for m in team.rows(Member))


# ---------------------------------------------------------------- to take along


class Seen(HTMLParser):
    """What a page shows, and which elements it is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.text += data


def files(team: Office, member: str) -> dict[str, str]:
    """Ask for the export and open it."""
    download = team.do(c.ExportMe(by=team.by(member, ""))).download
    assert isinstance(download, Download)
    found = team.unit(lambda unit: story.fetch_export(unit, download.token))
    assert found
    with zipfile.ZipFile(io.BytesIO(found[1])) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name).decode() for name in packed.namelist()}


def live(team: Office) -> None:
    """Let Bas do one of everything, and others their own."""
    tell(team, "U2", "words with a name", themes=("calm",), tough=True, quote=True)
    team.do(c.HearPrivate(by=team.by("U2", "D2"), ref="9.1", text="words for me alone"))
    team.do(c.GiveKudos(by=team.by("U2"), members=("U3",), text=f"{REASON} #courage"))
    team.do(c.GiveKudos(by=team.by("U3"), members=("U2", "U1"), text="stayed calm with the angry caller"))
    team.do(c.SaveKudos(by=team.by("U1"), members=("U3",), text="what Bas may not read", audience="receivers"))
    team.do(c.GiveKudos(by=team.by("U1"), members=("U3",), text="laughed more than we puzzled"))
    joined = next(k.kudos for k in team.rows(Kudos) if k.reason.startswith("laughed"))
    team.do(c.JoinKudos(by=team.by("U2"), kudos=joined))
    team.do(c.Suggest(by=team.by("U2"), text="Who are we doing this for?"))
    team.do(c.Suggest(by=team.by("U3"), text="What made you wonder?"))
    team.deliver()
    tell(team, "U1", "words of Anna for herself", "private")
    tell(team, "U3", "words of Noor without her name", "nameless")
    told = next(a.answer for a in team.rows(Answer) if a.text == "words with a name")
    ref = team.ref("answer", told)
    team.do(c.React(by=team.by("U3"), ref=ref, emoji="heart", author="UBOT", on=True, order="1"))
    team.unit(lambda u: digest.post(u, circle_of(u), u.today()))
    team.deliver()
    team.do(c.PauseMe(by=team.by("U2", ""), text="24 December"))


def circle_of(unit):  # noqa: ANN001, ANN201 - a unit in, a circle out
    """Give the one circle."""
    return circles.by_channel(unit.tx, TEAM, "C1")


def test_an_export_has_everything_in_three_forms(team: Office) -> None:
    """The page, the Markdown and the complete JSON tell the same; each reads on its own."""
    live(team)
    found = files(team, "U2")
    assert {"my-story.html", "my-story.md", "my-story.json"} == set(found)
    seen = Seen()
    seen.feed(found["my-story.html"])
    mine = ["words with a name", "words for me alone", REASON, "stayed calm", "Who are we doing this for?", "courage"]
    mine += ["Anna thanked Noor", "calm (1)", "tough week", "Thursday 24 December 2026", "Bas"]
    for text in (seen.text, found["my-story.md"].replace("\\", "")):
        assert [words for words in mine if words not in text] == []
    assert {"h1", "h2", "h3", "article", "blockquote", "ul", "li"} <= set(seen.tags)
    assert not {"script", "img", "link", "iframe"} & set(seen.tags)


def test_an_export_has_nothing_of_others_but_what_they_said_to_all(team: Office) -> None:
    """No private or nameless word of anybody else, nor thanks between others that are not for the circle."""
    live(team)
    for text in files(team, "U2").values():
        assert [w for w in ("Anna for herself", "without her name", "may not read") if w in text] == []


def test_every_field_of_the_complete_file_is_explained_in_it(team: Office) -> None:
    """Whoever opens the JSON in ten years can read it."""
    live(team)
    complete = json.loads(files(team, "U2")["my-story.json"])
    assert set(complete) - {"about"} == set(ABOUT)
    for name, value in complete.items():
        rows = value if isinstance(value, list) else [value] if name in {"profile", "suggestions"} else []
        for field in {key for row in rows for key in row}:
            explained = ABOUT[name] + (ABOUT["kudos_given"] if name == "kudos_received" else "")
            assert re.search(rf"\b{field}\b", explained), f"{name}.{field}"
    assert complete["answers"][0]["channel"] == "c1"
    assert complete["digests"]["kudos"]


def test_an_export_reads_in_ones_own_language(team: Office) -> None:
    """Noor reads hers in Dutch; somebody who never did anything gets a file that says so."""
    live(team)
    assert '<html lang="nl">' in files(team, "U3")["my-story.html"]
    assert "Bas bedankte mij" in files(team, "U3")["my-story.md"]
    assert "Nothing." in files(team, "U9")["my-story.md"]


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "# no heading\n- no list", "&lt; \u202e *x* `y`"])
def test_nobodys_words_are_markup(team: Office, words: str) -> None:
    """What was typed is what is read, in the page and in the Markdown."""
    tell(team, "U2", words, "private")
    found = files(team, "U2")
    seen = Seen()
    seen.feed(found["my-story.html"])
    assert words in seen.text
    assert "script" not in seen.tags
    assert "\n# no" not in found["my-story.md"]
    assert "<script" not in found["my-story.md"].replace("\\<", "")


def test_a_link_works_once_and_for_a_quarter_of_an_hour(team: Office) -> None:
    """A second time, later, or another token: nothing; the token itself is not kept."""
    tokens = [team.do(c.ExportMe(by=team.by("U2", ""))).download for _ in range(2)]
    first, second = (t.token for t in tokens if t)
    assert team.unit(lambda unit: story.fetch_export(unit, first))
    assert team.unit(lambda unit: story.fetch_export(unit, first)) is None
    assert second not in str([t.model_dump() for t in team.rows(Ticket)])
    team.move(minutes=16)
    assert team.unit(lambda unit: story.fetch_export(unit, second)) is None
    assert team.unit(lambda unit: story.fetch_export(unit, "guessed")) is None


def test_who_was_thanked_together_and_in_how_many_circles(team: Office) -> None:
    """Thanks to several name the others, and of many circles the first five stand there with how many more."""
    for number in range(2, 9):
        team.circle(f"C{number}", host="U2")
    team.do(c.GiveKudos(by=team.by("U1"), members=("U2", "U3"), text=REASON))
    shown = said(page(team, "U2"))

    assert "Anna thanked me, together with Noor" in shown
    assert "And 3 more." in shown
