"""Facts about the installation itself."""

from datetime import datetime, timedelta

from sqlalchemy import update

from storage.engine import add
from storage.errors import WrongKey
from storage.store import Tx
from storage.tables import Keeping
from storage.vault import PROOF

TABLE = Keeping.metadata.tables["keeping"]
_WORD = b"fireside"


def fits(tx: Tx) -> bool:
    """Whether the secret key opens what was sealed here; so does any where nothing was sealed so far."""
    kept = tx.session.get(Keeping, PROOF)
    try:
        return kept is None or tx.vault.open(kept.value.encode()) == _WORD
    except WrongKey:
        return False


def check_key(tx: Tx) -> None:
    """Prove that the secret key opens what was sealed here; the first key ever is kept in mind. Raises WrongKey."""
    kept = tx.session.get(Keeping, PROOF)
    if kept is None:
        tx.session.add(Keeping(name=PROOF, value=tx.vault.seal(_WORD).decode()))
    elif tx.vault.open(kept.value.encode()) != _WORD:
        raise WrongKey


def take_turn(tx: Tx, name: str, now: datetime, every: timedelta) -> bool:
    """Whether something that is to be done once in a while, by whichever process, is to be done now by this one."""
    at = now.isoformat()
    if add(tx.connection, TABLE, {"name": name, "value": at}):
        return True
    # A time beyond now was written by a clock that has been set back since.
    mine = TABLE.c.name == name, (TABLE.c.value <= (now - every).isoformat()) | (TABLE.c.value > at)
    return bool(tx.connection.execute(update(TABLE).where(*mine).values(value=at)).rowcount)
