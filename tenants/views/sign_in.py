"""Settings of the door: who needs a second factor, and what to do when one is lost."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenants.actions.factors import reset_factors
from tenants.actions.organisation import change_sign_in as change
from tenants.actions.providers import save_provider
from tenants.door.provider import callback
from tenants.errors import Refused, sentence
from tenants.forms import LostFactorForm, ProviderForm, SecondFactorForm
from tenants.http import MemberRequest, member_view
from tenants.models import Provider, Tenant
from tenants.views.settings import save, say_saved, section_context


@require_http_methods(["GET", "POST"])
@member_view("settings.sign_in")
def change_sign_in(request: MemberRequest, code: str) -> HttpResponse:
    """Show and change how people come in; that administrators need more, only the city says."""
    tenant = Tenant.objects.get(pk=request.tenant.pk)
    form = SecondFactorForm(request.POST or None, instance=tenant)
    if saved := save(request, form, partial(change, tenant), "tenants:sign_in_settings"):
        return saved
    return _show(request, tenant, form, ProviderForm(instance=_provider()))


@require_POST
@member_view("settings.sign_in")
def change_provider(request: MemberRequest, code: str) -> HttpResponse:
    """Name the identity provider where people of this tenant sign in, or change it."""
    provider_form = ProviderForm(request.POST, instance=_provider())
    if provider_form.is_valid():
        typed = provider_form.cleaned_data
        try:
            changes = save_provider(
                provider_form.facts, typed["new_secret"], seen=typed["seen"], by=request.member
            )
            say_saved(request, changes)
            return redirect("tenants:sign_in_settings", code)
        except Refused as refused:
            provider_form.refuse(refused)
    tenant = Tenant.objects.get(pk=request.tenant.pk)
    return _show(request, tenant, SecondFactorForm(instance=tenant), provider_form)


def _provider() -> Provider:
    return Provider.objects.first() or Provider(is_open=True)


def _show(
    request: MemberRequest, tenant: Tenant, form: SecondFactorForm, provider_form: ProviderForm
) -> HttpResponse:
    context = section_context(request, "sign_in") | {
        "form": form if tenant.kind == Tenant.Kind.CITY else None,
        "provider_form": provider_form,
        "callback": callback(tenant),
        "lost_form": LostFactorForm(),
    }
    is_wrong = bool(form.errors or provider_form.errors)
    return render(request, "tenants/sign_in.html", context, status=422 if is_wrong else 200)


@require_POST
@member_view("settings.sign_in")
def reset_factor(request: MemberRequest, code: str) -> HttpResponse:
    """Take a lost second factor off somebody's account."""
    form = LostFactorForm(request.POST)
    try:
        if form.is_valid():
            member, reason = form.cleaned_data["member"], form.cleaned_data["reason"]
            reset_factors(member, by=request.member, reason=reason)
            said = _("%(name)s signs in with the password alone now.") % {"name": member.name}
            messages.success(request, said)
        else:
            messages.error(request, _("Choose a person and say why."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("tenants:sign_in_settings", code)
