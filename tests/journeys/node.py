"""What comes by npm from Microsoft, for the tests that show our cards in it; no copy of it is kept here.

`make teams` installs it and runs them; `NPM_FOLDER` says where it is.
"""

import os
import shutil
from pathlib import Path

import pytest


def _folder() -> Path:
    return Path(os.environ.get("NPM_FOLDER", "none")).resolve() / "node_modules"


def playground() -> str:
    """Give the command of Microsoft's client; the test is skipped where it is not installed."""
    there = _folder() / ".bin" / "agentsplayground"
    found = str(there) if there.exists() else shutil.which("agentsplayground")
    if found is None:
        pytest.skip("no Agents Playground here: make teams installs and shows it")
    return found


def renderer() -> str:
    """Give the script that draws cards as Teams does; the test is skipped where it is not installed."""
    there = _folder() / "adaptivecards" / "dist" / "adaptivecards.min.js"
    if not there.exists():
        pytest.skip("no renderer of cards here: make teams installs and shows it")
    return there.read_text("utf-8")
