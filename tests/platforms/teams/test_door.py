"""Who gets in at Teams' door, and what is kept before the answer; over real HTTP, with really signed tokens."""

import asyncio
import base64
import hmac
import io
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import jwt
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives import serialization

from bot.clock import SystemClock, wall
from bot.inbox import Inbox
from bot.platforms.teams.door import LEEWAY_SECONDS, Door, Guard, Keys
from bot.platforms.teams.mail import Mail
from bot.platforms.teams.wire import Credentials, Wire
from bot.server import Listener, opened
from storage.engine import connect
from storage.store import Store
from storage.vault import Vault
from tests.fakes.teams import FakeTeams

pytestmark = pytest.mark.asyncio
Json = dict[str, Any]
TEAM = "19:south@thread.tacv2"
SECRET_WORDS = "nobody but Noor may read this"


@dataclass(slots=True, kw_only=True)
class Hall:
    """A door with nothing but the store behind it: what it keeps, and what it would have handled."""

    teams: FakeTeams
    store: Store
    url: str
    session: aiohttp.ClientSession
    heard: list[Json] = field(default_factory=list)
    asked: list[Json] = field(default_factory=list)

    @property
    def service(self) -> str:
        """Where the connector of the one tenant is."""
        return self.teams.service_url(self.teams.tenant.id)

    def activity(self, **more: object) -> Json:
        """Give something that Bas wrote to the bot under its question."""
        return {
            "type": "message",
            "id": "1710000000002",
            "timestamp": "2026-03-05T10:00:00.000Z",
            "channelId": "msteams",
            "serviceUrl": self.service,
            "from": {"id": "29:bas", "name": "Bas"},
            "recipient": {"id": self.teams.world.bot},
            "conversation": {"id": f"{TEAM};messageid=1710000000001", "conversationType": "channel"},
            "channelData": {"tenant": {"id": self.teams.tenant.id}},
            "text": SECRET_WORDS,
            **more,
        }

    def claims(self, **more: object) -> Json:
        """Give what the connector says in its tokens, and `more`; None leaves a claim out."""
        told = {**self.teams.keys.claims(self.teams.world.app_id, self.service), **more}
        return {name: value for name, value in told.items() if value is not None}

    def token(self, **more: object) -> str:
        """Sign these claims."""
        return self.teams.keys.sign(self.claims(**more))

    async def knock(self, body: bytes | Json | None = None, *, token: str | None = None, **headers: str) -> int:
        """Bring a body, by default a good one with a good token; gives the status."""
        raw = body if isinstance(body, bytes) else json.dumps(self.activity() if body is None else body).encode()
        known = {"Content-Type": "application/json", "Authorization": f"Bearer {token or self.token()}"}
        sent = {name: value for name, value in {**known, **headers}.items() if value}
        async with self.session.post(f"{self.url}/api/messages", data=io.BytesIO(raw), headers=sent) as answer:
            await answer.read()
            return answer.status

    def rows(self) -> list[tuple[str, str]]:
        """Give what is kept: workspace and state."""
        found = self.store.read(
            lambda tx: tx.connection.exec_driver_sql("SELECT workspace, state FROM received").fetchall()
        ).result(5)
        return [(str(w), str(s)) for w, s in found]


@pytest.fixture
def door_settings() -> Json:
    """Give how the guard is set up, for a test to say otherwise."""
    return {}


@pytest_asyncio.fixture
async def hall(database: str, door_settings: Json) -> AsyncIterator[Hall]:
    """Give a door over real HTTP beside the authority for its keys."""
    store = Store(connect(database), Vault([b"k" * 32]))
    async with FakeTeams() as teams, aiohttp.ClientSession() as session:
        wire = Wire(Credentials())
        hall = Hall(teams=teams, store=store, url="", session=session)

        async def hear(_workspace: str, _key: str, payload: Any) -> None:
            hall.heard.append(dict(payload))

        async def answer(_workspace: str, _key: str, payload: Json) -> tuple[int, bytes]:
            hall.asked.append(payload)
            return 200, b'{"n": %d}' % len(hall.asked)

        inbox = Inbox(store, store.vault, SystemClock(), {"teams": hear})
        mail = Mail(store, store.vault, SystemClock(), inbox)
        mail.answered_by(answer)
        chosen = {"app_id": teams.world.app_id, "hosts": ("127.0.0.1",), **door_settings}
        door = Door(Guard(keys=Keys(teams.openid_url, wire.get_json), **chosen), mail)
        listening = opened("127.0.0.1", 0)
        hall.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        listener = Listener(door, listening)
        serving = asyncio.create_task(listener.serve())
        yield hall
        listener.stop()
        await serving
        await inbox.drain(1.0)
        await wire.close()
    store.close()


