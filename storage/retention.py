"""What is older than an installation keeps, taken out of one circle's tables a part at a time.

What belongs to no circle, such as a moment of one's own, is found under an empty one.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, Table, and_, delete, select, update
from sqlmodel import select as rows_of

from storage import rows
from storage.tables import Answer, Echo, Edition, Hand, Joiner, Kudos, Outbox, Post, Quoted, Receiver, Round, Suggestion
from storage.tx import Tx

# What is about an answer or a kudos: its own posts, and the private lines.
_KINDS = {
    "answer": ("answer", "kept", "heard"),
    "kudos": ("kudos", "kudos-told", "kudos-offer", "kudos-reply"),
    "question": ("question",),
    "digest": ("digest",),
}
_MEMBER = "member"  # the pack of questions that members asked


def answers(tx: Tx, workspace: str, circle: str, before: date, limit: int) -> int:
    """Delete answers that were told before a day, and all that is about them; gives how many."""
    table = _table(Answer)
    old = _its(table, workspace, circle) & (table.c.told_on < before)
    names = _names(tx, select(table.c.answer).where(old).limit(limit))
    _about(tx, workspace, "answer", names)
    return _drop(tx, workspace, table, "answer", names)


def kudos(tx: Tx, workspace: str, circle: str, before: date, limit: int) -> int:
    """Delete kudos that were given before a day, with who was thanked and who joined in; gives how many."""
    table = _table(Kudos)
    old = _its(table, workspace, circle) & (table.c.given_on < before)
    names = _names(tx, select(table.c.kudos).where(old).limit(limit))
    _about(tx, workspace, "kudos", names)
    for people in (_table(Receiver), _table(Joiner)):
        _drop(tx, workspace, people, "kudos", names)
    return _drop(tx, workspace, table, "kudos", names)


def taps(tx: Tx, workspace: str, circle: str, before: date, limit: int) -> int:
    """Delete what remembers of emojis on colleagues' messages from before a day, and is about nothing kept; how many.

    The thanks that they were go by themselves, and so does what stands on an answer or a kudos.
    """
    table = _table(Echo)
    old = _its(table, workspace, circle) & (table.c.kind == "message") & (table.c.on_day < before)
    return rows.drop(
        tx.connection, table, tx.connection.execute(select(*table.primary_key).where(old).limit(limit)).all()
    )


def suggestions(tx: Tx, workspace: str, circle: str, before: date, limit: int) -> int:
    """Delete members' own questions from before a day, with everybody's hands for them; gives how many.

    One that was asked since then stays as long as what was asked: without it nobody could tell whose words those are.
    """
    names = _suggested(tx, workspace, circle, before, limit)
    _drop(tx, workspace, _table(Hand), "suggestion", names)
    return _drop(tx, workspace, _table(Suggestion), "suggestion", names)


def standing(tx: Tx, workspace: str, circle: str, before: date) -> list[tuple[str, str, str]]:
    """Give where answers and kudos from before a day still stand: edition, kind and id."""
    quoted, found = _table(Quoted), list[tuple[str, str, str]]()
    for kind, table, day in (("answer", _table(Answer), "told_on"), ("kudos", _table(Kudos), "given_on")):
        same = (quoted.c.workspace == table.c.workspace) & (quoted.c.subject == table.c[kind]) & (quoted.c.kind == kind)
        old = _its(table, workspace, circle) & (table.c[day] < before)
        asked = select(quoted.c.edition, quoted.c.kind, quoted.c.subject).select_from(table.join(quoted, same))
        found += [(row.edition, row.kind, row.subject) for row in tx.connection.execute(asked.where(old))]
    return found


def carrying(tx: Tx, workspace: str, circle: str, before: date, limit: int) -> Sequence[Edition]:
    """Give the editions from a day on that carry a member's own question of those that are deleted next."""
    names = _suggested(tx, workspace, circle, before, limit)
    if not names:
        return ()
    mine = (Edition.workspace == workspace, Edition.circle == circle, Edition.day >= before)
    rows = tx.session.exec(rows_of(Edition).where(*mine)).all()
    return [row for row in rows if (row.facts.get("carry") or {}).get("suggestion") in names]


