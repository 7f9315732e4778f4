"""What came of the hour, counted at both ends: in the bot's database, and at the platform."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from storage.vault import Vault
from tests.crash.people import EDITED_WORDS, FORM_WORDS, KUDOS_WORDS, REPLY_WORDS, Deed
from tests.crash.scene import Seen
from tests.crash.town import KEY, Town

DUE = ("question", "digest")
ANY = (FORM_WORDS, KUDOS_WORDS, REPLY_WORDS, EDITED_WORDS)
SHOWN = re.compile("|".join(words.format(r"\d+", r"\d+") for words in ANY))
UNDER_WAY = """
SELECT (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending', 'uncertain'))
     + (SELECT count(*) FROM received WHERE state = 'pending')
     + (SELECT count(*) FROM occurrence WHERE state = 'due' AND day = (SELECT min(day) FROM occurrence))
"""
NAMED = "SELECT count(*) FROM answer WHERE text = ?"
SPOKEN = """
SELECT count(*) FROM post p WHERE channel = ? AND ref = ? AND kind = 'reply' AND (
    EXISTS (SELECT 1 FROM echo e WHERE e.channel = p.channel AND e.ref = p.ref AND e.sign = 'reply')
    OR NOT EXISTS (SELECT 1 FROM answer WHERE answer = p.subject UNION SELECT 1 FROM kudos WHERE kudos = p.subject)
)
"""
HEARD = "SELECT count(*) FROM post WHERE channel = ? AND ref = ? AND kind = 'answer'"
ECHOED = "SELECT count(*) FROM echo WHERE channel = ? AND ref = ? AND member = ? AND sign = ? AND present"
THANKED = "SELECT count(*) FROM kudos WHERE giver = ? AND reason = ?"
SEALED = "SELECT member, sealed FROM answer WHERE sealed IS NOT NULL"
SENT = """
SELECT parcel, how, kind, state, EXISTS (
    SELECT 1 FROM outbox d WHERE d.how = 'delete' AND d.state = 'sent' AND d.channel = o.channel AND d.ref = o.ref
) FROM outbox o WHERE how IN ('post', 'private')
"""
GONE = "SELECT count(*) FROM outbox WHERE how = 'delete' AND state = 'sent' AND channel = ? AND ref = ?"
LANDED = "SELECT channel, ref, parcel FROM outbox WHERE how IN ('post', 'private') AND state = 'sent'"
OPEN = "SELECT channel, kind FROM outbox WHERE how = 'post' AND state = 'unknown'"
UNKNOWN = "SELECT count(*) FROM outbox WHERE how = 'post' AND channel = ? AND state = 'unknown'"
DONE = "SELECT count(*) FROM occurrence WHERE circle = ? AND kind = ? AND state = 'done'"
LINED_UP = "SELECT parcel, state FROM outbox WHERE circle = ? AND kind = ? AND how = 'post'"
LEFT = """
SELECT 'outbox', state, error, count(*) FROM outbox WHERE state NOT IN ('sent', 'unknown') GROUP BY 2, 3
UNION ALL SELECT 'received', state, error, count(*) FROM received WHERE state <> 'done' GROUP BY 2, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is left of the hour."""

    town: Town
    database: Path
    deeds: Sequence[Deed]
    posts: Sequence[Seen]
    refused: Sequence[str]
    kills: int
    retried: int
    looks: int
    seconds: float
    says_again: bool


@dataclass(slots=True, kw_only=True)
class Told:
    """What came of it: `lost` and `doubled` name what is not as it should be, `wrong` is everything else.

    `retried` counts what people's Slack had to bring again, `looks` how often the bot looked in a channel for a post
    of which it could not know, `unknown` the posts of which nobody knows in the end and that wait for a person.
    """

    kills: int
    acts: int
    retried: int
    posted: int
    looks: int
    seconds: float
    unknown: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def note(self, name: str, count: int, *, least: int = 1, most: int = 1) -> None:
        """Take down how often something is there."""
        if count < least:
            self.lost.append(name)
        elif count > most:
            self.doubled.append(f"{name} ({count})")


def at_rest(engine: Engine) -> bool:
    """Tell whether nothing is under way in a database."""
    with engine.connect() as database:
        return bool(database.exec_driver_sql(UNDER_WAY).scalar_one() == 0)


def reckon(seen: Evidence) -> Told:
    """Compare what people did and what was due with what is there."""
    told = Told(
        kills=seen.kills,
        acts=len(seen.deeds),
        retried=seen.retried,
        posted=len(seen.posts),
        looks=seen.looks,
        seconds=seen.seconds,
    )
    with closing(_opened(seen.database)) as database:
        _Reckoner(seen, database, told).reckon()
    return told


@dataclass(frozen=True, slots=True)
class _Reckoner:
    seen: Evidence
    database: sqlite3.Connection
    told: Told

    def reckon(self) -> None:
        self._whole()
        thoughts, shown = Counter(self._thoughts()), Counter(self._shown())
        for deed in self.seen.deeds:
            self._deed(deed, thoughts)
            self._posted(deed, shown)
        parcels = self._parcels()
        self._sent(parcels)
        self._due(parcels)

    def _rows(self, sql: str, *about: str) -> list[Any]:
        return self.database.execute(sql, about).fetchall()

    def _count(self, sql: str, *about: str) -> int:
        return int(self._rows(sql, *about)[0][0])

    def _whole(self) -> None:
        self.told.unknown = self._count("SELECT count(*) FROM outbox WHERE state = 'unknown'")
        self.told.wrong += [f"refused: {refused}" for refused in self.seen.refused]
        self.told.wrong += [f"integrity: {word}" for (word,) in self._rows("PRAGMA integrity_check") if word != "ok"]
        self.told.wrong += [f"foreign key: {row}" for row in self._rows("PRAGMA foreign_key_check")]
        self.told.wrong += [f"left in {' '.join(map(str, row))}" for row in self._rows(LEFT)]

    # ------------------------------------------------------------ what people did

    def _thoughts(self) -> Iterator[tuple[str, str]]:
        vault = Vault([KEY])
        for member, sealed in self._rows(SEALED):
            yield member, json.loads(vault.open(sealed))[0]

    def _shown(self) -> Iterator[tuple[str, str]]:
        """What people wrote for all to read, wherever it stands but in a digest."""
        for post in self.seen.posts:
            if not post.private and post.kind not in DUE:
                yield from ((post.channel, words) for words in SHOWN.findall(post.shown))

    def _posted(self, deed: Deed, shown: Counter[tuple[str, str]]) -> None:
        """What is for all to read stands there once, unless nobody knows; what was taken back does not."""
        unknown, count = self._count(UNKNOWN, deed.channel), shown[deed.channel, deed.words]
        match deed.kind:
            case "kudos" | "form":
                self.told.note(f"post of {deed.name}", count, least=int(deed.told and not unknown))
            case "reply" if self.seen.says_again:
                right = int(deed.on and self._count(NAMED, deed.words))
                self.told.note(f"post of {deed.name}", count, least=right and not unknown, most=right or unknown)
                stale = sum(shown[deed.channel, words] for words in deed.unsaid)
                self.told.note(f"old words of {deed.name}", stale, least=0, most=unknown)

    def _deed(self, deed: Deed, thoughts: Counter[tuple[str, str]]) -> None:
        least = 1 if deed.told else 0
        match deed.kind:
            case "reply":
                self._reply(deed)
            case "private":
                self.told.note(deed.name, thoughts[deed.member, deed.words])
            case "kudos":
                self.told.note(deed.name, self._count(THANKED, deed.member, deed.words), least=least)
            case "form":
                self.told.note(deed.name, self._count(NAMED, deed.words), least=least)
            case "reaction":
                self._reaction(deed)

    def _reply(self, deed: Deed) -> None:
        """It stands as an answer in its last words, or as an echo without any, until what it was an echo of is gone."""
        told = self._count(NAMED, deed.words) + self._count(SPOKEN, deed.channel, deed.ref)
        self.told.note(deed.name, told, least=deed.on, most=deed.on)
        if any(self._count(NAMED, words) for words in deed.unsaid):
            self.told.lost.append(f"edit of {deed.name}")

    def _reaction(self, deed: Deed) -> None:
        """It counts on answers only; what was put to one that is gone since is of no more account."""
        count = self._count(ECHOED, deed.channel, deed.ref, deed.member, deed.sign)
        right = deed.on and self._count(HEARD, deed.channel, deed.ref)
        gone = self._count(GONE, deed.channel, deed.ref)
        self.told.note(deed.name, count, least=right, most=right or gone)

    # ------------------------------------------------------------ what was posted

    def _parcels(self) -> Sequence[str]:
        """The key of everything that landed: as the platform keeps it, else as the bot wrote down where it landed."""
        landed = {(channel, ref): parcel for channel, ref, parcel in self._rows(LANDED)}
        return [post.parcel or landed.get((post.channel, post.ref), "") for post in self.seen.posts]

    def _sent(self, parcels: Sequence[str]) -> None:
        """What was sent stands there, and what is posted stands there once; only the private is told again."""
        there = Counter(parcel for parcel in parcels if parcel)
        for parcel, how, kind, state, gone in self._rows(SENT):
            least = 1 if state == "sent" and not gone else 0
            count = there.pop(parcel, 0)
            self.told.note(f"{kind} {parcel}", count, least=least, most=1 if how == "post" else count)
        self.told.wrong += [f"nobody sent {parcel}" for parcel in there]
        self._unaccounted([p for p, parcel in zip(self.seen.posts, parcels, strict=True) if not parcel])

    def _unaccounted(self, posts: Sequence[Seen]) -> None:
        """A post without a key is one of those of which the bot does not know."""
        waiting = Counter((channel, kind if kind in DUE else "") for channel, kind in self._rows(OPEN))
        for (channel, kind), count in Counter((p.channel, p.kind) for p in posts if not p.private).items():
            if count > waiting[channel, kind]:
                self.told.doubled.append(f"{kind or 'post'} in {channel} ({count}, of which the bot knows nothing)")

    def _due(self, parcels: Sequence[str]) -> None:
        """In every circle one question and one digest, lined up once and seen there once, whoever sent them."""
        there = Counter((post.channel, parcel) for post, parcel in zip(self.seen.posts, parcels, strict=True))
        for channel in self.seen.town.channels:
            circle = channel.lower()
            for due, kind in (("ask", "question"), ("digest", "digest")):
                self.told.note(f"{due} of {circle}", self._count(DONE, circle, due))
                rows = self._rows(LINED_UP, circle, kind)
                self.told.note(f"{kind} for {circle}", len(rows))
                least = sum(state == "sent" for _, state in rows)
                self.told.note(f"{kind} in {circle}", sum(there[channel, p] for p, _ in rows), least=least)


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
