"""Posts of which nobody knows whether they arrived: what people do on them tells."""

from datetime import timedelta

import pytest

from bot import commands as c
from bot.domain.errors import NotYet
from storage import claims, outbox, settling
from storage.outbox import Claimed
from storage.tables import Answer, Echo, Outbox, Post, Round
from tests.services.office import Office

BAS, NOOR = "U1", "U2"
HERE = "1764147600123"


@pytest.fixture
def team(office: Office) -> Office:
    """Give a circle of Bas and Noor, in which a question was asked of which nobody knows whether it arrived."""
    office.member(BAS, "Bas")
    office.member(NOOR, "Noor")
    office.circle(host=BAS)
    office.do(c.AskNow(by=office.by(BAS)))
    lose(office)
    return office


def lose(team: Office, state: str = "unknown") -> Claimed:
    """Let what is due leave, and nobody know what became of it."""
    [row] = team.write(lambda tx: claims.claim(tx, 1, team.now, 10))
    team.write(lambda tx: outbox.finish(tx, row, state, error="nothing can tell", not_before=team.now))
    return row


def question(team: Office) -> str:
    """Give the id of the newest question."""
    return max(row.round for row in team.rows(Round))


def stands(team: Office, **about: object) -> None:
    """Let Bas act on a message of the bot's."""
    team.do(
        c.Stands(**{"by": team.by(BAS), "ref": HERE, "at": team.now + timedelta(seconds=3), "waits": True, **about})
    )


def unknown(team: Office) -> str:
    """Give the post of which nobody knows."""
    return next(row.parcel for row in team.rows(Outbox) if row.state == "unknown")


def known(team: Office) -> list[tuple[str, str]]:
    """Give which of the bot's messages are known, and as what."""
    return [(post.ref, post.kind) for post in team.rows(Post) if post.own]


def states(team: Office) -> list[str]:
    """Give the states of all questions that left."""
    return [row.state for row in team.rows(Outbox) if row.kind == "question"]


@pytest.mark.parametrize("state", ["unknown", "uncertain"])
def test_a_reply_tells_that_the_question_is_there(office: Office, state: str) -> None:
    """Whoever replies in a thread that began when the question left has seen it: the reply is an answer."""
    office.member(BAS, "Bas")
    office.circle(host=BAS)
    office.do(c.AskNow(by=office.by(BAS)))
    lose(office, state)
    stands(office)
    office.do(c.HearReply(by=office.by(BAS), thread=HERE, ref="1764147700000", text="We laughed", addressed=True))

    assert (HERE, "question") in known(office)
    assert ["sent"] == states(office)
    assert ["We laughed"] == [answer.text for answer in office.rows(Answer)]


def test_a_tap_names_what_it_is_about(team: Office) -> None:
    """A button brings the id of its round along, so that its time does not matter."""
    stands(team, at=None, subjects=("", question(team)))

    assert [(HERE, "question")] == known(team)


@pytest.mark.parametrize("seconds", [-11, 121])
def test_a_thread_of_another_time_is_not_the_question(team: Office, seconds: int) -> None:
    """What somebody wrote themselves, before or after, is not taken for the bot's."""
    stands(team, at=team.now + timedelta(seconds=seconds))

    assert [] == known(team)
    assert ["unknown"] == states(team)


def test_a_reply_waits_until_a_person_tells_where_the_question_stands(team: Office) -> None:
    """Its time does not tell that it hangs under the question; once somebody looked, it is an answer."""
    late = team.now + timedelta(seconds=121)
    said = c.HearReply(by=team.by(BAS), thread=HERE, ref="1764147700000", text="We laughed", addressed=True)
    stands(team, at=late)
    with pytest.raises(NotYet):
        team.do(said)
    team.post("question", question(team), HERE)
    team.write(lambda tx: settling.decide(tx, team.workspace, unknown(team), team.now, arrived=True, ref=HERE))
    team.do(said)

    assert ["We laughed"] == [answer.text for answer in team.rows(Answer)]


