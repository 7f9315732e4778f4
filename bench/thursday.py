"""A Thursday all over the world: circles of many workspaces in 30 time zones, whose hours come one after the other.

Each circle keeps its own zone and is due at ten by its own clock. Only the moment at which a zone's hour comes is moved
together, to `gap` seconds after the zone before it: the bot's clock is the machine's, and nothing else is hurried.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import SQLModel

from bench import town as towns
from bench.processes import command, event
from bench.town import Town
from storage import keeping, migrate
from storage.engine import connect
from storage.store import Store, Tx
from storage.tables import Circle, Member, Occurrence, Workspace
from storage.vault import Vault

ZONES = (
    *("Pacific/Auckland", "Pacific/Noumea", "Australia/Sydney", "Australia/Adelaide", "Asia/Tokyo", "Asia/Shanghai"),
    *("Asia/Bangkok", "Asia/Yangon", "Asia/Dhaka", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Karachi", "Asia/Kabul"),
    *("Asia/Dubai", "Asia/Tehran", "Europe/Istanbul", "Europe/Helsinki", "Europe/Amsterdam", "Europe/London"),
    *("Atlantic/Azores", "America/Noronha", "America/Sao_Paulo", "America/St_Johns", "America/Halifax"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Anchorage"),
    "Pacific/Honolulu",
)
CIRCLES, PEOPLE = 10, 4  # of each workspace
REPLIES, REACTIONS, KUDOS = 2, 2, 1  # of each circle
EACH = REPLIES + REACTIONS + KUDOS
Place = tuple[str, str]  # workspace and channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Thursday:
    """The workspaces, the moment at which the first zone is due, and the seconds between one zone and the next."""

    towns: Sequence[Town]
    begins: datetime
    gap: float

    @property
    def circles(self) -> int:
        """How many there are."""
        return CIRCLES * len(self.towns)

    def due(self, zone: int) -> datetime:
        """Give when a zone's hour comes."""
        return self.begins + timedelta(seconds=self.gap * zone)

    def of(self, zone: int) -> Sequence[tuple[int, Town]]:
        """Give the workspaces of a zone by their numbers."""
        return [(n, town) for n, town in enumerate(self.towns) if n % len(ZONES) == zone]

    def places(self) -> Mapping[Place, datetime]:
        """Give when each channel is due."""
        return {
            (town.workspace, channel): self.due(n % len(ZONES))
            for n, town in enumerate(self.towns)
            for channel in town.channels
        }

    # ------------------------------------------------------------ the database

    def build(self, url: str) -> None:
        """Make it."""
        engine = connect(url)
        migrate.upgrade(engine)
        store = Store(engine, Vault([towns.KEY]))
        try:
            store.write(self._fill).result()
        finally:
            store.close()

    def _fill(self, tx: Tx) -> None:
        keeping.check_key(tx)
        towns.insert(tx, [self._workspace(tx, town) for town in self.towns])
        for rows in (self._members(), self._circles(), self._occurrences()):
            towns.insert(tx, list(rows))

    def _workspace(self, tx: Tx, town: Town) -> Workspace:
        about, token = {"team": town.team, "enterprise": ""}, tx.vault.seal(town.token)
        return Workspace(workspace=town.workspace, bot=town.bot, token=token, scopes=towns.SCOPES, about=about)

    def _members(self) -> Iterator[SQLModel]:
        for town in self.towns:
            for number, member in enumerate(town.members[0]):
                name = f"Person {number}"
                yield Member(workspace=town.workspace, member=member, name=name, language="en", explained=True)

    def _circles(self) -> Iterator[SQLModel]:
        for n, town in enumerate(self.towns):
            for number, channel in enumerate(town.channels):
                yield Circle(
                    workspace=town.workspace,
                    circle=f"circle-{number}",
                    channel=channel,
                    name=f"team-{number}",
                    state="running",
                    host=town.members[0][0],
                    zone=ZONES[n % len(ZONES)],
                    values=["customer first"],
                    started_at=self.begins - timedelta(days=100),
                )

    def _occurrences(self) -> Iterator[SQLModel]:
        for n, town in enumerate(self.towns):
            zone = n % len(ZONES)
            due = self.due(zone)
            day = due.astimezone(ZoneInfo(ZONES[zone])).date()
            for number in range(len(town.channels)):
                circle = {"workspace": town.workspace, "circle": f"circle-{number}"}
                yield Occurrence(**circle, kind="ask", day=day, due_at=due)

    # ------------------------------------------------------------ what people do

    def acts(self, zone: int, asked: Mapping[Place, str]) -> tuple[list[bytes], list[bytes]]:
        """Give as signed requests what a zone's people do: they answer, then others react to it and give thanks."""
        here = [(n, town, at) for n, town in self.of(zone) for at in range(CIRCLES)]
        replies = [self._reply(n, town, at, by, asked) for by in range(REPLIES) for n, town, at in here]
        reactions = [self._reaction(n, town, at, by) for by in range(REACTIONS) for n, town, at in here]
        thanks = [self._thanks(n, town, at) for n, town, at in here]
        mixed = [act for pair in zip(reactions[: len(here)], thanks, strict=True) for act in pair]
        return replies, [*mixed, *reactions[len(here) :]]

    def _ts(self, n: int, at: int, by: int) -> str:
        """Give where somebody's reply stands; no two in the world at one place."""
        return f"{int(self.begins.timestamp()) - 10_000 + n}.{at:03d}{by:03d}"

    def _reply(self, n: int, town: Town, at: int, by: int, asked: Mapping[Place, str]) -> bytes:
        channel = town.channels[at]
        told = {"channel": channel, "thread_ts": asked[town.workspace, channel], "ts": self._ts(n, at, by)}
        told |= {"user": town.members[at][by + 1], "text": "We sorted the rota together.", "team": town.team}
        return event(_enveloped("message_reply", town, f"R{n}-{at}-{by}", told | {"event_ts": told["ts"]}))

    def _reaction(self, n: int, town: Town, at: int, by: int) -> bytes:
        """The first who answered gets one from each of the others."""
        item = {"type": "message", "channel": town.channels[at], "ts": self._ts(n, at, 0)}
        told = {"user": town.members[at][(3, 0)[by]], "item": item, "item_user": town.members[at][1]}
        told |= {"reaction": "heart", "event_ts": self._ts(n, at, 100 + by)}
        return event(_enveloped("reaction_added", town, f"E{n}-{at}-{by}", told))

    def _thanks(self, n: int, town: Town, at: int) -> bytes:
        giver, receiver = town.members[at][0], town.members[at][3]
        typed = {"team_id": town.team, "channel_id": town.channels[at], "user_id": giver}
        text = f"<@{receiver}|first> sorted the rota when everybody was ill"
        return command(towns.sample("command") | typed | {"text": text, "trigger_id": f"{town.team}.{n}.{at}"})


def made_up(teams: Sequence[Mapping[str, object]], *, gap: float, lead: float) -> Thursday:
    """Give a Thursday in the workspaces of a fake Slack that begins in so many seconds."""
    begins = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=lead)  # as hours do, at a whole second
    return Thursday(towns=[towns.on(dict(team)) for team in teams], begins=begins, gap=gap)


def _enveloped(kind: str, town: Town, name: str, told: Mapping[str, object]) -> dict[str, object]:
    body = towns.sample(kind)
    body["event"] |= told
    body |= {"team_id": town.team, "context_team_id": town.team, "event_id": f"Ev{town.team}{name}"}
    body["authorizations"][0] |= {"team_id": town.team, "user_id": town.bot}
    return body
