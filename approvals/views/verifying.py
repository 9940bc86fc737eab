"""Tell an auditor who agreed to exactly this text, and hand out the evidence of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.evidence.archive import evidence_of, evidence_of_package
from approvals.evidence.asking import Verified
from approvals.evidence.checked import checked
from approvals.evidence.packages import VerifiedPackage
from approvals.evidence.shown import ShownRound
from approvals.packages import access
from approvals.packages.shown import STATES
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
    context = {
        "revision": revision,
        "rounds": [ShownRound(report) for report in reversed(verified.reports)],
        "findings": [finding.words for finding in verified.findings()],
        **checked([verified]),
    }
    return render(request, "approvals/verify.html", context)


@require_POST
@member_view("audit.read", is_reading=True)
def export_evidence(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Hand out all evidence of a revision as a ZIP that verifies without the product."""
    revision = get_revision(request.member, number, n)

    def make() -> Made:
        reports = Verified.of(revision).reports
        content = evidence_of(request.tenant, revision, reports, by=request.member)
        name = _("Evidence %(number)s %(label)s") % {"number": number, "label": revision.label}
        return Made(name, "zip", len(reports), "", content)

    return _handed_out(request, make) or redirect("approvals:verify", code, number, n)


@require_safe
@member_view("audit.read")
def verify_package(request: MemberRequest, code: str, package: int) -> HttpResponse:
    """Check the same of all documents of a change package, as they were submitted last."""
    found = VerifiedPackage.of(access.get_package(request.member, package), request.member)
    context = {
        "package": found.package,
        "label": STATES[found.package.state],
        "proof": found,
        "findings": found.findings(),
        **checked(found.verified),
    }
    return render(request, "approvals/package_verify.html", context)


@require_POST
@member_view("audit.read", is_reading=True)
def export_package(request: MemberRequest, code: str, package: int) -> HttpResponse:
    """Hand out all evidence of a change package as one ZIP."""
    found = access.get_package(request.member, package)
    signed = access.get_signed(request.member, found)

    def make() -> Made:
        verified = Verified.of_each(signed)
        content = evidence_of_package(request.tenant, found, verified, by=request.member)
        name = _("Evidence of change package %(number)s") % {"number": package}
        return Made(name, "zip", len(verified), "", content)

    return _handed_out(request, make) or redirect("approvals:verify_package", code, package)


def _handed_out(request: MemberRequest, make: Callable[[], Made]) -> HttpResponse | None:
    """Answer with the file, or say why there is none now."""
    try:
        check_may_export(request.member)
        return hand_out(request, make())
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
    except CannotSeal:
        messages.error(request, _("The seal of the server cannot be set now. Try again later."))
    return None
