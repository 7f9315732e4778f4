"""What people were told, kept also where one act follows another that nobody had in mind."""

from datetime import timedelta

import pytest

from bot import commands as c
from bot.domain.edition import Carry, Edition as Frozen
from bot.domain.plan import Kind
from bot.messages import Reply
from bot.services import digest, rhythm
from storage import circles, workspaces
from storage.tables import Answer, Circle, Edition, Kudos, Occurrence, Outbox, Receiver, Round, Suggestion, Workspace
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


# ---------------------------------------------------------------- a tough week


def test_a_tough_week_is_nobodys_by_name(team: Office) -> None:
    """The mark counts from three people on; the thread does not say whose week it was."""
    tell(team, "U2", "We got there.", themes=("calm",), tough=True)
    [(_, message)] = team.outbox("answer")

    assert "calm" in said(message)
    assert "tough" not in said(message)


def test_one_tap_on_a_tough_week_is_told_to_nobody(team: Office) -> None:
    """Who shared last week's answer with their name does not stand there this week with nothing but a tough one."""
    tell(team, "U2", "We got there.")
    team.do(c.AskNow(by=team.by("U1")))
    team.deliver()
    reply = team.do(c.Tap(by=team.by("U2"), round=open_round(team).round, theme="tough"))
    assert "Thank you for saying so. Nobody reads whose week it was." in said(reply.say)

    assert [] == team.outbox("answer")

    tell(team, "U2", "Words, later.", tough=True)
    assert ["Words, later."] == [said(message).removeprefix("Bas ") for _, message in team.outbox("answer")]


# ---------------------------------------------------------------- what was typed in the thread


def test_who_takes_a_typed_answer_back_hears_that_the_message_still_stands(team: Office) -> None:
    """[Only me] cannot take somebody's own message out of the thread, so it does not say that nobody else reads it."""
    answer = type_(team, "U2", "Two hours without alerts.")
    reply = team.do(c.TakeBack(by=team.by("U2"), answer=answer))

    assert "Only you can read it now" not in said(reply.say)
    assert "still stands in the thread" in said(reply.say)


@pytest.mark.parametrize("audience", ["nameless", "private"])
def test_another_audience_for_a_typed_answer_says_that_the_message_still_stands(team: Office, audience: str) -> None:
    """The form, too, cannot take the name off a message that everybody reads."""
    answer = type_(team, "U2", "Two hours without alerts.")
    reply = tell(team, "U2", "Two hours without alerts.", audience, answer=answer)

    assert "still stands in the thread" in said(reply.say)


# ---------------------------------------------------------------- a question of one's own


def suggest(team: Office, member: str, text: str) -> None:
    """Suggest a question."""
    team.do(c.Suggest(by=team.by(member), text=text))
    team.move(minutes=1)


@pytest.mark.parametrize(
    "text", ["Waarom ben je zo?", "Vond je het leuk?", "Why are you like that?", "Did you like it?", "Tell me"]
)
def test_a_question_of_ones_own_is_an_open_one(team: Office, text: str) -> None:
    """What the wording rules say of every question is so for a colleague's too; whoever asks hears how."""
    told = team.do(c.Suggest(by=team.by("U2"), text=text))
    assert "ask what, when, who or how" in said(told.say)
    assert [] == team.rows(Suggestion)
    told = team.do(c.Suggest(by=team.by("U2"), text="Wat vond je leuk?"))
    assert "quiet week" in said(told.say)


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


def test_whose_words_and_question_are_taken_out_hears_of_both(team: Office) -> None:
    """What went out with the words is not left unsaid; thanks are no answer, so it is said of neither."""
    suggest(team, "U2", "Who made your week lighter?")
    tell(team, "U2", "Two hours without alerts.", quote=True)
    gather(team)
    told = said(team.do(c.TakeLineOut(by=team.by("U2"), edition=team.rows(Edition)[0].edition)).say)

    assert "Your words are out of that digest, without a trace. In My story they still stand." in told
    assert "I will not ask it" in told


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


# ---------------------------------------------------------------- a week with nothing


