"""Sealing of what must not be read in the database, and keyed hashes that name nobody. Nothing here is ever logged."""

import base64
import hmac
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import WrongKey

KEY_BYTES = 32
NONCE_BYTES = 12  # drawn anew for each seal: good for four thousand million under one key
TAG_BYTES = 16
FORM = b"s1:"  # leads every seal, so that there can be another form one day
HEX = 32
PROOF = "secret key"  # where the installation keeps what its key must open


class Hash(str):
    """A keyed hash; `earlier` are those of the same thing by earlier keys, under which it may be known as well."""

    __slots__ = ("earlier",)

    earlier: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, its own first."""
        return (str(self), *self.earlier)


class Vault:
    """Seals, opens and hashes with one installation's secret keys, the current one first.

    Raises ValueError if there is no key, or one that is not of 32 bytes.
    """

    __slots__ = ("_hashing", "_sealing")

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            msg = f"a secret key has {KEY_BYTES} bytes"
            raise ValueError(msg)
        self._sealing = tuple(AESGCM(_derived(key, b"seal")) for key in keys)
        # To begin with a copy costs less than to begin anew, and lets no other thread in between.
        self._hashing = tuple(hmac.new(_derived(key, b"hash"), digestmod="sha256") for key in keys)

    def seal(self, words: bytes | str) -> bytes:
        """Seal words so that only this installation can read them; a seal is ASCII and tells no time."""
        data = words.encode() if isinstance(words, str) else words
        nonce = secrets.token_bytes(NONCE_BYTES)
        return FORM + base64.b64encode(nonce + self._sealing[0].encrypt(nonce, data, FORM))

    def open(self, sealed: bytes) -> bytes:
        """Give what was sealed, with the current or an earlier key; raises WrongKey."""
        nonce, data = _parts(sealed)
        for key in self._sealing:
            try:
                return key.decrypt(nonce, data, FORM)
            except InvalidTag:
                continue
        raise WrongKey

    def resealed(self, sealed: bytes) -> bytes | None:
        """Give the same sealed with the current key, None where it is already; raises WrongKey."""
        try:
            self._sealing[0].decrypt(*_parts(sealed), FORM)
        except InvalidTag:
            return self.seal(self.open(sealed))
        return None

    @property
    def prints(self) -> tuple[str, ...]:
        """Give what tells keys apart and nothing about them, the current one's first."""
        return tuple(_hashed(key, ("key",)) for key in self._hashing)

    def author(self, workspace: str, member: str, round: str) -> str:  # noqa: A002 - the domain's own word
        """Give what stands for the author of a nameless answer: one per workspace, member and round."""
        return self.authors(workspace, member, round)[0]

    def authors(self, workspace: str, member: str, round: str) -> tuple[str, ...]:  # noqa: A002 - the domain's own word
        """Give the same for every key, the current one first, to find what was written before the key changed."""
        return tuple(_hashed(key, ("author", workspace, member, round)) for key in self._hashing)

    def hash(self, *parts: str, lead: str = "") -> Hash:
        """Give 32 hexadecimal characters that stand for the parts and tell nothing about them, after an open `lead`."""
        found = Hash(lead + _hashed(self._hashing[0], parts))
        found.earlier = tuple(lead + _hashed(key, parts) for key in self._hashing[1:])
        return found


def earlier(key: str) -> tuple[str, ...]:
    """Give the names by earlier secret keys alone."""
    return key.earlier if isinstance(key, Hash) else ()


def names(key: str) -> tuple[str, ...]:
    """Give all names under which a key may be kept: its own, and those by earlier secret keys."""
    return key.names if isinstance(key, Hash) else (key,)


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"fireside " + purpose).derive(key)


def _parts(sealed: bytes) -> tuple[bytes, bytes]:
    """Give nonce and content; raises WrongKey for what is no seal at all."""
    try:
        data = base64.b64decode(sealed.removeprefix(FORM), validate=True)
    except ValueError:
        data = b""
    if not sealed.startswith(FORM) or len(data) < NONCE_BYTES + TAG_BYTES:
        raise WrongKey
    return data[:NONCE_BYTES], data[NONCE_BYTES:]


def _hashed(key: hmac.HMAC, parts: Sequence[str]) -> str:
    """Each part is led by its length, so that no two lists of parts look the same."""
    made = key.copy()
    made.update(b"".join([len(part).to_bytes(4, "big") + part for part in [part.encode() for part in parts]]))
    return made.hexdigest()[:HEX]
