"""What every door of the fake Slack shares: messages and views, trigger ids, response URLs, the list of violations."""

import itertools
from dataclasses import dataclass, field
from typing import Any, Literal

from . import slack_kit as kit
from .slack_arguments import Refused, invalid
from .slack_blocks import check_blocks, check_view, too_long
from .slack_data import MESSAGE_TEXT, Json
from .slack_shapes import Surface
from .slack_state import Channel, Message, View
from .slack_world import Workspace, World

STACK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """Something that a correct app never does: where, Slack's code, and why."""

    method: str
    error: str
    messages: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Call:
    """One Web API call that arrived; `answer` is `ok`, an error code, or what a fault made of it."""

    method: str
    http: str
    args: Json
    at: float
    token: str = ""
    team: Workspace | None = None
    answer: str = ""

    @property
    def workspace(self) -> Workspace:
        """The workspace of the token; only where a token was checked."""
        if self.team is None:
            raise Refused("not_authed")
        return self.team


@dataclass(slots=True, kw_only=True)
class Trigger:
    """A trigger id: for whom, since when, whether it was used."""

    team: Workspace
    user: str
    at: float
    used: bool = False


@dataclass(slots=True, kw_only=True)
class Hook:
    """A response URL: five uses within half an hour."""

    team: Workspace
    channel: Channel
    user: str
    at: float
    message: Message | None = None
    uses: int = 0


