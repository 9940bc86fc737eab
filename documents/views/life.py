"""Change what is said of a document; check external documents."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents import access
from documents.actions.external import describe_source, record_check
from documents.actions.facts import change_facts
from documents.forms.life import CheckForm, FactsForm, SourceForm
from documents.models import Document, ExternalSource
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.views.settings import say_saved


@require_http_methods(["GET", "POST"])
@member_view("documents.control")
def change_the_facts(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Change owner, unit, folder, clauses, parent and validity, with a reason."""
    document = access.get_document(request.member, number)
    form = FactsForm(request.POST or None, instance=document, by=request.member)
    shown = access.get_document(request.member, number)  # the form writes on the other one
    if form.is_valid():
        facts, said = form.facts, form.cleaned_data
        try:
            changes = change_facts(
                document, facts, seen=said["seen"], reason=said["reason"], by=request.member
            )
            say_saved(request, changes)
            return redirect("documents:links", code, number)
        except Refused as refused:
            form.refuse(refused)
    context = {"document": shown, "form": form}
    return render(request, "documents/facts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@member_view("documents.draft")
def check_currency(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Show where an external document comes from and its checks; POST `act`: source or check."""
    document = access.get_document(request.member, number)
    if not document.is_external() or not access.may_check(request.member, document):
        raise Http404
    source = ExternalSource.objects.one_or_none(document=document)
    act = request.POST.get("act", "")
    data = {name: request.POST if act == name else None for name in ("source", "check")}
    described = SourceForm(data["source"], instance=source, prefix="source")
    checked = CheckForm(data["check"], initial=_last_place(document, source))
    try:
        if act == "source" and described.is_valid():
            seen = described.cleaned_data["seen"]
            describe_source(document, described.facts, by=request.member, seen=seen)
            messages.success(request, _("Saved."))
            return redirect("documents:check", code, number)
        if act == "check" and checked.is_valid():
            record_check(document, by=request.member, **checked.cleaned_data)
            messages.success(request, _("The check is recorded."))
            return redirect("documents:links", code, number)
    except Refused as refused:
        (described if act == "source" else checked).add_error(None, refused)
    context = {
        "document": document,
        "source": source,
        "described": described,
        "checked": checked,
        "checks": document.checks.select_related("by")[:20],
    }
    has_errors = described.errors or checked.errors
    return render(request, "documents/check.html", context, status=422 if has_errors else 200)


def _last_place(document: Document, source: ExternalSource | None) -> dict[str, str]:
    """Return where was looked last time."""
    last = document.checks.first()
    return {"looked_at": last.looked_at if last else source.address if source else ""}
