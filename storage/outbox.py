"""Everything that leaves for a platform, and what became of it.

pending -> sending -> sent, failed, pending again (it is certainly not there) or uncertain (nobody knows);
uncertain, after a rest -> sent, pending or unknown (a person must look). Whoever claims a row writes its ending only
while the row is still in the claimed state, with the same owner and the same number of attempts: that is the fence.
What became of an attempt that others took for lost still counts until one of them looks: nobody knows it better.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from storage import engine, ids, rows
from storage.plain import Plain
from storage.tables import Outbox
from storage.tx import Tx

ROWS = Plain(Outbox)
TABLE = Outbox.metadata.tables["outbox"]
ROW = TABLE.c
OPEN = ("pending", "sending", "uncertain", "unknown")
SETTLING = timedelta(minutes=6)  # nobody else looks meanwhile: a platform may make us wait three times
_MINE = "workspace = ? AND parcel = ?"
_HELD = f"{_MINE} AND state = ? AND owner = ? AND attempts = ?"
_ENDING = f"{_MINE} AND (state = ? AND owner = ? OR state = 'uncertain' AND owner = 0) AND attempts = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A row that is ours to send (`state` is sending) or to settle (uncertain); `body` is sealed.

    `attempted_at` is when the attempt in question began, `parcel` the same at every attempt. It is to leave at
    `leaves_at`, and the channel takes the next one at `opens_at`, both in seconds since 1970.
    """

    workspace: str
    parcel: str
    circle: str
    how: str
    kind: str
    subject: str
    channel: str
    thread: str
    ref: str
    to: str
    body: bytes | None
    policy: str
    state: str
    owner: int
    attempts: int
    attempted_at: datetime
    leaves_at: float = 0.0
    opens_at: float = 0.0

    @classmethod
    def of(cls, row: Outbox, change: Mapping[str, Any]) -> "Claimed":
        """Give a row as its new owner has it, with what changes by that."""
        parts = vars(row) | dict(change)
        return cls(**{name: parts[name] for name in cls.__slots__ if name in parts})


def put(  # noqa: PLR0913 - an outbox row has these parts, each named
    tx: Tx,
    workspace: str,
    *,
    now: datetime,
    how: str,
    kind: str,
    subject: str,
    channel: str,
    body: bytes,
    circle: str = "",
    thread: str = "",
    ref: str = "",
    to: str = "",
    once: str = "",
    policy: str = "wait",
    not_before: datetime | None = None,
) -> str:
    """Put something in line and give its parcel id; of the same `once` there is only ever one.

    An update or delete takes the place of an update of the same message that has not left yet. What it says is said by
    the subject's own post too, as long as that may still leave: nobody reads what it said before.
    `thread` and `ref` may be `@kind:subject`, the post of that subject: this waits until it is known.
    """
    tx.ring()
    row = {"how": how, "body": body, "not_before": not_before or now}
    if how in {"update", "delete"}:
        mine = and_(ROW.workspace == workspace, ROW.kind == kind, ROW.subject == subject)
        if not once and (instead := _replaced(tx, mine, channel, ref, row)):
            return instead
        if ref == f"@{kind}:{subject}" and (instead := _reworded(tx, mine, body)):
            return instead
    parcel = ids.new(now)
    row |= {"workspace": workspace, "parcel": parcel, "once": once or parcel, "kind": kind, "subject": subject}
    row |= {"channel": channel, "circle": circle, "thread": thread, "ref": ref, "to": to, "policy": policy}
    row |= {"state": "pending", "owner": 0, "attempts": 0, "error": ""}
    if ROWS.try_(tx, **row):
        return parcel
    there = select(ROW.parcel).where(ROW.workspace == workspace, ROW.once == once)
    return str(tx.connection.execute(there).scalar_one())


def _replaced(tx: Tx, mine: ColumnElement[bool], channel: str, ref: str, row: Mapping[str, Any]) -> str:
    same = and_(mine, ROW.how == "update", ROW.channel == channel, ROW.ref == ref, ROW.state == "pending")
    found = tx.connection.execute(update(TABLE).where(same).values(**row).returning(ROW.parcel)).first()
    return str(found.parcel) if found is not None else ""


def _reworded(tx: Tx, mine: ColumnElement[bool], body: bytes) -> str:
    """Let a post that may still leave say something else; gives its parcel where that is all there is to do."""
    may_leave = and_(mine, ROW.how == "post", ROW.state.in_(OPEN))
    changed = update(TABLE).where(may_leave).values(body=body).returning(ROW.parcel, ROW.state)
    return next((str(row.parcel) for row in tx.connection.execute(changed).all() if row.state == "pending"), "")


def finish(
    tx: Tx,
    claimed: Claimed,
    state: str,
    *,
    error: str = "",
    not_before: datetime | None = None,
    ref: str = "",
    channel: str = "",
) -> bool:
    """Write how a claimed row ended: sent, failed, pending, uncertain or unknown; False if it is no longer ours.

    uncertain needs `not_before`; pending without it keeps its place in line. sent and failed erase the body. `ref` and
    `channel` say where it stands.
    """
    values: dict[str, Any] = {"state": state, "error": error, "owner": 0}
    values |= {name: value for name, value in (("ref", ref), ("channel", channel)) if value}
    if not_before is not None:
        values["not_before"] = not_before
    if state in {"sent", "failed"}:
        values["body"] = None
    return bool(ROWS.change(tx, values, _ENDING, *_fence(claimed)))


