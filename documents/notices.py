"""What owners are reminded of: documents to review, documents that expire."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import Document, DocumentQuerySet, Revision, RevisionQuerySet
from tenants.models import Member, Tenant
from tenants.notices import Kind
from tenants.notices.cadence import Cadence


def to_review(member: Member, on: dt.date) -> DocumentQuerySet:
    """Return the documents this member has to review, or to see reviewed."""
    return _answered_for_by(member).due_for_review(Cadence.of(member.tenant).horizon(on))


def expiring(member: Member, on: dt.date) -> DocumentQuerySet:
    """Return the documents whose validity this member has to look after."""
    return _answered_for_by(member).expiring(Cadence.of(member.tenant).horizon(on))


def _answered_for_by(member: Member) -> DocumentQuerySet:
    documents: DocumentQuerySet = Document.objects.all()
    return documents if member.can("documents.control") else documents.filter(owner=member)


def _seen_by(member: Member) -> DocumentQuerySet:
    seen: DocumentQuerySet = Document.objects.visible_to(member).select_related("owner")
    return seen


def _revisions_seen_by(member: Member) -> RevisionQuerySet:
    seen: RevisionQuerySet = Revision.objects.visible_to(member).select_related("document")
    return seen


def _revision_page(tenant: Tenant, revision: Revision) -> str:
    return reverse("documents:revision", args=[tenant.slug, revision.document.number, revision.n])


def _page(tenant: Tenant, document: Document) -> str:
    return reverse("documents:document", args=[tenant.slug, document.number])


KINDS = (
    Kind(
        "review_due",
        app="documents",
        label=_("Periodic review"),
        icon="calendar-check",
        visible=_seen_by,
        owed=to_review,
        address=_page,
    ),
    Kind(
        "expiry",
        app="documents",
        label=_("Expiry"),
        icon="calendar-x",
        visible=_seen_by,
        owed=expiring,
        address=_page,
    ),
    Kind(
        "revision_cancelled",
        app="documents",
        label=_("Cancelled"),
        icon="ban",
        visible=_revisions_seen_by,
        address=_revision_page,
    ),
    Kind(
        "document_expired",
        app="documents",
        label=_("Out of force"),
        icon="octagon-x",
        visible=_seen_by,
        address=_page,
    ),
)
