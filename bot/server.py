"""The HTTP server: doors first, as raw ASGI, then health, metrics, install pages, exports and the playground."""

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import uvicorn

from bot.asgi import Receive, Scope, Send

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

Door = Callable[[Scope, Receive, Send], Awaitable[None]]
Fetch = Callable[[str], Awaitable[tuple[str, bytes] | None]]
Measure = Callable[[], Awaitable[None]]
SHUT_DOWN_SECONDS = 3  # of the ten that there are for everything
WAITING = 2048  # connections that the system holds while the bot begins
WHY: Mapping[int, str] = {
    errno.EADDRINUSE: "another program listens there, perhaps Fireside itself. Stop that one, or take another port: "
    "FIRESIDE_PORT, or for the playground `make demo PORT=3100`.",
    errno.EACCES: "the system does not allow it. Take a port above 1023, behind a reverse proxy (docs/operating.md).",
}
NO_HOST = "that is no address of this machine. Set FIRESIDE_HOST to 127.0.0.1, or to 0.0.0.0 for all that it has."


# Nothing of ours is to be kept, guessed at, framed, or told to another page by its address.
STRICT: Mapping[str, str] = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


@dataclass(slots=True, kw_only=True)
class Front:
    """The whole HTTP interface; what stands behind the doors is loaded when somebody first asks for it.

    `ready` tells whether database and migrations are right, `routes` are the platforms' own pages, `fetch` gives an
    export for its single-use token, `measure` counts what waits, for whoever reads the metrics.
    """

    doors: Mapping[str, Door]
    ready: Callable[[], Awaitable[bool]]
    routes: Callable[[], Sequence["Route"]]
    fetch: Fetch
    measure: Measure
    _pages: "Starlette | None" = field(default=None, init=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            return
        door = self.doors.get(scope.get("path", ""))
        if door is not None and scope["type"] == "http":
            await door(scope, receive, send)
            return
        await self.pages()(scope, receive, send)

    def pages(self) -> "Starlette":
        """Give everything that is not a door, built at its first use."""
        if self._pages is None:
            from starlette.applications import Starlette  # noqa: PLC0415 - the doors open before it is loaded
            from starlette.routing import Route  # noqa: PLC0415 - likewise

            own = [
                Route("/healthz", self._alive),
                Route("/readyz", self._is_ready),
                Route("/metrics", self._metrics),
                Route("/export/{token}", self._export),
            ]
            none = {404: _nothing, 405: _nothing}
            self._pages = Starlette(routes=[*own, *self.routes()], exception_handlers=none)
        return self._pages

    async def _alive(self, _request: "Request") -> "Response":
        return _plain("alive", 200)

    async def _is_ready(self, _request: "Request") -> "Response":
        return _plain("ready", 200) if await self.ready() else _plain("not ready: look at the log, or run check", 503)

    async def _metrics(self, _request: "Request") -> "Response":
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest  # noqa: PLC0415 - see `pages`
        from starlette.responses import Response  # noqa: PLC0415 - see `pages`

        await self.measure()
        return Response(generate_latest(), headers={**STRICT, "content-type": CONTENT_TYPE_LATEST})

    async def _export(self, request: "Request") -> "Response":
        from starlette.responses import Response  # noqa: PLC0415 - see `pages`

        found = await self.fetch(request.path_params["token"])
        if found is None:
            return _plain("This link was used or is too old. Ask for a new export in My story.", 404)
        name, body = found
        headers = {
            "content-type": "application/zip",
            "content-disposition": f'attachment; filename="{name}"',
        }
        return Response(body, headers={**STRICT, **headers})


async def _nothing(_request: "Request", problem: Exception) -> "Response":
    return _plain("Nothing here.", getattr(problem, "status_code", 404))


def _plain(text: str, status: int) -> "Response":
    from starlette.responses import PlainTextResponse  # noqa: PLC0415 - see `Front.pages`

    return PlainTextResponse(text, status, dict(STRICT))


def opened(host: str, port: int) -> socket.socket:
    """Take an address, so that who comes early waits and is answered; raises OSError that says what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        made = socket.create_server((host, port), family=family, backlog=WAITING)
        # asyncio lets small packets go at once only where a socket says that it is TCP; else each answer waits 40 ms.
        return socket.socket(made.family, made.type, socket.IPPROTO_TCP, fileno=made.detach())
    except (OSError, UnicodeError) as problem:
        why = WHY.get(getattr(problem, "errno", None) or 0, NO_HOST)
        message = f"Cannot listen on {host}:{port}: {why}"
        raise OSError(message) from None


class Listener:
    """Serves one ASGI application on one open socket, inside a running event loop."""

    def __init__(self, front: Door, door: socket.socket) -> None:
        self._door = door
        self._serving: asyncio.Task[None] | None = None
        config = uvicorn.Config(
            front,
            http="httptools",
            ws="none",
            interface="asgi3",
            proxy_headers=False,  # Slack and Teams sign, and what a proxy says of others is believed nowhere
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=SHUT_DOWN_SECONDS,
        )
        self._server = _Quiet(config)

    def begin(self) -> None:
        """Begin to serve, beside whatever else is done."""
        self._serving = self._serving or asyncio.create_task(self._server.serve([self._door]))

    async def serve(self) -> None:
        """Serve until `stop`."""
        self.begin()
        if self._serving is not None:
            await self._serving

    async def end(self) -> None:
        """Stop, and wait for it."""
        self.stop()
        await self.serve()

    def stop(self) -> None:
        """Take no more requests, and finish those that are under way."""
        self._server.should_exit = True


class _Quiet(uvicorn.Server):
    """A server that leaves the signals to the application, which has more to close than sockets."""

    def install_signal_handlers(self) -> None:
        """Leave them alone."""

    def capture_signals(self) -> Any:
        """Leave them alone."""
        return nullcontext()
