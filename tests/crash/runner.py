"""The bot again and again: what it needs is loaded once, then each byte on standard input begins a life.

`python -m tests.crash.runner SINCE`, with the settings that `run` takes from the environment, writes the number of
the process that lives, and when it is dead how it ended. Two things differ from `run`: the clock is the test's, and
with it the pace and the patience, which the bot measures in the machine's seconds.
"""

import asyncio
import gc
import os
import sys
import threading
import traceback

import bot.platforms.slack.listen  # noqa: F401 - loaded before the first life
from bot import launch, log, ports, settings
from bot.delivery import Patience
from tests.crash.clock import Fast

REST = 180.0  # three seconds here: the bot and the fake Slack share a busy machine
PACE = ports.Pace(channel=(ports.Limit(1.0),))


async def serve(since: float) -> None:
    """Do what `bot.launch.serve` does, on the test's clock."""
    chosen = settings.load()
    log.set_up(json=True)
    app = launch.build(chosen, clock=Fast(since), patience=Patience(rest=REST))
    for platform in app.platforms.values():
        platform.pace = PACE  # type: ignore[misc] # nobody else changes it
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


def main(since: float) -> None:
    """Make a process for each byte."""
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
    main(float(sys.argv[1]))
