"""What Teams sends becomes what people ask; pure, on activities as Teams makes them."""

from typing import Any

import pytest

from bot import commands as c
from bot.platforms.teams import activity as a, parse
from bot.platforms.teams.emoji import plain_name

Json = dict[str, Any]
BOT, BAS, ANNA, NOOR = "28:bot", "29:1Bas_x-1", "29:anna", "29:noor"
CHANNEL, CHAT, GROUP = "19:south@thread.tacv2", "a:1bas", "19:lunch@thread.v2"
ROOT, OWN = "1710000000001", "1710000000002"
WHERE = {
    "channel": {"id": f"{CHANNEL};messageid={ROOT}", "conversationType": "channel"},
    "root": {"id": f"{CHANNEL};messageid={OWN}", "conversationType": "channel"},
    "personal": {"id": CHAT, "conversationType": "personal"},
    "groupChat": {"id": GROUP, "conversationType": "groupChat"},
}
HERE = c.By(workspace="teams:t1", member=BAS, channel=CHANNEL)
ALONE = c.By(workspace="teams:t1", member=BAS)
IN_CHAT = c.By(workspace="teams:t1", member=BAS, channel=CHAT)


def told(text: str = "", where: str = "channel", **more: Any) -> Json:
    """Give an activity of Bas; `@Fireside`, `@Anna` and `@Noor` in the text become mentions as Teams writes them."""
    named = {"Fireside": BOT, "Anna": ANNA, "Noor": NOOR}
    entities = [
        {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": named[name], "name": name}}
        for name in named
        if f"@{name}" in text
    ]
    for name in named:
        text = text.replace(f"@{name}", f"<at>{name}</at>")
    data = {"tenant": {"id": "t1"}, "team": {"id": CHANNEL, "name": "South"}, "channel": {"id": CHANNEL}}
    return {
        "type": "message",
        "id": OWN,
        "timestamp": "2026-03-05T10:00:00.5Z",
        "from": {"id": BAS},
        "recipient": {"id": BOT},
        "conversation": WHERE[where],
        "channelData": data if where in {"channel", "root"} else {"tenant": {"id": "t1"}},
        "text": text,
        "entities": entities,
        **more,
    }


def heard(text: str = "", where: str = "channel", **more: Any) -> c.Command:
    """Give the one command behind what Bas typed."""
    (command,) = parse.heard(told(text, where, **more))
    return command


# ---------------------------------------------------------------- typed


@pytest.mark.parametrize("line", ["help", "Hulp", "/help", "@Fireside help"])
@pytest.mark.parametrize("where", ["channel", "root", "personal", "groupChat"])
def test_a_verb_is_a_verb_everywhere(line: str, where: str) -> None:
    """With the mention or without, with a stroke or without, in any case, in a thread, a channel and a chat."""
    assert isinstance(heard(line, where), c.Help)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("me", c.OpenHome),
        ("ik", c.OpenHome),
        ("voorkeuren", c.OpenSettings),
        ("pauze tot 24 december", c.PauseMe),
        ("pause until friday", c.PauseMe),
        ("verder", c.PauseMe),
        ("ask now", c.AskNow),
        ("digest preview", c.DigestNow),
        ("terugblik voorbeeld", c.DigestNow),
        ("voorstel Wat verwonderde je?", c.Suggest),
        ("status", c.WhyThis),
        ("wat-weet-je", c.WhatDoYouKnow),
        ("exporteer", c.ExportMe),
        ("wis", c.EraseMe),
        ("kudos", c.OpenKudos),
        ("bedank @Anna liep mee", c.GiveKudos),
    ],
)
def test_every_verb_is_understood_in_a_thread(line: str, kind: type) -> None:
    """In both languages, though an answer could stand there too."""
    assert isinstance(heard(f"@Fireside {line}"), kind)
    assert isinstance(heard(line, "personal"), kind)


@pytest.mark.parametrize(
    "line",
    [
        "Me and Noor sorted out the rota",
        "Status meetings were short for once",
        "Help from the night shift",
        "Pause Friday was lovely",
        "vraag van een klant beantwoord",
        "ik heb samen met Noor het rooster gemaakt",
    ],
)
def test_a_sentence_that_begins_with_a_verb_is_an_answer(line: str) -> None:
    """What people tell may well begin with a word of ours."""
    assert heard(f"@Fireside {line}") == c.HearReply(by=HERE, thread=ROOT, ref=OWN, text=line, addressed=True)
    assert heard(line, "personal") == c.HearPrivate(by=IN_CHAT, ref=OWN, text=line)


