"""The two ways from Slack to an app: signed HTTP posts, and Socket Mode envelopes."""

import asyncio
import json
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import urlencode

import aiohttp

from . import slack_signing
from .clock import Clock
from .slack_data import Json
from .slack_socket import SocketHub

Kind = Literal["events_api", "slash_commands", "interactive"]
Retry = tuple[int, str]
FIRST: Retry = (0, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the app answered; status 0 means no answer, and `reason` says why, as in X-Slack-Retry-Reason."""

    status: int
    body: Json | str | None = None
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether Slack counts it as delivered."""
        return 200 <= self.status < 300


class Transport(Protocol):
    """How things reach the app."""

    async def send(self, kind: Kind, payload: Json, retry: Retry = FIRST) -> Answer:
        """Deliver and wait for the answer, as long as Slack would."""
        ...


@dataclass(slots=True, kw_only=True)
class HttpTransport:
    """Signed posts to one address."""

    url: str
    secret: str
    clock: Clock
    session: aiohttp.ClientSession
    seconds: float = 3.0

    def signed(self, kind: Kind, payload: Json, retry: Retry = FIRST) -> tuple[dict[str, str], bytes]:
        """Headers and body, for tests that want to send them another way."""
        if kind == "events_api":
            body, content = json.dumps(payload).encode(), "application/json"
        else:
            form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content = urlencode(form).encode(), "application/x-www-form-urlencoded"
        headers = {"Content-Type": content, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        headers |= slack_signing.headers(self.secret, body, self.clock())
        if retry[0]:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        return headers, body

    async def send(self, kind: Kind, payload: Json, retry: Retry = FIRST) -> Answer:
        """Post it; a timeout or a dead connection is an answer of status 0."""
        headers, body = self.signed(kind, payload, retry)
        patience = aiohttp.ClientTimeout(total=self.seconds)
        try:
            async with self.session.post(self.url, data=body, headers=headers, timeout=patience) as response:
                text = await response.text()
                is_json = response.content_type == "application/json" and text
                return Answer(status=response.status, body=json.loads(text) if is_json else text or None)
        except TimeoutError:
            return Answer(status=0, reason="http_timeout")
        except aiohttp.ClientError:
            return Answer(status=0, reason="connection_failed")


@dataclass(slots=True, kw_only=True)
class SocketTransport:
    """Envelopes over whichever socket is open; without one they wait for the next connection."""

    hub: SocketHub
    seconds: float = 3.0

    async def send(self, kind: Kind, payload: Json, retry: Retry = FIRST) -> Answer:
        """Send an envelope; no acknowledgement in time is an answer of status 0, and it stays to be redelivered."""
        envelope = await self.hub.deliver(kind, payload, retry)
        done, _ = await asyncio.wait({envelope.ack}, timeout=self.seconds)
        if not done:
            return Answer(status=0, reason="timeout")
        return Answer(status=200, body=envelope.ack.result())
