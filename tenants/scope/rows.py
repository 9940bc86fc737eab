"""What is kept and changed at every turn, one row at a time, by SQL that Django writes once.

To write it takes Django as long as to send it, and PostgreSQL to keep the row.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from django.db import connection
from django.db.models import Field, Model
from django.db.models.expressions import RawSQL
from django.db.models.sql import InsertQuery, UpdateQuery

from tenants.scope.current import current_tenant_id, instead_of_tenant


class _Insert:
    """The INSERT of rows whose same fields are told, while PostgreSQL computes the others."""

    def __init__(self, row: Model, told: "Sequence[Field[Any, Any]]") -> None:
        fields = [field for field in row._meta.local_concrete_fields if not field.generated]
        self.told = told
        self.computed = [field for field in fields if field not in told]
        query = InsertQuery(type(row))
        query.insert_values(fields, [row])
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = self.computed
        [(self.sql, parameters)] = compiler.as_sql()
        converted = any(field.get_db_converters(connection) for field in self.computed)
        if converted or len(parameters) != len(told):
            raise TypeError(f"{type(row).__name__} is kept by more than the values it is told.")

    def parameters(self, row: Model) -> list[Any]:
        values = ((field, field.pre_save(row, add=True)) for field in self.told)
        return [field.get_db_prep_save(value, connection) for field, value in values]


_INSERTS: Final[dict[tuple[Any, ...], _Insert]] = {}


def insert[Row: Model](row: Row) -> Row:
    """Keep a new row as `save()` does; no signal is sent. What was computed comes back with it."""
    current_tenant_id()  # raises NoTenant
    fields = row._meta.local_concrete_fields
    told = tuple(each for each in fields if not hasattr(vars(row)[each.attname], "as_sql"))
    written = _INSERTS.get((type(row), told))
    if written is None:
        written = _INSERTS[type(row), told] = _Insert(row, told)
    with connection.cursor() as cursor:
        cursor.execute(written.sql, written.parameters(row))
        values = cursor.fetchone()
    for field, value in zip(written.computed, values, strict=True):
        setattr(row, field.attname, value)
    row._state.adding, row._state.db = False, connection.alias
    return row


class _Update:
    """The UPDATE of a row that is still as it was known: these fields by those."""

    def __init__(self, model: type[Model], known: Sequence[str], new: Sequence[str]) -> None:
        fields = [model._meta.get_field(name) for name in (*known, *new)]
        self.fields = [field for field in fields if isinstance(field, Field)]
        tenant, marks = uuid4(), [uuid4() for _ in fields]
        raw = [RawSQL("%s", [mark]) for mark in marks]
        with instead_of_tenant(tenant):
            rows = model._default_manager.filter(**dict(zip(known, raw, strict=False)))
            query: Any = rows.query.chain(UpdateQuery)
            query.add_update_values(dict(zip(new, raw[len(known) :], strict=True)))
            self.sql, parameters = query.get_compiler(connection=connection).as_sql()
        self.places = [(tenant, *marks).index(each) for each in parameters]


_UPDATES: Final[dict[tuple[Any, ...], _Update]] = {}


def change(row: Model, known: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Change a row if it still is as known; of two who ask so, only one hears that it did."""
    known = {"id": row.pk, **known}
    about = (type(row), *known, None, *new)
    written = _UPDATES.get(about)
    if written is None:
        written = _UPDATES[about] = _Update(type(row), [*known], [*new])
    said = (getattr(value, "pk", value) for value in (*known.values(), *new.values()))
    pairs = zip(written.fields, said, strict=True)
    told = [current_tenant_id(), *(each.get_db_prep_save(it, connection) for each, it in pairs)]
    with connection.cursor() as cursor:
        cursor.execute(written.sql, [told[n] for n in written.places])
        changed: int = cursor.rowcount
    return changed == 1
