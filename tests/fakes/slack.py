"""A strict fake Slack on loopback: what Slack would refuse, it refuses, and it remembers everything.

In a test (same event loop):

    async with FakeSlack() as slack:                    # slack.api_url -> AsyncWebClient(base_url=...)
        team = slack.workspace                          # one is there; others by slack.world.add_workspace("Other")
        bas = team.add_user("bas", real_name="Bas Jansen", tz="Europe/Amsterdam", locale="nl-NL")
        south = team.add_channel("team-south", [bas], with_bot=True)   # private=, ext_shared=, read_only=, ...
        ...                                             # our app runs with team.bot_token and slack.signing_secret
        post = await slack.next_post(south)             # waits up to 5 s until the bot has posted there
        assert "energy" in post.shown and "Write" in post.buttons and not post.pings
        assert not slack.violations                     # belongs in the fixture's teardown

What the bot did: `posts(where)`, `thread(message)`, `ephemerals(user)`, `view(user)` (the modal in front of them),
`home(user)`, `called(method)`, `calls`, `violations` (what a correct app never causes), `forgive()` (return and forget
these). `where` is a Channel or, for direct messages, a User. `await slack.until(lambda: slack.home(bas))` waits for
anything at all. A Message has `text` (the fallback), `shown` (what a reader sees), `blocks`, `buttons`, `pings`,
`thread_ts`, `seen_by`, `metadata`, `reactions`, `earlier` (texts before edits), `deleted`.

Bad weather: `slack.fault("chat.postMessage", kind, times=1, match={"channel": south.id})`, kind being `ratelimited`,
`ratelimited:30`, `http_500`, `drop`, `accept_then_drop`, `accept_then_500`, `slow:2`, `accept_then_slow:2` or
`error:is_archived`; method "*" is any, times=None is for ever, match may be a function of the arguments.
`slack.pace = Pace(channel_rate=1, channel_burst=3)` turns rate limits on, `slack.pace.refused` counts the 429s.
`slack.office.client_msg_id = "ignore"` stops deduplication, `slack.office.trigger_seconds` is the life of a trigger id.
`slack.oauth.installer = (team, bas.id)` is who allows at /oauth/v2/authorize; None is somebody who refuses.
`FakeSlack(clock=...)` takes the app's own movable clock (a function giving seconds since 1970): signatures, ts and
triggers follow it.

As its own process: `python -m tests.fakes.slack --port 0 --workspaces 1 --users 5 --channels 3 [--rate 1 --burst 3
--workspace-rate 20 --speed 60 --client-msg-id ignore]` prints one line of JSON (`url`, `teams` with token and ids);
`GET /_posts[?channel=]`, `/_calls`, `/_violations`, `/_world`, `POST /_faults` with the arguments of `fault`,
`POST /_workspaces` {users, channels}. People's acts towards the app are in `slack_client`.
"""

import asyncio

from aiohttp import web

from . import slack_hooks, slack_inspect
from .clock import Clock, wall
from .faults import Fault
from .listening import Listening
from .slack_arguments import Refused, check, check_team, read
from .slack_auth import OAuth, admit
from .slack_data import Json, method
from .slack_limits import Pace
from .slack_methods import METHODS, OTHERS
from .slack_office import Call, Office, Violation
from .slack_socket import SocketHub
from .slack_state import Channel, Message, User, View
from .slack_world import World

PLAIN = frozenset({"ratelimited", "http_500", "accept_then_500", "drop", "accept_then_drop"})
DETAILED = frozenset({"slow", "accept_then_slow", "error"})
Where = Channel | User


