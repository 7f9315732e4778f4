"""Facts about the installation itself."""

from storage.errors import WrongKey
from storage.store import Tx
from storage.tables import Keeping

PROOF = "secret key"
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
