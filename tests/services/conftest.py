"""The office of the service tests: one team on a real SQLite file, migrated once and copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from prompts import catalog as catalogs
from prompts.catalog import Catalog
from storage import engine, migrate
from storage.store import Store
from storage.vault import Vault
from tests.services.office import Office

KEY = b"a secret of the tests, 32 bytes."


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty, migrated database file."""
    path = tmp_path_factory.mktemp("template") / "fireside.db"
    made = engine.connect(f"sqlite:///{path}")
    migrate.upgrade(made)
    made.dispose()
    return path


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """Give the questions, chips and sentences that ship with the bot."""
    return catalogs.load()


@pytest.fixture
def office(template: Path, catalog: Catalog, tmp_path: Path) -> Iterator[Office]:
    """Give an office with nobody in it yet."""
    path = shutil.copy(template, tmp_path / "fireside.db")
    store = Store(engine.connect(f"sqlite:///{path}"), Vault([KEY]))
    try:
        yield Office(store, catalog)
    finally:
        store.close()
