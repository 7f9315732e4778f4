"""Where the proposal stands in the channel itself: one post in all, every language until one is tapped."""

import pytest

from bot import commands as c
from bot.messages import Actions, Button, Message
from bot.ports import How
from storage.tables import Answer, Circle, Kudos, Post
from tests.services.office import Office, said

HOST, NOOR = "U1", "U3"


@pytest.fixture
def team(office: Office) -> Office:
    """Give Anna, who lives in Amsterdam, and Noor; the bot was let into #south by Anna."""
    office.member(HOST, "Anna", zone="Europe/Amsterdam")
    office.member(NOOR, "Noor", language="nl")
    propose(office)
    return office


def propose(team: Office, member: str = HOST, *, anew: bool = False) -> None:
    """Let the bot in, on a platform where it proposes openly."""
    team.do(c.Propose(by=team.by(member), channel="C1", name="south", openly=True, anew=anew))


def circle(team: Office) -> Circle:
    """Give the one circle."""
    return team.rows(Circle)[0]


def start(team: Office, member: str = HOST, language: str = "nl") -> None:
    """Deliver the proposal, and tap start in a language."""
    team.deliver()
    team.do(c.StartCircle(by=team.by(member), circle=circle(team).circle, language=language))


def starts(message: Message) -> list[str]:
    """Give the languages of the buttons that start."""
    rows = [block.items for block in message.blocks if isinstance(block, Actions)]
    return [i.args["language"] for row in rows for i in row if isinstance(i, Button) and i.action == "circle.start"]


def test_the_proposal_stands_in_the_channel_in_every_language(team: Office) -> None:
    """Nobody is written to in private, and each language has its own button."""
    [(row, message)] = team.outbox()

    assert (How.POST, "C1") == (How(row.how), row.channel)
    assert ["en", "nl"] == starts(message)
    assert "Once a week" in said(message)
    assert "Zo beginnen" in said(message)


def test_the_proposal_becomes_the_promise(team: Office) -> None:
    """Setting up leaves one post in the channel, in the language that was tapped; the rest goes to the host alone."""
    start(team)
    [(update, message)] = team.outbox(how=How.UPDATE)

    assert [] == team.outbox(how=How.POST)
    assert {HOST} == {row.channel for row, _ in team.outbox(how=How.PRIVATE)}
    assert "Hoi" in said(message)
    assert "question" == update.kind


def test_answers_hang_under_the_post_that_was_the_proposal(team: Office) -> None:
    """The proposal's message is the first question's from then on."""
    ref = team.ref("proposal") if team.deliver() else ""
    start(team)
    team.do(c.HearReply(by=team.by(NOOR), thread=ref, ref="2000", text="Samen het rooster gemaakt", addressed=True))

    assert ref == team.ref("question")
    assert ["Samen het rooster gemaakt"] == [a.text for a in team.rows(Answer)]


def test_a_house_without_a_zone_takes_the_hosts(team: Office) -> None:
    """The time proposed is the host's own, once it is known."""
    start(team)
    assert "Europe/Amsterdam" == circle(team).zone


def test_whoever_says_start_hosts_and_the_old_proposal_goes(team: Office) -> None:
    """There is only ever one proposal in a channel."""
    team.deliver()
    propose(team, NOOR, anew=True)
    team.deliver()

    assert NOOR == circle(team).host
    assert 1 == len([p for p in team.rows(Post) if p.kind == "proposal"])


def test_a_platform_that_tells_of_an_invitation_twice_gets_one_proposal(team: Office) -> None:
    """Being let in once more while the proposal stands there says nothing new."""
    team.deliver()
    propose(team)

    assert [] == team.outbox()


def test_nobody_but_the_host_starts_it(team: Office) -> None:
    """Everybody sees the buttons, one may tap them."""
    start(team, NOOR)
    assert "proposed" == circle(team).state


def test_not_now_takes_the_proposal_away(team: Office) -> None:
    """Nothing is left in the channel, and the host alone reads how to come back to it."""
    team.deliver()
    team.do(c.DeclineCircle(by=team.by(HOST), circle=circle(team).circle))

    assert {How.DELETE, How.PRIVATE} == {How(row.how) for row, _ in team.outbox()}


@pytest.mark.parametrize("kind", ["proposal", "promise", "question", "answer", "kudos", "digest"])
def test_what_stands_there_can_be_shown_again(kind: str, team: Office) -> None:
    """Whoever looked at something else in its place gets the very same message back."""
    wanted = posted(team, kind)
    ref = max(p.ref for p in team.rows(Post) if p.own and p.channel == "C1" and p.kind == wanted[0])
    assert wanted[1] == team.do(c.LookAgain(by=team.by(NOOR), ref=ref)).replace


def posted(team: Office, kind: str) -> tuple[str, Message]:
    """Let something of a kind be posted, and give its kind and what it says."""
    if kind != "proposal":
        start(team, language="en")
        team.deliver()
    if kind == "question":
        team.do(c.AskNow(by=team.by(HOST)))
    root = max((p.ref for p in team.rows(Post) if p.kind == "question"), default="")
    if kind in {"answer", "digest"}:
        team.do(c.HearReply(by=team.by(NOOR), thread=root, ref="2000", text="the rota with Anna", addressed=True))
    if kind == "kudos":
        team.do(c.GiveKudos(by=team.by(NOOR), members=(HOST,), text="walked along to the right desk"))
    if kind == "digest":
        team.deliver()
        team.do(c.DigestNow(by=team.by(HOST)))
    team.deliver()
    row, message = [(r, m) for r, m in team.sent if r.channel == "C1" and r.how in {How.POST, How.UPDATE}][-1]
    return row.kind, message


