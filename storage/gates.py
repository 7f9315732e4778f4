"""How fast posts leave: a gate for each channel and each workspace, the same for all processes and after a restart."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, tuple_, update

from bot.domain.pace import LONGEST, Gate, Limit, Pace
from storage.engine import add
from storage.tables import Gate as Row, Outbox
from storage.tx import Tx

TABLE = Row.metadata.tables["gate"]
ROW = TABLE.c
OUT = Outbox.metadata.tables["outbox"].c
AHEAD = 2.0  # seconds: what would have to wait for longer for its turn is not to leave yet
Place = tuple[str, str]  # workspace and channel; all of a workspace has no channel


@dataclass(frozen=True, slots=True)
class Way:
    """The held gates through which several posts leave together; `pace` is a workspace's."""

    now: datetime
    pace: Callable[[str], Pace]
    gates: dict[Place, Gate]

    def passed(self, workspace: str, channel: str) -> tuple[float, float] | None:
        """Give when a channel's next post leaves and when one more may; None where that is too far off."""
        pace, now = self.pace(workspace), self.now.timestamp()
        team, room = self.gates[workspace, ""], self.gates[workspace, channel]
        at = max(team.opens(pace.workspace, now), room.opens(pace.channel, now))
        if at > now + AHEAD:
            return None
        self.gates[workspace, ""] = team.passed(pace.workspace, at)
        self.gates[workspace, channel] = room = room.passed(pace.channel, at)
        return at, room.opens(pace.channel, at)

    def keep(self, tx: Tx, places: Collection[Place]) -> None:
        """Keep the gates of these places as they are from now on."""
        for workspace, channel in places:
            pace, gate = self.pace(workspace), self.gates[workspace, channel]
            opens = gate.opens(pace.channel if channel else pace.workspace, self.now.timestamp())
            _keep(tx, workspace, channel, opens_at=opens, fresh=json.dumps(gate.fresh))


def closed(now: datetime) -> ColumnElement[bool]:
    """Give the condition that an outbox row's channel or workspace takes nothing yet."""
    at = now.timestamp()
    shut = and_(ROW.opens_at > at, ROW.opens_at <= at + LONGEST)
    here = and_(ROW.workspace == OUT.workspace, ROW.place.in_((OUT.channel, "")))
    return select(ROW.workspace).where(here, shut).exists()


def held(tx: Tx, places: Collection[Place]) -> dict[Place, Gate]:
    """Give these gates, which nobody else passes before this transaction ends; one that is new is open."""
    wanted = sorted(set(places))
    found = _locked(tx, wanted)
    new = [place for place in wanted if place not in found]
    for workspace, place in new:
        add(tx.connection, TABLE, {"workspace": workspace, "place": place, "opens_at": 0.0, "fresh": "[]"})
    return found | _locked(tx, new)


def _locked(tx: Tx, places: Sequence[Place]) -> dict[Place, Gate]:
    if not places:
        return {}
    found = select(TABLE).where(tuple_(ROW.workspace, ROW.place).in_(places))
    # In one order for everybody, so that two who want the same gates never wait for each other.
    found = found.order_by(ROW.workspace, ROW.place).with_for_update()
    return {(row.workspace, row.place): Gate(tuple(json.loads(row.fresh))) for row in tx.connection.execute(found)}


def close(tx: Tx, workspace: str, channel: str, limits: Sequence[Limit], until: datetime) -> None:
    """Let nothing leave for a channel before a moment, since the platform asked for that."""
    held(tx, [(workspace, channel)])
    at = until.timestamp()
    _keep(tx, workspace, channel, opens_at=at, fresh=json.dumps(Gate().closed(limits, at).fresh))


def purge(tx: Tx, before: datetime) -> int:
    """Forget gates of all workspaces that have been open since long; gives how many."""
    return tx.run("DELETE FROM gate WHERE opens_at < ?", before.timestamp())


def _keep(tx: Tx, workspace: str, channel: str, **values: object) -> None:
    mine = (ROW.workspace == workspace) & (ROW.place == channel)
    tx.connection.execute(update(TABLE).where(mine).values(**values))
