"""Submit a change package, take it back, give it up, decide on it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from approvals.actions.package_decisions import (
    confirm_package_seen,
    reject_package,
    return_package,
    sign_package,
)
from approvals.actions.package_rounds import cancel_package, recall_package, submit_package
from approvals.forms import ReasonForm, RecallForm, SeenForm, SignForm
from approvals.models import Package, Step
from approvals.models.delegation import in_place_of
from approvals.packages import access, shown
from approvals.packages.forms import WhyForm
from approvals.rounds import identity
from approvals.rounds.together import demand_of
from approvals.rounds.wording import meaning_of
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view

FORMS: dict[str, type[forms.Form]] = {
    "sign": SignForm,
    "return": ReasonForm,
    "reject": ReasonForm,
    "seen": SeenForm,
}
ACTS: dict[str, Callable[..., None]] = {
    "sign": sign_package,
    "return": return_package,
    "reject": reject_package,
    "seen": confirm_package_seen,
}
DONE = {
    "sign": gettext_lazy("You signed change package %(number)s, with every document in it."),
    "return": gettext_lazy("You returned change package %(number)s to who leads it."),
    "reject": gettext_lazy("You rejected change package %(number)s."),
    "seen": gettext_lazy("You confirmed that you have seen change package %(number)s."),
}


@require_POST
@member_view("documents.draft")
def submit(request: MemberRequest, code: str, package: int) -> HttpResponse:
    """Put a package before those who decide."""
    found = access.get_package_to_lead(request.member, package)
    try:
        submit_package(found, by=request.member)
        messages.success(request, _("Submitted. Those who decide have been told."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("approvals:package", code, package)


@require_POST
@member_view("documents.draft")
def recall(request: MemberRequest, code: str, package: int) -> HttpResponse:
    """Take a submission back."""
    found = access.get_package_to_lead(request.member, package)
    form = RecallForm(request.POST)
    try:
        recall_package(found, by=request.member, reason=form.data.get("reason", ""))
        messages.success(request, _("Recalled. All its revisions are drafts again."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("approvals:package", code, package)


@require_POST
@member_view("documents.draft")
def cancel(request: MemberRequest, code: str, package: int) -> HttpResponse:
    """Give a package up."""
    found = access.get_package_to_lead(request.member, package)
    form = WhyForm(request.POST)
    try:
        cancel_package(found, by=request.member, reason=form.data.get("reason", ""))
        messages.success(request, _("The change package is cancelled."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("approvals:package", code, package)


@require_http_methods(["GET", "POST"])
@member_view("approvals.decide")
def decide(request: MemberRequest, code: str, package: int) -> HttpResponse:
    """Show what changes in all documents; POST `decision`: sign, return, reject, or seen."""
    found = access.get_package_to_decide(request.member, package)
    steps = access.steps_in(found, request.member)
    decision = request.POST.get("decision", "")
    offered = {
        name: form(request.POST if name == decision else None, auto_id=f"{name}_%s")
        for name, form in FORMS.items()
    }
    form = offered.get(decision)
    if form is not None and form.is_valid() and _decided(request, found, decision, form):
        messages.success(request, DONE[decision] % {"number": package})
        return redirect("approvals:inbox")
    _offer(request, found, offered["sign"])
    context = {
        "package": found,
        "label": shown.STATES[found.state],
        "parts": shown.parts_of(found.revisions(), code),
        "entries": shown.entries_of(found),
        "past": shown.past_of(found),
        "forms": offered,
        "steps": steps,
        "only_views": all(step.only_views for step in steps),
        "meanings": _meanings(steps),
        "names": _names(request, steps),
        "due_on": min((step.due_on for step in steps if step.due_on), default=None),
    }
    return render(request, "approvals/package_decide.html", context)


def _offer(request: MemberRequest, package: Package, sign: forms.Form) -> None:
    """Let the form to sign offer what this person has."""
    rounds = access.running_rounds(package)
    if isinstance(sign, SignForm) and rounds:
        offer = identity.offered_to(request.member, demand_of(package.revisions()))
        bound_to = identity.binding(package.pk, rounds[0].manifest_sha256)
        sign.ask(request.session, offer, bound_to)


def _decided(request: MemberRequest, package: Package, decision: str, form: forms.Form) -> bool:
    said: dict[str, Any] = form.said(request) if isinstance(form, SignForm) else form.cleaned_data
    try:
        ACTS[decision](package, by=request.member, **said)
    except identity.NotConfirmed as refused:
        identity.note_failure(request.member, refused.proof)
        form.add_error(refused.proof.field, refused)
    except Refused as refused:
        form.add_error(None, refused)
    return not form.errors


def _meanings(steps: list[Step]) -> str:
    """Say what the signature will mean, in each capacity once."""
    said = [meaning_of(step.round, step.meaning) for step in steps if not step.only_views]
    return "、".join(dict.fromkeys(said))


def _names(request: MemberRequest, steps: list[Step]) -> str:
    """Return the names as they will be signed, where they are more than the reader's own."""
    me = request.member
    others = [step.member.name for step in steps if step.member_id != me.pk]
    return "、".join(in_place_of(me.name, name) for name in dict.fromkeys(others))