def test_thanks_name_their_receivers_and_where_they_were_typed() -> None:
    """The bot's own mention is no receiver."""
    assert heard("@Fireside kudos @Anna @Noor walked along #courage") == c.GiveKudos(
        by=HERE, members=(ANNA, NOOR), text="walked along #courage", ref=OWN, thread=ROOT
    )


def test_two_people_of_one_name_are_two_people() -> None:
    """The mentions stand in the order of the text."""
    text = "<at>Fireside</at> kudos <at>Anna</at> <at>Anna</at> for the rota"
    entities = [
        {"type": "mention", "text": "<at>Fireside</at>", "mentioned": {"id": BOT}},
        {"type": "mention", "text": "<at>Anna</at>", "mentioned": {"id": "29:a1"}},
        {"type": "mention", "text": "<at>Anna</at>", "mentioned": {"id": "29:a2"}},
    ]
    given = heard(text, entities=entities)
    assert isinstance(given, c.GiveKudos)
    assert given.members == ("29:a1", "29:a2")


@pytest.mark.parametrize(
    "mentioned", [{"id": "19:south@thread.tacv2"}, {"id": "x1", "type": "team"}, {"id": "MjQzMmI1==", "type": "tag"}]
)
def test_a_whole_team_is_thanked_by_its_mention(mentioned: Json) -> None:
    """A channel, team or tag that is mentioned is a group, as on other platforms, and nobody by that id."""
    entity = {"type": "mention", "text": "<at>South</at>", "mentioned": mentioned}
    given = heard("<at>South</at> kudos", entities=[entity])
    assert isinstance(given, c.HearReply)
    given = heard("kudos <at>South</at> for the party", entities=[entity])
    assert isinstance(given, c.GiveKudos)
    assert given.groups == (mentioned["id"],)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("<at>Fireside</at>&nbsp;Tom &amp; Jerry", "Tom & Jerry"),
        ("<at>Fireside</at> one<br>two", "one\ntwo"),
        ("<at>Fireside</at> 3 &lt; 4 &lt;at&gt;Anna&lt;/at&gt;", "3 < 4 <at>Anna</at>"),
        ('<at id="0">Fireside</at>   many\u00a0 spaces', "many spaces"),
        ("<at>Nobody</at> did it", "@Nobody did it"),
        ("well <at>Fireside</at> done", "well done"),
        (
            '<quoted messageId="1772050244572"/> <at>Fireside</at> &lt;quoted messageId="1"/&gt;',
            '<quoted messageId="1"/>',
        ),
    ],
)
def test_words_arrive_as_they_were_typed(typed: str, meant: str) -> None:
    """Without Teams' markup, and without power."""
    entity = {"type": "mention", "text": "<at>Fireside</at>", "mentioned": {"id": BOT}}
    assert a.text_of({**told(), "text": typed, "entities": [entity]}) == meant


def test_a_slash_command_is_always_meant_for_the_bot() -> None:
    """Where the tenant has them, they arrive for the bot alone."""
    aimed = heard("pause friday", recipient={"id": BOT, "isTargeted": True})
    assert aimed == c.PauseMe(by=HERE, text="friday")


def test_naming_the_bot_in_letters_is_naming_it() -> None:
    """Who types the name without choosing it from the list is understood in their own chat."""
    assert heard("@fireside status", "personal", entities=[]) == c.WhyThis(by=ALONE)


def test_a_reply_where_there_are_no_threads_has_no_root() -> None:
    """In a group chat whatever is said to the bot may answer the open question."""
    said = heard("@Fireside the rota", "groupChat")
    assert said == c.HearReply(
        by=c.By(workspace="teams:t1", member=BAS, channel=GROUP), thread="", ref=OWN, text="the rota", addressed=True
    )


