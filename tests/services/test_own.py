"""The private lines about oneself: what a slip of the keyboard gets for an answer."""

import pytest

from bot import commands as c
from tests.services.office import Office, said


@pytest.mark.parametrize(("language", "offered"), [("en", "/fireside help"), ("nl", "/fireside hulp")])
def test_a_slip_is_answered_in_ones_own_language(office: Office, language: str, offered: str) -> None:
    """The nearest word is looked for among one's own language's words first."""
    anna = office.member("U1", "Anna", language=language)

    reply = office.do(c.Help(by=office.by(anna), unknown="hlep"))

    assert offered in said(reply.say)
