"""The alarm clock of this process: tick, sweep, housekeeping, backup. The only user of APScheduler.

What is due in circles stands in the database; this only says when to look.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot import log
from bot.clock import SystemClock

LOG = log.logger("scheduler")
WHOLE = datetime(2000, 1, 1, tzinfo=UTC)  # what is due is so on the minute: to look half a second later would be late
LOOK_SECONDS = 5.0  # how often somebody looks whether the machine's clock was set back
ROUNDING = timedelta(seconds=1)
Job = Callable[[], Awaitable[object]]


class Alarm:
    """Calls each job every so often; a job that fails is logged by its kind and called again next time."""

    def __init__(self) -> None:
        # A run that was missed while the machine slept is done once, however late.
        late = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=late)
        self._triggers: dict[str, Callable[[], BaseTrigger]] = {}
        self._look: asyncio.TimerHandle | None = None

    def every(self, seconds: float, name: str, job: Job, *, on_time: bool = False) -> None:
        """Call a job every so many seconds, the first time when they are over; `on_time` counts from a whole second."""
        start = WHOLE if on_time else None
        self._add(name, job, lambda: IntervalTrigger(seconds=seconds, timezone=UTC, start_date=start))

    def nightly(self, hour: int, name: str, job: Job) -> None:
        """Call a job once a night, at an hour in UTC."""
        from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - only where copies are made

        self._add(name, job, lambda: CronTrigger(hour=hour, minute=17, timezone=UTC))

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()
        self._mind()

    def stop(self) -> None:
        """Call nothing any more."""
        if self._look is not None:
            self._look.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _add(self, name: str, job: Job, trigger: Callable[[], BaseTrigger]) -> None:
        self._triggers[name] = trigger
        self._scheduler.add_job(_guarded(name, job), trigger(), id=name)

    def _mind(self) -> None:
        """A clock that was ahead is set back: what was to ring by it would keep silent until it is that late again."""
        now = SystemClock().now()
        for job in self._scheduler.get_jobs():
            trigger = self._triggers[job.id]()
            if job.next_run_time > trigger.get_next_fire_time(None, now) + ROUNDING:
                job.reschedule(trigger)
        self._look = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._mind)


def _guarded(name: str, job: Job) -> Job:
    async def run() -> None:
        try:
            await job()
        except asyncio.CancelledError:
            return  # the alarm was stopped, of which APScheduler would log an error with its traceback
        except Exception as problem:  # noqa: BLE001 - an alarm clock goes on ringing
            LOG.error("job_failed", action=name, error=type(problem).__name__)

    return run
