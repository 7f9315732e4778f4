"""Settings: what is wrong is told with its place and what to do, and secrets stay out of files."""

import base64
from datetime import time
from pathlib import Path

import pytest

from bot import settings


def load(tmp_path: Path, text: str = "", **environment: str) -> settings.Settings:
    """Load an app.yaml of this text."""
    file = tmp_path / "app.yaml"
    file.write_text(text)
    return settings.load(file, environment)


def test_the_project_own_app_yaml_is_right() -> None:
    """What ships can be loaded."""
    shipped = Path(__file__).parents[2] / "app.yaml"

    assert "sqlite:///fireside.db" == settings.load(shipped, {}).database_url


def test_the_environment_stands_over_the_file(tmp_path: Path) -> None:
    """A variable wins, nested ones by two underscores."""
    chosen = load(
        tmp_path, "port: 4000\nrhythm:\n  zone: UTC\n", FIRESIDE_PORT="5000", FIRESIDE_RHYTHM__ZONE="Europe/Amsterdam"
    )

    assert (5000, "Europe/Amsterdam") == (chosen.port, chosen.rhythm.zone)


def test_platforms_are_set_by_the_names_their_tools_use(tmp_path: Path) -> None:
    """SLACK_BOT_TOKEN and its kin need no prefix."""
    chosen = load(tmp_path, SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s")

    assert chosen.slack.on
    assert "xoxb-1" not in repr(chosen)


def test_an_unquoted_time_is_a_time(tmp_path: Path) -> None:
    """YAML reads 10:30 as 630; the settings read it as half past ten."""
    assert time(10, 30) == load(tmp_path, "rhythm:\n  question_time: 10:30\n").rhythm.question_time


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("port: 3000\nprot: 1\n", "app.yaml:2: prot: there is no such setting"),
        (
            "rhythm:\n  language: en\n  zone: Europa/Amsterdam\n",
            "app.yaml:3: rhythm.zone: 'Europa/Amsterdam' is no IANA",
        ),
        ("keep_months: 2\n", "app.yaml:1: keep_months: 3 to 600"),
        ("rhythm:\n  question_day: someday\n", "app.yaml:2: rhythm.question_day"),
        ("rhythm: {language: en, zone: Europe/Amsterdm}\n", "app.yaml:1: rhythm.zone: 'Europe/Amsterdm' is no IANA"),
        ("rhythm:\n  question_time: 10.30\n", 'app.yaml:2: rhythm.question_time: expected a time, such as "10:00"'),
        ("rhythm:\n  question_time: 15\n", 'app.yaml:2: rhythm.question_time: expected a time, such as "10:00"'),
        ("port: [1\n", "app.yaml:2: this is not YAML"),
        ("- a\n- b\n", "expected names with values"),
        ("secret_key: abc\n", "secrets do not belong in a file"),
        ("slack:\n  bot_token: abc\n", "secrets do not belong in a file"),
        ("port: 99999\n", "app.yaml:1: port"),
        ("rhythm:\n  values: [a, b, c, d, e, f]\n", "app.yaml:2: rhythm.values: expected 5 at most"),
        ("rhythm:\n  values: customer first\n", "app.yaml:2: rhythm.values: expected a list"),
        ("rhythm: weekly\n", "app.yaml:1: rhythm: expected settings of its own"),
        ("rhythm:\n  question_time: noon\n", 'app.yaml:2: rhythm.question_time: expected a time, such as "10:00"'),
        ("people:\n  guests: perhaps\n", "app.yaml:2: people.guests: expected true or false"),
        ("log_format: xml\n", "app.yaml:1: log_format: expected 'json' or 'plain'"),
        ("public_url: fireside.example.org\n", "app.yaml:1: public_url: 'fireside.example.org' is no address"),
        ("public_url: http://[\n", "app.yaml:1: public_url: 'http://[' is no address"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    """File, line, name and reason."""
    with pytest.raises(settings.SettingsError) as problem:
        load(tmp_path, text)

    assert told in str(problem.value)


@pytest.mark.parametrize("text", ["rhythm:\n", "rhythm: {}\n", ""])
def test_a_heading_with_nothing_under_it_is_no_obstacle(tmp_path: Path, text: str) -> None:
    """All its settings commented out, a section means its defaults, and a variable still stands over it."""
    assert "UTC" == load(tmp_path, text).rhythm.zone
    assert "Asia/Tokyo" == load(tmp_path, text, FIRESIDE_RHYTHM__ZONE="Asia/Tokyo").rhythm.zone


@pytest.mark.parametrize("text", ["rhythm: weekly\n", "rhythm: [1]\n"])
def test_a_variable_over_a_section_that_is_none_is_told_too(tmp_path: Path, text: str) -> None:
    """What is wrong in the file is said, whatever the environment lays over it."""
    with pytest.raises(settings.SettingsError, match="rhythm: expected settings of its own"):
        load(tmp_path, text, FIRESIDE_RHYTHM__ZONE="UTC")


def test_a_settings_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A folder of that name is told as such."""
    with pytest.raises(settings.SettingsError, match="cannot be read"):
        settings.load(tmp_path, {})


def test_a_settings_file_that_a_variable_names_must_be_there(tmp_path: Path) -> None:
    """A typo in it would run the bot on its defaults; only the word none is no file."""
    named = {"FIRESIDE_APP_YAML": str(tmp_path / "ap.yaml")}
    with pytest.raises(settings.SettingsError, match=r"FIRESIDE_APP_YAML: .*ap\.yaml: no such file.* none"):
        settings.load(None, named)
    (tmp_path / "ap.yaml").write_text("port: 4000\n")

    assert (4000, 3000) == (settings.load(None, named).port, settings.load(None, {"FIRESIDE_APP_YAML": "none"}).port)


def test_a_day_may_have_a_capital(tmp_path: Path) -> None:
    """Thursday is thursday."""
    assert "thursday" == load(tmp_path, FIRESIDE_RHYTHM__QUESTION_DAY="Thursday").rhythm.question_day


@pytest.mark.parametrize(
    ("named", "on"),
    [
        ("SLACK_BOT_TOKEN", False),
        ("SLACK_APP_TOKEN", False),
        ("SLACK_SIGNING_SECRET SLACK_CLIENT_ID", False),
        ("SLACK_SIGNING_SECRET SLACK_BOT_TOKEN", True),
        ("SLACK_APP_TOKEN SLACK_BOT_TOKEN", True),
        ("SLACK_SIGNING_SECRET SLACK_CLIENT_ID SLACK_CLIENT_SECRET", True),
    ],
)
def test_slack_is_on_with_enough_of_its_secrets(tmp_path: Path, named: str, on: bool) -> None:
    """It takes a way in and a way to a token; less is off."""
    assert load(tmp_path, **dict.fromkeys(named.split(), "x")).slack.on is on


def test_a_wrong_variable_over_a_right_file_is_what_is_named(tmp_path: Path) -> None:
    """The line in the file is right, and whoever looked there would look for long; so is a name of Slack's own."""
    with pytest.raises(settings.SettingsError, match=r"^FIRESIDE_PORT: port: expected a whole number"):
        load(tmp_path, "port: 3000\n", FIRESIDE_PORT="abc")
    with pytest.raises(settings.SettingsError, match=r"^FIRESIDE_RYTHM__ZONE: rythm: there is no such setting"):
        load(tmp_path, FIRESIDE_RYTHM__ZONE="UTC")
    with pytest.raises(settings.SettingsError, match=r"^TEAMS_ANONYMOUS: teams\.anonymous: expected true or false"):
        load(tmp_path, TEAMS_ANONYMOUS="perhaps")


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    """A variable that means nothing is an error, with what there is."""
    with pytest.raises(settings.SettingsError, match="FIRESIDE_DATABSE_URL: databse_url: there is no such setting"):
        load(tmp_path, FIRESIDE_DATABSE_URL="x")


def test_a_missing_key_says_where_to_get_one(tmp_path: Path) -> None:
    """There is no default key."""
    with pytest.raises(settings.SettingsError, match="fireside check"):
        _ = load(tmp_path).key


def test_a_fresh_key_can_be_used(tmp_path: Path) -> None:
    """What `check` prints is a key."""
    fresh = settings.fresh_key()

    assert base64.b64decode(fresh) == load(tmp_path, FIRESIDE_SECRET_KEY=fresh).key


@pytest.mark.parametrize("key", ["", "abc", "x" * 44, base64.b64encode(b"short").decode()])
def test_a_key_of_another_size_is_refused(tmp_path: Path, key: str) -> None:
    """Only 32 bytes in base64 are a key."""
    with pytest.raises(settings.SettingsError):
        _ = load(tmp_path, FIRESIDE_SECRET_KEY=key).key
