"""The wall: on PostgreSQL, who has said which workspace they work in reaches the rows of no other."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Asked once a statement, not once a row. Who has said nothing sees everything: the sender and the alarm clock, which
# serve all workspaces, and the version before, which never says.
OPEN = "(SELECT coalesce(current_setting('fireside.workspace', true), '')) IN ('', workspace)"


def upgrade() -> None:
    """Put it around every table that has a workspace; SQLite knows nothing of the kind."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    found = sa.inspect(connection)
    for table in found.get_table_names():
        if any(column["name"] == "workspace" for column in found.get_columns(table)):
            op.execute(f'CREATE POLICY wall ON "{table}" USING ({OPEN})')
            op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')  # the bot's role owns the tables