# ---------------------------------------------------------------- good ones


async def test_what_teams_brings_is_kept_before_the_answer_and_then_heard(hall: Hall) -> None:
    """A message is a row in the database when Teams gets its 200, and is handled afterwards."""
    assert await hall.knock() == 200
    assert [w for w, _ in hall.rows()] == [f"teams:{hall.teams.tenant.id}"]
    async with asyncio.timeout(5):
        while not hall.heard:
            await asyncio.sleep(0.01)
    assert hall.heard[0]["text"] == SECRET_WORDS


async def test_the_same_again_is_taken_and_has_no_effect(hall: Hall) -> None:
    """Teams brings an activity again if it waited for long: that is the same row."""
    assert [await hall.knock(), await hall.knock(), await hall.knock()] == [200, 200, 200]
    assert len(hall.rows()) == 1


async def test_another_tenant_with_the_same_ids_is_another_row(hall: Hall) -> None:
    """Two organisations whose conversation and message have the same ids are never mixed up."""
    other = hall.teams.world.add_tenant("Other")
    there = hall.activity(channelData={"tenant": {"id": other.id}}, serviceUrl=hall.teams.service_url(other.id))
    assert await hall.knock() == 200
    assert await hall.knock(there, token=hall.token(serviceurl=there["serviceUrl"])) == 200
    assert {w for w, _ in hall.rows()} == {f"teams:{hall.teams.tenant.id}", f"teams:{other.id}"}


async def test_an_edit_and_its_deletion_are_not_copies_of_the_message(hall: Hall) -> None:
    """All of them go by the id of the message."""
    edited = hall.activity(type="messageUpdate", timestamp="2026-03-05T10:01:00Z")
    again = hall.activity(type="messageUpdate", timestamp="2026-03-05T10:02:00Z")
    deleted = hall.activity(type="messageDelete", timestamp="2026-03-05T10:03:00Z")
    for each in (hall.activity(), edited, again, deleted, edited):
        assert await hall.knock(each) == 200
    assert len(hall.rows()) == 4


async def test_two_people_who_react_in_the_same_moment_are_two(hall: Hall) -> None:
    """The same emoji on the same message, in the same millisecond, from Bas and from Noor."""
    told = {"type": "messageReaction", "reactionsAdded": [{"type": "heart"}]}
    for who in ("29:bas", "29:noor", "29:bas"):
        assert await hall.knock(hall.activity(**told, **{"from": {"id": who}})) == 200
    assert len(hall.rows()) == 2


async def test_whoever_waits_gets_the_same_answer_twice(hall: Hall) -> None:
    """A tap that Teams brings again is done once, and answered as before."""
    tap = hall.activity(type="invoke", name="adaptiveCard/action", id="f:1")
    assert [await hall.knock(tap), await hall.knock(tap)] == [200, 200]
    assert len(hall.asked) == 1


async def test_what_concerns_nothing_is_dropped_without_a_row(hall: Hall) -> None:
    """Read receipts, what the bot did itself, and kinds that nobody knows cost nothing."""
    own = hall.activity(**{"from": {"id": hall.teams.world.bot}})
    for each in (own, hall.activity(type="event"), hall.activity(type="typing"), hall.activity(type="sOmething")):
        assert await hall.knock(each) == 200
    assert hall.rows() == []


async def test_a_new_key_of_microsofts_is_known_within_seconds(hall: Hall) -> None:
    """A key that is rotated in after the first look is looked for at once, and looked for once by all who need it."""
    assert await hall.knock() == 200
    await asyncio.sleep(2.1)
    hall.teams.keys.rotate()
    looked = hall.teams.keys.looked
    assert await asyncio.gather(*(hall.knock(hall.activity(id=str(n))) for n in range(5))) == [200] * 5
    assert hall.teams.keys.looked == looked + 1


