"""Withdraw a document at once, ask to restore or to retire it, call a retirement off."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from approvals.actions.acts import ask_to_restore, ask_to_retire, call_off, withdraw
from approvals.acts.forms import ActForm, RetireForm
from approvals.impact.shown import Impact
from approvals.reviews.shown import wanted_because
from approvals.rounds.routing import Duty, duties_of
from documents import access
from documents.models import Document
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view

type Act = Callable[[str], object]  # it is given the reason

SAID: dict[str, str | Promise] = {
    "withdraw": _("Withdrawn. Its readers see it at once; those who approve it confirm it."),
    "restore": _("Asked for. Those who approve the document decide."),
    "retire": _("Asked for. Those who approve the document decide."),
    "call_off": _("Called off. The document stays as it is."),
}


@require_http_methods(["GET", "POST"])
@member_view("documents.control")
def withdraw_at_once(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Say why a document is out of force from this moment on."""
    document = _in_force_once(request, number)
    if document.state == Document.State.RETIRED:
        return _has_changed(request, document)

    def act(reason: str) -> None:
        withdraw(document, by=request.member, reason=reason)

    return _page(request, document, "withdraw", ActForm(request.POST or None), act)


@require_http_methods(["GET", "POST"])
@member_view("documents.control")
def restore(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Ask to put a withdrawn document in force again."""
    document = _in_force_once(request, number)
    if document.state != Document.State.WITHDRAWN:
        return _has_changed(request, document)

    def act(reason: str) -> None:
        ask_to_restore(document, by=request.member, reason=reason)

    return _page(request, document, "restore", ActForm(request.POST or None), act)


@require_http_methods(["GET", "POST"])
@member_view("documents.control")
def retire(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Ask to end a document, and say what becomes of what belongs to it."""
    document = _in_force_once(request, number)
    if document.state == Document.State.RETIRED:
        return _has_changed(request, document)
    children = list(document.children.all().live().order_by("number_key"))
    reason = {"reason": wanted_because(document)}
    form = RetireForm(request.POST or None, children=children, initial=reason)

    def act(reason: str) -> None:
        plan, day = form.plan(), form.cleaned_data["effective_on"]
        ask_to_retire(document, plan, by=request.member, reason=reason, effective_on=day)

    return _page(request, document, "retire", form, act)


@require_http_methods(["GET", "POST"])
@member_view("documents.control")
def call_retirement_off(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Let a retirement that waits for its day come to nothing."""
    document = _in_force_once(request, number)
    if document.retires_on is None:
        return _has_changed(request, document)

    def act(reason: str) -> None:
        call_off(document, by=request.member, reason=reason)

    return _page(request, document, "call_off", ActForm(request.POST or None), act)


def _in_force_once(request: MemberRequest, number: str) -> Document:
    """Return a document of which something is or was in force, or 404."""
    document = access.get_document(request.member, number)
    if document.in_force is None:
        raise Http404
    return document


def _has_changed(request: MemberRequest, document: Document) -> HttpResponse:
    """Lead back from a page that was opened before somebody else acted."""
    messages.error(request, _("This has changed meanwhile. Look at it again."))
    return redirect("documents:document", request.tenant.slug, document.number)


def _page(
    request: MemberRequest, document: Document, name: str, form: Form, act: Act
) -> HttpResponse:
    if form.is_valid():
        try:
            act(form.cleaned_data["reason"])
            messages.success(request, str(SAID[name]))
            return redirect("documents:document", request.tenant.slug, document.number)
        except Refused as refused:
            form.add_error(None, refused)
    duties, refusal = _asked(request, document) if name != "call_off" else ([], "")
    context = {
        "document": document,
        "act": name,
        "form": form,
        "duties": duties,
        "refusal": refusal,
        "impact": Impact.of_act(document, request.member) if name != "call_off" else None,
        "is_confirming": name == "withdraw" and document.state == Document.State.WITHDRAWN,
    }
    return render(request, "approvals/act.html", context, status=422 if form.errors else 200)


def _asked(request: MemberRequest, document: Document) -> tuple[list[Duty], str]:
    """Return whom the act will be put before, or why nobody."""
    revision = document.in_force
    assert revision is not None  # noqa: S101 - no page of an act without one
    revision.document = document
    try:
        return duties_of(revision, by=request.member, is_act=True), ""
    except Refused as refused:
        return [], sentence(refused)
