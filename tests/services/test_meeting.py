"""Who is unknown is looked up before anything is done with what they did; who is known keeps nobody waiting."""

from dataclasses import dataclass, field

import pytest

from bot import commands as c, ports
from bot.dispatch import Desk
from bot.domain.members import MemberKind
from storage import received
from storage.store import Arrival
from storage.tables import Kudos, Member, Received
from tests.edges.test_delivery import Moody
from tests.services.office import TEAM, Office

REASON = "walked along to the right desk"


@dataclass
class Telling(Moody):
    """A platform that knows everybody: one person, and a program."""

    looked: list[str] = field(default_factory=list)

    async def profile(self, _workspace: str, member: str) -> ports.Profile | None:
        """Tell of one of them."""
        self.looked.append(member)
        kind = MemberKind.BOT if member == "B1" else MemberKind.MEMBER
        return ports.Profile(member=member, name=f"Name of {member}", kind=kind)


@pytest.fixture
def desk(office: Office) -> Desk:
    """Give a desk where U1 is known and a circle runs."""
    office.member("U1", "Anna")
    office.circle()
    return Desk(office.store, office.catalog, office.clock, office.house)


async def test_a_stranger_is_looked_up_first(desk: Desk, office: Office) -> None:
    """A program that nobody had met is not thanked; a person is, once, and next time nobody is asked about."""
    platform, by = Telling(), c.By(workspace=TEAM, member="U1", channel="C1")

    await desk.take(platform, c.GiveKudos(by=by, members=("B1",), text=REASON), key="one")
    assert (["B1"], []) == (platform.looked, office.rows(Kudos))

    for key in ("two", "two", "three"):
        await desk.take(platform, c.GiveKudos(by=by, members=("U2",), text=REASON), key=key)
    assert ["B1", "U2"] == platform.looked
    assert 2 == len(office.rows(Kudos))
    assert {"Anna", "Name of B1", "Name of U2"} == {member.name for member in office.rows(Member)}
    assert 0 == office.write(received.waiting)["pending"]


async def test_who_erases_everything_by_a_message_is_erased(desk: Desk, office: Office) -> None:
    """What waits of somebody is erased with the rest; the message in which they ask for it is not in its own way."""
    by = c.By(workspace=TEAM, member="U1", channel="")
    for key in ("the wish", "words that wait"):
        sealed = office.store.vault.seal(b'{"from": "U1"}')
        await office.store.areceive(Arrival(TEAM, key, sealed, office.clock.now()))
    await desk.take(Telling(), c.EraseMe(by=by, sure=True), received_as=(TEAM, "the wish"))

    assert ["done", "done"] == [row.state for row in office.rows(Received)]
    assert [] == office.rows(Member)
