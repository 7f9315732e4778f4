"""How fast posts leave: a gate for each channel and each workspace, the same for all processes and after a restart."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.pace import Gate, Limit, Pace
from storage import engine
from storage.tx import Tx

AHEAD = 2.0  # seconds: what would have to wait for longer for its turn is not to leave yet
# The condition that an outbox row's channel and workspace take something: asked with now, and the longest from now.
OPEN = """NOT EXISTS (
    SELECT 1 FROM gate WHERE gate.workspace = outbox.workspace AND gate.place IN (outbox.channel, '')
    AND gate.opens_at > ? AND gate.opens_at <= ?
)"""
_KEEP = "UPDATE gate SET opens_at = ?, fresh = ? WHERE workspace = ? AND place = ?"
Place = tuple[str, str]  # workspace and channel; all of a workspace has no channel


@dataclass(frozen=True, slots=True)
class Way:
    """The held gates through which several posts leave together; `pace` is a workspace's."""

    now: datetime
    pace: Callable[[str], Pace]
    gates: dict[Place, Gate]

    def passed(self, workspace: str, channel: str) -> tuple[float, float] | None:
        """Give when a channel's next post leaves and one more may; None if that is far off, or not known."""
        pace, now = self.pace(workspace), self.now.timestamp()
        team, room = self.gates.get((workspace, "")), self.gates.get((workspace, channel))
        if team is None or room is None:
            return None
        at = max(team.opens(pace.workspace, now), room.opens(pace.channel, now))
        if at > now + AHEAD:
            return None
        self.gates[workspace, ""] = team.passed(pace.workspace, at)
        self.gates[workspace, channel] = room = room.passed(pace.channel, at)
        return at, room.opens(pace.channel, at)

    def keep(self, tx: Tx, places: Collection[Place]) -> None:
        """Keep the gates of these places as they are from now on."""
        tx.many(_KEEP, [self._kept(*place) for place in sorted(places)])

    def _kept(self, workspace: str, channel: str) -> tuple[object, ...]:
        pace, gate = self.pace(workspace), self.gates[workspace, channel]
        opens = gate.opens(pace.channel if channel else pace.workspace, self.now.timestamp())
        return opens, json.dumps(gate.fresh), workspace, channel


def held(tx: Tx, places: Collection[Place], *, skip: bool = False) -> dict[Place, Gate]:
    """Give these gates, which nobody else passes before this transaction ends; one that is new is open.

    With `skip` those are left out that somebody else holds.
    """
    wanted = sorted(set(places))
    found = _locked(tx, wanted, skip=skip)
    new = [place for place in wanted if place not in found]
    tx.many("INSERT INTO gate (workspace, place, opens_at, fresh) VALUES (?, ?, 0.0, '[]') ON CONFLICT DO NOTHING", new)
    return found | _locked(tx, new, skip=skip)


def _locked(tx: Tx, places: Sequence[Place], *, skip: bool) -> dict[Place, Gate]:
    if not places:
        return {}
    marks = ", ".join(["(?, ?)"] * len(places))
    # In one order for everybody, so that two who want the same gates never wait for each other.
    asked = f"SELECT workspace, place, fresh FROM gate WHERE (workspace, place) IN (VALUES {marks}) ORDER BY 1, 2"  # noqa: S608 - marks only
    found = tx.rows(asked + engine.locking(tx.connection, skip=skip), *(part for pair in places for part in pair))
    return {(workspace, place): Gate(tuple(json.loads(fresh))) for workspace, place, fresh in found}


def close(tx: Tx, workspace: str, channel: str, limits: Sequence[Limit], until: datetime) -> None:
    """Let nothing leave for a channel before a moment, since the platform asked for that."""
    held(tx, [(workspace, channel)])
    at = until.timestamp()
    tx.run(_KEEP, at, json.dumps(Gate().closed(limits, at).fresh), workspace, channel)


def purge(tx: Tx, before: datetime) -> int:
    """Forget gates of all workspaces that have been open since long; gives how many."""
    return tx.run("DELETE FROM gate WHERE opens_at < ?", before.timestamp())
