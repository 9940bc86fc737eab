"""The register of documents."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from documents import register
from documents.models import Document, DocumentType, Revision
from tenants.http import MemberRequest, member_view
from tenants.models import Unit

STATES = (
    *(Revision.State.EFFECTIVE, Revision.State.DRAFT, Revision.State.IN_REVIEW),
    *(Revision.State.APPROVED, Document.State.WITHDRAWN, Document.State.RETIRED),
)


@require_safe
@vary_on_headers("HX-Request")
@member_view("documents.read")
def show_register(request: MemberRequest, code: str) -> HttpResponse:
    """Find any document and its state."""
    wanted, member, today = request.GET, request.member, request.tenant.today()
    found, after = register.page(register.filtered(member, wanted, today), wanted.get("after", ""))
    context = {
        "rows": register.rows(found, code, today),
        "after": after,
        "wanted": wanted,
        "counts": register.counts(
            member, register.filtered(member, wanted, today, views=False), today
        ),
        "views": (
            ("", "all", _("All"), "", ""),
            ("mine", "mine", _("Mine"), "", ""),
            ("overdue", "overdue", _("Review overdue"), "triangle-alert", "bad"),
            ("due", "due", _("Due within 30 days"), "clock-alert", "warn"),
            ("approval", "approval", _("In approval"), "", ""),
        ),
        "states": [(state.value, state.label) for state in STATES],
        "types": DocumentType.objects.all(),
        "units": Unit.objects.all(),
        "is_filtered": any(wanted.get(name) for name in ("q", "state", "type", "unit", "view")),
        "may_register": member.can("documents.draft"),
    }
    template = "documents/register.html" + ("#rows" if request.htmx else "")
    return render(request, template, context)
