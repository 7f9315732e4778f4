"""Reading the arguments of a Web API call as strictly as its page describes them."""

import json
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from .slack_data import Json, Method

OBJECTS = {
    "blocks": "invalid_blocks_format",
    "view": "invalid_arguments",
    "metadata": "invalid_metadata_format",
    "attachments": "invalid_attachments",
}
_EVERYWHERE = {"team_id"}  # Bolt sends it with every call; Slack reads it for tokens of a whole organisation
_OF_ONE_TEAM = {"usergroups.list", "usergroups.users.list", "users.list"}  # a whole organisation's token must say whose
_ALSO_TAKEN = {"chat.postMessage": {"client_msg_id"}}


class Refused(Exception):
    """Slack's answer `ok: false`; `ours` marks what a correct app never causes."""

    def __init__(self, code: str, *, ours: bool = False, messages: Sequence[str] = (), **more: object) -> None:
        """The error code, Slack's own explanations, and further fields of the answer."""
        super().__init__(code)
        self.code, self.ours, self.messages, self.more = code, ours, list(messages), more

    def as_json(self) -> Json:
        """The body that Slack sends."""
        answer: Json = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            answer["response_metadata"] = {"messages": self.messages}
        return answer


def invalid(*messages: str) -> Refused:
    """An `invalid_arguments` with these explanations."""
    return Refused("invalid_arguments", ours=True, messages=[f"[ERROR] {message}" for message in messages])


async def read(request: web.Request) -> tuple[Json, str, bool]:
    """The arguments, the token and whether the body was JSON."""
    args: Json = dict(request.query)
    is_json = request.content_type == "application/json"
    if is_json:
        body = await request.json()
        args |= body if isinstance(body, dict) else {}
    elif request.method == "POST":
        args |= {key: str(value) for key, value in (await request.post()).items()}
    scheme, _, credential = request.headers.get("Authorization", "").partition(" ")
    token = str(args.pop("token", "")) or (credential if scheme == "Bearer" else "")
    return args, token, is_json


def check(method: Method, http: str, args: Json, *, is_json: bool) -> None:
    """Refuses what the method's page does not allow, and decodes the JSON arguments in place."""
    if http == "GET" and method.http == "POST":
        raise invalid(f"method must be called with POST: {method.name}")
    if is_json and not method.json_input:
        raise invalid(f"a JSON body is not read by {method.name}")
    missing = [name for name in sorted(method.required) if args.get(name) in (None, "")]
    if missing:
        raise invalid(*(f"missing required field: {name}" for name in missing))
    _check_known(method, args)
    for name, code in OBJECTS.items():
        if isinstance(args.get(name), str):
            args[name] = _decoded(args[name], code)


def check_team(method: str, args: Json, team: str, org: str) -> None:
    """Take out which workspace a call is about; refuses one of another, and none where the token is of several."""
    if org and method in _OF_ONE_TEAM and not args.get("team_id"):
        raise Refused("missing_argument", ours=True, messages=["[ERROR] missing required field: team_id"])
    if args.pop("team_id", team) != team:
        raise Refused("team_access_not_granted", ours=True)


def _check_known(method: Method, args: Json) -> None:
    if method.args is None:
        return
    taken = method.args.keys() | _ALSO_TAKEN.get(method.name, set()) | _EVERYWHERE
    unknown = sorted(args.keys() - taken)
    if unknown:
        raise invalid(*(f"unknown argument: {name}" for name in unknown))
    wrong = [name for name, value in args.items() if not _fits(value, name, method.args.get(name, frozenset()))]
    if wrong:
        raise invalid(*(f"wrong type: {name}" for name in wrong))


def _fits(value: object, name: str, types: frozenset[str]) -> bool:
    if not types or name in OBJECTS:
        return True
    if value is None:
        return "null" in types
    found = {
        "string": isinstance(value, str),
        "boolean": value in ("true", "false", "1", "0", True, False),
        "number": str(value).isdigit(),
        "array": isinstance(value, list) or str(value).startswith("["),
    }
    return any(found.get(kind, False) for kind in types)


def _decoded(value: str, code: str) -> Any:
    if not value:
        return None
    try:
        return json.loads(value)
    except ValueError:
        raise Refused(code, ours=True, messages=["[ERROR] not valid JSON"]) from None


def truth(value: object) -> bool:
    """A boolean argument, in any of Slack's spellings."""
    return value in ("true", "1", True, 1)
