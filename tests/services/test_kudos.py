"""Thanks: what is given, who reads it, what the receiver gets, and how it is taken back."""

from typing import Any

import pytest

from bot import commands as c, intake
from bot.domain.edition import Edition as Frozen
from bot.domain.members import MemberKind
from bot.messages import NOTHING, Form, Menu, Message, OneOf, People, Reply, TextField
from bot.ports import How
from bot.services import telling
from bot.services.unit import House
from storage import editions, rounds
from storage.tables import Answer, Echo, Edition, Joiner, Kudos, Member, Quoted, Receiver
from tests.services.office import BOT, TEAM, Office, buttons, said

WALKED = "walked along to the right desk"
VALUES = ["customer first", "courage", "stronger together"]


@pytest.fixture
def team(office: Office) -> Office:
    """Give Anna, Bas and Noor in a circle with three values, whose last question was closed."""
    office.member("U1", "Anna")
    office.member("U2", "Bas", explained=True)
    office.member("U3", "Noor", language="nl")
    office.circle("C1", values=VALUES)
    ask(office, "R0", closed_at=office.now)
    office.post("question", "R0", "1.0")
    return office


def ask(office: Office, name: str, **more: Any) -> None:
    """Let the circle have been asked something now."""
    row = {"circle": "circle-C1", "day": office.today, "asked_at": office.now, "text": "What gave you energy?"}
    row |= {"pack": "energy", "pack_version": "1", "prompt": "energy-01", "locale": "en", **more}
    office.write(lambda tx: rounds.add(tx, TEAM, round=name, **row))


def give(team: Office, line: str, *, by: str = "U1", channel: str = "C1") -> Reply:
    """Type the words after `/kudos`."""
    return team.do(intake.kudos(team.by(by, channel), line))


def save(team: Office, form: Form, fields: dict[str, str | list[str]], *, by: str = "U1") -> Reply:
    """Fill in the form as it opened, in a window of its own."""
    return team.do(intake.submitted(team.by(by, ""), form.action, form.args, fields))


def only(team: Office) -> Kudos:
    """Give the one thank-you there is."""
    (row,) = team.rows(Kudos)
    return row


def shown(reply: Reply) -> Message:
    """Give the private line of a reply."""
    assert reply.say is not None
    return reply.say


def opened(reply: Reply) -> Form:
    """Give the form of a reply."""
    assert reply.form is not None
    return reply.form


# ---------------------------------------------------------------- by command


def test_four_words_are_posted_at_once(team: Office) -> None:
    """With four words or more the thanks stand in the thread, and the receiver gets them too."""
    reply = give(team, f"<@U2> {WALKED}")

    assert WALKED == only(team).reason
    ((post, message),) = team.outbox("kudos")
    assert ("post", "C1", "@question:R0") == (post.how, post.channel, post.thread)
    assert f"Anna thanks Bas {WALKED}" in said(message)
    ((told, _),) = team.outbox("kudos-told")
    assert ("private", "U2", "resend") == (told.how, told.channel, told.policy)
    assert "Bas" in said(shown(reply))


def test_thanks_stand_under_the_open_question(team: Office) -> None:
    """Where a round is open, its thread is where thanks stand."""
    team.move(days=1)
    ask(team, "R1")
    team.post("question", "R1", "2.0")

    give(team, f"<@U2> {WALKED}")

    assert ["@question:R1"] == [row.thread for row, _ in team.outbox("kudos")]


def test_without_a_thread_thanks_are_not_lost(office: Office) -> None:
    """Where somebody deleted the question, thanks stand in the channel itself."""
    office.circle("C1")
    office.member("U1", "Anna")

    give(office, f"<@U2> {WALKED}")

    assert [""] == [row.thread for row, _ in office.outbox("kudos")]


def test_too_few_words_open_the_form(team: Office) -> None:
    """With less than four words nothing is posted, and the form has what was typed."""
    form = opened(give(team, "<@U2> great help #courage"))

    fields = {block.id: block for block in form.blocks if isinstance(block, TextField | People | OneOf)}
    assert [] == team.rows(Kudos)
    assert ("U2",) == getattr(fields["members"], "values")  # noqa: B009 - one of three kinds of field
    assert "great help" == getattr(fields["text"], "value")  # noqa: B009
    assert "courage" == getattr(fields["value"], "value")  # noqa: B009
    assert "circle" == getattr(fields["audience"], "value")  # noqa: B009


def test_without_people_the_form_keeps_the_words(team: Office) -> None:
    """A reason without anybody to thank opens the form with the reason in it."""
    form = opened(give(team, f"{WALKED} yesterday"))

    assert [f"{WALKED} yesterday"] == [b.value for b in form.blocks if isinstance(b, TextField) and b.id == "text"]