def holds(tx: Tx, claimed: Claimed) -> bool:
    """Whether a claimed row is still ours: to ask right before sending."""
    return tx.row(f"SELECT 1 FROM outbox WHERE {_HELD}", *_fence(claimed)) is not None  # noqa: S608 - marks only


def sweep(tx: Tx, now: datetime, rest: timedelta, dead: Callable[[int], bool]) -> int:
    """Make what dead owners were sending uncertain, to be looked at after a rest; gives how many, in all workspaces.

    What they were looking for is looked for at once.
    """
    theirs = ROW.state.in_(("sending", "uncertain")), ROW.owner != 0
    owners = tx.connection.execute(select(ROW.owner).where(*theirs).distinct()).scalars().all()
    gone = [owner for owner in owners if dead(owner)]
    if not gone:
        return 0
    looked = update(TABLE).where(ROW.state == "uncertain", ROW.owner.in_(gone))
    tx.connection.execute(looked.values(owner=0, not_before=now))
    left = update(TABLE).where(ROW.state == "sending", ROW.owner.in_(gone))
    return tx.connection.execute(
        left.values(state="uncertain", owner=0, not_before=now + rest, error="owner died")
    ).rowcount


def lost(tx: Tx, owner: int, now: datetime, rest: timedelta, busy: Collection[tuple[str, str]]) -> int:
    """Make uncertain what a living owner claimed a while ago and is not `busy` with; gives how many, in all workspaces.

    `busy` are workspaces and channels. So it is after a claim of which the server never said that it was kept.
    """
    asked = "SELECT workspace, parcel, channel FROM outbox WHERE state = 'sending' AND owner = ? AND attempted_at <= ?"
    found = tx.rows(asked, owner, ROWS.bound(tx, "attempted_at", now - rest))
    left = [(workspace, parcel) for workspace, parcel, channel in found if (workspace, channel) not in busy]
    change = {"state": "uncertain", "owner": 0, "not_before": now + rest, "error": "lost sight of"}
    held = f"{_MINE} AND state = 'sending' AND owner = ?"
    return sum(ROWS.change(tx, change, held, *key, owner) for key in left)


def uncertain(tx: Tx, owner: int, now: datetime, limit: int) -> list[Claimed]:
    """Make up to `limit` rested uncertain rows of any workspace ours to settle; `attempted_at` stays the attempt's."""
    rested = "state = 'uncertain' AND not_before <= ? ORDER BY not_before, parcel LIMIT ?"
    at = ROWS.bound(tx, "not_before", now)
    found = ROWS.all(tx, rested + engine.locking(tx.connection, skip=True), at, limit)
    return [_settling(tx, row, owner, now) for row in found]


def give_up(tx: Tx, claimed: Claimed, now: datetime, *, error: str = "") -> bool:
    """Where nothing can tell what became of it: send again if its policy says so, else leave it to a person."""
    if claimed.policy == "resend":
        return finish(tx, claimed, "pending", error=error, not_before=now)
    return finish(tx, claimed, "unknown", error=error)


def waiting(tx: Tx) -> Mapping[str, int]:
    """Count what has not ended in all workspaces, by state."""
    counts = select(ROW.state, func.count()).where(ROW.state.in_(OPEN)).group_by(ROW.state)
    return dict.fromkeys(OPEN, 0) | dict(map(tuple, tx.connection.execute(counts)))


def cancel(tx: Tx, workspace: str, kind: str, subject: str, *, states: Sequence[str] = ("pending",)) -> int:
    """Take back what has not left yet about a withdrawn subject, or is in other states; gives how many."""
    mine = (ROW.workspace == workspace) & (ROW.kind == kind) & (ROW.subject == subject)
    return tx.connection.execute(delete(TABLE).where(mine, ROW.state.in_(states))).rowcount


def drop(tx: Tx, workspace: str, once: str) -> bool:
    """Take back what goes by a name of its own and has not left yet; whether there was any."""
    mine = (ROW.workspace == workspace) & (ROW.once == once) & (ROW.state == "pending")
    return bool(tx.connection.execute(delete(TABLE).where(mine)).rowcount)


def purge(tx: Tx, before: datetime, *, limit: int = 5000) -> int:
    """Forget ended rows of all workspaces from before; gives how many, so that one can go on."""
    old = select(ROW.workspace, ROW.parcel).where(ROW.state.in_(("sent", "failed")), ROW.not_before < before)
    return rows.drop(tx.connection, TABLE, tx.connection.execute(old.limit(limit)).all())


def _settling(tx: Tx, row: Outbox, owner: int, now: datetime) -> Claimed:
    change = {"owner": owner, "attempts": row.attempts + 1}
    ROWS.change(tx, {"not_before": now + SETTLING, **change}, _MINE, row.workspace, row.parcel)
    return Claimed.of(row, change)


def _fence(claimed: Claimed) -> tuple[object, ...]:
    return claimed.workspace, claimed.parcel, claimed.state, claimed.owner, claimed.attempts
