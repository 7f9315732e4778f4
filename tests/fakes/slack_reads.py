"""conversations.*, users.* and usergroups.*: what the bot may look up."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import TypeVar

from .slack_arguments import Refused, invalid, truth
from .slack_chat import visible
from .slack_data import Json
from .slack_office import Call, Office
from .slack_state import Channel, Message

T = TypeVar("T")
PAGE, PAGE_MOST = 100, 1000


def _page(call: Call, items: Sequence[T], default: int = PAGE) -> tuple[list[T], Json]:
    size = int(call.args.get("limit") or default)
    if not 1 <= size <= PAGE_MOST:
        raise Refused("invalid_limit", ours=True)
    cursor = str(call.args.get("cursor") or "")
    try:
        start = int(urlsafe_b64decode(cursor).decode().removeprefix("next:")) if cursor else 0
    except ValueError:
        raise Refused("invalid_cursor", ours=True) from None
    more = start + size < len(items)
    following = urlsafe_b64encode(f"next:{start + size}".encode()).decode() if more else ""
    return list(items[start : start + size]), {"response_metadata": {"next_cursor": following}}


def _allowed(call: Call, right: str) -> Channel:
    channel = visible(call.workspace, call.args["channel"])
    needed = f"{channel.scope_word}:{right}"
    if needed not in call.workspace.scopes:
        raise Refused("missing_scope", needed=needed, provided=",".join(sorted(call.workspace.scopes)))
    return channel


def info(office: Office, call: Call) -> Json:
    """conversations.info."""
    channel = _allowed(call, "read")
    answer = channel.as_json(call.workspace.bot_user, office.world.clock())
    if truth(call.args.get("include_num_members")):
        answer["num_members"] = len(channel.members)
    if truth(call.args.get("include_locale")):
        answer["locale"] = "en-US"
    return {"ok": True, "channel": answer}


def members(_office: Office, call: Call) -> Json:
    """conversations.members."""
    found, more = _page(call, _allowed(call, "read").members)
    return {"ok": True, "members": found, **more}


def _within(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = float(call.args.get("oldest") or 0), float(call.args.get("latest") or 1e12)
    if truth(call.args.get("inclusive")):
        return [m for m in messages if oldest <= float(m.ts) <= latest]
    return [m for m in messages if oldest < float(m.ts) < latest]


def _read_history(call: Call) -> Channel:
    channel = _allowed(call, "history")
    if call.workspace.bot_user not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _listed(call: Call, messages: list[Message]) -> Json:
    found, more = _page(call, messages)
    metadata = truth(call.args.get("include_all_metadata"))
    following = bool(more["response_metadata"]["next_cursor"])
    return {"ok": True, "messages": [m.as_json(metadata=metadata) for m in found], "has_more": following, **more}


def history(_office: Office, call: Call) -> Json:
    """conversations.history: newest first, without replies."""
    top = [m for m in _read_history(call).messages if not m.deleted and not m.seen_by]
    roots = [m for m in top if m.thread_ts in (None, m.ts)]
    return _listed(call, _within(call, roots[::-1]))


def replies(_office: Office, call: Call) -> Json:
    """conversations.replies: the parent, then its replies."""
    channel = _read_history(call)
    parent = channel.find(str(call.args["ts"]))
    if parent is None:
        raise Refused("thread_not_found")
    return _listed(call, [parent, *_within(call, channel.thread(parent.ts))])


def open_dm(_office: Office, call: Call) -> Json:
    """conversations.open, for one user."""
    team = call.workspace
    wanted = str(call.args.get("users") or "").split(",")
    if call.args.get("channel"):
        return {"ok": True, "channel": {"id": visible(team, call.args["channel"]).id}}
    if len(wanted) != 1 or not wanted[0]:
        raise invalid("only one user is known here")
    if "im:write" not in team.scopes:
        raise Refused("missing_scope", needed="im:write", provided=",".join(sorted(team.scopes)))
    user = team.users.get(wanted[0])
    if user is None:
        raise Refused("user_not_found")
    if user.deleted:
        raise Refused("user_disabled")
    return {"ok": True, "channel": {"id": team.dm(user.id).id}}


def user_info(office: Office, call: Call) -> Json:
    """users.info."""
    user = call.workspace.users.get(call.args["user"])
    if user is None:
        raise Refused("user_not_found")
    locale = truth(call.args.get("include_locale"))
    return {"ok": True, "user": user.as_json(office.world.clock(), include_locale=locale)}


def user_list(office: Office, call: Call) -> Json:
    """users.list."""
    locale, now = truth(call.args.get("include_locale")), office.world.clock()
    found, more = _page(call, list(call.workspace.users.values()))
    everyone = [user.as_json(now, include_locale=locale) for user in found]
    return {"ok": True, "members": everyone, "cache_ts": int(now), **more}


def usergroup_list(_office: Office, call: Call) -> Json:
    """usergroups.list."""
    with_users = truth(call.args.get("include_users"))
    groups = [
        {
            "id": group.id, "team_id": call.workspace.id, "is_usergroup": True, "is_external": False,
            "name": group.handle, "handle": group.handle, "description": "", "date_delete": 0,
            "user_count": len(group.users), **({"users": group.users} if with_users else {}),
        }
        for group in call.workspace.usergroups.values()
    ]  # fmt: skip
    return {"ok": True, "usergroups": groups}


def usergroup_users(_office: Office, call: Call) -> Json:
    """usergroups.users.list."""
    group = call.workspace.usergroups.get(call.args["usergroup"])
    if group is None:
        raise Refused("no_such_subteam")
    return {"ok": True, "users": list(group.users)}
