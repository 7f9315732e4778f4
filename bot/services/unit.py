"""What every service gets: one transaction, the time, the sentences, and the house's own choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import orjson

from bot.domain import calendar
from bot.domain.members import MemberKind
from bot.messages import VERSION, Message, Who, tagged
from bot.ports import How
from prompts.catalog import Catalog
from prompts.phrases import Voice
from storage import members, outbox
from storage.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One installation's choices that services need; `guests` may be thanked where it is set.

    What people told is kept for `keep_months`, without an end where that is 0.
    """

    guests: bool = False
    outsiders: bool = False
    language: str = "en"
    zone: str = "UTC"
    ask_day: int = 4
    ask_at: time = time(10)
    digest_day: int = 2
    digest_at: time = time(10)
    values: tuple[str, ...] = ()
    public_url: str = ""
    keep_months: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of work: everything in it is kept together or not at all."""

    tx: Tx
    now: datetime
    catalog: Catalog
    house: House
    trace: str = ""  # carried along by what is posted, for whoever delivers it
    unasked: frozenset[str] = frozenset()  # people of whom the platform said nothing just now

    def voice(self, workspace: str, member: str, otherwise: str = "") -> Voice:
        """Give the sentences in a member's own language; where it is not known, in another, else in the house's."""
        known = members.language(self.tx, workspace, member) or otherwise
        return self.catalog.voice(known or self.house.language)

    def who(self, workspace: str, member: str, *, ping: bool = False) -> Who:
        """Give a member as messages name them."""
        return Who(member, members.name(self.tx, workspace, member), ping)

    def kinds(self, workspace: str, of: Sequence[str]) -> dict[str, MemberKind]:
        """Give what each member is; one who was never looked up counts as a member."""
        return members.kinds(self.tx, workspace, of)

    def today(self, zone: str = "") -> date:
        """Give the local date in a zone, else in the house's."""
        return calendar.local_day(self.now, zone or self.house.zone)

    def post(  # noqa: PLR0913 - an outbox row has these parts, each named
        self,
        workspace: str,
        message: Message,
        *,
        kind: str,
        subject: str,
        channel: str,
        how: How = How.POST,
        circle: str = "",
        thread: str = "",
        ref: str = "",
        to: str = "",
        once: str = "",
        policy: str = "wait",
    ) -> None:
        """Put a message into the outbox in this transaction.

        `thread` and `ref` may be `@kind:subject`: the place where that subject's own post will stand. `once` keeps a
        second one of the same name out. `policy` is wait or resend, for when nobody can tell whether it arrived.
        """
        said = {"v": VERSION, **tagged(message), **({"trace": self.trace} if self.trace else {})}
        outbox.put(
            self.tx,
            workspace,
            now=self.now,
            how=how.value,
            kind=kind,
            subject=subject,
            channel=channel,
            circle=circle,
            thread=thread,
            ref=ref,
            to=to,
            once=once,
            policy=policy,
            body=self.tx.vault.seal(orjson.dumps(said, tagged, orjson.OPT_PASSTHROUGH_DATACLASS)),
        )
