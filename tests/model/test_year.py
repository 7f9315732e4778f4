"""Weeks on end with a clock that jumps and a bot that is often away: each slot comes to one end, once."""

import asyncio

from tests.model.year import Year, lived


def test_every_slot_ends_in_exactly_one_state(database: str) -> None:
    """An hour back, an hour or a day ahead, outages of up to 60 hours, posts that are refused or of which nobody hears.

    What is a day late is skipped, everything else is done; each question that was asked stands there once.
    """
    told = asyncio.run(lived(Year(url=database, circles=8, weeks=8, every=3)))

    assert [] == told.wrong
    assert 8 * 8 * 3 - 30 <= told.slots
    assert told.skipped > 10
    assert told.posts > 40
