"""Tell an auditor who agreed to exactly this text, and hand out the evidence of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.evidence.archive import evidence_of, program_sha256
from approvals.evidence.asking import Verified
from approvals.evidence.shown import ShownRound
from approvals.sealing import keys
from approvals.sealing.keys import CannotSeal
from documents.access import get_revision
from tenants.errors import Refused
from tenants.exports import check_may_export
from tenants.http import MemberRequest, member_view
from tenants.views.exports import Made, hand_out


@require_safe
@member_view("audit.read")
def verify(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Check content, signatures, seals and trail of a revision now, and say what was found."""
    revision = get_revision(request.member, number, n)
    verified = Verified.of(revision)
    known = keys.known()
    sealed_by = {seal.key for report in verified.reports for seal in report.seals}
    context = {
        "revision": revision,
        "rounds": [ShownRound(report) for report in reversed(verified.reports)],
        "others": verified.others,
        "findings": verified.findings(),
        "signed": sum(len(report.signatures) for report in verified.reports),
        "unsealed": sum(len(report.unsealed()) for report in verified.reports),
        "unkept": [report.round for report in verified.reports if report.manifest is None],
        "unstamped": sum(report.unstamped() for report in verified.reports),
        "keys": [key for key in known.values() if key.name in sealed_by],
        "is_sealing": keys.is_on(),
        "current": keys.current(known),
        "program": program_sha256(),
    }
    return render(request, "approvals/verify.html", context)


@require_POST
@member_view("audit.read", is_reading=True)
def export_evidence(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Hand out all evidence of a revision as a ZIP that verifies without the product."""
    revision = get_revision(request.member, number, n)
    try:
        check_may_export(request.member)
        verified = Verified.of(revision)
        content = evidence_of(request.tenant, revision, verified.reports, by=request.member)
        name = _("Evidence %(number)s %(label)s") % {"number": number, "label": revision.label}
        return hand_out(request, Made(name, "zip", len(verified.reports), "", content))
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
    except CannotSeal:
        messages.error(request, _("The seal of the server cannot be set now. Try again later."))
    return redirect("approvals:verify", code, number, n)
