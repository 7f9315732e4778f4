"""The made-up workspace that is shot at: a circle with an open question, an answer of each kind, and thanks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from bench.fuzz.mangle import CANARY, PRIVATE
from bot.messages import Form, Message, Reply
from bot.views import gallery
from prompts import catalog as catalogs
from storage.store import Tx
from storage.tables import Answer, Circle, Kudos, Member, Post, Receiver, Round, Suggestion

IDS = ("round-1", "answer-1", "answer-2", "answer-3", "kudos-1", "suggestion-1", "circle-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Who and where; `ref` is the posted question."""

    workspace: str
    team: str
    channel: str
    members: Sequence[str]
    ref: str

    def fill(self, tx: Tx, now: datetime) -> None:
        """Keep it all; what is gone by then is there again, and as it was."""
        key = {"workspace": self.workspace}
        here = {**key, "circle": "circle-1"}
        teller, other = self.members[:2]
        rows = [Member(**key, member=m, name=f"{CANARY} {n}") for n, m in enumerate(self.members)]
        for row in rows:
            tx.session.merge(row)
        tx.session.merge(
            Circle(
                **here,
                channel=self.channel,
                state="running",
                name="team",
                host=teller,
                values=["courage"],
                started_at=now,
            )
        )
        asked = {
            "pack": "energy",
            "pack_version": "1",
            "prompt": "energy-01",
            "locale": "en",
            "asked_at": now,
            "reason": "member",
        }
        tx.session.merge(Round(**here, round="round-1", day=now.date(), text="What gave you energy?", **asked))
        told = {**here, "round": "round-1", "told_on": now.date()}
        tx.session.merge(Answer(**told, answer="answer-1", member=teller, audience="named", text=PRIVATE))
        private = tx.vault.seal('["x", "", [], false, false]')
        tx.session.merge(Answer(**told, answer="answer-2", member=other, audience="private", sealed=private))
        author = tx.vault.author(self.workspace, other, "round-1")
        tx.session.merge(Answer(**told, answer="answer-3", author=author, audience="nameless", text=PRIVATE))
        tx.session.merge(Suggestion(**here, suggestion="suggestion-1", member=other, text=PRIVATE, made_at=now))
        given = Kudos(
            **here,
            kudos="kudos-1",
            channel=self.channel,
            giver=teller,
            reason=PRIVATE,
            given_on=now.date(),
            given_at=now,
        )
        tx.session.merge(given)
        tx.session.merge(Receiver(**key, kudos="kudos-1", member=other))
        for kind, subject, ref in (("question", "round-1", self.ref), ("kudos", "kudos-1", "1764000001.000001")):
            tx.session.merge(Post(**here, channel=self.channel, ref=ref, kind=kind, subject=subject))


@cache
def utterances() -> tuple[Message | Form, ...]:
    """Give everything that the bot can say, part by part."""
    found: list[Message | Form | None] = []
    for said in gallery.examples(catalogs.load(), "en").values():
        found += (said.say, said.form, said.home, said.replace) if isinstance(said, Reply) else (said,)
    return tuple(part for part in found if part is not None)


def words(world: World) -> list[str]:
    """Give words that mean something: ids of what is there, actions, and what people are called."""
    actions = {
        getattr(item, "action", "")
        for said in utterances()
        for block in said.blocks
        for item in getattr(block, "items", ())
    }
    forms = {said.action for said in utterances() if isinstance(said, Form)}
    kinds = ("message", "reaction_added", "named", "nameless", "private", "calm", "courage", "raised_hands", "en", "nl")
    return sorted(
        {*IDS, *world.members, world.channel, world.team, world.ref, *actions, *forms, *kinds, PRIVATE} - {""}
    )
