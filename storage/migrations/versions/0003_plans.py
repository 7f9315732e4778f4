"""Plans: indexes for what is asked by thread, subject, member and edition, and what SQLite should expect of them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# So many rows are expected to share the first, the first two, ... columns of an index; all rows stand before them.
ROWS, SHARED = 1_000_000, (100_000, 1_000, 30, 5, 2)
FEW = 100  # rows in an index of only those that wait for something


def upgrade() -> None:
    """Make the indexes, and let SQLite plan as if the tables were large already: it would not look again by itself."""
    of = sa.text("author IS NOT NULL")
    op.create_index("answer_by_author", "answer", ["workspace", "author"], sqlite_where=of, postgresql_where=of)
    op.drop_index("echo_by_circle", "echo")
    op.create_index("echo_by_edition", "echo", ["workspace", "circle", "edition"])
    op.create_index("echo_by_subject", "echo", ["workspace", "kind", "subject"])
    op.create_index("echo_by_member", "echo", ["workspace", "member"])
    op.create_index("kudos_by_edition", "kudos", ["workspace", "circle", "edition"])
    op.create_index("post_by_thread", "post", ["workspace", "channel", "thread"])
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("ANALYZE"))  # of empty tables it only makes the table of statistics
        connection.execute(sa.text("DELETE FROM sqlite_stat1"))
        for table in sa.inspect(connection).get_table_names():
            _expect(connection, table)


def _expect(connection: sa.Connection, table: str) -> None:
    """Write down for each index of a table how many rows share its columns."""
    indexes = connection.execute(sa.text(f'PRAGMA index_list("{table}")')).all()
    for _, name, unique, _, partial in indexes:
        columns = len(connection.execute(sa.text(f'PRAGMA index_info("{name}")')).all())
        rows, shared = (FEW, (1,) * columns) if partial else (ROWS, SHARED[:columns])
        shared = (*shared[:-1], 1) if unique else shared
        # The primary key of a table without row numbers is the table itself.
        known = table if name.startswith("sqlite_autoindex") and _is_its_key(connection, table) else name
        row = {"tbl": table, "idx": known, "stat": " ".join(map(str, (rows, *shared)))}
        connection.execute(sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"), row)


def _is_its_key(connection: sa.Connection, table: str) -> bool:
    made = connection.execute(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
    return "WITHOUT ROWID" in str(made.scalar_one())
