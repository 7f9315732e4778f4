"""What leaves: claimed by one, fenced, never overtaking, never blindly repeated."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.pace import Limit, Pace
from storage import claims, gates, outbox, settling
from storage.outbox import Claimed
from storage.store import Tx
from storage.tables import Outbox, Post

Do = Callable[[Callable[..., Any]], Any]
TEAM = "slack:T1"
ME, YOU = 2**61 + 1, 2**61 + 3
SOON = timedelta(seconds=1)
REST = timedelta(seconds=60)


def put(now: datetime, **parts: Any) -> Callable[[Tx], str]:
    """Give a unit that puts a post in line."""
    row = {"how": "post", "kind": "round", "subject": "r1", "channel": "C1", "body": b"sealed"} | parts
    return lambda tx: outbox.put(tx, row.pop("workspace", TEAM), now=now, **row)


def claim(now: datetime, owner: int = ME, limit: int = 10, **more: Any) -> Callable[[Tx], list[Claimed]]:
    """Give a unit that claims."""
    return lambda tx: claims.claim(tx, owner, now, limit, **more)


def rows(tx: Tx) -> list[Outbox]:
    """Give everything in line, in the order of its ids."""
    return list(tx.session.exec(select(Outbox).order_by(Outbox.parcel)))


def states(do: Do) -> list[str]:
    """Give the states of all rows."""
    return [row.state for row in do(rows)]


def subjects(claimed: list[Claimed]) -> list[str]:
    """Give what was claimed."""
    return [row.subject for row in claimed]


def test_a_post_is_claimed_once_and_ends_with_its_words_erased(do: Do, now: datetime) -> None:
    """Claimed rows are nobody else's; once sent the place is known and the body gone."""
    parcel = do(put(now, circle="c1", policy="resend"))
    [row] = do(claim(now))
    assert (row.parcel, row.state, row.owner, row.attempts, row.attempted_at) == (parcel, "sending", ME, 1, now)
    assert (row.body, row.circle, row.policy) == (b"sealed", "c1", "resend")
    assert do(claim(now, YOU)) == []
    assert do(lambda tx: outbox.holds(tx, row)) is True
    assert do(lambda tx: outbox.finish(tx, row, "sent", ref="171.5", channel="D1")) is True
    [kept] = do(rows)
    assert (kept.state, kept.ref, kept.channel, kept.body, kept.owner) == ("sent", "171.5", "D1", None, 0)


def test_what_is_not_due_waits(do: Do, now: datetime) -> None:
    """A row is claimed from `not_before` on; a refused one comes again with a higher attempt number."""
    do(put(now, not_before=now + REST))
    assert do(claim(now)) == []
    [row] = do(claim(now + REST))
    assert do(lambda tx: outbox.finish(tx, row, "pending", error="ratelimited", not_before=now + 2 * REST)) is True
    assert do(claim(now + REST)) == []
    [again] = do(claim(now + 2 * REST, YOU))
    assert (again.attempts, again.owner) == (2, YOU)


def test_one_who_comes_too_late_writes_nothing(do: Do, now: datetime) -> None:
    """The fence: after a row was swept, settled and claimed again, the first attempt's ending has no effect."""
    do(put(now))
    [stale] = do(claim(now))
    assert do(lambda tx: outbox.sweep(tx, now, REST, lambda owner: owner == ME)) == 1
    [settling] = do(lambda tx: outbox.uncertain(tx, YOU, now + REST, 10))
    assert do(lambda tx: outbox.finish(tx, settling, "pending", not_before=now + REST)) is True
    [fresh] = do(claim(now + REST, ME))  # the same process again: only the attempt tells the two apart
    assert do(lambda tx: outbox.holds(tx, stale)) is False
    for late in (stale, settling):
        for state in ("sent", "failed", "pending"):
            assert do(lambda tx, late=late, state=state: outbox.finish(tx, late, state, not_before=now)) is False
    assert do(lambda tx: outbox.finish(tx, fresh, "sent", ref="1.0")) is True
    assert states(do) == ["sent"]


def test_only_what_the_dead_were_sending_becomes_uncertain(do: Do, now: datetime) -> None:
    """The sweep leaves alone what living owners send; the swept rests and keeps the time of its attempt."""
    do(put(now, subject="r1", channel="C1"))
    do(put(now, subject="r2", channel="C2"))
    [first] = do(claim(now, ME, 1))
    [second] = do(claim(now, YOU, 1))
    assert do(lambda tx: outbox.sweep(tx, now + SOON, REST, lambda owner: owner == YOU)) == 1
    assert do(lambda tx: outbox.uncertain(tx, ME, now + SOON, 10)) == []
    [settling] = do(lambda tx: outbox.uncertain(tx, ME, now + SOON + REST, 10))
    assert (settling.parcel, settling.state, settling.attempted_at) == (second.parcel, "uncertain", now)
    assert do(lambda tx: outbox.uncertain(tx, YOU, now + SOON + REST, 10)) == []
    assert do(lambda tx: outbox.holds(tx, first)) is True


