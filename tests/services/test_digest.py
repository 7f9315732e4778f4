"""Gathering: an edition is posted once, frozen, and mended when somebody takes their words back."""

import pytest

from bot import commands as c
from bot.domain.plan import Kind
from bot.ports import How
from bot.services import digest, rhythm
from storage.tables import Answer, Edition, Occurrence, Quoted, Round
from tests.services.office import TEAM, Office, said


@pytest.fixture
def team(office: Office) -> Office:
    """Give five people in a circle with an open round."""
    for number, name in enumerate(("Anna", "Bas", "Noor", "Mo", "Yara"), 1):
        office.member(f"U{number}", name)
    office.circle("C1", host="U1")
    office.unit(lambda u: rhythm.plan_all(u, circle_of(u)))
    office.do(c.AskNow(by=office.by("U1")))
    office.deliver()
    return office


def circle_of(unit):  # noqa: ANN001, ANN201 - a unit in, a circle out
    """Give the one circle."""
    from storage import circles

    circle = circles.by_channel(unit.tx, TEAM, "C1")
    assert circle
    return circle


def tell(
    team: Office, member: str, text: str, audience: str = "named", *, quote: bool = False, tough: bool = False
) -> str:
    """Tell something; gives the answer's id."""
    before = {a.answer for a in team.rows(Answer)}
    round_ = next(r.round for r in team.rows(Round) if r.closed_at is None)
    team.do(
        c.SaveAnswer(
            by=team.by(member), round=round_, text=text, audience=audience, themes=("calm",), quote=quote, tough=tough
        )
    )
    return next(a.answer for a in team.rows(Answer) if a.answer not in before)


def post(team: Office) -> bool:
    """Post the digest of today."""
    return team.unit(lambda u: digest.post(u, circle_of(u), u.today("Europe/Amsterdam")))


def test_nothing_for_nothing(team: Office) -> None:
    """Without a word there is no edition and no post."""
    assert not post(team)
    assert [] == team.rows(Edition)


def test_one_voice_makes_two_lines(team: Office) -> None:
    """A quiet week is said in two lines without sections."""
    tell(team, "U2", "alone")
    post(team)
    [(_, message)] = team.outbox("digest")

    assert "quiet week" in said(message)


def test_what_was_gathered_is_not_gathered_again(team: Office) -> None:
    """The second digest has only what is new."""
    for member in ("U1", "U2", "U3"):
        tell(team, member, f"by {member}")
    assert post(team)

    assert not post(team)


def test_a_private_answer_counts_nowhere(team: Office) -> None:
    """Only me is not even a number."""
    for member in ("U1", "U2", "U3"):
        tell(team, member, "mine", "private")

    assert not post(team)


def test_two_nameless_answers_stay_out(team: Office) -> None:
    """Below three of them nameless words stand nowhere."""
    tell(team, "U1", "alpha secret", "nameless", quote=True)
    tell(team, "U2", "beta secret", "nameless", quote=True)
    for member in ("U3", "U4", "U5"):
        tell(team, member, "a word", quote=False)
    post(team)
    [(_, message)] = team.outbox("digest")

    assert "secret" not in said(message)


def test_too_few_nameless_answers_left_to_hide_among_leave_together(team: Office) -> None:
    """Where one of three takes their words back, the other two do not stand there as one of two."""
    for member in ("U1", "U2", "U3"):
        tell(team, member, f"secret of {member}", "nameless", quote=True)
    post(team)
    assert 1 == len(team.rows(Quoted))
    hidden = next(a.answer for a in team.rows(Answer) if a.answer != team.rows(Quoted)[0].subject)
    owner = next(m for m in ("U1", "U2", "U3") if is_of(team, m, hidden))
    team.do(c.TakeBack(by=team.by(owner), answer=hidden, delete=True))

    assert "secret" not in str([e.facts for e in team.rows(Edition)])
    assert "secret" not in said(team.outbox("digest")[-1][1])
    assert [] == team.rows(Quoted)


def is_of(team: Office, member: str, answer: str) -> bool:
    """Tell whether a nameless answer is a member's, as they find it themselves."""
    reply = team.do(c.OpenAnswer(by=team.by(member), answer=answer))
    return reply.form is not None


def test_withdrawal_mends_the_posted_edition(team: Office) -> None:
    """A quoted line that is deleted vanishes from the post without a trace."""
    quoted = tell(team, "U2", "Two hours without alerts.", quote=True)
    for member in ("U3", "U4"):
        tell(team, member, "a word")
    post(team)
    team.deliver()
    assert "Two hours" in said(team.sent[-1][1])

    team.do(c.TakeBack(by=team.by("U2"), answer=quoted, delete=True))
    mended = next(message for row, message in team.outbox("digest") if row.how == How.UPDATE)

    assert "Two hours" not in said(mended)
    assert "Two hours" not in str([e.facts for e in team.rows(Edition)])
    assert [] == team.rows(Quoted)


