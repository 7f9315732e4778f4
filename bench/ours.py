"""The whole bot as `run` builds and serves it, but its inbox stands still: for what the durable answer alone costs."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot import launch, log, settings


async def _for_ever(_workspace: str, _key: str, _payload: Mapping[str, Any]) -> None:
    await asyncio.Event().wait()


async def _serve() -> None:
    chosen = settings.load()
    log.set_up(json=True, level="ERROR")
    app = launch.build(chosen)
    app.inbox.handlers.update(dict.fromkeys(app.inbox.handlers, _for_ever))
    await app.start()
    await app.run(host=chosen.host, port=chosen.port)


if __name__ == "__main__":
    asyncio.run(_serve())
