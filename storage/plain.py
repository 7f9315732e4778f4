"""Rows read and written without the ORM, for what happens with every event: a twentieth of its cost.

A row that was read this way is to be read only: writing to it raises AttributeError, so that no change gets lost. It
has a table's columns and nothing else: the ORM's own attributes are functions, and would be called at every look.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Generic, NamedTuple, TypeVar, cast

from pydantic.fields import FieldInfo
from sqlalchemy import Dialect
from sqlmodel import SQLModel

from storage.tx import Tx

M = TypeVar("M", bound=SQLModel)
Processor = Callable[[Any], Any]


class _Row:
    """What was read; each table has a kind of its own."""

    def __setattr__(self, name: str, _value: object) -> None:
        """Say no."""
        problem = f"{name}: this {type(self).__name__} is to be read only"
        raise AttributeError(problem)


class _Shape(NamedTuple):
    """How one database holds a table's columns: what it gives, and what it wants."""

    read: tuple[tuple[int, Processor], ...]
    write: dict[str, Processor]


class Plain(Generic[M]):
    """The rows of one table; those columns that are left out of them with `but` have no attribute there."""

    def __init__(self, model: type[M], but: Collection[str] = ()) -> None:
        self._kind: Any = type(model.__name__, (_Row,), {})
        self._table = model.metadata.tables[str(model.__tablename__)]
        self._names = tuple(column.name for column in self._table.columns if column.name not in but)
        self._key = tuple(column.name for column in self._table.primary_key)
        self._shapes: dict[str, _Shape] = {}
        columns = ", ".join(f'"{name}"' for name in self._names)
        self._select = f'SELECT {columns} FROM "{self._table.name}" WHERE '  # noqa: S608 - names of our own tables
        self._by_key = self._select + " AND ".join(f'"{name}" = ?' for name in self._key)
        self._new, self._upsert = self._insert()
        fields = model.model_fields.items()
        # pydantic's own way looks at the factory's signature each time, at forty times the cost
        self._defaults = {name: _default(field) for name, field in fields if not field.is_required()}

    def get(self, tx: Tx, *key: str) -> M | None:
        """Give the row of a key."""
        found = tx.row(self._by_key, *key)
        return None if found is None else self._made(self._shape(tx.dialect), found)

    def all(self, tx: Tx, where: str, *about: object) -> list[M]:
        """Give the rows for which a condition holds; `?` stands for a parameter."""
        found = tx.rows(self._select + where, *about)
        if not found:
            return []
        shape = self._shape(tx.dialect)
        return [self._made(shape, row) for row in found]

    def first(self, tx: Tx, where: str, *about: object) -> M | None:
        """Give the first of them."""
        found = tx.row(self._select + where, *about)
        return None if found is None else self._made(self._shape(tx.dialect), found)

    def made(self, **values: object) -> M:
        """Give a row that is nowhere kept; what is not given has its default."""
        made = self._kind()
        made.__dict__.update({name: values[name] if name in values else self._defaults[name]() for name in self._names})
        return cast("M", made)

    def add(self, tx: Tx, **values: object) -> None:
        """Write a new row; what is not given gets its default."""
        tx.run(self._new, *self._bound(tx, values))

    def put(self, tx: Tx, **values: object) -> None:
        """Write a row, in the place of one with the same key."""
        tx.run(self._upsert, *self._bound(tx, values))

    def change(self, tx: Tx, values: Mapping[str, object], where: str, *about: object) -> int:
        """Give the rows for which a condition holds new values; gives how many."""
        return tx.run(self._update(values, where), *self._new_values(tx, values), *about)

    def changed(
        self, tx: Tx, values: Mapping[str, object], giving: str, where: str, *about: object
    ) -> tuple[Any, ...] | None:
        """Do the same for one row, and give columns of it as the driver gives them; None where there is none."""
        return tx.row(f"{self._update(values, where)} RETURNING {giving}", *self._new_values(tx, values), *about)

    def try_(self, tx: Tx, **values: object) -> bool:
        """Write a new row unless one like it is there; whether it was new."""
        return tx.run(f"{self._new} ON CONFLICT DO NOTHING", *self._bound(tx, values)) > 0

    def bound(self, tx: Tx, name: str, value: object) -> object:
        """Give a column's value as the driver wants it, for a statement of one's own."""
        write = self._shape(tx.dialect).write.get(name)
        return write(value) if write else value

    def _update(self, names: Collection[str], where: str) -> str:
        changed = ", ".join(f'"{name}" = ?' for name in names)
        return f'UPDATE "{self._table.name}" SET {changed} WHERE {where}'  # noqa: S608 - our own names

    def _new_values(self, tx: Tx, values: Mapping[str, object]) -> list[object]:
        write = self._shape(tx.dialect).write
        return [write[name](value) if name in write else value for name, value in values.items()]

    def _bound(self, tx: Tx, values: dict[str, object]) -> list[object]:
        write = self._shape(tx.dialect).write
        about = []
        for name in self._names:
            value = values[name] if name in values else self._defaults[name]()
            about.append(write[name](value) if name in write else value)
        return about

    def _insert(self) -> tuple[str, str]:
        columns, marks = ", ".join(f'"{n}"' for n in self._names), ", ".join("?" * len(self._names))
        new = f'INSERT INTO "{self._table.name}" ({columns}) VALUES ({marks})'  # noqa: S608 - our own names
        rest = ", ".join(f'"{n}" = excluded."{n}"' for n in self._names if n not in self._key)
        return new, f"{new} ON CONFLICT ({', '.join(self._key)}) DO UPDATE SET {rest}"

    def _made(self, shape: _Shape, found: tuple[Any, ...]) -> M:
        made = self._kind()
        values = made.__dict__
        values.update(zip(self._names, found, strict=True))
        for place, read in shape.read:
            name = self._names[place]
            values[name] = read(found[place])
        return cast("M", made)

    def _shape(self, dialect: Dialect) -> _Shape:
        kept = self._shapes.get(dialect.name)
        if kept is None:
            kinds = {column.name: column.type.dialect_impl(dialect) for column in self._table.columns}
            reads = ((i, kinds[name].result_processor(dialect, None)) for i, name in enumerate(self._names))
            writes = ((name, kind.bind_processor(dialect)) for name, kind in kinds.items())
            kept = _Shape(tuple((i, r) for i, r in reads if r), {name: w for name, w in writes if w})
            self._shapes[dialect.name] = kept
        return kept


def _default(field: FieldInfo) -> Callable[[], Any]:
    factory: Any = field.default_factory
    return factory or (lambda: field.default)
