"""The command line as an operator has it: a folder of one's own, an environment, and a process."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.settings import fresh_key

ROOT = Path(__file__).parents[2]
OURS = ("FIRESIDE_", "SLACK_", "MICROSOFT_", "TEAMS_")


def environment(folder: Path) -> dict[str, str]:
    """Give an environment with a key, and with a database to be made in a folder."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    return {
        **keep,
        "PYTHONPATH": str(ROOT),
        "FIRESIDE_SECRET_KEY": fresh_key(),
        "FIRESIDE_DATABASE_URL": f"sqlite:///{folder / 'fireside.db'}",
    }


def fireside(env: Mapping[str, str], cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "bot", *words],
        env=env,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def begun(env: Mapping[str, str], cwd: Path, *words: str) -> subprocess.Popen[str]:
    """Start a command that goes on; what it writes is at hand afterwards."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "bot", *words],
        env=env,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
