"""The checker of packs: our own have nothing wrong, and whatever is wrong in another one is told in full."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from prompts.check import Problem, problems

OWN = Path(__file__).parents[2] / "prompts" / "packs"

PACK = """\
schema: prompt-pack/1
id: garden
version: 1.0.0
kind: pool
locales: [en, nl]
title: {en: "Garden", nl: "Tuin"}
summary: {en: "About the garden.", nl: "Over de tuin."}
authors: ["the gardeners"]
license: CC-BY-4.0
defaults: {depth: 1, effort: light, share: channel, time: past_week}
prompts:
  - id: garden-01
    theme: growth
    text: {en: "What grew this week?", nl: "Wat groeide er deze week?"}
    follow_up: {en: "Who watered it?", nl: "Wie gaf het water?"}
    example: {en: "The beans, at last.", nl: "De bonen, eindelijk."}
  - id: garden-02
    theme: weather
    text: {en: "Where did you see '{value}' outside?", nl: "Waar zag je buiten '{value}'?"}
    follow_up: {en: "What did it look like?", nl: "Hoe zag het eruit?"}
    example: {en: "By the pond.", nl: "Bij de vijver."}
    requires: [value]
"""
Plant = Callable[[str], list[Problem]]


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Writes a pack and gives what the checker says about it."""

    def write(text: str) -> list[Problem]:
        (tmp_path / "garden.yaml").write_text(text, "utf-8")
        return problems(tmp_path)

    return write


def test_our_own_questions_keep_the_rules() -> None:
    """All 84 prompts pass the checker that others' packs have to pass."""
    assert problems(OWN) == []


def test_a_good_pack_of_a_team_is_accepted(plant: Plant) -> None:
    """The pack on which the cases below plant an error has none itself."""
    assert plant(PACK) == []


