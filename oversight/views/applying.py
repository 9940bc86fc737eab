"""Whether a tenant may apply for certification: each condition, computed or declared."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from oversight.actions import declarations
from oversight.certification import applying
from oversight.certification.forms import DeclarationForm
from oversight.certification.rules import rules_on
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("certificates.read")
def show(request: MemberRequest, code: str) -> HttpResponse:
    """Show the conditions and how each stands, with a form for those that are declared."""
    may_control = request.member.can("certificates.control")
    today = request.tenant.today()
    items = applying.items(today)
    context = {
        "items": [
            (item, DeclarationForm(condition=item.condition.name))
            if may_control and not item.condition.is_computed
            else (item, None)
            for item in items
        ],
        "held": sum(item.holds for item in items),
        "total": len(items),
        "rules": rules_on(today),
        "days": applying.DAYS_DECLARED,
    }
    return render(request, "oversight/apply.html", context)


@require_POST
@member_view("certificates.control")
def declare(request: MemberRequest, code: str) -> HttpResponse:
    """Keep the controller's word on a condition."""
    form = DeclarationForm(request.POST)
    if form.is_valid() and form.cleaned_data["condition"] in applying.DECLARED:
        declarations.declare(by=request.member, **form.cleaned_data)
        messages.success(request, _("Declared, with your name and the day."))
    else:
        messages.error(request, _("Say whether it holds, and what that rests on."))
    return redirect("oversight:apply", code)