def test_after_a_digest_with_nothing_in_it_a_light_question_comes(team: Office) -> None:
    """Whoever looks ahead reads so; what the host gathered a little before is no week with nothing."""
    team.unit(lambda u: rhythm.plan_all(u, circle_in(u)))
    gather(team)
    assert "together-01" == a_week_on(team)

    assert "light one" in said(team.do(c.DigestNow(by=team.by("U2"), preview=True)).say)
    assert "light-02" == a_week_on(team)

    gather(team)
    assert "strengths-01" == a_week_on(team)


def a_week_on(team: Office) -> str:
    """Let a week go by in which nobody says anything; gives the question that is asked at its end."""
    for _ in range(7):
        team.move(days=1)
        for row in sorted(team.rows(Occurrence), key=lambda r: r.due_at):
            if row.state == "due" and row.due_at <= team.now:
                team.unit(lambda u, r=row: rhythm.turn(u, TEAM, r.circle, Kind(r.kind), r.day, r.due_at))
    return open_round(team).prompt


# ---------------------------------------------------------------- thanks


def test_only_to_me_by_the_form_is_the_same_as_by_the_button(team: Office) -> None:
    """The form says *in no digest*: what none has told yet stays out of the next."""
    team.do(c.GiveKudos(by=team.by("U1"), members=("U2",), text=REASON))
    fields = {"language": "auto", "thanks_in": "private", "until": ""}
    team.do(c.SaveSettings(by=team.by("U2", ""), fields=fields))

    assert REASON not in str(gather(team).to_dict())


def test_who_wanted_it_in_private_keeps_thanks_when_another_receiver_erases(team: Office) -> None:
    """Bas and Noor were thanked together, Noor in private; Bas deletes everything of his, and hers stays."""
    team.do(c.ThanksIn(by=team.by("U3"), where="private"))
    team.do(c.GiveKudos(by=team.by("U1"), members=("U2", "U3"), text=REASON))
    team.deliver()
    team.do(c.EraseMe(by=team.by("U2", ""), sure=True))

    assert ["U3"] == [row.member for row in team.rows(Receiver)]
    assert REASON in said(team.do(c.OpenHome(by=team.by("U3", ""))).home)
    assert ["delete"] == [row.how for row, _ in team.outbox("kudos")]


@pytest.mark.parametrize("state", ["sending", "uncertain", "unknown"])
@pytest.mark.parametrize("erases", [False, True])
def test_thanks_taken_back_are_not_brought_afterwards(team: Office, state: str, *, erases: bool) -> None:
    """A private line of which nobody knows whether it arrived is not sent again once the thanks are taken back."""
    team.do(c.GiveKudos(by=team.by("U1"), members=("U2",), text=REASON))
    told = next(row for row in team.rows(Outbox) if row.kind == "kudos-told")
    team.write(lambda tx: setattr(tx.session.get(Outbox, (TEAM, told.parcel)), "state", state))
    [given] = team.rows(Kudos)
    team.do(c.EraseMe(by=team.by("U1", ""), sure=True) if erases else c.UndoKudos(by=team.by("U1"), kudos=given.kudos))

    assert [] == [row for row in team.rows(Outbox) if row.kind == "kudos-told"]


def test_thanks_stand_for_themselves_where_somebody_deleted_the_question(team: Office) -> None:
    """Under a message that is gone nobody would read them, and the platform would refuse."""
    team.do(c.Reword(by=team.by("U1"), ref=team.ref("question"), text=None))
    team.do(c.GiveKudos(by=team.by("U1"), members=("U2",), text=REASON))

    assert [""] == [row.thread for row, _ in team.outbox("kudos")]


def test_an_answer_stands_for_itself_where_somebody_deleted_the_question(team: Office) -> None:
    """Its teller reads that it stands in the channel: under a message that is gone the platform would refuse it."""
    team.do(c.Reword(by=team.by("U1"), ref=team.ref("question"), text=None))
    tell(team, "U2", "We got there.")

    assert [""] == [row.thread for row, _ in team.outbox("answer")]


