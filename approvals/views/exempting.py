"""Let somebody off reading a document for a while."""

import datetime as dt
from typing import Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from approvals.actions.exemptions import exempt
from approvals.distribution.sight import people_seen_by
from approvals.distribution.wanted import Wanted
from documents.access import get_document
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view

DAY: Final = forms.DateInput(attrs={"type": "date"})


class ExemptForm(forms.Form):
    """Why, and until when."""

    why = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    until = forms.DateField(label=_("Last day"), widget=DAY)


@require_http_methods(["GET", "POST"])
@member_view("documents.control")
def exempt_reader(request: MemberRequest, code: str) -> HttpResponse:
    """Ask why and until when the person in the address need not read the document in it."""
    wanted = Wanted.of(request.GET.dict())
    if wanted.person is None:
        raise Http404
    person = get_object_or_404(people_seen_by(request.member), pk=wanted.person)
    document = get_document(request.member, wanted.document)
    until = request.tenant.today() + dt.timedelta(days=30)
    form = ExemptForm(request.POST or None, initial={"until": until})
    page = f"{reverse('approvals:distribution', args=[code])}?{request.GET.urlencode()}"
    if form.is_valid():
        try:
            exempt(person, document, **form.cleaned_data, by=request.member)
            return redirect(page)
        except Refused as refused:
            form.add_error(None, refused)
    context = {"form": form, "person": person, "document": document, "page": page}
    return render(
        request, "approvals/exempt_reader.html", context, status=422 if form.errors else 200
    )
