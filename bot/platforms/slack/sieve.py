"""What concerns the bot, and under which key it is kept: asked at the door, before anything is stored.

Its own module because two doors ask it, HTTP and Socket Mode.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.clock import Clock, stopwatch
from bot.domain import echo, order
from bot.platforms.slack.wire import HEARD, message_author
from bot.reading import Json, part, word
from storage import doorway
from storage.vault import Vault

if TYPE_CHECKING:  # the door opens before these are loaded
    from storage.early import Early
    from storage.store import Store

SECONDS = 5.0
DIGITS = 10  # of the seconds since 1970, until the year 2286
MOST_CHANNELS = 20_000
MOST_POSTS = 50_000
MOST_COMING = 10_000
ALWAYS = frozenset(
    [
        *("channel_left", "channel_archive", "channel_deleted", "channel_unarchive", "channel_rename"),
        *("group_left", "group_archive", "group_deleted", "group_unarchive", "group_rename"),
        *("channel_shared", "channel_unshared", "channel_id_changed", "app_uninstalled", "tokens_revoked"),
    ]
)
EDITS = frozenset({"message_changed", "message_deleted"})
OWN_COMING_AND_GOING = frozenset({"member_joined_channel", "member_left_channel"})


@dataclass(slots=True)
class Sieve:
    """Tells what to keep; what it lets through may still turn out to be nothing, what it drops never was anything."""

    store: "Store | Early"
    vault: Vault
    clock: Clock
    _emoji: dict[tuple[str, str], tuple[float, str | None]] = field(default_factory=dict)
    _posts: set[tuple[str, str, str]] = field(default_factory=set)
    _coming: dict[str, float] = field(default_factory=dict)

    def concerns(self, workspace: str, bot: str, event: Json) -> bool:
        """Tell whether an event may concern the bot; raises StorageError."""
        kind = word(event, "type")
        if kind == "message":
            return _MESSAGES.get(word(event, "subtype"), _nothing)(self, workspace, bot, event)
        if kind in ("reaction_added", "reaction_removed"):
            return self._reaction(workspace, bot, event)
        if kind in OWN_COMING_AND_GOING:
            return word(event, "user") == bot
        if kind == "app_home_opened":
            return word(event, "tab") in ("", "home")
        return kind in ALWAYS

    def _knows(self, workspace: str, channel: str, ref: str) -> bool:
        """What was a post once is let through for ever; what may become one while it is on its way, too."""
        place = (workspace, channel, ref)
        if not ref or place in self._posts:
            return bool(ref)
        if not self.store.fast(lambda tx: doorway.is_post(tx, *place)):
            return self.store.fast(lambda tx: doorway.under_way(tx, workspace, channel))
        if len(self._posts) >= MOST_POSTS:
            self._posts.clear()
        self._posts.add(place)
        return True

    def early(self, workspace: str, event: Json) -> bool:
        """Tell whether an event is about a message that was not handled or has not come yet; raises StorageError."""
        subtype = word(event, "subtype")
        about = _ABOUT_MESSAGE.get(subtype or word(event, "type"))
        if about is None:
            return False
        return (subtype in EDITS and self._may_come(workspace, event)) or self._waits(workspace, *about(event))

    def _may_come(self, workspace: str, event: Json) -> bool:
        """Tell whether an edit or a deletion has overtaken what somebody wrote to the bot or under a post of its.

        That is asked first: what comes between two looks the other way round would be found in neither.
        """
        said, (channel, ref) = _said(event), _ABOUT_MESSAGE[word(event, "subtype")](event)
        thread, second = word(said, "thread_ts"), _second(ref)
        if second is None or not message_author(said) or thread == ref:
            return False
        posted = datetime.fromtimestamp(second, UTC)
        if not order.may_come(posted, self.clock.now()) or word(said, "subtype") not in {*HEARD, "tombstone"}:
            return False
        key = self._key(workspace, "message", "typed", channel, ref)
        theirs = word(event, "channel_type") == "im" or self._knows(workspace, channel, thread)
        return theirs and not self.store.fast(lambda tx: doorway.came(tx, workspace, key))

    def _waits(self, workspace: str, channel: str, ref: str) -> bool:
        if (workspace, channel, ref) in self._posts:
            return False
        key = self._key(workspace, "message", "typed", channel, ref)
        coming = self._coming.get(key, 0.0) > stopwatch()
        if coming and not self.store.fast(lambda tx: doorway.came(tx, workspace, key)):
            return True
        return self.store.fast(lambda tx: doorway.waits(tx, workspace, key))

    def coming(self, key: str) -> None:
        """Note that an event is just being kept, or could not be and comes again: what is about it may come before."""
        if len(self._coming) >= MOST_COMING:
            self._coming.clear()
        self._coming[key] = stopwatch() + order.MAY_COME.total_seconds()

    def came(self, key: str) -> None:
        """Note that an event is kept."""
        self._coming.pop(key, None)

    def dropped(self, workspace: str, body: Json) -> None:
        """Note that an event turned out to concern nothing, also if it could not be told at first."""
        if self._coming:
            self.came(self.event_key(workspace, body))

    def _heard(self, workspace: str, channel: str, ref: str) -> bool:
        """What somebody wrote a moment ago may be a row that still waits, most of all after a crash.

        That is asked first: between two looks the other way round it could be handled, and be found in neither.
        """
        return self._waits(workspace, channel, ref) or self._knows(workspace, channel, ref)

    def _typed(self, workspace: str, bot: str, event: Json) -> bool:
        if message_author(event) in ("", bot):
            return False
        if word(event, "channel_type") == "im":
            return True
        thread = word(event, "thread_ts")
        return thread != word(event, "ts") and self._knows(workspace, word(event, "channel"), thread)

    def _changed(self, workspace: str, bot: str, event: Json) -> bool:
        now, before = part(event, "message"), part(event, "previous_message")
        if word(now, "subtype") == "tombstone":
            return self._deleted(workspace, bot, event)
        if message_author(now) in ("", bot) or (before and word(now, "text") == word(before, "text")):
            return False
        return self._may_come(workspace, event) or self._heard(workspace, *_changed_at(event))

    def _deleted(self, workspace: str, bot: str, event: Json) -> bool:
        may_come = message_author(_said(event)) != bot and self._may_come(workspace, event)
        return may_come or self._heard(workspace, *_deleted_at(event))

    def _reaction(self, workspace: str, bot: str, event: Json) -> bool:
        item = part(event, "item")
        if word(event, "user") in ("", bot) or word(item, "type") != "message":
            return False
        channel, ref = _reacted_at(event)
        thanks = self._thanks(workspace, channel)
        if thanks is not None and echo.base(word(event, "reaction")) == echo.base(thanks):
            return True
        return self._heard(workspace, channel, ref)

    def _thanks(self, workspace: str, channel: str) -> str | None:
        place = (workspace, channel)
        known = self._emoji.get(place)
        if known is not None and known[0] > stopwatch():
            return known[1]
        found = self.store.fast(lambda tx: doorway.kudos_emoji(tx, workspace, channel))
        if len(self._emoji) >= MOST_CHANNELS:
            self._emoji.clear()
        self._emoji[place] = (stopwatch() + SECONDS, found)
        return found

    # ------------------------------------------------------------ keys

    def event_key(self, workspace: str, body: Json) -> str:
        """Give the key of an event: by what it is about, since one message may come as several events."""
        event = part(body, "event")
        kind = word(event, "type")
        about = _ABOUT.get(kind, _about_any)(event)
        return self._key(workspace, kind, *(about or ("event", word(body, "event_id"))))

    def _key(self, workspace: str, kind: str, *about: str) -> str:
        """What happened in one second stands together in the index: rows that come together share its pages."""
        second = _second(about[-1])
        lead = "" if second is None else f"{second:08x}"
        return self.vault.hash(workspace, kind, *about, lead=lead)

    def interactive_key(self, workspace: str, body: Json) -> str:
        """Give the key of a command, tap or form."""
        view = part(body, "view")
        if body.get("type") == "view_submission":
            who, state = word(part(body, "user"), "id"), repr(view.get("state"))
            return self.vault.hash(workspace, "view", word(view, "id"), who, state)
        trigger = word(body, "trigger_id")
        return self.vault.hash(workspace, "trigger", trigger) if trigger else ""


def _nothing(_sieve: Sieve, _workspace: str, _bot: str, _event: Json) -> bool:
    return False


_MESSAGES: Mapping[str, Callable[[Sieve, str, str, Json], bool]] = {
    **dict.fromkeys(HEARD, Sieve._typed),  # noqa: SLF001 - its own table
    "message_changed": Sieve._changed,  # noqa: SLF001 - its own table
    "message_deleted": Sieve._deleted,  # noqa: SLF001 - its own table
}


def _second(ref: str) -> int | None:
    """Give the second of a message's id, None where it is no moment that Slack would tell."""
    second = ref.partition(".")[0]
    return int(second) if second.isdecimal() and second.isascii() and len(second) <= DIGITS else None


