"""Certificates of a tenant: the list, one with its clock, and what is recorded of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.uploading import take_upload
from documents.views.handing_out import handed_out
from documents.views.uploads import arrived
from oversight import access
from oversight.actions.certificates import (
    add_scan,
    hand_certificate_on,
    record_happening,
    register_certificate,
)
from oversight.certification import shown, words
from oversight.certification.forms import ACTS, FactsForm, HappeningForm, OwnerForm, ScanForm
from oversight.certification.standing import standings
from oversight.models import Certificate
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("certificates.read")
def show_all(request: MemberRequest, code: str) -> HttpResponse:
    """List the certificates, with the days left for the next audit and until the end."""
    rows = [words.told(each) for each in standings(request.tenant.today())]
    context = {
        "live": [row for row in rows if not shown.is_over(row.standing)],
        "over": [row for row in rows if shown.is_over(row.standing)],
        "may_control": request.member.can("certificates.control"),
    }
    return render(request, "oversight/certificates.html", context)


@require_safe
@member_view("certificates.read")
def show(request: MemberRequest, code: str, certificate: UUID) -> HttpResponse:
    """Show a certificate: what its clock says and why, its audits, what happened to it."""
    found = access.get_certificate(request.member, certificate)
    return _page(request, found)


def _page(
    request: MemberRequest, found: Certificate, forms: dict[str, Any] | None = None
) -> HttpResponse:
    context = shown.page_of(found, request.tenant.today())
    if request.member.can("certificates.control"):
        context["forms"] = shown.forms_for(context["clock"]) | (forms or {})
        context["owner_form"] = OwnerForm(certificate=found)
        context["scan_form"] = ScanForm(is_required=True)
    status = 422 if forms else 200
    return render(request, "oversight/certificate.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_view("certificates.control")
def register(request: MemberRequest, code: str) -> HttpResponse:
    """Register a certificate."""
    return _register(request, None)


@require_http_methods(["GET", "POST"])
@member_view("certificates.control")
def renew(request: MemberRequest, code: str, certificate: UUID) -> HttpResponse:
    """Register the certificate that renews this one."""
    return _register(request, access.get_certificate(request.member, certificate))


def _register(request: MemberRequest, old: Certificate | None) -> HttpResponse:
    is_sent = request.method == "POST"
    form = FactsForm(request.POST if is_sent else None, by=request.member, renews=old)
    scan = ScanForm(*((request.POST, request.FILES) if is_sent else ()))
    if is_sent and form.is_valid() and scan.is_valid():
        try:
            made = _registered(request, form, scan, old)
            messages.success(request, _("The certificate is registered."))
            return redirect("oversight:certificate", made.tenant.slug, made.pk)
        except Refused as refused:
            form.add_error(None, refused)
    context = {"form": form, "scan": scan, "old": old}
    status = 422 if form.errors or scan.errors else 200
    return render(request, "oversight/certificate_new.html", context, status=status)


def _registered(
    request: MemberRequest, form: FactsForm, scan: ScanForm, old: Certificate | None
) -> Certificate:
    key = scan.cleaned_data["key"]
    common: dict[str, Any] = {"by": request.member, "renews": old, "key": key}
    if not scan.has_file():
        return register_certificate(form.cleaned_data, None, **common)
    upload = arrived(request, scan)
    return take_upload(
        upload,
        lambda file: register_certificate(form.cleaned_data, (file, upload.name), **common),
        by=request.member,
    )


@require_POST
@member_view("certificates.control")
def record(request: MemberRequest, code: str, certificate: UUID, happening: str) -> HttpResponse:
    """Record what happened to a certificate on a day, and why."""
    found = access.get_certificate(request.member, certificate)
    if happening not in ACTS:
        raise Http404
    kind = ACTS[happening]
    form = HappeningForm(request.POST, kind=kind, today=request.tenant.today())
    if form.is_valid():
        try:
            key = form.cleaned_data["key"]
            record_happening(found, form.happening(), by=request.member, key=key)
            messages.success(request, _("Recorded."))
            return redirect("oversight:certificate", code, found.pk)
        except Refused as refused:
            form.add_error(None, refused)
    return _page(request, found, {happening: (kind, form)})


@require_POST
@member_view("certificates.control")
def hand_on(request: MemberRequest, code: str, certificate: UUID) -> HttpResponse:
    """Let somebody else answer for a certificate."""
    found = access.get_certificate(request.member, certificate)
    form = OwnerForm(request.POST, certificate=found)
    if form.is_valid():
        hand_certificate_on(found, owner=form.cleaned_data["owner"], by=request.member)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose who answers for it from now on."))
    return redirect("oversight:certificate", code, found.pk)


@require_safe
@member_view("certificates.read")
def scan(request: MemberRequest, code: str, certificate: UUID) -> FileResponse:
    """Hand out the scan of a certificate."""
    found = access.get_certificate(request.member, certificate)
    if found.scan is None:
        raise Http404
    return handed_out(found.scan, found.scan_name)


@require_POST
@member_view("certificates.control")
def take_scan(request: MemberRequest, code: str, certificate: UUID) -> HttpResponse:
    """Take the scan of a certificate."""
    found = access.get_certificate(request.member, certificate)
    form = ScanForm(request.POST, request.FILES, is_required=True)
    try:
        if not form.is_valid():
            raise Refused(_("Choose the file of the scan."))
        upload = arrived(request, form)
        take_upload(
            upload,
            lambda file: add_scan(found, file, upload.name, by=request.member),
            by=request.member,
        )
        messages.success(request, _("The scan is kept."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("oversight:certificate", code, found.pk)
