"""Keep views of the register: bookmarks of one's own, no part of what is controlled."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from documents.models import SavedView
from documents.register.columns import COLUMNS
from documents.register.filters import canonical
from tenants.errors import Refused
from tenants.models import Member

MOST: Final = 12  # each is a tab, and is counted with the page


@transaction.atomic
def save_view(name: str, query: str, *, by: Member) -> SavedView:
    """Keep an address of the register under a name; a view of this name then says this."""
    name = _named(name)
    own = SavedView.objects.filter(member=by)
    if own.exclude(name__in=("", name)).count() >= MOST:
        raise Refused(_("You keep %(n)d views. Delete one first.") % {"n": MOST})
    view, _is_new = SavedView.objects.update_or_create(
        member=by, name=name, defaults={"query": _written(query)}
    )
    return view


@transaction.atomic
def rename_view(view: SavedView, name: str, *, by: Member) -> None:
    """Give a view of one's own another name."""
    name = _named(name)
    own = SavedView.objects.filter(member=by)
    if own.filter(name=name).exclude(pk=view.pk).exists():
        raise Refused(_("You have a view of this name already."))
    own.filter(pk=view.pk).update(name=name)


@transaction.atomic
def keep_columns(columns: Collection[str], *, by: Member) -> None:
    """Open the register with these columns from now on; with the usual ones if there are none."""
    query = QueryDict(mutable=True)
    query.setlist("col", [name for name in COLUMNS if name in columns])
    SavedView.objects.update_or_create(member=by, name="", defaults={"query": query.urlencode()})


def _named(name: str) -> str:
    name = " ".join(name.split())
    longest = SavedView._meta.get_field("name").max_length or 0
    if not name or len(name) > longest:
        raise Refused(_("Give the view a name of at most %(n)d characters.") % {"n": longest})
    return name


def _written(query: str) -> str:
    written = canonical(QueryDict(query))
    if len(written) > (SavedView._meta.get_field("query").max_length or 0):
        raise Refused(_("This view asks for too much to be kept."))
    return written
