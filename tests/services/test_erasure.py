"""Everything of a member goes: every byte in the database, from posts and digests, and from what is on its way."""

import base64
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import commands as c, housekeeping, parcels
from bot.ports import How
from bot.services import digest, erasure, rounds
from storage import circles, claims, outbox
from storage.tables import Answer, Circle, Edition, Gate, Kudos, Member, Outbox, Post, Receiver, Round, Ticket
from tests.services.conftest import KEY
from tests.services.office import TEAM, Office, buttons, said

REASON = "walked along to the right desk"


@pytest.fixture
def team(office: Office) -> Office:
    """Give Anna, Bas, Noor and Mo in Anna's circle with an open round, its question posted."""
    for member, name in (("U1", "Anna"), ("U2", "Bas"), ("U3", "Noor"), ("U4", "Mo")):
        office.member(member, name)
    office.circle("C1", host="U1", values=["courage"])
    office.do(c.AskNow(by=office.by("U1")))
    office.deliver()
    return office


def circle_of(team: Office) -> Circle:
    """Give the one circle."""
    found = team.write(lambda tx: circles.by_channel(tx, TEAM, "C1"))
    assert found
    return found


def tell(team: Office, member: str, text: str, audience: str = "named", **more: object) -> None:
    """Fill in the form."""
    round_ = next(r.round for r in team.rows(Round) if r.closed_at is None)
    team.do(c.SaveAnswer(by=team.by(member), round=round_, text=text, audience=audience, **more))  # type: ignore[arg-type]


def thank(team: Office, giver: str, *receivers: str, reason: str = REASON) -> str:
    """Give thanks by command; gives its id."""
    before = {k.kudos for k in team.rows(Kudos)}
    team.do(c.GiveKudos(by=team.by(giver), members=receivers, text=reason))
    return next(k.kudos for k in team.rows(Kudos) if k.kudos not in before)


def gather(team: Office) -> None:
    """Put today's digest into the outbox."""
    team.unit(lambda u: digest.post(u, circle_of_unit(u), u.today("Europe/Amsterdam")))


def circle_of_unit(unit):  # noqa: ANN001, ANN201 - a unit in, a circle out
    """Give the one circle within a unit."""
    return circles.by_channel(unit.tx, TEAM, "C1")


def erase(team: Office, member: str) -> None:
    """Let somebody delete everything of theirs, and mean it."""
    team.do(c.EraseMe(by=team.by(member, ""), sure=True))


# ---------------------------------------------------------------- what others see


def test_a_joiners_name_goes_from_under_the_post(team: Office) -> None:
    """Noor joined in with a thank-you; the post names her no more."""
    kudos = thank(team, "U1", "U2")
    team.do(c.JoinKudos(by=team.by("U3"), kudos=kudos))
    team.deliver()
    assert "Noor" in said(next(message for row, message in reversed(team.sent) if row.kind == "kudos"))
    erase(team, "U3")
    [(row, message)] = team.outbox("kudos")

    assert How.UPDATE == row.how
    assert "Noor" not in said(message)


def test_thanks_to_several_go_on_without_one_of_them(team: Office) -> None:
    """Where the others have not been told yet, they are told without the name; who knows already is not told twice."""
    thank(team, "U1", "U2", "U3")
    erase(team, "U3")
    told = [(row.channel, said(message)) for row, message in team.outbox("kudos-told")]
    assert ["U2"] == [channel for channel, _ in told]
    assert "Noor" not in told[0][1]
    assert "Noor" not in said(team.outbox("kudos")[0][1])
    team.deliver()

    thank(team, "U1", "U2", "U4")
    team.deliver()
    erase(team, "U4")
    assert [] == team.outbox("kudos-told")
    assert {"U2"} == {r.member for r in team.rows(Receiver)}


def test_thanks_for_the_receivers_alone_are_never_posted_by_it(team: Office) -> None:
    """What only two may read is not shown to the circle when one of them leaves."""
    team.do(c.SaveKudos(by=team.by("U1"), members=("U2", "U3"), text=REASON, audience="receivers"))
    team.deliver()
    erase(team, "U3")

    assert [] == team.outbox("kudos")


