"""The strict fake Teams, and a real store."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from storage.engine import connect
from storage.store import Store
from storage.vault import Vault
from tests.fakes.teams import FakeTeams


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """Give a store of the test's own, closed afterwards."""
    made = Store(connect(database), Vault([b"k" * 32]))
    yield made
    made.close()


@pytest_asyncio.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    """Give a fake Teams that saw nothing wrong when the test is over."""
    async with FakeTeams() as running:
        yield running
        assert running.violations == []
