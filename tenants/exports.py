"""How many files a person may take along: what the trail says of the last hour decides."""

import datetime as dt
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.errors import Refused
from tenants.models import AuditEntry, Member

MOST_AN_HOUR: Final = 10
EVENT: Final = "export.made"


def check_may_export(member: Member, *, counted: int = 1) -> None:
    """Refuse when more than one hour allows are recorded, together with this one."""
    since = timezone.now() - dt.timedelta(hours=1)
    lately = AuditEntry.objects.filter(event=EVENT, by=member, at__gt=since).count()
    if lately + counted > MOST_AN_HOUR:
        raise Refused(
            _("%(n)d files an hour are handed out to one person. Wait a while, or use the page.")
            % {"n": MOST_AN_HOUR}
        )
