"""Everything, as it was at first."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KINDS: dict[str, Any] = {
    "text": sa.String(),
    "long": sa.Text(),
    "moment": sa.DateTime(timezone=True),
    "day": sa.Date(),
    "hour": sa.Time(),
    "flag": sa.Boolean(),
    "json": sa.JSON(),
    "blob": sa.LargeBinary(),
    "number": sa.Integer(),
}


def upgrade() -> None:
    """Make every table."""
    _people()
    _talk()
    _thanks()
    _digests()
    _traffic()


def _people() -> None:
    """Who and where, and what is due."""
    op.create_table(
        "workspace",
        *_columns("text", "workspace bot"),
        *_columns("blob?", "token"),
        *_columns("text", "scopes state installed_by language"),
        *_columns("json", "about"),
        *_columns("moment?", "gone_at"),
        sa.PrimaryKeyConstraint("workspace", name="pk_workspace"),
    )
    op.create_table(
        "member",
        *_columns("text", "workspace member name kind zone language own_language"),
        *_columns("text", "thanks_in"),
        *_columns("flag", "explained"),
        *_columns("day?", "paused_until"),
        sa.PrimaryKeyConstraint("workspace", "member", name="pk_member"),
    )
    op.create_table(
        "circle",
        *_columns("text", "workspace circle channel name host state rest_reason language zone"),
        *_columns("number", "ask_day"),
        *_columns("hour", "ask_at"),
        *_columns("number", "digest_day"),
        *_columns("hour", "digest_at"),
        *_columns("text", "kudos_emoji"),
        *_columns("json", "values packs"),
        *_columns("text", "arc"),
        *_columns("flag", "private external"),
        *_columns("day?", "paused_until"),
        *_columns("moment?", "started_at"),
        sa.PrimaryKeyConstraint("workspace", "circle", name="pk_circle"),
    )
    op.create_index("circle_by_channel", "circle", ["workspace", "channel"], unique=True)
    op.create_table(
        "occurrence",
        *_columns("text", "workspace circle kind"),
        *_columns("day", "day"),
        *_columns("moment", "due_at"),
        *_columns("text", "state reason"),
        sa.PrimaryKeyConstraint("workspace", "circle", "kind", "day", name="pk_occurrence"),
    )
    where = sa.text("state = 'due'")
    op.create_index("occurrence_due", "occurrence", ["due_at"], sqlite_where=where, postgresql_where=where)


def _talk() -> None:
    """Questions, answers and what came back."""
    op.create_table(
        "round",
        *_columns("text", "workspace round circle"),
        *_columns("day", "day"),
        *_columns("text", "pack pack_version prompt theme locale"),
        *_columns("long", "text"),
        *_columns("text", "follow_up example reason"),
        *_columns("moment", "asked_at"),
        *_columns("moment?", "closed_at"),
        sa.PrimaryKeyConstraint("workspace", "round", name="pk_round"),
    )
    op.create_index("round_by_circle", "round", ["workspace", "circle", "asked_at"])
    op.create_table(
        "answer",
        *_columns("text", "workspace answer circle round"),
        *_columns("text?", "member author"),
        *_columns("text", "audience"),
        *_columns("long", "text follow_up"),
        *_columns("blob?", "sealed"),
        *_columns("json", "themes"),
        *_columns("flag", "tough quote"),
        *_columns("text", "source edition"),
        *_columns("day", "told_on"),
        *_columns("moment?", "told_at"),
        sa.PrimaryKeyConstraint("workspace", "answer", name="pk_answer"),
        sqlite_with_rowid=False,
    )
    op.create_index("answer_by_circle", "answer", ["workspace", "circle", "told_on"])
    op.create_index("answer_by_edition", "answer", ["workspace", "circle", "edition"])
    op.create_index("answer_by_member", "answer", ["workspace", "member", "told_on"])
    op.create_index("answer_by_round", "answer", ["workspace", "round", "author"])
    op.create_table(
        "post",
        *_columns("text", "workspace channel ref kind subject circle thread author"),
        *_columns("flag", "own"),
        sa.PrimaryKeyConstraint("workspace", "channel", "ref", name="pk_post"),
    )
    op.create_index("post_by_subject", "post", ["workspace", "kind", "subject"])
    op.create_table(
        "echo",
        *_columns("text", "workspace channel ref member sign kind subject circle order_key"),
        *_columns("flag", "present"),
        *_columns("text", "edition"),
        *_columns("day", "on_day"),
        sa.PrimaryKeyConstraint("workspace", "channel", "ref", "member", "sign", name="pk_echo"),
    )
    op.create_index("echo_by_circle", "echo", ["workspace", "circle", "on_day"])


def _thanks() -> None:
    """Who thanked whom."""
    op.create_table(
        "kudos",
        *_columns("text", "workspace kudos circle channel giver"),
        *_columns("long", "reason"),
        *_columns("blob?", "sealed"),
        *_columns("text", "audience value source message edition"),
        *_columns("day", "given_on"),
        *_columns("moment", "given_at"),
        sa.PrimaryKeyConstraint("workspace", "kudos", name="pk_kudos"),
    )
    op.create_index("kudos_by_circle", "kudos", ["workspace", "circle", "given_on"])
    op.create_index("kudos_by_giver", "kudos", ["workspace", "giver", "given_on"])
    op.create_index("kudos_by_message", "kudos", ["workspace", "channel", "message", "giver"])
    op.create_table(
        "receiver",
        *_columns("text", "workspace kudos member"),
        *_columns("flag", "kept_out"),
        sa.PrimaryKeyConstraint("workspace", "kudos", "member", name="pk_receiver"),
    )
    op.create_index("receiver_by_member", "receiver", ["workspace", "member"])
    op.create_table(
        "joiner",
        *_columns("text", "workspace kudos member by"),
        sa.PrimaryKeyConstraint("workspace", "kudos", "member", name="pk_joiner"),
    )


def _digests() -> None:
    """What was posted, and what was proposed."""
    op.create_table(
        "edition",
        *_columns("text", "workspace edition circle"),
        *_columns("day", "day"),
        *_columns("text", "locale"),
        *_columns("json", "facts"),
        *_columns("moment", "since until"),
        sa.PrimaryKeyConstraint("workspace", "edition", name="pk_edition"),
    )
    op.create_index("edition_by_circle", "edition", ["workspace", "circle", "until"])
    op.create_table(
        "quoted",
        *_columns("text", "workspace edition kind subject teller"),
        sa.PrimaryKeyConstraint("workspace", "edition", "kind", "subject", name="pk_quoted"),
    )
    op.create_index("quoted_by_subject", "quoted", ["workspace", "kind", "subject"])
    op.create_table(
        "suggestion",
        *_columns("text", "workspace suggestion circle member"),
        *_columns("long", "text"),
        *_columns("text", "state"),
        *_columns("moment", "made_at"),
        sa.PrimaryKeyConstraint("workspace", "suggestion", name="pk_suggestion"),
    )
    op.create_table(
        "hand",
        *_columns("text", "workspace suggestion member"),
        sa.PrimaryKeyConstraint("workspace", "suggestion", "member", name="pk_hand"),
    )


def _traffic() -> None:
    """What came in, what goes out, and what the installation keeps of itself."""
    op.create_table(
        "outbox",
        *_columns("text", "workspace parcel circle how kind subject once channel thread ref to"),
        *_columns("blob?", "body"),
        *_columns("text", "policy state"),
        sa.Column("owner", sa.BigInteger(), nullable=False, server_default="0"),
        *_columns("number", "attempts"),
        *_columns("moment?", "attempted_at"),
        *_columns("moment", "not_before"),
        *_columns("text", "error"),
        sa.PrimaryKeyConstraint("workspace", "parcel", name="pk_outbox"),
    )
    op.create_index("outbox_by_subject", "outbox", ["workspace", "kind", "subject"])
    op.create_index("outbox_due", "outbox", ["state", "not_before", "parcel"])
    op.create_index("outbox_once", "outbox", ["workspace", "once"], unique=True)
    op.create_table(
        "received",
        *_columns("text", "workspace key"),
        *_columns("blob?", "payload"),
        *_columns("text", "state"),
        *_columns("number", "attempts"),
        *_columns("moment", "not_before"),
        *_columns("text", "error"),
        sa.PrimaryKeyConstraint("workspace", "key", name="pk_received"),
    )
    where = sa.text("state = 'pending'")
    op.create_index("received_pending", "received", ["not_before"], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "ticket",
        *_columns("text", "workspace ticket purpose"),
        *_columns("blob?", "body"),
        *_columns("moment", "until"),
        sa.PrimaryKeyConstraint("workspace", "ticket", name="pk_ticket"),
    )
    op.create_table(
        "keeping",
        *_columns("text", "name value"),
        sa.PrimaryKeyConstraint("name", name="pk_keeping"),
    )


def _columns(kind: str, names: str) -> Iterator[sa.Column[Any]]:
    """Several of one kind; a question mark means that it may be empty."""
    for name in names.split():
        yield sa.Column(name, KINDS[kind.rstrip("?")], nullable=kind.endswith("?"))
