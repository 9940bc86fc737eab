"""Find a colleague by what people type: a name, a staff number, or both as a list shows them."""

import re
from collections.abc import Iterable
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from approvals.rounds.fitness import deciders
from tenants.models import Member
from tenants.people.labels import as_typed

MOST_LISTED: Final = 200  # a longer list is of no use: type, and be told who is meant
MOST_HINTS: Final = 5
_WITH_NUMBER: Final = re.compile(r"^(?P<name>.+?)\s*[((](?P<number>[^()()]+)[))]$")
_BETWEEN: Final = re.compile(r"[,;，；、\n]+")


def listed(but: Member) -> list[str]:
    """Return all colleagues who can decide, or nobody where they are too many for a list."""
    found = list(deciders().exclude(pk=but.pk).order_by("name", "staff_number")[: MOST_LISTED + 1])
    return [as_typed(person) for person in found] if len(found) <= MOST_LISTED else []


def find(text: str) -> Member:
    """Return the one colleague meant; ValidationError names those who may be, or says how."""
    text = " ".join(text.split())
    parts = _WITH_NUMBER.match(text)
    if parts is not None:
        exact = Q(name=parts["name"], staff_number=parts["number"].strip())
    else:
        exact = Q(name__iexact=text) | Q(staff_number__iexact=text)
    found = list(deciders().filter(exact)[: MOST_HINTS + 1])
    if len(found) == 1:
        return found[0]
    if found:
        raise ValidationError(
            _("Several people are called that. Enter the staff number: %(names)s."),
            params={"names": _names(found)},
        )
    close = deciders().filter(Q(name__icontains=text) | Q(staff_number__icontains=text))
    near = list(close.order_by("name")[:MOST_HINTS]) if text else []
    if near:
        raise ValidationError(
            _("Nobody who can decide is called “%(text)s”. Is it one of these? %(names)s"),
            params={"text": text, "names": _names(near)},
        )
    raise ValidationError(
        _("Nobody who can decide is called “%(text)s”. Enter a name or staff number."),
        params={"text": text},
    )


def find_all(text: str) -> list[Member]:
    """Return the colleagues meant by names one after another, each once."""
    names = [name.strip() for name in _BETWEEN.split(text)]
    return list(dict.fromkeys(find(name) for name in names if name))


def _names(people: Iterable[Member]) -> str:
    return "; ".join(map(as_typed, people))