def test_a_reaction_waits_until_a_person_tells_where_an_answer_stands(team: Office) -> None:
    """It may be on the answer of which nobody knows; on nothing else of the bot's would it count."""
    stands(team)
    told = "1764147700000"
    team.do(c.HearReply(by=team.by(BAS), thread=HERE, ref=told, text="We laughed", addressed=True))
    heart = c.React(by=team.by(NOOR), ref="1764147900000", emoji="heart", on=True, order="1")
    team.do(heart)  # on something of the bot's that has no story
    for row in team.write(lambda tx: claims.claim(tx, 1, team.now, 10)):
        state = "unknown" if row.kind == "answer" else "sent"
        team.write(lambda tx, row=row, state=state: outbox.finish(tx, row, state, ref="9"))
    stands(team, ref=heart.ref, thread=HERE, at=team.now + timedelta(seconds=121))
    with pytest.raises(NotYet):
        team.do(heart)
    [answer] = team.rows(Answer)
    team.post("answer", answer.answer, heart.ref)
    team.write(lambda tx: settling.decide(tx, team.workspace, unknown(team), team.now, arrived=True, ref=heart.ref))
    team.do(heart)

    assert [(NOOR, "heart")] == [(row.member, row.sign) for row in team.rows(Echo)]


def test_where_two_may_be_meant_nothing_is_written(team: Office) -> None:
    """What can wait is told to come again; what cannot is done without."""
    team.do(c.AskNow(by=team.by(BAS)))
    lose(team)
    with pytest.raises(NotYet):
        stands(team)
    stands(team, waits=False)

    assert [] == known(team)
    assert ["unknown", "unknown"] == states(team)


def test_one_that_is_on_its_way_is_left_to_its_own_answer(office: Office) -> None:
    """Only the sender writes how an attempt ended that has not ended yet."""
    office.member(BAS, "Bas")
    office.circle(host=BAS)
    office.do(c.AskNow(by=office.by(BAS)))
    office.write(lambda tx: claims.claim(tx, 1, office.now, 10))
    stands(office)

    assert [] == known(office)
    assert ["sending"] == states(office)


def test_what_is_known_already_stays_as_it_is(team: Office) -> None:
    """A message that is known proves nothing about another."""
    team.post("answer", "a1", HERE)
    stands(team)

    assert [(HERE, "answer")] == known(team)
    assert ["unknown"] == states(team)


def test_one_that_was_taken_away_proves_nothing(team: Office) -> None:
    """A late word about a message of the bot's that is gone is not about the one of which nobody knows."""
    team.write(
        lambda tx: outbox.put(
            tx, team.workspace, now=team.now, how="post", kind="answer", subject="a1", channel="C1", body=b"sealed"
        )
    )
    [row] = team.write(lambda tx: claims.claim(tx, 1, team.now, 10))
    team.write(lambda tx: outbox.finish(tx, row, "sent", ref=HERE))
    stands(team)

    assert ["unknown"] == states(team)


def test_what_was_taken_back_before_it_left_needs_no_taking_away(team: Office) -> None:
    """An answer that nobody saw is gone when its teller deletes it, and nothing is left to send."""
    stands(team)
    said = "1764147700000"
    team.do(c.HearReply(by=team.by(BAS), thread=HERE, ref=said, text="We laughed", addressed=True))
    team.do(c.Reword(by=team.by(BAS), ref=said, text=None, order="2"))

    assert [] == team.rows(Answer)
    assert [] == [row.how for row in team.rows(Outbox) if row.kind == "answer"]


def test_what_was_taken_back_meanwhile_is_not_sent_again(team: Office) -> None:
    """Nobody knows whether it arrived, its teller deleted it, and it did not arrive: then that is all."""
    stands(team)
    said = "1764147700000"
    team.do(c.HearReply(by=team.by(BAS), thread=HERE, ref=said, text="We laughed", addressed=True))
    rows = team.write(lambda tx: claims.claim(tx, 1, team.now, 10))
    [lost] = [row for row in rows if row.kind == "answer"]
    for row in rows:
        state = "unknown" if row is lost else "sent"
        team.write(lambda tx, row=row, state=state: outbox.finish(tx, row, state, ref="9"))
    team.do(c.Reword(by=team.by(BAS), ref=said, text=None, order="2"))
    assert team.write(lambda tx: settling.decide(tx, team.workspace, lost.parcel, team.now, arrived=False))

    assert [] == [row.how for row in team.rows(Outbox) if row.kind == "answer"]