@pytest.mark.parametrize(("policy", "state"), [("wait", "unknown"), ("resend", "pending")])
def test_where_nothing_can_tell_the_policy_decides(do: Do, now: datetime, policy: str, state: str) -> None:
    """A question waits for a person; a private confirmation is sent again."""
    do(put(now, policy=policy))
    [row] = do(claim(now))
    do(lambda tx: outbox.finish(tx, row, "uncertain", error="timeout", not_before=now + REST))
    [settling] = do(lambda tx: outbox.uncertain(tx, ME, now + REST, 10))
    assert do(lambda tx: outbox.give_up(tx, settling, now, error="nobody knows")) is True
    assert states(do) == [state]


def test_a_person_says_whether_it_arrived(do: Do, now: datetime) -> None:
    """An unknown row is sent again or taken as sent; anything else is not for people to decide."""
    for arrived, state in ((False, "pending"), (True, "sent")):
        do(put(now, once=f"{arrived}"))
        [row] = do(claim(now))
        do(lambda tx, row=row: outbox.finish(tx, row, "unknown"))
        decide = lambda tx, row=row, arrived=arrived: settling.decide(  # noqa: E731
            tx, TEAM, row.parcel, now, arrived=arrived
        )
        assert do(decide) is True
        assert do(decide) is False
        assert states(do)[-1] == state
        do(lambda tx: outbox.cancel(tx, TEAM, "round", "r1"))


def test_the_same_question_is_put_once(do: Do, now: datetime) -> None:
    """A second parcel of the same `once` gives the first one's id and changes nothing, even after it was sent."""
    first = do(put(now, once="ask:c1:2026-03-11"))
    assert do(put(now, once="ask:c1:2026-03-11", body=b"other")) == first
    [row] = do(claim(now))
    assert row.body == b"sealed"
    do(lambda tx: outbox.finish(tx, row, "sent", ref="1.0"))
    assert do(put(now, once="ask:c1:2026-03-11")) == first
    assert states(do) == ["sent"]


def test_the_newest_wording_takes_the_place_of_one_that_has_not_left(do: Do, now: datetime) -> None:
    """Updates of one message not yet sent become one; a delete takes the place of an update; one under way stays."""
    update = {"how": "update", "ref": "1.0"}
    first = do(put(now, body=b"one", **update))
    assert do(put(now, body=b"two", **update)) == first
    assert do(put(now, subject="r2", body=b"other", **update)) != first
    [row] = do(claim(now))
    assert row.body == b"two"
    later = do(put(now, body=b"three", **update))
    assert later != first
    assert do(claim(now)) == []  # it would overtake the one under way
    assert do(put(now, how="delete", ref="1.0")) == later
    do(lambda tx: outbox.finish(tx, row, "sent"))
    [other] = do(claim(now))
    do(lambda tx: outbox.finish(tx, other, "sent"))
    [gone] = do(claim(now))
    assert (gone.parcel, gone.how) == (later, "delete")


def test_an_answer_waits_for_its_question(do: Do, now: datetime) -> None:
    """A reply to `@round:r1` is sent once the question stands, into its thread, not before."""
    do(put(now))
    do(put(now, kind="answer", subject="a1", thread="@round:r1"))
    [question] = do(claim(now))
    assert do(claim(now)) == []

    def stands(tx: Tx) -> None:
        outbox.finish(tx, question, "sent", ref="171.5")
        tx.session.add(Post(workspace=TEAM, channel="C1", ref="171.5", kind="round", subject="r1"))

    do(stands)
    [answer] = do(claim(now))
    assert (answer.subject, answer.thread, answer.channel) == ("a1", "171.5", "C1")


def test_an_answer_waits_while_nobody_knows_about_its_question(do: Do, now: datetime) -> None:
    """With an uncertain question the answer looks again later, and does not stand in others' way."""
    do(put(now))
    [question] = do(claim(now))
    do(lambda tx: outbox.finish(tx, question, "uncertain", not_before=now + REST))
    for number in range(8):
        do(put(now, kind="answer", subject=f"a{number}", thread="@round:r1"))
    do(put(now, kind="kudos", subject="k1", channel="C2"))
    found = [*do(claim(now, limit=1)), *do(claim(now, limit=1)), *do(claim(now, limit=1))]
    assert subjects(found) == ["k1"]
    assert do(claim(now)) == []
    [settling] = do(lambda tx: outbox.uncertain(tx, ME, now + REST, 10))
    do(lambda tx: outbox.finish(tx, settling, "sent", ref="171.5"))
    [answer] = do(claim(now + REST))
    assert (answer.subject, answer.thread) == ("a0", "171.5")


