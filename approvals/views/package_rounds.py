"""Submit a change package, take it back, give it up."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.actions.package_rounds import cancel_package, recall_package, submit_package
from approvals.packages import access
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view


@require_POST
@member_view("documents.draft")
def submit(request: MemberRequest, code: str, package: int) -> HttpResponse:
    """Put a package before those who decide."""
    return _done(request, package, submit_package, _("Submitted. Those who decide have been told."))


@require_POST
@member_view("documents.draft")
def recall(request: MemberRequest, code: str, package: int) -> HttpResponse:
    """Take a submission back."""
    said = _("Recalled. All its revisions are drafts again.")
    return _done(request, package, recall_package, said, reason=request.POST.get("reason", ""))


@require_POST
@member_view("documents.draft")
def cancel(request: MemberRequest, code: str, package: int) -> HttpResponse:
    """Give a package up."""
    said = _("The change package is cancelled.")
    return _done(request, package, cancel_package, said, reason=request.POST.get("reason", ""))


def _done(
    request: MemberRequest, number: int, act: Callable[..., object], said: str, **facts: str
) -> HttpResponse:
    package = access.get_package_to_lead(request.member, number)
    try:
        act(package, by=request.member, **facts)
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("approvals:package", request.tenant.slug, number)
