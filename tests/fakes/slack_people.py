"""What people do in Slack: each act changes the fake world and tells the app as Slack would; see `slack_client`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from . import slack_forms as forms, slack_kit as kit, slack_payloads as payloads, slack_typing as typing_
from .slack_arguments import Refused
from .slack_data import Json
from .slack_hooks import respond
from .slack_office import Hook, view_json
from .slack_state import Channel, Message, User, View
from .slack_transport import Answer
from .slack_world import Workspace

if TYPE_CHECKING:
    from .slack_client import SlackClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came straight back from the app; `message` is what the answer to a command showed."""

    answer: Answer
    message: Message | None = None
    errors: Mapping[str, str] | None = None

    @property
    def ok(self) -> bool:
        """Whether the app took it."""
        return self.answer.ok


class Watcher:
    """What a person sees; `person.user` is the member in the world."""

    def __init__(self, client: "SlackClient", team: Workspace, user: User) -> None:
        """A member of that workspace, before a screen."""
        self.client, self.team, self.user = client, team, user

    @property
    def id(self) -> str:
        """The user id."""
        return self.user.id

    @property
    def dm(self) -> Channel:
        """The conversation with the bot."""
        return self.team.dm(self.id)

    @property
    def inbox(self) -> list[Message]:
        """What the bot wrote them directly, oldest first."""
        return self.client.slack.posts(self.user)

    @property
    def whispers(self) -> list[Message]:
        """What was shown to them alone in a channel."""
        return self.client.slack.ephemerals(self.user)

    @property
    def modal(self) -> View | None:
        """The form in front of them."""
        return self.team.top_view(self.id)

    @property
    def home(self) -> View | None:
        """Their home tab."""
        return self.team.homes.get(self.id)

    def _sees(self, message: Message) -> None:
        assert not message.deleted, f"{self.user.name} cannot see it: it is deleted"
        assert message.seen_by in (None, self.id), f"{self.user.name} cannot see it: it is shown to somebody else alone"
        is_guest = message.channel.private and self.id not in message.channel.members
        assert not is_guest, f"{self.user.name} is not in the private channel"

    def _ts(self) -> str:
        return self.team.world.new_ts()

    async def _tell(self, channel: Channel | None, event: Json) -> None:
        await self.client.event(self.team, event, channel)


class Talker(Watcher):
    """Messages and reactions."""

    async def says(
        self, where: Channel, text: str, *, thread: Message | None = None, broadcast: bool = False
    ) -> Message:
        """Write a message, or a reply under `thread`; `@Name`, `#channel` and `@group` become mentions."""
        assert self.id in where.members, f"{self.user.name} is not in #{where.name}"
        assert not where.archived, f"#{where.name} is archived"
        ts, root = self._ts(), None if thread is None else thread.thread_ts or thread.ts
        if thread is not None:
            thread.thread_ts = root
        said = Message(
            ts=ts, channel=where, user=self.id, text=typing_.in_message(self.team, text), thread_ts=root,
            blocks=kit.rich_text(typing_.parts(self.team, text)), client_msg_id=str(uuid5(NAMESPACE_URL, ts)),
            subtype="thread_broadcast" if broadcast else None,
        )  # fmt: skip
        where.messages.append(said)
        await self._tell(where, payloads.message(said))
        if f"<@{self.team.bot_user}>" in said.text and not where.partner:
            mention = payloads.message(said, type="app_mention")
            await self._tell(where, {key: value for key, value in mention.items() if key != "channel_type"})
        return said

    async def edits(self, message: Message, text: str) -> None:
        """Change an own message."""
        assert message.user == self.id, "only own messages can be edited"
        before = message.as_json()
        message.earlier.append(message.text)
        message.text = typing_.in_message(self.team, text)
        message.blocks = kit.rich_text(typing_.parts(self.team, text))
        message.edited_by, message.edited_ts = self.id, self._ts()
        await self._tell(message.channel, payloads.message_changed(message, before, self._ts()))

    async def deletes(self, message: Message) -> None:
        """Delete an own message; one with replies leaves a tombstone."""
        assert message.user == self.id or self.user.is_admin, "only own messages can be deleted"
        before, has_replies = message.as_json(), bool(message.channel.thread(message.ts))
        message.deleted = True
        ts = self._ts()
        gone = payloads.tombstone(message, before, ts) if has_replies else payloads.message_deleted(message, ts)
        await self._tell(message.channel, gone)

    async def reacts(self, message: Message, emoji: str) -> None:
        """Put an emoji on a message, such as `raised_hands` or `+1::skin-tone-3`."""
        self._sees(message)
        users = message.reactions.setdefault(emoji, [])
        assert self.id not in users, "already reacted"
        users.append(self.id)
        await self._tell(message.channel, payloads.reaction("reaction_added", self.id, emoji, message, self._ts()))

    async def unreacts(self, message: Message, emoji: str) -> None:
        """Take an emoji off again."""
        message.reactions[emoji].remove(self.id)
        if not message.reactions[emoji]:
            del message.reactions[emoji]
        await self._tell(message.channel, payloads.reaction("reaction_removed", self.id, emoji, message, self._ts()))


