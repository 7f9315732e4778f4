"""The command line: exit codes, and sentences instead of tracebacks."""

import json
import sqlite3
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.app import open_desk
from bot.settings import fresh_key, load
from storage import workspaces
from storage.tables import Workspace
from tests.edges.shell import ROOT, environment, fireside


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """Give an environment with a key and an empty database in a folder of its own."""
    return environment(tmp_path)


def test_help_is_quick_and_complete(home: dict[str, str], tmp_path: Path) -> None:
    """--help names every command."""
    told = fireside(home, tmp_path, "--help", cold=True)

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
    assert "up to date now" in fireside(home, tmp_path, "migrate", cold=True).stdout
    assert "already" in fireside(home, tmp_path, "migrate").stdout
    assert "No workspace so far" in fireside(home, tmp_path, "status", cold=True).stdout


def test_a_backup_overwrites_nothing(home: dict[str, str], tmp_path: Path) -> None:
    """The copy is written once; a second time is refused in a sentence."""
    fireside(home, tmp_path, "migrate")
    assert 0 == fireside(home, tmp_path, "backup", "copy.db").returncode
    again = fireside(home, tmp_path, "backup", "copy.db")

    assert 1 == again.returncode
    assert "overwrites nothing" in again.stderr


def test_another_key_than_the_databases_is_refused(home: dict[str, str], tmp_path: Path) -> None:
    """A database sealed with another key is not opened."""
    fireside(home, tmp_path, "migrate")
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
    fireside(home, tmp_path, "migrate")
    told = fireside(home, tmp_path, "erase", "--workspace", "slack:T404", "--yes")

    assert 1 == told.returncode
    assert "Known: none so far" in told.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["backup", "copy.db"],
        ["export", "--workspace", "w", "--member", "m"],
        ["erase", "--workspace", "w", "--yes"],
    ],
)
def test_where_there_is_no_database_none_is_made(home: dict[str, str], tmp_path: Path, words: list[str]) -> None:
    """A wrong folder is told, instead of an empty database that looks like a good one, or a copy of nothing."""
    told = fireside(home, tmp_path, *words)

    assert 1 == told.returncode
    assert f"There is no database at {tmp_path / 'fireside.db'}" in told.stderr
    assert [] == list(tmp_path.iterdir())


def test_check_makes_nothing_either(home: dict[str, str], tmp_path: Path) -> None:
    """Looking whether a database can be made does not make it."""
    told = fireside(home, tmp_path, "check")

    assert "is made at the start" in told.stdout
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [["migrate"], ["status"], ["backup", "copy.db"], ["run"], ["check"]])
def test_a_database_that_is_none_is_told_in_a_sentence(
    home: dict[str, str], tmp_path: Path, command: list[str]
) -> None:
    """A typo in the database's address is no traceback, whatever the command."""
    env = {**home, "FIRESIDE_DATABASE_URL": "nonsense", "SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-1"}
    told = fireside({**env, "SLACK_API_URL": "http://127.0.0.1:9", "FIRESIDE_PORT": "3917"}, tmp_path, *command)

    assert 1 == told.returncode
    assert "it looks like sqlite:///fireside.db" in told.stdout + told.stderr
    assert "Traceback" not in told.stderr