def test_what_is_no_verb_outside_a_thread_is_helped() -> None:
    """The nearest verb is offered, and a greeting is greeted."""
    assert heard("@Fireside hlep", "root") == c.Help(by=HERE, unknown="hlep")
    assert heard("@Fireside hello", "root") == c.Help(by=HERE)
    assert heard("hoi!", "personal") == c.Help(by=ALONE)


def test_naming_the_bot_and_no_more_opens_the_fitting_thing() -> None:
    """Help in a channel, one's own story in one's own chat."""
    assert heard("@Fireside", "root") == c.Help(by=HERE)
    assert heard("", "personal") == c.OpenHome(by=ALONE)


def test_start_proposes_in_the_channel_itself() -> None:
    """Whoever says it is to be the host."""
    assert heard("@Fireside start", "root") == c.Propose(by=HERE, channel=CHANNEL, name="South", openly=True, anew=True)


# ---------------------------------------------------------------- later


def test_an_edit_is_followed_in_the_order_of_teams_clock() -> None:
    """Teams writes more or fewer digits of a second; the order is right all the same."""
    times = ["2026-03-05T10:00:00Z", "2026-03-05T10:00:00.12Z", "2026-03-05T10:00:00.123Z", "2026-03-05T10:00:01Z"]
    orders = [a.order_of(told(timestamp=time)) for time in times]
    assert orders == sorted(orders)
    assert len(set(orders)) == 4
    edited = heard("@Fireside the desk", type="messageUpdate", timestamp=times[0])
    assert edited == c.Reword(by=HERE, ref=OWN, text="the desk", order=orders[0])


def test_a_deletion_is_followed() -> None:
    """What is deleted has no words any more."""
    gone = heard("", "personal", type="messageDelete", channelData={"tenant": {"id": "t1"}, "eventType": "softDelete"})
    assert isinstance(gone, c.Reword)
    assert (gone.by, gone.ref, gone.text) == (IN_CHAT, OWN, None)


def test_what_is_restored_is_told_again_and_no_request_is_repeated() -> None:
    """Undeleting an answer brings it back; undeleting a thank-you gives no second one."""
    data = {"tenant": {"id": "t1"}, "eventType": "undeleteMessage"}
    back = heard("@Fireside the rota", type="messageUpdate", channelData=data)
    assert isinstance(back, c.HearReply)
    assert parse.heard(told("@Fireside kudos @Anna for the rota", type="messageUpdate", channelData=data)) == ()


def test_reactions_put_and_taken_away_arrive_in_order() -> None:
    """One activity may hold several, of any name."""
    added, removed = [{"type": "1f44f_clappinghands-tone3"}, {"type": "party_0125de505"}], [{"type": "heart"}]
    made = parse.heard(
        told(type="messageReaction", replyToId=ROOT, reactionsAdded=added, reactionsRemoved=[*removed, {"type": 5}, 7])
    )
    assert [(r.ref, r.emoji, r.on) for r in made if isinstance(r, c.React)] == [
        (ROOT, "clap", True),
        (ROOT, "party_0125de505", True),
        (ROOT, "heart", False),
    ]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("like", "thumbsup"),
        ("heart", "heart"),
        ("1f64c_raisinghands", "raised_hands"),
        ("raisinghands-tone2", "raised_hands"),
        ("1f64f_foldedhands", "pray"),
        ("1f9e0_brain", "brain"),
        ("1f468-1f4bb_mantechnologist", "mantechnologist"),
        ("our-own_0125de505", "our-own_0125de505"),
        ("", ""),
    ],
)
def test_reactions_have_one_name_each(kind: str, name: str) -> None:
    """What is unknown keeps its own name and is no error."""
    assert plain_name(kind) == name


# ---------------------------------------------------------------- cards


def tapped(data: Json, where: str = "channel") -> c.Command | None:
    """Give what a button asks for."""
    raw = told(where=where, type="invoke", name="adaptiveCard/action", value={"action": {"verb": "x", "data": data}})
    return parse.carded(raw, parse.data_of(raw))


def test_a_button_says_what_it_means() -> None:
    """Its data names an action and its arguments."""
    assert tapped({"fs": "answer.open", "a": {"round": "r1"}}) == c.OpenAnswer(by=HERE, round="r1")


def test_a_card_about_another_channel_says_so() -> None:
    """A form in somebody's own chat may be about a circle; whether they are in it is asked elsewhere."""
    assert tapped({"fs": "kudos.open", "a": {}, "ch": CHANNEL}, "personal") == c.OpenKudos(by=HERE)


