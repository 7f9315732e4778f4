"""Where Teams puts things in an activity: tenant, place, person, what was typed, and when.

The raw JSON is read, since the Bot Framework's own classes lose several of these.
"""

import html
import re
from datetime import UTC, datetime

from bot import commands as c
from bot.reading import NONE, Json, part, several, word

GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")  # the form of ids in a directory
_TENANT = re.compile(r"[A-Za-z0-9._-]{1,64}")
_AT = re.compile(r"<at(?:\s[^>]*)?>(.*?)</at>", re.DOTALL | re.IGNORECASE)
_QUOTED = re.compile(
    r"<quoted\s[^<>]*>", re.IGNORECASE
)  # where a reply in a chat quotes a message; typed ones are escaped
_LINE = re.compile(r"<br\s*/?>|</p>\s*<p>|</div>\s*<div>", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\u00a0]+")
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00)")
_TEXTS = ("id", "channelId", "serviceUrl", "text", "name", "timestamp", "replyToId", "locale", "action")
_PARTS = ("from", "recipient", "conversation", "channelData")
_LISTS = ("entities", "membersAdded", "membersRemoved", "reactionsAdded", "reactionsRemoved")
_KINDS = dict.fromkeys(_TEXTS, str) | dict.fromkeys(_PARTS, dict) | dict.fromkeys(_LISTS, list)


def well_formed(activity: Json) -> bool:
    """Tell whether what stands in an activity has the types that it should have."""
    if not word(activity, "type") or not isinstance(activity.get("conversation"), dict):
        return False
    for name, value in activity.items():
        if value and not isinstance(value, _KINDS.get(name, object)):
            return False
    return all(isinstance(part(activity, name).get("id") or "", str) for name in ("from", "recipient", "conversation"))


# ---------------------------------------------------------------- where and who


def tenant_of(activity: Json) -> str:
    """Give the tenant that an activity belongs to, empty where it names none.

    In a channel that is the one whose channel it is: people of another company may come with their own beside it.
    """
    theirs = word(part(part(activity, "channelData"), "tenant"), "id")
    host = word(part(activity, "conversation"), "tenantId")
    told = (host or theirs) if kind_of(activity) == "channel" else (theirs or host)
    return told if _TENANT.fullmatch(told) else ""


def workspace_of(activity: Json) -> str:
    """Give the workspace's key, empty where an activity names no tenant."""
    tenant = tenant_of(activity)
    return f"teams:{tenant}" if tenant else ""


def place_of(activity: Json) -> tuple[str, str]:
    """Give a conversation's own id and, in a channel, the id of the post whose thread this is."""
    conversation, _, thread = word(part(activity, "conversation"), "id").partition(";messageid=")
    return conversation, thread


def kind_of(activity: Json) -> str:
    """Give what kind of conversation this is: personal, groupChat or channel."""
    return word(part(activity, "conversation"), "conversationType")


def is_private(activity: Json) -> bool:
    """Tell whether this is somebody's own chat with the bot."""
    return kind_of(activity) == "personal"


def person(activity: Json) -> str:
    """Give who did something."""
    return word(part(activity, "from"), "id")


def bot_of(activity: Json) -> str:
    """Give the bot's own id."""
    return word(part(activity, "recipient"), "id")


def team_of(activity: Json) -> str:
    """Give the team in which something happened, empty in chats."""
    return word(part(part(activity, "channelData"), "team"), "id")


def there(activity: Json) -> c.By:
    """Give who did something and in which conversation, be it a private chat."""
    return c.By(workspace=workspace_of(activity), member=person(activity), channel=place_of(activity)[0])


def who(activity: Json, channel: str = "") -> c.By:
    """Give who did something and in which channel, if in any; `channel` is where it was about, if elsewhere."""
    here = "" if is_private(activity) else place_of(activity)[0]
    return c.By(workspace=workspace_of(activity), member=person(activity), channel=channel or here)


def order_of(activity: Json) -> str:
    """Give an activity's time in a form that sorts; Teams writes more or fewer digits of a second."""
    told = word(activity, "timestamp")
    found = _TIME.fullmatch(told)
    return f"{found[1]}.{(found[2] or '').ljust(9, '0')}" if found else told


def tells_of_leaving(activity: Json) -> bool:
    """Tell whether somebody, perhaps the bot itself, is being taken out: that may come after the bot is gone."""
    if word(activity, "type") == "installationUpdate":
        return word(activity, "action").startswith("remove")
    return word(activity, "type") == "conversationUpdate" and bool(several(activity, "membersRemoved"))


def posted_at(ref: str) -> datetime | None:
    """Give when a message was posted: Teams' ids of messages are that moment in milliseconds."""
    digits = 13
    return datetime.fromtimestamp(int(ref) / 1000, UTC) if ref.isdecimal() and len(ref) == digits else None


def zone_of(activity: Json) -> str:
    """Give the time zone of whoever did something, as their own client tells it."""
    return word(activity, "localTimezone") or word(_client(activity), "timezone")


def language_of(activity: Json) -> str:
    """Give the language of whoever did something, two letters or nothing."""
    found = (word(activity, "locale") or word(_client(activity), "locale"))[:2].lower()
    return found if found.isalpha() else ""


def _client(activity: Json) -> Json:
    return next((e for e in several(activity, "entities") if word(e, "type") == "clientInfo"), NONE)


def channel_name(activity: Json, channel: str) -> str:
    """Give the name of a channel, as far as an activity tells it; a team's first one goes by the name of the team."""
    data = part(activity, "channelData")
    told, team = part(data, "channel"), part(data, "team")
    named = word(told, "name") if word(told, "id") == channel else ""
    other = team if word(team, "id") == channel else part(activity, "conversation")
    return named or word(other, "name")


# ---------------------------------------------------------------- what was typed


def text_of(activity: Json, *, groups: bool = False) -> str:
    """Give what was typed, with mentions as `<@ID>` and without the bot's own.

    Whole teams come by their name, or with `groups` as `<^ID>`.
    """
    waiting: dict[str, list[Json]] = {}
    for entity in several(activity, "entities"):
        if word(entity, "type") == "mention":
            waiting.setdefault(_name(word(entity, "text")), []).append(part(entity, "mentioned"))
    bot = bot_of(activity)

    def mention(match: re.Match[str]) -> str:
        name = match[1].strip()
        named = waiting.get(name) or [NONE]
        # Two people of one name stand in the text in the order of their mentions.
        return _mention(named.pop(0) if len(named) > 1 else named[0], bot, name, groups=groups)

    return _plain(_AT.sub(mention, _QUOTED.sub("", word(activity, "text"))))


def _mention(mentioned: Json, bot: str, name: str, *, groups: bool) -> str:
    identity = word(mentioned, "id")
    if identity == bot:
        return ""
    many = identity.startswith("19:") or word(mentioned, "type") in {"channel", "team", "everyone", "tag"}
    if not identity or (many and not groups):
        return f"@{name}"
    return f"<^{identity}>" if many else f"<@{identity}>"


def _name(text: str) -> str:
    match = _AT.search(text)
    return (match[1] if match else text).strip()


def _plain(text: str) -> str:
    lines = html.unescape(_LINE.sub("\n", text)).split("\n")
    return "\n".join(_SPACE.sub(" ", line).strip() for line in lines).strip()