def test_without_its_question_an_answer_fails(do: Do, now: datetime) -> None:
    """Where the target failed, never existed, or stands in another channel, the row fails and its words are erased."""
    do(put(now))
    [question] = do(claim(now))
    do(lambda tx: outbox.finish(tx, question, "failed", error="channel_not_found"))
    do(lambda tx: tx.session.add(Post(workspace=TEAM, channel="C9", ref="9.0", kind="round", subject="r9")))
    for subject in ("r1", "r0", "r9"):
        do(put(now, kind="answer", subject=f"a-{subject}", thread=f"@round:{subject}"))
    assert do(claim(now)) == []
    assert {row.state for row in do(rows)[1:]} == {"pending"}  # it may have been sent between two looks
    assert do(claim(now + REST)) == []
    assert [(row.state, row.error, row.body) for row in do(rows)[1:]] == [("failed", "no target", None)] * 3


def test_a_change_finds_the_message_wherever_it_landed(do: Do, now: datetime) -> None:
    """A private note stands in a channel known only after it was sent: its update goes there."""
    do(put(now, how="private", kind="told", subject="k1:U2", channel="U2"))
    do(put(now, how="update", kind="told", subject="k1:U2", channel="U2", ref="@told:k1:U2"))
    [note] = do(claim(now))
    do(lambda tx: outbox.finish(tx, note, "sent", ref="5.0", channel="D2"))
    [change] = do(claim(now))
    assert (change.how, change.channel, change.ref) == ("update", "D2", "5.0")


def test_a_withdrawn_answer_never_leaves(do: Do, now: datetime) -> None:
    """Cancel takes back what is pending about a subject, and only that."""
    do(put(now, kind="answer", subject="a1"))
    do(put(now, kind="answer", subject="a2", channel="C2"))
    assert do(lambda tx: outbox.cancel(tx, TEAM, "answer", "a1")) == 1
    assert subjects(do(claim(now))) == ["a2"]
    assert do(lambda tx: outbox.cancel(tx, TEAM, "answer", "a2")) == 0


def test_a_channel_gets_its_posts_in_order_and_one_at_a_time(do: Do, now: datetime) -> None:
    """A channel's oldest row is claimed when nobody sends there; resting channels and workspaces are left alone."""
    for subject in ("r1", "r2", "r3"):
        do(put(now, subject=subject))
    do(put(now, subject="r4", channel="C2"))
    do(put(now, subject="r5", workspace="slack:T2"))
    assert do(claim(now, resting={("slack:T1", ""), ("slack:T2", "C1")})) == []
    assert subjects(do(claim(now, resting={("slack:T1", "C1")}))) == ["r4", "r5"]
    for subject in ("r1", "r2", "r3"):
        [row] = do(claim(now))
        assert row.subject == subject
        assert do(claim(now, YOU)) == []
        do(lambda tx, row=row: outbox.finish(tx, row, "sent"))
    assert do(claim(now)) == []


def test_status_can_say_what_waits(do: Do, now: datetime) -> None:
    """Waiting rows are counted by state; ended ones are purged after their time."""
    do(put(now, subject="r1"))
    do(put(now, subject="r2"))
    [row] = do(claim(now))
    assert do(outbox.waiting) == {"pending": 1, "sending": 1, "uncertain": 0, "unknown": 0}
    do(lambda tx: outbox.finish(tx, row, "sent"))
    assert do(lambda tx: outbox.purge(tx, now)) == 0
    assert do(lambda tx: outbox.purge(tx, now + REST)) == 1
    assert states(do) == ["pending"]


def test_a_channel_and_a_workspace_take_posts_at_their_pace(do: Do, now: datetime) -> None:
    """What would come too soon for its channel is not claimed; within a workspace posts leave one after the other."""
    pace = Pace(channel=(Limit(1.0),), workspace=(Limit(0.5),))
    for channel in ("C1", "C2", "C3"):
        for number in ("1", "2"):
            do(put(now, subject=channel + number, channel=channel))

    def sent(at: datetime, owner: int) -> list[tuple[str, float]]:
        claimed = do(claim(at, owner, pace=lambda _: pace))
        for row in claimed:
            do(lambda tx, row=row: outbox.finish(tx, row, "sent"))
        return [(row.subject, row.leaves_at - now.timestamp()) for row in claimed]

    assert sent(now, ME) == [("C11", 0.0), ("C21", 0.5), ("C31", 1.0)]
    assert sent(now, YOU) == []  # the workspace's next turn is in a second and a half, for every process
    assert sent(now + 1.5 * SOON, YOU) == [("C12", 1.5), ("C22", 2.0)]
    assert sent(now + 9 * SOON, ME) == [("C32", 9.0)]


def test_a_channel_that_asked_to_wait_is_left_alone_by_everybody(do: Do, now: datetime) -> None:
    """Until its gate opens no row of the channel is claimed; others are."""
    do(lambda tx: gates.close(tx, TEAM, "C1", (Limit(1.0),), now + 30 * SOON))
    do(put(now, subject="r1"))
    do(put(now, subject="r2", channel="C2"))
    assert subjects(do(claim(now))) == ["r2"]
    assert do(claim(now + 29 * SOON)) == []
    assert subjects(do(claim(now + 30 * SOON))) == ["r1"]
    assert do(lambda tx: gates.purge(tx, now + REST)) > 0
