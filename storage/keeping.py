"""Facts about the installation itself."""

from datetime import date, datetime, timedelta

from sqlalchemy import update

from storage.engine import add
from storage.errors import WrongKey
from storage.store import Tx
from storage.tables import Keeping
from storage.vault import PROOF

TABLE = Keeping.metadata.tables["keeping"]
MOVING = "moving"  # what is moved into this database, as long as not everything is there
_WORD = b"fireside"


def half_moved(tx: Tx) -> bool:
    """Whether a move into this database was begun and has not ended."""
    return tx.row("SELECT value FROM keeping WHERE name = ?", MOVING) is not None


def fits(tx: Tx) -> bool:
    """Whether the secret key opens what was sealed here; so does any where nothing was sealed so far."""
    kept = _proof(tx)
    try:
        return kept is None or tx.vault.open(kept) == _WORD
    except WrongKey:
        return False


def check_key(tx: Tx) -> None:
    """Prove that the secret key opens what was sealed here; the first key ever is kept in mind. Raises WrongKey."""
    kept = _proof(tx)
    if kept is None:
        tx.run("INSERT INTO keeping (name, value) VALUES (?, ?)", PROOF, tx.vault.seal(_WORD).decode())
    elif tx.vault.open(kept) != _WORD:
        raise WrongKey


def _proof(tx: Tx) -> bytes | None:
    kept = tx.row("SELECT value FROM keeping WHERE name = ?", PROOF)
    return None if kept is None else str(kept[0]).encode()


def take_turn(tx: Tx, name: str, now: datetime, every: timedelta) -> bool:
    """Whether something that is to be done once in a while, by whichever process, is to be done now by this one."""
    at = now.isoformat()
    if add(tx.connection, TABLE, {"name": name, "value": at}):
        return True
    # A time beyond now was written by a clock that has been set back since.
    mine = TABLE.c.name == name, (TABLE.c.value <= (now - every).isoformat()) | (TABLE.c.value > at)
    return bool(tx.connection.execute(update(TABLE).where(*mine).values(value=at)).rowcount)


def done_until(tx: Tx, name: str) -> date | None:
    """Give the day up to which something was done, None where it never was."""
    kept = tx.session.get(Keeping, name)
    return date.fromisoformat(kept.value) if kept else None


def note_until(tx: Tx, name: str, day: date) -> None:
    """Note that something was done up to a day."""
    tx.session.merge(Keeping(name=name, value=day.isoformat()))
