"""Names for new rows: in the order of time, or telling nothing at all."""

import secrets
import threading
from datetime import datetime

LENGTH = 26
_RANDOM_BITS = 56
_STEP_BITS = 32


class _Last:
    """The last name given in this process, so that two of the same millisecond keep their order."""

    lock = threading.Lock()
    millisecond = 0
    rest = 0


def new(now: datetime) -> str:
    """Give 26 characters that sort by time, and within one process by the order in which they were asked for."""
    millisecond = int(now.timestamp() * 1000)
    with _Last.lock:
        rest = _Last.rest + 1 + secrets.randbits(_STEP_BITS)
        if millisecond != _Last.millisecond or rest >> _RANDOM_BITS:
            rest = secrets.randbits(_RANDOM_BITS - 1)
        _Last.millisecond, _Last.rest = millisecond, rest
    return f"{millisecond:012x}{rest:014x}"


def blind() -> str:
    """Give 26 random characters that tell neither when nor by whom."""
    return secrets.token_hex(LENGTH // 2)
