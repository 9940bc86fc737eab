"""What an auditor looks into."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents.actions.samples import set_sample
from documents.forms.sample import EVERYTHING, SAMPLE, SampleForm
from documents.models import AuditSample
from documents.samples import hidden_from
from tenants.access import get_member
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.models import Member


@require_http_methods(["GET", "POST"])
@member_view("people.sample")
def change_sample(request: MemberRequest, code: str, member: UUID) -> HttpResponse:
    """Show and set the sample of an auditor."""
    person = get_member(member)
    hidden = hidden_from(request.member, person)
    initial = _chosen(person, [row.pk for row in hidden])
    form = SampleForm(request.POST or None, by=request.member, initial=initial)
    if form.is_valid():
        try:
            set_sample(person, form.sample(), by=request.member)
            messages.success(request, _("Saved."))
            return redirect("tenants:person", code, person.pk)
        except Refused as refused:
            form.add_error(None, refused)
    context = {"form": form, "person": person, "hidden": len(hidden)}
    status = 422 if form.errors else 200
    return render(request, "documents/sample.html", context, status=status)


def _chosen(auditor: Member, hidden: list[UUID]) -> dict[str, object]:
    rows = list(AuditSample.objects.filter(member=auditor).select_related("document"))
    open_to_reader = [row for row in rows if row.pk not in hidden]
    numbers = sorted(row.document.number for row in open_to_reader if row.document)
    return {
        "scope": SAMPLE if rows else EVERYTHING,
        "folders": [row.folder_id for row in rows if row.folder_id],
        "documents": "\n".join(numbers),
    }