async def test_a_key_that_is_taken_back_signs_no_more(hall: Hall) -> None:
    """Whatever made us look again, the keys that are published then are the only ones."""
    old = hall.token()
    assert await hall.knock(token=old) == 200
    await asyncio.sleep(2.1)
    hall.teams.keys.rotate(forget=True)
    assert await hall.knock() == 200
    assert await hall.knock(token=old) == 401


async def test_known_keys_go_on_while_microsoft_does_not_answer(hall: Hall) -> None:
    """A failing authority keeps nobody out whose key is known, and says later, not never, to others."""
    assert await hall.knock() == 200
    await asyncio.sleep(2.1)
    hall.teams.keys.down = True
    stranger = hall.teams.keys.sign(hall.claims(), kid="new")
    assert await hall.knock(token=stranger) == 503
    assert await hall.knock(token=stranger) == 503
    assert await hall.knock() == 200


async def test_a_token_that_was_taken_once_opens_nothing_after_its_end(hall: Hall) -> None:
    """A token comes with many activities and is checked once; its life is looked at each time."""
    soon = hall.teams.keys.sign({**hall.claims(), "exp": int(wall()) - LEEWAY_SECONDS + 2})
    assert [await hall.knock(hall.activity(id=str(n)), token=soon) for n in range(2)] == [200, 200]
    await asyncio.sleep(2.1)
    assert await hall.knock(token=soon) == 401


async def test_a_token_that_was_taken_once_is_still_for_one_connector(hall: Hall) -> None:
    """What it was made for is compared with each activity that it comes with."""
    token = hall.token()
    assert await hall.knock(token=token) == 200
    assert await hall.knock(hall.activity(serviceUrl=hall.service.replace("emea", "amer")), token=token) == 401


async def test_a_flood_of_unknown_keys_is_no_flood_of_questions(hall: Hall) -> None:
    """Whoever makes up names of keys makes us look once in two seconds at most."""
    assert await hall.knock() == 200
    made_up = [hall.teams.keys.sign(hall.claims(), kid=f"made-up-{n}") for n in range(30)]
    assert {await hall.knock(token=token) for token in made_up} == {401}
    assert hall.teams.keys.looked <= 2


# ---------------------------------------------------------------- bad tokens