@dataclass(slots=True, kw_only=True)
class Office:
    """The shared state beside the world."""

    world: World
    client_msg_id: Literal["dedupe", "ignore"] = "dedupe"
    trigger_seconds: float = 3.0
    violations: list[Violation] = field(default_factory=list)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    posts: list[Message] = field(default_factory=list)
    by_client_id: dict[tuple[str, str, str], Message] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def note(self, where: str, refused: Refused) -> None:
        """Keep a refusal if a correct app never causes it."""
        if refused.ours:
            self.violations.append(Violation(method=where, error=refused.code, messages=tuple(refused.messages)))

    def secret(self, prefix: str) -> str:
        """A made-up hash or ticket, different each time."""
        return f"{prefix}{next(self._numbers):06x}"

    def content(self, team: Workspace, args: Json) -> tuple[str, list[Json]]:
        """The text and the blocks of a message, refused as Slack would."""
        text, blocks = args.get("text") or args.get("markdown_text") or "", args.get("blocks") or []
        if args.get("attachments"):
            raise invalid("attachments are legacy, and not known here")
        if args.get("markdown_text") and (args.get("text") or blocks):
            raise Refused("markdown_text_conflict", ours=True)
        if len(text) > MESSAGE_TEXT:
            raise Refused("msg_too_long", ours=True)
        self._check_blocks(team, blocks)
        if not text.strip():
            raise Refused("no_text", ours=True, messages=["[ERROR] text is needed, beside blocks too"])
        return text, kit.as_stored(blocks)

    def _check_blocks(self, team: Workspace, blocks: Any) -> None:
        problems = check_blocks(blocks, self._knows(team)) if blocks else []
        if problems:
            raise Refused("invalid_blocks", ours=True, messages=problems)
        if blocks and too_long(blocks):
            raise Refused("msg_blocks_too_long", ours=True)

    @staticmethod
    def _knows(team: Workspace) -> Any:
        return lambda found: found in team.users or found in team.channels or found in team.usergroups

    def post(self, team: Workspace, channel: Channel, text: str, blocks: list[Json], **more: Any) -> Message:
        """Store a message of the bot; `more` are fields of `Message`."""
        message = Message(
            ts=self.world.new_ts(), channel=channel, user=team.bot_user, text=text, blocks=blocks,
            bot_id=team.bot_id, app_id=team.app_id, **more,
        )  # fmt: skip
        channel.messages.append(message)
        self.posts.append(message)
        return message

    def rewrite(self, message: Message, text: str, blocks: list[Json]) -> None:
        """Change a message of the bot in place."""
        message.earlier.append(message.text)
        message.text, message.blocks = text, blocks
        message.edited_by, message.edited_ts = message.user, self.world.new_ts()

    def new_trigger(self, team: Workspace, user: str) -> str:
        """A trigger id for something that user just did."""
        made = self.secret(f"{team.id}.")
        self.triggers[made] = Trigger(team=team, user=user, at=self.world.clock())
        return made

    def take_trigger(self, team: Workspace, trigger_id: object) -> Trigger:
        """The trigger, once and in time."""
        trigger = self.triggers.get(str(trigger_id or ""))
        if trigger is None or trigger.team is not team:
            raise Refused("invalid_trigger_id", ours=True)
        if trigger.used:
            raise Refused("exchanged_trigger_id", ours=True)
        trigger.used = True
        if self.world.clock() - trigger.at > self.trigger_seconds:
            raise Refused("expired_trigger_id", ours=True)
        return trigger

    def new_view(self, team: Workspace, user: str, body: Json, *, on: View | None = None) -> View:
        """Store a modal, on top of another one where `on` is given."""
        self.check_view(team, body, "modal")
        made = self.world.new_id("V")
        view = View(
            id=made, team_id=team.id, user=user, body=view_body(body), hash=self.secret("1700000000."),
            root=on.root if on else made, previous=on.id if on else None,
        )  # fmt: skip
        self._claim_external_id(team, view)
        team.views[made] = view
        return view

    def check_view(self, team: Workspace, body: object, surface: Surface) -> None:
        """Refuse a view that breaks Block Kit's rules."""
        problems = check_view(body, surface, self._knows(team))
        if any("view_too_large" in problem for problem in problems):
            raise Refused("view_too_large", ours=True)
        if problems:
            raise Refused("invalid_arguments", ours=True, messages=problems)

    @staticmethod
    def _claim_external_id(team: Workspace, view: View) -> None:
        name = view.body["external_id"]
        if name and any(other.body["external_id"] == name for other in team.views.values() if other.open):
            raise Refused("duplicate_external_id", ours=True)

    def push_view(self, team: Workspace, user: str, body: Json) -> View:
        """Store a modal on top of the one that user has open, three deep at most."""
        top = team.top_view(user)
        if top is None:
            raise Refused("not_found", ours=True)
        if len([v for v in team.views.values() if v.open and v.user == user]) >= STACK:
            raise Refused("push_limit_reached", ours=True)
        return self.new_view(team, user, body, on=top)

    def change_view(self, team: Workspace, view: View, body: Json) -> None:
        """Replace what a view shows; what was typed stays where the ids stay."""
        self.check_view(team, body, "home" if view.body["type"] == "home" else "modal")
        view.body, view.hash, view.errors = view_body(body), self.secret("1700000000."), {}
        here = {(block["block_id"], element["action_id"]) for block, element in kit.interactive(view.blocks)}
        view.typed = {key: value for key, value in view.typed.items() if key in here}


def view_body(body: Json) -> Json:
    """A view as Slack stores it, with the fields that were left out."""
    empty: Json = {"private_metadata": "", "callback_id": "", "external_id": ""}
    flags: Json = {"clear_on_close": False, "notify_on_close": False}
    modal: Json = {"close": None, "submit": None, **flags} if body["type"] == "modal" else dict(flags)
    return {**empty, **modal, **body, "blocks": kit.as_stored(body["blocks"])}


def view_json(view: View, team: Workspace, values: Json | None = None) -> Json:
    """The view object of answers and payloads, with this `state.values`."""
    return {
        "id": view.id, "team_id": view.team_id, **view.body, "state": {"values": values or {}}, "hash": view.hash,
        "previous_view_id": view.previous, "root_view_id": view.root, "app_id": team.app_id,
        "app_installed_team_id": team.id, "bot_id": team.bot_id,
    }  # fmt: skip
