"""Echoes: whose reaction counts on whose words, and the small thank-you by emoji."""

from itertools import permutations

import pytest

from bot import commands as c, intake
from bot.domain.errors import NotYet
from bot.domain.members import MemberKind
from bot.messages import Form, Message
from bot.ports import How
from storage import answers, claims
from storage.tables import Answer, Echo, Joiner, Kudos, Receiver
from tests.services.office import BOT, TEAM, Office, buttons, said

HANDS = "raised_hands"


@pytest.fixture
def team(office: Office) -> Office:
    """Give Anna, Bas and Noor in a circle; Bas's answer stands in the thread."""
    office.member("U1", "Anna")
    office.member("U2", "Bas", explained=True)
    office.member("U3", "Noor", language="nl")
    office.circle("C1", values=["courage"])
    row = Answer(
        workspace=TEAM,
        answer="A1",
        circle="circle-C1",
        round="R1",
        member="U2",
        audience="named",
        told_on=office.today,
    )
    office.write(lambda tx: answers.add(tx, TEAM, row))
    office.post("answer", "A1", "5.0", thread="2.0")
    return office


def react(
    team: Office, member: str, emoji: str, ref: str = "5.0", *, on: bool = True, author: str = BOT, order: str = ""
) -> None:
    """Set a reaction, or take it away."""
    team.do(c.React(by=team.by(member), ref=ref, emoji=emoji, on=on, author=author, order=order))


def present(team: Office) -> list[tuple[str, str]]:
    """Give whose echo stands, and which."""
    return sorted((echo.member, echo.sign) for echo in team.rows(Echo) if echo.present and echo.kind != "message")


# ---------------------------------------------------------------- on an answer


def test_a_colleagues_reaction_is_an_echo(team: Office) -> None:
    """Anna's heart on Bas's answer is an echo of the circle."""
    react(team, "U1", "heart")

    (echo,) = team.rows(Echo)
    assert ("answer", "A1", "circle-C1", "U1", "heart") == (
        echo.kind,
        echo.subject,
        echo.circle,
        echo.member,
        echo.sign,
    )


def test_taken_away_it_is_no_echo_any_more(team: Office) -> None:
    """The reaction off takes the echo away."""
    react(team, "U1", "heart", order="1")
    react(team, "U1", "heart", on=False, order="2")

    assert [] == present(team)


def test_skin_tones_are_the_same_emoji(team: Office) -> None:
    """A thumb of any colour is one thumb, and its two names are one."""
    react(team, "U1", "+1::skin-tone-3", order="1")
    react(team, "U1", "thumbsup", order="2")

    assert [("U1", "thumbsup")] == present(team)


def test_reactions_to_ones_own_words_do_not_count(team: Office) -> None:
    """Bas's reaction to his own answer is no echo, though the bot posted it for him."""
    react(team, "U2", "heart")

    assert [] == team.rows(Echo)


@pytest.mark.parametrize("kind", [MemberKind.BOT, MemberKind.OUTSIDER])
def test_bots_and_outsiders_do_not_count(team: Office, kind: MemberKind) -> None:
    """A bot's reaction is no echo, nor one from another company."""
    team.member("U9", "Robin", kind)

    react(team, "U9", "heart")

    assert [] == team.rows(Echo)


@pytest.mark.parametrize("arrival", list(permutations(range(4))))
def test_whatever_order_events_arrive_in_the_last_one_counts(team: Office, arrival: tuple[int, ...]) -> None:
    """On, off, on, off: however the four are delivered, and each of them twice, the reaction is off."""
    events = [(True, "1.1"), (False, "1.2"), (True, "1.3"), (False, "1.4")]
    for index in (*arrival, *arrival):
        on, order = events[index]
        react(team, "U1", "heart", on=on, order=order)

    assert [] == present(team)


def test_reactions_on_the_question_itself_are_nothing(team: Office) -> None:
    """Only answers and thanks have echoes."""
    team.post("question", "R1", "2.0")

    react(team, "U1", HANDS, "2.0")

    assert [] == team.rows(Echo) + team.rows(Kudos)


