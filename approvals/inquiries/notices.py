"""Which questions of readers a person is told of, and where they stand."""

import datetime as dt

from django.urls import reverse

from approvals.models import Inquiry, InquiryQuerySet
from documents.models import Revision
from tenants.models import Member, Tenant


def inquiries_seen_by(member: Member) -> InquiryQuerySet:
    """Return the questions about texts this person may read, and their own."""
    seen = Revision.objects.visible_to(member).values("pk")
    inquiries: InquiryQuerySet = Inquiry.objects.select_related(
        "revision__document", "by", "answered_by"
    )
    return inquiries.filter(revision__in=seen) | inquiries.filter(by=member)


def open_inquiries(member: Member, _on: dt.date) -> InquiryQuerySet:
    """Return the questions this person has to answer."""
    return Inquiry.objects.unanswered().filter(revision__document__owner=member)


def inquiries_page(tenant: Tenant, inquiry: Inquiry) -> str:
    """Return where a question stands beside the text."""
    revision = inquiry.revision
    page = reverse("approvals:inquiries", args=[tenant.slug, revision.document.number, revision.n])
    return f"{page}#inquiry-{inquiry.pk}"