def _changed_at(event: Json) -> tuple[str, str]:
    return word(event, "channel"), word(part(event, "message"), "ts")


def _deleted_at(event: Json) -> tuple[str, str]:
    ref = word(event, "deleted_ts") or word(part(event, "previous_message"), "ts")
    return word(event, "channel"), ref or word(part(event, "message"), "ts")


def _said(event: Json) -> Json:
    """Give the message that an edit or a deletion is about, as it was or is."""
    return part(event, "previous_message") or part(event, "message")


def _reacted_at(event: Json) -> tuple[str, str]:
    item = part(event, "item")
    return word(item, "channel"), word(item, "ts")


_ABOUT_MESSAGE: Mapping[str, Callable[[Json], tuple[str, str]]] = {
    "message_changed": _changed_at,
    "message_deleted": _deleted_at,
    "reaction_added": _reacted_at,
    "reaction_removed": _reacted_at,
}


def _about_message(event: Json) -> tuple[str, ...]:
    subtype, channel = word(event, "subtype"), word(event, "channel")
    if subtype == "message_changed":
        now = part(event, "message")
        return subtype, channel, word(now, "ts"), word(part(now, "edited"), "ts") or word(event, "event_ts")
    if subtype == "message_deleted":
        return subtype, channel, word(event, "deleted_ts") or word(event, "event_ts")
    return "typed", channel, word(event, "ts")


def _about_reaction(event: Json) -> tuple[str, ...]:
    return *_reacted_at(event), word(event, "user"), word(event, "reaction"), word(event, "event_ts")


def _about_any(event: Json) -> tuple[str, ...]:
    at = word(event, "event_ts")
    channel = word(event, "channel") or word(part(event, "channel"), "id") or word(event, "old_channel_id")
    return (channel, word(event, "user"), at) if at else ()


_ABOUT: Mapping[str, Callable[[Json], tuple[str, ...]]] = {
    "message": _about_message,
    "reaction_added": _about_reaction,
    "reaction_removed": _about_reaction,
}