CASES = {
    "why": ("What grew this week?", "Why did it grow?", 14, "garden-01.text.en", "'why' asks for a defence"),
    "waarom": ("Wat groeide er deze week?", "Wat groeide, en waarom?", 14, "garden-01.text.nl", "'waarom'"),
    "yes or no": ("What grew this week?", "Did it grow?", 14, "garden-01.text.en", "yes or no"),
    "ja of nee": ("Wie gaf het water?", "Heb je water gegeven?", 15, "garden-01.follow_up.nl", "yes or no"),
    "u": ("Wat groeide er deze week?", "Wat zag u groeien?", 14, "garden-01.text.nl", "say je"),
    "always": ("What grew this week?", "What always grows?", 14, "garden-01.text.en", "one moment"),
    "altijd": ("Wat groeide er deze week?", "Wat groeit altijd?", 14, "garden-01.text.nl", "one moment"),
    "jargon": ("Wat groeide er deze week?", "Welke mindset groeide er?", 14, "garden-01.text.nl", "plain Dutch"),
    "no question": ("What grew this week?", "Something grew.", 14, "garden-01.text.en", "not a question"),
    "too long": ("What grew this week?", "What " + "really " * 17 + "grew?", 14, "garden-01.text.en", "19 words"),
    "overwork": ("The beans, at last.", "Weeding on Sunday.", 16, "garden-01.example.en", "overwork"),
    "overwerk": ("De bonen, eindelijk.", "In het weekend gewied.", 16, "garden-01.example.nl", "overwork"),
    "health": ("The beans, at last.", "I was sick.", 16, "garden-01.example.en", "health"),
    "value unasked": ("    requires: [value]\n", "", 19, "garden-02.text.en", "go together"),
    "value missing": ("'{value}' outside", "the sun outside", 19, "garden-02.text.en", "go together"),
    "unknown hole": ("Who watered it?", "Who watered {plant}?", 15, "garden-01.follow_up.en", "'{plant}' would stay"),
    "language missing": (', nl: "Wie gaf het water?"', "", 15, "garden-01.follow_up", "not there in 'nl'"),
    "language too many": ('nl: "De bonen', 'de: "Die Bohnen", nl: "De bonen', 16, "garden-01.example.de", "locales"),
    "language unspoken": ("locales: [en, nl]", "locales: [en, nl, fr]", 5, "locales.2", "does not speak 'fr'"),
    "title missing": ('{en: "Garden", nl: "Tuin"}', '{en: "Garden"}', 6, "title", "not there in 'nl'"),
    "id twice": ("- id: garden-02", "- id: garden-01", 17, "garden-01.id", "used already"),
    "id of another": ("- id: garden-02", "- id: pond-02", 17, "pond-02.id", "begin with 'garden-'"),
    "file name": ("id: garden\n", "id: gardens\n", 2, "id", "has to be called gardens.yaml"),
    "reserved": ("id: garden\n", "id: member\n", 2, "id", "means something else"),
    "deep without care": ("    theme: growth", "    theme: growth\n    depth: 3", 12, "garden-01", "depth 3 needs"),
    "arc without steps": ("kind: pool", "kind: arc", 11, "prompts", "here: none, none"),
    "sequence with a gap": (
        "    theme: growth",
        "    theme: growth\n    sequence: {group: wish, step: 2}",
        14,
        "garden-01.sequence",
        "here: 2",
    ),
    "shape: unknown field": ("    theme: growth", "    theme: growth\n    mood: 3", 12, "garden-01", "'mood'"),
    "shape: field missing": (
        '    follow_up: {en: "Who watered',
        '    extra: {en: "Who watered',
        12,
        "garden-01",
        "'follow",
    ),
    "shape: wrong kind": ("    theme: growth", "    theme: growth\n    depth: 9", 14, "garden-01.depth", "9"),
    "shape: version": ("version: 1.0.0", "version: first", 3, "version", "first"),
    "key twice": ("kind: pool", "kind: pool\nkind: pool", 5, "kind", "twice"),
    "no YAML": ("title: {en", "title: {{en", 7, "", "begins in line 6"),
    "no text": ("Garden", "Gar\0den", 1, "", "cannot be read as YAML"),
    "empty": (PACK, "", 1, "", "not of type"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_slip_is_told_with_its_place(plant: Plant, case: tuple[str, str, int, str, str]) -> None:
    """Each kind of error is refused with the file, the line, the prompt and field, and a reason in words."""
    old, new, line, where, reason = case
    assert PACK.count(old) == 1
    found = plant(PACK.replace(old, new))
    told = [each for each in found if (each.line, each.where) == (line, where) and reason in each.reason]
    assert told, [str(each) for each in found]
    assert all(each.file.endswith("garden.yaml") for each in found)
    assert str(told[0]).startswith(f"{told[0].file}:{line}: ")


def test_an_author_is_told_everything_at_once(plant: Plant) -> None:
    """A wrong shape in one prompt does not hide the wording of another."""
    text = PACK.replace("    theme: growth", "    theme: growth\n    mood: 3").replace(
        "What did it look", "Why did it look"
    )
    assert {each.where for each in plant(text)} == {"garden-01", "garden-02.follow_up.en"}


def test_a_private_deep_question_with_care_is_fine(plant: Plant) -> None:
    """Depth 3 is allowed where it is private and says how to be careful with it."""
    care = '    care: {en: "Skipping is fine.", nl: "Overslaan is prima."}'
    assert (
        plant(PACK.replace("    theme: growth", f"    theme: growth\n    depth: 3\n    share: private\n{care}")) == []
    )


@pytest.mark.parametrize("name", [None, "pack.yml", "notes.txt"])
def test_a_folder_without_a_pack_is_told(tmp_path: Path, name: str | None) -> None:
    """A folder that holds nothing to load is a mistake worth telling: it is not silently passed over."""
    folder = tmp_path / "ours"
    if name:
        folder.mkdir()
        (folder / name).write_text(PACK, "utf-8")
    (found,) = problems(folder)
    assert "yaml" in found.reason or "no such" in found.reason


def test_ids_stay_unique_over_all_packs(plant: Plant, tmp_path: Path) -> None:
    """Two files of one folder cannot hold the same pack or prompt."""
    plant(PACK)
    (tmp_path / "zoo.yaml").write_text(PACK, "utf-8")
    found = {(each.where, Path(each.file).name) for each in problems(tmp_path)}
    assert found == {("id", "zoo.yaml"), ("garden-01.id", "zoo.yaml"), ("garden-02.id", "zoo.yaml")}


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.integers(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(["id", "locales", "prompts", "defaults", "title", "kind"]), value=_ANYTHING)
def test_no_pack_makes_the_checker_fall_over(plant: Plant, field: str, value: object) -> None:
    """Whatever stands in a field, the answer is a list of problems and never a failure."""
    lines = [line for line in PACK.splitlines() if not line.startswith(f"{field}:")]
    if field == "prompts":
        lines = lines[: next(n for n, line in enumerate(lines) if line.startswith("  - id"))]
    assert isinstance(plant("\n".join([*lines, f"{field}: {json.dumps(value)}", ""])), list)