def test_a_line_can_be_taken_out_by_its_teller_only(team: Office) -> None:
    """[Take my line out] does nothing for somebody else."""
    tell(team, "U2", "Two hours without alerts.", quote=True)
    for member in ("U3", "U4"):
        tell(team, member, "a word")
    post(team)
    edition = team.rows(Edition)[0].edition
    theirs = team.do(c.TakeLineOut(by=team.by("U3"), edition=edition))
    assert "Nothing in that digest is yours" in said(theirs.say)

    mine = team.do(c.TakeLineOut(by=team.by("U2"), edition=edition))

    assert "out of that digest" in said(mine.say)
    assert [] == team.rows(Quoted)


def test_other_words_need_a_new_consent(team: Office) -> None:
    """A changed answer leaves the edition that quoted the old words."""
    tell(team, "U2", "old words", quote=True)
    for member in ("U3", "U4"):
        tell(team, member, "a word")
    post(team)
    round_ = next(r.round for r in team.rows(Round) if r.closed_at is None)
    team.do(c.SaveAnswer(by=team.by("U2"), round=round_, text="new words", audience="named", quote=True))

    assert [] == team.rows(Quoted)


def test_a_preview_keeps_nothing(team: Office) -> None:
    """Anybody may look ahead; nothing is frozen or posted."""
    for member in ("U1", "U2", "U3"):
        tell(team, member, f"by {member}")
    reply = team.do(c.DigestNow(by=team.by("U3"), preview=True))

    assert "Only you see this" in said(reply.say)
    assert [] == team.rows(Edition)


def test_a_preview_tells_nothing_of_what_has_no_name(team: Office) -> None:
    """Who looks ahead before and after a colleague answered cannot see what they left without a name."""

    def ahead() -> str:
        return said(team.do(c.DigestNow(by=team.by("U1"), preview=True)).say)

    for member in ("U1", "U2", "U3"):
        tell(team, member, f"by {member}")
    for member in ("U4", "U5", "U6"):
        tell(team, member, "a word", "nameless", tough=member != "U4")
    before = ahead()
    tell(team, "U7", "a word", "nameless", tough=True)
    assert ahead() == before


def test_only_the_host_posts_by_command(team: Office) -> None:
    """Somebody else is told who hosts."""
    reply = team.do(c.DigestNow(by=team.by("U3")))

    assert "Anna" in said(reply.say)


# ---------------------------------------------------------------- the week


def live(team: Office, **by: float) -> None:
    """Let time go by and do what became due."""
    team.move(**by)
    for row in sorted(team.rows(Occurrence), key=lambda r: r.due_at):
        if row.state == "due" and row.due_at <= team.now:
            team.unit(lambda u, r=row: rhythm.turn(u, TEAM, r.circle, Kind(r.kind), r.day, r.due_at))


def test_a_question_comes_once_a_week(team: Office) -> None:
    """Over three weeks three questions are asked, each of them once."""
    before = len(team.rows(Round))
    for _ in range(21):
        live(team, days=1)

    assert 3 == len(team.rows(Round)) - before
    assert 1 == len([r for r in team.rows(Round) if r.closed_at is None])


def test_turning_twice_asks_once(team: Office) -> None:
    """Two processes that meet at one occurrence ask one question."""
    team.move(days=7, minutes=5)
    due = next(r for r in team.rows(Occurrence) if r.kind == "ask")
    turns = [team.unit(lambda u: rhythm.turn(u, TEAM, due.circle, Kind.ASK, due.day, due.due_at)) for _ in range(2)]

    assert [True, False] == turns


def test_a_question_missed_by_a_day_is_not_caught_up(team: Office) -> None:
    """After a long outage the missed one is written down as skipped, and the next comes in its own week."""
    before = len(team.rows(Round))
    live(team, days=10)

    assert before == len(team.rows(Round))
    assert "missed" in {r.reason for r in team.rows(Occurrence)}
    assert [] != [r for r in team.rows(Occurrence) if r.kind == "ask" and r.state == "due" and r.due_at > team.now]


def test_every_occurrence_ends_in_one_state(team: Office) -> None:
    """Whatever happens, nothing due in the past is left over."""
    for step in (1, 9, 3, 1, 20, 2, 2, 7):
        live(team, days=step)

    assert [] == [r for r in team.rows(Occurrence) if r.state == "due" and r.due_at <= team.now]
