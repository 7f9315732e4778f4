"""Where the made-up people act: a circle, a round, a day, and their names as messages give them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bot.messages import Form, Message, Reply, Where, Who, Words
from bot.views import setup
from bot.views.gallery.made_up import MadeUp
from prompts.catalog import Catalog
from prompts.phrases import Voice
from storage.tables import Circle, Round

Said = Message | Form | Reply
Named = Iterator[tuple[str, Said]]

ID = "019abc0def12" + "0" * 14
DAY, MOMENT = date(2026, 11, 24), datetime(2026, 11, 26, 9, tzinfo=UTC)
CHANNEL = "C0123456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A circle of the made-up people, in one language."""

    catalog: Catalog
    voice: Voice
    said: MadeUp

    @property
    def people(self) -> tuple[Who, ...]:
        """Give five colleagues."""
        return tuple(Who(f"U000000{n}", name) for n, name in enumerate(self.said.names, 1))

    @property
    def place(self) -> str:
        """Give the circle's channel as text."""
        return f"#{self.said.circle}"

    @property
    def where(self) -> Where:
        """Give the circle's channel as messages name it."""
        return Where(CHANNEL, self.said.circle)

    @property
    def when(self) -> str:
        """Give a moment as people read it."""
        return setup.moment(self.voice, MOMENT, self.circle())

    @property
    def themes(self) -> tuple[str, ...]:
        """Give the ids of as many chips as one answer takes."""
        return tuple(theme.id for theme in self.catalog.themes[: self.catalog.most_themes])

    @property
    def labels(self) -> tuple[str, ...]:
        """Give the same chips as people call them."""
        return tuple(self.catalog.theme_label(theme, self.voice.locale) for theme in self.themes)

    def circle(self, *, state: str = "running", external: bool = False, paused_until: date | None = None) -> Circle:
        """Give the circle as it is kept."""
        return Circle(
            workspace="slack:T1",
            circle=ID,
            channel=CHANNEL,
            name=self.said.circle,
            host="U0000001",
            state=state,
            language=self.voice.locale,
            zone="Europe/Amsterdam",
            ask_at=time(10),
            digest_at=time(10),
            values=list(self.said.values),
            external=external,
            paused_until=paused_until,
        )

    def round(self) -> Round:
        """Give the round that is open."""
        return Round(
            workspace="slack:T1",
            round=ID,
            circle=ID,
            day=DAY,
            pack="energy",
            pack_version="1.0.0",
            prompt="energy-01",
            locale=self.voice.locale,
            text=self.said.question,
            follow_up=self.said.follow_up,
            example=self.said.example,
            asked_at=MOMENT,
        )

    def args(self) -> dict[str, object]:
        """Give what any of the bot's single sentences may be given."""
        someone = dict.fromkeys(("host", "giver", "who"), self.people[0])
        times = dict.fromkeys(("when", "ask", "digest"), self.when) | {"day": self.voice.date(DAY)}
        numbers = {"length": 3210, "most": 3000, "reference": "4f9c2d1a"}
        return {**someone, **times, **numbers, "channel": self.where, "text": Words(self.said.word[:60])}
