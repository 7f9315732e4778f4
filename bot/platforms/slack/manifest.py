"""The app manifest: exactly the scopes and events that this code uses, and no more."""

from collections.abc import Collection
from typing import Any

Json = dict[str, Any]

REQUIRED = (
    "chat:write",  # questions, digests, private lines
    "commands",  # /kudos, /fireside, the shortcuts
    "users:read",  # name, zone and language of people who do something
    "channels:read",  # coming into a public channel and leaving it, its name and kind
    "groups:read",  # the same for private channels
    "reactions:read",  # colleagues' reactions on answers and thanks
    "im:history",  # private messages to the bot
)
THREADS = ("channels:history", "groups:history")  # answers typed in a question's thread
OPTIONAL = ("usergroups:read",)  # thanks to a user group
EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
    "reaction_added",
    "reaction_removed",
    "tokens_revoked",
)
THREAD_EVENTS = ("message.channels", "message.groups")
COMMANDS = (
    ("/kudos", "Thank a colleague", "@colleague for what #value"),
    ("/fireside", "Your story, settings and help", "help"),
)
SHORTCUTS = (
    ("thank", "message", "Thank for this", "Thank the writer of this message"),
    ("give", "global", "Give thanks", "Thank a colleague"),
)
ABOUT = (
    "Once a week Fireside asks one question about what gives energy and goes well, and brings back what people chose "
    "to share. Answering is welcome, never required; everyone chooses for each answer who reads it and can take it "
    "back later. Colleagues can thank each other with /kudos. There are no points, no ranking and no measuring of "
    "moods, and nobody keeps a list of who stays silent."
)

# What each is for, as the last part of a phrase `setup-scope-…`.
USES = {
    "chat:write": "post",
    "commands": "commands",
    "users:read": "people",
    "channels:read": "channels",
    "groups:read": "channels",
    "reactions:read": "reactions",
    "im:history": "private",
    "channels:history": "replies",
    "groups:history": "replies",
}


def missing(granted: Collection[str], *, private: bool, thread_answers: bool = True) -> tuple[tuple[str, str], ...]:
    """Give the scopes that lack for a channel of this kind, each with what it is for; none where none are known."""
    elsewhere = "channels:" if private else "groups:"
    wanted = [s for s in (*REQUIRED, *(THREADS if thread_answers else ())) if not s.startswith(elsewhere)]
    return tuple((s, USES[s]) for s in wanted if s not in granted) if any(granted) else ()


def scopes(*, thread_answers: bool = True) -> tuple[str, ...]:
    """Give all scopes to ask for; those not in `REQUIRED` may be refused."""
    return (*REQUIRED, *(THREADS if thread_answers else ()), *OPTIONAL)


def manifest(public_url: str, *, thread_answers: bool = True, socket: bool = False) -> Json:
    """Give the manifest for an installation at this address; with `socket` Slack needs no address."""
    base = public_url.rstrip("/")
    url = {} if socket else {"url": f"{base}/slack/events"}
    request = {} if socket else {"request_url": f"{base}/slack/events"}
    asked = scopes(thread_answers=thread_answers)
    oauth: Json = {"scopes": {"bot": list(asked), "bot_optional": [s for s in asked if s not in REQUIRED]}}
    if base:
        oauth["redirect_urls"] = [f"{base}/slack/oauth_redirect"]
    events = sorted((*EVENTS, *(THREAD_EVENTS if thread_answers else ())))
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Fireside",
            "description": "One question a week about what goes well, and thanks between colleagues",
            "long_description": ABOUT,
            "background_color": "#7a3b1d",
        },
        "features": _features(url),
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {**request, "bot_events": events},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": True,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,  # it cannot be turned off again, and a lost answer would lock us out
        },
    }


def _features(url: Json) -> Json:
    return {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": "Fireside", "always_online": True},
        "shortcuts": [
            {"callback_id": callback, "type": kind, "name": name, "description": about}
            for callback, kind, name, about in SHORTCUTS
        ],
        "slash_commands": [
            {"command": command, "description": about, "usage_hint": hint, "should_escape": True, **url}
            for command, about, hint in COMMANDS
        ],
    }
