"""Workspaces that come and go."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Install:
    """A workspace lets the bot in; `token` is plain here and sealed where it is kept."""

    workspace: str
    bot: str
    token: str
    scopes: str
    by: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uninstall:
    """A workspace takes the bot out, or its token back."""

    workspace: str
    reason: str
