"""Structured logs with stable action names; never a person's words, tokens or names.

structlog is loaded with the first line: it takes a sixth of the time until the doors are open.
"""

import hashlib
import logging
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import structlog
    from structlog.typing import EventDict, WrappedLogger

# What libraries would log of requests and texts stays out, whatever their level: they log whole bodies.
QUIET = ("slack_bolt", "slack_sdk", "aiohttp", "uvicorn", "botbuilder", "apscheduler", "sqlalchemy", "asyncio")
KEPT = frozenset(
    (
        *(
            "event",
            "level",
            "timestamp",
            "where_from",
            "workspace",
            "circle",
            "reason",
            "reference",
            "seconds",
            "count",
        ),
        *("people", "port", "url", "version", "platform", "attempts", "state", "kind", "error", "where", "database"),
        *("wait", "status", "method", "missing", "total", "day", "how", "action", "file", "line"),
    )
)


def set_up(*, json: bool, level: str = "INFO") -> None:
    """Send everything to standard error: as JSON lines, or readable for a person."""
    _Later.choice = partial(_configure, json=json, level=level)
    if "structlog" in sys.modules:
        _Later.choice()
    logging.basicConfig(handlers=[_Named()], level=logging.WARNING, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _configure(*, json: bool, level: str) -> None:
    structlog = _loaded()
    renderer = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_known,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _loaded() -> Any:
    """Give structlog without rich, three MiB that it would load for tracebacks in colours; no line here has one."""
    hidden = "structlog" not in sys.modules and "rich" not in sys.modules
    if hidden:
        sys.modules["rich"] = None  # type: ignore[assignment] # as Python itself marks what is not to be found
    try:
        import structlog  # noqa: PLC0415 - see above
    finally:
        if hidden:
            del sys.modules["rich"]
    return structlog


class _Later:
    """A logger that is made when its first line is written."""

    choice: Any = None

    def __init__(self, name: str) -> None:
        self._name = name
        self._made: Any = None

    def __getattr__(self, level: str) -> Any:
        if self._made is None:
            new = "structlog" not in sys.modules
            structlog = _loaded()
            if new and self.choice is not None:
                self.choice()
            self._made = structlog.get_logger(where_from=self._name)
        return getattr(self._made, level)


def logger(name: str) -> "structlog.stdlib.BoundLogger":
    """Give a logger whose lines carry the name of its module."""
    return cast("structlog.stdlib.BoundLogger", _Later(name))


def short(identity: str) -> str:
    """Give eight letters that stand for a workspace or a row in logs, and tell nobody which one it is."""
    return hashlib.blake2s(identity.encode("utf-8", "replace"), digest_size=4).hexdigest()


def _only_known(_logger: "WrappedLogger", _name: str, event: "EventDict") -> "EventDict":
    """A field that nobody vouched for could hold words: it stays out."""
    return {k: v for k, v in event.items() if k in KEPT}


class _Named(logging.Handler):
    """What a library warns of: its name, level and place, never its text, since that may hold anything."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        line = logger(record.name)
        line.log(record.levelno, "library_warning", where=f"{record.module}:{record.lineno}", error=kind)
