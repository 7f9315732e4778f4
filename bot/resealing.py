"""Everything that is sealed gets the new secret key, part by part, while the bot goes on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from bot.dispatch import Desk
from storage import rotating
from storage.errors import StorageError
from storage.liveness import Owner
from storage.rotating import Part, Tellers

Told = Callable[[int], object]
BUSY = (
    "{count} of the processes that run do not have the new key as their own. Start them again with both, the new one "
    "as FIRESIDE_SECRET_KEY and the one before in FIRESIDE_OLD_SECRET_KEYS, then run this again. Nothing was changed."
)


class Unaware(StorageError):
    """Why nothing was sealed anew: somebody who runs could not read it, or goes on to seal with an earlier key."""


@dataclass(slots=True)
class Resealed:
    """What was sealed anew, by table; `lost` opens with none of the keys; tellers of nameless answers."""

    sealed: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    tellers: Tellers = field(default_factory=Tellers)


def total(desk: Desk) -> int:
    """Give how much there is to look at."""
    return desk.store.read(lambda tx: rotating.total(tx) + len(rotating.rounds(tx))).result()


def seal_anew(desk: Desk, told: Told = lambda _: None) -> Resealed:
    """Seal everything with the current key; `told` hears how much was looked at just now. Raises Unaware.

    What is broken off is taken up again by the same call: what has the current key already is only looked at.
    """
    write, done = desk.store.write, Resealed()
    with Owner(desk.store.engine) as me:
        unaware = write(lambda tx: rotating.without(tx, me.alive)).result()
    if unaware:
        raise Unaware(BUSY.format(count=unaware))
    for column in rotating.columns():
        last, more = None, True
        while more:
            part: Part = write(partial(rotating.part, column=column, after=last)).result()
            name = column.table.name
            done.sealed[name] = done.sealed.get(name, 0) + part.sealed
            done.lost += part.lost
            last, more = part.last, part.last is not None
            told(part.seen)
    _rename(desk, done, told)
    write(rotating.prove).result()
    write(lambda tx: tx.empty_log()).result()
    return done


def _rename(desk: Desk, done: Resealed, told: Told) -> None:
    for workspace, round_ in desk.store.read(rotating.rounds).result():
        found, unknown = desk.store.write(partial(rotating.rename, workspace=workspace, round_=round_)).result()
        done.tellers = Tellers(done.tellers.found + found, done.tellers.unknown + unknown)
        told(1)
