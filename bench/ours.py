"""The whole bot as `run` builds and serves it, but a part of it stands still, for what the rest costs.

`python -m bench.ours` keeps and answers, and handles nothing; with `--unsent` it handles, and posts nothing.
"""

import asyncio
import sys
from collections.abc import Mapping
from typing import Any

from bot import launch, log, settings
from bot.delivery import Sender


async def _for_ever(_workspace: str, _key: str, _payload: Mapping[str, Any]) -> None:
    await asyncio.Event().wait()


class Still(Sender):
    """Sends nothing."""

    async def run(self, seconds: float = 1.0) -> None:  # noqa: ARG002 - the sender's own form
        """Wait until cancelled."""
        await asyncio.Event().wait()


async def _serve() -> None:
    chosen = settings.load()
    log.set_up(json=True, level="ERROR")
    app = launch.build(chosen)
    if "--unsent" in sys.argv:
        app.sender = Still(app.desk, app.sender.owner, app.platforms, app.patience)
    else:
        app.inbox.handlers.update(dict.fromkeys(app.inbox.handlers, _for_ever))
    await app.start()
    await app.run(host=chosen.host, port=chosen.port)


if __name__ == "__main__":
    asyncio.run(_serve())
