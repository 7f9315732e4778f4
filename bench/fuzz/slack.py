"""What Slack might send, and what nobody ever should: events, commands, taps and forms of a made-up workspace."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

from bench.fuzz.mangle import PRIVATE, Mangler
from bench.fuzz.world import World, utterances
from bot import intake
from bot.clock import wall
from bot.messages import Form
from bot.platforms.slack import render
from tests.fakes import slack_signing
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_office import Hook

SAMPLES = Path(__file__).parents[2] / "tests/payloads/slack"
PATH = "/slack/events"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
COMMANDS = ("/kudos", "/fireside", "/dance")
Request = tuple[str, Mapping[str, str], bytes]


class Chaff:
    """Requests to Slack's door, signed for the most part."""

    def __init__(self, mangler: Mangler, world: World, fake: FakeSlack) -> None:
        self._mangler, self._world, self._fake = mangler, world, fake
        self._events = [_ours(file.read_text("utf-8"), world) for file in sorted(SAMPLES.glob("*.json"))]
        self._events = [e for e in self._events if e.get("type") == "event_callback" and not _is_the_end(e)]
        self._taps, self._forms = _rendered()
        self._count = 0

    def request(self) -> Request:
        """Give the next one: its path, headers and body."""
        self._count += 1
        kind, body = self._body()
        headers = {"content-type": kind, **self._signed(body)}
        if self._mangler.chance(0.05):
            name = self._mangler.one(list(headers))
            headers[name] = str(self._mangler.value())[:300].encode("ascii", "replace").decode()
        if self._mangler.chance(0.05):
            headers["x-slack-retry-num"] = str(self._mangler.value())[:20].encode("ascii", "replace").decode()
        return PATH, headers, body

    def _body(self) -> tuple[str, bytes]:
        m = self._mangler
        kind, body = m.random.choices((self._event, self._command, self._tap, self._form), (60, 13, 15, 12))[0]()
        if m.chance(0.15):
            body = m.bent(body)
        return (str(m.one((JSON, FORM, "text/plain", "", "multipart/form-data"))) if m.chance(0.04) else kind), body

    def _event(self) -> tuple[str, bytes]:
        m = self._mangler
        made = m.mutated(m.one(self._events), m.random.choice((0, 1, 1, 2, 3, 8)))
        if isinstance(made.get("event"), dict) and m.chance(0.9):
            made["event_id"] = f"Ev{self._count}"
            fresh = f"17640{self._count:05d}.{m.random.randrange(10**6):06d}"
            made["event"].update({"event_ts": fresh, **({"ts": fresh} if m.chance(0.7) else {})})
        return JSON, m.packed(made)

    def _command(self) -> tuple[str, bytes]:
        m, world = self._mangler, self._world
        words = [m.word() if m.chance(0.7) else str(m.value())[:3000] for _ in range(m.random.randrange(6))]
        first = m.one((*intake.VERBS, *intake.DUTCH, PRIVATE))
        told: dict[str, Any] = {
            "command": m.one(COMMANDS),
            "text": " ".join([str(first), *words]),
            "team_id": world.team,
            "user_id": m.one(world.members),
            "channel_id": m.one((world.channel, "D1", m.word())),
        }
        told = m.mutated(told, m.random.choice((0, 0, 1, 2))) | self._ways()
        return FORM, urlencode({k: str(v) for k, v in told.items()}, errors="replace").encode()

    def _tap(self) -> tuple[str, bytes]:
        m = self._mangler
        action = m.mutated(m.one(self._taps), m.random.choice((0, 1, 1, 3)))
        return FORM, self._payload(self._who() | {"type": "block_actions", "actions": [action]})

    def _form(self) -> tuple[str, bytes]:
        m = self._mangler
        view = m.one(self._forms)
        filled = {
            b["block_id"]: {b["element"]["action_id"]: self._filled(b["element"])}
            for b in view["blocks"]
            if "element" in b
        }
        told = {**view, "id": f"V{self._count}", "state": {"values": filled}}
        kind = m.one(
            ("view_submission", "view_submission", "view_submission", "view_closed", "shortcut", "message_action")
        )
        more = {"callback_id": m.one(("thank", "kudos", m.word())), "message": {"text": PRIVATE, "ts": self._world.ref}}
        return FORM, self._payload(self._who() | {"type": kind, "view": told, **(more if "view" not in kind else {})})

    def _filled(self, element: Mapping[str, Any]) -> dict[str, Any]:
        m = self._mangler
        kind, options = element["type"], element.get("options", [])
        text = m.one((PRIVATE, m.word(), str(m.value())[:4000]))
        chosen = m.random.sample(options, m.random.randrange(len(options) + 1)) if options else []
        return {
            "type": kind,
            "value": text,
            "selected_option": m.one(chosen) if chosen else None,
            "selected_options": chosen,
            "selected_users": [m.one(self._world.members)],
            "selected_time": m.one(("10:00", "25:99", "")),
        }

    def _who(self) -> dict[str, Any]:
        m, world = self._mangler, self._world
        channel = {"id": m.one((world.channel, "D1", m.word())), "name": "team"}
        return {
            "team": {"id": world.team},
            "user": {"id": m.one(world.members), "team_id": world.team, "name": PRIVATE},
            "channel": channel,
            "container": {"message_ts": world.ref, "channel_id": channel["id"]},
        }

    def _payload(self, told: dict[str, Any]) -> bytes:
        m = self._mangler
        raw = m.packed(m.mutated(told, m.random.choice((0, 0, 1, 2, 5))) | self._ways())
        return b"payload=" + quote_from_bytes(m.bent(raw) if m.chance(0.05) else raw).encode()

    def _ways(self) -> dict[str, str]:
        """The two ways to answer, which are right: with neither nobody can be told anything, and Slack shows that."""
        team, office, name = self._fake.workspace, self._fake.office, f"hook{self._count}"
        user = self._world.members[0]
        channel = team.channels[self._world.channel]
        office.hooks[name] = Hook(team=team, user=user, channel=channel, at=self._fake.world.clock())
        return {"trigger_id": office.new_trigger(team, user), "response_url": self._fake.hook_url(name)}

    def _signed(self, body: bytes) -> dict[str, str]:
        signed = slack_signing.headers(self._fake.signing_secret, body, wall())
        return {name.lower(): value for name, value in signed.items()}


