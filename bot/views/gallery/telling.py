"""Examples of telling: the form, the answer as others see it, the private lines after it."""

from bot.views import answers
from bot.views.gallery.stage import ID, Named, Stage


def everything(it: Stage) -> Named:
    """Give an example of each."""
    voice, said = it.voice, it.said
    first = answers.Draft(round=ID, question=said.question, channel=it.place, example=said.example)
    filled = answers.Draft(
        round=ID,
        question=said.question,
        channel=it.place,
        answer=ID,
        text=said.told,
        follow_up=said.follow_up,
        more=said.more,
        audience="nameless",
        themes=it.themes,
        tough=True,
        quote=True,
        kept_months=12,
    )
    yield "answers.form", answers.form(voice, it.catalog, first)
    yield "answers.form, filled in", answers.form(voice, it.catalog, filled)
    yield "answers.shared", answers.shared(voice, it.people[3], said.told, it.labels, said.follow_up, said.more)
    yield "answers.shared, a tap", answers.shared(voice, it.people[3], "", it.labels[:1])
    for audience in ("named", "nameless", "private"):
        key, shared = f"answer-saved-{audience}", audience != "private"
        reply = answers.saved(voice, key, ID, follow_up=said.follow_up, shared=shared)
        yield f"answers.saved, {audience}", reply
        yield (
            f"answers.saved, changed, {audience}",
            answers.saved(voice, f"answer-changed-{audience}", ID, shared=shared),
        )
        tapped = answers.saved(voice, f"answer-saved-tap-{audience}", ID, shared=shared, theme=it.labels[0])
        yield f"answers.saved, a tap, {audience}", tapped
    for told in ("saved", "changed"):
        counted = answers.saved(voice, f"answer-{told}-nameless-counted", ID, shared=True)
        yield f"answers.saved, {told}, counted", counted
    yield "answers.saved, a tough week", answers.saved(voice, "answer-saved-tough", ID, shared=True)
    yield "answers.saved, changed, typed", answers.saved(voice, "answer-changed-typed", ID, shared=True)
    yield "answers.follow_up_form", answers.follow_up_form(voice, ID, said.follow_up, said.more)
    yield "answers.heard", answers.heard(voice, ID)
    yield "answers.kept", answers.kept(voice, ID)
