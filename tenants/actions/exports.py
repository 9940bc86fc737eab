"""Files that people take along: each is recorded."""

from django.db import transaction

from tenants import audit
from tenants.exports import EVENT, check_may_export
from tenants.models import Member


@transaction.atomic
def note_export(name: str, *, by: Member, form: str, rows: int, filters: str, sha256: str) -> None:
    """Record what is handed out; raises Refused when that was too much for one hour.

    Recording locks the chain, so of two at the same time the second counts the first.
    """
    audit.record(
        EVENT, None, by=by, name=name, form=form, rows=rows, filters=filters, sha256=sha256
    )
    check_may_export(by, counted=0)