def _is_the_end(body: Mapping[str, Any]) -> bool:
    """Once the bot is put out, nothing that follows meets anything."""
    return body["event"]["type"] in {"app_uninstalled", "tokens_revoked"}


def _ours(text: str, world: World) -> dict[str, Any]:
    """A recorded payload, about people, a channel and a message that are there."""
    for old, new in ((r"T0FS\d+", world.team), (r"C0FS\d+", world.channel), (r"17640000\d\d\.\d{6}", world.ref)):
        text = re.sub(old, new, text)
    text = re.sub(r"U0FS(\d+)", lambda found: world.members[int(found[1]) % len(world.members)], text)
    found: dict[str, Any] = json.loads(text)
    if isinstance(found.get("event"), dict) and "text" in found["event"]:
        found["event"]["text"] = PRIVATE
    return found


def _rendered() -> tuple[Sequence[dict[str, Any]], Sequence[dict[str, Any]]]:
    """Everything that can be tapped and every form, as Slack would bring it back."""
    taps, forms = [], []
    for said in utterances():
        if isinstance(said, Form):
            forms.append(render.view(said, channel="C1"))
        else:
            taps += list(_tappable(render.message(said)["blocks"]))
    return taps, forms


def _tappable(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if "action_id" in part:
            chosen = part.get("options") or [{"value": "x"}]
            yield {k: v for k, v in part.items() if k != "options"} | {"selected_option": chosen[0], "block_id": "b"}
        for inner in part.values():
            yield from _tappable(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _tappable(inner)
