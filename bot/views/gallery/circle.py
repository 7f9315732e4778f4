"""Examples of what the circle and its host see: setting up, questions, digests."""

from dataclasses import replace

from bot.domain.edition import Carry, Edition, Fuel, Grown, Opening, Quote, Snippet, Thanks, ThemeCount
from bot.domain.facts import THRESHOLDS
from bot.domain.text import clip
from bot.messages import Who
from bot.views import digest, questions, setup
from bot.views.gallery.stage import CHANNEL, DAY, ID, Named, Stage
from prompts.phrases import LANGUAGES

USES = ("post", "commands", "reactions", "people", "channels", "private", "replies")


def everything(it: Stage) -> Named:
    """Give an example of each."""
    yield from _questions(it)
    yield from _setup(it)
    yield from _digest(it)


def _questions(it: Stage) -> Named:
    yield "questions.post", questions.post(it.voice, it.catalog, it.round())
    yield "questions.promise", questions.promise(it.voice, it.round(), ID)


def _setup(it: Stage) -> Named:
    voice, circle = it.voice, it.circle(external=True)
    for language in LANGUAGES:
        proposal = setup.proposal(voice, circle, it.said.question, it.catalog.voice(language))
        yield f"setup.proposal, a circle in {language}", proposal
    voices = [(it.catalog.voice(language), it.said.question) for language in LANGUAGES]
    yield "setup.open_proposal", setup.open_proposal(voices, circle, it.people[0])
    lacking = [(f"{use}:read", use) for use in USES]
    proposal = setup.proposal(voice, it.circle(), it.said.question, voice, lacking)
    yield "setup.proposal, with permissions that lack", proposal
    yield "setup.reminder", setup.reminder(voice, circle)
    yield "setup.confirm_external", setup.confirm_external(voice, circle)
    yield "setup.note, shared later", setup.note(voice, "setup-external-now", channel=it.where)
    yield "setup.all_set", setup.all_set(voice, circle, it.when)
    yield "setup.thank_invitation", setup.thank_invitation(voice, CHANNEL)
    yield "setup.explanation", setup.explanation(voice)
    yield "setup.form, proposed", setup.form(voice, it.circle(state="proposed"))
    yield "setup.form, running", setup.form(voice, it.circle(paused_until=DAY))
    yield "setup.note", setup.note(voice, "setup-resting", channel=it.where)


# ---------------------------------------------------------------- the digest


def editions(it: Stage) -> dict[str, Edition]:
    """Give editions by what is special about them; in the fullest every section speaks at its greatest length."""
    one, two, three = it.themes
    full = Edition(
        contributions=40,
        opening=Opening(took=40, wrote=19, tapped=17, thanked=18, echoed=16),
        fuel=Fuel(themes=tuple(ThemeCount(theme=t, people=20 - n) for n, t in enumerate(it.themes)), weeks=1),
        quotes=(_quote(it, 4), _quote(it, None)),
        honest=True,
        thanks=Thanks(total=19, values=it.said.values[:2], snippet=_snippet(it), unnamed=it.said.values[-1]),
        grown=Grown(theme=two, now=27, before=11),
        carry=Carry(text=it.said.own_question, member="U0000005", suggestion=ID),
    )
    few = ThemeCount(theme=three, people=THRESHOLDS.fuel_people)
    ones = Opening(took=4, wrote=1, tapped=1, thanked=1, echoed=1)
    return {
        "in full": full,
        "small": replace(
            full,
            opening=ones,
            fuel=Fuel(themes=(few,), weeks=4),
            quotes=(),
            honest=False,
            thanks=Thanks(total=None, values=(), snippet=replace(_snippet(it), receivers=_many()), unnamed=None),
            grown=Grown(theme=one, now=14, before=None),
            carry=Carry(text=it.said.own_question, member=None),
        ),
        "thanks without words": Edition(
            opening=ones, thanks=Thanks(total=3, values=(), snippet=None, unnamed=it.said.values[0])
        ),
        "quiet, of one": Edition(quiet=True, contributions=1, people=1),
        "quiet, of two": Edition(quiet=True, contributions=2, people=2, quotes=(_quote(it, 4),)),
        "quiet, of two who gave more": Edition(
            quiet=True,
            contributions=3,
            people=2,
            thanks=Thanks(total=None, values=(), snippet=replace(_snippet(it), value=None), unnamed=None),
        ),
    }


def _quote(it: Stage, person: int | None) -> Quote:
    text = it.said.told[: THRESHOLDS.quote_length].strip()
    return Quote(answer=f"{ID}{person}", text=text, member=f"U000000{person}" if person else None)


def _many() -> tuple[str, ...]:
    return tuple(f"U000000{n}" for n in range(1, 10))


def _snippet(it: Stage) -> Snippet:
    reason = clip(it.said.reason, THRESHOLDS.quote_length)
    people = ("U0000001", "U0000003", "U0000005")
    return Snippet(kudos=ID, giver="U0000002", receivers=people, reason=reason, value=it.said.values[0])


def _digest(it: Stage) -> Named:
    names = {who.member: who for who in it.people}
    look = digest.Look(it.voice, it.catalog, lambda member: names.get(member, Who(member)))
    day = it.voice.day(4)
    for name, edition in editions(it).items():
        posted = digest.post(look, edition, edition_id=ID, circle=it.said.circle, day=DAY, next_ask=day)
        yield f"digest.post, {name}", posted
        yield f"digest.preview, {name}", digest.preview(it.voice, posted)
