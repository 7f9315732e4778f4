"""Gates: how fast posts leave, the same for all processes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of gates."""
    op.create_table(
        "gate",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("opens_at", sa.Float(), nullable=False),
        sa.Column("fresh", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "place", name="pk_gate"),
    )
