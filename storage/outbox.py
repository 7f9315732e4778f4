"""Everything that leaves for a platform, and what became of it.

pending -> sending -> sent, failed, pending again (it is certainly not there) or uncertain (nobody knows);
uncertain, after a rest -> sent, pending or unknown (a person must look). Whoever claims a row writes its ending only
while the row is still in the claimed state, with the same owner and the same number of attempts: that is the fence.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from bot.domain.pace import LONGEST, Pace
from storage import engine, gates, ids, rows
from storage.plain import Plain
from storage.tables import Outbox
from storage.threads import LOST, SOON, Place, ahead, resolve
from storage.tx import Tx

ROWS = Plain(Outbox)
TABLE = Outbox.metadata.tables["outbox"]
ROW = TABLE.c
OPEN = ("pending", "sending", "uncertain", "unknown")
SETTLING = timedelta(seconds=60)  # nobody else looks meanwhile; should they, the fence lets one write
LOOK_AGAIN = timedelta(seconds=5)
NO_TARGET = "no target"
AT_ONCE = Pace()
_SENDING = "SELECT workspace, channel FROM outbox WHERE state = 'sending'"
_MINE = "workspace = ? AND parcel = ?"
_FREE = f"{_MINE} AND state = 'pending' AND attempts = ?"  # as it was when looked at: nobody has claimed it since
_HELD = f"{_MINE} AND state = ? AND owner = ? AND attempts = ?"
_DUE = f"state = 'pending' AND not_before <= ? AND {gates.OPEN} AND (workspace, channel) NOT IN ({_SENDING})"


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


def claim(
    tx: Tx,
    owner: int,
    now: datetime,
    limit: int,
    *,
    pace: Callable[[str], Pace] = lambda _: AT_ONCE,
    resting: Collection[tuple[str, str]] = (),
) -> list[Claimed]:
    """Make up to `limit` due rows of any workspace ours to send, one of each channel, the longest waiting first.

    `pace` is a workspace's; a channel from which anybody is sending is left alone, so that posts stand in the order in
    which they were made. `resting` names more to leave alone: (workspace, channel), or (workspace, "") for all of it.
    """
    chosen = _chosen(tx, _candidates(tx, now, limit * 4, resting), limit, now)
    if not chosen:
        return []
    way = gates.Way(now, pace, gates.held(tx, {*chosen, *((workspace, "") for workspace, _ in chosen)}))
    busy = _sending(tx)
    taken: list[Claimed] = []
    for spot, (row, place) in chosen.items():
        leaves = None if spot in busy else way.passed(*spot)
        mine = leaves and _taken(tx, row, place, owner, now)
        if leaves and mine:
            taken.append(replace(mine, leaves_at=leaves[0], opens_at=leaves[1]))
    way.keep(tx, {(row.workspace, channel) for row in taken for channel in (row.channel, "")})
    return taken


def _chosen(tx: Tx, rows: Sequence[Outbox], limit: int, now: datetime) -> dict[tuple[str, str], tuple[Outbox, Place]]:
    """Give by channel the first row that can be sent, with where it goes."""
    chosen: dict[tuple[str, str], tuple[Outbox, Place]] = {}
    for row in rows:
        if len(chosen) == limit:
            break
        if (row.workspace, row.channel) in chosen:
            continue
        place = resolve(tx.connection, row, now)
        if isinstance(place, Place):
            if not ahead(tx.connection, row, place):
                chosen.setdefault((row.workspace, place.channel), (row, place))
        elif place is LOST and row.error == NO_TARGET:
            _set_free(tx, row, state="failed", body=None)
        elif place is not SOON:  # what is lost at two looks is lost: between them another process may have sent it
            error = NO_TARGET if place is LOST else row.error
            _set_free(tx, row, not_before=now + LOOK_AGAIN, error=error)
    return chosen


def _sending(tx: Tx) -> set[tuple[str, str]]:
    """Give the channels from which somebody sends; asked once their gates are held, so that nobody begins meanwhile."""
    return {(workspace, channel) for workspace, channel in tx.rows(_SENDING)}


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

    pending and uncertain need `not_before`. sent and failed erase the body. `ref` and `channel` say where it stands.
    """
    values: dict[str, Any] = {"state": state, "error": error, "owner": 0}
    values |= {name: value for name, value in (("ref", ref), ("channel", channel)) if value}
    if not_before is not None:
        values["not_before"] = not_before
    if state in {"sent", "failed"}:
        values["body"] = None
    return bool(ROWS.change(tx, values, _HELD, *_fence(claimed)))


