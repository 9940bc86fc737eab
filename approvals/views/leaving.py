"""Let somebody leave: what holds them, who takes it, and the end of their membership."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from approvals.actions.leaving import (
    deactivate_member,
    hand_over,
    leave_involuntarily,
    reactivate_member,
)
from approvals.forms import HandOverForm, LeaveForm, ReturnForm
from approvals.leaving.holdings import Holdings
from approvals.leaving.labels import choices
from approvals.models import Delegation
from tenants.access import get_member
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.models import Member

type Act = Callable[[Member, forms.Form, Member], None]


def _hand_over(person: Member, form: forms.Form, by: Member) -> None:
    assert isinstance(form, HandOverForm)  # noqa: S101 (FORMS says so)
    hand_over(person, form.moves(), by=by)


def _deactivate(person: Member, _form: forms.Form, by: Member) -> None:
    deactivate_member(person, by=by)


def _leave(person: Member, form: forms.Form, by: Member) -> None:
    leave_involuntarily(person, **form.cleaned_data, by=by)


def _return(person: Member, form: forms.Form, by: Member) -> None:
    reactivate_member(person, **form.cleaned_data, by=by)


ACTS: Final[dict[str, tuple[Act, str | Promise]]] = {
    "hand_over": (_hand_over, _("Handed over. Both sides are told.")),
    "deactivate": (_deactivate, _("%(name)s has left.")),
    "leave": (_leave, _("%(name)s has left; the document controller has the work.")),
    "return": (_return, _("%(name)s is back.")),
}


@require_http_methods(["GET", "POST"])
@member_view("people.hand_over")
def show_leaving(request: MemberRequest, code: str, member: UUID) -> HttpResponse:
    """List what holds the person; POST `act`: hand_over, deactivate, leave or return."""
    person = get_member(member)
    holdings = Holdings.of(person)
    act = request.POST.get("act", "")
    shown = _forms(request, person, holdings, act)
    form = shown.get(act)
    if form is not None and form.is_valid() and _is_done(request, person, act, form):
        return redirect("approvals:leaving", code, person.pk)
    context = {
        "person": person,
        "is_here": person.is_active(),
        "is_free": holdings.is_empty(),
        "forms": shown,
        "delegations": Delegation.objects.planned().of(person).named(),
        "may_manage": request.member.can("people.manage"),
        "is_self": person == request.member,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "approvals/leaving.html", context, status=status)


def _forms(
    request: MemberRequest, person: Member, holdings: Holdings, act: str
) -> dict[str, forms.Form]:
    def data(name: str) -> QueryDict | None:
        return request.POST if name == act else None

    held = choices(holdings, request.member)
    return {
        "hand_over": HandOverForm(data("hand_over"), held=held, leaver=person),
        "deactivate": forms.Form(data("deactivate")),
        "leave": LeaveForm(data("leave"), leaver=person),
        "return": ReturnForm(data("return")),
    }


def _is_done(request: MemberRequest, person: Member, act: str, form: forms.Form) -> bool:
    run, said = ACTS[act]
    try:
        run(person, form, request.member)
    except Refused as refused:
        form.add_error(None, refused)
        return False
    messages.success(request, str(said) % {"name": person.name})
    return True
