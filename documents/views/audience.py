"""Who has to read a document: who that is today, and who it would be."""

from dataclasses import dataclass
from typing import Self

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents import access
from documents.actions.documents import set_audience
from documents.audience import audience_of, people_of
from documents.forms.audience import AudienceNowForm
from documents.models import Document
from documents.putting import rules_of
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.models import MemberQuerySet

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class People:
    """How many people, and the first of them by name."""

    count: int
    names: list[str]

    @classmethod
    def of(cls, members: MemberQuerySet) -> Self:
        names = list(members.order_by("name", "pk").values_list("name", flat=True)[:MOST_NAMED])
        return cls(len(names) if len(names) < MOST_NAMED else members.count(), names)

    @property
    def more(self) -> int:
        return self.count - len(self.names)


@require_http_methods(["GET", "POST"])
@member_view("documents.draft")
def edit_audience(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Show who reads the document; POST with `look` shows who it would be, without it saves."""
    document = access.get_document_to_put(request.member, number)
    data = request.POST if request.method == "POST" else None
    form = AudienceNowForm(data, document=document, by=request.member)
    context: dict[str, object] = {"document": document, "form": form}
    if form.is_valid():
        if "look" in request.POST:
            return render(request, "documents/audience.html", context | _after(document, form))
        try:
            set_audience(document, by=request.member, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("documents:document_audience", code, number)
        except Refused as refusal:
            form.add_error(None, refusal)
    context["now"] = People.of(audience_of(document))
    return render(request, "documents/audience.html", context, status=422 if form.errors else 200)


def _after(document: Document, form: AudienceNowForm) -> dict[str, object]:
    """Return who it is, who it would be, and who would come in and go."""
    said = {name: value for name, value in form.cleaned_data.items() if name != "from_today"}
    now, after = audience_of(document), people_of(document, rules_of(document, **said))
    return {
        "now": People.of(now),
        "after": People.of(after),
        "coming": People.of(after.exclude(pk__in=now.values("pk"))),
        "going": People.of(now.exclude(pk__in=after.values("pk"))),
    }
