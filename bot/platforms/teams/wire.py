"""One call to the Bot Connector's REST interface: one attempt over one shared session, and exactly how it ended.

One token for each tenant authority, fetched once for all who wait for it and again before it ends.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp
import orjson
from yarl import URL

from bot import ports
from bot.clock import stopwatch
from bot.reading import part, word

Json = dict[str, Any]

SECONDS = 10.0
DEFAULT_WAIT, LONG_WAIT = 5.0, 30.0
EARLY = 300.0  # seconds before its end from which a token is not used any more
LOGIN_URL = "https://login.microsoftonline.com"
SCOPE = "https://api.botframework.com/.default"
AUTHORITY = "botframework.com"  # where an app of no tenant of its own gets its tokens
NOT_SENT = frozenset({412, 429})
UNSURE = 500
GONE_EVERYWHERE = frozenset({"BotDisabledByAdmin", "BotNotRegistered", "TenantNotFound"})
OTHER_HOST = "InvalidBotApiHost"  # the tenant lives in another cloud: its next activity names the right address
FORBIDDEN, NOT_FOUND, UNAUTHORIZED, NOT_IMPLEMENTED = 403, 404, 401, 501


class Failure(Exception):
    """A call that brought nothing; `outcome` is what that means for a delivery, `status` HTTP's number or 0."""

    def __init__(self, outcome: ports.Outcome, code: str, status: int = 0) -> None:
        super().__init__(code)
        self.outcome = outcome
        self.code = code
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The bot's own registration; without an app id calls carry no token, for Microsoft's local client."""

    app_id: str = ""
    password: str = ""
    tenant: str = ""
    login_url: str = LOGIN_URL


class Wire:
    """Calls one connector or another, by the address that a tenant's activities name."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._session: aiohttp.ClientSession | None = None
        self._token, self._until = "", 0.0
        self._refused: tuple[float, ports.Outcome, str] = (0.0, ports.Later(0.0, ""), "")
        self._fetching = asyncio.Lock()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The shared session."""
        if self._session is None or self._session.closed:
            # An idle connection that the server just closed makes a post uncertain: let go of it early.
            connector = aiohttp.TCPConnector(limit=100, keepalive_timeout=10)
            timeout = aiohttp.ClientTimeout(total=SECONDS, connect=5, sock_connect=5)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    async def call(self, method: str, service: str, path: str, body: object = None, query: str = "") -> Json:
        """Call the connector at `service`; `path` is already quoted; raises Failure."""
        headers = {"Content-Type": "application/json; charset=utf-8"}
        token = await self.token()
        if token:
            headers["Authorization"] = f"Bearer {token}"
        url = URL(f"{service.rstrip('/')}/v3/{path}{'?' if query else ''}{query}", encoded=True)
        data = None if body is None else orjson.dumps(body)
        status, raw, wait = await self._try(method, url, data=data, headers=headers)
        return self._read(status, raw, wait)

    async def get_json(self, url: str) -> Json:
        """Give a public JSON document, such as the keys that sign tokens; raises Failure."""
        status, raw, wait = await self._try("GET", URL(url))
        return self._read(status, raw, wait)

    async def token(self) -> str:
        """Give a token that holds a while; raises Failure, with nothing sent."""
        if not self._credentials.app_id:
            return ""
        if stopwatch() >= self._until:
            async with self._fetching:
                if stopwatch() >= self._until:
                    await self._fetch_or_wait()
        return self._token

    async def close(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()

    async def _fetch_or_wait(self) -> None:
        """One refusal stands for all who ask in the same moment: a wrong secret must not become a flood of requests."""
        until, outcome, code = self._refused
        if stopwatch() < until:
            raise Failure(outcome, code)
        try:
            await self._fetch()
        except Failure as failure:
            self._refused = stopwatch() + DEFAULT_WAIT, failure.outcome, failure.code
            raise

    async def _fetch(self) -> None:
        mine = self._credentials
        url = f"{mine.login_url.rstrip('/')}/{quote(mine.tenant or AUTHORITY, safe='')}/oauth2/v2.0/token"
        form = {
            "grant_type": "client_credentials",
            "client_id": mine.app_id,
            "client_secret": mine.password,
            "scope": SCOPE,
        }
        try:
            status, raw, _ = await self._try("POST", URL(url), data=form)
        except Failure as failure:  # whatever became of this request, the message that needs the token was not sent
            raise Failure(ports.Later(DEFAULT_WAIT, "login_unreachable"), "login_unreachable") from failure
        told = _object(raw)
        token, lives = word(told, "access_token"), told.get("expires_in")
        if status != 200 or not token:  # noqa: PLR2004 - HTTP's own number
            raise Failure(ports.Later(LONG_WAIT, "login_refused"), word(told, "error") or "login_refused")
        seconds = float(lives) if isinstance(lives, int | float) else 3600.0
        self._token, self._until = token, stopwatch() + max(seconds - EARLY, seconds / 2)

    async def _try(self, method: str, url: URL, **more: Any) -> tuple[int, bytes, float]:
        try:
            async with self.session.request(method, url, allow_redirects=False, **more) as response:
                return response.status, await response.read(), _wait(response.headers)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
            raise Failure(ports.Later(DEFAULT_WAIT, "unreachable"), "unreachable") from problem
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as problem:
            raise Failure(ports.Unsure(type(problem).__name__), "broken") from problem

    def _read(self, status: int, raw: bytes, wait: float) -> Json:
        told = _object(raw)
        if status < 300:  # noqa: PLR2004 - HTTP's own number
            return told
        code = word(part(told, "error"), "code") or f"http_{status}"
        if status == UNAUTHORIZED:
            self._until = 0.0
        raise Failure(_meaning(status, code, wait), code, status)


def quoted(conversation: str) -> str:
    """Give an id as a part of an address."""
    return quote(conversation, safe="")


def _meaning(status: int, code: str, wait: float) -> ports.Outcome:
    """What a refusal means for something that was to be posted."""
    if status in NOT_SENT:
        return ports.Later(wait, code)
    if status >= UNSURE and status != NOT_IMPLEMENTED:
        return ports.Unsure(code)
    if status == UNAUTHORIZED:
        return ports.Later(LONG_WAIT, "unauthorized")
    if code == OTHER_HOST:
        return ports.Later(LONG_WAIT, code)
    if code in GONE_EVERYWHERE:
        return ports.Gone(f"workspace: {code}", everywhere=True)
    return ports.Gone(code) if status in {FORBIDDEN, NOT_FOUND} else ports.Refused(code)


def _object(raw: bytes) -> Json:
    try:
        told = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _wait(headers: Mapping[str, str]) -> float:
    seconds = headers.get("Retry-After", "")
    return float(seconds) if seconds.isdecimal() else DEFAULT_WAIT
