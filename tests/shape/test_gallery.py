"""The gallery has everything the bot can say, and every platform can show all of it, whatever people's words are."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.domain.facts import THRESHOLDS
from bot.domain.text import count
from bot.messages import VERSION, Actions, Button, Form, Message, Reply, TextField, Who, from_json, tagged, to_json
from bot.platforms.local import render as local
from bot.platforms.slack import render as slack
from bot.views import digest, gallery
from bot.views.gallery import Said, circle
from bot.views.gallery.stage import ID, Stage
from prompts import catalog as catalogs
from prompts.phrases import LANGUAGES
from tests.fakes.slack_blocks import check_blocks, check_view, too_long
from tests.fakes.slack_kit import pings, texts
from tests.prompts.test_phrases import BOTH
from tests.shape import gallery as rules

VIEWS = Path(__file__).parents[2] / "bot/views"
CATALOG = catalogs.load()
WARM = {language: gallery.examples(CATALOG, language) for language in LANGUAGES}
EVERYBODY = {
    **{f"{language}, a good week": WARM[language] for language in LANGUAGES},
    **{
        f"{language}, {nasty}": gallery.examples(CATALOG, language, gallery.hostile(words))
        for language in LANGUAGES
        for nasty, words in gallery.NASTY.items()
    },
}


# ---------------------------------------------------------------- complete


def test_every_view_has_an_example() -> None:
    """Whatever view gives a message, form or reply is in the gallery, and the gallery names no other."""
    assert rules.missing(VIEWS, WARM["en"]) == []
    assert rules.strangers(VIEWS, WARM["en"]) == []


def test_a_view_without_an_example_is_seen(tmp_path: Path) -> None:
    """A new view that nobody put into the gallery turns this red."""
    (tmp_path / "new.py").write_text("def hello() -> Reply | None: ...\n\n\ndef _own() -> Form: ...\n")
    assert rules.missing(tmp_path, WARM["en"]) == ["new.hello"]


def test_both_languages_have_the_same_examples() -> None:
    """Who reads Dutch gets all that others get."""
    assert WARM["en"].keys() == WARM["nl"].keys()


# Of Teams' app package, which is no message; of dates; of a question taken back, which is kept as the round's own text.
ELSEWHERE = ("app-", "day-", "month-", "date", "time", "and", "erase-question")


def test_every_sentence_is_said_in_the_gallery() -> None:
    """No phrase is written that the bot never says, and none is said that the gallery does not show."""
    catalog = rules.listening(CATALOG)
    for language in LANGUAGES:
        gallery.examples(catalog, language)
        rules.export(catalog.voice(language))
        heard = catalog.voices[language].said
        unheard = [key for key in BOTH[language] if key not in heard and not key.startswith(ELSEWHERE)]
        assert unheard == []


def test_the_gallery_says_nothing_that_the_bot_does_not() -> None:
    """Each single sentence, and each complaint beside a field, is said somewhere outside the gallery."""
    outside = [file for file in VIEWS.parent.rglob("*.py") if "gallery" not in file.parts]
    code = "\n".join(file.read_text("utf-8") for file in outside)
    problems = [key for fields in gallery.PROBLEMS.values() for keys in fields.values() for key in keys]
    assert [key for key in (*gallery.SENTENCES, *problems) if f'"{key}"' not in code] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("receivers", [1, 3, 20])
def test_the_fullest_digest_reads_in_a_good_minute(language: str, receivers: int) -> None:
    """With every section, words as long as they may be and everybody thanked at once it has 270 words at most."""
    longest = (
        "I put my phone in a drawer and sat with Noor until we had the plan clear, and it was so calm that we all "
    )
    longest += "had our tea outside in the sun."
    question = "What did you do this week that you would like to do again, and who helped?"
    told = replace(gallery.WARM[language], told=longest, reason=longest, own_question=question)
    stage = Stage(catalog=CATALOG, voice=CATALOG.voice(language), said=told)
    edition = circle.editions(stage)["in full"]
    assert edition.thanks
    assert edition.thanks.snippet
    assert len(edition.quotes[0].text) == len(longest) <= THRESHOLDS.quote_length
    several = replace(edition.thanks.snippet, receivers=tuple(f"U{n}" for n in range(receivers)))
    edition = replace(edition, thanks=replace(edition.thanks, snippet=several))
    look = digest.Look(stage.voice, CATALOG, lambda member: Who(member, "Anna Jansen"))
    said = digest.post(look, edition, edition_id=ID, circle="team-south", day=date(2026, 11, 24))
    words = sum(count(text) for text in texts(slack.message(said)["blocks"]))
    assert 200 < words <= 270


# ---------------------------------------------------------------- understood


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_can_be_tapped_or_filled_in_is_understood(language: str) -> None:
    """Every button, menu and form has its command, which takes all that is brought along or filled in."""
    for name, said in WARM[language].items():
        assert rules.unknown_actions(said) == [], name
        assert rules.unheard_args(said) == [], name


def test_what_nobody_understands_is_seen() -> None:
    """A button without a command, and a field or argument that nobody reads, turn this red."""
    lost = Message("x", (Actions((Button("circle.dance", "Dance"),)),))
    unread = Message("x", (Actions((Button("settings.open", "Settings", {"page": "2"}),)),))
    form = Form("kudos.reply", "Answer", "Send", (TextField("words", "Words"),), {"kudos": "1"})
    assert rules.unknown_actions(lost) == ["circle.dance"]
    assert rules.unheard_args(unread) == ["settings.open: page"]
    assert rules.unheard_args(form) == ["kudos.reply: words"]


# ---------------------------------------------------------------- shown


@pytest.mark.parametrize("who", EVERYBODY)
def test_slack_takes_everything_and_nobody_is_notified(who: str) -> None:
    """Every message, form and page is within Slack's limits and pings nobody, whatever people wrote."""
    for name, said in EVERYBODY[who].items():
        assert slack_problems(said) == [], name


