"""Decide on a revision with its changes in view."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from approvals import access
from approvals.actions.decisions import confirm_seen, reject_step, return_step, sign_step
from approvals.acts.shown import Asked
from approvals.colleagues.shown import More
from approvals.forms import KeyForm, ReasonForm, SeenForm, SignForm, StepForm
from approvals.impact.shown import Impact
from approvals.models import Step
from approvals.models.delegation import in_place_of
from approvals.rounds import identity
from approvals.rounds.rereading import offered
from approvals.rounds.since import Since
from approvals.rounds.wording import ROLES, act_of, meaning_of
from approvals.talk.conversation import Conversation
from documents import content, pictures
from documents.attachments import form_changes, forms_of
from documents.comparison import Comparison, Ticks, keep_look, ticks_of
from documents.converting.report import Report
from documents.looks import reading_of
from documents.text.render import to_html
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.models import Member

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


@require_http_methods(["GET", "POST"])
@member_view("approvals.decide")
def decide(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show what changes and how to decide; POST `decision`: sign, return, reject, or seen."""
    decision = request.POST.get("decision", "")
    wanted, key = StepForm(request.GET).wanted(), KeyForm(request.POST)
    same = key.cleaned_data["key"] if key.is_valid() else None
    found = access.get_decision(request.member, number, n, key=same, wanted=wanted)
    package = found.revision.package_number
    if package is not None and found.step.round.package_id:  # decided as a whole
        return redirect("approvals:decide_package", code, package)
    shown = _forms(request, decision)
    _offer_rereading(found.step, shown["sign"])
    form = shown.get(decision)
    if form is not None and form.is_valid() and _decided(request, found, decision, form):
        done = DONE_ACT if found.step.round.is_act else DONE
        said = done[decision] % {"number": number, "label": found.revision.label}
        messages.success(request, said)
        return redirect("approvals:inbox")
    _offer(request, found.step, shown["sign"])
    context = _context(request, found) | {"forms": shown, "names": _names(request, found.step)}
    return keep_look(request, render(request, "approvals/decide.html", context))


def _forms(request: MemberRequest, decision: str) -> dict[str, forms.Form]:
    return {
        name: form(request.POST if name == decision else None, auto_id=f"{name}_%s")
        for name, form in FORMS.items()
    }


def _offer_rereading(step: Step, sign: forms.Form) -> None:
    """Let who approves last say whether staff read the revision anew."""
    if isinstance(sign, SignForm):
        sign.offer_rereading(offered(step))


def _offer(request: MemberRequest, step: Step, sign: forms.Form) -> None:
    """Let the form to sign offer what this person has."""
    if isinstance(sign, SignForm) and step.state == Step.State.OPEN and not step.only_views:
        demand = step.round.revision.document.document_type.signing
        bound_to = identity.binding(step.pk, step.round.manifest_sha256)
        sign.ask(request.session, identity.offered_to(request.member, demand), bound_to)


def _decided(
    request: MemberRequest, found: access.Decision, decision: str, form: forms.Form
) -> bool:
    said = form.cleaned_data
    if isinstance(form, SignForm):
        said = form.said(request) | {"viewed": _viewed(request, found)}
    try:
        ACTS[decision](found.step, by=request.member, **said)
    except identity.NotConfirmed as refused:
        identity.note_failure(request.member, refused.proof)
        form.add_error(refused.proof.field, refused)
    except Refused as refused:
        form.add_error(None, refused)
    return not form.errors


def _viewed(request: MemberRequest, found: access.Decision) -> Ticks | None:
    """Count what was ticked of the changes that are signed; None where there are none to tick."""
    old = None if found.step.round.is_act else found.dossier.before(found.revision)
    return ticks_of(request.member, old, found.revision) if old else None


def _names(request: MemberRequest, step: Step) -> str:
    """Return both names as they will be signed, or how the step is shown to its holder."""
    if step.is_stood_in():
        return in_place_of(request.member.name, step.member.name)
    return step.names_beside(request.member)


def _context(request: MemberRequest, found: access.Decision) -> dict[str, Any]:
    revision, round = found.revision, found.step.round
    reading = reading_of(revision, request.GET, code=request.tenant.slug)
    context = {
        "step": found.step,
        "is_open": found.step.state == Step.State.OPEN,
        "revision": revision,
        "reading": reading,
        "trail": found.trail,
        "meaning": meaning_of(round, found.step.meaning),
        "more": More.of(found, request.member),
        "talk": Conversation.of(revision, request.member, found.steps),
        "role": ROLES.get(found.step.meaning, ""),
    }
    if round.is_act:
        touched = Impact.of_act(found.dossier.document, request.member)
        return context | {"asked": Asked.of(round), "act": act_of(found.step), "impact": touched}
    return context | _compared(request, found, is_read=not reading.pages)


def _since(reader: Member, found: access.Decision, pictures_at: str) -> dict[str, Any]:
    """Return what changed since this person had an earlier round in hand."""
    since = Since.of(found.step.round, found.steps, reader)
    return {"since": since, "since_rows": since.rows(pictures_at) if since else []}


def _compared(request: MemberRequest, found: access.Decision, *, is_read: bool) -> dict[str, Any]:
    """Return what changed since the revision before, or the whole text of a first one."""
    revision, document = found.revision, found.dossier.document
    old = found.dossier.before(revision)
    at = pictures.address(request.tenant.slug, document.number, revision.n)
    comparison = Comparison.of(request, document, old, revision) if old and is_read else None
    forms = form_changes(old, revision) if old else []
    redline = comparison.redline if comparison else None
    return {
        "impact": Impact.of(revision, request.member, redline=redline, forms=forms),
        "old": old,
        "comparison": comparison,
        **_since(request.member, found, at),
        "html": to_html(content.blocks_of(revision), at) if is_read and not old else "",
        "source": Report.of(revision),
        "blank_forms": forms_of(revision),
        "form_changes": forms,
    }