def test_a_reaction_on_what_was_taken_back_is_nothing(team: Office) -> None:
    """A late reaction on a deleted answer leaves nothing behind."""
    (answer,) = team.rows(Answer)
    team.write(lambda tx: answers.remove(tx, TEAM, tx.session.merge(answer)))

    react(team, "U1", "heart")

    assert [] == team.rows(Echo)


def test_a_post_that_is_just_arriving_is_waited_for(team: Office) -> None:
    """A reaction that overtakes the record of the bot's own post is tried again, else it is dropped."""
    react(team, "U1", "heart", "77.0")
    team.unit(lambda unit: unit.post(TEAM, Message(""), kind="answer", subject="A9", channel="C1"))
    team.write(lambda tx: claims.claim(tx, 1, team.now, 10))

    with pytest.raises(NotYet):
        react(team, "U1", "heart", "77.0")


# ---------------------------------------------------------------- on a thank-you


def given(team: Office) -> Kudos:
    """Let Anna thank Bas, and the post stand in the thread."""
    team.do(intake.kudos(team.by("U1"), "<@U2> walked along to the right desk"))
    team.deliver()
    (row,) = team.rows(Kudos)
    return row


def test_the_circles_emoji_on_thanks_joins_in(team: Office) -> None:
    """🙌 on posted thanks is an echo, and adds the name under them; taken off, both are gone."""
    post = team.ref("kudos", given(team).kudos)

    react(team, "U3", f"{HANDS}::skin-tone-2", post, order="1")

    ((_, message),) = team.outbox("kudos", How.UPDATE)
    assert "Also from Noor" in said(message)
    assert [("U3", HANDS)] == present(team)
    react(team, "U3", f"{HANDS}::skin-tone-2", post, on=False, order="2")
    assert [] == present(team)
    assert [] == team.rows(Joiner)


def test_another_emoji_on_thanks_is_an_echo_only(team: Office) -> None:
    """A heart on thanks joins nobody in."""
    react(team, "U3", "heart", team.ref("kudos", given(team).kudos))

    assert [("U3", "heart")] == present(team)
    assert [] == team.rows(Joiner)


def test_joined_by_button_it_stays_when_the_emoji_goes(team: Office) -> None:
    """Who joined in by button stays in it when a reaction is taken off."""
    row = given(team)
    team.do(c.JoinKudos(by=team.by("U3"), kudos=row.kudos))
    post = team.ref("kudos", row.kudos)

    react(team, "U3", HANDS, post, order="1")
    react(team, "U3", HANDS, post, on=False, order="2")

    assert ["U3"] == [joiner.member for joiner in team.rows(Joiner)]


def test_the_receiver_echoes_without_joining_in(team: Office) -> None:
    """Bas's 🙌 under the thanks to him is an echo, and does not name him as a giver; Anna's own is nothing."""
    post = team.ref("kudos", given(team).kudos)

    react(team, "U2", HANDS, post)
    react(team, "U1", HANDS, post)

    assert [("U2", HANDS)] == present(team)
    assert [] == team.rows(Joiner)


# ---------------------------------------------------------------- the small thank-you


def test_the_emoji_on_a_message_is_a_small_thank_you(team: Office) -> None:
    """🙌 on Bas's message thanks him, and Anna alone is asked what she saw; nothing is posted."""
    react(team, "U1", HANDS, "9.0", author="U2")

    (row,) = team.rows(Kudos)
    assert ("reaction", "U1", "9.0", "", "circle") == (row.source, row.giver, row.message, row.reason, row.audience)
    assert ["U2"] == [r.member for r in team.rows(Receiver)]
    ((offer, message),) = team.outbox()
    assert ("hush", "U1", "C1", "resend") == (offer.how, offer.to, offer.channel, offer.policy)
    assert "What did you see?" in said(message)
    assert [] == present(team)


def test_off_again_takes_the_small_thank_you_back(team: Office) -> None:
    """The emoji off leaves no thanks and no question behind; on again, nobody is asked twice."""
    react(team, "U1", HANDS, "9.0", author="U2", order="1")
    team.deliver()
    react(team, "U1", HANDS, "9.0", author="U2", on=False, order="2")

    assert [] == team.rows(Kudos)
    react(team, "U1", HANDS, "9.0", author="U2", order="3")
    assert 1 == len(team.rows(Kudos))
    assert [] == team.outbox()


