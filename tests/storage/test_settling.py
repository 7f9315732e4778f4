"""What a person must look at, and what a restore puts in doubt."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from storage import claims, outbox, settling

Do = Callable[[Callable[..., Any]], Any]
TEAM = "slack:T1"
LATER = timedelta(hours=1)


def put(now: datetime, channel: str, due: datetime) -> Callable[..., str]:
    """Put a question for a channel."""
    about = {"how": "post", "kind": "round", "subject": channel, "channel": channel, "body": b"sealed"}
    return lambda tx: outbox.put(tx, TEAM, now=now, not_before=due, **about)


def states(do: Do) -> dict[str, tuple[str, datetime | None]]:
    """Give each channel's row: its state, and from when it may have been tried."""
    rows = do(lambda tx: tx.connection.execute(outbox.TABLE.select()).all())
    return {row.channel: (row.state, row.attempted_at) for row in rows}


def test_after_a_restore_what_was_due_is_in_doubt(do: Do, now: datetime) -> None:
    """What might have left since is looked for from when it might have; what ended, or is not due, stays as it is."""
    due = {"on its way": now - LATER, "never tried": now, "sent": now, "tomorrow": now + LATER}
    for channel, at in due.items():
        do(put(now, channel, at))
    [_] = do(lambda tx: claims.claim(tx, 1, now - LATER / 2, 10))
    [sent] = do(lambda tx: claims.claim(tx, 1, now, 10, resting={(TEAM, "never tried")}))
    do(lambda tx: outbox.finish(tx, sent, "sent", ref="1.0"))

    assert 2 == do(lambda tx: settling.doubt(tx, now))
    found = states(do)
    assert ("uncertain", now) == found["never tried"]
    assert ("uncertain", now - LATER / 2) == found["on its way"]
    assert ("sent", "pending") == (found["sent"][0], found["tomorrow"][0])


def test_what_waits_for_a_person_is_listed(do: Do, now: datetime) -> None:
    """Only what nobody knows, the longest waiting first."""
    for minutes, channel in enumerate(("C2", "C1")):
        do(put(now, channel, now))
        [row] = do(lambda tx, at=now + timedelta(minutes=minutes): claims.claim(tx, 1, at, 10))
        do(lambda tx, row=row: outbox.finish(tx, row, "unknown"))
    do(put(now, "C3", now))

    assert ["C2", "C1"] == [row.channel for row in do(settling.unknown)]
