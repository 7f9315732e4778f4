"""What an app may answer to a command or post to a response URL: a message for one person or for the channel."""

from .slack_arguments import Refused, invalid
from .slack_data import Json
from .slack_office import Hook, Office
from .slack_state import Message

USES, SECONDS = 5, 1800
FIELDS = frozenset(
    {
        "text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "thread_ts",
        "mrkdwn", "unfurl_links", "unfurl_media", "metadata",
    }
)  # fmt: skip


def respond(office: Office, hook: Hook, body: Json) -> Message | None:
    """Do what the answer asks for; the message that came of it, or None after a deletion."""
    if not isinstance(body, dict) or body.keys() - FIELDS:
        raise invalid(f"unknown fields in an answer: {sorted(set(body) - FIELDS)}")
    if body.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        raise invalid("response_type")
    before = hook.message
    if body.get("delete_original"):
        if before is not None:
            before.deleted = True
        return None
    text, blocks = office.content(hook.team, body)
    if body.get("replace_original") and before is not None:
        office.rewrite(before, text, blocks)
        return before
    reader = None if body.get("response_type") == "in_channel" else hook.user
    thread = body.get("thread_ts")
    made = office.post(hook.team, hook.channel, text, blocks, seen_by=reader, thread_ts=thread)
    hook.message = hook.message or made
    return made


def use(office: Office, name: str, body: Json) -> Json:
    """A post to a response URL: five within half an hour."""
    hook = office.hooks.get(name)
    if hook is None:
        raise Refused("no_hook", ours=True)
    hook.uses += 1
    if hook.uses > USES or office.world.clock() - hook.at > SECONDS:
        raise Refused("used_url" if hook.uses > USES else "expired_url", ours=True)
    respond(office, hook, body)
    return {"ok": True}
