"""The door for Teams' requests: raw ASGI.

It checks the token and the tenant, keeps what arrives before it answers, and hands on what a person waits for. It needs
nothing of the Bot Framework, so it is open before that is loaded. Nothing of a body or a token is logged.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import jwt
from jwt.algorithms import RSAAlgorithm

from bot import log, metrics
from bot.asgi import Receive, Refused, Scope, Send, answer, read_body
from bot.clock import stopwatch, wall
from bot.platforms.teams.activity import tenant_of, well_formed
from bot.platforms.teams.mail import Mail, NotKept
from bot.platforms.teams.wire import Failure
from bot.reading import Json, load, several, word

LOG = log.logger("teams")
MOST_BYTES = 256 << 10
ISSUER = "https://api.botframework.com"
OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LEEWAY_SECONDS = 300
AGAIN_SECONDS = 2.0  # an unknown key makes us look again, but no flood of them makes us a flood
KEPT_SECONDS = 24 * 3600.0
MOST_PASSED = 1000
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
HANDED_ON = (b"forwarded", b"x-forwarded-for", b"x-real-ip")
HOSTS = (
    "smba.trafficmanager.net",
    "smba.infra.gcc.teams.microsoft.com",
    "smba.infra.gov.teams.microsoft.us",
    "smba.infra.dod.teams.microsoft.us",
    ".botframework.com",
    ".botframework.azure.us",
)
ANY = "*"
Fetch = Callable[[str], Awaitable[Mapping[str, Any]]]
Key = tuple[Any, frozenset[str]]


@dataclass(slots=True)
class Keys:
    """Microsoft's signing keys, parsed once; a key that was just rotated in is known within seconds."""

    url: str
    fetch: Fetch
    _known: dict[str, Key] = field(default_factory=dict)
    _looked: float = float("-inf")
    _failed: Failure | None = None
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(self, kid: str) -> Key | None:
        """Give a key and the channels that it may sign for; None if there is no such key; raises Failure."""
        if self._lacks(kid):
            async with self._looking:
                if self._lacks(kid) and stopwatch() > self._looked + AGAIN_SECONDS:
                    await self._look()
        found = self._known.get(kid)
        if found is None and self._failed is not None:
            raise Failure(self._failed.outcome, self._failed.code)
        return found

    def _lacks(self, kid: str) -> bool:
        return kid not in self._known or stopwatch() > self._looked + KEPT_SECONDS

    async def _look(self) -> None:
        """Keys that are known go on while Microsoft does not answer."""
        self._looked, self._failed = stopwatch(), None
        try:
            told = await self.fetch(self.url)
            found = await self.fetch(word(told, "jwks_uri"))
        except Failure as failure:
            self._failed = failure
            LOG.error("keys_unreachable", reason=failure.code)
            return
        keys = {word(k, "kid"): k for k in several(found, "keys") if word(k, "kty") == "RSA" and word(k, "kid")}
        self._known = {kid: (RSAAlgorithm.from_jwk(dict(k)), _endorsed(k)) for kid, k in keys.items()}


