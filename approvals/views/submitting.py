"""Submit a draft, and take it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals import access
from approvals.actions.rounds import recall, submit
from approvals.colleagues.forms import SubmitForm
from approvals.forms import RecallForm
from approvals.impact.shown import Impact
from approvals.rounds.routing import duties_of
from documents import content
from documents.models import Revision
from tenants.calendar import working_days
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view


@require_http_methods(["GET", "POST"])
@member_view("documents.draft")
def submit_revision(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show what will be put before whom; POST puts it before them."""
    revision = access.get_draft_to_submit(request.member, number, n)
    form = SubmitForm(request.POST if request.method == "POST" else None)
    duties, refusal = [], ""
    if revision.package_number is not None:
        return redirect("approvals:package", code, revision.package_number)
    try:
        if form.is_valid():
            submit(revision, by=request.member, informed=form.cleaned_data["people"])
            messages.success(request, _("Submitted. Those who decide have been told."))
            return redirect("documents:revision", code, number, n)
        if revision.state != Revision.State.DRAFT:
            return redirect("documents:revision", code, number, n)
        duties = duties_of(revision, by=request.member)
    except Refused as refused:
        refusal = sentence(refused)
    day = revision.effective_on
    context = {
        "revision": revision,
        "form": form,
        "duties": duties,
        "reading_questions": revision.reading_questions.all(),
        "refusal": refusal,
        "impact": _impact(request, revision),
        "is_day_off": day is not None and not working_days().has(day),
    }
    return render(request, "approvals/submit.html", context)


def _impact(request: MemberRequest, revision: Revision) -> Impact:
    old = content.predecessor(revision)
    redline = content.compare(old, revision) if old else None
    return Impact.of(revision, request.member, redline=redline)


@require_POST
@member_view("documents.draft")
def recall_revision(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Take a submission back."""
    round = access.get_round_to_recall(request.member, number, n)
    form = RecallForm(request.POST)
    try:
        recall(round, by=request.member, reason=form.data.get("reason", ""))
        messages.success(request, _("Recalled. The revision is a draft again."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("documents:revision", code, number, n)