def holds(tx: Tx, claimed: Claimed) -> bool:
    """Whether a claimed row is still ours: to ask right before sending."""
    return tx.row(f"SELECT 1 FROM outbox WHERE {_HELD}", *_fence(claimed)) is not None  # noqa: S608 - marks only


def sweep(tx: Tx, now: datetime, rest: timedelta, dead: Callable[[int], bool]) -> int:
    """Make what dead owners were sending uncertain, to be looked at after a rest; gives how many, in all workspaces."""
    owners = tx.connection.execute(select(ROW.owner).where(ROW.state == "sending").distinct()).scalars().all()
    gone = [owner for owner in owners if dead(owner)]
    if not gone:
        return 0
    left = update(TABLE).where(ROW.state == "sending", ROW.owner.in_(gone))
    return tx.connection.execute(
        left.values(state="uncertain", owner=0, not_before=now + rest, error="owner died")
    ).rowcount


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


def cancel(tx: Tx, workspace: str, kind: str, subject: str) -> int:
    """Take back what has not left yet about a withdrawn subject; gives how many."""
    mine = (ROW.workspace == workspace) & (ROW.kind == kind) & (ROW.subject == subject)
    return tx.connection.execute(delete(TABLE).where(mine, ROW.state == "pending")).rowcount


def drop(tx: Tx, workspace: str, once: str) -> bool:
    """Take back what goes by a name of its own and has not left yet; whether there was any."""
    mine = (ROW.workspace == workspace) & (ROW.once == once) & (ROW.state == "pending")
    return bool(tx.connection.execute(delete(TABLE).where(mine)).rowcount)


def purge(tx: Tx, before: datetime, *, limit: int = 5000) -> int:
    """Forget ended rows of all workspaces from before; gives how many, so that one can go on."""
    old = select(ROW.workspace, ROW.parcel).where(ROW.state.in_(("sent", "failed")), ROW.not_before < before)
    return rows.drop(tx.connection, TABLE, tx.connection.execute(old.limit(limit)).all())


def _candidates(tx: Tx, now: datetime, limit: int, resting: Collection[tuple[str, str]]) -> Sequence[Outbox]:
    at = now.timestamp()
    where, about = _DUE, [ROWS.bound(tx, "not_before", now), at, at + LONGEST]
    channels = sorted(pair for pair in resting if pair[1])
    workspaces = sorted(workspace for workspace, channel in resting if not channel)
    if channels:
        where += f" AND (workspace, channel) NOT IN (VALUES {', '.join(['(?, ?)'] * len(channels))})"
        about += [part for pair in channels for part in pair]
    if workspaces:
        where += f" AND workspace NOT IN ({', '.join('?' * len(workspaces))})"
        about += workspaces
    return ROWS.all(tx, f"{where} ORDER BY not_before, parcel LIMIT ?", *about, limit)


def _taken(tx: Tx, row: Outbox, place: Place, owner: int, now: datetime) -> Claimed | None:
    """Make a row ours, unless somebody else was faster."""
    change = {"state": "sending", "owner": owner, "attempts": row.attempts + 1, "attempted_at": now}
    change |= {"channel": place.channel, "thread": place.thread, "ref": place.ref}
    return _claimed(row, change) if _set_free(tx, row, **change) else None


def _settling(tx: Tx, row: Outbox, owner: int, now: datetime) -> Claimed:
    change = {"owner": owner, "attempts": row.attempts + 1}
    ROWS.change(tx, {"not_before": now + SETTLING, **change}, _MINE, row.workspace, row.parcel)
    return _claimed(row, change)


def _claimed(row: Outbox, change: Mapping[str, Any]) -> Claimed:
    parts = vars(row) | dict(change)
    return Claimed(**{name: parts[name] for name in Claimed.__slots__ if name in parts})


def _set_free(tx: Tx, row: Outbox, **values: object) -> bool:
    return bool(ROWS.change(tx, values, _FREE, row.workspace, row.parcel, row.attempts))


def _fence(claimed: Claimed) -> tuple[object, ...]:
    return claimed.workspace, claimed.parcel, claimed.state, claimed.owner, claimed.attempts
