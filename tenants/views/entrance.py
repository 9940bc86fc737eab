"""Where invited people come in: by the link of a mail, or by a code on paper."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tenants.actions.invitations import use_invitation
from tenants.door import attempts
from tenants.door.entering import come_in
from tenants.door.proofs import shown_by
from tenants.door.visitors import address_of
from tenants.errors import Refused
from tenants.http import public_view
from tenants.models import Invitation, Member, Tenant, User
from tenants.people.forms import CodeForm
from tenants.people.invitations import by_code, by_link
from tenants.people.roles import Role
from tenants.scope import new_id, tenant_scope

UNKNOWN: Final = "unknown"


@public_view("the link is the proof")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, zone: str, invitation: UUID, token: str) -> HttpResponse:
    """Let somebody in who holds the link; say what became of a link that no longer works."""
    with _zone(zone) as tenant:
        found = by_link(invitation, token)
        state = found.state() if found else UNKNOWN
        if found is None or state != Invitation.State.OPEN:
            context = {
                "state": state,
                "tenant": tenant,
                "invitation": found,
                "administrators": _administrators() if found else [],
            }
            return render(request, "tenants/invitation.html", context)
        return _accept(request, tenant, found)


def _accept(request: HttpRequest, tenant: Tenant | None, invitation: Invitation) -> HttpResponse:
    person = invitation.member
    is_known = person.user.has_usable_password()
    is_known = is_known and invitation.purpose == Invitation.Purpose.INVITE
    form = None if is_known else SetPasswordForm(person.user, request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        password = form.cleaned_data["new_password1"] if form else ""
        try:
            use_invitation(invitation, password=password, by=person)
        except Refused as refusal:
            messages.error(request, refusal.messages[0])
            return redirect(request.path)
        if form is None:
            messages.success(request, _("You belong here now. Sign in as you always do."))
            return redirect("tenants:home")
        return _let_in(request, person.user, "invitation")
    context = {"state": "", "tenant": tenant, "invitation": invitation, "form": form}
    return render(request, "tenants/invitation.html", context)


@public_view("the code is the proof")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter_by_code(request: HttpRequest) -> HttpResponse:
    """Take zone, staff number and code; nobody learns which of them was wrong."""
    zone = request.GET.get("zone", "")[:12]
    form = CodeForm(request.POST or None, initial={"zone": zone})
    if form.is_valid():
        user = _use_code(request, form)
        if user is not None:
            return _let_in(request, user, "code")
    return render(request, "tenants/code.html", {"form": form})


def _use_code(request: HttpRequest, form: CodeForm) -> User | None:
    typed, address = form.cleaned_data, address_of(request)
    what = f"code {typed['zone'].upper()}/{typed['staff_number']}"
    left = attempts.count(what, address)
    with _zone(typed["zone"]):
        invitation = by_code(typed["staff_number"], typed["code"])
        if invitation is None or left < 0:
            form.refuse()
            return None
        person: Member = invitation.member
        try:
            validate_password(typed["new_password1"], person.user)
            use_invitation(invitation, password=typed["new_password1"], by=person)
        except Refused:
            form.refuse()
            return None
        except ValidationError as weakness:
            form.add_error("new_password1", weakness)
            return None
    attempts.forget(what, address)
    return person.user


def _let_in(request: HttpRequest, user: User, proof: str) -> HttpResponse:
    return come_in(request, shown_by(user), proof=proof, following="")


@contextmanager
def _zone(code: str) -> Iterator[Tenant | None]:
    """Look into this zone; where there is none, into an empty one, which takes as long."""
    tenant = Tenant.objects.filter(code=code.upper()).first()
    with tenant_scope(tenant.pk if tenant else new_id()):
        yield tenant


def _administrators() -> list[str]:
    people = Member.objects.active().with_role(Role.TENANT_ADMIN)
    return list(people.values_list("name", flat=True)[:3])
