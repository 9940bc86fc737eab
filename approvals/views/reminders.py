"""Why the reader is reminded of a document, or is not."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.expiring.explaining import Explaining
from documents import access
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("documents.read")
def show_reminders(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Say in words what the rules make of this document for the reader, today."""
    document = access.get_document(request.member, number)
    explaining = Explaining(request.member, request.tenant, request.tenant.today())
    context = {
        "document": document,
        "cases": list(explaining.cases(document)),
        "habits": explaining.habits(),
    }
    return render(request, "approvals/reminders.html", context)
