"""Sealing everything anew with a new secret key, in parts and beside a bot that runs: what was broken off goes on.

Whatever is bytes in a table is sealed. What stands for the teller of a nameless answer is made anew too, so that an
earlier key, once it is out of use, tells nothing any more.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, LargeBinary, delete, func, select, tuple_, update
from sqlmodel import SQLModel

from storage.engine import add
from storage.errors import WrongKey
from storage.tables import Answer, Keeping, Member, Quoted
from storage.tx import Tx
from storage.vault import PROOF

AT_ONCE = 500
KNOWN = "keys of "  # whoever runs, by number
KEEPING = Keeping.metadata.tables["keeping"]
ANSWER = Answer.metadata.tables["answer"].c
MEMBER = Member.metadata.tables["member"].c
QUOTED = Quoted.metadata.tables["quoted"].c
Key = tuple[Any, ...]


class Part(NamedTuple):
    """What came of a part: how much was looked at and sealed anew, what no key opens, and where it ended."""

    seen: int = 0
    sealed: int = 0
    lost: int = 0
    last: Key | None = None


class Tellers(NamedTuple):
    """How many nameless answers got their teller's new hash, and whose teller is not known here any more."""

    found: int = 0
    unknown: int = 0


# ---------------------------------------------------------------- who runs, and with which keys


def note(tx: Tx, owner: int) -> None:
    """Write down which keys a process has, for as long as it runs."""
    row = {"name": f"{KNOWN}{owner}", "value": " ".join(tx.vault.prints)}
    add(tx.connection, KEEPING, row)


def without(tx: Tx, alive: Callable[[int], bool]) -> int:
    """Give how many running processes seal with another key than the current; what is noted of others is forgotten."""
    noted = select(KEEPING.c.name, KEEPING.c.value).where(KEEPING.c.name.startswith(KNOWN))
    count = 0
    for name, value in tx.connection.execute(noted).all():
        if not alive(int(name.removeprefix(KNOWN))):
            tx.connection.execute(delete(KEEPING).where(KEEPING.c.name == name))
        elif value.split()[:1] != [tx.vault.prints[0]]:  # to have it only to read by is not enough
            count += 1
    return count


# ---------------------------------------------------------------- what is sealed


def columns() -> list[Column[Any]]:
    """Give everything that is sealed, in the order in which it is sealed anew."""
    return [c for table in SQLModel.metadata.sorted_tables for c in table.c if isinstance(c.type, LargeBinary)]


def total(tx: Tx) -> int:
    """Give how much is sealed in all workspaces."""
    counts = (select(func.count()).where(column.is_not(None)) for column in columns())
    return sum(int(tx.connection.execute(count).scalar_one()) for count in counts)


def part(tx: Tx, column: Column[Any], after: Key | None, *, limit: int = AT_ONCE) -> Part:
    """Seal what comes next in a column of all workspaces anew; the part after the last one has no `last`.

    What somebody changes at the same moment is left as they leave it, since that is sealed with the current key.
    """
    key = tuple(column.table.primary_key)
    wanted = select(*key, column.label("sealed")).where(column.is_not(None)).order_by(*key).limit(limit)
    if after is not None:
        wanted = wanted.where(tuple_(*key) > tuple_(*after))
    rows = tx.connection.execute(wanted).all()
    results = [_anew(tx, column, row) for row in rows]
    last = tuple(rows[-1][:-1]) if rows else None
    return Part(len(rows), results.count("sealed"), results.count("lost"), last)


def _anew(tx: Tx, column: Column[Any], row: Any) -> str:
    try:
        fresh = tx.vault.resealed(row.sealed)
    except WrongKey:
        return "lost"
    if fresh is None:
        return "current"
    mine = [name == value for name, value in zip(column.table.primary_key, row[:-1], strict=True)]
    # Only that column, by its own words: an update of the whole row would undo what somebody did meanwhile.
    change = update(column.table).where(*mine, column == row.sealed).values({column.name: fresh})
    return "sealed" if tx.connection.execute(change).rowcount else "current"


def prove(tx: Tx) -> None:
    """Seal anew what proves at the start that the key is the right one."""
    kept = select(KEEPING.c.value).where(KEEPING.c.name == PROOF)
    proof = tx.connection.execute(kept).scalar()
    fresh = tx.vault.resealed(proof.encode()) if proof else None
    if fresh is not None:
        tx.connection.execute(update(KEEPING).where(KEEPING.c.name == PROOF).values(value=fresh.decode()))


# ---------------------------------------------------------------- tellers of nameless answers


def rounds(tx: Tx) -> Sequence[tuple[str, str]]:
    """Give every round that somebody answered without a name, with its workspace."""
    found = select(ANSWER.workspace, ANSWER.round).where(ANSWER.author.is_not(None)).distinct()
    return [(row.workspace, row.round) for row in tx.connection.execute(found)]


def rename(tx: Tx, workspace: str, round_: str) -> Tellers:
    """Give the tellers of a round's nameless answers their new hashes, found among the members; nobody sees whose."""
    given = select(ANSWER.author).where(ANSWER.workspace == workspace, ANSWER.round == round_)
    left = set(tx.connection.execute(given.where(ANSWER.author.is_not(None))).scalars())
    found = 0
    for member in tx.connection.execute(select(MEMBER.member).where(MEMBER.workspace == workspace)).scalars():
        current, *earlier = tx.vault.authors(workspace, member, round_)
        for old in left.intersection(earlier):
            _renamed(tx, workspace, old, current)
            found += 1
        left.difference_update((current, *earlier))
        if not left:
            break
    return Tellers(found, len(left))


def _renamed(tx: Tx, workspace: str, old: str, new: str) -> None:
    mine = ANSWER.workspace == workspace, ANSWER.author == old
    tx.connection.execute(update(Answer).where(*mine).values(author=new))
    quoted = QUOTED.workspace == workspace, QUOTED.teller == old
    tx.connection.execute(update(Quoted).where(*quoted).values(teller=new))
