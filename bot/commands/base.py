"""What every command is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who asks, in which workspace, and in which channel they did (empty in their own window)."""

    workspace: str
    member: str
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something a person does."""

    by: By
