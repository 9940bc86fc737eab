"""Who stands in for whom: set it, look at it, end it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from approvals import access
from approvals.actions.delegations import end_delegation, set_delegation
from approvals.forms import DelegationForm
from approvals.models import Delegation
from approvals.standing_in.deputies import count_kept_back
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view


@require_http_methods(["GET", "POST"])
@member_view("approvals.decide")
def show_standing_in(request: MemberRequest, code: str) -> HttpResponse:
    """List the delegations given and received, for controllers all; POST sets one."""
    form = DelegationForm(request.POST or None, by=request.member)
    if form.is_valid():
        try:
            delegation = set_delegation(by=request.member, **form.cleaned_data)
            said = _("%(deputy)s stands in for %(name)s from %(first)s to %(last)s.")
            messages.success(
                request,
                said
                % {
                    "deputy": delegation.deputy.name,
                    "name": delegation.delegator.name,
                    "first": delegation.valid_from,
                    "last": delegation.valid_until,
                },
            )
            if kept := count_kept_back(delegation):
                messages.warning(request, _kept_back(delegation, kept))
            return redirect("approvals:standing_in", code)
        except Refused as refused:
            form.add_error(None, refused)
    context = {"form": form, "lists": access.delegations_seen_by(request.member)}
    return render(request, "approvals/standing_in.html", context)


def _kept_back(delegation: Delegation, count: int) -> str:
    """Say which part of the work does not go to the deputy, and why."""
    sentence = ngettext(
        "%(n)d step stays with %(name)s alone: %(deputy)s prepared that revision or decides on it"
        " already.",
        "%(n)d steps stay with %(name)s alone: %(deputy)s prepared those revisions or decides on"
        " them already.",
        count,
    )
    return sentence % {
        "n": count,
        "name": delegation.delegator.name,
        "deputy": delegation.deputy.name,
    }


@require_POST
@member_view("approvals.decide")
def end(request: MemberRequest, code: str, delegation: UUID) -> HttpResponse:
    """End a delegation before its day."""
    try:
        end_delegation(access.get_delegation(request.member, delegation), by=request.member)
        messages.success(request, _("Ended. Nobody stands in any more."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("approvals:standing_in", code)
