"""Bad weather by rule: which calls a fake platform refuses, delays, or accepts without saying so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Args = dict[str, Any]
Match = Callable[[Args], bool] | Mapping[str, object] | None


@dataclass(slots=True, kw_only=True)
class Fault:
    """One rule; `left` is how often it still strikes, None for ever."""

    method: str
    kind: str
    detail: str = ""
    left: int | None = 1
    match: Match = None
    struck: int = 0

    @property
    def accepts(self) -> bool:
        """Whether the call takes effect although it seems to fail, or only runs late."""
        return self.kind.startswith("accept_then") or self.kind == "slow"

    def strikes(self, method: str, args: Args) -> bool:
        """Whether it applies to this call."""
        if self.left == 0 or self.method not in ("*", method):
            return False
        if callable(self.match):
            return self.match(args)
        return all(args.get(key) == value for key, value in (self.match or {}).items())


@dataclass(slots=True, kw_only=True)
class Faults:
    """All rules, the oldest first; kinds in `detailed` need something behind a colon, those in `plain` do not."""

    plain: frozenset[str]
    detailed: frozenset[str]
    rules: list[Fault] = field(default_factory=list)

    def add(self, method: str, kind: str, *, times: int | None = 1, match: Match = None) -> Fault:
        """A new rule; `kind` is a name, or a name and a detail such as `slow:2`."""
        name, _, detail = kind.partition(":")
        if name not in self.plain | self.detailed or (name in self.detailed and not detail):
            message = f"no such fault: {kind}"
            raise ValueError(message)
        rule = Fault(method=method, kind=name, detail=detail, left=times, match=match)
        self.rules.append(rule)
        return rule

    def take(self, method: str, args: Args) -> Fault | None:
        """The rule for this call, used up by one."""
        found = next((rule for rule in self.rules if rule.strikes(method, args)), None)
        if found is not None:
            found.struck += 1
            found.left = None if found.left is None else found.left - 1
        return found
