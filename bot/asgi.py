"""The little of HTTP that the doors need: a body of a bearable size in, one answer out."""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

OK = 200
# What nearly every event is answered with is not made anew for each.
_WELL: Event = {"type": "http.response.start", "status": OK, "headers": [(b"content-length", b"0")]}
_NOTHING: Event = {"type": "http.response.body", "body": b""}


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """A request that is turned away with this status."""

    status: int


async def read_body(headers: MutableMapping[bytes, bytes], receive: Receive, most: int) -> bytes:
    """Give a body of at most so many bytes; a sender who breaks off is answered as one who sent rubbish."""
    told = headers.get(b"content-length", b"0")
    if told.isdigit() and int(told) > most:
        raise Refused(413)
    parts, size = [], 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise Refused(400)
        parts.append(event.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise Refused(413)
        if not event.get("more_body"):
            return parts[0] if len(parts) == 1 else b"".join(parts)


async def answer(send: Send, status: int, content: bytes, kind: bytes) -> None:
    """Send one whole answer."""
    if status == OK and not content:
        await send(_WELL)
        await send(_NOTHING)
        return
    headers = [(b"content-length", str(len(content)).encode()), (b"content-type", kind)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
