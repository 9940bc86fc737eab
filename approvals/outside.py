"""What groups and webhooks are told of documents and approvals."""

import datetime as dt
from typing import Final

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models import Step
from documents.models import Distribution, Document, Readership
from tenants.channels.figures import Figure
from tenants.channels.happenings import Happening
from tenants.models import AuditEntry, Notice, Tenant

MOST_TITLES: Final = 5


def _overdue(day: dt.date) -> list[str]:
    overdue = Document.objects.in_force_now().filter(review_due__lt=day, restricted=False)
    named = overdue.order_by("review_due", "number_key").values_list("number", "title")
    return [f"{number} {title}" for number, title in named[:MOST_TITLES]]


def _texts_with_late_readers(day: dt.date) -> int:
    late = Distribution.objects.filter(
        closed_on=None, due_on__lt=day, revision__document__state=Document.State.ACTIVE
    )
    behind = Readership.objects.filter(done__lt=F("required"), revision__in=late.values("revision"))
    return behind.count()


def _was_late(entry: AuditEntry) -> bool:
    """Tell whether who acknowledged had been reminded after the day."""
    reminded = Notice.objects.filter(
        recipient=entry.by_id, subject=entry.subject, kind="acknowledgement_due", milestone__lt=0
    )
    return reminded.exists()


def _page(name: str, tenant: Tenant) -> str:
    return reverse(name, args=[tenant.slug])


FIGURES: Final = (
    Figure(
        _("Approval steps that are late"),
        count=lambda day: Step.objects.open().filter(due_on__lt=day).count(),
        address=lambda _tenant: reverse("approvals:inbox"),
    ),
    Figure(
        _("Documents whose review is overdue"),
        count=lambda day: Document.objects.in_force_now().filter(review_due__lt=day).count(),
        address=lambda tenant: _page("approvals:reviews", tenant),
        titles=_overdue,
    ),
    Figure(
        _("Documents whose readers are late"),
        count=_texts_with_late_readers,
        address=lambda tenant: _page("documents:register", tenant),
    ),
    Figure(
        _("Documents that expired"),
        count=lambda day: Document.objects.in_force_now().filter(valid_until__lt=day).count(),
        address=lambda tenant: _page("documents:register", tenant),
    ),
)

HAPPENINGS: Final = (
    Happening("revision.in_force", _("A revision took effect"), event="revision.activated"),
    Happening("document.withdrawn", _("A document was withdrawn"), event="document.withdrawn"),
    Happening("document.restored", _("A document was restored"), event="document.restored"),
    Happening("document.retired", _("A document was retired"), event="document.retired"),
    Happening("document.expired", _("A document expired"), event="document.expired"),
    Happening("revision.acknowledged", _("A reader acknowledged"), event="revision.acknowledged"),
    Happening(
        "acknowledgement.late",
        _("A reader acknowledged after the day"),
        event="revision.acknowledged",
        only=_was_late,
    ),
    Happening("acknowledgement.overdue", _("Readers are late"), kind="acknowledgement_due"),
    Happening("review.overdue", _("A review is overdue"), kind="review_due"),
    Happening("approval.overdue", _("An approval step is late"), kind="approval_due"),
)
