"""Telling: three audiences, one answer a member and round, and everything can be taken back."""

import pytest

from bot import commands as c
from bot.domain.answers import Audience
from bot.domain.members import MemberKind
from bot.messages import ManyOf, OneOf, Reply
from bot.ports import How
from storage.tables import Answer, Echo, Member, Outbox, Post, Round
from tests.services.office import TEAM, Office, buttons, said


@pytest.fixture
def team(office: Office) -> Office:
    """Give Anna, Bas and Noor in a circle with an open round, its question posted."""
    for member, name in (("U1", "Anna"), ("U2", "Bas"), ("U3", "Noor")):
        office.member(member, name)
    office.circle("C1", host="U1")
    office.do(c.AskNow(by=office.by("U1")))
    office.deliver()
    return office


def round_of(team: Office) -> str:
    """Give the open round."""
    return next(r.round for r in team.rows(Round) if r.closed_at is None)


def tell(team: Office, member: str, text: str = "", audience: str = "named", **more: object) -> Reply:
    """Fill in the form."""
    wish = {"themes": ("calm",) if not text else (), **more}
    return team.do(
        c.SaveAnswer(by=team.by(member), round=round_of(team), text=text, audience=audience, **wish)  # type: ignore[arg-type]
    )


def only(team: Office) -> Answer:
    """Give the one answer."""
    [answer] = team.rows(Answer)
    return answer


def test_the_first_time_no_audience_is_preselected(team: Office) -> None:
    """A member has to choose who may read it; after that the last choice stands ready."""
    form = team.do(c.OpenAnswer(by=team.by("U2"), round=round_of(team))).form
    assert form
    assert "" == next(b.value for b in form.blocks if isinstance(b, OneOf))
    assert {"audience"} == set(tell(team, "U2", "a moment", "").errors)

    tell(team, "U2", "a moment", "private")
    team.do(c.AskNow(by=team.by("U1")))
    form = team.do(c.OpenAnswer(by=team.by("U2"), round=round_of(team))).form

    assert form
    assert "private" == next(b.value for b in form.blocks if isinstance(b, OneOf))


def test_a_named_answer_stands_in_the_thread(team: Office) -> None:
    """The bot posts it under the question, with the teller's name and words."""
    tell(team, "U2", "Two hours without alerts.")
    [(row, message)] = team.outbox("answer")
    assert row.thread.startswith("@question:")
    assert "Bas" in said(message)
    assert "Two hours without alerts." in said(message)


def test_whoever_changes_an_answer_or_taps_reads_who_can_read_it_now(team: Office) -> None:
    """Also after nameless became named; words that may not be quoted, and a tough week alone, are only counted."""
    replies = [
        tell(team, "U2", "Clear at last.", "nameless", quote=True),
        tell(team, "U2", "Clear at last.", "nameless"),
        tell(team, "U2", "Clear at last.", "named"),
        tell(team, "U2", "Clear at last.", "private"),
        team.do(c.Tap(by=team.by("U2"), round=round_of(team), theme="calm")),
        tell(team, "U3", "", "named", themes=(), tough=True),
        tell(team, "U3", "", "named"),
        team.do(c.Tap(by=team.by("U3"), round=round_of(team), theme="calm")),
    ]
    expected = (
        "Thank you. It can only stand in the digest, without your name",
        "Changed. It is counted in the digest, without your name",
        "Changed. It stands in the thread, with your name.",
        "Changed. Only you can read it, in My story.",
        ". Only you can read it, in My story.",
        "Nobody reads whose week it was.",
        "Changed. It stands in the thread, with your name.",
        ". It stands in the thread, with your name.",
    )
    told = [said(reply.say) for reply in replies]
    assert [line for line, want in zip(told, expected, strict=True) if want not in line] == []


def test_a_nameless_answer_has_no_author(team: Office) -> None:
    """No member, no time, no post: a hash and a date are all that is kept."""
    tell(team, "U2", "Clear at last.", "nameless")
    answer = only(team)

    assert (None, None, "nameless") == (answer.member, answer.told_at, answer.audience)
    assert [] == team.outbox("answer")
    assert "U2" not in str(answer.model_dump())


def test_the_author_alone_finds_a_nameless_answer(team: Office) -> None:
    """Its author can change it; somebody else is told that it is not theirs."""
    tell(team, "U2", "Clear at last.", "nameless")
    answer = only(team).answer
    mine = team.do(c.OpenAnswer(by=team.by("U2"), answer=answer))
    theirs = team.do(c.OpenAnswer(by=team.by("U1"), answer=answer))

    assert "Clear at last." in str(mine.form)
    assert "not yours" in said(theirs.say)


