"""What is done with a step besides deciding it: a colleague brought in, taken back, urged."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals import access
from approvals.actions import waiting
from approvals.actions.steps import add_signer, hand_on, take_back
from approvals.colleagues.finding import listed
from approvals.colleagues.forms import AddSignerForm, HandOnForm, InformForm
from approvals.models import Round, Step
from documents.models import Revision
from tenants.door.held import way_back, written
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view


@way_back("approvals:add_signer_again")
@require_http_methods(["GET", "POST"])
@member_view("approvals.decide")
def add(request: MemberRequest, code: str, number: str, n: int, step_id: UUID) -> HttpResponse:
    """Ask for another signature beside the reader's own."""
    step = access.get_step(request.member, number, n, step_id, access.may_share)
    form = AddSignerForm(request.POST or None, initial=written(request))
    if form.is_valid() and _is_done(request, form, add_signer, step):
        name = form.cleaned_data["person"].name
        messages.success(request, _("%(name)s is asked to sign as well.") % {"name": name})
        return redirect("approvals:inbox")
    return _page(request, form, step, _("Add a signer"))


@way_back("approvals:hand_on_again")
@require_http_methods(["GET", "POST"])
@member_view("approvals.decide")
def hand(request: MemberRequest, code: str, number: str, n: int, step_id: UUID) -> HttpResponse:
    """Give a step to somebody else."""
    step = access.get_step(request.member, number, n, step_id, access.may_hand_on)
    form = HandOnForm(request.POST or None, initial=written(request))
    if form.is_valid() and _is_done(request, form, hand_on, step):
        name = form.cleaned_data["person"].name
        messages.success(request, _("Handed on: %(name)s decides instead.") % {"name": name})
        if step.member_id == request.member.pk:
            return redirect("approvals:inbox")
        return redirect("documents:revision", code, number, n)
    return _page(request, form, step, _("Hand on"))


@require_POST
@member_view("approvals.decide")
def undo(request: MemberRequest, code: str, number: str, n: int, added: UUID) -> HttpResponse:
    """Do without a signature that was added."""
    step = access.get_step(request.member, number, n, added, access.may_take_back)
    try:
        take_back(step, by=request.member)
        words = _("Taken back: %(name)s is not asked any more.") % {"name": step.member.name}
        messages.success(request, words)
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("approvals:decide", code, number, n)


@require_POST
@member_view("approvals.decide")
def urge(request: MemberRequest, code: str, number: str, n: int, step_id: UUID) -> HttpResponse:
    """Ask who has a step for haste."""
    step = access.get_step(request.member, number, n, step_id, access.may_urge)
    try:
        waiting.urge(step, by=request.member)
        messages.success(request, _("Urged: %(name)s is told.") % {"name": step.member.name})
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("documents:revision", code, number, n)


@require_http_methods(["GET", "POST"])
@member_view("documents.draft")
def inform(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Let others know of a round that runs."""
    round = access.get_open_round(request.member, number, n)
    form = InformForm(request.POST or None)
    if form.is_valid() and _is_done(request, form, waiting.inform, round):
        messages.success(request, _("They are told, and hear how the round ends."))
        return redirect("documents:revision", code, number, n)
    context = {"form": form, "revision": round.revision, "act": _("Inform others")}
    return render(request, "approvals/step.html", context)


def _is_done(
    request: MemberRequest, form: forms.Form, act: Callable[..., object], about: Step | Round
) -> bool:
    try:
        act(about, by=request.member, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused)
    return not form.errors


def _page(request: MemberRequest, form: forms.Form, step: Step, act: str) -> HttpResponse:
    revision: Revision = step.round.revision
    context = {
        "form": form,
        "step": step,
        "revision": revision,
        "act": act,
        "colleagues": listed(but=request.member),
    }
    return render(request, "approvals/step.html", context)
