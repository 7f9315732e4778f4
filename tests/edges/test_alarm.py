"""The alarm clock, as the app starts and stops it."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import wall
from bot.scheduler import Alarm


@pytest.mark.asyncio
async def test_an_alarm_that_is_stopped_while_it_rings_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever stops the bot finds nothing in its log because a look at the clock was under way."""
    alarm, rings = Alarm(), asyncio.Event()

    async def ring() -> None:
        rings.set()
        await asyncio.Event().wait()

    alarm.every(0.01, "tick", ring)
    alarm.start()
    async with asyncio.timeout(5):
        await rings.wait()
    alarm.stop()
    await asyncio.sleep(0.01)
    assert [record.levelname for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.asyncio
async def test_an_alarm_on_time_rings_at_whole_seconds() -> None:
    """What is due is so on the minute, whenever the bot was started."""
    alarm, rang = Alarm(), list[float]()
    done = asyncio.Event()

    async def ring() -> None:
        rang.append(wall() % 1)
        done.set()

    await asyncio.sleep(1.5 - wall() % 1)  # half a second after a whole one
    alarm.every(1, "tick", ring, on_time=True)
    alarm.start()
    async with asyncio.timeout(5):
        await done.wait()
    alarm.stop()
    assert rang[0] < 0.4


@pytest.mark.asyncio
async def test_an_alarm_goes_on_when_the_clock_is_set_back() -> None:
    """A machine whose clock was two hours ahead is not without the bot until it is that late again."""
    alarm, rings = Alarm(), asyncio.Event()

    async def ring() -> None:
        rings.set()

    alarm.every(1, "tick", ring, on_time=True)
    alarm.start()
    async with asyncio.timeout(5):
        await rings.wait()
    # To the alarm clock it is the same whether the machine's clock goes back or its next ring goes on.
    [job] = alarm._scheduler.get_jobs()
    job.modify(next_run_time=job.next_run_time + timedelta(hours=2))
    rings.clear()
    async with asyncio.timeout(10):
        await rings.wait()
    alarm.stop()
