"""Change a row that several people may change: nothing is overwritten that its writer did not see.

A form carries along a print of what stood in its fields when it was shown. Who saves second is
refused with the difference, and may then save again, knowing it.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from copy import copy
from typing import Any, Self

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from tenants import audit
from tenants.audit import Changes
from tenants.errors import Refused

type Facts = Mapping[str, Any]  # name of a field → what it shall say


class Stale(Refused):
    """Somebody else saved first; says what stands there now."""


def print_of(row: Model, names: Collection[str]) -> str:
    """Return a print of what stands in these fields."""
    values = [[name, row.serializable_value(name)] for name in sorted(names)]
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:16]


def compare(row: Model, facts: Facts, *, seen: str) -> Changes:
    """Return what the facts would change of a row that is locked.

    Raises Stale when the fields no longer say what the writer saw, unless they say what is wanted.
    """
    changes = audit.changes(row, facts)
    if changes and seen != print_of(row, facts):
        raise Stale([_difference(row, changes)])
    return changes


def write(row: Model, facts: Facts, *, seen: str) -> Changes:
    """Write the facts to a row that is locked, or raise Stale; return before and after."""
    changes = compare(row, facts, seen=seen)
    for name in changes:
        setattr(row, name, facts[name])
    if changes:
        row.save(update_fields=list(changes))
    return changes


def _difference(row: Model, changes: Changes) -> str:
    lines = [
        _("%(field)s is now “%(stored)s”, you wrote “%(written)s”.")
        % {
            "field": row._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
            "stored": _shown(row, name, stored),
            "written": _shown(row, name, written),
        }
        for name, (stored, written) in changes.items()
    ]
    first = _("Someone else saved this page meanwhile; nothing of yours is saved yet.")
    return " ".join([first, *lines, _("Save again to put yours in its place.")])


def _shown(row: Model, name: str, value: object) -> str:
    field = row._meta.get_field(name)
    base = field.base_field if isinstance(field, ArrayField) else field
    words = dict(getattr(base, "flatchoices", None) or ())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    values = value if isinstance(value, list) else [value]
    return "、".join(str(words.get(one, one)) for one in values)


class ChangeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form of a row's fields, with the print of what its reader saw of them."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self._print()

    @property
    def facts(self) -> dict[str, Any]:
        """Return what was filled in, for the action."""
        return {name: self.cleaned_data[name] for name in self._names()}

    def refuse(self, refused: ValidationError) -> Self:
        """Show why it was not saved; after Stale the next try counts as having seen it."""
        if isinstance(refused, Stale):
            self.instance.refresh_from_db()
            data: Any = copy(self.data)
            data[self.add_prefix("seen")] = self._print()
            self.data = data
        self.add_error(None, refused)
        return self

    def _print(self) -> str:
        return print_of(self.instance, self._names())

    def _names(self) -> list[str]:
        return [name for name in self.fields if name != "seen"]
