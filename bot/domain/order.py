"""In which order things are told: what was done to a message may be told before the message itself."""

from datetime import datetime, timedelta

MAY_COME = timedelta(minutes=10)  # so long platforms bring again what they could not bring at first


def may_come(posted: datetime, now: datetime) -> bool:
    """Tell whether a message of that moment may still be on its way; clocks may differ as much, to both sides."""
    return abs(now - posted) < MAY_COME
