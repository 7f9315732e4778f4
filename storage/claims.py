"""Who sends what: due outbox rows are made one process's own, without waiting for what another one is at."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.pace import LONGEST, Pace
from storage import engine, gates
from storage.outbox import Claimed
from storage.plain import Plain
from storage.tables import Outbox
from storage.threads import LOST, SOON, Place, ahead, resolve
from storage.tx import Tx

LEAN = Plain(Outbox, but=("body",))  # many more are looked at than taken
LOOK_AGAIN = timedelta(seconds=5)
NO_TARGET = "no target"
AT_ONCE = Pace()
_SENDING = "SELECT workspace, channel FROM outbox WHERE state = 'sending'"
_DUE = f"state = 'pending' AND not_before <= ? AND {gates.OPEN} AND (workspace, channel) NOT IN ({_SENDING})"
# As it was when looked at: nobody has claimed it since.
_FREE = "workspace = ? AND parcel = ? AND state = 'pending' AND attempts = ?"
Spot = tuple[str, str]  # workspace and channel


def claim(
    tx: Tx,
    owner: int,
    now: datetime,
    limit: int,
    *,
    pace: Callable[[str], Pace] = lambda _: AT_ONCE,
    resting: Collection[Spot] = (),
) -> list[Claimed]:
    """Make up to `limit` due rows of any workspace ours to send, one of each channel, the longest waiting first.

    `pace` is a workspace's; a channel from which anybody is sending is left alone, so that posts stand in the order in
    which they were made, and so is a workspace of which somebody else claims just now, and what somebody is changing.
    `resting` names more to leave alone: (workspace, channel), or (workspace, "") for all of it.
    """
    chosen = _chosen(tx, _ours(tx, _candidates(tx, now, limit * 4, resting), limit), limit, now)
    if not chosen:
        return []
    places = {*chosen, *((workspace, "") for workspace, _ in chosen)}
    way = gates.Way(now, pace, gates.held(tx, places, skip=True))
    busy = _sending(tx)
    taken: list[Claimed] = []
    for spot, (row, place) in chosen.items():
        leaves = None if spot in busy else way.passed(*spot)
        mine = leaves and _taken(tx, row, place, owner, now)
        if leaves and mine:
            taken.append(replace(mine, leaves_at=leaves[0], opens_at=leaves[1]))
    way.keep(tx, {(row.workspace, channel) for row in taken for channel in (row.channel, "")})
    return taken


def _candidates(tx: Tx, now: datetime, limit: int, resting: Collection[Spot]) -> Sequence[Outbox]:
    at = now.timestamp()
    where, about = _DUE, [LEAN.bound(tx, "not_before", now), at, at + LONGEST]
    channels = sorted(pair for pair in resting if pair[1])
    workspaces = sorted(workspace for workspace, channel in resting if not channel)
    if channels:
        where += f" AND (workspace, channel) NOT IN (VALUES {', '.join(['(?, ?)'] * len(channels))})"
        about += [part for pair in channels for part in pair]
    if workspaces:
        where += f" AND workspace NOT IN ({', '.join('?' * len(workspaces))})"
        about += workspaces
    return LEAN.all(tx, f"{where} ORDER BY not_before, parcel LIMIT ?", *about, limit)


def _ours(tx: Tx, rows: Sequence[Outbox], limit: int) -> list[Outbox]:
    """Give the rows of workspaces of which nobody else claims before this transaction ends, enough for `limit`.

    Who would wait for another's claim would find afterwards that all of it is taken.
    """
    channels: dict[str, set[str]] = {}
    for row in rows:
        channels.setdefault(row.workspace, set()).add(row.channel)
    ours: set[str] = set()
    for some in _enough(channels, limit):
        ours |= engine.free(tx.connection, some)
        if sum(len(channels[workspace]) for workspace in ours) >= limit:
            break
    return [row for row in rows if row.workspace in ours]


def _enough(channels: dict[str, set[str]], limit: int) -> Iterator[list[str]]:
    """Give workspaces so many at a time as have `limit` channels."""
    some: list[str] = []
    size = 0
    for workspace, its in channels.items():
        some.append(workspace)
        size += len(its)
        if size >= limit:
            yield some
            some, size = [], 0
    if some:
        yield some


def _chosen(tx: Tx, rows: Sequence[Outbox], limit: int, now: datetime) -> dict[Spot, tuple[Outbox, Place]]:
    """Give by channel the first row that can be sent, with where it goes."""
    chosen: dict[Spot, tuple[Outbox, Place]] = {}
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
            _change(tx, row, state="failed", body=None)
        elif place is not SOON:  # what is lost at two looks is lost: between them another process may have sent it
            error = NO_TARGET if place is LOST else row.error
            _change(tx, row, not_before=now + LOOK_AGAIN, error=error)
    return chosen


def _sending(tx: Tx) -> set[Spot]:
    """Give the channels from which somebody sends; asked once their gates are held, so that nobody begins meanwhile."""
    return {(workspace, channel) for workspace, channel in tx.rows(_SENDING)}


def _taken(tx: Tx, row: Outbox, place: Place, owner: int, now: datetime) -> Claimed | None:
    """Make a row ours, unless somebody else was faster."""
    change = {"state": "sending", "owner": owner, "attempts": row.attempts + 1, "attempted_at": now}
    change |= {"channel": place.channel, "thread": place.thread, "ref": place.ref}
    found = _change(tx, row, **change)
    return Claimed.of(row, {**change, "body": found[0]}) if found else None


def _change(tx: Tx, row: Outbox, **values: object) -> tuple[object, ...] | None:
    """Change a row that nobody has claimed meanwhile; gives its body."""
    where = _FREE
    if skipping := engine.locking(tx.connection, skip=True):
        # Whoever works on it for long must not hold up what belongs to others: it is taken the next time.
        where = f"(workspace, parcel) = (SELECT workspace, parcel FROM outbox WHERE {_FREE}{skipping})"  # noqa: S608 - marks only
    return LEAN.changed(tx, values, "body", where, row.workspace, row.parcel, row.attempts)
