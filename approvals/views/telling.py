"""Who was told of a revision, its steps and its document, when, how, and with what result."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.models import Step
from documents.access import get_revision
from documents.models import Revision
from tenants.audit import subject_of
from tenants.channels.told import told_of
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("documents.read")
def show_told(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show it to who controls or audits, and to whose text it is; to others their own."""
    revision: Revision = get_revision(request.member, number, n)
    document, member = revision.document, request.member
    is_theirs = member.pk in (revision.prepared_by_id, document.owner_id)
    sees_all = is_theirs or member.can("documents.read_work")
    steps = Step.objects.filter(round__revision=revision)
    subjects = [subject_of(row) for row in (revision, document, *steps)]
    context = {
        "revision": revision,
        "told": told_of(subjects, None if sees_all else member),
        "sees_all": sees_all,
    }
    return render(request, "approvals/told.html", context)