def slack_problems(said: Said) -> list[str]:
    """Give what Slack would say."""
    found = [
        problem for part in rules.parts(said) for problem in (_form(part) if isinstance(part, Form) else _message(part))
    ]
    if isinstance(said, Reply) and said.home is not None:
        found += check_view(slack.home(said.home), "home")
    return found


def _form(form: Form) -> list[str]:
    view = slack.view(form, channel="C0123456789", thread="1732617600.000100")
    json.dumps(view, ensure_ascii=False).encode()
    return check_view(view, "modal")


def _message(message: Message) -> list[str]:
    made = slack.message(message)
    json.dumps(made, ensure_ascii=False).encode()
    found = (
        check_blocks(made["blocks"]) + check_view(slack.page(message), "modal") + pings(made["text"], made["blocks"])
    )
    return found + (["too long"] if too_long(made["blocks"]) else [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_of_our_own_words_is_cut_on_slack(language: str) -> None:
    """In a good week every label, hint and sentence fits where it stands."""
    for name, said in WARM[language].items():
        if name == "story.home":  # eight long entries are more than one message holds; the page itself holds them
            continue
        for part in rules.parts(said):
            blocks = slack.view(part)["blocks"] if isinstance(part, Form) else slack.message(part)["blocks"]
            shown = texts(blocks)
            assert [text for text in shown if text.endswith("…")] == [], name


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_playground_shows_everything(who: str) -> None:
    """Its page gets every reply as JSON, and everything survives the outbox."""
    for name, said in EVERYBODY[who].items():
        reply = said if isinstance(said, Reply) else Reply(form=said) if isinstance(said, Form) else Reply(say=said)
        json.dumps(local.reply(reply))
        for part in rules.parts(said):
            assert from_json(json.loads(json.dumps(to_json(part)))) == part, name
            kept = json.dumps({"v": VERSION, **tagged(part)}, default=tagged)
            assert json.loads(kept) == json.loads(json.dumps(to_json(part))), name
