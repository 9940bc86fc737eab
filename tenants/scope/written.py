"""Questions that are asked at every turn: Django writes their SQL once, and not each time.

To write it takes Django several times as long as to ask it.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import wraps
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import QuerySet

from tenants.scope.current import current_tenant_id, instead_of_tenant

# What stands in the place of a value while the SQL is written: nothing else there is equal to it.
DAYS: Final = count(1)
MARKS: Final[Mapping[type, Callable[[], Any]]] = {
    UUID: uuid4,
    str: lambda: str(uuid4()),
    int: lambda: next(DAYS) + 30_000,
    dt.date: lambda: dt.date.fromordinal(next(DAYS)),
    dt.datetime: lambda: dt.datetime.fromordinal(next(DAYS)).replace(tzinfo=dt.UTC),
}


class _Written:
    """A question with its SQL, and which value belongs where in it."""

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], values: Sequence[Any]) -> None:
        tenant, *marks = (_mark(value) for value in (uuid4(), *values))
        with instead_of_tenant(tenant):
            self.queryset = make(*marks)
            self.compiler = self.queryset.query.get_compiler(self.queryset.db)
            self.sql, self.parameters = self.compiler.as_sql()
        columns = [column for column, *_ in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(columns)
        self.places = _places(self.parameters, (tenant, *marks))
        self.is_of_tenant = any(n == 0 for _at, n in self.places)

    def ask(self, values: Sequence[Any]) -> list[Any]:
        """Ask it with these values, of the running tenant if it is about rows of tenants."""
        told = (current_tenant_id() if self.is_of_tenant else None, *values)
        parameters = list(self.parameters)
        for at, n in self.places:
            parameters[at] = told[n]
        compiler = copy(self.compiler)
        compiler.connection = connection
        vars(compiler)["as_sql"] = _answering((self.sql, parameters))
        vars(compiler)["get_converters"] = _answering(self.converters)
        asked = self.queryset.all()
        vars(asked.query)["get_compiler"] = _answering(compiler)
        return list(asked)


def _chooses(value: object) -> bool:
    """Tell what chooses among questions from what has its place in one."""
    return value is None or type(value) is bool


def _mark(value: Any) -> Any:
    return value if _chooses(value) else MARKS[type(value)]()


def _answering(answer: object) -> Callable[..., Any]:
    return lambda *_, **__: answer


def _places(parameters: Sequence[Any], marks: Sequence[Any]) -> list[tuple[int, int]]:
    """Return at which parameter which value belongs; TypeError where something was not told."""
    numbers = {mark: n for n, mark in enumerate(marks) if not _chooses(mark)}
    places = [(at, numbers[each]) for at, each in enumerate(parameters) if each in numbers]
    rest = [each for each in parameters if each not in numbers]
    is_constant = all(isinstance(each, str | int) for each in rest)
    if not {n for _at, n in places}.issuperset(set(numbers.values()) - {0}) or not is_constant:
        raise TypeError("What a question depends on has to be told to it, and nothing else.")
    return places


def written_once[**P, Row](make: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """Let a function that makes a queryset from ids, words, numbers and times return its rows.

    It is called once, with others in the place of these: so nothing else may differ from one time
    to the next, such as the day it is; that has to be told to it, too. TypeError if it was not.
    What is yes, no or None chooses among several questions, each of which is written once.
    """
    known: dict[tuple[object, ...], _Written] = {}

    @wraps(make)
    def ask(*values: P.args, **_named: P.kwargs) -> list[Row]:
        which = tuple(value if _chooses(value) else type(value) for value in values)
        if which not in known:
            known[which] = _Written(make, values)
        return known[which].ask(values)

    return ask
