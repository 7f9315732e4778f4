"""Secret keys as they stand in the environment: 32 bytes in base64."""

import base64
import binascii
import os

BYTES = 32
MISSING = (
    "FIRESIDE_SECRET_KEY is missing or is not 32 bytes in base64. Set the one with which the database was made; for a "
    "new database `fireside check` prints a fresh one. Keep it safe and apart from the database: without it nobody can "
    "read what it sealed."
)
SAME = (
    "Set FIRESIDE_SECRET_KEY to the key with which this database was made; is the file that holds it read in? With "
    "another, nobody can read what was sealed."
)
OTHER = (
    "FIRESIDE_SECRET_KEY is not the key with which this database was sealed. Take that one again: with another, nobody "
    "can read what was sealed."
)
BROKEN = "What FIRESIDE_SECRET_KEY holds now is not 32 bytes in base64: was it copied whole? "
ODD = (
    "FIRESIDE_OLD_SECRET_KEYS holds something that is not 32 bytes in base64. It takes the secret keys used before "
    "this one, with commas between them."
)


def fresh_key() -> str:
    """Give a new secret key, as it goes into the environment."""
    return base64.b64encode(os.urandom(BYTES)).decode()


def decoded(text: str) -> bytes | None:
    """Give a key's bytes, None where it is no such key."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == BYTES else None
