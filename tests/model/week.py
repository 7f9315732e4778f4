"""A model of what people tell, thank and take back: who may read what, and where it has to stand."""

import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot import commands as c
from bot.messages import Message, Reply
from bot.ports import How
from storage.engine import connect
from storage.store import Store
from storage.tables import Answer, Echo, Kudos, Outbox, Round
from storage.vault import Vault
from tests.model.delivery import _catalog, _template
from tests.services.office import Office, said

CIRCLE = "C1"
PEOPLE = {"U1": "Ellen", "U2": "Bas", "U3": "Noor", "U4": "Mo", "U5": "Yara"}
HOST = "U1"
SELDOM = 8  # steps
HIDE = 3  # so many tellers without a name hide one another
WORD = re.compile(r"zq\d+zq")
EVERYWHERE = (How.POST, How.UPDATE)
somebody = st.sampled_from(sorted(PEOPLE))
audiences = st.sampled_from(["named", "nameless", "private"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that stands as its teller left it; `word` is in no other."""

    word: str
    teller: str
    kind: str  # answer or kudos
    audience: str
    round: str = ""
    receiver: str = ""
    ref: str = ""  # of the message, if it was typed in the thread
    quote: bool = False


class Week(RuleBasedStateMachine):
    """Five people in one circle; whatever is due to leave arrives before anybody looks."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="fsw"))
        shutil.copyfile(_template(), self.folder / "fireside.db")
        store = Store(connect(f"sqlite:///{self.folder / 'fireside.db'}"), Vault([b"k" * 32]))
        self.office = Office(store, _catalog())
        self.told: dict[str, Told] = {}
        self.gone: set[str] = set()
        self.hearts: set[tuple[str, str]] = set()  # who put one to which word
        self.joined: dict[str, set[str]] = {}
        self.wall: dict[str, tuple[str, str]] = {}  # what stands in the channel: kind and words, by where
        self.number = 0
        self.steps = 0

    def teardown(self) -> None:
        """Look a last time, and let go of the database."""
        try:
            self.everybody_reads_their_own_and_nobody_elses()
            self.the_database_holds_no_more_than_that()
        finally:
            self.office.store.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    # ------------------------------------------------------------ the week goes on

    @initialize()
    def begin(self) -> None:
        """The circle runs, and the first question stands."""
        for member, name in PEOPLE.items():
            self.office.member(member, name)
        self.office.circle(CIRCLE, host=HOST)
        self.ask()

    @rule()
    def ask(self) -> None:
        """A week later comes the next question."""
        self.office.move(days=7)
        self.do(c.AskNow(by=self.by(HOST)))

    @rule()
    def gather(self) -> None:
        """The digest is posted."""
        self.office.move(hours=1)
        self.do(c.DigestNow(by=self.by(HOST)))

    # ------------------------------------------------------------ telling

    @rule(who=somebody, audience=audiences, quote=st.booleans())
    def tell(self, who: str, audience: str, quote: bool) -> None:
        """Somebody fills in the form, once for each question."""
        if self.of(who, self.round):
            return
        word = self.word()
        self.save(who, audience, word, quote=quote)
        self.keep(Told(word=word, teller=who, kind="answer", audience=audience, round=self.round, quote=quote))

    @rule(who=somebody)
    def reply(self, who: str) -> None:
        """Somebody writes in the thread; the platform brings it twice."""
        if self.of(who, self.round) or self.others_before(who):
            return  # what is said after others' stories may be an echo
        word = self.word()
        heard = c.HearReply(by=self.by(who), thread=self.question, ref=self.ref(), text=f"I said {word}")
        self.twice(heard)
        self.keep(Told(word=word, teller=who, kind="answer", audience="named", round=self.round, ref=heard.ref))

    @precondition(lambda self: any(t.kind == "answer" for t in self.told.values()))
    @rule(data=st.data(), audience=audiences, quote=st.booleans())
    def change(self, data: st.DataObject, audience: str, quote: bool) -> None:
        """A teller says it in other words, for others to read."""
        old = data.draw(st.sampled_from(self.answers()))
        word = self.word()
        self.save(old.teller, audience, word, quote=quote, answer=self.row(old).answer, round_=old.round)
        stay = {(m, word) for m, w in self.hearts if w == old.word and old.audience == audience == "named"}
        self.drop(old)
        self.hearts |= stay
        # What was typed and is no longer for all to read with a name has lost its message: nothing may link the two.
        self.keep(replace(old, word=word, audience=audience, quote=quote, ref=old.ref if audience == "named" else ""))

    @precondition(lambda self: any(t.kind == "answer" for t in self.told.values()))
    @rule(data=st.data(), delete=st.booleans())
    def take_back(self, data: st.DataObject, delete: bool) -> None:
        """A teller keeps it to themselves from now on, or deletes it."""
        old = data.draw(st.sampled_from(self.answers()))
        self.do(c.TakeBack(by=self.by(old.teller), answer=self.row(old).answer, delete=delete))
        self.drop(old, whole=delete)
        if not delete:
            self.keep(replace(old, audience="private", quote=False, ref=""))

    @precondition(lambda self: any(t.ref for t in self.told.values()))
    @rule(data=st.data())
    def delete_message(self, data: st.DataObject) -> None:
        """Somebody deletes what they typed."""
        old = data.draw(st.sampled_from([t for t in self.told.values() if t.ref]))
        self.twice(c.Reword(by=self.by(old.teller), ref=old.ref, text=None, order=str(self.number)))
        self.drop(old)

    # ------------------------------------------------------------ echoes and thanks

    @precondition(lambda self: any(self.standing()))
    @rule(who=somebody, data=st.data())
    def heart(self, who: str, data: st.DataObject) -> None:
        """Somebody puts a heart to what a colleague told, or takes it away; the platform brings it twice."""
        word = data.draw(st.sampled_from(sorted(self.standing())))
        on = (who, word) not in self.hearts
        self.number += 1
        where = self.standing()[word]
        self.twice(c.React(by=self.by(who), ref=where, emoji="heart", on=on, order=f"{self.number:06}"))
        if who != self.told[word].teller:
            self.hearts.symmetric_difference_update({(who, word)})

    @rule(who=somebody, other=somebody)
    def thank(self, who: str, other: str) -> None:
        """Somebody thanks somebody else in the circle."""
        if who == other:
            return
        word = self.word()
        self.office.move(hours=2)  # below the soft brake
        self.do(c.GiveKudos(by=self.by(who), members=(other,), text=f"helped me with the {word} of this week"))
        self.keep(Told(word=word, teller=who, kind="kudos", audience="named", receiver=other))
        self.joined[word] = set()

    @precondition(lambda self: any(self.thanks()))
    @rule(who=somebody, data=st.data())
    def join(self, who: str, data: st.DataObject) -> None:
        """Somebody joins in, or no longer."""
        told = data.draw(st.sampled_from(self.thanks()))
        if who in {told.teller, told.receiver}:
            return
        self.do(c.JoinKudos(by=self.by(who), kudos=self.kudos(told)))
        self.joined[told.word] ^= {who}

    @precondition(lambda self: any(self.thanks()))
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """A giver takes thanks back."""
        told = data.draw(st.sampled_from(self.thanks()))
        self.do(c.UndoKudos(by=self.by(told.teller), kudos=self.kudos(told)))
        self.drop(told)

    @rule(who=st.sampled_from(["U4", "U5"]))
    def erase(self, who: str) -> None:
        """Somebody deletes everything of theirs."""
        self.do(c.EraseMe(by=self.by(who, ""), sure=True))
        for told in [t for t in self.told.values() if t.teller == who]:
            self.drop(told)
        self.hearts = {(member, word) for member, word in self.hearts if member != who}
        for names in self.joined.values():
            names.discard(who)
        # Thanks to somebody who is gone are nobody's any more.
        for told in [t for t in self.told.values() if t.receiver == who]:
            self.drop(told)
        self.office.member(who, PEOPLE[who])  # who comes back is asked about anew

    # ------------------------------------------------------------ what must hold

    @invariant()
    def everything_stands_once_and_only_where_it_may(self) -> None:
        """Named answers and thanks once in the thread; in a digest only what may be quoted; nothing else anywhere."""
        for where, (kind, words) in self.wall.items():
            for word in WORD.findall(words):
                told = self.told.get(word)
                assert told is not None, f"{word} was taken back and stands in a {kind}"
                assert kind != "digest" or told.quote or told.kind == "kudos", f"{word} may not be quoted"
                assert kind == "digest" or told.audience == "named", f"{word} is not for the thread"
                assert told.audience != "private", f"{word} is for its teller alone"
                if told.audience == "nameless":
                    assert PEOPLE[told.teller] not in self.line_of(words, word), f"{word} bears its teller's name"
                    assert len(self.hidden_with(where)) >= HIDE, f"{word} has too few to hide among"
        for word, told in self.told.items():
            if told.kind == "answer" and told.audience == "named" and not told.ref:
                assert self.count("answer", word) == 1, f"{word} stands {self.count('answer', word)} times"
            if told.kind == "kudos":
                assert self.count("kudos", word) == 1, f"{word} stands {self.count('kudos', word)} times"
                post = next(words for kind, words in self.wall.values() if kind == "kudos" and word in words)
                assert all(PEOPLE[name] in post for name in self.joined[word])

    @invariant()
    def look_closely(self) -> None:
        """What takes long to look at is looked at now and then, and at the end."""
        self.steps += 1
        if self.steps % SELDOM == 0:
            self.everybody_reads_their_own_and_nobody_elses()
            self.the_database_holds_no_more_than_that()

    def everybody_reads_their_own_and_nobody_elses(self) -> None:
        """My story holds the newest of mine; of others only what they meant for me or for all."""
        for who in PEOPLE:
            mine = {w for w, t in self.told.items() if who in {t.teller, t.receiver}}
            seen = set(self.own_page(who))
            assert seen <= mine, f"{who} reads {seen - mine}"

    def the_database_holds_no_more_than_that(self) -> None:
        """Words that are gone are in no table; whose a nameless answer is, and what a private one says, neither."""
        plain = " ".join(self.plain())
        found = set(WORD.findall(plain))
        assert not found & self.gone, f"{found & self.gone} are still there"
        assert not {w for w in found if self.told[w].audience == "private"}, "a private answer lies open"
        rows = self.office.rows(Answer)
        assert [row for row in rows if (row.member is None) != (row.audience == "nameless")] == []
        words = Counter(word for row in rows for word in WORD.findall(self.text_of(row)))
        assert words == Counter(told.word for told in self.answers()), "an answer is lost or doubled"
        hearts = {(e.member, e.subject) for e in self.office.rows(Echo) if e.present and e.sign == "heart"}
        told = {(member, self.subject(self.told[word])) for member, word in self.hearts}
        assert hearts == told

    # ------------------------------------------------------------ doing

    def do(self, command: c.Command) -> Reply:
        """Do it, and let arrive whatever it sets off."""
        reply = self.office.do(command)
        self.settle()
        return reply

    def twice(self, command: c.Command) -> None:
        """Do it, and once more, as a platform does that heard no answer."""
        self.do(command)
        self.do(command)

    def save(self, who: str, audience: str, word: str, *, quote: bool, answer: str = "", round_: str = "") -> None:
        """Fill in the form."""
        self.do(
            c.SaveAnswer(
                by=self.by(who),
                round=round_ or self.round,
                answer=answer,
                text=f"I told {word}",
                audience=audience,
                quote=quote,
            )
        )

    def settle(self) -> None:
        """Let everything arrive, and look at it as people do."""
        for row, message in self.office.deliver():
            words = said(message)
            if row.how == How.DELETE:
                self.wall.pop(row.ref, None)
            elif row.how in EVERYWHERE:
                ref = row.ref or self.landed(row.parcel)
                self.wall[ref] = (row.kind, words)
            else:
                self.may_read(row.to or row.channel, words)

    def landed(self, parcel: str) -> str:
        """Give where a post stands."""
        return next(row.ref for row in self.office.rows(Outbox) if row.parcel == parcel)

    def may_read(self, who: str, words: str) -> None:
        """What somebody gets for themselves is theirs, or for all."""
        for word in WORD.findall(words):
            told = self.told.get(word)
            assert told is None or told.audience == "named" or told.teller == who, f"{who} got {word}"

    # ------------------------------------------------------------ keeping

    def keep(self, told: Told) -> None:
        """Remember what somebody told; what is shared late joins the open round."""
        self.told[told.word] = replace(told, round=self.row(told).round) if told.kind == "answer" else told

    def drop(self, told: Told, *, whole: bool = True) -> None:
        """Remember that it is gone, with the echoes on it; `whole` if it is nowhere any more."""
        self.told.pop(told.word, None)
        self.joined.pop(told.word, None)
        self.hearts = {(member, word) for member, word in self.hearts if word != told.word}
        if whole:
            self.gone.add(told.word)

    def word(self) -> str:
        """Give a word that nobody used."""
        self.number += 1
        return f"zq{self.number}zq"

    def ref(self) -> str:
        """Give where a person's next message stands."""
        self.number += 1
        return f"9{self.number:05}.000"

    def by(self, member: str, channel: str = CIRCLE) -> c.By:
        """Say who does it, and where."""
        return self.office.by(member, channel)

    # ------------------------------------------------------------ looking

    @property
    def round(self) -> str:
        """The open round."""
        return max(row.round for row in self.office.rows(Round))

    @property
    def question(self) -> str:
        """Where its question stands."""
        return max((ref for ref, (kind, _) in self.wall.items() if kind == "question"), key=float)

    def answers(self) -> list[Told]:
        """Give all answers that are there."""
        return [told for told in self.told.values() if told.kind == "answer"]

    def thanks(self) -> list[Told]:
        """Give all thanks that are there."""
        return [told for told in self.told.values() if told.kind == "kudos"]

    def of(self, who: str, round_: str) -> list[Told]:
        """Give somebody's answers to a question."""
        return [told for told in self.answers() if told.teller == who and told.round == round_]

    def others_before(self, who: str) -> bool:
        """Tell whether somebody else's words stand in the thread already."""
        return any(t.teller != who and t.audience == "named" for t in self.told.values())

    def standing(self) -> dict[str, str]:
        """Give where named answers stand in the chat, by their word."""
        own = {t.word: t.ref for t in self.answers() if t.ref and t.audience == "named"}
        for ref, (kind, words) in self.wall.items():
            own |= {word: ref for word in WORD.findall(words) if kind == "answer"}
        return {word: ref for word, ref in own.items() if word in self.told}

    def count(self, kind: str, word: str) -> int:
        """Give how often a word stands in the thread."""
        return sum(words.count(word) for found, words in self.wall.values() if found == kind)

    def line_of(self, words: str, word: str) -> str:
        """Give what stands next to a quote."""
        at = words.index(word)
        return words[max(0, at - 12) : at + len(word) + 18]

    def hidden_with(self, where: str) -> set[str]:
        """Give who told without a name in the digest that stands there."""
        edition = self.edition_at(where)
        rows = {row.answer for row in self.office.rows(Answer) if row.edition == edition and row.audience == "nameless"}
        return {t.teller for t in self.answers() if t.audience == "nameless" and self.row(t).answer in rows}

    def edition_at(self, where: str) -> str:
        """Give which digest stands there."""
        return next(row.subject for row in self.office.rows(Outbox) if row.ref == where and row.kind == "digest")

    def row(self, told: Told) -> Answer:
        """Give an answer as it is kept."""
        found = [row for row in self.office.rows(Answer) if told.word in self.text_of(row)]
        assert len(found) == 1, f"{told.word} is kept {len(found)} times"
        return found[0]

    def text_of(self, row: Answer) -> str:
        """Give an answer's words, unsealed where they are private."""
        return row.text if row.sealed is None else str(json.loads(self.office.store.vault.open(row.sealed))[0])

    def kudos(self, told: Told) -> str:
        """Give the id of a thank-you."""
        return next(row.kudos for row in self.office.rows(Kudos) if told.word in row.reason)

    def subject(self, told: Told) -> str:
        """Give the id of what was told."""
        return self.kudos(told) if told.kind == "kudos" else self.row(told).answer

    def own_page(self, who: str) -> Iterator[str]:
        """Give every word that somebody finds in My story."""
        reply = self.office.do(c.OpenHome(by=self.by(who, "")))
        shown: Any = reply.home or reply.say
        assert isinstance(shown, Message)
        yield from WORD.findall(said(shown))

    def plain(self) -> Iterator[str]:
        """Give everything in the database that is not sealed."""

        def read(tx: Any) -> list[str]:
            names = tx.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
            return [str(row) for (name,) in names for row in tx.rows(f'SELECT * FROM "{name}"')]  # noqa: S608 - our own tables

        yield from self.office.store.read(read).result(20)