def test_only_me_is_sealed(team: Office) -> None:
    """A private answer's words are nowhere in the clear."""
    tell(team, "U2", "for me alone", "private")

    assert "for me alone" not in str(only(team).model_dump())


def test_a_second_answer_changes_the_first(team: Office) -> None:
    """One member has one answer a round from the form."""
    tell(team, "U2", "first")
    tell(team, "U2", "second")

    assert "second" == only(team).text


def test_another_audience_takes_the_post_away(team: Office) -> None:
    """From named to only me: the post in the thread is deleted, the words are sealed."""
    tell(team, "U2", "first")
    team.deliver()
    tell(team, "U2", "first", "private")

    assert Audience.PRIVATE == only(team).audience
    assert [How.DELETE] == [How(row.how) for row, _ in team.outbox("answer")]


def test_a_change_before_it_was_posted_leaves_one_post(team: Office) -> None:
    """What has not left yet does not leave twice."""
    tell(team, "U2", "first")
    tell(team, "U2", "second")
    sent = [message for row, message in team.deliver() if row.kind == "answer"]

    assert "second" in said(sent[-1])


def test_one_tap_is_a_full_answer(team: Office) -> None:
    """Who chose an audience before answers with one chip, without a form."""
    tell(team, "U2", "earlier")
    team.do(c.AskNow(by=team.by("U1")))
    reply = team.do(c.Tap(by=team.by("U2"), round=round_of(team), theme="calm"))

    assert reply.form is None
    assert ["calm"] == next(a.themes for a in team.rows(Answer) if a.source == "tap")


def test_the_first_tap_asks_who_may_read_it(team: Office) -> None:
    """Nobody's first answer goes anywhere that they did not choose."""
    reply = team.do(c.Tap(by=team.by("U2"), round=round_of(team), theme="calm"))

    assert reply.form
    assert [] == team.rows(Answer)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": "x" * 3001}, "text"),
        ({"themes": ("calm", "fun", "help", "ideas")}, "themes"),
        ({"themes": ("never heard of",)}, "themes"),
    ],
)
def test_too_much_is_told_beside_the_field(team: Office, more: dict[str, object], field: str) -> None:
    """What cannot be kept is said, and the form stays open with it."""
    assert [field] == list(tell(team, "U2", **more).errors)
    assert [] == team.rows(Answer)


def test_an_empty_answer_is_asked_for_a_word_or_a_chip(team: Office) -> None:
    """Neither words nor chips: a kind line beside the field."""
    assert ["text"] == list(tell(team, "U2", themes=()).errors)


def test_the_follow_up_joins_the_answer(team: Office) -> None:
    """What is answered to the follow-up question stands with the answer."""
    reply = tell(team, "U2", "first")
    answer = buttons(reply.say)["answer.followup"].args["answer"]
    team.do(c.FollowUp(by=team.by("U2"), answer=answer, text="Noor did."))

    assert ("first", "Noor did.") == (only(team).text, only(team).follow_up)


def test_late_answers_join_the_open_round(team: Office) -> None:
    """A form from last week's question is kept with this week's."""
    old = round_of(team)
    team.do(c.AskNow(by=team.by("U1")))
    team.do(c.SaveAnswer(by=team.by("U2"), round=old, text="late", audience="named"))

    assert round_of(team) == only(team).round


def test_a_thread_reply_is_an_answer_with_a_name(team: Office) -> None:
    """What is typed under the question is kept, and told to its teller the first time only."""
    for ref, text in (("90.1", "The stand-up outside."), ("90.2", "And the sun.")):
        team.do(c.HearReply(by=team.by("U2"), thread=team.ref("question"), ref=ref, text=text))

    assert {"The stand-up outside.", "And the sun."} == {a.text for a in team.rows(Answer)}
    assert 1 == len(team.outbox("heard"))


def test_the_same_message_twice_is_heard_once(team: Office) -> None:
    """A second delivery has no effect."""
    for _ in range(2):
        team.do(c.HearReply(by=team.by("U2"), thread=team.ref("question"), ref="90.1", text="once"))

    assert "once" == only(team).text


