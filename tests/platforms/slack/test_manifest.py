"""The manifest is what Slack's own schema takes, and asks for exactly what the code uses."""

import json
from pathlib import Path

import jsonschema
import pytest

from bot.platforms.slack import parse
from bot.platforms.slack.manifest import OPTIONAL, REQUIRED, THREADS, manifest
from tests.fakes.slack_client import SUBSCRIPTIONS

SCHEMA = Path(__file__).resolve().parents[4] / "shared" / "data" / "slack" / "manifest.schema.json"


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's schema is not beside the repository")
@pytest.mark.parametrize("socket", [True, False])
@pytest.mark.parametrize("threads", [True, False])
def test_slack_takes_the_manifest(*, socket: bool, threads: bool) -> None:
    """Slack's own schema finds nothing wrong in any variant."""
    jsonschema.validate(
        manifest("https://bot.example", thread_answers=threads, socket=socket), json.loads(SCHEMA.read_text())
    )


def test_every_event_is_understood_and_every_scope_is_needed_by_something() -> None:
    """Each event has a reader, and the scopes that events need are asked for."""
    made = manifest("https://bot.example")
    events = made["settings"]["event_subscriptions"]["bot_events"]
    asked = set(made["oauth_config"]["scopes"]["bot"])
    assert {name.partition(".")[0] for name in events} == set(parse.EVENTS)
    for name in events:
        needed = set(SUBSCRIPTIONS[name].split())
        assert not needed or needed & asked, name


def test_what_may_be_refused_is_asked_for_too() -> None:
    """Optional scopes are a part of all scopes, or Slack never asks; without thread answers no history is read."""
    scopes = manifest("https://bot.example")["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == {*REQUIRED, *THREADS, *OPTIONAL}
    assert set(scopes["bot_optional"]) == {*THREADS, *OPTIONAL}
    quiet = json.dumps(manifest("https://bot.example", thread_answers=False))
    assert "channels:history" not in quiet
    assert "message.channels" not in quiet


def test_commands_tell_ids_of_people() -> None:
    """Without escaping nobody mentioned in a command could be found."""
    assert all(command["should_escape"] for command in manifest("")["features"]["slash_commands"])


def test_socket_mode_needs_no_address() -> None:
    """A machine behind a firewall has none."""
    assert "http" not in json.dumps(manifest("", socket=True))