def _endorsed(key: Json) -> frozenset[str]:
    value = key.get("endorsements")
    return frozenset(v for v in value if isinstance(v, str)) if isinstance(value, list) else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token that was found right says."""

    service: str = ""
    channels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A token that was found right: by which key, until when it is good, and what it says."""

    kid: str
    key: Key
    until: float
    claims: Claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Tells whether an activity comes from Teams; with `anonymous` anybody on this machine may bring one.

    No `hosts` are Microsoft's own; no `tenants`, or `*` among them, are all that let the bot in.
    """

    app_id: str
    keys: Keys
    hosts: Collection[str] = ()
    tenants: Collection[str] = ()
    anonymous: bool = False
    _passed: "OrderedDict[str, Passed]" = field(default_factory=OrderedDict)

    async def claims(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Claims:
        """Give what a request's token says and whom its key may sign for; raises Refused."""
        if self.anonymous:
            return _of_this_machine(scope, headers)
        kind, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        if not self.app_id or kind.lower() != "bearer" or not token:
            raise Refused(401)
        try:
            return await self._checked(token)
        except (jwt.PyJWTError, ValueError, TypeError) as problem:
            raise Refused(401) from problem
        except Failure as failure:
            raise Refused(503) from failure

    async def _checked(self, token: str) -> Claims:
        """A token comes with many activities, and is checked once for as long as its key and its life last."""
        known = self._passed.get(token)
        if known is not None and known.until > wall() and await self.keys.get(known.kid) is known.key:
            return known.claims
        passed = await self._check(token)
        self._passed[token] = passed
        if len(self._passed) > MOST_PASSED:
            self._passed.popitem(last=False)
        return passed.claims

    async def _check(self, token: str) -> Passed:
        head = jwt.get_unverified_header(token)
        kid = head.get("kid")
        found = await self.keys.get(kid) if head.get("alg") == "RS256" and isinstance(kid, str) else None
        if found is None:
            raise Refused(401)
        told = jwt.decode(
            token,
            found[0],
            algorithms=["RS256"],
            audience=self.app_id,
            issuer=ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iss", "aud"], "strict_aud": True},
        )
        claims = Claims(service=word(told, "serviceurl"), channels=found[1])
        return Passed(kid=str(kid), key=found, until=float(told["exp"]) + LEEWAY_SECONDS, claims=claims)

    def match(self, claims: Claims, activity: Json) -> None:
        """Raise Refused where an activity is not what its token was made for, or of a tenant that is not served."""
        service = word(activity, "serviceUrl")
        same = service and claims.service.rstrip("/").lower() == service.rstrip("/").lower()
        if not self.anonymous and not (same and word(activity, "channelId") in claims.channels):
            raise Refused(401)
        if not self._may_call(service) or not self._serves(tenant_of(activity)):
            raise Refused(401)

    def _serves(self, tenant: str) -> bool:
        return not self.tenants or ANY in self.tenants or tenant in self.tenants

    def _may_call(self, service: str) -> bool:
        """Only Microsoft's hosts get our tokens; a name that begins with a dot allows what is below it."""
        try:
            url = urlsplit(service)
            host = url.hostname or ""
        except ValueError:
            return False
        if url.scheme != "https" and not (host in LOCAL and url.scheme == "http"):
            return False
        if host in LOCAL and self.anonymous:
            return True
        return any(host == name or (name.startswith(".") and host.endswith(name)) for name in self.hosts or HOSTS)


def _of_this_machine(scope: Scope, headers: Mapping[bytes, bytes]) -> Claims:
    """A proxy on this machine would let the whole world in as local."""
    client = scope.get("client")
    if not client or client[0] not in LOCAL or any(name in headers for name in HANDED_ON):
        raise Refused(401)
    return Claims()


@dataclass(frozen=True, slots=True)
class Door:
    """An ASGI application for the one address that Teams calls."""

    guard: Guard
    mail: Mail

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        began = stopwatch()
        try:
            status, content = await self._answer(scope, receive)
        except Refused as refused:
            status, content = refused.status, b""
            _REFUSED.inc()
        except Exception as problem:  # noqa: BLE001 - whatever it is, Teams gets an answer
            LOG.error("door_failed", error=type(problem).__name__)
            status, content = 500, b""
        await answer(send, status, content, b"application/json")
        metrics.ANSWER_SECONDS.observe(stopwatch() - began)

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        if scope["method"] != "POST":
            raise Refused(405)
        headers: MutableMapping[bytes, bytes] = dict(scope["headers"])
        raw = await read_body(headers, receive, MOST_BYTES)
        claims = await self.guard.claims(scope, headers)
        activity = load(raw)
        if activity is None or not well_formed(activity):
            raise Refused(400)
        self.guard.match(claims, activity)
        try:
            return await self.mail.take(activity)
        except NotKept:
            return 503, b""  # Teams brings it again


_REFUSED = metrics.RECEIVED.labels(platform="teams", outcome="refused")
