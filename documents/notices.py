"""What owners are reminded of: documents to review, documents that expire."""

import datetime as dt
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import Document, DocumentQuerySet, ReviewTask, Revision, RevisionQuerySet
from documents.models.external import ReviewTaskQuerySet
from tenants.models import Member, Tenant
from tenants.notices import Kind
from tenants.notices.cadence import Cadence

MOST_AHEAD: Final = dt.timedelta(days=366)  # a task is owed as soon as it is there


def to_check(member: Member, on: dt.date) -> DocumentQuerySet:
    """Return the external documents this member has to check, or to see checked."""
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


def _draft(tenant: Tenant, revision: Revision) -> str:
    where = "draft" if revision.state == Revision.State.DRAFT else "revision"
    return reverse(f"documents:{where}", args=[tenant.slug, revision.document.number, revision.n])


def _page(tenant: Tenant, document: Document) -> str:
    return reverse("documents:document", args=[tenant.slug, document.number])


def _check_page(tenant: Tenant, document: Document) -> str:
    return reverse("documents:check", args=[tenant.slug, document.number])


def tasks_of(member: Member, on: dt.date) -> ReviewTaskQuerySet:
    """Return the reviews this member owes, or has to see done."""
    until = Cadence.of(member.tenant).horizon(on)
    return _tasks_seen_by(member).due(max(until, on + MOST_AHEAD))


def _tasks_seen_by(member: Member) -> ReviewTaskQuerySet:
    tasks: ReviewTaskQuerySet = ReviewTask.objects.select_related("document", "because__document")
    return tasks if member.can("documents.control") else tasks.filter(document__owner=member)


def _links_page(tenant: Tenant, task: ReviewTask) -> str:
    return reverse("documents:links", args=[tenant.slug, task.document.number])


TASK = partial(Kind, app="documents", visible=_tasks_seen_by, address=_links_page)

KINDS = (
    Kind(
        "currency_due",
        app="documents",
        label=_("Currency check"),
        icon="search-check",
        visible=_seen_by,
        owed=to_check,
        address=_check_page,
    ),
    TASK("review_asked", label=_("Review asked for"), icon="book-open-check", owed=tasks_of),
    TASK("review_asked_due", label=_("Review asked for"), icon="book-open-check", owed=tasks_of),
    Kind(
        "document_changed",
        app="documents",
        label=_("Owner or place"),
        icon="arrow-right-left",
        visible=_seen_by,
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
    Kind(
        "draft_taken_over",
        app="documents",
        label=_("Draft taken over"),
        icon="pencil-line",
        visible=_revisions_seen_by,
        address=_draft,
    ),
)
