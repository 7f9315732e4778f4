"""The office of the service tests: one team on a real SQLite file, migrated once and copied for each test."""

from collections.abc import Iterator

import pytest

from prompts import catalog as catalogs
from prompts.catalog import Catalog
from storage import engine
from storage.store import Store
from storage.vault import Vault
from tests.services.office import Office

KEY = b"a secret of the tests, 32 bytes."


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """Give the questions, chips and sentences that ship with the bot."""
    return catalogs.load()


@pytest.fixture
def office(database: str, catalog: Catalog) -> Iterator[Office]:
    """Give an office with nobody in it yet."""
    store = Store(engine.connect(database), Vault([KEY]))
    try:
        yield Office(store, catalog)
    finally:
        store.close()