def test_a_form_brings_what_was_filled_in() -> None:
    """Several choices, one choice, an empty choice, text with a stroke in it."""
    data = {
        "fs": "answer.save",
        "a": {"round": "r1", "answer": ""},
        "form": True,
        "f_one:text": "the rota - with Noor",
        "f_one:audience": "named",
        "f_many:themes": "calm,together",
        "f_many:marks": "",
    }
    assert tapped(data) == c.SaveAnswer(
        by=HERE, round="r1", text="the rota - with Noor", audience="named", themes=("calm", "together")
    )
    kudos = {"fs": "kudos.save", "a": {}, "form": True, "f_one:value": "fireside:none", "f_many:members": ANNA}
    assert tapped(kudos) == c.SaveKudos(by=HERE, members=(ANNA,), text="")


@pytest.mark.parametrize("data", [{}, {"fs": 5}, {"fs": ["answer.open"]}, {"a": {"round": "r1"}}])
def test_what_is_none_of_ours_asks_nothing(data: Json) -> None:
    """A card of another app, or a broken one."""
    assert tapped(data) is None


def test_strange_parts_of_a_card_are_left_out() -> None:
    """Whoever changes what their client sends changes nothing but that."""
    data = {"fs": "answer.save", "a": {"round": 5}, "form": True, "f_one:text": ["x"], "f_": "y", "f_many:themes": 3}
    assert tapped(data) == c.SaveAnswer(by=HERE, round="")


def test_a_client_that_cannot_execute_sends_the_same_as_a_message() -> None:
    """The fallback of every button."""
    assert heard(value={"fs": "kudos.join", "a": {"kudos": "k1"}}) == c.JoinKudos(by=HERE, kudos="k1")


@pytest.mark.parametrize(
    ("action", "args", "opens"),
    [
        ("answer.save", {"round": "r1", "answer": "a1"}, c.OpenAnswer(by=HERE, round="r1", answer="a1")),
        ("kudos.save", {"members": ANNA, "about": "1"}, c.OpenKudos(by=HERE, members=(ANNA,), about="1")),
        ("circle.save", {"circle": "c1"}, c.OpenCircle(by=HERE, circle="c1")),
        ("settings.save", {}, c.OpenSettings(by=HERE)),
        ("answer.followup", {"answer": "a1"}, c.FollowUp(by=HERE, answer="a1")),
        ("kudos.reply", {"kudos": "k1"}, c.ReplyKudos(by=HERE, kudos="k1")),
    ],
)
def test_a_form_with_a_mistake_is_opened_again(action: str, args: Json, opens: c.Command) -> None:
    """Every form knows what opens it."""
    assert parse.reopened(told(), {"fs": action, "a": args, "form": True}) == opens


def test_thanks_for_somebodys_message_name_its_author_by_the_directory() -> None:
    """The message extension on a message; in the compose box there is none."""
    payload = {"id": "17", "from": {"user": {"id": "4d3a-aad"}}}
    on = told(type="invoke", name="composeExtension/fetchTask", value={"messagePayload": payload})
    assert parse.about(on) == c.OpenKudos(by=HERE, members=("4d3a-aad",), about="17")
    assert parse.about(told(value={})) == c.OpenKudos(by=HERE)


# ---------------------------------------------------------------- teams and channels


def event(kind: str, **data: Any) -> Json:
    """Give something that happened to a team or channel."""
    return told(type="conversationUpdate", channelData={"tenant": {"id": "t1"}, "eventType": kind, **data})


