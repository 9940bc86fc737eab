"""How long somebody may audit."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.errors import Refused
from tenants.models import Member
from tenants.people.roles import MOST_AUDIT_DAYS


def check_audit_ends(member: Member) -> None:
    """Refuse an auditor without a last day, or with one that is far off."""
    if not member.is_auditor():
        return
    latest = max(member.valid_from, timezone.localdate()) + dt.timedelta(days=MOST_AUDIT_DAYS)
    if member.valid_until is None or member.valid_until > latest:
        raise Refused(
            _("An auditor needs a last day, %(day)s at the latest: audits end."),
            params={"day": latest.isoformat()},
        )
