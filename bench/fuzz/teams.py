"""What Teams might send, and what nobody ever should: activities of a made-up tenant, most with a right token."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.fuzz.mangle import PRIVATE, Mangler
from bench.fuzz.slack import Request
from bench.fuzz.world import World, utterances
from bot import intake
from bot.messages import Form
from bot.platforms.teams import render
from bot.platforms.teams.render import Frame
from tests.fakes import teams_activities as activities
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_state import Message, Place, User

PATH = "/api/messages"
INVOKES = (
    *("adaptiveCard/action", "task/fetch", "task/submit", "composeExtension/fetchTask"),
    *("composeExtension/submitAction", "composeExtension/query", "signin/verifyState"),
)


class Chaff:
    """Requests to Teams' door, with a token of the fake's for the most part."""

    def __init__(self, mangler: Mangler, world: World, fake: FakeTeams, place: Place, user: User) -> None:
        self._mangler, self._world, self._fake = mangler, world, fake
        tenant = fake.tenant
        self._scene = activities.Scene(tenant=tenant, user=user, place=place, service_url=fake.service_url(tenant.id))
        self._said = Message(id=world.ref, place=place, author=user.id, text=PRIVATE)
        self._data = list(_pressable())
        claims = fake.keys.claims(fake.world.app_id, self._scene.service_url)
        self._token = fake.keys.sign(claims)
        self._wrong = _wrong_tokens(fake, claims)
        self._count = 0

    def request(self) -> Request:
        """Give the next one: its path, headers and body."""
        m = self._mangler
        self._count += 1
        body = m.packed(m.mutated(self._activity(), m.random.choice((0, 1, 1, 2, 3, 8))))
        token = m.one(self._wrong) if m.chance(0.05) else self._token
        headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
        if m.chance(0.05):
            headers[m.one(list(headers))] = str(m.value())[:300].encode("ascii", "replace").decode()
        return PATH, headers, m.bent(body) if m.chance(0.15) else body

    def _activity(self) -> dict[str, Any]:
        m = self._mangler
        make = m.random.choices((self._typed, self._invoked, self._reacted, self._changed), (40, 35, 15, 10))[0]
        made: dict[str, Any] = make()
        made["id"] = f"17640{self._count:08d}" if m.chance(0.9) else m.word()
        made["from"] = {**made["from"], "id": m.one(self._world.members)}
        return made

    def _typed(self) -> dict[str, Any]:
        m = self._mangler
        self._said.text = " ".join(
            [str(m.one((*intake.VERBS, *intake.DUTCH, PRIVATE))), *(m.word() for _ in range(m.random.randrange(5)))]
        )
        kind = m.one(("message", "message", "messageUpdate", "messageDelete"))
        event = {"messageUpdate": "editMessage", "messageDelete": "softDeleteMessage"}.get(kind, "")
        return activities.message(self._scene, self._said, kind, event)

    def _invoked(self) -> dict[str, Any]:
        m = self._mangler
        data = dict(m.one(self._data))
        for name in data:
            if name.startswith("f_") or m.chance(0.05):
                data[name] = m.one((PRIVATE, m.word(), str(m.value())[:3000]))
        value = m.one(({"action": {"type": "Action.Execute", "data": data}}, {"data": data}, data))
        if m.chance(0.2):
            value = {
                **value,
                "commandId": m.word(),
                "messagePayload": {"id": self._world.ref, "body": {"content": PRIVATE}},
            }
        if m.chance(0.15):
            return activities.submitted(self._scene, data, self._said)
        return activities.invoke(self._scene, m.one(INVOKES), value, self._said)

    def _reacted(self) -> dict[str, Any]:
        m = self._mangler
        kind = m.one(("like", "heart", "1f64c_raisinghands", m.word(), str(m.value())[:99]))
        return activities.reaction(self._scene, kind, self._said, added=m.chance(0.7))

    def _changed(self) -> dict[str, Any]:
        m = self._mangler
        event = m.one(
            ("teamRenamed", "channelRenamed", "channelCreated", "teamMemberAdded", "teamMemberRemoved", m.word())
        )
        if "Member" in event:
            return activities.members(self._scene, event, [m.word()])
        return activities.changed(self._scene, event, channel=self._scene.place)


def _wrong_tokens(fake: FakeTeams, claims: Mapping[str, Any]) -> Sequence[str]:
    """Tokens of strangers, of yesterday, for others, and what is none at all."""
    sign = fake.keys.sign
    changed = (
        {"aud": "somebody else"},
        {"iss": "nobody"},
        {"exp": 1},
        {"nbf": 2**40},
        {"serviceurl": "https://evil.example/"},
        {"exp": "x"},
    )
    good = sign(dict(claims))
    head, body, signature = good.split(".")
    return (
        *(sign({**claims, **change}) for change in changed),
        sign(dict(claims), by=fake.keys.stranger()),
        *(
            "",
            ".",
            "..",
            "a.b.c",
            f"{head}.{body}.",
            f"{head}.{signature}.{body}",
            f"eyJhbGciOiJub25lIn0.{body}.",
            good * 40,
        ),
    )


def _pressable() -> Iterator[dict[str, Any]]:
    """What each button of each card brings back, with the fields of the form in which it stands."""
    for said in utterances():
        made = render.form(said) if isinstance(said, Form) else render.card(said, Frame())
        filled = {str(name): PRIVATE for name in _inputs(made)}
        yield from ({**data, **filled} for data in _datas(made))


def _inputs(part: Any) -> Iterator[str]:
    for inner in _parts(part):
        if str(inner.get("type", "")).startswith("Input."):
            yield inner["id"]


def _datas(part: Any) -> Iterator[dict[str, Any]]:
    for inner in _parts(part):
        if isinstance(inner.get("data"), dict):
            yield inner["data"]


def _parts(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _parts(inner)
