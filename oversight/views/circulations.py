"""Texts on their way: to read and sign one, to send it back, to take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals.access import may_hand_on
from approvals.colleagues.finding import listed
from approvals.colleagues.forms import HandOnForm
from approvals.confirming import ConfirmForm
from approvals.rounds import identity
from oversight import access
from oversight.actions.circulations import (
    return_round,
    send_round,
    sign_alone,
    sign_step,
    take_round_back,
)
from oversight.actions.signatures_asked import hand_on_signing, urge_signing
from oversight.circulation.access import get_circulation, get_signing
from oversight.circulation.pages import READ, Page, page_of
from oversight.circulation.shown import step_of, with_people
from oversight.circulation.signed import Subject, route_of, subject_of
from oversight.circulation.table import kind_of
from oversight.forms import ReasonForm
from oversight.models import Circulation, ManagementReview, SelfReport
from oversight.models.signed_text import sha256_of
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view
from tenants.models import Member


@require_http_methods(["GET", "POST"])
@member_view("signatures.confirm")
def show(request: MemberRequest, code: str, circulation: UUID) -> HttpResponse:
    """Show a text with who signed it; whoever is asked signs it by POST."""
    found = get_circulation(request.member, circulation)
    step, subject = step_of(found, request.member), subject_of(found)
    if request.method == "POST" and step is None:
        messages.error(request, _("You have decided this already, or it is no longer required."))
        return redirect("oversight:circulation", code, found.pk)
    page, form, seen = page_of(subject, request.member), ConfirmForm(), found.text_sha256
    if step is not None:
        form = ConfirmForm(request.POST or None)
        form.ask(request, identity.binding(subject.pk, seen))
        read = request.POST.get("seen", "")
        if form.is_signed(
            request, lambda proof: sign_step(step, by=request.member, proof=proof, seen=read)
        ):
            messages.success(request, _("Signed."))
            return redirect("oversight:circulation", code, found.pk)
    context = _asked(found, request.member) | {
        "circulation": found,
        "step": step,
        "holds": found.state != Circulation.State.RETURNED,
        "reason": ReasonForm(),
        "meaning": READ,
    }
    return _page(request, page, form, seen, context)


def _asked(circulation: Circulation, reader: Member) -> dict[str, Any]:
    """Return who is asked to sign, and for whom the reader may let somebody else sign."""
    run = with_people(circulation, reader)
    steps = [step for step in run.open_steps() if may_hand_on(reader, step)]
    forms = [(step, HandOnForm(auto_id=f"on_{n}_%s")) for n, step in enumerate(steps)]
    return {"run": run, "hand_on": forms, "colleagues": listed(but=reader) if forms else []}


def alone(
    request: MemberRequest, subject: ManagementReview | SelfReport | None, said: str
) -> HttpResponse:
    """Show the leader what is signed by nobody else; POST signs it."""
    if subject is None or subject.state != kind_of(subject).rests or route_of(subject):
        raise Http404
    if not access.leads_tenant(request.member):
        raise Http404
    page, kind = page_of(subject, request.member), kind_of(subject)
    seen = sha256_of(kind.text(subject, ""))
    form = ConfirmForm(request.POST or None)
    form.ask(request, identity.binding(subject.pk, seen))
    read = request.POST.get("seen", "")
    if form.is_signed(
        request, lambda proof: sign_alone(subject, by=request.member, proof=proof, seen=read)
    ):
        messages.success(request, said)
        return redirect(page.back)
    context = {
        "missing": kind.lacking(subject, ""),
        "step": True,
        "holds": True,
        "meaning": page.led,
    }
    return _page(request, page, form, seen, context)


def _page(
    request: MemberRequest, page: Page, form: ConfirmForm, seen: str, context: dict[str, Any]
) -> HttpResponse:
    context |= {"page": page, "form": form, "seen": seen, **page.facts}
    status = 422 if request.method == "POST" else 200
    return render(request, "oversight/circulation/sign.html", context, status=status)


@require_POST
@member_view("signatures.confirm")
def send_back(request: MemberRequest, code: str, circulation: UUID) -> HttpResponse:
    """Send a text back instead of signing it, with the reason."""
    found = get_circulation(request.member, circulation)
    step = step_of(found, request.member)
    if step is None:
        messages.error(request, _("You have decided this already, or it is no longer required."))
        return redirect("oversight:circulation", code, found.pk)
    return _ended(request, found, lambda why: return_round(step, by=request.member, reason=why))


@require_POST
@member_view("signatures.confirm")
def take_back(request: MemberRequest, code: str, circulation: UUID) -> HttpResponse:
    """Take a text back before all have signed it, with the reason."""
    found = get_circulation(request.member, circulation)
    return _ended(request, found, lambda why: take_round_back(found, by=request.member, reason=why))


@require_POST
@member_view("signatures.confirm")
def urge(request: MemberRequest, code: str, circulation: UUID, signing: UUID) -> HttpResponse:
    """Ask who has to sign for haste."""
    asked = get_signing(request.member, circulation, signing)
    try:
        urge_signing(asked, by=request.member)
        words = _("Urged: %(name)s is told.") % {"name": asked.member.name}
        messages.success(request, words)
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("oversight:circulation", code, circulation)


@require_POST
@member_view("signatures.confirm")
def hand_on(request: MemberRequest, code: str, circulation: UUID, signing: UUID) -> HttpResponse:
    """Let somebody else sign instead."""
    asked = get_signing(request.member, circulation, signing)
    form = HandOnForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(" ".join(map(str, form.errors.get("person") or form.errors["why"])))
        hand_on_signing(asked, by=request.member, **form.cleaned_data)
        name = form.cleaned_data["person"].name
        messages.success(request, _("Handed on: %(name)s signs instead.") % {"name": name})
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("oversight:circulation", code, circulation)


def _ended(
    request: MemberRequest, circulation: Circulation, end: Callable[[str], object]
) -> HttpResponse:
    try:
        end(request.POST.get("reason", "")[:500])
        messages.success(request, _("It is back: it may be changed, and sent round anew."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("oversight:circulation", request.tenant.slug, circulation.pk)


def send(request: MemberRequest, subject: Subject, back: HttpResponse) -> HttpResponse:
    """Send something along its route, and lead back to its page."""
    try:
        send_round(subject, by=request.member)
        messages.success(request, _("Sent round: whom its route asks first has been told."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return back
