"""Rows with a code that end and are never deleted: insert one, and end one."""

from collections import Counter

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.errors import Refused
from tenants.models import Group, Member, Post, Unit
from tenants.ties import still_needed


def insert(row: Unit | Post) -> None:
    """Insert a row under its code, or say that the code is taken."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            _("The code %(code)s is taken; codes are never used twice."), params={"code": row.code}
        ) from error


def end(row: Unit | Post | Group, *, by: Member | None) -> None:
    """End a locked row from today; refused while anything hangs on it."""
    needs = Counter(need.kind for need in still_needed(row, by))
    if needs:
        things = ", ".join(f"{kind} {count}" for kind, count in needs.items())
        raise Refused(
            _("“%(name)s” is still needed: %(things)s. The list on its page says where."),
            params={"name": row.name, "things": things},
        )
    row.ended_on = timezone.localdate()
    row.save(update_fields=["ended_on"])