def test_a_hashtag_names_a_value_with_a_slip(team: Office) -> None:
    """`#custmerfirst` is understood as *customer first*, and leaves the reason."""
    reply = give(team, f"<@U2> {WALKED} #custmerfirst")

    assert ("customer first", WALKED) == (only(team).value, only(team).reason)
    assert "kudos.value" not in buttons(shown(reply))


def test_a_value_can_be_named_afterwards(team: Office) -> None:
    """Without a hashtag the giver alone is offered the values; the post then names the chosen one."""
    menu = buttons(shown(give(team, f"<@U2> {WALKED}")))["kudos.value"]
    team.deliver()

    reply = team.do(intake.tapped(team.by("U1"), menu.action, {**menu.args, "value": "courage"}))

    assert isinstance(menu, Menu)
    assert VALUES == [option.value for option in menu.options]
    assert "courage" == only(team).value
    ((update, message),) = team.outbox("kudos", How.UPDATE)
    assert f"@kudos:{only(team).kudos}" == update.ref
    assert "courage" in said(message)
    assert "courage" in said(reply.replace)


def test_several_people_are_thanked_together(team: Office) -> None:
    """Each of several receivers gets it privately, in their own language, with the others named."""
    give(team, f"<@U2> en <@U3> {WALKED}")

    told = {row.channel: said(message) for row, message in team.outbox("kudos-told")}
    assert {"U2", "U3"} == {r.member for r in team.rows(Receiver)}
    assert "together with" in told["U2"]
    assert "samen met" in told["U3"]


def test_people_in_the_reason_are_kept_by_name(team: Office) -> None:
    """A mention inside the reason is stored as a name, so that it pings nobody later."""
    give(team, "<@U2> helped <@U3> find the desk")

    assert "helped @Noor find the desk" == only(team).reason
    assert {"U2", "U3"} == {r.member for r in team.rows(Receiver)}


# ---------------------------------------------------------------- who may be thanked


def test_bots_and_leavers_are_refused_and_the_rest_goes_through(team: Office) -> None:
    """The giver is told why for each, in one private line; Bas still gets his thanks."""
    team.member("U7", "Deploybot", MemberKind.BOT)
    team.member("U8", "Otto", MemberKind.GONE)

    reply = give(team, f"<@U2> <@U7> <@U8> {WALKED}")

    assert ["U2"] == [r.member for r in team.rows(Receiver)]
    assert "Deploybot" in said(shown(reply))
    assert "Otto" in said(shown(reply))


def test_when_nobody_is_left_nothing_is_lost(team: Office) -> None:
    """Thanks to the bot itself open the form again with the text and the reason for the refusal."""
    form = opened(give(team, f"<@{BOT}> {WALKED}"))

    assert [] == team.rows(Kudos)
    assert [WALKED] == [b.value for b in form.blocks if isinstance(b, TextField) and b.id == "text"]
    assert "bot" in said(form)


@pytest.mark.parametrize(("allowed", "receivers"), [(False, []), (True, ["U9"])])
def test_guests_are_thanked_where_the_house_allows(team: Office, allowed: bool, receivers: list[str]) -> None:
    """A guest gets thanks only where the house says so."""
    team.member("U9", "Gus", MemberKind.GUEST)
    team.house = House(guests=allowed)

    give(team, f"<@U9> {WALKED}")

    assert receivers == [r.member for r in team.rows(Receiver)]


def test_allowing_guests_does_not_allow_outsiders(team: Office) -> None:
    """People of other companies have a switch of their own."""
    team.member("U9", "Olga", MemberKind.OUTSIDER)
    team.house = House(guests=True)

    give(team, f"<@U9> {WALKED}")

    assert [] == team.rows(Kudos)


def test_words_of_outsiders_are_not_kept(team: Office) -> None:
    """Somebody of another company in a shared channel cannot give thanks through the bot."""
    team.member("U9", "Olga", MemberKind.OUTSIDER)

    reply = give(team, f"<@U2> {WALKED}", by="U9")

    assert [] == team.rows(Kudos)
    assert "other companies" in said(shown(reply))


def test_thanks_to_oneself_become_a_moment(team: Office) -> None:
    """Thanking yourself is kept, sealed and private, as a moment of your own; nothing is posted."""
    reply = give(team, "<@U1> stayed calm with the angry caller")

    (moment,) = team.rows(Answer)
    assert ("private", "", "U1", "") == (moment.audience, moment.round, moment.member, moment.text)
    told = team.unit(lambda unit: telling.opened(unit, moment))
    assert "stayed calm with the angry caller" == told.text
    assert [] == team.outbox()
    assert {"answer.open", "answer.delete"} == set(buttons(shown(reply)))


