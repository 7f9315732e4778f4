"""One sample of everything Slack sends, written by `python -m tests.fakes.slack_samples tests/payloads/slack`."""

import asyncio
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

from .slack import FakeSlack
from .slack_client import Person, SlackClient
from .slack_data import Json
from .slack_state import Channel
from .slack_transport import FIRST, Answer, Kind, Retry

MOMENT = 1_764_000_000.0
_WORDS: Json = {"type": "plain_text", "text": "Write"}
_BUTTON: Json = {"type": "button", "action_id": "write", "text": _WORDS, "value": "round-1"}
_STORY: Json = {"type": "input", "block_id": "story", "label": _WORDS, "element": {"type": "plain_text_input"}}
_FORM: Json = {
    "type": "modal", "title": _WORDS, "submit": _WORDS, "callback_id": "answer", "private_metadata": "round-1",
    "notify_on_close": True, "blocks": [_STORY],
}  # fmt: skip


@dataclass(slots=True)
class Collector:
    """Takes everything, keeps it by name."""

    samples: dict[str, Json] = field(default_factory=dict)

    async def send(self, _kind: Kind, payload: Json, _retry: Retry = FIRST) -> Answer:
        """Keep the first payload of each name."""
        event = payload.get("event", payload)
        name = _flavour(event) if event.get("type") == "message" else event.get("type", "command")
        self.samples.setdefault(name, payload)
        return Answer(status=200)


def _flavour(event: Json) -> str:
    if event.get("message", {}).get("subtype") == "tombstone":
        return "message_tombstone"
    kind = "reply" if event.get("thread_ts") else event["channel_type"]
    return str(event.get("subtype", f"message_{kind}"))


async def collect() -> dict[str, Json]:
    """One sample of each kind, always the same."""
    slack = FakeSlack(port=3999, clock=lambda: MOMENT)
    async with SlackClient(slack) as client:
        client.transport = collector = Collector()
        ellen, bas = client.person("ellen"), client.person("bas", real_name="Bas Jansen")
        south = client.channel("team-south", [ellen, bas])
        await ellen.invites_bot(south)
        await _talk(ellen, bas, south)
        await _click(client, bas, south)
        await _change(ellen, bas, south)
        return collector.samples


async def _talk(ellen: Person, bas: Person, south: Channel) -> None:
    said = await bas.says(south, "thanks @Ellen & all")
    reply = await ellen.says(south, "you're welcome", thread=said)
    await ellen.reacts(said, "raised_hands")
    await ellen.unreacts(said, "raised_hands")
    await ellen.edits(reply, "gladly")
    await ellen.deletes(reply)
    await bas.says(bas.dm, "only for me")
    await bas.says(south, "@fireside hello")
    await ellen.message_shortcut("thank", said)
    await ellen.says(south, "once more", thread=said)
    await bas.deletes(said)


async def _click(client: SlackClient, bas: Person, south: Channel) -> None:
    office, team = client.slack.office, bas.team
    text, blocks = office.content(team, {"text": "?", "blocks": [{"type": "actions", "elements": [_BUTTON]}]})
    await bas.taps(office.post(team, south, text, blocks), "Write")
    await bas.types_command("/kudos", "@Ellen walked along <3", channel=south)
    await bas.submits(office.new_view(team, bas.id, _FORM), {"story": "Rota with Noor"})
    await bas.closes(office.new_view(team, bas.id, _FORM))
    await bas.shortcut("give")
    await bas.opens_home()


async def _change(ellen: Person, bas: Person, south: Channel) -> None:
    await bas.leaves(south)
    await ellen.renames(south, "team-souths")
    await ellen.archives(south)
    await ellen.unarchives(south)
    await bas.changes(tz="Europe/Lisbon")
    await bas.joins_team()
    await ellen.removes_bot(south)
    await ellen.uninstalls()


def main(folder: Path) -> None:
    """Write the samples, one file each."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, payload in asyncio.run(collect()).items():
        written = json.dumps(payload, indent=2, ensure_ascii=False, sort_keys=True)
        (folder / f"{name}.json").write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