class Clicker(Watcher):
    """Commands, buttons, forms, shortcuts, the home tab."""

    def _trigger(self) -> str:
        return self.client.slack.office.new_trigger(self.team, self.id)

    def _hook(self, channel: Channel, message: Message | None = None) -> tuple[Hook, str]:
        office = self.client.slack.office
        name = office.secret("hook")
        hook = Hook(team=self.team, channel=channel, user=self.id, at=office.world.clock(), message=message)
        office.hooks[name] = hook
        return hook, self.client.slack.hook_url(name)

    async def types_command(self, command: str, text: str = "", *, channel: Channel | None = None) -> Reply:
        """Type a slash command, in a channel or else in the conversation with the bot."""
        where = channel or self.dm
        hook, url = self._hook(where)
        written = typing_.in_command(self.team, text, should_escape=self.client.should_escape)
        typed = {"command": command, "text": written, "response_url": url, "trigger_id": self._trigger()}
        answer = await self.client.send("slash_commands", payloads.command(self.team, self.user, where, typed))
        return Reply(answer=answer, message=self._shows(hook, answer))

    def _shows(self, hook: Hook, answer: Answer) -> Message | None:
        if not (answer.ok and answer.body):
            return None
        body = answer.body if isinstance(answer.body, dict) else {"text": answer.body}
        try:
            return respond(self.client.slack.office, hook, body)
        except Refused as refused:
            self.client.slack.office.note("command", refused)
            return None

    async def taps(self, on: Message | View, what: str, value: object = None, *, nth: int | None = None) -> Reply:
        """Tap a button, or choose `value` in a menu: found by its label, placeholder, action_id or block_id."""
        block, element = forms.find(on.blocks, what, nth)
        action: Json = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
        action["action_ts"] = self._ts()
        kept = ("text", "value", "style", "url") if element["type"] == "button" else ("placeholder",)
        action |= {key: element[key] for key in kept if key in element}
        typed = dict(on.typed) if isinstance(on, View) else {}
        if element["type"] != "button":
            state = forms.chosen(element, value)
            typed[block["block_id"], element["action_id"]] = state
            action |= state
        return await self._sends_tap(on, action, typed)

    async def _sends_tap(self, on: Message | View, action: Json, typed: dict[tuple[str, str], Json]) -> Reply:
        values = forms.values(on.blocks, typed)
        if isinstance(on, View):
            assert on.open, "that view is closed"
            on.typed = typed
            more = payloads.view_context(self.team, on, values)
        else:
            self._sees(on)
            more = payloads.message_context(on, values) | {"response_url": self._hook(on.channel, on)[1]}
        body = payloads.interaction("block_actions", self.team, self.user, self._trigger(), actions=[action], **more)
        return Reply(answer=await self.client.send("interactive", body))

    def _front(self, view: View | None) -> View:
        found = view or self.modal
        assert found is not None, f"{self.user.name} has no form open"
        assert found.open, "that form is closed"
        return found

    def fills(self, values: Mapping[str, object], view: View | None = None) -> None:
        """Fill in fields of a form without sending it."""
        forms.fill(self._front(view), values)

    async def submits(self, view: View | None = None, values: Mapping[str, object] | None = None) -> Reply:
        """Fill in a form (by default the one in front) and send it; FormRefused where Slack would hold it back."""
        front = self._front(view)
        forms.fill(front, values or {})
        forms.check(front)
        shown = view_json(front, self.team, forms.view_values(front))
        trigger = self._trigger()
        body = payloads.interaction("view_submission", self.team, self.user, trigger, view=shown, response_urls=[])
        answer = await self.client.send("interactive", body)
        self._follow(front, answer)
        return Reply(answer=answer, errors=front.errors)

    def _follow(self, view: View, answer: Answer) -> None:
        body = answer.body if isinstance(answer.body, dict) else {}
        office = self.client.slack.office
        view.errors = {}
        try:
            match body.get("response_action") if answer.ok else "failed":
                case None:
                    view.open = False
                case "clear":
                    self._clear()
                case "update":
                    office.change_view(self.team, view, body["view"])
                case "push":
                    office.push_view(self.team, self.id, body["view"])
                case "errors":
                    view.errors = dict(body["errors"])
                    self._only_inputs(view)
        except Refused as refused:
            office.note("view_submission", refused)

    def _clear(self) -> None:
        for view in self.team.views.values():
            view.open = view.open and view.user != self.id

    @staticmethod
    def _only_inputs(view: View) -> None:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if view.errors.keys() - inputs or not view.errors:
            raise Refused("errors_of_unknown_blocks", ours=True, messages=sorted(view.errors.keys() - inputs))

    async def closes(self, view: View | None = None, *, whole_stack: bool = False) -> None:
        """Close a form; the app hears of it only where the form asked for that."""
        front = self._front(view)
        front.open = False
        if whole_stack:
            self._clear()
        if front.body["notify_on_close"]:
            shown = view_json(front, self.team, forms.view_values(front))
            body = payloads.interaction(
                "view_closed", self.team, self.user, self._trigger(), view=shown, is_cleared=whole_stack
            )
            del body["trigger_id"]
            await self.client.send("interactive", body)

    async def shortcut(self, callback_id: str) -> Reply:
        """Use a global shortcut."""
        more = {"callback_id": callback_id, "action_ts": self._ts()}
        body = payloads.interaction("shortcut", self.team, self.user, self._trigger(), **more)
        return Reply(answer=await self.client.send("interactive", body))

    async def message_shortcut(self, callback_id: str, message: Message) -> Reply:
        """Use a shortcut on somebody's message."""
        self._sees(message)
        more: Json = {"callback_id": callback_id, "action_ts": self._ts(), "message_ts": message.ts}
        more |= {"channel": payloads.place(message.channel), "message": message.as_json()}
        more["response_url"] = self._hook(message.channel)[1]
        body = payloads.interaction("message_action", self.team, self.user, self._trigger(), **more)
        return Reply(answer=await self.client.send("interactive", body))

    async def opens_home(self, tab: str = "home") -> View | None:
        """Open the app's page; returns the home tab as it stands afterwards."""
        await self._tell(None, payloads.home_opened(self.team, self.user, tab, self._ts()))
        return self.home
