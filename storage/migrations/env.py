"""How Alembic runs here: always on a connection that `storage.migrate` opened."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - the tables to compare with

# What an index of some rows says for SQLite holds on PostgreSQL too; said in the tables, it would load three MiB of
# PostgreSQL's dialect into every bot on SQLite.
for table in SQLModel.metadata.tables.values():
    for index in table.indexes:
        index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