def test_what_was_to_leave_is_held_where_a_post_tells_first_that_the_bot_was_taken_out(team: Office) -> None:
    """No other post is refused and lost before the workspace says so itself; it leaves once the bot is back."""
    team.write(lambda tx: workspaces.keep(tx, TEAM, Workspace(workspace=TEAM, bot="UBOT", token=None, scopes="")))
    tell(team, "U2", "We got there.")
    [waiting] = [row for row in team.rows(Outbox) if row.kind == "answer"]
    team.do(c.RestCircle(workspace=TEAM, channel="C1", reason="token_revoked", everywhere=True))
    [held] = [row for row in team.rows(Outbox) if row.parcel == waiting.parcel]
    assert held.not_before > team.now + timedelta(days=30)

    team.do(c.Install(workspace=TEAM, bot="UBOT", token="xoxb-2", scopes="", about={}))
    [free] = [row for row in team.rows(Outbox) if row.parcel == waiting.parcel]
    assert free.not_before <= team.now


# ---------------------------------------------------------------- shared later


def test_an_answer_that_is_shared_later_stays_an_answer_to_its_question(team: Office) -> None:
    """What was kept for oneself in an earlier week does not stand under another question when it is shared."""
    reply = tell(team, "U2", "The rota.", "private")
    asked = open_round(team)
    answer = buttons(reply.say)["answer.open"].args["answer"]
    team.do(c.FollowUp(by=team.by("U2"), answer=answer, text="Noor did."))
    team.move(weeks=1)
    team.do(c.AskNow(by=team.by("U1")))
    team.deliver()
    form = team.do(c.OpenAnswer(by=team.by("U2", ""), answer=team.rows(Answer)[0].answer)).form
    assert asked.text in said(form)
    wish = {"round": asked.round, "answer": team.rows(Answer)[0].answer, "text": "The rota.", "audience": "named"}
    team.do(c.SaveAnswer(by=team.by("U2", ""), **wish))  # type: ignore[arg-type]

    assert asked.round == team.rows(Answer)[0].round
    [(row, message)] = team.outbox("answer")
    assert f"@question:{asked.round}" == row.thread
    assert open_round(team).follow_up not in said(message)


@pytest.fixture
def two(team: Office) -> Office:
    """Give a second circle in the same team, with an open round of its own."""
    team.circle("C2", host="U5")
    team.do(c.AskNow(by=team.by("U5", "C2")))
    team.deliver()
    return team


def test_a_private_message_can_be_shared_where_there_are_several_circles(two: Office) -> None:
    """Bas takes part in one of them: [Share it] opens the form for its question."""
    tell(two, "U2", "Something earlier.")
    two.do(c.AskNow(by=two.by("U1")))
    two.do(c.HearPrivate(by=two.by("U2", "D2"), ref="5.0", text="Clear at last."))
    kept = next(a.answer for a in two.rows(Answer) if a.audience == "private")
    form = two.do(c.OpenAnswer(by=two.by("U2", "D2"), answer=kept)).form

    assert open_round(two).text in said(form)


def test_where_it_could_be_either_circle_sharing_says_what_to_do(two: Office) -> None:
    """Who takes part in none yet does not read that there is no question."""
    two.do(c.HearPrivate(by=two.by("U2", "D2"), ref="5.0", text="Clear at last."))
    reply = two.do(c.OpenAnswer(by=two.by("U2", "D2"), answer=two.rows(Answer)[0].answer))

    assert "There is no question here yet" not in said(reply.say)
    assert "Write" in said(reply.say)


def test_a_moment_is_shared_in_the_circle_that_it_comes_from(two: Office) -> None:
    """Thanks to oneself, given in a channel, can be shared there from *My story* too."""
    two.do(c.GiveKudos(by=two.by("U2", "C2"), members=("U2",), text="kept calm on the phone"))
    form = two.do(c.OpenAnswer(by=two.by("U2", ""), answer=two.rows(Answer)[0].answer)).form

    assert open_round(two, "circle-C2").text in said(form)


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