def rounds(tx: Tx, workspace: str, circle: str, before: date, keep: int) -> int:
    """Delete what was asked before a day, but the circle's newest so many; gives how many."""
    table = _table(Round)
    old = (table.c.day < before) & table.c.closed_at.is_not(None)
    names = _older(tx, _its(table, workspace, circle), old, table.c.round, table.c.asked_at, keep)
    _about(tx, workspace, "question", names)
    return _drop(tx, workspace, table, "round", names)


def numbers(tx: Tx, workspace: str, circle: str, before: date, keep: int) -> int:
    """Delete editions from before a day, but the circle's newest so many; gives how many."""
    table = _table(Edition)
    names = _older(tx, _its(table, workspace, circle), table.c.day < before, table.c.edition, table.c.until, keep)
    return _drop(tx, workspace, table, "edition", names)


def members_rounds(tx: Tx, workspace: str, circle: str, before: date, text: str) -> int:
    """Let rounds from before a day say something else where they asked a member's own question; gives how many."""
    table = _table(Round)
    theirs = _its(table, workspace, circle) & (table.c.day < before)
    theirs &= (table.c.pack == _MEMBER) & (table.c.text != text)
    return tx.connection.execute(update(table).where(theirs).values(text=text)).rowcount


def editions(tx: Tx, workspace: str, circle: str, since: date, before: date) -> Sequence[Edition]:
    """Give the editions of some days, the last one left out, and forget which lines of whom stood in them."""
    mine = (Edition.workspace == workspace, Edition.circle == circle, Edition.day >= since, Edition.day < before)
    rows = tx.session.exec(rows_of(Edition).where(*mine)).all()
    names = [row.edition for row in rows]
    _drop(tx, workspace, _table(Quoted), "edition", names)
    _about(tx, workspace, "digest", names)
    return rows


# ---------------------------------------------------------------- inside


def _table(model: type) -> Table:
    return model.metadata.tables[model.__tablename__]  # type: ignore[attr-defined, no-any-return] # a table's class


def _its(table: Table, workspace: str, circle: str) -> ColumnElement[bool]:
    return and_(table.c.workspace == workspace, table.c.circle == circle)


def _suggested(tx: Tx, workspace: str, circle: str, before: date, limit: int) -> list[str]:
    """Give members' own questions from before a day that were not asked since."""
    table, asked = _table(Suggestion), _table(Round)
    lately = select(asked.c.prompt).where(_its(asked, workspace, circle), asked.c.day >= before)
    old = _its(table, workspace, circle) & (table.c.made_at < datetime.combine(before, time(), UTC))
    names = select(table.c.suggestion).where(old, table.c.suggestion.not_in(lately))
    return _names(tx, names.order_by(table.c.suggestion).limit(limit))


def _names(tx: Tx, query: object) -> list[str]:
    return [str(name) for (name,) in tx.connection.execute(query).all()]  # type: ignore[call-overload] # one column


def _older(
    tx: Tx,
    mine: ColumnElement[bool],
    old: ColumnElement[bool],
    name: ColumnElement[str],
    since: ColumnElement[datetime],
    keep: int,
) -> list[str]:
    """Give what is old, but the newest so many of all."""
    newest = _names(tx, select(name).where(mine).order_by(since.desc(), name.desc()).limit(keep))
    return _names(tx, select(name).where(mine, old, name.not_in(newest)))


def _drop(tx: Tx, workspace: str, table: Table, column: str, names: Sequence[str]) -> int:
    if names:
        tx.connection.execute(delete(table).where(table.c.workspace == workspace, table.c[column].in_(names)))
    return len(names)


def _about(tx: Tx, workspace: str, kind: str, names: Sequence[str]) -> None:
    """Delete where things stand, what is said of them, and what colleagues left on them."""
    if not names:
        return
    for model, kinds in ((Echo, (kind,)), (Quoted, (kind,)), (Post, _KINDS[kind]), (Outbox, _KINDS[kind])):
        table = _table(model)
        about = table.c.kind.in_(kinds) & table.c.subject.in_(names)
        tx.connection.execute(delete(table).where(table.c.workspace == workspace, about))
