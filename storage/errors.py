"""What can go wrong with the database, in the house's own words.

A driver's own message may hold a parameter, and a parameter may be something a person wrote: none of it is carried on,
only the database's code for what happened.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError


class StorageError(Exception):
    """The database refused."""

    def __init__(self, message: str = "", *, code: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").split("\n", 1)[0])
        self.code = code


class Busy(StorageError):
    """The database is locked by somebody else; again later."""


class Full(StorageError):
    """The disk is full or cannot be written to."""


class Unavailable(StorageError):
    """The database cannot be reached."""


class Conflict(StorageError):
    """Something of that name is there already."""


class WrongKey(StorageError):
    """The secret key is not the one with which this was sealed."""


FOR_ALL = (Busy, Full, Unavailable)  # no unit's own fault: any other would meet the same just now


AGAIN = frozenset({"40001", "40P01"})  # PostgreSQL undid this transaction so that another could go on

_SQLITE: dict[int, type[StorageError]] = {
    5: Busy,
    6: Busy,
    8: Full,
    13: Full,
    10: Unavailable,
    11: Unavailable,
    14: Unavailable,
    26: Unavailable,
}
_SQLITE_UNIQUE = frozenset({1555, 2067, 2579})  # primary key, unique, rowid
_STATES: dict[str, type[StorageError]] = {
    "23505": Conflict,
    "40001": Busy,
    "40P01": Busy,
    "55P03": Busy,
    "57014": Busy,
    "25006": Full,
    "53100": Full,
}
_LOST = frozenset({"OperationalError", "InterfaceError"})  # PostgreSQL's driver, where the server said nothing any more
_CLASSES: dict[str, type[StorageError]] = {"08": Unavailable, "57": Unavailable, "53": Unavailable}


_HINTS: dict[str, str] = {
    "SQLITE_NOTADB": "That file is no SQLite database. ",
    "SQLITE_CANTOPEN": "It is a folder, or the file or its folder may not be opened by this user. ",
    "SQLITE_READONLY": "This user may not write to the file or its folder. ",
    "OperationalError": "Does PostgreSQL run there, and do port, user, password and name fit? Its log says more. ",
}


def hint(problem: Exception) -> str:
    """Give what may be the matter, and a space; nothing where that is not known."""
    return _HINTS.get(getattr(problem, "code", ""), "")


@contextmanager
def door() -> Iterator[None]:
    """Let database errors out as ours, without a word of the statement or its parameters; all others pass."""
    try:
        yield
    except Exception as error:
        ours = translated(error)
        if ours is error:
            raise
        raise ours from None


def translated(error: Exception) -> Exception:
    """Give our error for a database's, and any other error as it is."""
    from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout  # noqa: PLC0415 - the doors open before it is loaded

    if isinstance(error, PoolTimeout):
        return Unavailable(code="pool")
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return Unavailable(code=_name(error.orig))
        return _ours(error.orig) or _by_kind(error)
    return _ours(error) or error


def again(error: BaseException) -> bool:
    """Whether the same transaction may well succeed at once."""
    return isinstance(error, StorageError) and error.code in AGAIN


def _ours(error: Any) -> StorageError | None:
    """Both drivers put their code on the error, whichever class it is of."""
    number = getattr(error, "sqlite_errorcode", None)
    if isinstance(number, int):
        kind = Conflict if number in _SQLITE_UNIQUE else _SQLITE.get(number & 0xFF, StorageError)
        return kind(code=_name(error))
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return (_STATES.get(state) or _CLASSES.get(state[:2]) or StorageError)(code=state)
    if hasattr(error, "sqlstate") and type(error).__name__ in _LOST:
        return Unavailable(code=_name(error))
    return None


def _by_kind(error: "DBAPIError") -> StorageError:
    """Without a code it never came as far as the server."""
    from sqlalchemy.exc import InterfaceError, OperationalError  # noqa: PLC0415 - see `translated`

    lost = isinstance(error, OperationalError | InterfaceError)
    return (Unavailable if lost else StorageError)(code=_name(error.orig))


def _name(error: object) -> str:
    return str(getattr(error, "sqlite_errorname", "") or getattr(error, "sqlstate", "") or type(error).__name__)
