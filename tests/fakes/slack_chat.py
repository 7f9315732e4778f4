"""chat.*: posting, changing and deleting, with Slack's conditions."""

import json
import re
from uuid import UUID

from .slack_arguments import Refused, invalid
from .slack_data import Json
from .slack_office import Call, Office, Violation
from .slack_state import Channel, Message
from .slack_world import Workspace

METADATA_MOST = 8_000
_CUSTOM = ("username", "icon_emoji", "icon_url")


def visible(team: Workspace, channel_id: object) -> Channel:
    """The conversation with that id, as far as the bot may know of it."""
    channel = team.channels.get(str(channel_id))
    if channel is None or channel.deleted or (channel.private and team.bot_user not in channel.members):
        raise Refused("channel_not_found")
    return channel


def _open_for(team: Workspace, channel: Channel) -> Channel:
    if channel.archived:
        raise Refused("is_archived")
    if team.bot_user not in channel.members:
        raise Refused("not_in_channel")
    if channel.read_only:
        raise Refused("restricted_action")
    if channel.partner and team.users[channel.partner].deleted:
        raise Refused("channel_not_found")
    return channel


def _target(team: Workspace, wanted: str) -> Channel:
    user = team.users.get(wanted)
    if user is None:
        return _open_for(team, visible(team, wanted))
    if user.is_bot:
        raise Refused("cannot_dm_bot", ours=True)
    return _open_for(team, team.dm(wanted))


def _metadata(office: Office, team: Workspace, args: Json) -> Json | None:
    found = args.get("metadata")
    if not found:
        return None
    if not (isinstance(found, dict) and isinstance(found.get("event_type"), str)):
        raise Refused("invalid_metadata_format", ours=True)
    if not isinstance(found.get("event_payload"), dict) or found.keys() - {"event_type", "event_payload"}:
        raise Refused("invalid_metadata_schema", ours=True)
    written = json.dumps(found)
    if len(written) > METADATA_MOST:
        raise Refused("metadata_too_large", ours=True)
    if any(re.search(rf"\b{user}\b", written) for user in re.findall(r"\b[UW]\w{8,}", written) if user in team.users):
        office.violations.append(Violation(method="metadata", error="names_a_person"))
    return found


def _thread(channel: Channel, args: Json) -> str | None:
    ts = args.get("thread_ts")
    if not ts:
        return None
    parent = channel.find(str(ts))
    if parent is None or parent.seen_by is not None:
        raise Refused("cannot_reply_to_message")
    if parent.thread_ts not in (None, parent.ts):
        raise Refused("cannot_reply_to_message", ours=True, messages=["[ERROR] thread_ts is of a reply"])
    parent.thread_ts = parent.ts
    return parent.ts


def _earlier(office: Office, channel: Channel, args: Json) -> Message | None:
    given = args.get("client_msg_id")
    if not given or office.client_msg_id == "ignore":
        return None
    try:
        UUID(str(given))
    except ValueError:
        raise invalid("client_msg_id must be a UUID") from None
    return office.by_client_id.get((channel.team_id, channel.id, str(given)))


def _answer(message: Message, **more: object) -> Json:
    shown = message.as_json(metadata=True)
    return {"ok": True, "channel": message.channel.id, "ts": message.ts, "message": shown, **more}


def _styled(call: Call) -> None:
    if any(call.args.get(name) for name in _CUSTOM) and "chat:write.customize" not in call.workspace.scopes:
        raise Refused("missing_scope", needed="chat:write.customize", provided=",".join(sorted(call.workspace.scopes)))


def post_message(office: Office, call: Call) -> Json:
    """chat.postMessage."""
    team, args = call.workspace, call.args
    _styled(call)
    channel = _target(team, args["channel"])
    text, blocks = office.content(team, args)
    metadata, before = _metadata(office, team, args), _earlier(office, channel, args)
    if before is not None:
        return _answer(before, is_duplicate=True)
    given = args.get("client_msg_id")
    thread = _thread(channel, args)
    message = office.post(team, channel, text, blocks, thread_ts=thread, metadata=metadata, client_msg_id=given)
    if given:
        office.by_client_id[channel.team_id, channel.id, str(given)] = message
    return _answer(message)


def _own(team: Workspace, args: Json, code: str) -> Message:
    channel = visible(team, args["channel"])
    message = channel.find(str(args["ts"]))
    if message is None or message.seen_by is not None:
        raise Refused("message_not_found")
    if message.user != team.bot_user:
        raise Refused(code, ours=True)
    return message


def update(office: Office, call: Call) -> Json:
    """chat.update."""
    message = _own(call.workspace, call.args, "cant_update_message")
    if message.channel.archived:
        raise Refused("is_inactive")
    text, blocks = office.content(call.workspace, call.args)
    if "metadata" in call.args:
        message.metadata = _metadata(office, call.workspace, call.args)
    office.rewrite(message, text, blocks)
    return _answer(message, text=text)


def delete(_office: Office, call: Call) -> Json:
    """chat.delete."""
    message = _own(call.workspace, call.args, "cant_delete_message")
    message.deleted = True
    return {"ok": True, "channel": message.channel.id, "ts": message.ts}


def post_ephemeral(office: Office, call: Call) -> Json:
    """chat.postEphemeral."""
    team, args = call.workspace, call.args
    _styled(call)
    channel = _open_for(team, visible(team, args["channel"]))
    if args["user"] not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = office.content(team, args)
    thread = _thread(channel, args)
    message = office.post(team, channel, text, blocks, thread_ts=thread, seen_by=str(args["user"]))
    return {"ok": True, "message_ts": message.ts}


def permalink(team: Workspace, message: Message) -> str:
    """The web address of a message."""
    channel, ts = message.channel.id, message.ts.replace(".", "")
    link = f"https://{team.domain}.slack.com/archives/{channel}/p{ts}"
    reply = message.thread_ts and message.thread_ts != message.ts
    return f"{link}?thread_ts={message.thread_ts}&cid={channel}" if reply else link


def get_permalink(_office: Office, call: Call) -> Json:
    """chat.getPermalink."""
    channel = visible(call.workspace, call.args["channel"])
    message = channel.find(str(call.args["message_ts"]))
    if message is None:
        raise Refused("message_not_found")
    return {"ok": True, "channel": channel.id, "permalink": permalink(call.workspace, message)}
