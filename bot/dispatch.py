"""Command -> service: one exhaustive match, run in one transaction."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from bot import commands as c, log, traces
from bot.clock import Clock
from bot.intake import MENTION
from bot.messages import NOTHING, Reply
from bot.ports import NotAllowed, Platform, Profile, Unreachable
from bot.services import (
    again,
    answers,
    circles,
    digest,
    echoes,
    erasure,
    hosting,
    installs,
    kudos,
    members,
    own,
    proof,
    rounds,
    story,
)
from bot.services.unit import House, Unit
from prompts.catalog import Catalog
from storage import received
from storage.members import strangers
from storage.store import Store, Tx

LOG = log.logger("dispatch")
NOBODY: frozenset[str] = frozenset()
LOOK_UP_SECONDS = 1.5  # a slash command has three in all


@dataclass(frozen=True, slots=True)
class Desk:
    """Where every platform brings what people ask."""

    store: Store
    catalog: Catalog
    clock: Clock
    house: House
    asked: members.Asked = field(default_factory=members.Asked)

    async def take(
        self, platform: Platform, *commands: c.Command, received_as: tuple[str, str] | None = None, key: str = ""
    ) -> Reply:
        """Do what was asked, and give what the actor gets back, after the commit.

        `received_as` is the row (workspace, key) that is done with this; `key` keeps a second delivery of an
        interactive request without effect. Raises what the store raises; nothing was kept then.
        """
        with traces.span("take", platform=platform.name, command=" ".join(type(each).__name__ for each in commands)):
            trace = traces.current()
            ready = [await self._expanded(platform, command) for command in commands]
            people = tuple(dict.fromkeys(member for command in ready for member in self._people(command)))

            def work(tx: Tx, unasked: frozenset[str], unsure: Sequence[str] = ()) -> Reply | None:
                return self._work(replace(self.unit(tx, trace), unasked=unasked), ready, received_as, key, unsure)

            met = await self._met_anew(platform, workspace_of(ready[0]), people) if people else NOBODY
            reply = await self.store.awrite(lambda tx: work(tx, met or NOBODY, people if met is None else ()))
            if reply is None:
                unasked = await self.know(platform, workspace_of(ready[0]), people)
                reply = await self.store.awrite(lambda tx: work(tx, unasked))
            return reply or NOTHING

    def unit(self, tx: Tx, trace: str = "") -> Unit:
        """Give a unit of work on an open transaction; what it posts goes on with a trace."""
        return Unit(tx, self.clock.now(), self.catalog, self.house, trace)

    def _work(
        self,
        unit: Unit,
        commands: Sequence[c.Command],
        received_as: tuple[str, str] | None,
        key: str,
        people: Sequence[str],
    ) -> Reply | None:
        """Give None, with nothing done, where one of `people` has to be looked up first."""
        tx, reply = unit.tx, NOTHING
        if commands:
            tx.alone(workspace_of(commands[0]))
        if people and strangers(tx, workspace_of(commands[0]), people):
            return None
        if key and commands and not received.claim_key(tx, workspace_of(commands[0]), key, unit.now):
            return NOTHING
        if received_as:  # first: who erases everything of theirs erases what waits of them, and this is theirs too
            received.done(tx, *received_as)
        for command in commands:
            reply = handle(unit, command)
        if key and reply.errors:  # only a complaint: the same form sent again is no copy, whichever process gets it
            received.release_key(tx, workspace_of(commands[0]), key)
        return reply

    def _people(self, command: c.Command) -> Sequence[str]:
        """Nobody tells of a host who left: who asks for what is theirs to decide has them looked up."""
        people = people_in(command)
        if not isinstance(command, hosting.FOR_HOSTS):
            return people
        host = self.store.fast(lambda tx: hosting.of(tx, command))
        return (*people, host) if host else people

    async def _expanded(self, platform: Platform, command: c.Command) -> c.Command:
        """Put the members of user groups in the place of their groups."""
        if not isinstance(command, c.GiveKudos) or not command.groups:
            return command
        found, unread = list(command.members), []
        for group in command.groups:
            try:
                found += await platform.group(command.by.workspace, group)
            except NotAllowed as problem:
                unread.append(problem.permission)
            except Unreachable:
                unread.append("")
        return replace(command, members=tuple(dict.fromkeys(found)), unread=tuple(dict.fromkeys(unread)))

    async def _met_anew(self, platform: Platform, workspace: str, people: Sequence[str]) -> frozenset[str] | None:
        """Look up whom this process has not asked about today, as `know` does; None where there was nobody."""
        if not self.asked.stale(workspace, people, (), self.clock.now().date()):
            return None
        return await self.know(platform, workspace, people)

    async def know(self, platform: Platform, workspace: str, people: Sequence[str]) -> frozenset[str]:
        """Look up members who are unknown or were last looked up yesterday; give whom the platform did not tell of."""
        day = self.clock.now().date()
        unknown = self.store.fast(lambda tx: strangers(tx, workspace, people))
        stale = self.asked.stale(workspace, people, unknown, day)
        if not stale:
            return NOBODY
        looked = [asyncio.wait_for(platform.profile(workspace, member), LOOK_UP_SECONDS) for member in stale]
        answers = await asyncio.gather(*looked, return_exceptions=True)
        answered = [member for member, answer in zip(stale, answers, strict=True) if not _away(answer)]
        self.asked.note(workspace, answered)
        if len(answered) < len(stale):
            LOG.warning("profile_unreachable", workspace=log.short(workspace), people=len(stale) - len(answered))
        known = [answer for answer in answers if isinstance(answer, Profile)]
        await self.store.awrite(lambda tx: members.keep(tx, workspace, known))
        return frozenset(stale).difference(answered)

    async def learn(self, workspace: str, member: str, *, zone: str, language: str) -> None:
        """Keep what somebody's own client told of them, where it is new."""
        if await self.store.aread(lambda tx: members.is_news(tx, workspace, member, zone, language)):
            await self.store.awrite(lambda tx: members.learn(tx, workspace, member, zone, language))