class FakeSlack(Listening[Call]):
    """The server; `url` and `api_url` are known once it is started."""

    def __init__(self, *, port: int = 0, clock: Clock = wall, pace: Pace | None = None) -> None:
        """A fake with one workspace; port 0 takes a free one."""
        super().__init__(port=port, plain=PLAIN, detailed=DETAILED)
        self.pace = pace
        self.signing_secret = "fake-signing-secret"
        self.world = World(clock=clock)
        self.workspace = self.world.add_workspace()
        self.office = Office(world=self.world)
        self.oauth = OAuth(client_id="1.2", client_secret="fake-client-secret", app_token="xapp-fake")
        self.socket = SocketHub(app_id=self.world.app_id)

    @property
    def api_url(self) -> str:
        """The `base_url` of a Web API client."""
        return f"{self.url}/api/"

    @property
    def violations(self) -> list[Violation]:
        """Everything that a correct app never does; empty in a good test."""
        return self.office.violations

    def forgive(self) -> list[str]:
        """The codes of the violations so far, which are then forgotten."""
        codes = [violation.error for violation in self.violations]
        self.violations.clear()
        return codes

    def posts(self, where: Where | None = None) -> list[Message]:
        """The bot's messages that stand now, oldest first, replies included, ephemeral ones not."""
        return [m for m in self.office.posts if not m.deleted and m.seen_by is None and self._is_in(m, where)]

    def thread(self, message: Message) -> list[Message]:
        """The replies under a message, by the bot and by people."""
        return message.channel.thread(message.ts)

    def ephemerals(self, user: User | None = None) -> list[Message]:
        """What the bot showed to one person (or to anybody) alone."""
        shown = [m for m in self.office.posts if not m.deleted and m.seen_by is not None]
        return [m for m in shown if user is None or m.seen_by == user.id]

    def view(self, user: User) -> View | None:
        """The modal in front of that person."""
        return self.world.workspaces[user.team_id].top_view(user.id)

    def home(self, user: User) -> View | None:
        """What that person's home tab shows."""
        return self.world.workspaces[user.team_id].homes.get(user.id)

    async def next_post(self, where: Where | None = None, *, holding: str = "", seconds: float = 5.0) -> Message:
        """The newest post there that holds these words (in its blocks or its fallback text), waiting for it."""

        def newest() -> list[Message]:
            return [m for m in self.posts(where) if holding in m.shown or holding in m.text]

        return (await self.until(newest, seconds=seconds, what=f"a post holding {holding!r}"))[-1]

    def hook_url(self, name: str) -> str:
        """The address of a response URL."""
        return f"{self.url}/hooks/{name}"

    def _is_in(self, message: Message, where: Where | None) -> bool:
        if isinstance(where, User):
            return message.channel.partner == where.id
        return where is None or message.channel is where

    def route(self, app: web.Application) -> None:
        """Add what is served."""
        app.add_routes(
            [
                web.route("*", "/api/{method}", self._api),
                web.post("/hooks/{name}", self._hook),
                web.get("/link", self.socket.handle),
                web.get("/oauth/v2/authorize", self._authorize),
                *slack_inspect.routes(self),
            ]
        )

    async def __aexit__(self, *exc: object) -> None:
        """Stop listening, the sockets first."""
        await self.socket.close()
        await super().__aexit__(*exc)

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        return self.oauth.authorize(self.office, request)

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        try:
            answer = slack_hooks.use(self.office, request.match_info["name"], await request.json())
        except Refused as refused:
            self.office.note("response_url", refused)
            return web.json_response(refused.as_json(), status=404 if "url" in refused.code else 400)
        finally:
            self.ring()
        return web.json_response(answer)

    async def _api(self, request: web.Request) -> web.StreamResponse:
        args, token, is_json = await read(request)
        name = request.match_info["method"]
        call = Call(method=name, http=request.method, args=args, at=self.world.clock(), token=token)
        self.calls.append(call)
        fault = self.faults.take(name, args)
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(float(fault.detail))
        if fault is not None and not fault.accepts:
            return self._broken(request, call, fault)
        answer = self._paced(call) or web.json_response(self._run(request, call, is_json=is_json))
        if call.team is not None:
            answer.headers["X-OAuth-Scopes"] = ",".join(sorted(call.team.scopes))
        self.ring()
        if fault is None or fault.kind == "slow":
            return answer
        if fault.kind == "accept_then_slow":
            await asyncio.sleep(float(fault.detail))
            return answer
        return self._broken(request, call, fault)

    def _broken(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        call.answer = fault.detail if fault.kind == "error" else fault.kind
        self.ring()
        if fault.kind == "error":
            return web.json_response({"ok": False, "error": fault.detail})
        if fault.kind == "ratelimited":
            return _too_fast(int(fault.detail or 1))
        if fault.kind.endswith("500"):
            return web.Response(status=500, text="Internal Server Error")
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _paced(self, call: Call) -> web.StreamResponse | None:
        team = self.world.by_token(call.token)
        if self.pace is None or team is None:
            return None
        wait = self.pace.retry_after(call.method, team.id, str(call.args.get("channel", "")))
        if not wait:
            return None
        call.answer = "ratelimited"
        return _too_fast(wait)

    def _run(self, request: web.Request, call: Call, *, is_json: bool) -> Json:
        try:
            answer = self._work(request, call, is_json=is_json)
        except Refused as refused:
            call.answer = refused.code
            self.office.note(call.method, refused)
            return refused.as_json()
        call.answer = "ok"
        return answer

    def _work(self, request: web.Request, call: Call, *, is_json: bool) -> Json:
        if call.method not in METHODS.keys() | OTHERS:
            raise Refused("unknown_method", ours=True, req_method=call.method)
        page = method(call.method)
        admit(self.office, call, page, self.oauth.app_token)
        check(page, call.http, call.args, is_json=is_json)
        if call.team is not None:
            check_team(call.method, call.args, call.team.id, call.team.org)
        if call.method == "oauth.v2.access":
            return self.oauth.access(call, request.headers.get("Authorization", ""))
        if call.method == "apps.connections.open":
            return {"ok": True, "url": self.socket.ticket(self.url)}
        return METHODS[call.method](self.office, call)


def _too_fast(wait: int) -> web.StreamResponse:
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(wait)})


if __name__ == "__main__":
    from .slack_alone import main

    main()
