"""Confirm who signs: the password, entered afresh for each signature."""

import datetime as dt
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import audit
from tenants.errors import Refused
from tenants.models import AuditEntry, Member

MOST_FAILURES: Final = 5
FAILURES_COUNT_FOR: Final = dt.timedelta(minutes=15)
WRONG_PASSWORD: Final = "signature.wrong_password"  # noqa: S105


class WrongPassword(Refused):
    """The password is not this person's; the caller notes it, since the action is rolled back."""


def confirm(member: Member, password: str) -> None:
    """Raise WrongPassword for a wrong password, and Refused after too many of them."""
    failures = AuditEntry.objects.filter(
        subject=audit.subject_of(member),
        event=WRONG_PASSWORD,
        at__gt=timezone.now() - FAILURES_COUNT_FOR,
    )
    at = list(failures.order_by("-at").values_list("at", flat=True)[:MOST_FAILURES])
    if len(at) == MOST_FAILURES:
        raise Refused(
            _(
                "Too many wrong passwords: signing is locked until %(time)s. If you have forgotten"
                " your password, ask the administrator of your zone."
            ),
            params={"time": f"{timezone.localtime(at[-1] + FAILURES_COUNT_FOR):%H:%M}"},
        )
    if not member.user.check_password(password):
        raise WrongPassword(
            _(
                "This is not your password. Nothing was signed. Errors left before signing is"
                " locked for 15 minutes: %(left)d. If you have forgotten the password, ask the"
                " administrator of your zone."
            ),
            params={"left": MOST_FAILURES - len(at) - 1},
        )


def note_wrong_password(member: Member) -> None:
    """Remember the failure in the audit trail, which is also what counts them."""
    audit.record(WRONG_PASSWORD, member, by=member)
