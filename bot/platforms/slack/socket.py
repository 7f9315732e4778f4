"""Socket Mode, for where Slack cannot reach this machine: the same mail through another door.

Its own module since it is loaded only with an app token.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from typing import Any

import orjson
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot import log
from bot.platforms.slack.mail import Mail, NotKept

LOG = log.logger("slack")
PATIENCE = 60.0  # seconds that one address to connect to is tried, longer than Slack asks anybody to wait for a new one


@dataclass(slots=True)
class Socket:
    """Keeps one connection to Slack, and acknowledges what came only after the commit."""

    app_token: str
    api_url: str
    mail: Mail
    patience: float = PATIENCE
    _client: SocketModeClient | None = None
    _connecting: asyncio.Task[None] | None = None
    _handling: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self) -> None:
        """Begin to connect; Slack being away keeps nothing else waiting."""
        self._connecting = asyncio.create_task(self._connect())

    async def stop(self) -> None:
        """Take nothing more, finish what came."""
        if self._connecting is not None:
            self._connecting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._connecting
        if self._handling:
            await asyncio.wait(self._handling, timeout=5)
        if self._client is not None:
            await self._client.close()  # type: ignore[no-untyped-call] # Slack's client has no types here

    async def _connect(self) -> None:
        quiet = logging.getLogger("slack_sdk.fireside")
        quiet.setLevel(logging.CRITICAL)
        web = AsyncWebClient(base_url=self.api_url, logger=quiet, retry_handlers=[])
        self._client = _Client(self.app_token, logger=quiet, web_client=web)
        self._client.patience = self.patience
        self._client.socket_mode_request_listeners.append(self._arrived)
        await self._client.connect()
        LOG.info("socket_connected")

    async def _arrived(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Slack's client keeps no hold of its tasks, so this one does."""
        task = asyncio.create_task(self._handle(client, request))
        self._handling.add(task)
        task.add_done_callback(self._handling.discard)

    async def _handle(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        try:
            answer = await self._answer(request)
        except NotKept:
            return  # not acknowledged: Slack brings it again
        except Exception as problem:  # noqa: BLE001 - one envelope must not end the connection
            LOG.error("envelope_failed", error=type(problem).__name__)
            return
        if answer is not None:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer or None))

    async def _answer(self, request: SocketModeRequest) -> dict[str, Any] | None:
        """Give what goes back with the acknowledgement, None for no acknowledgement."""
        if request.type == "events_api":
            await self.mail.event(request.payload)
            return {}
        if request.type not in ("slash_commands", "interactive"):
            return {}
        answer = await self.mail.interactive(request.payload)
        if answer.status != 200:  # noqa: PLR2004 - HTTP's own number
            return None
        return dict(orjson.loads(answer.body)) if answer.body else {}


class _Client(SocketModeClient):
    """Slack's client says nothing where it cannot connect, and tries one address for ever, though each is good once."""

    patience = PATIENCE

    async def issue_new_wss_url(self) -> str:
        """Ask Slack for an address to connect to."""
        try:
            return await super().issue_new_wss_url()
        except Exception as problem:
            reason = str(problem.response.get("error", "")) if isinstance(problem, SlackApiError) else ""
            LOG.warning("socket_unreachable", error=type(problem).__name__, reason=reason)
            raise

    async def connect(self) -> None:
        """Connect, at first and again, with another address where one does not work."""
        while not self.closed:
            try:
                async with asyncio.timeout(self.patience):
                    await super().connect()  # type: ignore[no-untyped-call] # nor here
            except TimeoutError:
                LOG.warning("socket_unreachable", error="TimeoutError", seconds=self.patience)
                self.wss_uri = None
            else:
                return
