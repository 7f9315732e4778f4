"""A strict fake Teams on loopback: what Teams would refuse, it refuses, and it remembers everything.

It is the Bot Connector, the login authority and the authority for signing keys, on one port. In a test (same event
loop):

    async with FakeTeams() as teams:                     # teams.settings(): the environment for our app
        tenant = teams.tenant                            # one is there; others by teams.world.add_tenant("Other")
        bas = tenant.add_user("Bas Jansen", locale="nl-NL")
        south = tenant.add_team("Team South", [bas], installed=True)
        ...                                              # people's acts towards the app are in `teams_client`
        post = await teams.next_post(south.general)      # waits up to 5 s until the bot has posted there
        assert "energy" in post.shown and "Write" in post.buttons and not post.pings
        assert not teams.violations                      # belongs in the fixture's teardown

What the bot did: `posts(where)`, `thread(message)`, `whispers(user)`, `called(method)`, `calls`, `violations` (what a
correct app never causes), `forgive()` (return and forget these). `where` is a Place (a channel, a chat) or, for
somebody's own chat, a User. `await teams.until(lambda: ...)` waits for anything at all. A Message has `shown` (what a
reader sees), `card`, `text`, `buttons`, `pings`, `root`, `seen_by`, `reactions`, `earlier`, `deleted`.

Bad weather: `teams.fault("post", kind, times=1, match={"conversation": id})`, kind being `status:503`,
`status:403:BotDisabledByAdmin`, `throttled` or `throttled:30` (with Retry-After), `reset`, `hang`, `slow:0.1`,
`accept_then_status:502`, `accept_then_reset`, `accept_then_hang`. Methods are those of `teams_connector.METHODS`,
`token` and `keys`; "*" is any; times=None is for ever; match may be a function of the arguments.
Throttle windows are Teams' own and always on: `teams.limits.refused` counts the 429s, and with
`teams.limits = Limits(clock=...)` they run on another clock. `teams.login` gives tokens (`.seconds` is their life,
`.revoke()` ends them all, `.tenant` is the bot's own authority), `teams.keys` signs what the connector sends
(`.rotate()`, `.stranger()`, `.down`).
`FakeTeams(clock=...)` takes the app's own movable clock for the ids of messages; tokens live by the machine's.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from . import teams_connector as connector
from .clock import Clock, wall
from .faults import Fault
from .listening import Listening
from .teams_keys import Keys
from .teams_limits import Limits
from .teams_login import Login
from .teams_office import Call, Json, Office, Refused, Violation
from .teams_state import Message, Place, User
from .teams_world import Tenant, World

Work = Callable[[Call], Awaitable[web.StreamResponse]]
Where = Place | User
PLAIN = frozenset({"throttled", "reset", "hang", "accept_then_reset", "accept_then_hang"})
DETAILED = frozenset({"status", "slow", "accept_then_status"})
FOR_EVER = 3600.0


class FakeTeams(Listening[Call]):
    """The server; `url` is known once it is started."""

    def __init__(self, *, port: int = 0, clock: Clock = wall) -> None:
        """A fake with one tenant; port 0 takes a free one."""
        super().__init__(port=port, plain=PLAIN, detailed=DETAILED)
        self.world = World(clock=clock)
        self.tenant = self.world.add_tenant()
        self.office = Office(world=self.world)
        self.login = Login(app_id=self.world.app_id, clock=wall)
        self.keys = Keys(clock=wall)
        self.limits = Limits()

    @property
    def openid_url(self) -> str:
        """Where an app reads what signs the connector's tokens."""
        return f"{self.url}/v1/.well-known/openidconfiguration"

    def service_url(self, tenant: str) -> str:
        """The connector's address for that tenant, as its activities name it."""
        return f"{self.url}/{self.world.tenants[tenant].region}/{tenant}/"

    def settings(self) -> dict[str, str]:
        """The environment of an app that is registered here."""
        own = {} if self.login.tenant == "botframework.com" else {"MICROSOFT_APP_TENANT_ID": self.login.tenant}
        return own | {
            "MICROSOFT_APP_ID": self.world.app_id, "MICROSOFT_APP_PASSWORD": self.login.password,
            "TEAMS_OPENID_URL": self.openid_url, "TEAMS_LOGIN_URL": self.url,
            "TEAMS_ALLOWED_SERVICE_HOSTS": "127.0.0.1",
        }  # fmt: skip

    @property
    def violations(self) -> list[Violation]:
        """Everything that a correct app never does; empty in a good test."""
        return self.office.violations

    def forgive(self) -> list[str]:
        """The codes of the violations so far, which are then forgotten."""
        codes = [violation.code for violation in self.violations]
        self.violations.clear()
        return codes

    def posts(self, where: Where | None = None) -> list[Message]:
        """The bot's messages that stand now, oldest first, replies included, targeted ones not."""
        place = self._chat(where) if isinstance(where, User) else where
        stands = [m for m in self.office.posts if not m.deleted and m.seen_by is None]
        return [m for m in stands if place is None or m.place is place]

    def thread(self, message: Message) -> list[Message]:
        """The replies under a message, by the bot and by people."""
        return message.place.thread(message.root)

    def whispers(self, user: User) -> list[Message]:
        """What the bot showed to one person alone in a channel."""
        there = self._tenant(user).places.values()
        return [m for m in self.office.posts if not m.deleted and m.seen_by == user.id and m.place in there]

    def _chat(self, user: User) -> Place:
        return self._tenant(user).chat(user)

    def _tenant(self, user: User) -> Tenant:
        return next(tenant for tenant in self.world.tenants.values() if tenant.users.get(user.id) is user)

    async def next_post(self, where: Where | None = None, *, holding: str = "", seconds: float = 5.0) -> Message:
        """The newest post there that holds these words, waiting for it."""

        def newest() -> list[Message]:
            return [m for m in self.posts(where) if holding in m.shown]

        return (await self.until(newest, seconds=seconds, what=f"a post holding {holding!r}"))[-1]

    # ------------------------------------------------------------ serving

    def route(self, app: web.Application) -> None:
        """Add what is served."""
        app.add_routes(
            [
                web.post("/{authority}/oauth2/v2.0/token", self._token),
                web.get("/v1/.well-known/openidconfiguration", self._metadata),
                web.get("/v1/.well-known/keys", self._jwks),
            ]
        )
        for name, (verb, path) in connector.ROUTES.items():
            app.router.add_route(verb, "/{region}/{tenant}/v3/" + path, self._called(name))
        app.router.add_route("*", "/{rest:.*}", self._nowhere)

    async def _nowhere(self, request: web.Request) -> web.StreamResponse:
        refused = Refused(404, "NotFound", f"nothing answers {request.method} {request.path}", ours=True)
        self.office.note(request.path, refused)
        return web.json_response(refused.as_json(), status=404)

    async def _token(self, request: web.Request) -> web.StreamResponse:
        authority = request.match_info["authority"]
        form = {name: str(value) for name, value in (await request.post()).items()}

        async def work(_call: Call) -> web.StreamResponse:
            try:
                return web.json_response(self.login.token(authority, form))
            except Refused as refused:
                self.office.note("token", refused)
                told = {"error": refused.code, "error_description": refused.why}
                return web.json_response(told, status=refused.status)

        return await self._through(request, "token", {"authority": authority}, {}, work)

    async def _metadata(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response(self.keys.metadata(self.url), status=503 if self.keys.down else 200)

    async def _jwks(self, request: web.Request) -> web.StreamResponse:
        async def work(_call: Call) -> web.StreamResponse:
            return web.json_response(self.keys.jwks(), status=503 if self.keys.down else 200)

        return await self._through(request, "keys", {}, {}, work)

    def _called(self, name: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            args: Json = dict(request.match_info) | dict(request.query)
            if request.query.get("isTargetedActivity") == "true":
                args["targeted"] = True
            raw = await request.read()
            body = json.loads(raw) if raw else {}
            header = request.headers.get("Authorization", "")

            async def work(call: Call) -> web.StreamResponse:
                return self._worked(call, header)

            return await self._through(request, name, args, body, work)

        return handle

    async def _through(
        self, request: web.Request, name: str, args: Json, body: object, work: Work
    ) -> web.StreamResponse:
        """Take a call through the weather."""
        call = Call(method=name, args=args, body=body if isinstance(body, dict) else {}, at=self.world.clock())
        self.calls.append(call)
        fault = self.faults.take(name, args)
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(float(fault.detail))
        if fault is not None and not fault.accepts:
            return await self._broken(request, call, fault)
        answer = await work(call)
        call.answer = call.answer or ("ok" if answer.status < 300 else str(answer.status))
        self.ring()
        if fault is None or fault.kind == "slow":
            return answer
        return await self._broken(request, call, fault)

    async def _broken(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        call.answer = f"{fault.kind}:{fault.detail}".rstrip(":")
        self.ring()
        if fault.kind == "throttled":
            return _too_fast(fault.detail)
        if fault.kind.endswith("status"):
            status, _, code = fault.detail.partition(":")
            refused = Refused(int(status), code or "ServiceError")
            return web.json_response(refused.as_json(), status=refused.status)
        if fault.kind.endswith("hang"):
            await asyncio.sleep(FOR_EVER)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _worked(self, call: Call, header: str) -> web.StreamResponse:
        try:
            self.login.admit(header)
            wait = self._admitted(call)
            if wait:
                call.answer = "throttled"
                return _too_fast(str(wait))
            status, told = connector.METHODS[call.method](self.office, call)
        except Refused as refused:
            call.answer = refused.code
            self.office.note(call.method, refused)
            return web.json_response(refused.as_json(), status=refused.status)
        return web.Response(status=status) if told is None else web.json_response(told, status=status)

    def _admitted(self, call: Call) -> int:
        """Find the tenant, and give the seconds to wait."""
        call.tenant = self.world.tenants.get(call.args["tenant"])
        if call.tenant is None or call.tenant.region != call.args["region"]:
            raise Refused(403, "InvalidBotApiHost", "no such tenant at this address", ours=True)
        operation, conversation = connector.operation(call)
        return self.limits.retry_after(operation, call.tenant.id, conversation)


def _too_fast(wait: str) -> web.StreamResponse:
    told = Refused(429, "Throttled", "Too Many Requests").as_json()
    return web.json_response(told, status=429, headers={"Retry-After": wait} if wait else {})
