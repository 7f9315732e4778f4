"""Setting up a circle: one decision, one post in the channel, nobody written to without an act of their own."""

import pytest

from bot import commands as c, intake
from bot.domain.members import MemberKind
from bot.domain.plan import Kind
from bot.messages import Form
from bot.ports import How
from bot.services import rhythm
from storage.tables import Circle, Occurrence, Outbox, Round
from tests.services.office import TEAM, Office, buttons, said


@pytest.fixture
def team(office: Office) -> Office:
    """Give Anna, who lives in Amsterdam, and Noor."""
    office.member("U1", "Anna")
    office.member("U3", "Noor", language="nl")
    return office


def invite(team: Office, member: str = "U1", **facts: bool) -> None:
    """Invite the bot into #south."""
    team.do(c.Propose(by=team.by(member), channel="C1", name="south", **facts))


def circle(team: Office) -> Circle:
    """Give the one circle."""
    return team.rows(Circle)[0]


def start(team: Office) -> None:
    """Invite, and start as proposed."""
    invite(team)
    team.do(c.StartCircle(by=team.by("U1", ""), circle=circle(team).circle))


def test_only_the_inviter_is_asked(team: Office) -> None:
    """An invitation writes one private line to the inviter and nothing to the channel."""
    invite(team)
    [(row, message)] = team.outbox()

    assert (How.PRIVATE, "U1") == (How(row.how), row.channel)
    assert ["circle.start", "circle.open", "circle.decline"] == list(buttons(message))


def test_a_proposal_speaks_the_inviters_language(team: Office) -> None:
    """Noor is proposed a circle in Dutch."""
    invite(team, "U3")
    [(_, message)] = team.outbox()

    assert "nl" == circle(team).language
    assert "Zo beginnen" in said(message)


def test_one_tap_starts_with_one_post(team: Office) -> None:
    """Starting posts the promise, and nothing else, in the channel."""
    start(team)
    posts = [row for row, _ in team.outbox(how=How.POST)]

    assert ["question"] == [row.kind for row in posts]
    assert "running" == circle(team).state


def test_starting_twice_is_starting_once(team: Office) -> None:
    """A second tap posts nothing more."""
    start(team)
    team.do(c.StartCircle(by=team.by("U1", ""), circle=circle(team).circle))

    assert 1 == len(team.outbox(how=How.POST))
    assert 1 == len(team.rows(Round))


def test_nobody_but_the_host_can_start(team: Office) -> None:
    """Noor cannot start what Anna was proposed."""
    invite(team)
    reply = team.do(c.StartCircle(by=team.by("U3", ""), circle=circle(team).circle))

    assert "alleen degene" in said(reply.say)
    assert "proposed" == circle(team).state


def test_a_channel_shared_with_another_company_is_confirmed_first(team: Office) -> None:
    """With outsiders in the channel one tap asks once more, the second one starts."""
    invite(team, external=True)
    asked = team.do(c.StartCircle(by=team.by("U1", ""), circle=circle(team).circle))
    assert "proposed" == circle(team).state
    assert "another company" in said(asked.replace)

    team.do(c.StartCircle(by=team.by("U1", ""), circle=circle(team).circle, sure=True))

    assert "running" == circle(team).state


def test_a_guest_is_asked_to_ask_a_member(team: Office) -> None:
    """A guest's invitation makes no circle."""
    office = team
    office.member("U9", "Gast", kind=MemberKind.GUEST)
    invite(team, "U9")

    assert [] == team.rows(Circle)
    assert "full member" in said(team.outbox()[0][1])


def test_an_archived_channel_is_told_to_the_inviter_only(team: Office) -> None:
    """Where nothing can be written the inviter hears why."""
    invite(team, archived=True)

    assert ["U1"] == [row.channel for row, _ in team.outbox()]
    assert [] == team.rows(Circle)


def test_no_answer_means_one_reminder_and_then_stillness(team: Office) -> None:
    """A day later one reminder comes, and never again."""
    invite(team)
    [due] = team.rows(Occurrence)
    team.move(days=1, hours=1)
    for _ in range(2):
        team.unit(lambda u: rhythm.turn(u, TEAM, due.circle, Kind.REMIND, due.day, due.due_at))

    assert 1 == len([row for row in team.rows(Outbox) if row.subject.startswith("remind:")])


