"""How Teams turns what somebody types into what an app reads: mentions become tags with entities, the rest HTML."""

import html
import re

from .teams_state import Json, Message
from .teams_world import BOT_NAME, Tenant


def _names(tenant: Tenant) -> dict[str, tuple[str, str]]:
    """What may stand behind an @: full names, first names, `{id}`; each with the id and the name as it then stands."""
    found: dict[str, tuple[str, str]] = {}
    for user in tenant.users.values():
        first = user.name.partition(" ")[0]
        found.setdefault(f"@{first}".lower(), (user.id, first))
        found.setdefault(f"@{user.name}".lower(), (user.id, user.name))
        found[f"@{{{user.id}}}".lower()] = (user.id, user.name)
    return found | {f"@{BOT_NAME}".lower(): (tenant.world.bot, BOT_NAME)}


def typed(tenant: Tenant, text: str) -> tuple[str, list[Json]]:
    """The text of the activity and its mention entities, in the order in which they stand."""
    names = _names(tenant)
    longest_first = sorted(names, key=len, reverse=True)
    pieces = re.split(rf"((?:{'|'.join(map(re.escape, longest_first))})(?!\w))", text, flags=re.IGNORECASE)
    said, entities = "", []
    for piece in pieces:
        if piece.lower() not in names:
            said += html.escape(piece, quote=False)
            continue
        found, name = names[piece.lower()]
        tag = f"<at>{html.escape(name, quote=False)}</at>"
        said += tag
        entities.append({"type": "mention", "mentioned": {"id": found, "name": name}, "text": tag})
    return said, entities


def quoted(text: str, message: Message) -> tuple[str, Json]:
    """The text of a reply that quotes a message of the same chat, and the entity that tells which one."""
    quote = {"messageId": message.id, "senderId": message.author, "preview": message.shown[:100], "time": message.id}
    told = {"type": "quotedReply", "quotedReply": {**quote, "validatedMessageReference": True}}
    return f'<quoted messageId="{message.id}"/> {text}', told


def as_html(text: str) -> Json:
    """The same once more as Teams attaches it."""
    numbers = iter(range(100))
    schema = 'itemscope itemtype="http://schema.skype.com/Mention" itemid="{}"'
    marked = re.sub(r"<at>(.*?)</at>", lambda m: f"<span {schema.format(next(numbers))}>{m[1]}</span>", text)
    return {"contentType": "text/html", "content": f"<p>{marked}</p>"}
