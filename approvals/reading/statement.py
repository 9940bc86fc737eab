"""What a reader states when they acknowledge: the tenant's words, else the product's."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from documents.models import Revision
from tenants.errors import Refused
from tenants.models import Tenant


def statement_of(tenant: Tenant, revision: Revision, changes: int = 0) -> str:
    """Return the statement in the reader's language; `changes` since what they acknowledged."""
    is_chinese = (get_language() or "").startswith("zh")
    own = tenant.statement_zh if is_chinese else tenant.statement_en
    day = f"{_first_day(revision):%Y-%m-%d}"
    if own:
        named = own.replace("{label}", revision.label).replace("{changes}", str(changes))
        return named.replace("{date}", day)
    words = _("I have read %(label)s in full, understand it, and will work to it from %(day)s.")
    if changes:
        words = ngettext(
            "I have read %(label)s in full, understand its %(changes)s change, and will work to it"
            " from %(day)s.",
            "I have read %(label)s in full, understand its %(changes)s changes, and will work to it"
            " from %(day)s.",
            changes,
        )
    return words % {"label": revision.label, "changes": changes, "day": day}


def _first_day(revision: Revision) -> dt.date:
    """Return the day from which the revision holds, or will."""
    if revision.effective_at is not None:
        return timezone.localdate(revision.effective_at)
    return revision.effective_on or timezone.localdate()


def check_statement(shown: str, statement: str) -> None:
    """Refuse a statement other than the one that holds now: nobody stated that."""
    if shown and shown != statement:
        raise Refused(_("The statement was changed meanwhile. Read it again, then acknowledge."))
