"""Decide on a revision, an act or a change package, with what changes in view."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from approvals.actions.decisions import confirm_seen, reject_step, return_step, sign_step
from approvals.confirming import refusals_on
from approvals.deciding.access import Decision, get_decision, get_package_decision
from approvals.deciding.page import context_of, ticked
from approvals.forms import KeyForm, ReasonForm, SeenForm, SignForm, StepForm
from approvals.rounds.binding import proof_for
from approvals.rounds.rereading import offered as rereading_offered
from approvals.rounds.together import demand_of
from documents.comparison import keep_look
from tenants.door.held import way_back, written
from tenants.http import MemberRequest, member_view

FORMS: dict[str, type[forms.Form]] = {
    "sign": SignForm,
    "return": ReasonForm,
    "reject": ReasonForm,
    "seen": SeenForm,
}
ACTS: dict[str, Callable[..., None]] = {
    "sign": sign_step,
    "return": return_step,
    "reject": reject_step,
    "seen": confirm_seen,
}
DONE = {
    "sign": _("You signed %(number)s %(label)s."),
    "return": _("You returned %(number)s %(label)s to its author."),
    "reject": _("You rejected %(number)s %(label)s."),
    "seen": _("You confirmed that you have seen %(number)s %(label)s."),
}
DONE_ACT = {
    "sign": _("You signed. The act concerns %(number)s."),
    "return": _("You returned it to who asked for it: %(number)s."),
    "reject": _("You rejected it: %(number)s."),
    "seen": _("You confirmed that you have seen %(number)s %(label)s."),
}
DONE_PACKAGE = {
    "sign": _("You signed change package %(number)s, with every document in it."),
    "return": _("You returned change package %(number)s to who leads it."),
    "reject": _("You rejected change package %(number)s."),
    "seen": _("You confirmed that you have seen change package %(number)s."),
}
PAGE: Final = "approvals/decide.html"
PAGE_OF_PACKAGE: Final = "approvals/package_decide.html"


@way_back("approvals:decide_again")
@require_http_methods(["GET", "POST"])
@member_view("approvals.decide")
def decide(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show what changes and how to decide; POST `decision`: sign, return, reject, or seen."""
    wanted = StepForm(request.GET).wanted()
    to_show = request.method == "GET"
    found = get_decision(
        request.member, number, n, key=_key(request), wanted=wanted, to_show=to_show
    )
    package = found.revision.package_number
    if package is not None and found.round.package_id:  # decided as a whole
        where = reverse("approvals:decide_package", args=[code, package])
        return redirect(f"{where}?{urlencode({'document': number})}")
    return _answer(request, found, PAGE)


@way_back("approvals:decide_package_again")
@require_http_methods(["GET", "POST"])
@member_view("approvals.decide")
def decide_package(request: MemberRequest, code: str, package: int) -> HttpResponse:
    """Show the same of a package, one of its documents at a time; one act decides on all."""
    document = request.GET.get("document", "")
    found = get_package_decision(request.member, package, key=_key(request), document=document)
    return _answer(request, found, PAGE_OF_PACKAGE)


def _key(request: MemberRequest) -> UUID | None:
    form = KeyForm(request.POST)
    return form.cleaned_data["key"] if form.is_valid() else None


def _answer(request: MemberRequest, found: Decision, page: str) -> HttpResponse:
    decision = request.POST.get("decision", "")
    offered = _forms(request, decision)
    _offer_rereading(found, offered["sign"])
    form = offered.get(decision)
    if form is not None and form.is_valid() and _decided(request, found, decision, form):
        messages.success(request, _done(found, decision))
        return redirect("approvals:inbox")
    if request.method == "POST":
        found = found.shown_to(request.member)
    _offer(request, found, offered["sign"])
    context = context_of(request, found) | {"forms": offered}
    return keep_look(request, render(request, page, context))


def _forms(request: MemberRequest, decision: str) -> dict[str, forms.Form]:
    """Return the form of each decision; one that was sent without a session has what it said."""
    before = written(request)
    return {
        name: form(
            request.POST if name == decision else None,
            auto_id=f"{name}_%s",
            initial=before if name == before.get("decision") else None,
        )
        for name, form in FORMS.items()
    }


def _offer_rereading(found: Decision, sign: forms.Form) -> None:
    """Let who approves last say of each revision whether staff read it anew."""
    if isinstance(sign, SignForm):
        sign.offer_rereading(rereading_offered(found.decided))


def _done(found: Decision, decision: str) -> str:
    if found.package is not None:
        return DONE_PACKAGE[decision] % {"number": found.package.number}
    words = DONE_ACT if found.round.is_act else DONE
    number = found.revision.document.number
    return words[decision] % {"number": number, "label": found.revision.label}


def _offer(request: MemberRequest, found: Decision, sign: forms.Form) -> None:
    """Let the form to sign offer what this person has."""
    if isinstance(sign, SignForm) and found.is_open and not found.only_views:
        sign.ask(request, proof_for(found.step), demand_of(found.revisions()))


def _decided(request: MemberRequest, found: Decision, decision: str, form: forms.Form) -> bool:
    said = form.cleaned_data
    if isinstance(form, SignForm):
        said = form.said(request) | {"viewed": ticked(found, request.member)}
    with refusals_on(form, request.member):
        ACTS[decision](found.step, by=request.member, **said)
    return not form.errors
