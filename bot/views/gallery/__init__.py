"""One example of everything the bot can say, made by calling the views: for tests, for eyes, for every platform."""

from collections.abc import Iterator, Mapping

from bot.messages import Download, Reply
from bot.views import common
from bot.views.gallery import circle, made_up, oneself, telling, thanks
from bot.views.gallery.made_up import NASTY as NASTY, WARM as WARM, MadeUp as MadeUp, hostile as hostile
from bot.views.gallery.stage import ID, Named, Said as Said, Stage
from prompts.catalog import Catalog

# What services say in one sentence, as it is.
SENTENCES = (
    *(
        "answer-no-round",
        "answer-which-circle",
        "answer-not-yours",
        "answer-refused-you",
        "answer-followup-saved",
        "answer-withdrawn",
        "answer-withdrawn-typed",
        "answer-deleted",
    ),
    *("answer-deleted-typed", "digest-not-host", "digest-posted-now", "digest-nothing-now"),
    *(
        "digest-preview-nothing",
        "takeout-done",
        "takeout-question",
        "takeout-nothing",
        "export-ready",
        "export-comes",
        "export-by-host",
        "error-line",
    ),
    *("kudos-refused-you", "kudos-not-there", "kudos-kept-out", "kudos-reply-gone", "kudos-replied", "kudos-undone"),
    *("kudos-join-own", "kudos-join-receiver", "own-saved", "own-saved-paused", "own-pause-unclear"),
    *("own-not-paused", "own-resumed", "question-not-host", "question-asked-now", "suggest-empty", "suggest-long"),
    *("suggest-not-open", "suggest-kept", "hand-gone", "hand-raised", "setup-guest", "setup-unwritable"),
    *("setup-already", "setup-not-yours", "setup-no-circle", "setup-host-only", "setup-declined"),
    "setup-unhosted",
    *("setup-not-for-me", "setup-resting", "private-chat", "noted", "back"),
)
# What stands beside the fields of a form, by the form's action.
PROBLEMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "answer.save": {
        "text": ("answer-empty", "answer-too-long"),
        "audience": ("answer-choose-audience",),
        "themes": ("answer-too-many-themes",),
    },
    "kudos.save": {"text": ("kudos-no-text", "kudos-too-long", "kudos-flood"), "members": ("kudos-no-people",)},
    "settings.save": {
        "language": ("own-error-language",),
        "thanks_in": ("own-error-thanks",),
        "until": ("own-error-until",),
    },
    "circle.save": {
        "day": ("setup-error-day",),
        "time": ("setup-error-time",),
        "zone": ("setup-error-zone",),
        "language": ("setup-error-language",),
        "values": ("setup-error-values",),
        "emoji": ("setup-error-emoji",),
        "until": ("setup-error-until",),
    },
}


def examples(catalog: Catalog, language: str, said: MadeUp | None = None) -> Mapping[str, Said]:
    """Give an example of everything by name: the view's module and function, and which case it is.

    `said` are the names and words of people, those of a good week if none are given.
    """
    voice = catalog.voice(language)
    stage = Stage(catalog=catalog, voice=voice, said=said or made_up.WARM[voice.locale])
    parts = (telling.everything, thanks.everything, oneself.everything, circle.everything, _sentences, _problems)
    return {name: what for part in parts for name, what in part(stage)}


def _sentences(it: Stage) -> Named:
    for key in SENTENCES:
        yield f"common.say, {key}", common.say(it.voice, key, **it.args())
    yield "common.paragraph", common.paragraph(it.voice, "error-line", **it.args())
    yield "export", Reply(download=Download(ID, "fireside-my-story.zip"))


def _problems(it: Stage) -> Named:
    for action, fields in PROBLEMS.items():
        for number in range(3):
            errors = dict(_chosen(it, fields, number))
            if errors:
                yield f"problems of {action}, {number + 1}", Reply(errors=errors)


def _chosen(it: Stage, fields: Mapping[str, tuple[str, ...]], number: int) -> Iterator[tuple[str, str]]:
    for name, keys in fields.items():
        if number < len(keys):
            yield name, it.voice(keys[number], **it.args())
