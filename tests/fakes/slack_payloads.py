"""The bodies that Slack sends to an app, in full and in Slack's own shape."""

from collections.abc import Mapping

from .slack_data import Json
from .slack_office import view_json
from .slack_state import Channel, Message, User, View
from .slack_world import Workspace

VERIFICATION = "fake-verification-token"


def event_callback(team: Workspace, event: Json, event_id: str, *, shared: bool = False) -> Json:
    """The envelope around an event."""
    return {
        "token": VERIFICATION, "team_id": team.id, "context_team_id": team.id,
        "context_enterprise_id": team.org or None, "api_app_id": team.app_id, "event": event,
        "type": "event_callback", "event_id": event_id,
        "event_time": int(float(event.get("event_ts", "0"))), "is_ext_shared_channel": shared,
        "authorizations": [
            {
                "enterprise_id": team.org or None, "team_id": None if team.org else team.id,
                "user_id": team.bot_user, "is_bot": True, "is_enterprise_install": bool(team.org),
            }
        ],
        "event_context": f"4-fake-{event_id}",
    }  # fmt: skip


def message(said: Message, **more: object) -> Json:
    """A `message` event for something that was just said."""
    channel = said.channel
    return {**said.as_json(), "channel": channel.id, "event_ts": said.ts, "channel_type": channel.kind, **more}


def message_changed(now: Message, before: Json, ts: str) -> Json:
    """A `message` event of subtype message_changed."""
    teams = {"source_team": now.channel.team_id, "user_team": now.channel.team_id}
    return {
        "type": "message", "subtype": "message_changed", "message": {**now.as_json(), **teams},
        "previous_message": before, "channel": now.channel.id, "hidden": True, "ts": ts, "event_ts": ts,
        "channel_type": now.channel.kind,
    }  # fmt: skip


def message_deleted(gone: Message, ts: str) -> Json:
    """A `message` event of subtype message_deleted."""
    return {
        "type": "message", "subtype": "message_deleted", "previous_message": gone.as_json(),
        "channel": gone.channel.id, "hidden": True, "deleted_ts": gone.ts, "ts": ts, "event_ts": ts,
        "channel_type": gone.channel.kind,
    }  # fmt: skip


def tombstone(gone: Message, before: Json, ts: str) -> Json:
    """What Slack sends instead when the deleted message has replies: it is changed into a tombstone."""
    left = {
        "type": "message", "subtype": "tombstone", "text": "This message was deleted.", "user": "USLACKBOT",
        "hidden": True, "ts": gone.ts, "thread_ts": gone.ts, "reply_count": 1,
    }  # fmt: skip
    return {**message_changed(gone, before, ts), "message": left}


def reaction(kind: str, user: str, emoji: str, target: Message, ts: str) -> Json:
    """A `reaction_added` or `reaction_removed` event."""
    item = {"type": "message", "channel": target.channel.id, "ts": target.ts}
    return {"type": kind, "user": user, "reaction": emoji, "item": item, "item_user": target.user, "event_ts": ts}


def membership(kind: str, user: str, channel: Channel, ts: str, inviter: str = "") -> Json:
    """A `member_joined_channel` or `member_left_channel` event."""
    event: Json = {"type": kind, "user": user, "channel": channel.id, "team": channel.team_id, "event_ts": ts}
    event["channel_type"] = "G" if channel.private else "C"
    return event | ({"inviter": inviter} if inviter else {})


def renamed(channel: Channel, ts: str) -> Json:
    """A `channel_rename` or `group_rename` event."""
    told = {
        "id": channel.id, "name": channel.name, "name_normalized": channel.name, "created": 1_700_000_000,
        "is_channel": not channel.private, "is_mpim": False,
    }  # fmt: skip
    return {"type": f"{channel.kind}_rename", "channel": told, "event_ts": ts}


def home_opened(team: Workspace, user: User, tab: str, ts: str) -> Json:
    """An `app_home_opened` event, with the last published view where there is one."""
    event: Json = {"type": "app_home_opened", "user": user.id, "channel": team.dm(user.id).id, "tab": tab}
    event["event_ts"] = ts
    home = team.homes.get(user.id)
    return event | ({"view": view_json(home, team)} if home and tab == "home" else {})


def place(channel: Channel) -> Json:
    """The channel of a command or action; Slack does not tell the names of private ones."""
    return {"id": channel.id, "name": {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name)}


def command(team: Workspace, user: User, channel: Channel, typed: Mapping[str, str]) -> Json:
    """The form fields of a slash command; `typed` has command, text, trigger_id, response_url."""
    where = place(channel)
    return {
        "token": VERIFICATION, "team_id": team.id, "team_domain": team.domain, "channel_id": where["id"],
        "channel_name": where["name"], "user_id": user.id, "user_name": user.name, "api_app_id": team.app_id,
        "is_enterprise_install": "true" if team.org else "false", **typed,
        **({"enterprise_id": team.org, "enterprise_name": team.org} if team.org else {}),
    }  # fmt: skip


def interaction(kind: str, team: Workspace, user: User, trigger: str, **more: object) -> Json:
    """What all interactive payloads have in common, and `more`."""
    who = {"id": user.id, "username": user.name, "name": user.name, "team_id": team.id}
    return {
        "type": kind, "user": who, "api_app_id": team.app_id, "token": VERIFICATION, "trigger_id": trigger,
        "team": {"id": team.id, "domain": team.domain}, "is_enterprise_install": bool(team.org),
        "enterprise": {"id": team.org, "name": team.org} if team.org else None, **more,
    }  # fmt: skip


def message_context(target: Message, values: Json) -> Json:
    """Where a tap on a message took place; an ephemeral message itself is not sent along."""
    container: Json = {"type": "message", "message_ts": target.ts, "channel_id": target.channel.id}
    container["is_ephemeral"] = target.seen_by is not None
    if target.thread_ts and target.thread_ts != target.ts:
        container["thread_ts"] = target.thread_ts
    context: Json = {"container": container, "channel": place(target.channel), "state": {"values": values}}
    return context if target.seen_by else context | {"message": target.as_json()}


def view_context(team: Workspace, view: View, values: Json) -> Json:
    """Where a tap inside a view took place."""
    return {"container": {"type": "view", "view_id": view.id}, "view": view_json(view, team, values)}
