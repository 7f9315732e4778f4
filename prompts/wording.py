"""How a question has to be worded: open, about a moment, short, without a sting, and never in praise of overwork."""

import re
from collections.abc import Iterator, Mapping

MOST_WORDS: Mapping[str, int] = {"text": 17, "follow_up": 13, "example": 25, "care": 18}
QUESTIONS = frozenset({"text", "follow_up"})

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_HOLE = re.compile(r"\{[^}]*\}?")


def _any(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# By language: what may not stand in a question, and what is wrong with it.
_NOT_IN_A_QUESTION: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "nl": (
        (_any(r"\bwaarom\b"), "'waarom' asks for a defence; ask what, when, who or how"),
        (_any(r"\b(u|uw)\b"), "say je, not u"),
        (_any(r"\b(altijd|nooit meer)\b"), "ask about one moment, not about always or never"),
        (_any(r"\b(challenge|mindset|impact|purpose|feedback)\b"), "there is a plain Dutch word for that"),
    ),
    "en": (
        (_any(r"\bwhy\b"), "'why' asks for a defence; ask what, when, who or how"),
        (_any(r"\balways\b"), "ask about one moment, not about always"),
    ),
}
_YES_OR_NO: Mapping[str, re.Pattern[str]] = {
    "nl": _any(
        r"(ben|bent|is|zijn|was|waren|heb|hebt|heeft|hebben|had|hadden|kun|kan|kunnen|kon|wil|wilt|willen|wilde|zou|"
        r"zouden|zul|zal|mag|mogen|moet|moeten|ga|gaat|doe|doet|deed|vind|vindt|vond|durf|lukt|lukte)\b"
    ),
    "en": _any(
        r"(is|are|am|was|were|do|does|did|have|has|had|can|could|will|would|should|shall|may|might|isn['\u2019]t|aren['\u2019]t|"
        r"don['\u2019]t|didn['\u2019]t|haven['\u2019]t|won['\u2019]t)\b"
    ),
}
_WHY = _any(r"\b(why|waarom)\b")
_OVERWORK: Mapping[str, re.Pattern[str]] = {
    "nl": _any(r"\b(zondag|weekend|overwerk|overuren|'s nachts)\w*"),
    "en": _any(r"\b(sunday|weekend|overtime|late at night)\w*"),
}
_SPECIAL: Mapping[str, re.Pattern[str]] = {
    "nl": _any(r"\b(ziek|zieke|ziekte\w*|ziekmeld\w*|geloof\w*|politiek\w*|zwanger\w*|depress\w*|burn-?out)\b"),
    "en": _any(r"\b(sick|sickness|illness\w*|religio\w*|politic\w*|pregnan\w*|depress\w*|burn-?out)\b"),
}


def slips(field: str, language: str, text: str, *, valued: bool = False) -> Iterator[str]:
    """Yield what is wrong with one text of a prompt; `valued` says that the prompt requires a value.

    Of a language without rules here only the length and the holes are looked at.
    """
    words, most = len(_WORD.findall(text)), MOST_WORDS[field]
    if words > most:
        yield f"{words} words, and {most} is the most: {text}"
    yield from _holes(field, text, valued=valued)
    if field in QUESTIONS:
        yield from _question(language, text)
    if field == "example":
        yield from _example(language, text)


def is_open(text: str) -> bool:
    """Tell whether a question asks openly, in whichever language it is: not why, and not for a yes or no."""
    closed = _WHY.search(text) or any(pattern.match(text) for pattern in _YES_OR_NO.values())
    return text.endswith("?") and not closed


def _holes(field: str, text: str, *, valued: bool) -> Iterator[str]:
    holes = set(_HOLE.findall(text))
    if field == "text" and ("{value}" in holes) != valued:
        yield "'{value}' in the text and 'requires: [value]' go together"
    for hole in sorted(holes - ({"{value}"} if field == "text" else set())):
        yield f"'{hole}' would stay as it is; only a text may hold '{{value}}'"


def _question(language: str, text: str) -> Iterator[str]:
    if not text.endswith("?"):
        yield f"not a question: {text}"
    for pattern, reason in _NOT_IN_A_QUESTION.get(language, ()):
        if pattern.search(text):
            yield f"{reason}: {text}"
    yes_or_no = _YES_OR_NO.get(language)
    if yes_or_no and yes_or_no.match(text):
        yield f"yes or no would answer it; ask an open question: {text}"


def _example(language: str, text: str) -> Iterator[str]:
    for patterns, reason in (
        (_OVERWORK, "an example does not praise overwork"),
        (_SPECIAL, "an example tells nothing of health, belief or politics"),
    ):
        if language in patterns and patterns[language].search(text):
            yield f"{reason}: {text}"