def test_a_flood_is_asked_to_come_back(team: Office) -> None:
    """After twenty in an hour the text is kept in the form; an hour later it goes through."""
    for _ in range(20):
        give(team, f"<@U2> {WALKED}")

    form = opened(give(team, "<@U2> one more for the desk"))
    refused = save(team, form, {"members": ["U2"], "text": "one more for the desk"})
    team.move(hours=1, minutes=1)
    save(team, form, {"members": ["U2"], "text": "one more for the desk"})

    assert "one more for the desk" in [b.value for b in form.blocks if isinstance(b, TextField)]
    assert {"text"} == set(refused.errors)
    assert 21 == len(team.rows(Kudos))


# ---------------------------------------------------------------- who reads it


def test_outside_a_circle_only_the_receivers_read_it(team: Office) -> None:
    """In a channel without a circle thanks go privately, the words are sealed, and the giver is told so."""
    reply = give(team, f"<@U2> {WALKED}", channel="C9")

    row = only(team)
    assert ("receivers", "", "") == (row.audience, row.reason, row.circle)
    assert WALKED.encode() == team.store.vault.open(row.sealed or b"")
    assert ["kudos-told"] == [row.kind for row, _ in team.outbox()]
    assert "no circle" in said(shown(reply))


def test_only_the_receivers_by_form(team: Office) -> None:
    """The form's audience *only the person I thank* posts nothing, also inside a circle."""
    form = opened(team.do(c.OpenKudos(by=team.by("U1"))))

    save(team, form, {"members": ["U2"], "text": WALKED, "possible": "The queue got shorter", "audience": "receivers"})

    assert ["kudos-told"] == [row.kind for row, _ in team.outbox()]
    assert f"{WALKED}\nThe queue got shorter".encode() == team.store.vault.open(only(team).sealed or b"")


def test_who_wants_thanks_in_private_is_left_out_of_the_post(team: Office) -> None:
    """Of two receivers the private one is not named in the channel, and still gets the thanks."""
    team.do(c.ThanksIn(by=team.by("U3"), where="private"))

    reply = give(team, f"<@U2> <@U3> {WALKED}")

    ((_, message),) = team.outbox("kudos")
    assert "Noor" not in said(message)
    told = {row.channel: said(message) for row, message in team.outbox("kudos-told")}
    assert {"U2", "U3"} == set(told)
    assert "Noor" not in told["U2"]
    assert "Noor" in said(shown(reply))


def test_when_all_want_it_in_private_nothing_is_posted(team: Office) -> None:
    """With one receiver who prefers private thanks, the channel sees nothing."""
    team.do(c.ThanksIn(by=team.by("U2"), where="private"))

    give(team, f"<@U2> {WALKED}")

    assert [] == team.outbox("kudos")
    assert ("receivers", "") == (only(team).audience, only(team).reason)


# ---------------------------------------------------------------- the receiver


def test_the_first_thanks_explain_the_bot_once(team: Office) -> None:
    """The first private line explains who this bot is, under the thanks; the next only offers to answer or keep out."""
    team.member("U4", "Mo")
    give(team, f"<@U4> {WALKED}")
    give(team, "<@U4> drew it on a sheet of paper")

    first, second = (message for _, message in team.outbox("kudos-told"))
    assert said(first).index(WALKED) < said(first).index("Fireside")
    assert ["kudos.reply", "kudos.open", "kudos.private"] == list(buttons(first))
    assert "Fireside" not in said(second)
    assert ["kudos.reply", "kudos.keepout"] == list(buttons(second))


def test_a_receiver_thanks_on_from_the_private_line(team: Office) -> None:
    """[Thank someone] in the private line opens the form of the circle the thanks came from."""
    give(team, f"<@U3> {WALKED}")
    ((_, message),) = team.outbox("kudos-told")
    button = buttons(message)["kudos.open"]

    form = opened(team.do(intake.tapped(team.by("U3", "D3"), button.action, button.args)))
    save(team, form, {"members": ["U1"], "text": "zag dat ik het niet meer wist"}, by="U3")

    assert ["C1", "C1"] == [row.channel for row, _ in team.outbox("kudos")]


def test_a_receiver_answers_the_giver_alone(team: Office) -> None:
    """The reply goes to the giver's private chat and is kept nowhere else."""
    give(team, f"<@U2> {WALKED}")
    form = opened(team.do(c.ReplyKudos(by=team.by("U2", "D2"), kudos=only(team).kudos)))

    save(team, form, {"text": "You would have done the same"}, by="U2")

    ((row, message),) = team.outbox("kudos-reply")
    assert ("private", "U1") == (row.how, row.channel)
    assert "You would have done the same" in said(message)


