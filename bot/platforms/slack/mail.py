"""What happens to a delivery of Slack's, whichever door it came through: kept and handed on, or answered at once.

Its own module because HTTP and Socket Mode must not differ in what they keep and when they acknowledge.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from bot import log, metrics, traces
from bot.clock import Clock
from bot.platforms.slack.sieve import Sieve
from bot.platforms.slack.wire import bot_of, workspace_of
from bot.reading import packed, part
from storage.arrivals import Arrival
from storage.vault import Vault

if TYPE_CHECKING:  # the door opens before these are loaded
    from contextlib import AbstractContextManager

    from storage.early import Early
    from storage.store import Store

LOG = log.logger("slack")
Json = dict[str, Any]

GRACE = timedelta(seconds=30)  # so long this process may take before the row counts as left lying
READY_SECONDS = 2.5
_DROPPED, _KEPT, _AGAIN, _LOST, _ASKED = (
    metrics.RECEIVED.labels(platform="slack", outcome=outcome)
    for outcome in ("dropped", "kept", "again", "not_kept", "interactive")
)


class NotKept(Exception):
    """The store did not take an event: whoever brought it must bring it again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an interactive request gets back."""

    status: int = 200
    body: bytes = b""


class Tray(Protocol):
    """Where letters are laid: the inbox, or what stands in for it until there is one."""

    def offer(self, workspace: str, key: str, payload: Json) -> None:
        """Take something that was just kept."""

    def urgent(self) -> "AbstractContextManager[None]":
        """Let somebody who waits for an answer go first."""


Answering = Callable[[str, Json], Awaitable[Answer]]


@dataclass(slots=True)
class Mail:
    """Sorts deliveries, and keeps people waiting a moment until there is somebody to answer them."""

    store: "Store | Early"
    vault: Vault
    clock: Clock
    sieve: Sieve
    inbox: Tray
    _loaded: asyncio.Event = field(default_factory=asyncio.Event)
    _answering: Answering | None = None

    def move_in(self, store: "Store", inbox: Tray) -> None:
        """Keep events in the whole storage from now on, and have them handled."""
        self.store = self.sieve.store = store
        self.inbox = inbox

    def answered_by(self, answering: Answering) -> None:
        """Say who answers people, once the framework behind the door is loaded."""
        self._answering = answering
        self._loaded.set()

    async def event(self, body: Json, kept: bytes | None = None) -> None:
        """Keep an event that may concern the bot, as it came where it did; returns after the commit; raises NotKept."""
        told = part(body, "event")
        if body.get("type") == "app_rate_limited":
            LOG.warning("slack_holds_events_back")
        workspace = workspace_of(body)
        try:
            concerns = bool(workspace) and self.sieve.concerns(workspace, bot_of(body), told)
            raw = (kept or packed(body)) if concerns else None
            if raw is None:
                self.sieve.dropped(workspace, body)
                _DROPPED.inc()
                return
            key = self.sieve.event_key(workspace, body)
            self.sieve.coming(key)
            arrival = Arrival(workspace, key, self.vault.seal(raw), self.clock.now() + GRACE)
            with traces.span("receive", key=key, platform="slack"):
                new = await self.store.areceive(arrival)
        except Exception as problem:
            self.sieve.coming(self.sieve.event_key(workspace, body))
            _LOST.inc()
            LOG.error("event_not_kept", error=type(problem).__name__)
            raise NotKept from problem
        self.sieve.came(key)
        (_KEPT if new else _AGAIN).inc()
        if new:
            self.inbox.offer(workspace, key, body)

    async def interactive(self, body: Json) -> Answer:
        """Do what a person asks and waits for; answered after the commit."""
        workspace = workspace_of(body)
        if body.get("type") == "view_closed":
            return Answer()
        if not workspace:
            return Answer(400)
        _ASKED.inc()
        with self.inbox.urgent():
            try:
                async with asyncio.timeout(READY_SECONDS):
                    await self._loaded.wait()
            except TimeoutError:
                return Answer(503)
            return await self._answering(workspace, body) if self._answering else Answer(503)
