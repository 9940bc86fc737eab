"""What hangs on a document: clauses, family, successors, what it cites and what cites it."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from documents import access
from documents.register.links import links_of
from documents.views.document import page
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("documents.read")
def show_links(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """List the documents that hang together with this one, each with its state."""
    dossier = access.get_dossier(request.member, number)
    revision = dossier.document.in_force or next(iter(dossier.revisions), None)
    links = links_of(dossier.document, revision, request.member)
    return page(request, dossier, revision, tab="links", links=links)
