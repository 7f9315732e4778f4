"""What every door of the fake Teams shares: refusals, calls, violations, and the bot's own messages."""

from dataclasses import dataclass, field
from typing import Any

from . import teams_cards as cards
from .teams_state import Message, Place
from .teams_world import Tenant, World

Json = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
MOST, TEAMS_MOST = 80 << 10, 100 << 10  # what the house keeps to, and from where on Teams refuses; as UTF-16
FIELDS = frozenset(
    {
        "type", "text", "textFormat", "summary", "attachments", "attachmentLayout", "entities", "from", "recipient",
        "conversation", "channelId", "serviceUrl", "replyToId", "channelData", "id", "importance", "deliveryMode",
        "inputHint", "locale", "timestamp", "localTimestamp", "suggestedActions", "speak",
    }
)  # fmt: skip


class Refused(Exception):
    """What the connector answers instead; `ours` for what a correct app never causes."""

    def __init__(self, status: int, code: str, why: str = "", *, ours: bool = False) -> None:
        super().__init__(code)
        self.status, self.code, self.why, self.ours = status, code, why, ours

    def as_json(self) -> Json:
        """The body of the answer."""
        return {"error": {"code": self.code, "message": self.why or self.code}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """Something that a correct app never does: where, the code, and why."""

    method: str
    code: str
    why: str = ""


@dataclass(slots=True, kw_only=True)
class Call:
    """One call that arrived; `answer` is `ok`, a code, or what a fault made of it."""

    method: str
    args: Json
    body: Json
    at: float
    answer: str = ""
    tenant: Tenant | None = None

    @property
    def where(self) -> Tenant:
        """The tenant that the address named."""
        assert self.tenant is not None
        return self.tenant


@dataclass(slots=True, kw_only=True)
class Office:
    """The shared state beside the world; `posts` are the bot's messages, oldest first."""

    world: World
    violations: list[Violation] = field(default_factory=list)
    posts: list[Message] = field(default_factory=list)

    def note(self, where: str, refused: Refused) -> None:
        """Keep a refusal if a correct app never causes it."""
        if refused.ours:
            self.violations.append(Violation(method=where, code=refused.code, why=refused.why))

    def content(self, tenant: Tenant, activity: object) -> Json:
        """The traits of a message that this activity makes; raises Refused."""
        if not isinstance(activity, dict):
            raise Refused(400, "BadSyntax", "an activity is needed", ours=True)
        _check_size(activity)
        if activity.get("type") != "message" or activity.keys() - FIELDS:
            wrong = sorted(activity.keys() - FIELDS) or activity.get("type")
            raise Refused(400, "BadSyntax", f"not a message with known fields: {wrong}", ours=True)
        self._check_names(tenant, activity)
        text, attachments = activity.get("text") or "", activity.get("attachments") or []
        if text and attachments:
            why = "text and a card in one activity: Teams makes two of it and tells no id"
            raise Refused(400, "BadArgument", why, ours=True)
        if not text.strip() and not attachments:
            raise Refused(400, "BadSyntax", "Activity must contain text or an attachment", ours=True)
        card = self._card(tenant, attachments) if attachments else None
        entities = list(activity.get("entities") or ())
        problems = [] if card else cards.mention_problems(cards.named_in(text), entities, tenant.users)
        if problems:
            raise Refused(400, "BadArgument", "; ".join(problems), ours=True)
        summary = str(activity.get("summary") or "")
        return {"text": text, "card": card, "summary": summary, "entities": entities, "body": activity}

    def _check_names(self, tenant: Tenant, activity: Json) -> None:
        sender = (activity.get("from") or {}).get("id", self.world.bot)
        named = ((activity.get("channelData") or {}).get("tenant") or {}).get("id", tenant.id)
        if sender != self.world.bot or named != tenant.id:
            raise Refused(400, "BadArgument", "an activity in another's name, or for another tenant", ours=True)

    @staticmethod
    def _card(tenant: Tenant, attachments: list[Json]) -> Json:
        if len(attachments) != 1 or attachments[0].get("contentType") != CARD:
            raise Refused(400, "BadArgument", "not one adaptive card", ours=True)
        card: Json = attachments[0].get("content") or {}
        problems = cards.problems(card, tenant.users)
        if problems:
            raise Refused(400, "BadArgument", "; ".join(problems), ours=True)
        return card

    def post(self, tenant: Tenant, place: Place, traits: Json, *, root: str = "") -> Message:
        """Store a message of the bot."""
        message = tenant.add_message(place, self.world.bot, root=root, **traits)
        self.posts.append(message)
        return message

    @staticmethod
    def rewrite(message: Message, traits: Json) -> None:
        """Change a message of the bot in place: everybody sees the same again."""
        message.earlier.append(message.shown)
        message.views.clear()
        for name, value in traits.items():
            setattr(message, name, value)


def _check_size(activity: Json) -> None:
    size = cards.size(activity)
    if size > TEAMS_MOST:
        raise Refused(413, "MessageSizeTooBig", f"{size} bytes", ours=True)
    if size > MOST:
        raise Refused(413, "MessageSizeTooBig", f"{size} bytes: Teams might take it, but not for sure", ours=True)
