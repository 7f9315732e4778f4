"""What people tell stays where they meant it, against everything that a model thinks of; planted faults turn it red."""

from dataclasses import replace

import pytest

from bot import commands as c
from bot.messages import NOTHING, Reply
from tests.model.test_delivery import CAUGHT_WITHIN, lived
from tests.model.week import Week

pytestmark = pytest.mark.timeout(240)
RUNS = 4


def test_nothing_is_lost_or_doubled_and_every_audience_holds() -> None:
    """Whatever five people tell, change, take back, thank and erase, between questions and digests."""
    lived(Week, RUNS)


class Loud(Week):
    """Shows all what was for its teller alone."""

    def do(self, command: c.Command) -> Reply:
        if isinstance(command, c.SaveAnswer) and command.audience == "private":
            command = replace(command, audience="named")
        return super().do(command)


class Named(Week):
    """Keeps who told without a name."""

    def do(self, command: c.Command) -> Reply:
        reply = super().do(command)
        self.office.write(lambda tx: tx.run("UPDATE answer SET member = 'U1' WHERE member IS NULL"))
        return reply


class Stubborn(Week):
    """Lets nothing be taken back."""

    def do(self, command: c.Command) -> Reply:
        return NOTHING if isinstance(command, c.TakeBack) else super().do(command)


class Stammering(Week):
    """Takes what a platform brings again for something new."""

    def twice(self, command: c.Command) -> None:
        self.do(command)
        self.do(replace(command, ref=self.ref()) if isinstance(command, c.HearReply) else command)


class Careless(Week):
    """Quotes in a digest without asking, however few there are to hide among."""

    def settle(self) -> None:
        super().settle()
        words = " ".join(told.word for told in self.answers() if told.audience == "nameless")
        for where, (kind, shown) in self.wall.items():
            if kind == "digest":
                self.wall[where] = kind, f"{shown} {words}"


@pytest.mark.parametrize("machine", [Loud, Named, Stubborn, Stammering, Careless])
def test_each_fault_is_found(machine: type[Week]) -> None:
    """A bot that does so does not pass."""
    with pytest.raises(AssertionError):
        lived(machine, CAUGHT_WITHIN)
