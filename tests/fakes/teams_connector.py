"""The Bot Connector's REST interface: conversations, activities, members, teams, reactions."""

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from .teams_limits import Operation
from .teams_office import Call, Office, Refused
from .teams_state import Message, Place, Team, User
from .teams_world import Tenant

Json = dict[str, Any]
Answer = tuple[int, Json | list[Json] | None]

PAGE = 200


def operation(call: Call) -> tuple[Operation, str]:
    """What Teams counts this call as, and for which conversation."""
    conversation = str(call.args.get("conversation", "")).partition(";")[0]
    if call.method == "create":
        members = call.body.get("members") or [{}]
        channel = ((call.body.get("channelData") or {}).get("channel") or {}).get("id")
        return "create", str(channel or members[0].get("id"))
    if call.method in {"react", "unreact"}:
        return "react", conversation
    return ("send" if call.method in {"post", "update", "delete"} else "read"), conversation


# ---------------------------------------------------------------- where


def _gone() -> Refused:
    return Refused(404, "ConversationNotFound", "Conversation not found.")


def _place(tenant: Tenant, conversation: str) -> tuple[Place, str]:
    """The place and the root of the thread that a conversation's id names."""
    name, _, root = conversation.partition(";messageid=")
    place = tenant.places.get(name)
    if place is None or place.deleted or (place.team is not None and place.team.deleted):
        raise _gone()
    if root and not any(m.id == root for m in place.messages):
        raise _gone()
    return place, root


