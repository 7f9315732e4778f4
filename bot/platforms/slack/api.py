"""One call to Slack's Web API: one attempt over one shared session, and exactly how it ended."""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson

from bot import ports

Json = dict[str, Any]

SECONDS = 10.0
DEFAULT_WAIT = 30.0
# An organisation may take the bot out of one of its workspaces: that is the channels there, and not the whole of it.
GONE = frozenset(
    [
        *("not_in_channel", "channel_not_found", "is_archived", "is_inactive", "ekm_access_denied"),
        "team_access_not_granted",
    ]
)
GONE_EVERYWHERE = frozenset(
    [
        "invalid_auth",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "not_authed",
        "team_not_found",
    ]
)
AMBIGUOUS = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
SLOW_DOWN = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
MOVING = frozenset({"org_login_required", "team_added_to_org"})  # a workspace on its way into an organisation
MOVING_WAIT = 600.0


class Failure(Exception):
    """A call that brought nothing; `outcome` is what that means for a delivery."""

    def __init__(self, outcome: ports.Outcome, code: str = "") -> None:
        super().__init__(code or type(outcome).__name__)
        self.outcome = outcome
        self.code = code


class Api:
    """Calls methods; one session for all workspaces, opened at the first call, waits `seconds` for an answer."""

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        self.url = url.rstrip("/") + "/"
        self.seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The shared session."""
        if self._session is None or self._session.closed:
            # An idle connection that the server just closed makes a post uncertain: let go of it early.
            connector = aiohttp.TCPConnector(limit=100, keepalive_timeout=10)
            timeout = aiohttp.ClientTimeout(total=self.seconds, connect=5, sock_connect=5)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    async def call(self, method: str, token: str, **args: object) -> Json:
        """Call a method that writes, with JSON; raises Failure."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
        return (await self._try("POST", self.url + method, data=orjson.dumps(args), headers=headers))[0]

    async def who(self, token: str) -> tuple[Json, str]:
        """Give whose token this is, and its scopes with commas between; raises Failure."""
        told, headers = await self._try("POST", self.url + "auth.test", headers={"Authorization": f"Bearer {token}"})
        return told, headers.get("X-OAuth-Scopes", "").replace(" ", "")

    async def ask(self, method: str, token: str, **args: str) -> Json:
        """Call a method that reads; raises Failure."""
        headers = {"Authorization": f"Bearer {token}"}
        return (await self._try("GET", self.url + method, params=args, headers=headers))[0]

    async def form(self, method: str, **args: str) -> Json:
        """Call a method that takes a form and no token; raises Failure."""
        return (await self._try("POST", self.url + method, data=args))[0]

    async def respond(self, url: str, body: Json) -> None:
        """Post to a response URL; raises Failure."""
        headers = {"Content-Type": "application/json"}
        await self._try("POST", url, data=orjson.dumps(body), headers=headers, plain=True)

    async def close(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()

    async def _try(self, http: str, url: str, *, plain: bool = False, **more: Any) -> tuple[Json, Mapping[str, str]]:
        try:
            async with self.session.request(http, url, allow_redirects=False, **more) as response:
                return _read(response, await response.read(), plain=plain), response.headers
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
            raise Failure(ports.Later(5.0, "unreachable"), "unreachable") from problem
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as problem:
            raise Failure(ports.Unsure(type(problem).__name__), "broken") from problem


def _read(response: aiohttp.ClientResponse, raw: bytes, *, plain: bool) -> Json:
    if response.status == 429:  # noqa: PLR2004 - HTTP's own number
        raise Failure(ports.Later(_wait(response), "ratelimited"), "ratelimited")
    if response.status >= 500:  # noqa: PLR2004 - HTTP's own number
        raise Failure(ports.Unsure(f"http_{response.status}"), f"http_{response.status}")
    if plain and response.ok:
        return {}
    try:
        data = orjson.loads(raw)
    except orjson.JSONDecodeError:
        data = None
    if not isinstance(data, dict):
        raise Failure(ports.Unsure("no_json") if response.ok else ports.Refused(f"http_{response.status}"), "no_json")
    if data.get("ok") is not True:
        code = str(data.get("error") or f"http_{response.status}")
        raise Failure(_meaning(code, data, _wait(response)), code)
    return data


def _wait(response: aiohttp.ClientResponse) -> float:
    seconds = response.headers.get("Retry-After", "")
    return float(seconds) if seconds.isdecimal() else DEFAULT_WAIT


def _meaning(code: str, data: Json, wait: float) -> ports.Outcome:
    """What an error code of Slack's means for something that was to be posted."""
    if code in SLOW_DOWN or code in MOVING:
        return ports.Later(MOVING_WAIT if code in MOVING else wait, code)
    if code in AMBIGUOUS:
        return ports.Unsure(code)
    if code in GONE_EVERYWHERE:
        return ports.Gone(code, everywhere=True)
    if code in GONE or code.startswith("restricted_action"):
        return ports.Gone(code)
    if code == "missing_scope":
        return ports.Refused(f"missing_scope {data.get('needed', '')}".strip())
    return ports.Refused(code)
