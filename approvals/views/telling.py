"""Who was told of a revision, its steps and its document, when, how, and with what result."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.telling import Telling
from documents.access import get_revision
from documents.models import Revision
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("documents.read")
def show_told(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show it to who controls or audits, and to whose text it is; to others their own."""
    revision: Revision = get_revision(request.member, number, n)
    context = {"revision": revision, "telling": Telling.of(revision, request.member)}
    return render(request, "approvals/told.html", context)
