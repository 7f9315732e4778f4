"""Each check of `make check` is shown to turn red once, on a copy of the house with one rule broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent

IMPORTS = {
    "the domain imports a service": ("bot/domain/echo.py", "import bot.services"),
    "the domain needs a package": ("bot/domain/echo.py", "import orjson"),
    "storage knows the services": ("storage/ids.py", "import bot.services.unit"),
    "words touch data": ("prompts/markup.py", "import storage.tables"),
    "a service speaks SQL": ("bot/services/rounds.py", "import sqlalchemy"),
    "a service knows Slack": ("bot/services/rounds.py", "import slack_sdk"),
    "the sender has an alarm clock": ("bot/delivery.py", "import apscheduler"),
    "a renderer reads the database": ("bot/platforms/slack/render.py", "import storage.posts"),
    "a view calls a service": ("bot/views/digest.py", "import bot.services.digest"),
}
STYLE = {
    "the system clock": ("from datetime import datetime\n\nNOW = datetime.now\n", "TID251"),
    "the environment": ("import os\n\nHOME = os.environ\n", "TID251"),
    "chance": ("import random\n\nDIE = random\n", "TID251"),
    "mocks": ("from unittest.mock import Mock\n\nM = Mock\n", "TID251"),
    "print": ('print("hello")\n', "T201"),
    "complexity": ("def f(x):\n" + "".join(f"    if x == {n}:\n        return {n}\n" for n in range(9)), "C901"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house."""
    to = tmp_path_factory.mktemp("house")
    for folder in ("bot", "prompts", "storage"):
        shutil.copytree(ROOT / folder, to / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


def run(where: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a tool on the copy."""
    env = {**os.environ, "PYTHONPATH": str(where)}
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=where, env=env, capture_output=True, text=True, check=False
    )


def test_every_broken_layer_is_seen(copy: Path) -> None:
    """An import that goes up, or into a foreign kit, breaks a contract; each of them alone would."""
    for file, line in IMPORTS.values():
        path = copy / file
        path.write_text(path.read_text("utf-8") + f"\n{line}\n", "utf-8")
    told = run(copy, "lint-imports", "--no-cache")

    assert told.returncode != 0
    for file, line in IMPORTS.values():
        module = file.removesuffix(".py").replace("/", ".")
        wanted = line.removeprefix("import ")
        assert f"{module} -> {wanted}" in told.stdout, f"{module} may import {wanted}"


@pytest.mark.parametrize("what", STYLE)
def test_every_banned_thing_is_seen(what: str, copy: Path) -> None:
    """Ruff refuses what the house bans."""
    code, rule = STYLE[what]
    file = copy / "bot/domain/planted.py"
    file.write_text(code)
    told = run(copy, "ruff", "check", "--no-cache", "--output-format", "concise", "bot/domain/planted.py")
    file.unlink()

    assert rule in told.stdout


def test_a_forgotten_case_is_seen(tmp_path: Path) -> None:
    """Mypy refuses a match that leaves out a case."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    code = (
        "from enum import Enum\n\n\nclass Beat(Enum):\n    ASK = 1\n    TELL = 2\n\n\n"
        "def say(beat: Beat) -> str:\n    match beat:\n        case Beat.ASK:\n            return 'ask'\n"
        "    return ''\n"
    )
    (tmp_path / "planted.py").write_text(code)
    told = run(tmp_path, "mypy", "planted.py")

    assert "exhaustive-match" in told.stdout
