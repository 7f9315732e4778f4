"""Every table and constraint.

Each key is led by the workspace (`slack:T1`), so that one team's rows can never be reached with another's ids and a
distributed database can shard by it. Ids are text. There is no column for how anybody feels, ranks or stays away.
"""

from sqlmodel import SQLModel

# Both are set before any table is made. Tables do not validate, so that what pydantic would build for it is not built;
# a migration finds constraints by these names.
SQLModel.model_config["defer_build"] = True
SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
}

from storage.tables.circles import (
    Circle as Circle,
    Member as Member,
    Occurrence as Occurrence,
    Workspace as Workspace,
)
from storage.tables.delivery import (
    Gate as Gate,
    Keeping as Keeping,
    Outbox as Outbox,
    Received as Received,
    Ticket as Ticket,
)
from storage.tables.telling import (
    Answer as Answer,
    Echo as Echo,
    Hand as Hand,
    Post as Post,
    Round as Round,
    Suggestion as Suggestion,
)
from storage.tables.thanks import (
    Edition as Edition,
    Joiner as Joiner,
    Kudos as Kudos,
    Quoted as Quoted,
    Receiver as Receiver,
)
