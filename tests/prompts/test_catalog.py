"""The catalogue: what can be asked and tapped, in both languages, with a team's own packs beside ours."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from prompts import catalog
from prompts.catalog import PackError

GARDEN = """\
schema: prompt-pack/1
id: {id}
version: 2.1.0
kind: pool
locales: [nl]
title: {{nl: "Tuin"}}
summary: {{nl: "Over de tuin."}}
authors: ["de tuinploeg"]
license: CC-BY-4.0
defaults: {{}}
prompts:
  - id: {id}-01
    theme: growth
    text: {{nl: "Wat groeide er deze week?"}}
    follow_up: {{nl: "Wie gaf het water?"}}
    example: {{nl: "De bonen, eindelijk."}}
"""


OURS = catalog.load()


@pytest.fixture
def ours() -> catalog.Catalog:
    """The catalogue of our own packs."""
    return OURS


def test_everybody_finds_the_same_questions_and_chips(ours: catalog.Catalog) -> None:
    """Seven packs, 84 prompts, twelve themes of which three may be chosen, and the mark of a tough week."""
    assert (len(ours.packs), len(ours.prompts), len(ours.themes), ours.most_themes) == (7, 84, 12, 3)
    assert ours.tough.id == "tough"
    assert ours.theme_label("tough", "nl") == "taaie week"
    assert ours.theme_label("calm", "nl-BE") == "rust"
    assert ours.prompt("energy-01").text["en"] == "What gave you energy this week?"
    assert all(set(ours.locales) <= set(prompt.text) for prompt in ours.prompts.values())


def test_a_theme_of_the_past_still_has_a_name(ours: catalog.Catalog) -> None:
    """An old answer whose theme is gone does not fail to show."""
    assert ours.theme_label("gone", "en") == "gone"


def test_a_card_has_what_the_choice_needs(ours: catalog.Catalog) -> None:
    """Defaults of the pack, steps, sequences, seasons and required values all reach the card."""
    card = {each.id: each for each in ours.cards()}
    assert (card["hero-09"].kind, card["hero-09"].step, card["hero-09"].depth) == ("arc", 9, 3)
    assert (card["obstacles-11"].group, card["obstacles-11"].group_step) == ("wish-to-plan", 3)
    assert card["light-11"].months == (12,)
    assert card["light-08"].season == "spring"
    assert card["together-02"].needs_value
    assert card["energy-02"].effort == "medium"


@pytest.mark.parametrize(
    ("text", "locale", "first"),
    [
        ("We hebben zó gelachen", "nl", ["fun"]),
        ("Samen met Noor, met taart", "nl", ["together", "fun"]),
        ("A quiet walk", "en-GB", ["calm"]),
        ("Brainstorming side by side", "en", ["together", "ideas"]),
    ],
)
def test_chips_that_a_text_hints_at_come_first(ours: catalog.Catalog, text: str, locale: str, first: list[str]) -> None:
    """Seeds move chips to the front; the others follow in their usual order."""
    ids = [theme.id for theme in ours.chips(text, locale)]
    assert ids[: len(first)] == first
    rest = [theme.id for theme in ours.themes if theme.id not in first]
    assert ids[len(first) :] == rest


@given(text=st.text(), locale=st.sampled_from(["nl", "en", "fr", ""]))
def test_every_chip_is_always_there(text: str, locale: str) -> None:
    """Whatever somebody wrote, all twelve themes can be chosen: seeds never choose for them."""
    assert {theme.id for theme in OURS.chips(text, locale)} == {theme.id for theme in OURS.themes}


def test_a_team_brings_its_own_questions(tmp_path: Path) -> None:
    """A folder with a good pack is added; its questions are cards in its own language only."""
    (tmp_path / "garden.yaml").write_text(GARDEN.format(id="garden"), "utf-8")
    both = catalog.load([tmp_path])
    assert both.prompts["garden-01"].pack == "garden"
    assert both.prompts["garden-01"].share == "choose"
    assert both.packs["garden"].version == "2.1.0"
    assert "garden-01" in {card.id for card in both.cards("nl")}
    assert "garden-01" not in {card.id for card in both.cards("en")}


def test_a_team_s_faulty_pack_is_refused_in_full(tmp_path: Path) -> None:
    """All problems of all folders stand in one error, each with file and line; our ids cannot be taken."""
    bad, taken, gone = tmp_path / "bad", tmp_path / "taken", tmp_path / "gone"
    bad.mkdir()
    taken.mkdir()
    (bad / "garden.yaml").write_text(GARDEN.format(id="garden").replace("Wie gaf", "Waarom gaf"), "utf-8")
    (taken / "energy.yaml").write_text(GARDEN.format(id="energy"), "utf-8")
    with pytest.raises(PackError) as refused:
        catalog.load([bad, taken, gone])
    told = str(refused.value).splitlines()
    assert any(line.startswith(f"{bad / 'garden.yaml'}:15: garden-01.follow_up.nl: 'waarom'") for line in told)
    assert any(line.startswith(f"{taken / 'energy.yaml'}:2: id: there is a pack 'energy'") for line in told)
    assert any(line.startswith(f"{taken / 'energy.yaml'}:12: energy-01.id: this id is used") for line in told)
    assert any(line.startswith(f"{gone}:1: there is no such file or folder") for line in told)


def test_two_folders_cannot_bring_the_same_pack(tmp_path: Path) -> None:
    """Ids are unique over folders too."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "garden.yaml").write_text(GARDEN.format(id="garden"), "utf-8")
    with pytest.raises(PackError, match="there is a pack 'garden' already"):
        catalog.load([tmp_path / "one", tmp_path / "two"])


def test_nobody_waits_for_the_catalogue() -> None:
    """Our packs, themes and both languages are there in less than 60 ms."""
    times = []
    for _ in range(5):
        start = time.process_time()
        catalog.load()
        times.append(time.process_time() - start)
    assert min(times) < 0.06


def test_the_checker_stays_out_of_a_quick_start() -> None:
    """Without folders of others the schema library is not loaded."""
    script = "import sys; from prompts.catalog import load; load(); sys.exit('jsonschema' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", script], cwd=root, check=False).returncode == 0
