"""What a revision in work, or an act on a document, touches: a part of other pages, and a page."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.impact.shown import Impact
from documents import content
from documents.access import get_readable
from documents.dossier import Dossier
from documents.models import Revision
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("documents.read")
def show_impact(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show what it touches; the inbox fetches it for the pane, so that opening a task is quick."""
    dossier, revision = get_readable(request.member, number, n)
    impact = _impact(request, dossier, revision)
    context = {"revision": revision, "impact": impact, "is_page": not request.htmx}
    page = "approvals/impact.html" + ("#impact" if request.htmx else "")
    return render(request, page, context)


def _impact(request: MemberRequest, dossier: Dossier, revision: Revision) -> Impact:
    document = dossier.document
    if revision.is_open():
        old = dossier.before(revision)
        redline = content.compare(old, revision) if old else None
        return Impact.of(revision, request.member, redline=redline)
    if revision.pk == document.in_force_id:
        return Impact.of_act(document, request.member)
    raise Http404
