"""Write what a sheet says of people, in few statements."""

from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from tenants import audit
from tenants.models import Appointment, Member, Tenant, User
from tenants.people.accounts import move_to
from tenants.people.sheets.planning import Change, Plan

BATCH: Final = 1000
WRITTEN: Final = (
    *("name", "staff_number", "mobile", "roles", "valid_from", "valid_until", "joined_at"),
)


@transaction.atomic
def write_plan(plan: Plan, tenant: Tenant, *, by: Member) -> None:
    """Add and change people as planned; whoever is known by an address only gains a membership."""
    needed = [change for change in plan.changes if change.is_needed()]
    accounts = _accounts(needed, tenant.language)
    _give_accounts(needed, accounts, tenant.language)
    new = [change.member for change in needed if change.is_new]
    old = [change.member for change in needed if not change.is_new]
    _note_late([*new, *(one for change in needed for one in change.appointments)])
    Member.objects.bulk_create(new, batch_size=BATCH)
    if old:
        Member.objects.bulk_update(old, WRITTEN, batch_size=BATCH)
    Appointment.objects.bulk_create(
        [one for change in needed for one in change.appointments], batch_size=BATCH
    )
    for is_new, event in ((True, "member.added"), (False, "member.changed")):
        told = [(c.member, {"changes": c.changes}) for c in needed if c.is_new == is_new]
        if told:
            audit.record_all(event, told, by=by)


def _note_late(rows: list[Member | Appointment]) -> None:
    """Say of what began before today that it is known only now."""
    today = timezone.localdate()
    for row in rows:
        row.recorded_on = today if row.valid_from < today else None


def _accounts(changes: list[Change], language: str) -> dict[str, User]:
    """Return the account of every address, those that were missing made without a password."""
    wanted = {c.email for c in changes if c.email and (c.is_new or "email" in c.changes)}
    User.objects.bulk_create(
        [
            User(email=email, language=language, password=make_password(None))
            for email in sorted(wanted - _known(wanted).keys())
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return _known(wanted)


def _known(emails: set[str]) -> dict[str, User]:
    return {str(user.email): user for user in User.objects.filter(email__in=emails)}


def _give_accounts(changes: list[Change], accounts: dict[str, User], language: str) -> None:
    without = [c for c in changes if c.is_new and not c.email]
    fresh = [User(language=language, password=make_password(None)) for _change in without]
    User.objects.bulk_create(fresh, batch_size=BATCH)
    for change, user in zip(without, fresh, strict=True):
        change.member.user = user
    for change in changes:
        if change.is_new and change.email:
            change.member.user = accounts[change.email]
        elif "email" in change.changes:
            move_to(change.member, accounts[change.email])
