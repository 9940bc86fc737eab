"""Declare that a condition for certification holds, or does not."""

from django.db import transaction

from oversight.models import Declaration
from tenants import audit
from tenants.models import Member


@transaction.atomic
def declare(*, condition: str, holds: bool, note: str, by: Member) -> Declaration:
    """Keep somebody's word on a condition with name and day; what was said before stays."""
    today = by.tenant.today()
    made = Declaration.objects.create(condition=condition, holds=holds, note=note, by=by, on=today)
    audit.record("certification.declared", made, by=by, condition=condition, holds=holds, note=note)
    return made
