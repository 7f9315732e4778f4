"""What a platform must do for the bot, and the ways in which a delivery may end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.members import MemberKind
from bot.domain.pace import Limit as Limit, Pace as Pace  # given on: platforms name theirs
from bot.messages import Message


class How(StrEnum):
    """What the platform is asked to do with a message."""

    POST = "post"  # a new message in a channel, or in a thread with `thread`
    UPDATE = "update"  # the message `ref` says something else now
    DELETE = "delete"  # the message `ref` goes away
    PRIVATE = "private"  # a direct message to the member `channel`
    HUSH = "hush"  # a line that only `to` sees in `channel`


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One thing to deliver: `key` is the same at every attempt, `attempted` is when an earlier one began."""

    workspace: str
    how: How
    channel: str
    message: Message
    key: str
    thread: str = ""
    ref: str = ""
    to: str = ""
    attempted: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """It is there, under `ref`; `channel` is where it landed (a private one's id is known only now)."""

    ref: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """It was refused and is certainly not there: again after so many seconds."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It is certainly not there and never will be; nothing is wrong with the channel."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The channel, or with `everywhere` the whole workspace, cannot be reached until somebody changes that."""

    reason: str
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Unsure:
    """Nobody knows whether it is there: never blindly again."""

    reason: str


Outcome = Sent | Later | Refused | Gone | Unsure


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a platform tells of a member; `zone` is an IANA name or empty, `language` two letters or empty."""

    member: str
    name: str
    kind: MemberKind
    zone: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a platform tells of a channel."""

    channel: str
    name: str
    private: bool = False
    external: bool = False
    archived: bool = False
    joined: bool = True  # whether the bot is in it


class Unreachable(Exception):
    """The platform did not answer a question about a person or a channel; ask again later."""


class NotAllowed(Exception):
    """The platform answers such a question only with a permission that lacks; `permission` is its name there."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class Platform(Protocol):
    """One chat platform, as the sender and the listeners need it."""

    @property
    def name(self) -> str:
        """The first part of its workspaces' keys, such as `slack`."""

    @property
    def pace(self) -> Pace:
        """How fast it takes posts."""

    async def start(self) -> None:
        """Begin to listen; what is slow to load is loaded beside the open door."""

    async def stop(self) -> None:
        """Take up nothing new; deliveries still work until `close`."""

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Try once to deliver, and say how it ended; never raises for what the network does."""

    async def settle(self, parcel: Parcel) -> Outcome:
        """Find out what became of an unsure attempt: Sent, Later (certainly not there) or Unsure still."""

    async def profile(self, workspace: str, member: str) -> Profile | None:
        """Who a member is, None if unknown; raises Unreachable."""

    async def group(self, workspace: str, group: str) -> Sequence[str]:
        """The members of a user group; raises Unreachable and NotAllowed."""

    async def channel(self, workspace: str, channel: str) -> Channel | None:
        """What a channel is, None if unknown; raises Unreachable."""

    async def close(self) -> None:
        """Let go of connections."""