def _segment(told: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()


def _unsigned(hall: Hall) -> str:
    return jwt.encode(hall.claims(), None, algorithm="none", headers={"kid": hall.teams.keys.current.kid})


def _confused(hall: Hall) -> str:
    """Sign with the public key as if it were a shared secret."""
    key = hall.teams.keys.current
    public = key.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    told = f"{_segment({'alg': 'HS256', 'typ': 'JWT', 'kid': key.kid})}.{_segment(hall.claims())}"
    return f"{told}.{base64.urlsafe_b64encode(hmac.digest(public, told.encode(), 'sha256')).rstrip(b'=').decode()}"


def _other_algorithm(hall: Hall) -> str:
    key = hall.teams.keys.current
    return jwt.encode(hall.claims(), key.private, algorithm="RS384", headers={"kid": key.kid})


def _without_kid(hall: Hall) -> str:
    return jwt.encode(hall.claims(), hall.teams.keys.current.private, algorithm="RS256")


def _changed(hall: Hall) -> str:
    head, _, signature = hall.token().split(".")
    return f"{head}.{_segment({**hall.claims(), 'aud': hall.teams.world.app_id, 'more': 1})}.{signature}"


def _foreign_entra(hall: Hall) -> str:
    return hall.token(iss="https://sts.windows.net/11111111-2222-3333-4444-555555555555/", tid="1111")


BAD: dict[str, Callable[[Hall], str]] = {
    "no token at all": lambda _: "",
    "garbage": lambda _: "abc",
    "two parts of three": lambda hall: hall.token().rpartition(".")[0],
    "no JSON inside": lambda _: "e30.e30.e30",
    "a list inside": lambda hall: f"{hall.token().partition('.')[0]}.{_segment([1])}.AAAA",
    "no algorithm": _unsigned,
    "the public key as a secret": _confused,
    "another algorithm": _other_algorithm,
    "expired": lambda hall: hall.token(exp=int(wall()) - 900),
    "without an end": lambda hall: hall.token(exp=None),
    "not yet": lambda hall: hall.token(nbf=int(wall()) + 900),
    "another signer": lambda hall: hall.teams.keys.sign(hall.claims(), by=hall.teams.keys.stranger()),
    "changed after signing": _changed,
    "a key that nobody knows": lambda hall: hall.teams.keys.sign(hall.claims(), kid="another"),
    "no key named": _without_kid,
    "for another bot": lambda hall: hall.token(aud="00000000-0000-0000-0000-000000000000"),
    "for several bots": lambda hall: hall.token(aud=[hall.teams.world.app_id, "another"]),
    "for nobody": lambda hall: hall.token(aud=None),
    "by another issuer": lambda hall: hall.token(iss="https://example.org"),
    "by no issuer": lambda hall: hall.token(iss=None),
    "by the directory of a foreign tenant": _foreign_entra,
    "for another connector": lambda hall: hall.token(serviceurl="https://smba.trafficmanager.net/emea/"),
    "for no connector": lambda hall: hall.token(serviceurl=None),
    "with a connector that is a number": lambda hall: hall.token(serviceurl=5),
}


@pytest.mark.parametrize("what", BAD)
async def test_a_bad_token_opens_nothing(what: str, hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    """It gets 401, keeps nothing, and neither it nor what came with it is told to the log."""
    token = BAD[what](hall)
    assert await hall.knock(token=token, **({} if token else {"Authorization": ""})) == 401
    assert hall.rows() == []
    told = "".join(capsys.readouterr())
    assert "Traceback" not in told
    assert SECRET_WORDS not in told
    assert not token or token not in told


async def test_another_kind_of_authorization_opens_nothing(hall: Hall) -> None:
    """Only a bearer's token counts."""
    assert await hall.knock(Authorization="Basic Zm9vOmJhcg==") == 401
    assert await hall.knock(Authorization=f"Token {hall.token()}") == 401


async def test_a_key_for_another_channel_opens_nothing(hall: Hall) -> None:
    """A key that may sign for web chat alone does not speak as Teams."""
    hall.teams.keys.rotate(endorsements=("webchat",))
    assert await hall.knock() == 401


async def test_an_activity_that_names_no_connector_opens_nothing(hall: Hall) -> None:
    """There would be nobody to answer to."""
    assert await hall.knock(hall.activity(serviceUrl="")) == 401
    assert await hall.knock({k: v for k, v in hall.activity().items() if k != "serviceUrl"}) == 401


@pytest.mark.parametrize(
    "service",
    ["https://evil.example/", "http://smba.trafficmanager.net/", "https://smba.trafficmanager.net.evil.example/"],
)
async def test_our_tokens_go_to_known_hosts_only(service: str, hall: Hall) -> None:
    """A connector elsewhere would get what speaks in the bot's name."""
    assert await hall.knock(hall.activity(serviceUrl=service), token=hall.token(serviceurl=service)) == 401


@pytest.mark.parametrize("door_settings", [{"hosts": ()}])
@pytest.mark.parametrize(
    ("service", "status"),
    [
        ("https://smba.trafficmanager.net/emea/", 200),
        ("https://smba.infra.gcc.teams.microsoft.com/teams", 200),
        ("https://europe.api.botframework.com/", 200),
        ("https://botframework.com.evil.example/", 401),
        ("https://evilbotframework.com/", 401),
        ("http://127.0.0.1:1/", 401),
        ("https://[broken/", 401),
    ],
)
async def test_microsofts_own_hosts_are_known(service: str, status: int, hall: Hall) -> None:
    """Without a setting those are allowed, and nothing that only looks like them."""
    assert await hall.knock(hall.activity(serviceUrl=service), token=hall.token(serviceurl=service)) == status


@pytest.mark.parametrize("door_settings", [{"tenants": ("another",)}, {"tenants": ("*",)}, {"tenants": ()}])
async def test_tenants_can_be_named(hall: Hall, door_settings: Json) -> None:
    """Of the others nobody gets in; no list, or a star, is everybody who let the bot in."""
    assert await hall.knock() == (401 if door_settings["tenants"] == ("another",) else 200)


@pytest.mark.parametrize("door_settings", [{"app_id": ""}])
async def test_without_an_app_id_the_door_is_shut(hall: Hall) -> None:
    """A missing setting must not turn the check off."""
    assert await hall.knock() == 401
    assert await hall.knock(token=hall.token(aud="")) == 401


@pytest.mark.parametrize("door_settings", [{"anonymous": True, "app_id": ""}])
async def test_anonymous_is_for_this_machine_alone(hall: Hall) -> None:
    """Microsoft's local client brings no token; what a proxy hands on is not from here."""
    local = hall.activity(serviceUrl="http://localhost:56150/_connector")
    assert await hall.knock(local, Authorization="") == 200
    assert await hall.knock(local, Authorization="", **{"X-Forwarded-For": "203.0.113.7"}) == 401
    assert await hall.knock(hall.activity(serviceUrl="https://evil.example"), Authorization="") == 401


# ---------------------------------------------------------------- bad bodies

DEEP = b"[" * 100_000
BODIES: dict[str, tuple[bytes | Callable[[Hall], Json], int]] = {
    "nothing": (b"", 400),
    "no JSON": (b"{'a': 1}", 400),
    "a list": (b"[]", 400),
    "null": (b"null", 400),
    "a text": (b'"hello"', 400),
    "deep": (DEEP, 400),
    "deep objects": (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, 400),
    "no text encoding": (b'{"type": "\xff\xfe"}', 400),
    "no type": (lambda hall: hall.activity(type=""), 400),
    "a type that is a number": (lambda hall: hall.activity(type=7), 400),
    "no conversation": (lambda hall: hall.activity(conversation=None), 400),
    "a conversation that is a text": (lambda hall: hall.activity(conversation="19:x"), 400),
    "a person that is a list": (lambda hall: hall.activity(**{"from": ["29:bas"]}), 400),
    "a person whose id is a number": (lambda hall: hall.activity(**{"from": {"id": 29}}), 400),
    "entities that are a text": (lambda hall: hall.activity(entities="mention"), 400),
    "words that are a number": (lambda hall: hall.activity(text=12), 400),
    "a connector that is a list": (lambda hall: hall.activity(serviceUrl=["https://evil.example"]), 400),
    "two megabytes": (b'{"a": "' + b"x" * (2 << 20) + b'"}', 413),
}


@pytest.mark.parametrize("what", BODIES)
async def test_a_bad_body_is_turned_away(what: str, hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    """It is never a fault of ours, and never a row."""
    made, status = BODIES[what]
    assert await hall.knock(made if isinstance(made, bytes) else made(hall)) == status
    assert hall.rows() == []
    assert "Traceback" not in "".join(capsys.readouterr())


async def test_strange_parts_of_a_good_activity_are_none_of_the_doors_business(hall: Hall) -> None:
    """Whatever lies deeper is read with care by whoever reads it."""
    strange = {"channelData": {"tenant": {"id": hall.teams.tenant.id}, "team": 5}, "value": [1], "entities": [1, None]}
    assert await hall.knock(hall.activity(**strange)) == 200


@pytest.mark.parametrize("tenant", [None, "", 5, "a/b", "x" * 100])
async def test_what_names_no_tenant_is_of_nobody(tenant: object, hall: Hall) -> None:
    """It is dropped; whoever waits for an answer is told that it is wrong."""
    nobody = hall.activity(channelData={"tenant": {"id": tenant}})
    assert await hall.knock(nobody) == 200
    assert await hall.knock({**nobody, "type": "invoke", "name": "task/fetch"}) == 400
    assert hall.rows() == []


async def test_only_posting_is_answered(hall: Hall) -> None:
    """A look at the address with a browser tells nothing."""
    async with hall.session.get(f"{hall.url}/api/messages") as answer:
        assert answer.status == 405


async def test_what_goes_too_deep_to_be_kept_is_dropped(hall: Hall) -> None:
    """It can be read and not be written again: nothing of Teams' goes so deep, and it must not come back for ever."""
    deep: object = "x"
    for _ in range(400):
        deep = [deep]
    assert await hall.knock(hall.activity(value=deep)) == 200
    asked = hall.activity(value=deep) | {"type": "invoke", "name": "task/fetch", "id": ""}
    assert await hall.knock(asked) == 400
    assert hall.rows() == []
