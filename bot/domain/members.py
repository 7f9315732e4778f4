"""What kinds of members the platforms know."""

from enum import StrEnum


class MemberKind(StrEnum):
    """What somebody is to a workspace; `outsider` belongs to another company, `gone` was deactivated."""

    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"
    BOT = "bot"
    GONE = "gone"
