"""The command line as an operator has it: a folder of one's own, an environment, and a process."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.settings import fresh_key

ROOT = Path(__file__).parents[2]
OURS = ("FIRESIDE_", "SLACK_", "MICROSOFT_", "TEAMS_")
COLD = (sys.executable, "-P", "-m", "bot")  # as an operator starts it, with everything to load


def environment(folder: Path) -> dict[str, str]:
    """Give an environment with a key, and with a database to be made in a folder."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    return {
        **keep,
        "PYTHONPATH": str(ROOT),
        "FIRESIDE_SECRET_KEY": fresh_key(),
        "FIRESIDE_DATABASE_URL": f"sqlite:///{folder / 'fireside.db'}",
    }


@cache
def warm() -> tuple[str, ...]:
    """Give the beginning of a command line that starts a process of the bot with everything loaded."""
    folder = Path(tempfile.mkdtemp(prefix="fsn"))
    path = str(folder / "nursery")
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.edges.nursery", path],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl+C ends the tests, and with them this
    )
    assert nursery.stdin and nursery.stdout  # noqa: PT018 - both are pipes
    assert b"." == nursery.stdout.read(1)

    def close() -> None:
        nursery.communicate()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(close)
    return (sys.executable, "-I", "-S", str(ROOT / "tests" / "edges" / "errand.py"), path)


def fireside(env: Mapping[str, str], cwd: Path, *words: str, cold: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*(COLD if cold else warm()), *words],
        env=env,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def begun(env: Mapping[str, str], cwd: Path, *words: str, cold: bool = False) -> subprocess.Popen[str]:
    """Start a command that goes on; what it writes is at hand afterwards."""
    return subprocess.Popen(
        [*(COLD if cold else warm()), *words],
        env=env,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
