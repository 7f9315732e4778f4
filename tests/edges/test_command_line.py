"""The command line: exit codes, and sentences instead of tracebacks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import fresh_key

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """Give an environment with a key and an empty database in a folder of its own."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("FIRESIDE_", "SLACK_"))}
    return {
        **keep,
        "PYTHONPATH": str(ROOT),
        "FIRESIDE_SECRET_KEY": fresh_key(),
        "FIRESIDE_DATABASE_URL": f"sqlite:///{tmp_path / 'fireside.db'}",
    }


def fireside(env: dict[str, str], cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words], env=env, cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )


def test_help_is_quick_and_complete(home: dict[str, str], tmp_path: Path) -> None:
    """--help names every command."""
    told = fireside(home, tmp_path, "--help")

    assert 0 == told.returncode
    for name in ("demo", "run", "check", "migrate", "manifest", "backup", "export", "erase", "status"):
        assert name in told.stdout


def test_help_loads_none_of_the_frameworks(home: dict[str, str], tmp_path: Path) -> None:
    """Nobody waits for Slack or the database to read a help text."""
    code = (
        "import sys, bot.__main__; "
        "print([m for m in ('slack_bolt', 'sqlalchemy', 'starlette', 'apscheduler', 'botbuilder') if m in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], env=home, cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert "[]" == told.stdout.strip()


def test_an_unknown_command_is_wrong_use(home: dict[str, str], tmp_path: Path) -> None:
    """Exit code 2."""
    assert 2 == fireside(home, tmp_path, "dance").returncode


def test_check_prints_a_fresh_key_where_one_is_missing(home: dict[str, str], tmp_path: Path) -> None:
    """A newcomer is told what to set."""
    told = fireside({**home, "FIRESIDE_SECRET_KEY": ""}, tmp_path, "check")

    assert 1 == told.returncode
    assert "FIRESIDE_SECRET_KEY=" in told.stdout
    assert "SLACK_SIGNING_SECRET" in told.stdout


def test_check_speaks_json(home: dict[str, str], tmp_path: Path) -> None:
    """A program may read it."""
    told = fireside(home, tmp_path, "check", "--json")

    assert {"ok", "what", "do"} == set(json.loads(told.stdout)[0])


def test_run_without_a_platform_names_what_to_set(home: dict[str, str], tmp_path: Path) -> None:
    """No platform is an error with a way out."""
    told = fireside(home, tmp_path, "run")

    assert 1 == told.returncode
    assert "SLACK_SIGNING_SECRET" in told.stderr
    assert "Traceback" not in told.stderr


def test_run_without_a_key_does_not_start(home: dict[str, str], tmp_path: Path) -> None:
    """There is no default key."""
    env = {**home, "FIRESIDE_SECRET_KEY": "", "SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-1"}
    told = fireside(env, tmp_path, "run")

    assert 1 == told.returncode
    assert "FIRESIDE_SECRET_KEY" in told.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [("prot: 1\n", "app.yaml:1: prot"), ("rhythm:\n  zone: Nowhere\n", "app.yaml:2: rhythm.zone")],
)
def test_a_wrong_app_yaml_is_refused_at_start(home: dict[str, str], tmp_path: Path, text: str, said: str) -> None:
    """File, line and reason, and exit code 1."""
    (tmp_path / "app.yaml").write_text(text)
    told = fireside(home, tmp_path, "run")

    assert 1 == told.returncode
    assert said in told.stderr


def test_a_wrong_pack_is_refused_at_start(home: dict[str, str], tmp_path: Path) -> None:
    """A question that asks why is refused with file and line."""
    folder = tmp_path / "ours"
    folder.mkdir()
    shipped = (ROOT / "prompts/packs/energy.yaml").read_text("utf-8").replace("id: energy", "id: ours")
    wrong = shipped.replace("energy-", "ours-").replace("What gave you energy this week?", "Why were you tired?")
    (folder / "ours.yaml").write_text(wrong, "utf-8")
    env = {**home, "FIRESIDE_PROMPT_PACKS": str(folder), "SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-1"}
    told = fireside(env, tmp_path, "run")

    assert 1 == told.returncode
    assert "ours.yaml:" in told.stderr


def test_migrate_makes_the_tables_and_status_reads_them(home: dict[str, str], tmp_path: Path) -> None:
    """A new database is ready after one command."""
    assert "up to date now" in fireside(home, tmp_path, "migrate").stdout
    assert "already" in fireside(home, tmp_path, "migrate").stdout
    assert "No workspace so far" in fireside(home, tmp_path, "status").stdout


def test_a_backup_overwrites_nothing(home: dict[str, str], tmp_path: Path) -> None:
    """The copy is written once; a second time is refused in a sentence."""
    fireside(home, tmp_path, "migrate")
    assert 0 == fireside(home, tmp_path, "backup", "copy.db").returncode
    again = fireside(home, tmp_path, "backup", "copy.db")

    assert 1 == again.returncode
    assert "overwrites nothing" in again.stderr


def test_another_key_than_the_databases_is_refused(home: dict[str, str], tmp_path: Path) -> None:
    """A database sealed with another key is not opened."""
    assert 0 == fireside(home, tmp_path, "status").returncode
    told = fireside({**home, "FIRESIDE_SECRET_KEY": fresh_key()}, tmp_path, "status")

    assert 1 == told.returncode
    assert "not the key" in told.stderr


def test_the_manifest_is_json(home: dict[str, str], tmp_path: Path) -> None:
    """What is printed can be pasted; without thread answers no history is asked for in channels."""
    whole = json.loads(fireside(home, tmp_path, "manifest", "slack").stdout)
    less = json.loads(fireside(home, tmp_path, "manifest", "slack", "--no-thread-answers").stdout)

    assert "channels:history" in whole["oauth_config"]["scopes"]["bot"]
    assert "channels:history" not in less["oauth_config"]["scopes"]["bot"]


def test_erasing_an_unknown_workspace_says_which_there_are(home: dict[str, str], tmp_path: Path) -> None:
    """A typo deletes nothing."""
    told = fireside(home, tmp_path, "erase", "--workspace", "slack:T404", "--yes")

    assert 1 == told.returncode
    assert "Known: none so far" in told.stderr
