"""Help, manifest, README and docs agree with the code."""

import re
from pathlib import Path

import pytest
import typer

from bot import intake
from bot.__main__ import cli
from bot.domain.text import fold
from bot.platforms.local import render as local
from bot.platforms.slack.manifest import COMMANDS, SHORTCUTS, scopes
from bot.settings import Settings, load
from bot.views import own
from prompts import catalog as catalogs
from prompts.phrases import LANGUAGES, Voice
from tests.shape import papers

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
TEXTS = {str(file.relative_to(ROOT)): file.read_text("utf-8") for file in papers.papers(ROOT)}
WORDS = {*intake.VERBS, *intake.DUTCH}


def command_line() -> dict[str, set[str]]:
    """Give every command with its options."""
    group = typer.main.get_command(cli)
    commands = getattr(group, "commands")  # noqa: B009 - a group of commands has them, a single one has not
    return {
        name: {option for p in command.params for option in (*p.opts, *p.secondary_opts)} | {"--help"}
        for name, command in commands.items()
    }


def help_text(language: str) -> str:
    """Give the help as people read it."""
    return own.help_(Voice(language), "", "").text


# ---------------------------------------------------------------- what people can ask


@pytest.mark.parametrize("where", [*TEXTS, *LANGUAGES, "playground"])
def test_whatever_people_are_told_to_ask_is_understood(where: str) -> None:
    """README, docs, help, every sentence and the playground name no command that is not there."""
    if where in LANGUAGES:
        text = "\n".join(file.read_text("utf-8") for file in (ROOT / "prompts/phrases" / where).glob("*.ftl"))
    elif where == "playground":
        text = "\n".join(each["command"] for each in local.COMMANDS)
    else:
        text = TEXTS[where]
    assert papers.unknown_requests(text, WORDS) == []


def test_everything_people_can_ask_stands_in_the_readme() -> None:
    """Each command has its place in the table, both slash commands among them."""
    told = set(papers.ASKED.findall(README))
    assert set(intake.VERBS) - told - {"kudos"} == set()
    assert {command for command, *_ in COMMANDS} <= set(re.findall(r"`(/\w+)", README))
    assert [name for _, _, name, _ in SHORTCUTS if f"*{name}*" not in README] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_people_can_ask_stands_in_help(language: str) -> None:
    """Help names every command, in words of its own language; how to get help itself is known by then."""
    words = set(re.findall(r"[\w-]+", fold(help_text(language))))
    for verb in set(intake.VERBS) - {"help"}:
        names = {verb} if language == "en" else {verb, *(d for d, e in intake.DUTCH.items() if e == verb)}
        assert names & words, verb


@pytest.mark.parametrize("text", [README, *(Voice(language)("own-help-languages") for language in LANGUAGES)])
def test_words_of_the_other_language_work_as_said(text: str) -> None:
    """Where Dutch (in Dutch: English) words are listed, each of them is one."""
    line = next(line for line in text.splitlines() if re.search(r"words work too|woorden werken ook", line))
    listed = re.findall(r"[\w-]+", line.partition("(" if "(" in line else ":")[2].replace("`", ""))
    assert listed
    assert set(listed) - WORDS == set()


# ---------------------------------------------------------------- what the operator can do


@pytest.mark.parametrize("where", TEXTS)
def test_whatever_is_to_be_typed_on_the_machine_exists(where: str) -> None:
    """Commands with their options, targets of make and environment variables are there."""
    text = TEXTS[where]
    assert papers.unknown_runs(text, command_line()) == []
    assert papers.unknown_targets(text, (ROOT / "Makefile").read_text("utf-8")) == []
    assert papers.unknown_variables(text) == []


def test_every_command_of_the_machine_stands_in_the_readme() -> None:
    """The table of commands is whole."""
    table = set(re.findall(r"^\| `([a-z-]+)", README, re.MULTILINE))
    assert set(command_line()) - table == set()


def test_app_yaml_names_settings_that_exist_and_their_defaults() -> None:
    """The file that ships changes nothing, and what it shows in comments can be set too."""
    text = (ROOT / "app.yaml").read_text("utf-8")
    assert load(ROOT / "app.yaml", {}) == Settings()
    shown = re.findall(r"^# (\w+):", text, re.MULTILINE)
    assert shown
    assert set(shown) - set(Settings.model_fields) == set()
    assert papers.unknown_variables(text) == []


def test_every_permission_is_explained() -> None:
    """Privacy tells of each of Slack's permissions what it is for."""
    text = TEXTS.get("docs/privacy.md")
    if text is None:
        pytest.skip("docs/privacy.md is not written yet")
    assert [scope for scope in scopes() if scope not in text] == []


def test_what_readme_calls_the_promise_is_what_the_bot_says() -> None:
    """The first post's four lines stand in the README, Slack named for the chat tool."""
    quoted = "\n".join(line.removeprefix("> ") for line in README.splitlines() if line.startswith("> "))
    for number in range(1, 5):
        assert Voice("en")(f"promise-{number}").replace("your chat tool", "Slack") in quoted


def test_numbers_in_texts_are_those_of_the_packs() -> None:
    """Where README or docs say how many questions and packs there are, it is so."""
    catalog = catalogs.load()
    for text in TEXTS.values():
        for packs, prompts in re.findall(r"(\d+) packs(?:, (\d+) (?:prompts|questions))?", text):
            assert (int(packs), int(prompts or len(catalog.prompts))) == (len(catalog.packs), len(catalog.prompts))


# ---------------------------------------------------------------- links


def test_links_lead_somewhere() -> None:
    """Every link to a file, and to a heading in it, is alive."""
    assert papers.dead_links(ROOT) == []


# ---------------------------------------------------------------- each of these can turn red


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    """A missing file, a missing heading and a heading of the page itself are told apart."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("[a](docs/b.md#here-it-is) [b](docs/b.md#gone) [c](docs/c.md) [d](#e)\n# E\n")
    (tmp_path / "docs/b.md").write_text("## Here it is!\n```\n# gone\n[x](nowhere.md)\n```\n[up](../README.md#e)\n")
    assert papers.dead_links(tmp_path) == ["README.md: docs/b.md#gone", "README.md: docs/c.md"]


def test_what_does_not_exist_is_seen() -> None:
    """Unknown requests, commands, options, targets and variables are found."""
    assert papers.unknown_requests("Type /fireside dance, or /fireside help", WORDS) == ["dance"]
    runs = "`fireside dance`, `fireside run --fast`, `python -m bot status --json`"
    assert papers.unknown_runs(runs, command_line()) == ["dance", "run --fast"]
    assert papers.unknown_targets("`make demo`, `make coffee`", "demo: x\n") == ["coffee"]
    assert papers.unknown_variables("FIRESIDE_PORT FIRESIDE_PROT SLACK_TOKEN") == ["FIRESIDE_PROT", "SLACK_TOKEN"]
