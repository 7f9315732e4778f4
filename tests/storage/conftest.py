"""Real databases: a migrated SQLite file copied for each test, and a real PostgreSQL started once."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from storage.engine import connect
from storage.store import Store
from storage.vault import Vault

Do = Callable[[Callable[..., Any]], Any]
PATIENCE = 20


@pytest.fixture
def sqlite_url(empty_sqlite: str) -> str:
    """Give the test its own SQLite file, on whose locks nobody waits for long."""
    return f"{empty_sqlite}?timeout=0.2"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """Give an empty database, once of each kind."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "empty_postgres"))


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
