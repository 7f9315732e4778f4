"""What answers while the rest of the bot is being loaded: nobody repeats a slash command, and no event may be lost.

Slack's door stands here from the first moment: it keeps events by the early storage and lets people wait. Whoever asks
for anything else waits until the house is open.
"""

import asyncio
import contextlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bot.asgi import Receive, Scope, Send
from bot.clock import SystemClock
from bot.platforms.slack.door import EVENTS, Door
from bot.platforms.slack.mail import Mail
from bot.platforms.slack.sieve import Sieve
from storage import early
from storage.vault import Vault

if TYPE_CHECKING:
    from bot.inbox import Inbox
    from bot.server import Door as Front
    from bot.settings import Settings
    from storage.store import Store


class Porch:
    """An ASGI application that hands over to the whole one; `mail` is what was kept so far, for Slack to go on with."""

    def __init__(self, settings: "Settings") -> None:
        self._doors: dict[str, Front] = {}
        self._front: Front | None = None
        self._open = asyncio.Event()
        self._kept = _Kept()
        self._early: early.Early | None = None
        self.mail: Mail | None = None
        secret = settings.slack.signing_secret.get_secret_value()
        if settings.slack.on and secret:
            self._early = early.opened(settings.database_url, vault := Vault(settings.keys))
        if self._early is not None:
            self.mail = Mail(self._early, vault, SystemClock(), Sieve(self._early, vault, SystemClock()), self._kept)
            self._doors[EVENTS] = Door(secret.encode(), self.mail)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        door = self._front or self._doors.get(scope.get("path", ""))
        if door is None:
            await self._open.wait()
            door = self._front
        if door is not None:
            await door(scope, receive, send)

    def move_in(self, store: "Store", inbox: "Inbox") -> None:
        """Let what was kept be handled, and from now on keep it where everything is kept."""
        if self.mail is not None:
            self.mail.move_in(store, inbox)
        for letter in self._kept.letters:
            inbox.offer(*letter)
        self.close()

    def open(self, front: "Front") -> None:
        """Hand over."""
        self._front = front
        self._open.set()

    def close(self) -> None:
        """Let go of the early storage."""
        if self._early is not None:
            self._early.close()
            self._early = None


class _Kept:
    """An inbox that only remembers."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str, Mapping[str, Any]]] = []

    def offer(self, workspace: str, key: str, payload: Mapping[str, Any]) -> None:
        """Take something that was just kept."""
        self.letters.append((workspace, key, payload))

    @contextlib.contextmanager
    def urgent(self) -> Iterator[None]:
        """Let somebody wait; there is nobody whom they could wait for longer."""
        yield
