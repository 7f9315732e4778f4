"""200,000 payloads for each platform, random and made wrong: nothing falls, hangs, or tells what people wrote.

The whole bot takes them in process through its front door, a slice of them over HTTP with bytes that are no HTTP at
all; the platform behind it is the strict fake. Each half of each platform has a seed and a process of its own.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figure import Figure
from bench.fuzz.mangle import CANARY
from bench.processes import ROOT, environment

PLATFORMS = ("slack", "teams")
COUNT, OVER_HTTP = 100_000, 2_000  # of each half
SEEDS = (4711, 1147)
# What the platform itself may answer to what nobody ever asked it, told to the one who asked; no bug of ours.
HARM = range(500, 600)
# Teams' own word for an invoke that an app does not have, and ours where the platform refused every way to answer.
TOLD = frozenset({501, 502})
EXPECTED = frozenset({"Failure", "Unreachable", "NotAllowed"})


@dataclass(frozen=True, slots=True)
class Shot:
    """What came of one process's payloads: what it counted, and what it wrote into its log."""

    told: dict[str, Any]
    log: str

    @property
    def wrong(self) -> list[str]:
        """Everything that must not be, each in a few words; nobody's words among them."""
        found = [
            f"{status} x {times}"
            for status, times in self.told["statuses"].items()
            if int(status) in HARM and int(status) not in TOLD
        ]
        found += [f"{times} that hung" for times in [self.told["hung"]] if times]
        found += [f"{times} that got no answer" for times in [self.told["unanswered"]] if times]
        found += [f"a log that holds {name}" for name, secret in self.told["secrets"].items() if secret in self.log]
        found += ["a log with a traceback"] if "Traceback" in self.log else []
        found += sorted({_named(line) for line in _errors(self.log)})
        return found


def measure() -> Iterator[Figure]:
    """Give for each platform how many of its payloads something came of that must not be."""
    halves = [(platform, seed) for platform in PLATFORMS for seed in SEEDS]
    found = list(zip(halves, shoot(halves, COUNT, OVER_HTTP), strict=True))
    for platform in PLATFORMS:
        shots = [each for (name, _), each in found if name == platform]
        wrong = sorted({harm for each in shots for harm in each.wrong})
        sent = sum(each.told["sent"] for each in shots)
        worst = max(each.told["worst"] for each in shots)
        of = f"{sent:,} payloads, worst answer {worst:.2f} s" + (f"; {'; '.join(wrong)}" if wrong else "")
        yield Figure(name=f"fuzz {platform}: kinds of harm", measured=len(wrong), bar=0, aim=0, of=of)


def shoot(halves: Sequence[tuple[str, int]], count: int, over_http: int) -> list[Shot]:
    """Send so many to each platform from each seed, all beside each other: each waits now and then for its disk."""
    with tempfile.TemporaryDirectory() as name:
        logs = [Path(name) / f"{platform}-{seed}.log" for platform, seed in halves]
        running = [_begun(*half, count, over_http, log) for half, log in zip(halves, logs, strict=True)]
        try:
            told = [process.communicate()[0] for process in running]
        finally:
            for process in running:
                process.kill()
        return [
            Shot(_told(line, process.returncode), log.read_text("utf-8", "replace"))
            for line, process, log in zip(told, running, logs, strict=True)
        ]


def _begun(platform: str, seed: int, count: int, over_http: int, log: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bench.fuzz", platform, str(count), str(over_http), str(seed)]
    with log.open("wb") as to:
        return subprocess.Popen(command, env=environment(), cwd=ROOT, stdout=subprocess.PIPE, stderr=to, text=True)


def _told(line: str, code: int) -> dict[str, Any]:
    if code or not line:
        nothing = {"statuses": {"599": 1}, "hung": 0, "unanswered": 0, "sent": 0, "worst": 0.0}
        return {**nothing, "secrets": {"what people wrote": CANARY}}
    found: dict[str, Any] = json.loads(line)
    return found


def _named(line: Mapping[str, Any]) -> str:
    where = " ".join(str(line[name]) for name in ("where_from", "where") if name in line)
    return f"{line['event']} ({', '.join(filter(None, (line.get('error'), where)))})"


def _errors(log: str) -> Iterator[dict[str, Any]]:
    for line in log.splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            yield {"event": "a line that is no log line"}
            continue
        if told.get("where_from") == "aiohttp.server":
            continue  # the fake platform's own server
        if told.get("where_from") == "uvicorn.error" and not told.get("error"):
            continue  # it says that something was no HTTP
        if told.get("event") == "library_warning" and told.get("level") == "warning" and not told.get("error"):
            continue  # the alarm clock says that a machine is busy
        if told.get("event") == "library_warning" or (
            told.get("level") in {"error", "critical"} and told.get("error") not in EXPECTED
        ):
            yield told