def test_a_started_circle_is_not_reminded(team: Office) -> None:
    """Starting takes the reminder away."""
    start(team)

    assert "remind" not in {row.kind for row in team.rows(Occurrence)}


def test_the_form_has_nothing_but_the_rhythm(team: Office) -> None:
    """[Change] opens one form with day, time, zone, language, values and emoji."""
    invite(team)
    form = team.do(c.OpenCircle(by=team.by("U1", ""), circle=circle(team).circle)).form

    assert isinstance(form, Form)
    assert ["day", "time", "digest_day", "digest_time", "zone", "language", "values", "emoji"] == [
        b.id for b in form.blocks if hasattr(b, "id")
    ]


FIELDS = {
    "day": "3",
    "time": "14:30",
    "digest_day": "1",
    "digest_time": "09:00",
    "zone": "Europe/Amsterdam",
    "language": "nl",
    "values": "lef, samen",
    "emoji": ":raised_hands:",
}


def test_what_the_form_says_is_kept(team: Office) -> None:
    """Saving the form starts the circle as wished."""
    invite(team)
    team.do(c.SaveCircle(by=team.by("U1", ""), circle=circle(team).circle, fields=FIELDS))
    kept = circle(team)

    assert ("running", 3, "nl", ["lef", "samen"], "raised_hands") == (
        kept.state,
        kept.ask_day,
        kept.language,
        kept.values,
        kept.kudos_emoji,
    )


def test_a_sign_is_kept_by_its_name_and_a_value_once(team: Office) -> None:
    """A reaction comes by name, so that a sign would never be recognised; and two spellings are one value."""
    invite(team)
    wish = {**FIELDS, "emoji": "🎉", "values": "lef, Lef, samen"}
    team.do(c.SaveCircle(by=team.by("U1", ""), circle=circle(team).circle, fields=wish))

    assert ("tada", ["lef", "samen"]) == (circle(team).kudos_emoji, circle(team).values)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", "9"),
        ("time", "25:00"),
        ("digest_time", "later"),
        ("zone", "Europa/Amsterdam"),
        ("language", "fr"),
        ("values", "a, b, c, d, e, f"),
        ("emoji", "raised_hands 🙌"),
        ("emoji", "a small one"),
        ("emoji", "🎈"),
        ("until", "2020-01-01"),
    ],
)
def test_a_wrong_field_is_told_beside_it(team: Office, field: str, value: str) -> None:
    """Bad input gets a sentence beside its own field, and nothing is lost or started."""
    invite(team)
    wish = {**FIELDS, field: value}
    reply = team.do(c.SaveCircle(by=team.by("U1", ""), circle=circle(team).circle, fields=wish))

    assert [field] == list(reply.errors)
    assert "proposed" == circle(team).state


def test_a_removed_bot_rests_and_tells_the_host_once(team: Office) -> None:
    """However often the channel proves unreachable, the host hears it once."""
    start(team)
    for _ in range(3):
        team.do(c.RestCircle(workspace=TEAM, channel="C1", reason="not_in_channel"))

    assert "resting" == circle(team).state
    assert 1 == len([row for row in team.rows(Outbox) if row.subject.startswith("rest:")])


def test_an_invitation_wakes_a_resting_circle(team: Office) -> None:
    """Invited again, the bot goes on as before, without a new proposal."""
    start(team)
    team.do(c.RestCircle(workspace=TEAM, channel="C1", reason="not_in_channel"))
    invite(team)

    assert "running" == circle(team).state
    assert 1 == len(team.rows(Circle))


def test_a_renamed_channel_is_followed(team: Office) -> None:
    """A new name and a new id are kept."""
    start(team)
    team.do(c.RenameChannel(workspace=TEAM, channel="C1", name="north", to="C2"))

    assert ("north", "C2") == (circle(team).name, circle(team).channel)


def test_the_host_can_look_ahead_from_the_private_line(team: Office) -> None:
    """[Preview the digest] stands in the host's own chat, and knows which channel it is about."""
    invite(team)
    told = team.do(c.StartCircle(by=team.by("U1", "D1"), circle=circle(team).circle)).replace
    preview = buttons(told)["digest.preview"]
    shown = team.do(intake.tapped(team.by("U1", "D1"), preview.action, preview.args))

    assert "nothing yet that I could show you" in said(shown.say)