def test_a_reply_to_somebody_is_an_echo(team: Office) -> None:
    """Who begins with a teller's name replies to them, and no word of it is kept."""
    tell(team, "U2", "first")
    team.deliver()
    team.do(c.HearReply(by=team.by("U3"), thread=team.ref("question"), ref="90.1", text="<@U2> well done"))
    [echo] = team.rows(Echo)

    assert ("U3", "reply", only(team).answer) == (echo.member, echo.sign, echo.subject)


def test_who_changes_who_may_read_it_sees_all_that_goes_along(team: Office) -> None:
    """What was answered to the follow-up question is shared with the answer, so the form shows it."""
    reply = team.do(c.SaveAnswer(by=team.by("U2"), round=round_of(team), text="first", audience="private"))
    answer = buttons(reply.say)["answer.followup"].args["answer"]
    team.do(c.FollowUp(by=team.by("U2"), answer=answer, text="Noor did."))

    form = team.do(c.OpenAnswer(by=team.by("U2"), answer=answer)).form

    assert form is not None
    assert "Noor did." in str(form.blocks)
    assert "Noor did." not in str(
        getattr(team.do(c.OpenAnswer(by=team.by("U3"), round=round_of(team))).form, "blocks", "")
    )


def test_edits_and_deletions_in_the_chat_are_followed(team: Office) -> None:
    """An edited message changes the answer, a deleted one takes it away."""
    team.do(c.HearReply(by=team.by("U2"), thread=team.ref("question"), ref="90.1", text="one"))
    team.do(c.Reword(by=team.by("U2"), ref="90.1", text="two"))
    assert "two" == only(team).text

    team.do(c.Reword(by=team.by("U2"), ref="90.1", text=None))

    assert [] == team.rows(Answer)


def test_an_edit_that_comes_after_a_later_one_changes_nothing(team: Office) -> None:
    """Of two edits the one made last stands, in whatever order they arrive; deleted, nothing of either is left."""
    team.do(c.HearReply(by=team.by("U2"), thread=team.ref("question"), ref="90.1", text="one"))
    team.do(c.Reword(by=team.by("U2"), ref="90.1", text="three", order="90.3"))
    team.do(c.Reword(by=team.by("U2"), ref="90.1", text="two", order="90.2"))
    assert "three" == only(team).text

    team.do(c.Reword(by=team.by("U2"), ref="90.1", text=None))

    assert ([], []) == (team.rows(Answer), team.rows(Echo))


def test_an_edit_without_other_words_takes_no_consent_back(team: Office) -> None:
    """A link that is unfurled is an edit to the platform: what may be quoted still may."""
    team.do(c.HearReply(by=team.by("U2"), ref="90.1", thread=team.ref("question"), text="as it was"))
    (kept,) = team.rows(Answer)
    team.do(
        c.SaveAnswer(
            by=team.by("U2"), answer=kept.answer, round=kept.round, text="as it was", audience="named", quote=True
        )
    )
    team.do(c.Reword(by=team.by("U2"), ref="90.1", text="as it was ", order="90.2"))
    assert [True] == [row.quote for row in team.rows(Answer)]
    team.do(c.Reword(by=team.by("U2"), ref="90.1", text="otherwise", order="90.3"))
    assert [("otherwise", False)] == [(row.text, row.quote) for row in team.rows(Answer)]


def test_a_private_message_is_kept_for_its_teller_alone(team: Office) -> None:
    """What is written to the bot is only me, and the private line repeats none of it."""
    team.do(c.HearPrivate(by=team.by("U2", "D2"), ref="5.1", text="hard week"))
    [(_, message)] = team.outbox("kept")

    assert Audience.PRIVATE == only(team).audience
    assert "hard week" not in said(message)


def test_people_of_other_companies_are_not_kept(team: Office) -> None:
    """An outsider's reply in a shared channel is not heard."""
    team.member("U8", "Otto", kind=MemberKind.OUTSIDER)
    team.do(c.HearReply(by=team.by("U8"), thread=team.ref("question"), ref="90.1", text="hello"))

    assert [] == team.rows(Answer)


def test_withdrawing_keeps_the_words_for_their_teller(team: Office) -> None:
    """[Only me] takes the post away and seals the words."""
    tell(team, "U2", "first")
    team.deliver()
    team.do(c.TakeBack(by=team.by("U2"), answer=only(team).answer))

    assert ("private", "") == (only(team).audience, only(team).text)
    assert [How.DELETE] == [How(row.how) for row, _ in team.outbox("answer")]