def test_a_question_of_ones_own_goes_from_the_channel_too(team: Office) -> None:
    """The round that asked it says that it was taken back, and so does its post, and the digest that carried it."""
    team.do(c.Suggest(by=team.by("U2"), text="Who are we doing this for?"))
    for member in ("U1", "U3", "U4"):
        tell(team, member, f"by {member}")
    gather(team)
    suggestion = next(e.facts["carry"]["suggestion"] for e in team.rows(Edition))
    for member in ("U1", "U3", "U4"):
        team.do(c.RaiseHand(by=team.by(member), suggestion=suggestion))
    team.move(weeks=7)
    for _ in range(6):
        team.unit(lambda u: rounds.ask(u, circle_of_unit(u), u.today()))
        team.move(weeks=1)
    team.deliver()
    asked = next(r.round for r in team.rows(Round) if r.text == "Who are we doing this for?")
    erase(team, "U2")
    [(_, question)] = team.outbox("question", How.UPDATE)

    assert "doing this for" not in said(question)
    assert "doing this for" not in str([e.facts for e in team.rows(Edition)])
    assert "taken back" in next(r.text for r in team.rows(Round) if r.round == asked)


def test_a_digest_that_has_not_left_leaves_without_the_line(team: Office) -> None:
    """Nobody reads it first: the post itself says something else, and nothing is mended afterwards."""
    tell(team, "U2", "Two hours without alerts.", quote=True)
    for member in ("U3", "U4"):
        tell(team, member, "a word")
    gather(team)
    assert "Two hours" in said(team.outbox("digest")[0][1])
    erase(team, "U2")
    [(row, message)] = team.outbox("digest")

    assert How.POST == row.how
    assert "Two hours" not in said(message)


@pytest.mark.parametrize("state", ["sending", "uncertain", "unknown"])
def test_a_post_of_which_nobody_knows_keeps_no_words(team: Office, state: str) -> None:
    """Whatever becomes of it, the words are not in it any more; it is deleted once it is found."""
    tell(team, "U2", "Two hours without alerts.")
    row = next(r for r in team.rows(Outbox) if r.kind == "answer")
    team.write(lambda tx: setattr(tx.session.get(Outbox, (TEAM, row.parcel)), "state", state))
    erase(team, "U2")

    kept = [team.opened(r.body) for r in team.rows(Outbox) if r.kind == "answer" and r.body]
    assert not any("Two hours" in said(message) or "Bas" in said(message) for message in kept)
    assert [How.DELETE] == [r.how for r in team.rows(Outbox) if r.kind == "answer" and r.state == "pending"]


# ---------------------------------------------------------------- what they see


def test_their_own_page_is_empty_at_once(team: Office) -> None:
    """The page that the chat tool shows does not wait to be opened again; a link to an export leads nowhere."""
    tell(team, "U2", "only mine", "private")
    team.do(c.ExportMe(by=team.by("U2", "")))
    asked = team.do(c.EraseMe(by=team.by("U2", "")))
    yes = buttons(asked.say)["erase.me"]
    done = team.do(c.EraseMe(by=team.by("U2", ""), sure=yes.args["sure"] == "yes"))

    assert "one answer," in said(done.replace)
    assert "only mine" not in said(done.home)
    assert [] == team.rows(Ticket)


def test_who_erases_everything_hears_what_stays_with_others(team: Office) -> None:
    """Thanks that were brought stand in their receivers' own chats; and one answer is one."""
    tell(team, "U2", "The rota.")

    told = said(team.do(c.EraseMe(by=team.by("U2"), sure=True)).replace)

    assert "in that of whom I brought your thanks or a reply" in told
    assert "one answer, 0 thanks that you gave" in told


def test_asking_changes_nothing(team: Office) -> None:
    """Before the second tap everything is still there."""
    tell(team, "U2", "mine")
    team.do(c.EraseMe(by=team.by("U2", "")))

    assert ["mine"] == [a.text for a in team.rows(Answer)]


def test_what_comes_later_is_kept_as_of_anybody(team: Office) -> None:
    """Deleting is no exclusion: the next answer counts again."""
    erase(team, "U2")
    tell(team, "U2", "back again")

    assert ["U2"] == [a.member for a in team.rows(Answer)]


# ---------------------------------------------------------------- every byte