def test_nobody_else_answers_a_thank_you(team: Office) -> None:
    """Somebody who was not thanked cannot write to the giver through it."""
    give(team, f"<@U2> {WALKED}")

    reply = team.do(c.ReplyKudos(by=team.by("U3"), kudos=only(team).kudos, text="me too"))

    assert [] == team.outbox("kudos-reply")
    assert reply.say is not None


def test_a_receiver_keeps_it_out_of_the_digest(team: Office) -> None:
    """One tap, and the line stays out of the digest."""
    give(team, f"<@U2> {WALKED}")

    team.do(c.KeepOut(by=team.by("U2", "D2"), kudos=only(team).kudos))

    assert [True] == [r.kept_out for r in team.rows(Receiver)]


def test_rather_in_private_counts_for_what_was_just_given(team: Office) -> None:
    """Who chooses private thanks keeps what no digest has told yet out of it, and can go back."""
    give(team, f"<@U2> {WALKED}")

    reply = team.do(c.ThanksIn(by=team.by("U2", "D2"), where="private"))

    assert [True] == [r.kept_out for r in team.rows(Receiver)]
    assert ["private"] == [m.thanks_in for m in team.rows(Member) if m.member == "U2"]
    assert ["kudos.circle"] == list(buttons(shown(reply)))


# ---------------------------------------------------------------- joining in


def test_joining_in_is_named_and_not_numbered(team: Office) -> None:
    """The button adds a name under the thanks and no number; once more takes it back."""
    give(team, f"<@U2> {WALKED}")
    team.deliver()
    join = c.JoinKudos(by=team.by("U3"), kudos=only(team).kudos)

    assert NOTHING == team.do(join)

    ((_, message),) = team.outbox("kudos", How.UPDATE)
    assert "Also from Noor" in said(message)
    assert not any(letter.isdigit() for letter in said(message))
    assert [True] == [echo.present for echo in team.rows(Echo)]
    team.do(join)
    ((_, message),) = team.outbox("kudos", How.UPDATE)
    assert "Noor" not in said(message)
    assert [] == team.rows(Joiner)
    assert [False] == [echo.present for echo in team.rows(Echo)]


@pytest.mark.parametrize("member", ["U1", "U2"])
def test_giver_and_receiver_do_not_join_in(team: Office, member: str) -> None:
    """Giver and receiver are in it already, and are kindly told."""
    give(team, f"<@U2> {WALKED}")

    reply = team.do(c.JoinKudos(by=team.by(member), kudos=only(team).kudos))

    assert reply.say is not None
    assert [] == team.rows(Joiner)


# ---------------------------------------------------------------- taking back


def test_undo_before_it_left(team: Office) -> None:
    """Taken back at once, nothing of it leaves."""
    button = buttons(shown(give(team, f"<@U2> {WALKED}")))["kudos.undo"]

    reply = team.do(intake.tapped(team.by("U1"), button.action, button.args))

    assert reply.replace is not None
    assert [] == team.rows(Kudos) + team.rows(Receiver)
    assert [] == team.deliver()


def test_undo_deletes_the_post(team: Office) -> None:
    """Taken back later, the post is deleted, also the part that went to somebody in private."""
    team.do(c.ThanksIn(by=team.by("U3"), where="private"))
    button = buttons(shown(give(team, f"<@U2> <@U3> {WALKED}")))["kudos.undo"]
    team.deliver()

    team.do(intake.tapped(team.by("U1"), button.action, button.args))

    assert ["delete"] == [row.how for row, _ in team.deliver()]
    assert [] == team.rows(Kudos)


def test_only_the_giver_takes_back(team: Office) -> None:
    """A colleague who taps undo changes nothing."""
    give(team, f"<@U2> {WALKED}")

    team.do(c.UndoKudos(by=team.by("U3"), kudos=only(team).kudos))

    assert 1 == len(team.rows(Kudos))


def test_undo_edits_the_digest_that_quoted_it(team: Office) -> None:
    """An edition that told of the thanks tells of them no longer."""
    give(team, f"<@U2> {WALKED}")
    name = only(team).kudos
    facts = Frozen(quiet=True, contributions=1).to_dict()
    edition = Edition(
        workspace=TEAM,
        edition="E1",
        circle="circle-C1",
        day=team.today,
        locale="en",
        facts=facts,
        since=team.now,
        until=team.now,
    )
    line = Quoted(workspace=TEAM, edition="E1", kind="kudos", subject=name)
    team.write(lambda tx: editions.add(tx, TEAM, edition, [line]))

    team.do(c.UndoKudos(by=team.by("U1"), kudos=name))

    assert [] == team.rows(Quoted)
    assert ["@digest:E1"] == [row.ref for row, _ in team.outbox("digest", How.UPDATE)]
