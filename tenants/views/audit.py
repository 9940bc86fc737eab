"""The audit trail of the tenant a person is in: read it, take it along, check it."""

from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tenants import audit
from tenants.audit import anchors, reading
from tenants.audit.export import FORMATS, MOST_ENTRIES, digest
from tenants.audit.verification import Fault
from tenants.audit.words import event_words
from tenants.http import MemberRequest, member_view
from tenants.models import AuditEntry, Member

BOX: Final = {"class": "dc-input"}
DAY: Final = forms.DateInput(attrs=BOX | {"type": "date"})


def _events() -> list[tuple[str, str]]:
    named = sorted((str(words), event) for event, words in event_words().items())
    return [("", str(_("Every event"))), *((event, words) for words, event in named)]


class TrailForm(forms.Form):
    """What to show of the trail."""

    since = forms.DateField(label=_("From"), required=False, widget=DAY)
    until = forms.DateField(label=_("Until"), required=False, widget=DAY)
    event = forms.ChoiceField(
        label=_("Event"), required=False, choices=_events, widget=forms.Select(BOX)
    )
    who = forms.ModelChoiceField(
        Member.objects.order_by("name"),
        label=_("Who"),
        required=False,
        empty_label=_("Everybody"),
        widget=forms.Select(BOX),
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


def show_trail(request: MemberRequest, code: str = "") -> HttpResponse:
    """Show the newest entries that the filters leave; on demand check the whole chain."""
    form = TrailForm(request.GET)
    entries = reading.wanted(form.cleaned_data) if form.is_valid() else AuditEntry.objects.none()
    shown = reading.lines(entries.select_related("by")[: reading.PAGE_ROWS + 1], request.member)
    has_more = len(shown) > reading.PAGE_ROWS
    context: dict[str, Any] = {
        "form": form,
        "lines": shown[: reading.PAGE_ROWS],
        "older": shown[reading.PAGE_ROWS - 1].entry.sequence if has_more else None,
        "formats": FORMATS,
    }
    if "verify" in request.GET:
        context |= {"verified": AuditEntry.objects.count(), "faults": _faults(request.tenant.code)}
    return render(request, "tenants/audit.html", context)


def _faults(code: str) -> list[Fault]:
    return [*audit.faults(), *anchors.faults(code)]


def export_trail(request: MemberRequest, form: str, code: str = "") -> HttpResponse:
    """Hand out the entries that the filters leave as a file; its name holds its SHA-256."""
    asked = TrailForm(request.GET)
    if form not in FORMATS or not asked.is_valid():
        raise Http404
    media_type, export = FORMATS[form]
    content = export(reading.wanted(asked.cleaned_data)[:MOST_ENTRIES], request.member)
    name = f"{request.tenant.slug}-audit-{digest(content)[:16]}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


trail = require_safe(member_view("audit.read")(show_trail))
trail_export = require_safe(member_view("audit.read")(export_trail))
city_trail = require_safe(member_view("city.audit")(show_trail))
city_trail_export = require_safe(member_view("city.audit")(export_trail))
