"""The bot again and again: what it needs is loaded once, then each byte on standard input begins a life.

`python -m tests.crash.runner SINCE PLATFORM`, with the settings that `run` takes from the environment, writes the
number of the process that lives, and when it is dead how it ended. Some things differ from `run`: the clock is the
test's, patience is longer, and Slack's pace is one post a second only, so that posts lie there when it dies.
"""

import asyncio
import gc
import os
import sys
import threading
import traceback

from bot import launch, log, ports, settings
from bot.delivery import Patience
from bot.services import proof
from tests.crash.clock import Fast

REST = 180.0  # three seconds here: the bot and the fake Slack share a busy machine
PACES = {"slack": ports.Pace(channel=(ports.Limit(1.0),))}


async def serve(since: float) -> None:
    """Do what `bot.launch.serve` does, on the test's clock."""
    chosen = settings.load()
    log.set_up(json=True)
    proof.LATE *= 5  # a second that the machine is late is a minute here
    app = launch.build(chosen, clock=Fast(since), patience=Patience(rest=REST))
    for name, platform in app.platforms.items():
        platform.pace = PACES.get(name, platform.pace)  # type: ignore[misc] # nobody else changes it
    await app.start()
    await app.run(host=chosen.host, port=chosen.port)


def _live(since: float) -> None:
    """Live in a child of its own, and never return."""
    status = 1
    try:
        asyncio.run(serve(since))
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it is must be seen in the log
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _load(platform: str) -> None:
    """Load before the first life what takes long."""
    import psycopg  # noqa: F401

    if platform == "slack":
        import bot.platforms.slack.listen
    if platform == "teams":
        import bot.platforms.teams.listen  # noqa: F401


def main(since: float, platform: str) -> None:
    """Make a process for each byte."""
    _load(platform)
    assert threading.active_count() == 1, "a thread would not be there after a fork"
    gc.collect()
    gc.freeze()
    while os.read(0, 1):
        pid = os.fork()
        if pid == 0:
            _live(since)
        os.write(1, f"{pid}\n".encode())
        os.write(1, f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n".encode())


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2])
