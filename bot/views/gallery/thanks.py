"""Examples of thanks: the forms, the post, and what giver and receiver read in private."""

from bot.domain.kudos import Gone, Guest, Outsider, Refusal, ToABot
from bot.messages import Block
from bot.views import common, kudos
from bot.views.gallery.stage import CHANNEL, ID, Named, Stage


def everything(it: Stage) -> Named:
    """Give an example of each."""
    for part in (_forms, _seen, _private, _given):
        yield from part(it)


def _forms(it: Stage) -> Named:
    voice, said, people = it.voice, it.said, it.people
    bare = kudos.Draft(values=said.values, channel=CHANNEL, place=it.place)
    settled = kudos.Draft(
        people=people, text=said.reason, value=said.values[0], values=said.values, place=it.place, kudos=f"{ID}.private"
    )
    flood = tuple(common.para(voice, key) for key in ("kudos-flood", "kudos-form-more", "kudos-form-own-message"))
    yield "kudos.form", kudos.form(voice, bare)
    yield "kudos.form, put into words", kudos.form(voice, settled)
    yield "kudos.form, outside a circle", kudos.form(voice, kudos.Draft(people=people, about="1.2"), *_refused(it))
    yield "kudos.form, with a note", kudos.form(voice, bare, *flood)
    yield (
        "kudos.form, with a group unread",
        kudos.form(voice, bare, *(kudos.unread_group(voice, p) for p in ("", "x:y"))),
    )
    yield "kudos.reply_form", kudos.reply_form(voice, ID, people[0])


def _refused(it: Stage) -> tuple[Block, ...]:
    whos = it.people
    whys: tuple[Refusal, ...] = (
        ToABot(whos[0].member),
        Gone(whos[1].member),
        Guest(whos[2].member),
        Outsider(whos[3].member),
    )
    return tuple(kudos.refused(it.voice, why, who) for why, who in zip(whys, whos, strict=False))


def _seen(it: Stage) -> Named:
    voice, said, people = it.voice, it.said, it.people
    whole = kudos.posted(voice, ID, people[0], people[1:3], said.reason, value=said.values[0], joiners=people[3:])
    yield "kudos.posted", kudos.posted(voice, ID, people[0], people[1:2], said.reason)
    yield "kudos.posted, joined in with", whole


def _private(it: Stage) -> Named:
    voice, said, people = it.voice, it.said, it.people
    alone = kudos.Told(kudos=ID, giver=people[0], reason=said.reason)
    first = kudos.Told(
        kudos=ID,
        giver=people[0],
        reason=said.reason,
        others=people[2:],
        value=said.values[0],
        channel=CHANNEL,
        place=said.circle,
        first=True,
    )
    later = kudos.Told(kudos=ID, giver=people[0], reason=said.reason, channel=CHANNEL, place=said.circle)
    together = kudos.Told(kudos=ID, giver=people[0], reason=said.reason, others=people[2:])
    yield "kudos.told, the first", kudos.told(voice, first)
    yield "kudos.told", kudos.told(voice, later)
    yield "kudos.told, in private", kudos.told(voice, alone)
    yield "kudos.told, in private together", kudos.told(voice, together)
    for where in ("private", "circle"):
        yield f"kudos.thanks_in, {where}", kudos.thanks_in(voice, where)


def _given(it: Stage) -> Named:
    voice, said, people = it.voice, it.said, it.people
    notes = (*_refused(it), *kudos.moment(voice, ID))
    for where in ("circle", "receivers", "outside"):
        given = kudos.Given(
            kudos=f"{ID}.private", where=where, people=people[1:], privately=people[2:], values=said.values, notes=notes
        )
        yield f"kudos.given, {where}", kudos.given(voice, given)
    valued = kudos.Given(kudos=ID, where="circle", people=people[1:2], value=said.values[0])
    yield "kudos.given, for a value", kudos.given(voice, valued)
    yield "kudos.valued", kudos.valued(voice, ID, said.values[0])
    yield "kudos.lines, a moment", kudos.lines(*kudos.moment(voice, ID))
    yield "kudos.offer", kudos.offer(voice, ID, CHANNEL, people[1], kudos.emoji_name("raised_hands"))
    yield "kudos.offer, by sign", kudos.offer(voice, ID, CHANNEL, people[1], kudos.emoji_name("🌻"))
    yield "kudos.replied", kudos.replied(voice, people[1], said.reply)
