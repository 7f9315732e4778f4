"""The whole bot beside the strict fake Teams."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.teams import FakeTeams
from tests.fakes.teams_client import Person, TeamsClient
from tests.fakes.teams_limits import Limits
from tests.fakes.teams_state import Message, Place
from tests.journeys.hours import Hours, a_clock, running

SOON = 1.0  # so long a person may wait for what they tapped


@dataclass(slots=True, kw_only=True)
class Life(Hours):
    """One installation of the bot, and the people who use it."""

    teams: FakeTeams
    client: TeamsClient

    def top(self, channel: Place) -> list[Message]:
        """Give the bot's posts that stand in a channel itself, oldest first."""
        return [m for m in self.teams.posts(channel) if m.root in {"", m.id}]

    def written_to(self) -> set[str]:
        """Give the first names of everybody who got a private line or message so far."""
        users = {user.id: user.name for tenant in self.teams.world.tenants.values() for user in tenant.users.values()}
        chats = {member for m in self.teams.office.posts if m.place.kind == "personal" for member in m.place.members}
        alone = {m.seen_by for m in self.teams.office.posts if m.seen_by}
        return {users[found].partition(" ")[0] for found in chats | alone}

    async def sees(self, person: Person, holding: str = "") -> Message:
        """Give the newest line that only this person reads, in a channel or from the bot, once it is there."""
        await self.settled()
        found = [m for m in (*person.inbox, *person.whispers) if holding in m.shown]
        assert found, f"{person.user.name} sees no {holding!r}, but: {[m.shown for m in person.inbox]}"
        return max(found, key=lambda m: int(m.id))


@contextlib.asynccontextmanager
async def life(folder: Path, **environment: str) -> AsyncIterator[Life]:
    """Live in one tenant, or with these settings; nothing was wrong on the wire when it is over.

    Everybody got an answer soon, and Teams' windows run on a clock that stands, so they are not in the way.
    """
    clock = a_clock()
    async with (
        FakeTeams(clock=lambda: clock.now().timestamp()) as teams,
        running(folder, clock, lambda _url: {**teams.settings(), **environment}) as (app, url),
        TeamsClient(teams, url=url) as client,
    ):
        teams.limits = Unlimited()
        yield Life(teams=teams, client=client, app=app, clock=clock, url=url)
        assert client.failed == []
        assert teams.violations == []
        slow = [d for d in client.deliveries if d.activity["type"] == "invoke" and d.answer.seconds > SOON]
        assert [d.name for d in slow] == []


class Unlimited(Limits):
    """No limits: four weeks in a few seconds are faster than any conversation takes."""

    def retry_after(self, *_counted: object) -> int:
        """Let everything pass."""
        return 0
