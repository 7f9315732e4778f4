"""The playground's addresses: what is answered, to whom, and what becomes of input that nobody can understand."""

import itertools
import json
from pathlib import Path
from typing import Any

import aiohttp
from yarl import URL

from bot.intake import SUBMITTED, TAPPED
from tests.platforms.local.conftest import PAGE, Caller

SOUTH, NORTH, COFFEE = "C-south", "C-noord", "C-coffee"
KINDS = ("message", "edit", "delete", "react", "tap", "submit", "shortcut", "home", "invite", "read")
PLACES = ("channel", "thread", "ref", "text", "emoji", "action", "args", "fields", "name", "leaf")
ACTIONS = (*TAPPED, *SUBMITTED, "nonsense")
PAGES = Path(__file__).parents[3] / "bot/platforms/local/page"
HALF = "\ud83d"  # half a character, as it comes where an emoji is cut in two


async def answered(caller: Caller, path: str | URL, **more: Any) -> tuple[int, str]:
    """Get an address; gives status and text."""
    async with caller.session.get(path, **more) as answer:
        return answer.status, await answer.text()


# ---------------------------------------------------------------- the page


async def test_the_page_brings_everything_itself(caller: Caller) -> None:
    """No file of it knows another host, and the browser is told to ask for nothing from elsewhere."""
    async with caller.session.get("/local/") as answer:
        assert answer.headers["content-security-policy"].startswith("default-src 'self'; ")
    for file in PAGES.iterdir():
        status, text = await answered(caller, f"/local/page/{file.name}")
        assert (200, file.read_text("utf-8")) == (status, text)
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace('"http:", "https:"', "")


async def test_no_other_file_is_given(caller: Caller) -> None:
    """What is not a file of the page is not there, however it is written."""
    for name in ("nothing.js", "..%2Flisten.py", "%2e%2e%2flisten.py", "..%5C..%5Cdemo.py", "%00", "%FF"):
        address = URL(f"/local/page/{name}", encoded=True)
        assert 404 == (await answered(caller, address, allow_redirects=False))[0], name


async def test_words_of_people_never_become_markup() -> None:
    """No file of the page parses markup: text enters as text only."""
    for file in PAGES.glob("*.js"):
        words = file.read_text("utf-8")
        banned = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "DOMParser", "srcdoc")
        assert [] == [each for each in banned if each in words], file.name


# ---------------------------------------------------------------- who may ask


async def test_only_the_page_itself_may_do_something(caller: Caller) -> None:
    """A foreign page that posts here is refused, since it cannot set the page's own header."""
    status, why = await caller.post("act", {"me": "bas", "kind": "home"}, headers={})
    assert (403, "Only the playground's own page may do that.") == (status, why)


async def test_nothing_is_told_or_done_under_a_foreign_name(caller: Caller) -> None:
    """A page elsewhere that gives itself this address is refused."""
    foreign = {**PAGE, "Host": "evil.example:80"}
    for path in ("state", "events"):
        assert 403 == (await answered(caller, f"/local/{path}", headers=foreign))[0]
    for path in ("act", "clock", "reset"):
        assert 403 == (await caller.post(path, {"me": "bas", "kind": "home"}, headers=foreign))[0]


async def test_looking_changes_nothing(caller: Caller) -> None:
    """What does something is posted."""
    for path in ("act", "clock", "reset"):
        assert 405 == (await answered(caller, f"/local/{path}"))[0]


# ---------------------------------------------------------------- what cannot be understood


NOT_AN_ACT = (
    (b"", "it is not JSON"),
    (b"{", "it is not JSON"),
    (b"\xff\xfe", "it is not JSON"),
    (b"[" * 100_000, "it is not JSON"),
    (b"[]", "it is not an object"),
    (b"null", "it is not an object"),
    (b'"' + b"x" * 300_000 + b'"', "it is too long"),
)
CANNOT_BE = (
    ({}, "me must be somebody of the team"),
    ({"me": "nobody"}, "me must be somebody of the team"),
    ({"me": ["bas"]}, "me must be text"),
    ({"me": "bas"}, "kind is not known here"),
    ({"me": "bas", "kind": "fly"}, "kind is not known here"),
    ({"me": "bas", "kind": "message", "text": 5}, "text must be text"),
    ({"me": "bas", "kind": "message", "text": "hi"}, "channel is not one of this member's"),
    ({"me": "bas", "kind": "message", "channel": "C-nowhere", "text": "hi"}, "channel is not one of this member's"),
    ({"me": "bas", "kind": "message", "channel": "D-mo", "text": "hi"}, "channel is not one of this member's"),
    ({"me": "fleur", "kind": "message", "channel": NORTH, "text": "hi"}, "channel is not one of this member's"),
    ({"me": "fleur", "kind": "read", "channel": NORTH, "ref": "1"}, "channel is not one of this member's"),
    ({"me": "bas", "kind": "edit", "ref": "1", "text": "hi"}, "that message is not there, or it is somebody else's"),
    ({"me": "bas", "kind": "delete", "ref": ""}, "that message is not there, or it is somebody else's"),
    ({"me": "bas", "kind": "react", "ref": "1", "emoji": "heart"}, "that message or that emoji is not there"),
    ({"me": "bas", "kind": "submit", "fields": []}, "fields must be texts or lists of texts"),
    ({"me": "bas", "kind": "submit", "fields": {"text": 5}}, "fields must be texts or lists of texts"),
    ({"me": "bas", "kind": "tap", "args": "x"}, "args must be names with texts"),
    ({"me": "fleur", "kind": "invite", "channel": NORTH}, "only somebody in the channel can invite into it"),
)


