"""After a change of the secret key people find what they told without a name."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot import commands as c
from bot.dispatch import Desk
from bot.messages import OneOf
from bot.resealing import seal_anew
from storage.engine import connect
from storage.store import Store
from storage.tables import Answer
from storage.vault import Vault
from tests.services.conftest import KEY
from tests.services.office import Office, said

NEW = b"another secret of the tests, 32b"
WORDS = "Clear at last."


@contextmanager
def restarted(office: Office, *keys: bytes) -> Iterator[Office]:
    """Start the bot again with other keys."""
    before = office.store
    office.store = Store(connect(before.engine.url.render_as_string(hide_password=False)), Vault(keys))
    yield office
    office.store.close()
    office.store = before


def tell(office: Office, member: str, text: str, audience: str = "nameless") -> None:
    """Fill in the form of the open round."""
    opened = office.do(c.OpenAnswer(by=office.by(member))).form
    assert opened
    office.do(c.SaveAnswer(by=office.by(member), round="", text=text, audience=audience))


@pytest.fixture(params=["both keys are set", "everything is sealed anew, the old key is gone"])
def office_with_a_new_key(office: Office, request: pytest.FixtureRequest) -> Iterator[Office]:
    """Give Anna and Bas after a change of keys; before it, Bas told something without a name."""
    for member, name in (("U1", "Anna"), ("U2", "Bas")):
        office.member(member, name)
    office.circle("C1", host="U1")
    office.do(c.AskNow(by=office.by("U1")))
    tell(office, "U2", WORDS)
    if "both" in request.param:
        with restarted(office, NEW, KEY):
            yield office
        return
    with restarted(office, NEW, KEY):
        seal_anew(Desk(office.store, office.catalog, office.clock, office.house))
    with restarted(office, NEW):
        yield office


def only(office: Office) -> Answer:
    """Give the one answer."""
    [answer] = office.rows(Answer)
    return answer


def test_a_teller_without_a_name_finds_it_again(office_with_a_new_key: Office) -> None:
    """In My story, in the form, and with the audience of last time preselected; nobody else does."""
    office = office_with_a_new_key
    assert WORDS in said(office.do(c.OpenHome(by=office.by("U2"))).home)
    assert WORDS not in said(office.do(c.OpenHome(by=office.by("U1"))).home)
    form = office.do(c.OpenAnswer(by=office.by("U2"))).form
    assert form
    assert "nameless" == next(b.value for b in form.blocks if isinstance(b, OneOf))
    assert WORDS in str(form)
    theirs = office.do(c.OpenAnswer(by=office.by("U1"), answer=only(office).answer))
    assert "not yours" in said(theirs.say)


def test_a_teller_without_a_name_changes_it(office_with_a_new_key: Office) -> None:
    """The second time is the same answer, not another one."""
    tell(office_with_a_new_key, "U2", "Other words.")
    assert "Other words." == only(office_with_a_new_key).text


@pytest.mark.parametrize("delete", [False, True])
def test_a_teller_without_a_name_takes_it_back(office_with_a_new_key: Office, delete: bool) -> None:
    """Back to only me, or gone."""
    office = office_with_a_new_key
    office.do(c.TakeBack(by=office.by("U2"), answer=only(office).answer, delete=delete))
    assert ([] if delete else ["private"]) == [a.audience for a in office.rows(Answer)]


def test_erasing_takes_what_was_told_without_a_name(office_with_a_new_key: Office) -> None:
    """Everything of a member goes, whichever key it was told under."""
    office = office_with_a_new_key
    office.do(c.EraseMe(by=office.by("U2"), sure=True))
    assert [] == office.rows(Answer)