WORDS = ("PLANTEDNAMED", "PLANTEDNAMELESS", "PLANTEDPRIVATE", "PLANTEDTHREAD", "PLANTEDGIVEN")
WORDS += ("PLANTEDGOT", "PLANTEDASK", "PLANTEDEDIT", "PLANTEDREPLY", "UPLANTED", "Planted-Name", "D-PLANTED")


def plant(team: Office) -> None:
    """Let somebody do everything there is to do, over two digests."""
    me = team.member("UPLANTED", "Planted-Name")
    tell(team, me, "PLANTEDNAMED", quote=True)
    team.do(c.HearPrivate(by=team.by(me, "D-PLANTED"), ref="70.1", text="PLANTEDPRIVATE"))
    question = team.ref("question")
    team.do(c.HearReply(by=team.by(me), ref="70.2", thread=question, text="PLANTEDTHREAD"))
    team.do(c.Reword(by=team.by(me), ref="70.2", text="PLANTEDEDIT", order="70.3"))
    kudos = thank(team, me, "U2", "U3", reason="PLANTEDGIVEN with all the words it needs")
    got = thank(team, "U1", me, reason="PLANTEDGOT said somebody else")
    thank(team, "U2", me, "U3", reason="What somebody else said to another one too")
    team.do(c.ReplyKudos(by=team.by(me, ""), kudos=got, text="PLANTEDREPLY"))
    team.do(c.JoinKudos(by=team.by("U4"), kudos=kudos))
    other = thank(team, "U1", "U4")
    team.do(c.JoinKudos(by=team.by(me), kudos=other))
    team.do(c.Suggest(by=team.by(me), text="PLANTEDASK what?"))
    team.deliver()
    for member in ("U1", "U2"):
        tell(team, member, "a word", "nameless")
    team.do(c.AskNow(by=team.by("U1")))
    tell(team, me, "PLANTEDNAMELESS", "nameless", quote=True)
    for member in ("U3", "U4"):
        tell(team, member, "another word", "nameless")
    gather(team)
    team.deliver()
    team.do(c.ExportMe(by=team.by(me, "")))
    team.do(c.PauseMe(by=team.by(me, ""), text="24 December"))
    thank(team, me, "U4", reason="PLANTEDGIVEN and still on its way")


def places(data: bytes, words: tuple[str, ...]) -> Iterator[str]:
    """Give which words stand somewhere in some bytes, in any of the ways in which text is written."""
    for word in words:
        if any(word.encode(way) in data for way in ("utf-8", "utf-16-le", "utf-16-be")):
            yield word


def file_of(office: Office) -> Path:
    """Give the database's file; a server keeps its bytes where no test can look."""
    if office.store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps its bytes in a server of its own")
    return Path(office.store.engine.url.database or "")


def everything(office: Office) -> bytes:
    """Give every byte that the database has on the disk."""
    file = file_of(office)
    return b"\n".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


def test_no_byte_of_a_person_is_left(team: Office) -> None:
    """Neither in a table, nor in a page that was let go, nor in the file of changes."""
    plant(team)
    before = set(places(everything(team), WORDS))
    assert {"UPLANTED", "Planted-Name", "PLANTEDNAMED", "PLANTEDNAMELESS", "PLANTEDASK"} <= before
    erase(team, "UPLANTED")

    assert [] == list(places(everything(team), WORDS))
    assert "What somebody else said to another one too" in [k.reason for k in team.rows(Kudos)]
    assert not any("Planted-Name" in said(m) or "PLANTED" in said(m) for _, m in team.outbox())
    assert [] == [m for m in team.rows(Member) if m.member == "UPLANTED"]
    assert [] == [p for p in team.rows(Post) if "PLANTED" in p.channel]
    assert [] == [g for g in team.rows(Gate) if "PLANTED" in g.place]


def land(team: Office, member: str, channel: str) -> None:
    """Let what waits for somebody land in their own chat, whose id only the platform knows."""
    for row in team.write(lambda tx: claims.claim(tx, 1, team.now, 100)):
        place = channel if row.channel == member else row.channel
        team.write(lambda tx, r=row, p=place: outbox.finish(tx, r, "sent", ref=f"9.{r.parcel}", channel=p))
        team.write(lambda tx, r=row, p=place: parcels.stands(tx, r, f"9.{r.parcel}", p))


