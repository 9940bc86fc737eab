"""Who need not read what: the list, a form, and the end of one."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from approvals.actions.exemptions import end_exemption, exempt
from documents.models import Document, Exemption
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.organisation.forms import DateField, PersonField
from tenants.views.settings import section_context

MOST_SHOWN = 200


class ExemptionForm(forms.Form):
    """Who is let off what, until when and why."""

    member = PersonField(
        label=gettext_lazy("Person"), max_length=50, help_text=gettext_lazy("Name or staff number")
    )
    document = forms.CharField(
        label=gettext_lazy("Number of the document"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Empty: all documents."),
    )
    first = DateField(label=gettext_lazy("First day"), initial=timezone.localdate)
    until = DateField(label=gettext_lazy("Last day"))
    why = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def clean_document(self) -> Document | None:
        number: str = self.cleaned_data["document"].strip()
        if not number:
            return None
        document = Document.objects.one_or_none(number=number)
        if document is None:
            raise ValidationError(_("There is no document of this number."))
        return document


@require_http_methods(["GET", "POST"])
@member_view("documents.control")
def show_exemptions(request: MemberRequest, code: str) -> HttpResponse:
    """List who is exempt; POST exempts somebody. ?member= and ?document= fill the form."""
    asked: dict[str, Any] = {name: request.GET.get(name, "") for name in ("member", "document")}
    data = request.POST if request.method == "POST" else None
    form = ExemptionForm(data, initial=asked)
    if form.is_valid():
        try:
            exempt(by=request.member, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("approvals:exemptions", code)
        except Refused as refusal:
            form.add_error(None, refusal)
    named = Exemption.objects.all().named()
    lasting = Exemption.objects.lasting().values("pk")
    context = {
        "form": form,
        "running": named.filter(pk__in=lasting)[:MOST_SHOWN],
        "over": named.exclude(pk__in=lasting)[:MOST_SHOWN],
    }
    shown = context | section_context(request, "exemptions")
    return render(request, "approvals/exemptions.html", shown, status=422 if form.errors else 200)


@require_POST
@member_view("documents.control")
def end(request: MemberRequest, code: str, exemption: UUID) -> HttpResponse:
    """End an exemption from today."""
    end_exemption(get_object_or_404(Exemption.objects.all(), pk=exemption), by=request.member)
    messages.success(request, _("Saved."))
    return redirect("approvals:exemptions", code)
