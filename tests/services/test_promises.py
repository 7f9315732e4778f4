"""What people were told, kept also where one act follows another that nobody had in mind."""

import pytest

from bot import commands as c
from bot.domain.edition import Carry, Edition as Frozen
from bot.domain.plan import Kind
from bot.messages import Reply
from bot.services import digest, rhythm
from storage import circles
from storage.tables import Answer, Circle, Edition, Kudos, Occurrence, Outbox, Receiver, Round, Suggestion
from tests.services.office import TEAM, Office, buttons, said

REASON = "walked along to the right desk"


@pytest.fixture
def team(office: Office) -> Office:
    """Give five people in Anna's circle with an open round, its question posted."""
    for number, name in enumerate(("Anna", "Bas", "Noor", "Mo", "Yara"), 1):
        office.member(f"U{number}", name)
    office.circle("C1", host="U1")
    office.do(c.AskNow(by=office.by("U1")))
    office.deliver()
    return office


def open_round(team: Office, circle: str = "circle-C1") -> Round:
    """Give the open round of a circle."""
    return next(r for r in team.rows(Round) if r.closed_at is None and r.circle == circle)


def tell(team: Office, member: str, text: str, audience: str = "named", **more: object) -> Reply:
    """Fill in the form of the open round."""
    wish = {"round": open_round(team).round, "text": text, "audience": audience, **more}
    return team.do(c.SaveAnswer(by=team.by(member), **wish))  # type: ignore[arg-type]


def type_(team: Office, member: str, text: str, ref: str = "90.1") -> str:
    """Type an answer in the question's thread; gives its id."""
    team.do(c.HearReply(by=team.by(member), thread=team.ref("question", open_round(team).round), ref=ref, text=text))
    return next(a.answer for a in team.rows(Answer) if a.text == text)


def gather(team: Office) -> Frozen:
    """Post a digest of what three people told, and give what stands in it."""
    for member in ("U3", "U4", "U5"):
        tell(team, member, f"by {member}")
    before = {row.edition for row in team.rows(Edition)}
    assert team.unit(lambda u: digest.post(u, circle_in(u), u.today("Europe/Amsterdam")))
    return Frozen.from_dict(next(row.facts for row in team.rows(Edition) if row.edition not in before))


def circle_in(unit) -> Circle:  # type: ignore[no-untyped-def] # noqa: ANN001 - a unit
    """Give the one circle within a unit."""
    circle = circles.by_channel(unit.tx, TEAM, "C1")
    assert circle
    return circle


# ---------------------------------------------------------------- a question of one's own


def suggest(team: Office, member: str, text: str) -> None:
    """Suggest a question."""
    team.do(c.Suggest(by=team.by(member), text=text))
    team.move(minutes=1)


def test_every_question_of_ones_own_gets_its_turn_in_a_digest(team: Office) -> None:
    """One that nobody raises a hand for does not keep the others out, nor does it come back every week."""
    suggest(team, "U2", "Who made your week lighter?")
    suggest(team, "U3", "What did you put off?")
    carried = []
    for _ in range(3):
        carried.append(gather(team).carry)
        team.do(c.AskNow(by=team.by("U1")))
        team.move(weeks=1)

    assert ["U2", "U3", None] == [carry.member if isinstance(carry, Carry) else None for carry in carried]


def test_a_question_of_ones_own_can_be_taken_out_of_the_digest(team: Office) -> None:
    """[Take my line out] takes it out of the post, and it is neither asked nor shown any more."""
    suggest(team, "U2", "Who made your week lighter?")
    gather(team)
    team.deliver()
    [row] = team.rows(Edition)
    theirs = team.do(c.TakeLineOut(by=team.by("U1"), edition=row.edition))
    assert "Nothing in that digest is yours" in said(theirs.say)
    assert [] == team.outbox("digest")

    mine = team.do(c.TakeLineOut(by=team.by("U2"), edition=row.edition))
    [(_, message)] = team.outbox("digest")

    assert "Nothing" not in said(mine.say)
    assert "lighter" not in said(message)
    assert "lighter" not in str([row.facts for row in team.rows(Edition)])
    assert ["withdrawn"] == [row.state for row in team.rows(Suggestion)]


# ---------------------------------------------------------------- languages


def test_a_digest_is_mended_in_the_language_in_which_it_was_posted(team: Office) -> None:
    """A line that goes leaves no trace: the rest of the post does not change its language with it."""
    reply = tell(team, "U2", "Two hours without alerts.", quote=True)
    gather(team)
    team.deliver()
    team.write(lambda tx: setattr(circles.by_channel(tx, TEAM, "C1"), "language", "nl"))
    team.do(c.TakeBack(by=team.by("U2"), answer=buttons(reply.say)["answer.open"].args["answer"], delete=True))
    [(_, message)] = team.outbox("digest")

    assert "The week in stories" in said(message)
