"""What happens to an activity at the door: kept and handed on, or answered at once.

Its own module because it needs the store and nothing of HTTP, while the door needs HTTP and nothing of the store.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson

from bot import log, metrics, traces
from bot.clock import Clock, stopwatch
from bot.domain import order
from bot.inbox import Inbox
from bot.platforms.teams.activity import bot_of, person, place_of, posted_at, workspace_of
from bot.platforms.teams.parse import KINDS
from bot.reading import Json, packed, part, several, word
from storage import doorway
from storage.store import Arrival, Store
from storage.vault import Vault

LOG = log.logger("teams")
GRACE = timedelta(seconds=30)  # so long this process may take before the row counts as left lying
READY_SECONDS = 4.0
MOST_ANSWERS, ANSWER_SECONDS = 500, 60.0  # Teams asks again within the first 15
OWN_TIME = frozenset({"messageUpdate", "messageDelete", "messageReaction"})  # they go by the id of the message
OF_PEOPLE = frozenset({"message", *OWN_TIME})
FAILED = 500
_DROPPED, _KEPT, _AGAIN, _LOST, _ASKED = (
    metrics.RECEIVED.labels(platform="teams", outcome=outcome)
    for outcome in ("dropped", "kept", "again", "not_kept", "interactive")
)
Answer = tuple[int, bytes]
Answering = Callable[[str, str, dict[str, Any]], Awaitable[Answer]]


class NotKept(Exception):
    """The store did not take an activity: whoever brought it must bring it again."""


@dataclass(slots=True)
class Mail:
    """Sorts activities, and keeps people waiting a moment until there is somebody to answer them."""

    store: Store
    vault: Vault
    clock: Clock
    inbox: Inbox
    _loaded: asyncio.Event = field(default_factory=asyncio.Event)
    _answering: Answering | None = None
    _answers: "OrderedDict[str, tuple[float, asyncio.Task[Answer]]]" = field(default_factory=OrderedDict)

    def answered_by(self, answering: Answering) -> None:
        """Say who answers people, once the framework behind the door is loaded."""
        self._answering = answering
        self._loaded.set()

    async def take(self, activity: dict[str, Any]) -> Answer:
        """Give status and body for an activity; returns after the commit; raises NotKept."""
        workspace = workspace_of(activity)
        if word(activity, "type") == "invoke":
            right = workspace and person(activity) and packed(activity) is not None
            return await self._invoke(workspace, activity) if right else (400, b"")
        raw = packed(activity) if workspace and _concerns(activity) else None
        if raw is None:
            _DROPPED.inc()
            return 200, b""
        await self._keep(workspace, activity, raw)
        return 200, b""

    async def _keep(self, workspace: str, activity: dict[str, Any], raw: bytes) -> None:
        key = key_of(self.vault, workspace, activity)
        try:
            arrival = Arrival(workspace, key, self.vault.seal(raw), self.clock.now() + GRACE)
            with traces.span("receive", key=key, platform="teams"):
                new = await self.store.areceive(arrival)
        except Exception as problem:
            _LOST.inc()
            LOG.error("activity_not_kept", error=type(problem).__name__)
            raise NotKept from problem
        (_KEPT if new else _AGAIN).inc()
        if new:
            self.inbox.offer(workspace, key, activity)

    def early(self, workspace: str, activity: Json) -> bool:
        """Tell whether an activity is about a message that is not handled yet; raises StorageError.

        A message that Teams could not bring at first comes later than what was done to it: so it is waited for.
        """
        if word(activity, "type") not in {"messageUpdate", "messageDelete"}:
            return False
        key = key_of(self.vault, workspace, {**activity, "type": "message"})
        if self.store.fast(lambda tx: doorway.came(tx, workspace, key)):
            return self.store.fast(lambda tx: doorway.waits(tx, workspace, key))
        posted = posted_at(word(activity, "id"))
        return posted is not None and order.may_come(posted, self.clock.now())

    # ------------------------------------------------------------ what a person waits for

    async def _invoke(self, workspace: str, activity: dict[str, Any]) -> Answer:
        """Do what a person asks and waits for; the same asked again gets the same answer."""
        _ASKED.inc()
        key = key_of(self.vault, workspace, activity)
        task = self._given(key)
        if task is None:
            task = asyncio.ensure_future(self._answer(workspace, key, activity))
            self._answers[key] = stopwatch() + ANSWER_SECONDS, task
        return await asyncio.shield(task)

    def _given(self, key: str) -> "asyncio.Task[Answer] | None":
        """Give the answer that is there already, unless it only said that nothing could be done."""
        now = stopwatch()
        while self._answers and (len(self._answers) > MOST_ANSWERS or next(iter(self._answers.values()))[0] < now):
            self._answers.popitem(last=False)
        _, task = self._answers.get(key, (0.0, None))
        if task is None or not task.done():
            return task
        failed = task.cancelled() or task.exception() is not None or task.result()[0] >= FAILED
        return None if failed else task

    async def _answer(self, workspace: str, key: str, activity: dict[str, Any]) -> Answer:
        with self.inbox.urgent():
            try:
                async with asyncio.timeout(READY_SECONDS):
                    await self._loaded.wait()
            except TimeoutError:
                return 503, b""
            return await self._answering(workspace, key, activity) if self._answering else (503, b"")


def _concerns(activity: Json) -> bool:
    kind, member = word(activity, "type"), person(activity)
    told = bool(member) or kind not in OF_PEOPLE
    return kind in KINDS and told and (not member or member != bot_of(activity))


def key_of(vault: Vault, workspace: str, activity: Json) -> str:
    """Give the key of an activity: tenant, conversation, id and type; where the id is a message's, who and when too."""
    kind, identity = word(activity, "type"), word(activity, "id")
    if kind in OWN_TIME:
        moved = [word(r, "type") for name in ("reactionsAdded", "reactionsRemoved") for r in several(activity, name)]
        event, at = word(part(activity, "channelData"), "eventType"), word(activity, "timestamp")
        told = (event, at, person(activity), *moved)
    else:
        told = () if identity else (orjson.dumps(activity).decode("utf-8", "replace"),)
    return vault.hash(workspace, *place_of(activity), identity, kind, *told)