def _let_in(tenant: Tenant, place: Place) -> None:
    if tenant.disabled:
        raise Refused(403, "BotDisabledByAdmin", "The tenant admin disabled this bot.")
    if not place.hears_bot:
        raise Refused(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
    for user in (tenant.users[member] for member in place.members if place.kind == "personal"):
        _reaches(tenant, user)


def _reaches(tenant: Tenant, user: User) -> None:
    if user.blocks_bot:
        raise Refused(403, "ConversationBlockedByUser", "User blocked the conversation with the bot.")
    near = any(team.installed and user.id in team.members for team in tenant.teams.values())
    if not user.has_app and not near:
        raise Refused(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")


def _write(tenant: Tenant, place: Place) -> None:
    _let_in(tenant, place)
    if place.team is not None and place.team.archived:
        raise Refused(403, "Forbidden", "The team is archived.")


def _own(office: Office, place: Place, root: str, activity: str) -> Message:
    message = place.find(activity)
    if message is None:
        raise Refused(404, "ActivityNotFoundInConversation", "The activity was not found in the conversation.")
    if message.author != office.world.bot:
        raise Refused(403, "Forbidden", "not the bot's own", ours=True)
    if root and message.root != root:
        raise Refused(404, "ActivityNotFoundInConversation", "it stands in another thread", ours=True)
    return message


# ---------------------------------------------------------------- writing


def create(office: Office, call: Call) -> Answer:
    """A post in a channel, or somebody's own chat."""
    body, tenant = call.body, call.where
    data = body.get("channelData") or {}
    if (data.get("tenant") or {}).get("id") != tenant.id:
        raise Refused(400, "BadArgument", "channelData.tenant.id is needed", ours=True)
    channel = (data.get("channel") or {}).get("id")
    if channel:
        return _create_post(office, tenant, str(channel), body)
    members = body.get("members") or []
    if body.get("isGroup") or len(members) != 1 or body.get("activity"):
        why = "a channel, or one member and nothing said yet: bots make no group chats"
        raise Refused(400, "BadArgument", why, ours=True)
    user = tenant.find_user(str(members[0].get("id")))
    if user is None:
        raise Refused(404, "MemberNotFound", "unknown member", ours=True)
    if tenant.disabled:
        raise Refused(403, "BotDisabledByAdmin", "The tenant admin disabled this bot.")
    _reaches(tenant, user)
    return 201, {"id": tenant.chat(user).id}


def _create_post(office: Office, tenant: Tenant, channel: str, body: Json) -> Answer:
    if body.get("isGroup") is not True or body.get("members"):
        raise Refused(400, "BadArgument", "a post in a channel is for a group, and without members", ours=True)
    place, root = _place(tenant, channel)
    if root or place.kind != "channel":
        raise Refused(400, "BadArgument", "not a channel", ours=True)
    _write(tenant, place)
    message = office.post(tenant, place, office.content(tenant, body.get("activity")))
    return 201, {"id": message.conversation, "activityId": message.id}


def post(office: Office, call: Call) -> Answer:
    """A message in a conversation; one in a bare channel begins a thread."""
    tenant = call.where
    place, root = _place(tenant, call.args["conversation"])
    _write(tenant, place)
    _check_conversation(call)
    traits = office.content(tenant, call.body)
    if call.args.get("targeted"):
        traits["seen_by"] = _reader(place, call.body)
    return 201, {"id": office.post(tenant, place, traits, root=root).id}


def _reader(place: Place, body: Json) -> str:
    reader = str((body.get("recipient") or {}).get("id", ""))
    if place.kind == "personal" or reader not in place.people:
        raise Refused(400, "BadArgument", "a targeted message is for one who is there, and not in a chat", ours=True)
    return reader


def _check_conversation(call: Call) -> None:
    named = (call.body.get("conversation") or {}).get("id", call.args["conversation"])
    if named != call.args["conversation"]:
        raise Refused(400, "BadArgument", "the activity names another conversation", ours=True)


def update(office: Office, call: Call) -> Answer:
    """Something else in the same place."""
    tenant = call.where
    place, root = _place(tenant, call.args["conversation"])
    _write(tenant, place)
    message = _own(office, place, root, call.args["activity"])
    office.rewrite(message, office.content(tenant, call.body))
    return 200, {"id": message.id}


def delete(office: Office, call: Call) -> Answer:
    """Nothing there any more."""
    place, root = _place(call.where, call.args["conversation"])
    _write(call.where, place)
    _own(office, place, root, call.args["activity"]).deleted = True
    return 200, None


def react(office: Office, call: Call) -> Answer:
    """The bot's own reaction, once however often it is asked for."""
    users = _reacted(call).reactions.setdefault(call.args["reaction"], [])
    if office.world.bot not in users:
        users.append(office.world.bot)
    return 200, None


def unreact(office: Office, call: Call) -> Answer:
    """The bot's reaction taken away."""
    reactions = _reacted(call).reactions
    users = [u for u in reactions.pop(call.args["reaction"], []) if u != office.world.bot]
    if users:
        reactions[call.args["reaction"]] = users
    return 200, None


def _reacted(call: Call) -> Message:
    place, _ = _place(call.where, call.args["conversation"])
    _write(call.where, place)
    message = place.find(call.args["activity"])
    if message is None:
        raise Refused(404, "ActivityNotFoundInConversation", "The activity was not found in the conversation.")
    return message


# ---------------------------------------------------------------- reading


def _roster(call: Call) -> list[User]:
    place, _ = _place(call.where, call.args["conversation"])
    _let_in(call.where, place)
    return [call.where.users[member] for member in place.people]


def members(_office: Office, call: Call) -> Answer:
    """A page of those who are there."""
    everybody = _roster(call)
    size = min(int(call.args.get("pageSize") or PAGE), 500)
    start = int(str(call.args.get("continuationToken") or "page-0").removeprefix("page-"))
    page = list(itertools.islice(everybody, start, start + size))
    rest = {"continuationToken": f"page-{start + size}"} if start + size < len(everybody) else {}
    return 200, {**rest, "members": [user.as_json(email_domain=call.where.domain) for user in page]}


def member(_office: Office, call: Call) -> Answer:
    """One of them, by any of their ids."""
    found = call.where.find_user(call.args["member"])
    if found is None or found not in _roster(call):
        raise Refused(404, "MemberNotFoundInConversation", "The member was not found in the conversation.")
    return 200, found.as_json(email_domain=call.where.domain)


def _team(call: Call) -> Team:
    team = call.where.teams.get(call.args["team"])
    if team is None or team.deleted:
        raise _gone()
    _let_in(call.where, team.general)
    return team


def team(_office: Office, call: Call) -> Answer:
    """What a team is called, and how big it is."""
    found = _team(call)
    counts = {"channelCount": len(found.channels), "memberCount": len(found.members)}
    return 200, {"id": found.id, "name": found.name, "aadGroupId": found.aad, "type": "standard", **counts}


def channels(_office: Office, call: Call) -> Answer:
    """Its channels; General has no name."""
    there = [place for place in _team(call).channels if not place.deleted]
    return 200, {"conversations": [{"id": p.id, "name": p.name or None, "type": "standard"} for p in there]}


METHODS: Mapping[str, Callable[[Office, Call], Answer]] = {
    "create": create,
    "post": post,
    "update": update,
    "delete": delete,
    "react": react,
    "unreact": unreact,
    "members": members,
    "member": member,
    "team": team,
    "channels": channels,
}
ROUTES: Mapping[str, tuple[str, str]] = {
    "create": ("POST", "conversations"),
    "post": ("POST", "conversations/{conversation}/activities"),
    "update": ("PUT", "conversations/{conversation}/activities/{activity}"),
    "delete": ("DELETE", "conversations/{conversation}/activities/{activity}"),
    "react": ("PUT", "conversations/{conversation}/activities/{activity}/reactions/{reaction}"),
    "unreact": ("DELETE", "conversations/{conversation}/activities/{activity}/reactions/{reaction}"),
    "members": ("GET", "conversations/{conversation}/pagedmembers"),
    "member": ("GET", "conversations/{conversation}/members/{member}"),
    "team": ("GET", "teams/{team}"),
    "channels": ("GET", "teams/{team}/conversations"),
}
