"""What operators are given besides the program agrees with it: dashboard, alerts, unit, container."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

from bot import metrics as metrics
from tests.shape import papers

ROOT = Path(__file__).parents[2]
DASHBOARD = json.loads((ROOT / "docs/monitoring/grafana.json").read_text("utf-8"))
ALERTS: dict[str, Any] = yaml.safe_load((ROOT / "docs/monitoring/alerts.yaml").read_text("utf-8"))
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
UNIT = ROOT / "docs/deploy/fireside.service"
NAME = re.compile(r"\bfireside_[a-z_]+")


def ours() -> set[str]:
    """Give the names under which the program's own metrics are read."""
    kinds = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket",)}
    found = [m for m in REGISTRY.collect() if m.name.startswith("fireside_")]
    return {f"{metric.name}{end}" for metric in found for end in kinds[metric.type]}


def asked(expressions: list[str]) -> set[str]:
    """Give the metrics that some expressions ask for."""
    return {name for expression in expressions for name in NAME.findall(expression)}


def test_the_dashboard_shows_every_metric_and_no_other() -> None:
    """A metric that was renamed or added is noticed."""
    assert ours() == asked([target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]])


def test_alerts_ask_for_metrics_that_are_there() -> None:
    """An alarm on a name that is no more would never ring."""
    wanted = asked([rule["expr"] for rule in RULES])
    assert wanted
    assert wanted <= ours()


def test_every_alert_says_where_to_read_on() -> None:
    """The place exists."""
    linked = "\n".join(f"[{rule['alert']}]({rule['annotations']['read']})" for rule in RULES)
    heads = papers.anchors((ROOT / "docs/operating.md").read_text("utf-8"))
    assert all(rule["annotations"]["read"].partition("#")[2] in heads for rule in RULES), linked


def test_a_dead_metric_would_be_noticed() -> None:
    """The comparison bites."""
    assert not asked(["rate(fireside_gone_total[5m])"]) <= ours()


def test_the_unit_is_sound() -> None:
    """Systemd knows every line of it, and finds little that it could do to the machine."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=20", str(UNIT)], capture_output=True, text=True
    )
    assert (0, "") == (told.returncode, "".join(line for line in told.stderr.splitlines() if "Unknown" in line))


def test_the_container_runs_as_nobody_and_writes_to_its_volume_only() -> None:
    """The file says so; building it needs an engine and a registry."""
    lines = (ROOT / "docs/deploy/Containerfile").read_text("utf-8").splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith("FROM "))
    assert [line for line in lines[last:] if line.startswith(("USER ", "VOLUME ", "WORKDIR "))] == [
        "USER 10001",
        "WORKDIR /data",
        "VOLUME /data",
    ]
    copied = {line.split()[1] for line in lines if line.startswith("COPY ") and "--from" not in line}
    assert {"bot", "prompts", "storage"} <= copied
