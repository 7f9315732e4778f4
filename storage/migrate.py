"""Whether the tables are as this version needs them, and the way there. Alembic is loaded only for the latter."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError

from storage import HEAD as HEAD  # given on
from storage.engine import migrating
from storage.errors import door

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"


def head(engine: Engine) -> bool:
    """Whether the database is at least as new as this version; a newer one is good, since old code survives it."""
    with door(), engine.connect() as connection:
        try:
            found = connection.exec_driver_sql("SELECT max(version_num) FROM alembic_version").scalar()
        except DBAPIError:
            connection.rollback()
            if inspect(connection).has_table("alembic_version"):  # what was wrong was something else
                raise
            return False
    return found is not None and str(found) >= HEAD


def upgrade(engine: Engine) -> None:
    """Bring the tables to what this version needs; already there, do nothing. Raises what the database raises."""
    if head(engine):
        return
    from alembic import command  # noqa: PLC0415 - half a second that nobody waits for when there is nothing to do

    with door(), migrating(engine) as connection:
        command.upgrade(config(connection), "head")


def config(connection: Connection) -> "Config":
    """Give Alembic its settings, on an open connection; for a new revision as well."""
    from alembic.config import Config  # noqa: PLC0415 - see upgrade

    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings
