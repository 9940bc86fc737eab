"""What hangs on a document: clauses, family, successors, what it cites and what cites it."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from documents import access
from documents.dossier import Dossier
from documents.models import Document, ExternalSource
from documents.register.links import links_of
from documents.views.document import page
from tenants.http import MemberRequest, member_view

MOST_CHECKS = 20


@require_safe
@member_view("documents.read")
def show_links(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """List the documents that hang together with this one, each with its state."""
    dossier = access.get_dossier(request.member, number)
    revision = dossier.document.in_force or next(iter(dossier.revisions), None)
    links = links_of(dossier.document, revision, request.member)
    return page(request, dossier, revision, tab="links", links=links, **_facts(request, dossier))


def _facts(request: MemberRequest, dossier: Dossier) -> dict[str, object]:
    """Return what is said of the document beside its text, and what it asks of the reader."""
    document, member = dossier.document, request.member
    controls = member.can("documents.control")
    answers = controls or document.owner_id == member.pk
    tasks = document.review_tasks.filter(settled_at=None).select_related("because__document")
    found: dict[str, object] = {
        "tasks": list(tasks) if dossier.has_tasks else [],
        "may_settle": answers,
        "may_change_facts": controls and document.state != Document.State.RETIRED,
    }
    if document.is_external():
        found |= {
            "source": ExternalSource.objects.one_or_none(document=document),
            "checks": document.checks.select_related("by")[:MOST_CHECKS],
            "may_check": access.may_check(member, document) and member.can("documents.draft"),
        }
    return found
