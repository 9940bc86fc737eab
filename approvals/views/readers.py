"""Who has acknowledged a revision, who has not, and who need not, by name."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.distribution.paging import paged
from approvals.distribution.readers import Readers
from approvals.distribution.rows import shown_lines
from approvals.distribution.sight import may_urge
from approvals.reading.readers import by_unit
from documents.access import get_revision
from documents.models import Revision
from tenants.http import MemberRequest, member_view

NAMES_PER_PAGE = 100


@require_safe
@member_view("approvals.read_acknowledgements")
def show_readers(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """List the readers: ?unit=CODE, ?show=open, done or none."""
    revision: Revision = get_revision(request.member, number, n)
    today = request.tenant.today()
    unit, show = request.GET.get("unit", ""), request.GET.get("show", "")
    _total, page = paged(
        request, Readers(revision, today, unit=unit, show=show).lines, NAMES_PER_PAGE
    )
    is_read = revision.pk == revision.document.in_force_id
    context = {
        "may_urge": is_read and may_urge(request.member, revision.document),
        "looks": request.member.can("distribution.read_all"),
        "revision": revision,
        "may_record": request.member.can("documents.control"),
        "shares": by_unit(revision),
        "unit": unit,
        "show": show,
        "page": page,
        "lines": shown_lines(list(page.object_list), code, today),
    }
    return render(request, "approvals/readers.html", context)
