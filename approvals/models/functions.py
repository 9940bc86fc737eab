"""Conditions that ask the functions of approvals/migrations."""

from typing import Any

from django.db.models import BooleanField, F, Func, Value


class IsAmong(Func):
    """Say that a column is among what a function returns: one statement, no list of ids."""

    template = "%(expressions)s)"
    output_field = BooleanField()

    def __init__(self, column: str, returned: str, function: str, asked: list[Any]) -> None:
        joiner = f" IN (SELECT {returned} FROM "  # noqa: S608 (our own names)
        super().__init__(F(column), Func(*map(Value, asked), function=function), arg_joiner=joiner)