def test_a_circle_whose_host_is_gone_is_hosted_by_whoever_takes_it_up(team: Office) -> None:
    """Anna left; Noor asks for the settings, and from then on they are hers; a guest cannot take them."""
    start(team)
    team.member("U1", "Anna", kind=MemberKind.GONE)
    team.member("U9", "Gast", kind=MemberKind.GUEST)

    assert team.do(c.OpenCircle(by=team.by("U9"))).form is None
    assert team.do(c.OpenCircle(by=team.by("U3"))).form is not None
    assert "U3" == circle(team).host


def test_not_now_promises_nothing_that_is_not_so(team: Office) -> None:
    """Who has no say in it, or says so after the start, does not read that the bot keeps still."""
    invite(team)
    late = c.DeclineCircle(by=team.by("U1", ""), circle=circle(team).circle)
    other = said(team.do(c.DeclineCircle(by=team.by("U3"), circle=circle(team).circle)).say)
    assert "Dat kan alleen degene aan wie ik het voorstelde" in other
    team.do(c.StartCircle(by=team.by("U1", ""), circle=circle(team).circle))

    assert "All set. Next" in said(team.do(late).replace)
    assert "running" == circle(team).state
    team.do(c.RestCircle(workspace=TEAM, channel="C1", reason="removed"))
    assert "I rest there" in said(team.do(late).replace)


def test_a_circle_without_a_host_is_told_to_have_none(team: Office) -> None:
    """A guest, who cannot host it, hears who can; it is not said that a colleague whom nobody knows does."""
    start(team)
    team.do(c.LoseHost(workspace=TEAM, circle=circle(team).circle, host="U1"))
    team.member("U9", "Gast", kind=MemberKind.GUEST)

    for asked in ("ask now", "digest now", "settings", "start"):
        told = said(team.do(intake.typed(team.by("U9"), asked)).say)
        assert "Nobody hosts this circle" in told, asked
    assert team.do(intake.typed(team.by("U3"), "start")).form is not None
    assert "U3" == circle(team).host


def test_who_invites_the_bot_back_into_a_circle_without_a_host_hosts_it(team: Office) -> None:
    """The line that says who hosts has somebody to name."""
    start(team)
    team.do(c.LoseHost(workspace=TEAM, circle=circle(team).circle, host="U1"))
    invite(team, "U3")

    assert "U3" == circle(team).host
    assert "Noor is gastheer of gastvrouw" in said(team.outbox("setup")[-1][1])


def test_in_a_circle_that_rests_nothing_is_said_to_be_on_its_way(team: Office) -> None:
    """Its host hears that it rests, whatever they ask for, and that it is no different once they changed something."""
    start(team)
    team.do(c.RestCircle(workspace=TEAM, channel="C1", reason="removed"))
    for asked in ("ask now", "digest now", "start"):
        assert "I rest there" in said(team.do(intake.typed(team.by("U1"), asked)).say), asked
    saved = team.do(c.SaveCircle(by=team.by("U1"), circle=circle(team).circle, fields=FIELDS))
    assert "I rest there" in said(saved.say)


def test_an_invitation_by_nobody_starts_nothing(team: Office) -> None:
    """Where the platform does not say who invited, nobody is written to."""
    invite(team, "")

    assert [] == team.outbox()
    assert [] == team.rows(Circle)


# ---------------------------------------------------------------- weeks in which nothing leaves


def week_without(team: Office) -> str:
    """Let a question be asked while the chat tool cannot be reached; gives its round."""
    team.move(weeks=1)
    team.do(c.AskNow(by=team.by("U1")))
    return max(team.rows(Round), key=lambda row: row.asked_at).round


def test_after_weeks_without_the_chat_tool_one_question_is_asked(team: Office) -> None:
    """What could not leave is overtaken by what follows; nobody gets a flood. The promise stands there first."""
    start(team)
    [promise] = [row.round for row in team.rows(Round)]
    newest = [week_without(team) for _ in range(3)][-1]
    assert [promise, newest] == [row.subject for row, _ in team.outbox("question")]
    team.deliver()
    assert [promise, newest] == [row.subject for row, _ in team.sent if row.kind == "question"]


def test_a_question_under_which_something_waits_is_not_overtaken(team: Office) -> None:
    """Thanks that are to stand below it would have no place."""
    start(team)
    team.deliver()
    first = week_without(team)
    team.do(c.GiveKudos(by=team.by("U1"), members=("U3",), text="walked along to the right desk"))
    second = week_without(team)
    assert [first, second] == [row.subject for row, _ in team.outbox("question")]