def test_postgresql_without_its_driver_says_how_to_get_it(home: dict[str, str], tmp_path: Path) -> None:
    """The driver is not installed with the rest; whoever needs it is told the command."""
    code = "import sys; sys.modules['psycopg'] = None; from bot.__main__ import main; main()"
    env = {**home, "FIRESIDE_DATABASE_URL": "postgresql://somebody@127.0.0.1:1/fireside"}
    told = subprocess.run(
        [sys.executable, "-c", code, "status"], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert 1 == told.returncode
    assert "-e '.[postgres]'" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_server_that_is_away_is_told_in_a_sentence(home: dict[str, str], tmp_path: Path) -> None:
    """Nobody listens there: no traceback, and no password on the screen."""
    env = {**home, "FIRESIDE_DATABASE_URL": "postgresql://somebody:hunter2@127.0.0.1:1/fireside"}
    for command in ("check", "status", "migrate"):
        told = fireside(env, tmp_path, command)

        assert 1 == told.returncode
        assert "cannot be reached" in told.stdout + told.stderr
        assert "Traceback" not in told.stderr
        assert "hunter2" not in told.stdout + told.stderr


def test_a_database_that_refuses_is_not_taken_for_a_wrong_key(home: dict[str, str], tmp_path: Path) -> None:
    """Whoever is told that the key is wrong would look for another one."""
    fireside(home, tmp_path, "migrate")
    with sqlite3.connect(tmp_path / "fireside.db") as database:
        database.execute("CREATE TRIGGER no BEFORE INSERT ON keeping BEGIN SELECT RAISE(ABORT, 'no'); END")
    told = fireside(home, tmp_path, "status")

    assert 1 == told.returncode
    assert "The database refused." in told.stderr


def test_what_is_written_is_for_its_own_user(home: dict[str, str], tmp_path: Path) -> None:
    """Nobody else on the machine can read the database or a copy of it."""
    fireside(home, tmp_path, "migrate")
    fireside(home, tmp_path, "backup", "copy.db")

    for name in ("fireside.db", "copy.db"):
        assert 0o600 == stat.S_IMODE((tmp_path / name).stat().st_mode)


def test_a_port_that_is_none_is_wrong_use(home: dict[str, str], tmp_path: Path) -> None:
    """Exit code 2, and the limits."""
    told = fireside(home, tmp_path, "demo", "--port", "99999")

    assert 2 == told.returncode
    assert "65535" in told.stderr


def test_the_playground_takes_no_bots_database_away(home: dict[str, str], tmp_path: Path) -> None:
    """Whoever names the wrong folder, and begins afresh there, still has what their bot kept."""
    fireside(home, tmp_path, "migrate")
    told = fireside(home, tmp_path, "demo", "--port", "0", "--folder", str(tmp_path), "--fresh")

    assert 1 == told.returncode
    assert "no playground's" in told.stderr
    assert 0 == fireside(home, tmp_path, "status").returncode


def test_a_manifest_without_an_address_says_so(home: dict[str, str], tmp_path: Path) -> None:
    """What is pasted without an address would never be reached; Socket Mode needs none and names none."""
    plain = fireside(home, tmp_path, "manifest", "slack")
    socket = fireside(home, tmp_path, "manifest", "slack", "--socket")

    assert "FIRESIDE_PUBLIC_URL" in plain.stderr
    assert "" == socket.stderr
    assert "example.org" not in socket.stdout


@pytest.mark.parametrize("words", [("slack",), ("slack", "--socket"), ("teams",)], ids=" ".join)
def test_a_manifest_that_is_refused_for_its_address_says_so(
    home: dict[str, str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    """An address without TLS stands in what Slack and Teams take only with it, in Socket Mode for coming back there."""
    own = {**home, "MICROSOFT_APP_ID": "5e1f0d6a-0000-4000-8000-00000000f00d"}
    told = fireside({**own, "FIRESIDE_PUBLIC_URL": "http://bot.example"}, tmp_path, "manifest", *words)
    good = fireside({**own, "FIRESIDE_PUBLIC_URL": "https://bot.example"}, tmp_path, "manifest", *words)

    assert (0, 0, "") == (told.returncode, good.returncode, good.stderr)
    assert "wants an address with https://" in told.stderr


def test_status_says_which_database_it_read(home: dict[str, str], tmp_path: Path) -> None:
    """Two installations on one machine are told apart."""
    fireside(home, tmp_path, "migrate")
    lines = fireside(home, tmp_path, "status").stdout
    found = json.loads(fireside(home, tmp_path, "status", "--json").stdout)

    assert str(tmp_path / "fireside.db") in lines
    assert str(tmp_path / "fireside.db") == found["at"]


def test_an_export_of_somebody_unknown_is_told(home: dict[str, str], tmp_path: Path) -> None:
    """A typo gives no empty file; without a member it is the workspace's own, for nobody else to read."""
    desk = open_desk(load(None, home))
    desk.store.write(lambda tx: workspaces.keep(tx, "slack:T1", Workspace(workspace="slack:T1"))).result()
    desk.store.close()
    unknown = fireside(home, tmp_path, "export", "--workspace", "slack:T1", "--member", "U404")
    whole = fireside(home, tmp_path, "export", "--workspace", "slack:T1")

    assert 1 == unknown.returncode
    assert "Nothing is kept of a member U404" in unknown.stderr
    assert 0 == whole.returncode
    [file] = tmp_path.glob("fireside-export-*.zip")
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)


def test_the_package_for_teams_is_a_file(home: dict[str, str], tmp_path: Path) -> None:
    """It needs the bot's id, and says so where there is none."""
    without = fireside(home, tmp_path, "manifest", "teams")
    assert (without.returncode, "MICROSOFT_APP_ID" in without.stderr) == (1, True)
    own = {**home, "MICROSOFT_APP_ID": "5e1f0d6a-0000-4000-8000-00000000f00d"}
    made = fireside(own, tmp_path, "manifest", "teams", "--file", "app.zip")
    assert (made.returncode, "app.zip" in made.stdout) == (0, True)
    with zipfile.ZipFile(tmp_path / "app.zip") as package:
        assert "manifest.json" in package.namelist()


def test_slack_alone_loads_nothing_of_teams(home: dict[str, str], tmp_path: Path) -> None:
    """Whoever runs the bot for Slack pays nothing for the Bot Framework."""
    code = (
        "import sys\nfrom bot import launch, settings\n"
        "chosen = settings.load()\napp = launch.build(chosen)\n"
        "import bot.platforms.slack.listen\n"
        "found = [m for m in sys.modules if m.split('.')[0] in {'botbuilder', 'botframework', 'msrest', 'jwt'}]\n"
        "found += [m for m in sys.modules if m.startswith('bot.platforms.teams')]\n"
        "print(sorted(app.platforms), found)\n"
    )
    own = {**home, "SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-1"}
    told = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=own, capture_output=True, text=True)
    assert (told.stdout.strip().splitlines()[-1:], told.returncode) == (["['slack'] []"], 0), told.stderr
