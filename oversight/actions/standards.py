"""Correct what a file says of a clause: the quality office, for everybody."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from documents.models import Clause
from oversight.models import Crosswalk
from tenants import audit
from tenants.audit import Changes
from tenants.changing import write
from tenants.errors import Refused
from tenants.models import Member


@transaction.atomic
def edit_clause(clause: Clause, facts: Mapping[str, Any], *, seen: str, by: Member) -> Changes:
    """Change titles, note and whether it may be excluded; files leave it alone from then on."""
    _check(by)
    held = Clause.objects.select_for_update(of=("self",)).get(pk=clause.pk)
    changes = write(held, facts, seen=seen)
    if changes:
        Clause.objects.filter(pk=held.pk).update(edited=True)
        audit.record("standard.edited", held, by=by, of_clause=str(clause), changes=changes)
    return changes


@transaction.atomic
def edit_crosswalk(
    crosswalk: Crosswalk, facts: Mapping[str, Any], *, seen: str, by: Member
) -> Changes:
    """Change how a clause differs from the edition before, and what a document has to show."""
    _check(by)
    held = Crosswalk.objects.select_for_update(of=("self",)).get(pk=crosswalk.pk)
    if held.before_id is None and facts["kind"] != Crosswalk.Kind.NEW:
        raise Refused(_("Nothing was there before: this can only be “new”."))
    changes = write(held, facts, seen=seen)
    if changes:
        Crosswalk.objects.filter(pk=held.pk).update(edited=True)
        audit.record("standard.edited", held, by=by, of_clause=str(crosswalk), changes=changes)
    return changes


def _check(by: Member) -> None:
    if not by.can("city.standards"):
        raise Refused(_("Only the city's quality office does this."))