def test_channels_are_followed() -> None:
    """Renamed, deleted, restored; a team's first channel goes by the team's name."""
    channel = {"id": "19:c", "name": "Desk"}
    assert parse.heard(event("channelRenamed", channel=channel)) == (
        c.RenameChannel(workspace="teams:t1", channel="19:c", name="Desk"),
    )
    assert parse.heard(event("channelDeleted", channel=channel)) == (
        c.RestCircle(workspace="teams:t1", channel="19:c", reason="deleted"),
    )
    assert parse.heard(event("channelRestored", channel=channel)) == (
        c.WakeCircle(workspace="teams:t1", channel="19:c"),
    )
    assert parse.heard(event("teamRenamed", team={"id": CHANNEL, "name": "North"})) == (
        c.RenameChannel(workspace="teams:t1", channel=CHANNEL, name="North"),
    )
    assert parse.heard(event("channelCreated", channel=channel)) == ()
    assert parse.heard(event("teamMemberAdded", team={"id": CHANNEL})) == ()


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("teamArchived", "archived"), ("teamDeleted", "deleted"), ("teamUnarchived", ""), ("teamRestored", "")],
)
def test_whole_teams_rest_and_go_on(kind: str, reason: str) -> None:
    """All channels of a team share its fate."""
    assert parse.whole_team(event(kind, team={"id": CHANNEL})) == (CHANNEL, reason)


def test_an_installation_proposes_in_the_channel_that_was_chosen() -> None:
    """In a team it may be any; a chat is its own; in one's own chat nothing is proposed."""
    data = {"tenant": {"id": "t1"}, "team": {"id": CHANNEL, "name": "South"}}
    chosen = {**data, "settings": {"selectedChannel": {"id": "19:desk@thread.tacv2"}}}
    (there,) = parse.heard(told(type="installationUpdate", action="add", channelData=chosen))
    assert isinstance(there, c.Propose)
    assert (there.channel, there.name, there.by.channel) == ("19:desk@thread.tacv2", "", "19:desk@thread.tacv2")
    (first,) = parse.heard(told(type="installationUpdate", action="add", channelData=data))
    assert isinstance(first, c.Propose)
    assert (first.channel, first.name, first.openly) == (CHANNEL, "South", True)
    (chat,) = parse.heard(told(where="groupChat", type="installationUpdate", action="add"))
    assert isinstance(chat, c.Propose)
    assert (chat.channel, chat.private) == (GROUP, True)
    for where, action in (("personal", "add"), ("channel", "add-upgrade"), ("channel", "remove")):
        assert parse.heard(told(where=where, type="installationUpdate", action=action)) == ()


def test_a_removal_is_of_the_whole_team_or_chat() -> None:
    """Somebody who removes the bot for themselves changes no circle."""
    gone = {"type": "installationUpdate", "action": "remove"}
    assert parse.whole_team(told(**gone)) == (CHANNEL, "removed")
    assert parse.whole_team(told(where="groupChat", **gone)) == (GROUP, "removed")
    assert parse.whole_team(told(where="personal", **gone)) is None


@pytest.mark.parametrize("kind", ["shared", "private", "standard"])
def test_who_else_reads_along_is_known(kind: str) -> None:
    """A channel that is shared with another company is said to be."""
    data = {"tenant": {"id": "t1"}, "channel": {"id": CHANNEL, "name": "Desk", "type": kind}}
    begun = heard("@Fireside start", "root", channelData=data)
    assert isinstance(begun, c.Propose)
    assert (begun.external, begun.private, begun.name) == (kind == "shared", kind == "private", "Desk")


# ---------------------------------------------------------------- what a client tells


def test_zone_and_language_come_from_the_persons_own_client() -> None:
    """Nothing is asked of a directory for that."""
    client = {"type": "clientInfo", "locale": "nl-NL", "timezone": "Europe/Amsterdam"}
    assert (a.zone_of(told(entities=[client])), a.language_of(told(entities=[client]))) == ("Europe/Amsterdam", "nl")
    assert a.zone_of(told(localTimezone="Europe/Paris", entities=[client])) == "Europe/Paris"
    assert (a.zone_of(told()), a.language_of(told())) == ("", "")


@pytest.mark.parametrize("strange", [None, 5, "x", [], {}, [None], {"id": 5}])
@pytest.mark.parametrize("name", ["entities", "value", "channelData", "conversation", "recipient", "text", "replyToId"])
def test_whatever_stands_in_an_activity_is_read_with_care(name: str, strange: Any) -> None:
    """Nothing that somebody sends makes the parser fall over."""
    for kind in (*parse.KINDS, "invoke"):
        raw = {**told(type=kind), name: strange}
        parse.heard(raw)
        parse.carded(raw, parse.data_of(raw))
        parse.about(raw)
        parse.whole_team(raw)
        a.well_formed(raw)
