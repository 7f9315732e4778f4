"""The tables in a database are the tables in the code."""

import subprocess
import sys
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from storage import migrate
from storage.engine import connect, migrating

ROOT = Path(__file__).parents[2]


def test_the_migrations_make_exactly_the_tables_of_the_code(engine: Engine) -> None:
    """`alembic check` finds no difference, on both databases."""
    with migrating(engine) as connection:
        command.check(migrate.config(connection))


def test_the_newest_revision_is_known_without_alembic(engine: Engine) -> None:
    """The constant is the newest file's revision, and there is one newest."""
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(migrate.config(connection))
    assert scripts.get_heads() == [migrate.HEAD]


def test_a_database_tells_whether_it_is_up_to_date(tmp_path: Path) -> None:
    """Empty is not, migrated is, and one from a newer version is good enough."""
    engine = connect(f"sqlite:///{tmp_path / 'new.db'}")
    assert migrate.head(engine) is False
    migrate.upgrade(engine)
    assert migrate.head(engine) is True
    migrate.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert migrate.head(engine) is True
    migrate.upgrade(engine)
    engine.dispose()


def test_nobody_waits_for_alembic_when_nothing_is_due(template: Path) -> None:
    """With an up-to-date database neither head nor upgrade loads alembic."""
    code = (
        "import sys; from storage import migrate; from storage.engine import connect\n"
        f"engine = connect('sqlite:///{template}'); migrate.upgrade(engine)\n"
        "assert migrate.head(engine); assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_a_nameless_answer_has_no_row_number(template: Path) -> None:
    """SQLite keeps no hidden number that would tell the order in which answers were written."""
    engine = connect(f"sqlite:///{template}")
    with engine.connect() as connection:
        made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'answer'")).scalar_one()
    engine.dispose()
    assert "WITHOUT ROWID" in made
