"""What every connection to a SQLite file is told first, whichever way it is opened; needs the driver alone."""

import sqlite3

BUSY_SECONDS = 5.0
WRITER = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
PRAGMA temp_store = MEMORY;
PRAGMA journal_size_limit = 67108864;
PRAGMA cache_size = -16384
"""
READER = """
PRAGMA query_only = ON;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -8192
"""


def prepare(connection: sqlite3.Connection, pragmas: str, wait: float = BUSY_SECONDS) -> None:
    """Make a connection wait so many seconds for a lock, and keep the promises of the house."""
    connection.isolation_level = None  # the driver would begin and commit by its own rules
    connection.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")  # first: WAL itself may have to wait
    for pragma in pragmas.split(";"):
        connection.execute(pragma).fetchall()
