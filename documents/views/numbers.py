"""Settings of numbers: the patterns with a preview, the counters, what is reserved."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.access import get_reserved, get_type
from documents.actions.numbers import (
    Span,
    advance_counter,
    change_pattern,
    release_numbers,
    reserve_numbers,
)
from documents.forms.furniture import AdvanceForm, PatternForm, ReserveForm
from documents.models import DocumentType
from documents.register.counters import preview, scopes_of
from documents.register.numbering import TOKENS
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.views.settings import say_saved, section_context


@require_safe
@member_view("settings.documents")
def show_numbers(request: MemberRequest, code: str) -> HttpResponse:
    """List the types with their patterns and the number each would give."""
    types = DocumentType.objects.select_related("tenant")
    lines = [(each, *_previewed(each, each.number_pattern)) for each in types]
    context = section_context(request, "numbers") | {"lines": lines}
    return render(request, "documents/settings/numbers.html", context)


@require_http_methods(["GET", "POST"])
@member_view("settings.documents")
def change_the_pattern(request: MemberRequest, code: str, type_code: str) -> HttpResponse:
    """Show, preview and change the pattern of a type; a preview saves nothing."""
    document_type = get_type(type_code)
    source = request.POST.get("number_pattern", document_type.number_pattern)
    if "preview" in request.POST:
        form = PatternForm(instance=document_type)
        form.initial["seen"] = request.POST.get("seen", "")
        return _page(request, document_type, form, source=source)
    form = PatternForm(request.POST or None, instance=get_type(type_code))
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            changes = change_pattern(document_type, source, seen=seen, by=request.member)
            say_saved(request, changes)
            return redirect("documents:pattern", code, type_code)
        except Refused as refused:
            form.refuse(refused)
    return _page(request, document_type, form, source=source)


@require_POST
@member_view("settings.documents")
def advance(request: MemberRequest, code: str, type_code: str) -> HttpResponse:
    """Let a counter go on at a higher number."""
    document_type, form = get_type(type_code), AdvanceForm(request.POST)
    if form.is_valid():
        try:
            changes = advance_counter(document_type, **form.cleaned_data, by=request.member)
            say_saved(request, changes)
            return redirect("documents:pattern", code, type_code)
        except Refused as refused:
            form.add_error(None, refused)
    return _page(request, document_type, PatternForm(instance=document_type), advancing=form)


@require_POST
@member_view("settings.documents")
def reserve(request: MemberRequest, code: str, type_code: str) -> HttpResponse:
    """Keep numbers back."""
    document_type = get_type(type_code)
    scopes = [scope.name for scope in scopes_of(document_type)]
    form = ReserveForm(request.POST, scopes=scopes)
    if form.is_valid():
        try:
            facts = dict(form.cleaned_data)
            reason = facts.pop("reason")
            reserve_numbers(document_type, Span(**facts), reason=reason, by=request.member)
            messages.success(request, _("Reserved."))
            return redirect("documents:pattern", code, type_code)
        except Refused as refused:
            form.add_error(None, refused)
    return _page(request, document_type, PatternForm(instance=document_type), reserving=form)


@require_POST
@member_view("settings.documents")
def release(request: MemberRequest, code: str, type_code: str, range_id: UUID) -> HttpResponse:
    """Give reserved numbers free."""
    release_numbers(get_reserved(type_code, range_id), by=request.member)
    messages.success(request, _("Given free."))
    return redirect("documents:pattern", code, type_code)


def _page(
    request: MemberRequest,
    document_type: DocumentType,
    form: PatternForm,
    *,
    source: str = "",
    advancing: AdvanceForm | None = None,
    reserving: ReserveForm | None = None,
) -> HttpResponse:
    source = source or document_type.number_pattern
    number, error = _previewed(document_type, source)
    context: dict[str, object] = {"number": number, "error": error}
    if request.htmx:
        return render(request, "documents/settings/pattern.html#preview", context)
    scopes = scopes_of(document_type)
    context |= section_context(request, "numbers")
    context |= {
        "type": document_type,
        "form": form,
        "source": source,
        "tokens": TOKENS,
        "scopes": scopes,
        "advancing": advancing,
        "reserving": reserving or ReserveForm(scopes=[scope.name for scope in scopes]),
    }
    is_refused = any(each is not None and each.errors for each in (form, advancing, reserving))
    status = 422 if is_refused else 200
    return render(request, "documents/settings/pattern.html", context, status=status)


def _previewed(document_type: DocumentType, source: str) -> tuple[str, str]:
    """Return the number a pattern would give next, or what is wrong with it."""
    try:
        return preview(document_type, source), ""
    except Refused as refused:
        return "", " ".join(refused.messages)