def _away(answer: Profile | BaseException | None) -> bool:
    """Tell whether the platform said nothing of somebody; raises what is no weather."""
    if isinstance(answer, BaseException) and not isinstance(answer, Unreachable | TimeoutError):
        raise answer
    return isinstance(answer, BaseException)


def workspace_of(command: c.Command) -> str:
    """Give the workspace in which a command acts."""
    return command.by.workspace if isinstance(command, c.Act) else command.workspace


def people_in(command: c.Command) -> tuple[str, ...]:
    """Give the members whose profile a command needs."""
    if not isinstance(command, c.Act):
        return ()
    named = command.members if isinstance(command, c.GiveKudos | c.SaveKudos | c.OpenKudos) else ()
    author = (command.author,) if isinstance(command, c.React) and command.author else ()
    told = MENTION.findall(command.text) if isinstance(command, c.GiveKudos | c.HearReply | c.HearPrivate) else ()
    return tuple(dict.fromkeys((command.by.member, *named, *author, *told)))


def handle(unit: Unit, command: c.Command) -> Reply:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one flat table of all commands
    """Call the service that does what was asked."""
    match command:
        case c.Propose():
            return circles.propose(unit, command)
        case c.StartCircle():
            return circles.start(unit, command)
        case c.OpenCircle():
            return circles.open_form(unit, command)
        case c.SaveCircle():
            return circles.save(unit, command)
        case c.DeclineCircle():
            return circles.decline(unit, command)
        case c.Explain():
            return circles.explain(unit, command)
        case c.NotForMe():
            return circles.not_for_me(unit, command)
        case c.LoseHost():
            return hosting.lose(unit, command)
        case c.RestCircle():
            return circles.rest(unit, command)
        case c.WakeCircle():
            return circles.wake(unit, command)
        case c.ShareChannel():
            return circles.share(unit, command)
        case c.RenameChannel():
            return circles.rename(unit, command)
        case c.AskNow():
            return rounds.ask_now(unit, command)
        case c.DigestNow():
            return digest.now(unit, command)
        case c.Suggest():
            return rounds.suggest(unit, command)
        case c.RaiseHand():
            return rounds.raise_hand(unit, command)
        case c.TakeLineOut():
            return digest.take_line_out(unit, command)
        case c.OpenAnswer():
            return answers.open_form(unit, command)
        case c.SaveAnswer():
            return answers.save(unit, command)
        case c.Tap():
            return answers.tap(unit, command)
        case c.FollowUp():
            return answers.follow_up(unit, command)
        case c.TakeBack():
            return answers.take_back(unit, command)
        case c.HearReply():
            return answers.hear_reply(unit, command)
        case c.HearPrivate():
            return answers.hear_private(unit, command)
        case c.Stands():
            return proof.stands(unit, command)
        case c.Reword():
            return answers.reword(unit, command)
        case c.React():
            return echoes.react(unit, command)
        case c.GiveKudos():
            return kudos.give(unit, command)
        case c.OpenKudos():
            return kudos.open_form(unit, command)
        case c.SaveKudos():
            return kudos.save(unit, command)
        case c.JoinKudos():
            return kudos.join(unit, command)
        case c.UndoKudos():
            return kudos.undo(unit, command)
        case c.NameValue():
            return kudos.name_value(unit, command)
        case c.KeepOut():
            return kudos.keep_out(unit, command)
        case c.ReplyKudos():
            return kudos.reply(unit, command)
        case c.ThanksIn():
            return kudos.thanks_in(unit, command)
        case c.OpenHome():
            return story.open_home(unit, command)
        case c.LookAgain():
            return again.look(unit, command)
        case c.OpenSettings():
            return own.open_settings(unit, command)
        case c.SaveSettings():
            return own.save_settings(unit, command)
        case c.PauseMe():
            return own.pause(unit, command)
        case c.ExportMe():
            return story.export(unit, command)
        case c.EraseMe():
            return erasure.erase_me(unit, command)
        case c.Help():
            return own.help_(unit, command)
        case c.WhyThis():
            return own.why_this(unit, command)
        case c.WhatDoYouKnow():
            return own.what_do_you_know(unit, command)
        case c.Install():
            return installs.install(unit, command)
        case c.Uninstall():
            return installs.uninstall(unit, command)
        case _:
            assert_never(command)