def test_deleting_leaves_nothing(team: Office) -> None:
    """[Delete] takes answer and post away, and what had not left does not leave."""
    tell(team, "U2", "gone soon")
    team.do(c.TakeBack(by=team.by("U2"), answer=only(team).answer, delete=True))

    assert [] == team.rows(Answer)
    assert not [
        row for row in team.rows(Outbox) if row.how == How.POST and row.kind == "answer" and row.state == "pending"
    ]


def test_what_only_its_teller_may_read_is_sealed_with_its_chips(team: Office) -> None:
    """The words, the chips and the tough week of an answer to oneself stand nowhere in the clear, and come back."""
    tell(team, "U2", "a hard one", "private", themes=("calm", "help"), tough=True)
    answer = only(team)
    form = team.do(c.OpenAnswer(by=team.by("U2"), round=round_of(team))).form

    assert ("", [], False) == (answer.text, answer.themes, answer.tough)
    assert ("calm", "help") == next(b.values for b in form.blocks if isinstance(b, ManyOf) and b.id == "themes")
    assert ("tough",) == next(b.values for b in form.blocks if isinstance(b, ManyOf) and b.id == "marks")

    tell(team, "U2", "a hard one", "named", themes=("calm", "help"), tough=True)
    assert (["calm", "help"], True) == (only(team).themes, only(team).tough)


@pytest.mark.parametrize("late", [False, True])
def test_a_private_message_that_is_shared_without_a_name_leaves_no_trail(team: Office, *, late: bool) -> None:
    """Neither where it came from, nor its day, nor the private line about it tells whose it is."""
    team.do(c.HearPrivate(by=team.by("U2", "D2"), ref="5.0", text="Clear at last."))
    team.deliver()
    if late:
        team.move(days=2)
    team.do(
        c.SaveAnswer(
            by=team.by("U2"), round=round_of(team), answer=only(team).answer, text="Clear at last.", audience="nameless"
        )
    )
    answer = only(team)

    assert ("form", team.rows(Round)[0].day) == (answer.source, answer.told_on)
    assert [] == [row for row in team.rows(Outbox) if row.kind == "kept"]
    assert [] == [row for row in team.rows(Post) if row.kind in {"kept", "answer"}]


def test_the_last_choice_is_preselected_and_kept_nowhere(team: Office) -> None:
    """Each finds their last choice in this circle again; nothing of a member changes with it, nor on which day."""
    before = [m.model_dump() for m in team.rows(Member)]
    chosen = {"U1": "named", "U2": "nameless", "U3": "private"}
    for member, audience in chosen.items():
        tell(team, member, "a moment", audience)
    team.move(weeks=1)
    team.do(c.AskNow(by=team.by("U1")))
    round_ = max(r.round for r in team.rows(Round))

    for member, audience in chosen.items():
        form = team.do(c.OpenAnswer(by=team.by(member), round=round_)).form
        assert audience == next(b.value for b in form.blocks if isinstance(b, OneOf))
    assert before == [m.model_dump() for m in team.rows(Member)]


def test_a_mention_in_an_answer_pings_nobody(team: Office) -> None:
    """A mention becomes a plain name before it is kept."""
    tell(team, "U2", "with <@U3> at the desk")

    assert "with @Noor at the desk" == only(team).text


def test_a_message_of_the_bots_that_somebody_deleted_is_forgotten(team: Office) -> None:
    """Where an admin deleted our post, nothing points there any more."""
    team.do(c.Reword(by=team.by("U1"), ref=team.ref("question"), text=None))

    assert [] == [p for p in team.rows(Post) if p.workspace == TEAM and p.kind == "question"]


def test_what_is_sealed_for_one_opens_in_nobody_elses_row(team: Office) -> None:
    """A colleague who can write in the database, and has no key, does not get it opened by the bot as their own."""
    tell(team, "U2", "for me alone", "private")
    tell(team, "U3", "mine", "private")
    assert "mine" in said(team.do(c.OpenHome(by=team.by("U3", ""))).home)
    theirs = "(SELECT sealed FROM answer WHERE member = 'U2')"
    team.write(lambda tx: tx.run(f"UPDATE answer SET sealed = {theirs} WHERE member = 'U3'"))  # noqa: S608 - our own
    assert "for me alone" not in said(team.do(c.OpenHome(by=team.by("U3", ""))).home)
    team.write(lambda tx: tx.run("UPDATE answer SET member = 'U3' WHERE member = 'U2'"))
    assert "for me alone" not in said(team.do(c.OpenHome(by=team.by("U3", ""))).home)
