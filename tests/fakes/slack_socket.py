"""Socket Mode: hello, envelopes, acknowledgements, redelivery of what was not acknowledged, disconnect."""

import asyncio
import contextlib
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from .slack_data import Json

GRACE = 1.0  # seconds; Slack gives ten


@dataclass(slots=True, kw_only=True, eq=False)
class Envelope:
    """One thing that Slack wants acknowledged; `ack` resolves to the payload that came with the acknowledgement."""

    id: str
    kind: str
    payload: Json
    retry: tuple[int, str] = (0, "")
    sent: int = 0
    ack: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def as_json(self) -> Json:
        """What goes over the wire."""
        frame: Json = {"envelope_id": self.id, "type": self.kind, "payload": self.payload}
        frame["accepts_response_payload"] = self.kind != "events_api"
        if self.kind == "events_api":
            again = self.sent > 1
            frame["retry_attempt"] = max(self.retry[0], self.sent - 1)
            frame["retry_reason"] = self.retry[1] or ("timeout" if again else "")
        return frame


@dataclass(slots=True, kw_only=True)
class SocketHub:
    """All open connections; each envelope goes to one of them in turn."""

    app_id: str
    open: list[web.WebSocketResponse] = field(default_factory=list)
    waiting: dict[str, Envelope] = field(default_factory=dict)
    acked: list[str] = field(default_factory=list)
    closed: bool = False
    tickets: set[str] = field(default_factory=set)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def ticket(self, base: str) -> str:
        """A fresh ws:// address, good for one connection."""
        made = f"ticket{next(self._numbers)}"
        self.tickets.add(made)
        return f"{base.replace('http', 'ws', 1)}/link?ticket={made}&app_id={self.app_id}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it closes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets or self.closed:
            return web.Response(status=403)
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse(timeout=1.0)
        await socket.prepare(request)
        info: Json = {"app_id": self.app_id}
        debug: Json = {"host": "fake", "build_number": 1, "approximate_connection_time": 18060}
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": info, "debug_info": debug})
        self.open.append(socket)
        for envelope in list(self.waiting.values()):
            await self._send(socket, envelope)
        try:
            await self._listen(socket)
        finally:
            self.open.remove(socket)
        return socket

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is WSMsgType.TEXT and message.data.startswith("{"):
                self._acknowledge(json.loads(message.data))

    def _acknowledge(self, frame: Json) -> None:
        envelope = self.waiting.pop(str(frame.get("envelope_id")), None)
        if envelope is not None:
            self.acked.append(envelope.id)
            envelope.ack.set_result(frame.get("payload"))

    @staticmethod
    async def _send(socket: web.WebSocketResponse, envelope: Envelope) -> None:
        envelope.sent += 1
        await socket.send_json(envelope.as_json())

    async def deliver(self, kind: str, payload: Json, retry: tuple[int, str] = (0, "")) -> Envelope:
        """Send an envelope on one connection, or keep it for the next connection."""
        envelope = Envelope(id=f"envelope-{next(self._numbers)}", kind=kind, payload=payload, retry=retry)
        self.waiting[envelope.id] = envelope
        if self.open:
            socket = self.open.pop(0)
            self.open.append(socket)
            await self._send(socket, envelope)
        return envelope

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to come back, as Slack does seconds before it recycles a container; then close it."""
        for socket in list(self.open):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GRACE):
                    while socket in self.open:
                        await asyncio.sleep(0.01)
            await socket.close()

    async def close(self) -> None:
        """Close every connection without a word, and take no more."""
        self.closed = True
        for socket in list(self.open):
            await socket.close()
