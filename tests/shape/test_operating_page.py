"""docs/operating.md tells an operator of every setting, every log line and every metric."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from prometheus_client import REGISTRY

import bot.metrics  # noqa: F401 - makes the metrics known
from bot.platforms.slack import install as slack
from bot.platforms.teams import install as teams
from bot.settings import PLATFORM_NAMES
from tests.shape.papers import variables

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/operating.md").read_text("utf-8")
LEVELS = {"info", "warning", "error", "exception"}


def events(code: str) -> Iterator[str]:
    """Give the names of the lines that a module logs."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
            named = node.args[0] if node.args else None
            if ast.unparse(node.func.value) == "LOG" and isinstance(named, ast.Constant):
                yield str(named.value)


def told(text: str) -> set[str]:
    """Give what stands in code marks."""
    return set(re.findall(r"`([\w.]+)", text))


def test_every_line_of_the_log_is_explained() -> None:
    """Whoever finds one looks it up here; the playground's own stay with it."""
    files = [f for f in (*(ROOT / "bot").rglob("*.py"), *(ROOT / "storage").rglob("*.py")) if "local" not in f.parts]
    logged = {name for file in files for name in events(file.read_text("utf-8"))}

    assert sorted(logged - told(PAGE)) == []
    assert set(events('LOG.info("planted", count=1)')) - told(PAGE) == {"planted"}


def test_every_setting_is_explained() -> None:
    """By the name that its platform's tools use, or by its own."""
    other = {f"FIRESIDE_{part.upper()}__{key.upper()}": name for name, (part, key) in PLATFORM_NAMES.items()}

    assert [name for name in variables() if not {name, other.get(name)} & told(PAGE)] == []


def test_every_metric_is_explained() -> None:
    """A counter is named as Prometheus shows it."""
    ours = [m for m in REGISTRY.collect() if m.name.startswith("fireside_")]
    names = {f"{m.name}_total" if m.type == "counter" else m.name for m in ours}

    assert sorted(names - told(PAGE)) == []


def test_the_proxy_of_the_page_lets_every_platform_in() -> None:
    """What Slack, Teams and people's browsers call is passed on; what is the operator's own is not."""
    passed = tuple(re.findall(r"location (\S+) +\{ proxy_pass", PAGE))
    called = ("/slack/events", slack.INSTALL, slack.BACK, teams.MESSAGES, "/export/token")

    assert [path for path in called if not path.startswith(passed)] == []
    assert [path for path in ("/healthz", "/readyz", "/metrics", "/local/") if path.startswith(passed)] == []