@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("arrival", list(permutations(range(3))))
def test_a_small_thank_you_counts_once(team: Office, arrival: tuple[int, ...], last: bool) -> None:
    """On, off, on in any order and delivered twice is one thank-you; off, on, off is none."""
    events = [(last, "1.1"), (not last, "1.2"), (last, "1.3")]
    for index in (*arrival, *arrival):
        on, order = events[index]
        react(team, "U1", HANDS, "9.0", author="U2", on=on, order=order)

    assert last == len(team.rows(Kudos))


def test_put_into_words_it_is_posted_and_stays(team: Office) -> None:
    """The words make it thanks like any other; the emoji off does not take the words away."""
    react(team, "U1", HANDS, "9.0", author="U2", order="1")
    ((_, message),) = team.outbox()
    button = buttons(message)["kudos.open"]

    form = team.do(intake.tapped(team.by("U1"), button.action, button.args)).form
    assert isinstance(form, Form)
    team.do(intake.submitted(team.by("U1", ""), form.action, form.args, {"text": "stayed until it worked"}))
    react(team, "U1", HANDS, "9.0", author="U2", on=False, order="2")

    (row,) = team.rows(Kudos)
    assert ("stayed until it worked", "form") == (row.reason, row.source)
    assert ["kudos", "kudos-offer", "kudos-told"] == sorted(row.kind for row, _ in team.outbox())


def test_the_message_shortcut_gives_words_to_the_small_one(team: Office) -> None:
    """*Thank for this* on a message that has Anna's emoji already does not thank twice."""
    react(team, "U1", HANDS, "9.0", author="U2")

    form = team.do(c.OpenKudos(by=team.by("U1"), members=("U2",), about="9.0")).form
    assert isinstance(form, Form)
    fields: dict[str, str | list[str]] = {"members": ["U2"], "text": "stayed until it worked"}
    team.do(intake.submitted(team.by("U1", ""), form.action, form.args, fields))

    assert ["stayed until it worked"] == [row.reason for row in team.rows(Kudos)]


def test_thanks_for_a_shared_answer_go_to_its_teller(team: Office) -> None:
    """*Thank for this* on the bot's post of Bas's answer thanks Bas."""
    form = team.do(c.OpenKudos(by=team.by("U1"), members=(BOT,), about="5.0")).form

    assert isinstance(form, Form)
    assert ("U2",) == next(b.values for b in form.blocks if getattr(b, "id", "") == "members")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("author", "emoji", "channel"),
    [("U1", HANDS, "C1"), ("U7", HANDS, "C1"), ("U2", "heart", "C1"), ("U2", HANDS, "C9")],
)
def test_what_is_no_small_thank_you(team: Office, author: str, emoji: str, channel: str) -> None:
    """One's own message, a bot's, another emoji, or a channel without a circle: nothing happens."""
    team.member("U7", "Deploybot", MemberKind.BOT)

    team.do(c.React(by=team.by("U1", channel), ref="9.0", emoji=emoji, on=True, author=author))

    assert [] == team.rows(Kudos)
    assert [] == team.outbox()


def test_many_emojis_in_an_hour_ask_no_more(team: Office) -> None:
    """After twenty small thank-yous in an hour they still count, and Anna is asked no more."""
    for n in range(22):
        react(team, "U1", HANDS, f"9.{n:02}", author="U2")

    assert 22 == len(team.rows(Kudos))
    assert 20 == len(team.outbox("kudos-offer"))


def test_an_echo_goes_with_the_answer_that_it_stood_on(office: Office) -> None:
    """Who takes an answer back takes with it that somebody reacted on it: nobody keeps signs on what is gone."""
    office.member("U1", "Bas")
    office.member("U2", "Noor")
    office.circle(host="U1")
    office.do(c.AskNow(by=office.by("U1")))
    office.deliver()
    question = office.ref("question")
    office.do(c.HearReply(by=office.by("U1"), thread=question, ref="9001.000", text="We laughed"))
    office.do(c.React(by=office.by("U2"), ref="9001.000", emoji="heart", on=True, order="1"))
    assert ["heart"] == [row.sign for row in office.rows(Echo)]
    office.do(c.Reword(by=office.by("U1"), ref="9001.000", text=None, order="2"))

    assert [] == office.rows(Echo)
