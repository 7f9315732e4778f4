"""Who people are, as their platform tells it, asked at most once a day; and whose words are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot import commands as c
from bot.domain import calendar
from bot.domain.errors import NotYet
from bot.domain.members import MemberKind
from bot.ports import Profile
from bot.services.unit import Unit
from storage import circles, members
from storage.store import Tx
from storage.tables import Member


@dataclass(slots=True)
class Asked:
    """Whom this process asked the platform about today.

    It is in memory only: in the database it would tell on which day each person last did something. Who was known when
    the process began is asked about from the next day on.
    """

    _first: date = date.max
    _day: date = date.min
    _people: set[tuple[str, str]] = field(default_factory=set)

    def stale(self, workspace: str, people: Iterable[str], strangers: Iterable[str], day: date) -> list[str]:
        """Give those of some people to ask about on a day; `strangers` are those of whom nothing is known."""
        self._first = min(self._first, day)
        if day != self._day:
            self._day = day
            self._people.clear()
        new = set(strangers)
        fresh = day == self._first
        return [p for p in dict.fromkeys(people) if p in new or not (fresh or (workspace, p) in self._people)]

    def note(self, workspace: str, people: Iterable[str]) -> None:
        """Note that the platform told of people."""
        self._people.update((workspace, person) for person in people)


def keep(tx: Tx, workspace: str, profiles: Sequence[Profile]) -> None:
    """Keep what the platform told of people; their own preferences stay as they are."""
    members.keep(tx, workspace, [_member(workspace, p) for p in profiles])


def _member(workspace: str, told: Profile) -> Member:
    name, zone, language = told.name, _zone(told.zone), told.language
    return Member(
        workspace=workspace, member=told.member, name=name, kind=told.kind.value, zone=zone, language=language
    )


def _zone(told: str) -> str:
    """A zone of a platform's own naming, such as Windows has them, is none that anybody can live in here."""
    return told if calendar.valid_zone(told) else ""


def may_take_part(unit: Unit, by: c.By) -> bool:
    """Tell whether somebody's own words and signs are kept here: not a bot's, nor of people of other companies."""
    kind = kinds_in(unit, by, [by.member])[by.member]
    return kind in {MemberKind.MEMBER, MemberKind.GUEST} or (kind is MemberKind.OUTSIDER and unit.house.outsiders)


def kinds_in(unit: Unit, by: c.By, people: Sequence[str], *, external: bool = False) -> dict[str, MemberKind]:
    """Give what each of some people is: where another company is in the channel, who is unknown is one of theirs.

    Raises NotYet where the platform could not be asked just now, which knows its own, and need not know another's.
    `external` says that one is there, before a circle is that would know.
    """
    found = unit.kinds(by.workspace, people)
    unknown = [] if unit.house.outsiders or not by.channel else members.strangers(unit.tx, by.workspace, people)
    circle = circles.look_in(unit.tx, by.workspace, by.channel) if unknown else None
    if not unknown or not (external or (circle is not None and circle.external)):
        return found
    if not unit.unasked.isdisjoint(unknown):
        raise NotYet
    return {**found, **dict.fromkeys(unknown, MemberKind.OUTSIDER)}


def is_news(tx: Tx, workspace: str, member: str, zone: str, language: str) -> bool:
    """Tell whether a zone or language is not the one that is known; what is empty is none."""
    known = next(iter(members.look(tx, workspace, [member])), Member(workspace=workspace, member=member))
    return _zone(zone) not in {"", known.zone} or language not in {"", known.language}


def learn(tx: Tx, workspace: str, member: str, zone: str, language: str) -> None:
    """Keep somebody's zone and language; what is empty leaves what is known."""
    told = {name: value for name, value in (("zone", _zone(zone)), ("language", language)) if value}
    members.prefer(tx, workspace, member, **told)
