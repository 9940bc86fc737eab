"""Who has acknowledged a revision and who has not, by name."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.distribution.sight import may_urge
from approvals.reading.readers import by_unit, names
from documents.access import get_revision
from documents.models import Revision
from tenants.http import MemberRequest, member_view

NAMES_PER_PAGE = 100


@require_safe
@member_view("approvals.read_acknowledgements")
def show_readers(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """List the readers: ?unit=CODE, ?show=open or done."""
    revision: Revision = get_revision(request.member, number, n)
    shares = by_unit(revision)
    unit, show = request.GET.get("unit", ""), request.GET.get("show", "")
    pages = Paginator(names(revision, unit=unit, show=show), NAMES_PER_PAGE)
    is_read = revision.pk == revision.document.in_force_id
    context = {
        "may_urge": is_read and may_urge(request.member, revision.document),
        "looks": request.member.can("distribution.read_all"),
        "revision": revision,
        "may_record": request.member.can("documents.control"),
        "shares": shares,
        "unit": unit,
        "show": show,
        "page": pages.get_page(request.GET.get("page")),
    }
    return render(request, "approvals/readers.html", context)
