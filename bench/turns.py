"""Each measure in a process of its own and within its time, so that one that fails or hangs takes no other with it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from bench.figure import Figure
from bench.processes import ROOT, environment

TOLD_EVERY = 30.0  # seconds between signs of life
END_SECONDS = 20.0


def run(name: str, command: Sequence[str], seconds: float) -> list[Figure]:
    """Give what a measure's process tells, and a row that it FAILED where it ends badly or takes longer than that."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        process = subprocess.Popen(command, stdout=told, env=environment(), cwd=ROOT, text=True, start_new_session=True)
        try:
            late = not _ended(process, name, began, seconds)
        finally:
            _end(process)
        told.seek(0)
        figures = [Figure(**line) for line in _lines(told.read())]
    if late:
        figures.append(failed(name, f"took longer than its {seconds:.0f} s"))
    elif process.returncode and not any(figure.failed for figure in figures):
        figures.append(failed(name, f"its process ended with {process.returncode}"))
    elif not figures:
        figures.append(failed(name, "it told nothing"))
    sys.stderr.write(f"{name}: {time.perf_counter() - began:.0f} s\n")
    return figures


def tell(name: str, measure: Callable[[], Iterator[Figure]]) -> int:
    """Measure in this process, and write each figure as a line of JSON as soon as it is there; gives the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what it started ends with it
    try:
        for figure in measure():
            _write(figure)
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is a row of the table
        traceback.print_exc()
        _write(failed(name, type(problem).__name__))
        return 1
    return 0


def failed(name: str, reason: str) -> Figure:
    """Give the row of a measure that came to nothing, with the kind of its failure."""
    return Figure(name=name, measured=0, bar=0, aim=0, of="", failed=reason)


def _write(figure: Figure) -> None:
    sys.stdout.write(json.dumps(asdict(figure)) + "\n")
    sys.stdout.flush()


def _lines(told: str) -> Iterator[dict[str, Any]]:
    for line in told.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            return  # cut off in the middle


def _ended(process: "subprocess.Popen[str]", name: str, began: float, seconds: float) -> bool:
    """Wait for its end, with a sign of life now and then; False where it does not come in time."""
    while (left := began + seconds - time.perf_counter()) > 0:
        try:
            process.wait(min(TOLD_EVERY, left))
        except subprocess.TimeoutExpired:
            sys.stderr.write(f"{name}: {time.perf_counter() - began:.0f} of at most {seconds:.0f} s ...\n")
        else:
            return True
    return False


def _end(process: "subprocess.Popen[str]") -> None:
    """End it with all that it started: kindly first, since a database server wants to be let down."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            sys.stderr.write("it does not end, so it is killed\n")
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()
