"""What comes by npm from Microsoft, for the tests that show our cards in it; no copy of it is kept here.

`npm install --prefix FOLDER @microsoft/m365agentsplayground@0.2.28 adaptivecards@3.0.6`, and `NPM_FOLDER=FOLDER`.
"""

import os
import shutil
from pathlib import Path

import pytest

PLAYGROUND, CARDS = "@microsoft/m365agentsplayground@0.2.28", "adaptivecards@3.0.6"


def _folder() -> Path:
    return Path(os.environ.get("NPM_FOLDER", "none")) / "node_modules"


def playground() -> str:
    """Give the command of Microsoft's client; the test is skipped where it is not installed."""
    there = _folder() / ".bin" / "agentsplayground"
    found = str(there) if there.exists() else shutil.which("agentsplayground")
    if found is None:
        pytest.skip(f"no Agents Playground here: npm install --prefix FOLDER {PLAYGROUND}, NPM_FOLDER=FOLDER")
    return found


def renderer() -> str:
    """Give the script that draws cards as Teams does; the test is skipped where it is not installed."""
    there = _folder() / "adaptivecards" / "dist" / "adaptivecards.min.js"
    if not there.exists():
        pytest.skip(f"no renderer of cards here: npm install --prefix FOLDER {CARDS}, NPM_FOLDER=FOLDER")
    return there.read_text("utf-8")
