"""The private lines about oneself: what a slip of the keyboard gets for an answer."""

import pytest

from bot import commands as c, intake
from bot.views import own
from prompts.phrases import Voice
from tests.services.office import Office, said


@pytest.mark.parametrize(("language", "offered"), [("en", "/fireside help"), ("nl", "/fireside hulp")])
def test_a_slip_is_answered_in_ones_own_language(office: Office, language: str, offered: str) -> None:
    """The nearest word is looked for among one's own language's words first."""
    anna = office.member("U1", "Anna", language=language)

    reply = office.do(c.Help(by=office.by(anna), unknown="hlep"))

    assert offered in said(reply.say)
    assert "Type help" not in said(reply.say), "it stands below"
    assert "Typ hulp" not in said(reply.say)


@pytest.mark.parametrize(("word", "offered"), [("ask", "/fireside ask now"), ("vraag", "/fireside vraag nu")])
def test_half_a_command_is_told_in_full(office: Office, word: str, offered: str) -> None:
    """Who says only that something be asked is told the word that does it, not the one that did nothing."""
    anna = office.member("U1", "Anna", language="nl" if word == "vraag" else "en")

    assert f"{offered}?" in said(office.do(c.Help(by=office.by(anna), unknown=word)).say)


def test_pause_alone_ends_no_pause(office: Office) -> None:
    """Whoever asks after their pause reads until when it is, and keeps it; only resume ends it."""
    anna = office.by(office.member("U1", "Anna"))
    office.do(intake.typed(anna, "pause until 24 December"))

    assert "You pause until Thursday 24 December" in said(office.do(intake.typed(anna, "pause")).say)
    assert "You pause until Thursday 24 December" in said(office.do(intake.typed(anna, "status")).say)
    assert "Your pause is over" in said(office.do(intake.typed(anna, "resume")).say)
    assert "You have no pause" in said(office.do(intake.typed(anna, "pause")).say)


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("en", ("1 reaction or reply that", "one thank-you that you gave"), ("2 reactions and replies", "2 thanks")),
        ("nl", ("1 reactie of antwoord dat", "één bedankje dat je gaf"), ("2 reacties en", "2 bedankjes die")),
    ],
)
def test_one_of_something_is_told_as_one(language: str, one: tuple[str, str], many: tuple[str, str]) -> None:
    """What is kept and what is gone is counted in sentences, also where there is one of it."""
    for n, (kept, gone) in ((1, one), (2, many)):
        known = own.Known(named=n, nameless=n, private=n, given=n, received=n, joined=n, echoes=n, questions=n, hands=n)
        assert kept in said(own.known(Voice(language), known))
        assert gone in said(own.erased(Voice(language), {"answers": n, "given": n, "received": n, "echoes": n}))
