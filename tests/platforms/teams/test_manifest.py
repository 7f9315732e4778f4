"""The package that a tenant's admin uploads: valid, in two languages, and asking for nothing that is not needed."""

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot import commands as c, intake
from bot.platforms.teams import icons, manifest, parse

Json = dict[str, Any]
APP = "5e1f0d6a-0000-4000-8000-00000000f00d"
SCHEMAS = Path(__file__).resolve().parents[4] / "shared" / "data" / "teams"
BY = c.By(workspace="teams:t", member="29:x", channel="19:c")


def schema(name: str) -> jsonschema.Draft4Validator:
    """Give one of Microsoft's schemas; skipped where it does not lie beside the repository."""
    file = SCHEMAS / name
    if not file.exists():
        pytest.skip(f"Microsoft's schema {name} does not lie beside the repository, in shared/data/teams")
    return jsonschema.Draft4Validator(json.loads(file.read_text("utf-8")))


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Give what is in the package."""
    with zipfile.ZipFile(io.BytesIO(manifest.package(APP, "https://fireside.example.org/"))) as folder:
        assert folder.testzip() is None
        return {name: folder.read(name) for name in folder.namelist()}


@pytest.fixture(scope="module")
def told(files: dict[str, bytes]) -> Json:
    """Give the manifest."""
    return json.loads(files["manifest.json"])


def test_the_manifest_is_valid(told: Json) -> None:
    """By Microsoft's own schema."""
    assert [error.message for error in schema("teams-v1.30.json").iter_errors(told)] == []


def test_it_says_that_every_kind_of_channel_is_supported(told: Json) -> None:
    """Teams takes no package of these versions for teams without it, though the schema does."""
    version = tuple(int(part) for part in told["manifestVersion"].split("."))
    assert version >= (1, 25)
    assert "team" in told["bots"][0]["scopes"]
    assert told["supportsChannelFeatures"] == "tier1"


def test_the_translations_are_valid(files: dict[str, bytes]) -> None:
    """So is every other language."""
    found = [error.message for error in schema("teams-loc-v1.30.json").iter_errors(json.loads(files["nl.json"]))]
    assert found == []


def test_the_schema_sees_what_is_wrong(told: Json) -> None:
    """A title that is too long turns it red."""
    bad = {**told, "name": {"short": "x" * 31}}
    assert list(schema("teams-v1.30.json").iter_errors(bad))


def test_everything_that_is_named_is_in_the_package(files: dict[str, bytes], told: Json) -> None:
    """Icons and languages; nothing else is."""
    named = {*told["icons"].values(), *(each["file"] for each in told["localizationInfo"]["additionalLanguages"])}
    assert set(files) == {"manifest.json", *named}


def test_every_text_is_translated(files: dict[str, bytes], told: Json) -> None:
    """Whoever uses Teams in Dutch reads Dutch everywhere."""
    there = set(json.loads(files["nl.json"])) - {"$schema"}
    lists = [(n, m) for n, each in enumerate(told["bots"][0]["commandLists"]) for m in range(len(each["commands"]))]
    wanted = {f"bots[0].commandLists[{n}].commands[{m}].{part}" for n, m in lists for part in ("title", "description")}
    extension = {f"composeExtensions[0].commands[0].{part}" for part in ("title", "description")}
    assert there == wanted | extension | {"name.short", "description.short", "description.full"}


@pytest.mark.parametrize("name", manifest.WORDS)
def test_whatever_the_menu_offers_is_understood(name: str) -> None:
    """In both languages."""
    for word in manifest.WORDS[name][:2]:
        assert word in parse.START or (parse.is_request(word) and intake.typed(BY, word) != c.Help(by=BY, unknown=word))


def test_nothing_is_asked_that_is_not_needed(told: Json) -> None:
    """No permission to read what people write to each other, no files, no calls."""
    assert "authorization" not in told
    assert "webApplicationInfo" not in told
    assert told["permissions"] == ["identity", "messageTeamMembers"]


def test_thanks_can_be_given_everywhere(told: Json) -> None:
    """From the compose box, the command box, and on somebody's message."""
    (command,) = told["composeExtensions"][0]["commands"]
    assert (command["context"], command["fetchTask"]) == (["compose", "commandBox", "message"], True)
    assert told["bots"][0]["botId"] == told["composeExtensions"][0]["botId"] == told["id"] == APP


def test_the_same_package_is_the_same_byte_for_byte() -> None:
    """Whoever looks whether something changed sees it."""
    assert manifest.package(APP, "https://a.example") == manifest.package(APP, "https://a.example")


@pytest.mark.parametrize("app_id", ["", "abc", "00000000-0000-0000-0000-00000000000g"])
def test_without_an_app_id_there_is_no_package(app_id: str) -> None:
    """It says what to set."""
    with pytest.raises(manifest.NoAppId, match="MICROSOFT_APP_ID"):
        manifest.package(app_id, "")


# ---------------------------------------------------------------- icons


def pixels(png: bytes) -> list[list[tuple[int, ...]]]:
    """Read a picture as rows of red, green, blue and alpha."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (depth, kind) == (8, 6)
    length = struct.unpack(">I", png[33:37])[0]
    raw = zlib.decompress(png[41 : 41 + length])
    rows = [raw[n * (width * 4 + 1) + 1 : (n + 1) * (width * 4 + 1)] for n in range(height)]
    return [[tuple(row[x * 4 : x * 4 + 4]) for x in range(width)] for row in rows]


def test_the_icons_are_as_teams_wants_them() -> None:
    """192 pixels in colour without a hole; 32 pixels in white, of which most is clear; 32 pixels in colour."""
    colour, outline, small = pixels(icons.colour()), pixels(icons.outline()), pixels(icons.small())
    assert (len(colour), len(outline), len(small)) == (192, 32, 32)
    assert {pixel[3] for row in colour for pixel in row} == {255}
    seen = [pixel for row in outline for pixel in row if pixel[3]]
    assert {pixel[:3] for pixel in seen} == {(255, 255, 255)}
    assert 150 < len(seen) < 600
    assert outline[0][0][3] == outline[24][16][3] == 0  # around it, and in its middle
    assert small[24][16][:3] != small[28][10][:3]
