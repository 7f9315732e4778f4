"""Made-up people and their words, for the gallery: as a good week has them, and as bad as people's words can be."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.text import clean

NAME_MOST, VALUE_MOST, OWN_QUESTION_MOST = 80, 40, 300

NASTY: Mapping[str, str] = {
    "pings": "<!channel> <!here> @everyone @channel <@U0000001> <#C0000001|general> <^S0000001> <!subteam^S0000001>",
    "markup": "`code` ```block``` *bold* _italic_ ~gone~ [a](https://evil.example) <https://evil.example|bank> &lt;",
    "quotation marks": '"' * 300,
    "right to left": "\u202eright to left\u202c \u200f\u05e9\u05dc\u05d5\u05dd \u2066isolated",
    "long": "long words " * 273,
    "one long word": "a" * 3000,
    "emoji": "🎉" * 60,
    "half a character": "half \ud83d of a pair \udc4d, and a zero \x00",
    "lines": "one\n\n\n> two\n" * 40,
    "nothing to see": "\u200b \ufeff\u00ad",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """Who is there and what they say; `names` are five colleagues, `values` the circle's."""

    names: tuple[str, str, str, str, str]
    circle: str
    question: str
    follow_up: str
    example: str
    told: str
    more: str
    reason: str
    reply: str
    own_question: str
    word: str
    values: tuple[str, ...]


WARM: Mapping[str, MadeUp] = {
    "en": MadeUp(
        names=("Anna", "Bas", "Noor", "Mo", "Yara"),
        circle="team-south",
        question="What gave you energy this week?",
        follow_up="What did you do yourself to make it happen?",
        example="Sorting out the rota with Noor. We laughed more than we puzzled.",
        told="Two hours without alerts. Lovely, just working.",
        more="I put my phone in the drawer.",
        reason="walked along to the right desk instead of pointing",
        reply="Thank you, that means a lot after such a Monday.",
        own_question="Who are we doing this for?",
        word="sugest",
        values=("customer first", "stronger together", "courage"),
    ),
    "nl": MadeUp(
        names=("Anna", "Bas", "Noor", "Mo", "Yara"),
        circle="team-zuid",
        question="Wat gaf je energie deze week?",
        follow_up="Wat deed je zelf om het zo te krijgen?",
        example="Samen met Noor het rooster rond krijgen. We lachten meer dan we puzzelden.",
        told="Twee uur zonder meldingen. Heerlijk, gewoon werken.",
        more="Ik heb mijn telefoon in de la gelegd.",
        reason="liep mee naar het goede loket in plaats van te wijzen",
        reply="Dank je, dat doet me goed na zo'n maandag.",
        own_question="Voor wie doen we dit?",
        word="voorstl",
        values=("klant eerst", "samen sterker", "lef"),
    ),
}


def hostile(words: str) -> MadeUp:
    """Give the same people with these words wherever people can put words, as long as each place lets in."""
    name, value = words[:NAME_MOST], clean(words, VALUE_MOST)
    own = words[:OWN_QUESTION_MOST]
    return MadeUp(
        names=(name, name, name, name, name),
        circle=name,
        question=own,
        follow_up=words,
        example=words,
        told=words,
        more=words[:1500],
        reason=words,
        reply=words,
        own_question=own,
        word=words,
        values=tuple(f"{value[:-1]}{n}" for n in range(5)),
    )
