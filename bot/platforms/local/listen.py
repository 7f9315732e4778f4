"""The playground's own HTTP interface: the page, what it shows, what people do, and the clock."""

import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot import log
from bot.platforms.local import render
from bot.platforms.local.parse import BadAct, text_of
from bot.platforms.local.play import Playground
from bot.platforms.local.world import Person, World

LOG = log.logger("playground")
PAGE = Path(__file__).parent / "page"
Endpoint = Callable[[Request], Awaitable[Response]]
HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_BODY = 256 * 1024
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Pages:
    """The routes under /local/."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground

    @property
    def world(self) -> World:
        """The made-up chat tool."""
        return self.playground.world

    def routes(self) -> list[Route]:
        """Give the routes under /local/."""
        return [
            Route("/local/", self.page),
            Route("/local/page/{name}", self.asset),
            Route("/local/state", _here(self.state)),
            Route("/local/events", _here(self.events)),
            Route("/local/act", self.post(self.http_act), methods=["POST"]),
            Route("/local/clock", self.post(self.http_clock), methods=["POST"]),
            Route("/local/reset", self.post(self.http_reset), methods=["POST"]),
        ]

    async def page(self, _request: Request) -> Response:
        """Give the page."""
        return FileResponse(PAGE / "index.html", headers=HEADERS)

    async def asset(self, request: Request) -> Response:
        """Give a file of the page."""
        file = PAGE / request.path_params["name"]
        if file.parent != PAGE or not file.is_file():
            return PlainTextResponse("There is no such file.", 404)
        return FileResponse(file, headers=HEADERS)

    async def state(self, request: Request) -> Response:
        """Give what one member sees."""
        me = self.world.people.get(request.query_params.get("me", "")) or _first(self.world)
        if me is None:
            return PlainTextResponse("The playground is being set up; try again in a moment.", 503)
        now, circles = self.playground.clock.now(), await self.playground.circles()
        return _told(render.state(self.world, me, now, circles))

    async def events(self, request: Request) -> Response:
        """Tell the page, as a stream, whenever something changed."""
        return StreamingResponse(self._stream(request), media_type="text/event-stream", headers=HEADERS)

    async def _stream(self, request: Request) -> AsyncIterator[str]:
        version = -1
        while not self.world.closed and not await request.is_disconnected():
            if self.world.version != version:
                version = self.world.version
                yield f"data: {json.dumps({'version': version})}\n\n"
            else:
                yield ": still here\n\n"
            await self.world.watch(15.0)

    def post(self, do: Callable[[Mapping[str, Any]], Awaitable[object]]) -> Endpoint:
        """Give a POST endpoint: only from the page itself, one at a time, bad input answered with what is wrong."""

        async def endpoint(request: Request) -> Response:
            if request.headers.get("x-fireside") != "1":  # a foreign page cannot set it without asking first
                return PlainTextResponse("Only the playground's own page may do that.", 403)
            try:
                body = await _json(request)
                async with self.playground.one_at_a_time:
                    return _told(await do(body))
            except BadAct as problem:
                return PlainTextResponse(f"That cannot be understood: {problem}.", 400)
            except Exception as problem:  # noqa: BLE001 - the visitor is told, whatever it was
                return _failed(problem)

        return _here(endpoint)

    async def http_act(self, body: Mapping[str, Any]) -> object:
        """Do one thing as somebody of the team."""
        return {"reply": render.reply(await self.playground.act(body))}

    async def http_clock(self, body: Mapping[str, Any]) -> object:
        """Move the clock."""
        posted = await self.playground.go(text_of(body, "to"))
        return {"passed": render.passed(self.world, posted)}

    async def http_reset(self, _body: Mapping[str, Any]) -> object:
        """Start over."""
        await self.playground.begin(self.playground)
        self.world.changed()
        return {"version": self.world.version}


def _here(endpoint: Endpoint) -> Endpoint:
    """Give an endpoint that answers under this machine's own names only: a foreign page can give itself our address."""

    async def guarded(request: Request) -> Response:
        if request.url.hostname not in HOSTS:
            return PlainTextResponse("The playground answers on 127.0.0.1 and localhost only.", 403)
        return await endpoint(request)

    return guarded


def _first(world: World) -> Person | None:
    return next(iter(world.people.values()), None)


def _told(what: object) -> Response:
    return Response(orjson.dumps(what), media_type="application/json", headers=HEADERS)


async def _json(request: Request) -> Mapping[str, Any]:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY:
            problem = "it is too long"
            raise BadAct(problem)
    try:
        data = json.loads(_well_formed(json.dumps(json.loads(body), ensure_ascii=False)))
    except (ValueError, RecursionError):
        problem = "it is not JSON"
        raise BadAct(problem) from None
    if not isinstance(data, Mapping):
        problem = "it is not an object"
        raise BadAct(problem)
    return data


def _well_formed(text: str) -> str:
    """Half a character, which JSON can escape and nothing can store, becomes a question mark in a diamond."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _failed(problem: Exception) -> Response:
    reference = hashlib.blake2s(repr(problem).encode("utf-8", "replace"), digest_size=4).hexdigest()
    LOG.error("act_failed", error=type(problem).__name__, reference=reference)
    text = f"That did not work; nothing was lost. Try again, or write to your host. (Reference {reference})"
    return PlainTextResponse(text, 500)
