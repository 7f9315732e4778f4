"""The door for Slack's requests: raw ASGI, since every event of every workspace passes here.

It checks the signature, drops what concerns nothing, keeps events before it answers, and hands on what a person waits
for. It needs nothing of Slack's frameworks, so it is open before they are loaded.
"""

import hmac
from collections.abc import MutableMapping
from dataclasses import InitVar, dataclass, field
from urllib.parse import unquote

from bot import log, metrics
from bot.asgi import Receive, Refused, Scope, Send, answer, read_body
from bot.clock import stopwatch, wall
from bot.platforms.slack.mail import Mail, NotKept
from bot.reading import load, taken

LOG = log.logger("slack")

MOST_BYTES = 1 << 20
OLDEST_SECONDS = 300
EVENTS = "/slack/events"
JSON = b"application/json"
PLAIN = b"text/plain; charset=utf-8"


@dataclass(slots=True)
class Door:
    """An ASGI application for the one address that Slack calls."""

    secret: InitVar[bytes]
    mail: Mail
    _signing: hmac.HMAC | None = field(init=False)

    def __post_init__(self, secret: bytes) -> None:
        """Without a secret nothing is genuine."""
        self._signing = hmac.new(secret, digestmod="sha256") if secret else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; nothing of its body is ever logged."""
        began = stopwatch()
        try:
            status, content, kind = await self._answer(scope, receive)
        except Refused as refused:
            status, content, kind = refused.status, b"", PLAIN
            _REFUSED.inc()
        except Exception as problem:  # noqa: BLE001 - whatever it is, Slack gets an answer
            LOG.error("door_failed", error=type(problem).__name__)
            status, content, kind = 500, b"", PLAIN
        await answer(send, status, content, kind)
        metrics.ANSWER_SECONDS.observe(stopwatch() - began)

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes, bytes]:
        if scope["method"] != "POST":
            raise Refused(200 if b"ssl_check=1" in scope["query_string"] else 405)
        headers = dict(scope["headers"])
        if b"x-slack-retry-num" in headers:
            _RETRIED.inc()  # and nothing else: a retry is handled like the first, its key decides
        body = await read_body(headers, receive, MOST_BYTES)
        if self._signing is None or not genuine(self._signing, headers, body):
            raise Refused(200 if body.startswith(b"ssl_check=1") else 401)
        if headers.get(b"content-type", b"").startswith(JSON):
            return await self._event(body)
        return await self._interactive(body)

    async def _event(self, raw: bytes) -> tuple[int, bytes, bytes]:
        body, kept = taken(raw)
        if body is None:
            raise Refused(400)
        if body.get("type") == "url_verification":
            return 200, str(body.get("challenge", "")).encode("utf-8", "replace"), PLAIN
        try:
            await self.mail.event(body, kept)
        except NotKept:
            return 503, b"", PLAIN  # Slack brings it again
        return 200, b"", PLAIN

    async def _interactive(self, raw: bytes) -> tuple[int, bytes, bytes]:
        form = form_of(raw)
        # A command may well contain the word, and have a field of that name in its text: only `command` tells.
        whole = "command" in form or "ssl_check" in form
        body = form if whole else load(form.get("payload", "").encode("utf-8", "replace"))
        if body is None:
            raise Refused(400)
        if "ssl_check" in body:
            return 200, b"", PLAIN
        told = await self.mail.interactive(body)
        return told.status, told.body, JSON if told.body else PLAIN


def form_of(raw: bytes) -> dict[str, str]:
    """Give the fields of a form as `urllib.parse.parse_qsl` would, of several with one name the last."""
    form: dict[str, str] = {}
    for pair in raw.decode("utf-8", "replace").replace("+", " ").split("&"):
        name, _, value = pair.partition("=")
        if pair:
            form[unquote(name) if "%" in name else name] = unquote(value) if "%" in value else value
    return form


def genuine(signing: hmac.HMAC, headers: MutableMapping[bytes, bytes], body: bytes) -> bool:
    """Tell whether a request was signed by Slack within the last five minutes; `signing` holds the secret."""
    stamp = headers.get(b"x-slack-request-timestamp", b"")
    if not stamp.isdigit() or len(stamp) > 12 or abs(wall() - int(stamp)) > OLDEST_SECONDS:  # noqa: PLR2004
        return False
    made = signing.copy()  # which costs less than to begin anew, and lets no other thread in between
    made.update(b"v0:" + stamp + b":" + body)
    return hmac.compare_digest(b"v0=" + made.hexdigest().encode(), headers.get(b"x-slack-signature", b""))


_REFUSED = metrics.RECEIVED.labels(platform="slack", outcome="refused")
_RETRIED = metrics.RECEIVED.labels(platform="slack", outcome="retried")