def test_their_own_chat_is_known_for_as_long_as_something_stands_in_it(team: Office) -> None:
    """Thanks to two go on without one of them, also where that one was told long ago: nothing says that they were."""
    thank(team, "U1", "U2", "U3")
    land(team, "U3", "DPLANTED")
    assert "kudos-told" in {post.kind for post in team.rows(Post) if post.channel == "DPLANTED"}
    team.move(days=15)
    team.write(lambda tx: outbox.purge(tx, team.now - housekeeping.KEPT))
    erase(team, "U3")

    assert {"U2"} == {row.member for row in team.rows(Receiver)}
    assert [] == [post for post in team.rows(Post) if post.channel == "DPLANTED"]


def test_a_channel_in_which_somebody_gave_thanks_is_not_their_own_chat(team: Office) -> None:
    """They thanked there before it had a circle; what the circle of today is about to say, and stands there, stays."""
    team.do(c.GiveKudos(by=team.by("U3", "C9"), members=("U4",), text=REASON, ref="7.1"))
    team.circle("C9", host="U1")
    team.do(c.AskNow(by=team.by("U1", "C9")))
    team.deliver()
    team.do(c.GiveKudos(by=team.by("U1", "C9"), members=("U2",), text=REASON))
    erase(team, "U3")

    assert ["question"] == [post.kind for post in team.rows(Post) if post.channel == "C9"]
    assert ["C9"] == [row.channel for row, _ in team.outbox("kudos")]


def test_no_byte_of_a_workspace_is_left(team: Office) -> None:
    """After all of a workspace is erased its name, its people and its words are nowhere."""
    plant(team)
    team.unit(lambda u: erasure.erase_workspace(u, TEAM))
    known = (*WORDS, TEAM, "Anna", "circle-C1", "another word", "courage", REASON)

    assert [] == list(places(everything(team), known))


def test_what_is_sorted_goes_through_no_file_of_its_own(team: Office) -> None:
    """SQLite keeps in memory what it sorts, rather than in a file in another folder."""
    file_of(team)
    asked = "PRAGMA temp_store"
    assert (2,) == team.write(lambda tx: tx.row(asked))
    assert (2,) == team.store.read(lambda tx: tx.row(asked)).result(5)


# ---------------------------------------------------------------- by who runs it


def fireside(office: Office, *words: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command on the office's database, which the office holds open."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("FIRESIDE_", "SLACK_", "MICROSOFT_"))}
    file = file_of(office)
    own |= {"FIRESIDE_SECRET_KEY": base64.b64encode(KEY).decode(), "FIRESIDE_DATABASE_URL": f"sqlite:///{file}"}
    command = [sys.executable, "-m", "bot", *words]
    own["PYTHONPATH"] = str(Path(__file__).parents[2])
    return subprocess.run(
        command, env=own, cwd=file.parent, input=answer, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_operator_hands_out_an_export_and_erases_a_member(team: Office) -> None:
    """The file is for its owner alone; nothing goes before a yes; afterwards no byte is left, and no word was shown."""
    plant(team)
    given = fireside(team, "export", "--workspace", TEAM, "--member", "UPLANTED")
    (file,) = file_of(team).parent.glob("*.zip")
    assert 0 == given.returncode, given.stderr
    assert 0o600 == file.stat().st_mode & 0o777
    with zipfile.ZipFile(file) as packed:
        assert b"PLANTEDPRIVATE" in packed.read("my-story.json")

    refused = fireside(team, "erase", "--workspace", TEAM, "--member", "UPLANTED", answer="n\n")
    assert 1 == refused.returncode
    assert "UPLANTED" in {m.member for m in team.rows(Member)}
    done = fireside(team, "erase", "--workspace", TEAM, "--member", "UPLANTED", answer="y\n")
    assert 0 == done.returncode, done.stderr

    assert [] == list(places(everything(team), WORDS))
    shown = " ".join(told.stdout + told.stderr for told in (given, refused, done)).replace("member UPLANTED", "")
    assert [] == [word for word in WORDS if word in shown]


def test_the_operator_erases_a_workspace(team: Office) -> None:
    """One command, and nothing of the team is left in the file."""
    plant(team)
    done = fireside(team, "erase", "--workspace", TEAM, "--yes")
    assert 0 == done.returncode, done.stderr

    assert [] == list(places(everything(team), (*WORDS, TEAM, "Anna", "another word", REASON)))
