"""Slack's request signature, version 0."""

import hashlib
import hmac


def headers(secret: str, body: bytes, at: float) -> dict[str, str]:
    """The two headers that prove a request comes from Slack, for a body sent at that time (seconds since 1970)."""
    stamp = str(int(at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
