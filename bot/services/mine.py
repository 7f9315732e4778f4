"""Everything of one member, gathered for that member alone."""

from dataclasses import dataclass
from datetime import date

from bot.domain.answers import Audience
from bot.services import telling, thanks
from bot.services.unit import Unit
from storage import answers, echoes, kudos, story
from storage.tables import Answer, Echo, Kudos, Receiver, Round, Suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """What a member told, gave, received and left, newest first; `told` and `reasons` are opened, by id."""

    member: str
    answers: tuple[Answer, ...]
    told: dict[str, telling.Told]
    rounds: dict[str, Round]
    given: tuple[Kudos, ...]
    received: tuple[Kudos, ...]
    reasons: dict[str, str]
    receivers: dict[str, tuple[Receiver, ...]]
    joined: tuple[Kudos, ...]
    echoes: tuple[Echo, ...]
    suggested: tuple[Suggestion, ...]
    hands: tuple[Suggestion, ...]

    @property
    def nothing(self) -> bool:
        """Whether there is nothing at all."""
        own = (self.answers, self.given, self.received, self.joined, self.echoes, self.suggested, self.hands)
        return not any(own)

    @property
    def days(self) -> list[tuple[date, str, Answer | Kudos]]:
        """The timeline: day, what it is (answer, gave or got), and the thing itself."""
        entries: list[tuple[date, str, Answer | Kudos]] = [(a.told_on, "answer", a) for a in self.answers]
        entries += [(k.given_on, "gave", k) for k in self.given]
        entries += [(k.given_on, "got", k) for k in self.received]
        return sorted(entries, key=lambda entry: (entry[0], entry[1]), reverse=True)

    @property
    def chips(self) -> list[tuple[str, int]]:
        """How often each chip was chosen, most first; counted now, kept nowhere."""
        counts: dict[str, int] = {}
        for told in self.told.values():
            for theme in told.themes:
                counts[theme] = counts.get(theme, 0) + 1
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def nameless(unit: Unit, workspace: str, member: str) -> list[Answer]:
    """Give a member's own nameless answers, found by the hash that only they can bring."""
    vault = unit.tx.vault
    pairs = [
        (round_, author)
        for round_ in story.round_ids(unit.tx, workspace)
        for author in vault.authors(workspace, member, round_)
    ]
    return list(story.nameless(unit.tx, workspace, pairs))


def gather(unit: Unit, workspace: str, member: str) -> Mine:
    """Give everything of one member; to be shown to nobody else."""
    told = [*answers.of_member(unit.tx, workspace, member), *nameless(unit, workspace, member)]
    told.sort(key=lambda a: (a.told_on, a.audience == Audience.NAMELESS, a.answer), reverse=True)
    given = tuple(kudos.given_by(unit.tx, workspace, member))
    received = tuple(kudos.received_by(unit.tx, workspace, member))
    joined = tuple(story.joined(unit.tx, workspace, member))
    every = {k.kudos: k for k in (*given, *received)}
    people = story.receivers(unit.tx, workspace, [*every, *(k.kudos for k in joined)])
    return Mine(
        member=member,
        answers=tuple(told),
        told={a.answer: telling.opened(unit, a) for a in told},
        rounds=dict(story.rounds(unit.tx, workspace, [a.round for a in told if a.round])),
        given=given,
        received=received,
        reasons={name: thanks.reason_of(unit, row) for name, row in every.items()},
        receivers={name: tuple(found) for name, found in people.items()},
        joined=joined,
        echoes=tuple(echoes.by_member(unit.tx, workspace, member)),
        suggested=tuple(story.suggested(unit.tx, workspace, member)),
        hands=tuple(story.hands(unit.tx, workspace, member)),
    )


def circles_of(own: Mine) -> set[str]:
    """Give the circles in which a member did something, or was thanked."""
    told = {row.circle for row in own.answers} | {row.circle for row in own.echoes}
    return (told | {row.circle for row in (*own.given, *own.received)}) - {""}
