"""Everything that happens by chance in the hour, the same for the same seed."""

import hashlib


def drawn(*what: object, most: int) -> int:
    """Give a number below `most`, always the same for the same things."""
    text = ":".join(map(str, what))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % most
