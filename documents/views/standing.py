"""What new staff always have to read: the rules, and the list of them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from documents import access
from documents.actions.standing import add_standing_rule, end_standing_rule
from documents.forms.audience import StandingRuleForm
from documents.models import StandingRule
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.views.settings import section_context


@require_http_methods(["GET", "POST"])
@member_view("settings.documents")
def show_standing_rules(request: MemberRequest, code: str) -> HttpResponse:
    """List what new staff read; POST adds a rule."""
    data = request.POST if request.method == "POST" else None
    form = StandingRuleForm(data)
    if form.is_valid():
        try:
            add_standing_rule(by=request.member, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("documents:standing_rules", code)
        except Refused as refusal:
            form.add_error(None, refusal)
    rules = StandingRule.objects.prefetch_related("documents__document")
    context = {
        "form": form,
        "rules": rules.running(),
        "ended": rules.exclude(ended_on=None).order_by("-ended_on", "name")[:50],
        "may_change": request.member.can("documents.control"),
    }
    shown = context | section_context(request, "standing_rules")
    page = "documents/settings/standing_rules.html"
    return render(request, page, shown, status=422 if form.errors else 200)


@require_POST
@member_view("settings.documents")
def end(request: MemberRequest, code: str, rule: UUID) -> HttpResponse:
    """End a rule."""
    try:
        end_standing_rule(access.get_standing_rule(rule), by=request.member)
        messages.success(request, _("Saved."))
    except Refused as refusal:
        messages.error(request, str(refusal.messages[0]))
    return redirect("documents:standing_rules", code)