def test_what_was_said_to_one_person_is_not_shown_again(team: Office) -> None:
    """Only what stands in a channel can be looked at there."""
    start(team)
    team.deliver()
    ref = next(p.ref for p in team.rows(Post) if p.channel == HOST)
    assert team.do(c.LookAgain(by=team.by(NOOR, HOST), ref=ref)).replace is None


# ---------------------------------------------------------------- what is typed to the bot itself


@pytest.fixture
def asked(team: Office) -> Office:
    """Give the team with its first question in the channel."""
    start(team, language="en")
    team.deliver()
    return team


def reply(team: Office, text: str, ref: str = "2000", member: str = NOOR, thread: str | None = None) -> None:
    """Write something to the bot under the question."""
    root = team.ref("question") if thread is None else thread
    team.do(c.HearReply(by=team.by(member), thread=root, ref=ref, text=text, addressed=True))


def test_an_answer_typed_to_the_bot_is_said_again(asked: Office) -> None:
    """The bot posts it in the thread, so that it hears of reactions on it."""
    reply(asked, "the rota with Anna")
    [(row, message)] = asked.outbox("answer")

    assert (How.POST, f"@question:{asked.rows(Answer)[0].round}") == (How(row.how), row.thread)
    assert "the rota with Anna" in said(message)


def test_an_edit_is_followed_where_it_is_said_again(asked: Office) -> None:
    """Whoever changes their message changes the bot's."""
    reply(asked, "the rota")
    asked.deliver()
    asked.do(c.Reword(by=asked.by(NOOR), ref="2000", text="the rota with Anna", order="2"))
    [(row, message)] = asked.outbox("answer")

    assert How.UPDATE == row.how
    assert "the rota with Anna" in said(message)


def test_a_deleted_message_goes_where_it_was_said_again_and_may_come_back(asked: Office) -> None:
    """Deleting takes the bot's post away too, restoring brings it again."""
    reply(asked, "the rota")
    asked.deliver()
    asked.do(c.Reword(by=asked.by(NOOR), ref="2000", text=None))
    gone = [How(row.how) for row, _ in asked.deliver()]
    assert ([How.DELETE], []) == (gone, asked.rows(Answer))

    reply(asked, "the rota")
    assert ["the rota"] == [a.text for a in asked.rows(Answer)]


def test_a_deleted_answer_still_stands_where_it_was_typed(asked: Office) -> None:
    """The bot can delete what it said, and says that the typed message is the teller's own."""
    reply(asked, "the rota")
    asked.deliver()
    told = asked.do(c.TakeBack(by=asked.by(NOOR, ""), answer=asked.rows(Answer)[0].answer, delete=True))

    assert "Je eigen bericht staat nog" in said(told.say)
    assert [How.DELETE] == [How(row.how) for row, _ in asked.deliver()]


def test_where_there_are_no_threads_each_week_has_its_own_first_answer(asked: Office) -> None:
    """Under a new question nobody's answer counts as a reply to last week's."""

    def after(words: str, member: str) -> None:
        """Write something after the latest question."""
        root = max(p.ref for p in asked.rows(Post) if p.kind == "question")
        reply(asked, words, ref=f"{root}{len(words)}", member=member, thread="")

    after("the rota", NOOR)
    after("the desks", HOST)
    asked.deliver()
    asked.move(days=7)
    asked.do(c.AskNow(by=asked.by(HOST)))
    asked.deliver()
    after("the stairs", NOOR)

    assert {"the rota", "the stairs"} <= {a.text for a in asked.rows(Answer)}


def test_what_is_written_to_the_bot_where_no_question_stands_gets_help(asked: Office) -> None:
    """Nobody who asks the bot something is left without a word."""
    there = c.HearReply(by=asked.by(NOOR, "C2"), thread="1", ref="2", text="hoi", addressed=True)
    assert "hoi" in said(asked.do(there).say)


def test_thanks_go_with_the_message_in_which_they_were_typed(asked: Office) -> None:
    """Deleting the message takes the thank-you back, wherever it stands."""
    asked.do(c.GiveKudos(by=asked.by(NOOR), members=(HOST,), text="walked along to the right desk", ref="2000"))
    asked.deliver()
    asked.do(c.Reword(by=asked.by(NOOR), ref="2000", text=None))

    assert [] == asked.rows(Kudos)
    assert [How.DELETE] == [How(row.how) for row, _ in asked.outbox("kudos")]


def test_thanks_reach_a_stranger_in_the_language_of_their_circle(asked: Office) -> None:
    """Where nothing tells somebody's own language yet, the circle's is the best guess."""
    asked.unit(lambda unit: setattr(unit.tx.session.get(Circle, ("slack:T1", circle(asked).circle)), "language", "nl"))
    asked.do(c.GiveKudos(by=asked.by(HOST), members=("U9",), text="walked along to the right desk"))
    [(_, told)] = asked.outbox("kudos-told")

    assert "bedankt je" in said(told)
