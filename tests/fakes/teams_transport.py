"""The way from Teams to an app: posts with a signed token, brought again where no answer comes in time."""

import asyncio
import json
from dataclasses import dataclass
from typing import Protocol

import aiohttp

from bot.clock import stopwatch

from .teams_keys import Keys
from .teams_state import Json

SECONDS = 15.0  # so long Teams waits for an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the app answered, after how many seconds; status 0 means no answer, and `reason` says why."""

    status: int
    body: Json | str | None = None
    reason: str = ""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether Teams counts it as delivered."""
        return 200 <= self.status < 300


class Transport(Protocol):
    """How things reach the app."""

    async def send(self, activity: Json) -> Answer:
        """Deliver and wait for the answer, as long as Teams would."""
        ...


@dataclass(slots=True, kw_only=True)
class HttpTransport:
    """Posts to one address; an activity is brought up to `tries` times, `speed` times as fast as Teams would."""

    url: str
    app_id: str
    keys: Keys
    session: aiohttp.ClientSession
    speed: float = 1.0
    tries: int = 1
    anonymous: bool = False

    def headers(self, activity: Json) -> dict[str, str]:
        """Headers as the connector makes them, for tests that want to send them another way."""
        told = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Microsoft-SkypeBotApi"}
        if self.anonymous:
            return told
        token = self.keys.sign(self.keys.claims(self.app_id, str(activity.get("serviceUrl", ""))))
        return told | {"Authorization": f"Bearer {token}"}

    async def send(self, activity: Json) -> Answer:
        """Post it; a timeout or a dead connection is an answer of status 0, and so is what a broken app says."""
        answer = await self._post(activity)
        for _ in range(self.tries - 1):
            if answer.ok or 400 <= answer.status < 500:
                break
            if answer.status:
                await asyncio.sleep(SECONDS / self.speed)
            answer = await self._post(activity)
        return answer

    async def _post(self, activity: Json) -> Answer:
        began = stopwatch()
        patience = aiohttp.ClientTimeout(total=SECONDS / self.speed)
        body = json.dumps(activity).encode()
        try:
            async with self.session.post(
                self.url, data=body, headers=self.headers(activity), timeout=patience
            ) as response:
                text = await response.text()
                is_json = response.content_type == "application/json" and text
                told = json.loads(text) if is_json else text or None
                return Answer(status=response.status, body=told, seconds=stopwatch() - began)
        except TimeoutError:
            return Answer(status=0, reason="timeout", seconds=stopwatch() - began)
        except aiohttp.ClientError as problem:
            return Answer(status=0, reason=type(problem).__name__, seconds=stopwatch() - began)
