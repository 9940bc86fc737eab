"""What owners are reminded of: documents to review, documents that expire."""

import datetime as dt
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import (
    Deviation,
    Document,
    DocumentQuerySet,
    PaperCopy,
    PaperCopyQuerySet,
    ReviewTask,
    Revision,
    RevisionQuerySet,
)
from documents.models.deviation import DeviationQuerySet
from documents.models.external import ReviewTaskQuerySet
from documents.models.paper_copy import recalled_since
from tenants.models import Member, Tenant
from tenants.notices import Kind
from tenants.notices.cadence import Cadence

MOST_AHEAD: Final = dt.timedelta(days=366)  # a task is owed as soon as it is there


def seen_by(member: Member) -> DocumentQuerySet:
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


def document_page(tenant: Tenant, document: Document) -> str:
    return reverse("documents:document", args=[tenant.slug, document.number])


def check_page(tenant: Tenant, document: Document) -> str:
    return reverse("documents:check", args=[tenant.slug, document.number])


def tasks_of(member: Member, on: dt.date) -> ReviewTaskQuerySet:
    """Return the reviews this member owes, or has to see done."""
    until = Cadence.of(member.tenant).horizon(on)
    tasks = tasks_seen_by(member).due(max(until, on + MOST_AHEAD))
    return tasks if member.can("documents.control") else tasks.filter(document__owner=member)


def tasks_seen_by(member: Member) -> ReviewTaskQuerySet:
    seen = Document.objects.visible_to(member)
    tasks: ReviewTaskQuerySet = ReviewTask.objects.select_related("document", "because__document")
    return tasks.filter(document__in=seen.values("pk"))


def links_page(tenant: Tenant, task: ReviewTask) -> str:
    return reverse("documents:links", args=[tenant.slug, task.document.number])


def deviations_seen_by(member: Member) -> DeviationQuerySet:
    seen = Document.objects.visible_to(member).values("pk")
    deviations: DeviationQuerySet = Deviation.objects.select_related("document__owner")
    return deviations.filter(document__in=seen)


def deviations_page(tenant: Tenant, deviation: Deviation) -> str:
    return reverse("documents:deviations", args=[tenant.slug, deviation.document.number])


def copies_to_recall(until: dt.date) -> DocumentQuerySet:
    """Return documents of which paper is out that has held no more since a day, or longer."""
    old = PaperCopy.objects.to_recall().values("document")
    since = Document.objects.filter(pk__in=old).annotate(copies_since=recalled_since())
    found: DocumentQuerySet = since.filter(copies_since__lte=until)
    return found


def copies_page(tenant: Tenant, document: Document) -> str:
    return reverse("documents:copies", args=[tenant.slug, document.number])


def _copies_seen_by(member: Member) -> PaperCopyQuerySet:
    seen = Document.objects.visible_to(member).values("pk")
    copies: PaperCopyQuerySet = PaperCopy.objects.named().filter(document__in=seen)
    return copies


def _copy_page(tenant: Tenant, copy: PaperCopy) -> str:
    return reverse("documents:copy", args=[tenant.slug, copy.document.number, copy.number])


TASK = partial(Kind, app="documents", visible=tasks_seen_by, address=links_page)

KINDS = (
    TASK("review_asked", label=_("Review asked for"), icon="book-open-check", owed=tasks_of),
    Kind(
        "deviation_approved",
        app="documents",
        label=_("Temporary deviation"),
        icon="clock-alert",
        visible=deviations_seen_by,
        address=deviations_page,
        document="document",
        must_arrive=True,
    ),
    Kind(
        "copy_lost",
        app="documents",
        label=_("Paper copy lost"),
        icon="circle-slash",
        visible=_copies_seen_by,
        address=_copy_page,
        document="document",
    ),
    Kind(
        "document_changed",
        app="documents",
        label=_("Owner or place"),
        icon="arrow-right-left",
        visible=seen_by,
        address=document_page,
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
        visible=seen_by,
        address=document_page,
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