async def test_what_is_no_act_is_told(caller: Caller) -> None:
    """Anything but an object in JSON is a 400 that says what it is, and starts nothing over."""
    before = await caller.reads("bas", SOUTH)
    for (content, why), path in itertools.product(NOT_AN_ACT, ("act", "clock", "reset")):
        assert (400, f"That cannot be understood: {why}.") == await caller.post(path, data=content)
    assert before == await caller.reads("bas", SOUTH)


async def test_what_cannot_be_done_is_told(caller: Caller) -> None:
    """The sentence says what is wrong, and nothing comes of it."""
    before = await caller.reads("bas", SOUTH)
    for act, why in CANNOT_BE:
        assert (400, f"That cannot be understood: {why}.") == await caller.post("act", act), act
    assert before == await caller.reads("bas", SOUTH)


async def test_the_clock_goes_where_it_can_go(caller: Caller) -> None:
    """Nonsense does not move it."""
    before = caller.playground.clock.ahead
    for to in ("", "yesterday", "-1 week", 5, None, ["week"]):
        status, why = await caller.post("clock", {"to": to})
        assert (400, True) == (status, "to must be" in why), to
    assert before == caller.playground.clock.ahead


async def test_nothing_that_is_sent_breaks_it(caller: Caller) -> None:
    """Every act with every odd value in every place is done or refused, never a fault, and the page goes on."""
    ref = (await caller.reads("bas", SOUTH))[0]["ref"]
    sound = {"me": "mo", "channel": SOUTH, "ref": ref, "text": "hello", "action": "answer.save"}
    acts = [{**sound, "kind": k, p: value} for k, p, value in itertools.product(KINDS, PLACES, ("", HALF, 5))]
    for action, value in itertools.product(ACTIONS, ("", "x" * 5000)):
        args = dict.fromkeys(("circle", "round", "answer", "kudos", "value", "page", "edition", "channel"), value)
        acts += [{**sound, "kind": kind, "action": action, "args": args} for kind in ("tap", "submit")]
    for act in acts:
        status, text = await caller.post("act", data=json.dumps(act).encode())
        assert status in {200, 400}, (act, text)
    assert "mo" == (await caller.sees("mo"))["me"]


async def test_half_a_character_is_kept_as_a_sign_of_it(caller: Caller) -> None:
    """What nothing can store is shown as a replacement, and everything else stands as it was typed."""
    content = json.dumps({"me": "bas", "kind": "message", "channel": COFFEE, "text": f"cut {HALF} here 😀"}).encode()
    assert 200 == (await caller.post("act", data=content))[0]
    assert "cut \ufffd here 😀" == (await caller.reads("mo", COFFEE))[-1]["text"]


# ---------------------------------------------------------------- who sees what


async def test_what_is_said_to_one_is_shown_to_no_other(caller: Caller) -> None:
    """Private lines, private chats and private answers are in nobody else's page."""
    asked = next(m for m in reversed(await caller.reads("yara", SOUTH)) if "answer.tap" in json.dumps(m["message"]))
    [args] = [i["args"] for b in asked["message"]["blocks"] for i in b.get("items", ()) if i["action"] == "answer.open"]
    fields = {"text": "PLANTED-ONE", "audience": "private", "themes": [], "marks": []}
    await caller.does("yara", "submit", channel=SOUTH, action="answer.save", args=args, fields=fields)
    await caller.does("yara", "message", channel="D-yara", text="PLANTED-TWO")
    await caller.does("yara", "message", channel=SOUTH, text="/fireside pause until PLANTED-THREE")
    await caller.does("yara", "home")

    own = json.dumps(await caller.sees("yara"))
    assert all(f"PLANTED-{n}" in own for n in ("ONE", "TWO", "THREE"))
    for somebody in ("bas", "noor", "mo", "ellen", "fleur"):
        await caller.does(somebody, "home")
        assert "PLANTED" not in json.dumps(await caller.sees(somebody))


async def test_a_stranger_is_somebody_of_the_team(caller: Caller) -> None:
    """Who says no name, or one that nobody has, looks with the first one's eyes."""
    assert ["bas", "bas"] == [(await caller.sees(me))["me"] for me in ("", "nobody")]


async def test_the_page_is_told_that_something_changed(caller: Caller) -> None:
    """The stream gives the version, and again after every act; it ends with the playground."""
    async with caller.session.get("/local/events", timeout=aiohttp.ClientTimeout(total=30)) as stream:
        first = json.loads((await stream.content.readline()).removeprefix(b"data: "))
        await caller.does("bas", "message", channel=COFFEE, text="hello")
        await stream.content.readline()
        then = json.loads((await stream.content.readline()).removeprefix(b"data: "))
        caller.playground.world.close()
        await stream.content.read()
    assert then["version"] > first["version"]
    assert then["version"] == (await caller.sees("bas"))["version"]
