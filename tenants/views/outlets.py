"""The settings of channels: robots, apps and webhooks, and what became of what they were told."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenants import access
from tenants.actions import outlets
from tenants.channels.forms import OutletForm, form_for
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view
from tenants.models import DeadAddress, Delivery, Member, Outlet
from tenants.models.outlet import APPS, ROBOTS
from tenants.views.settings import say_saved, section_context

MOST_SHOWN = 20
KINDS = (*ROBOTS, *APPS, Delivery.Channel.WEBHOOK)


@require_GET
@member_view("settings.documents")
def show_channels(request: MemberRequest, code: str) -> HttpResponse:
    """Show every way out of the product, and how each fares."""
    here = Member.objects.active().values("user__email")
    context = section_context(request, "channels") | {
        "outlets": Outlet.objects.kept(),
        "kinds": KINDS,
        "dead": DeadAddress.objects.filter(email__in=here).count(),
    }
    return render(request, "tenants/channels/channels.html", context)


@require_http_methods(["GET", "POST"])
@member_view("settings.documents")
def add_outlet(request: MemberRequest, code: str, channel: str) -> HttpResponse:
    """Set up a robot, an app or a webhook; the secret of a webhook is shown this once."""
    if channel not in KINDS:
        raise Http404
    form = form_for(channel)(request.POST or None, instance=Outlet(channel=channel))
    if form.is_valid():
        try:
            made, secret = outlets.add_outlet(
                channel, form.facts, form.typed_secrets, by=request.member
            )
        except Refused as refused:
            form.add_error(None, refused)
        else:
            return _after_secret(request, made, secret)
    context = section_context(request, "channels") | {
        "form": form,
        "kind": Delivery.Channel(channel).label,
    }
    status = 422 if form.errors else 200
    return render(request, "tenants/channels/new_outlet.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_view("settings.documents")
def change_outlet(request: MemberRequest, code: str, outlet: UUID) -> HttpResponse:
    """Show an outlet with what it was told; a POST changes it."""
    found = access.get_outlet(outlet)
    form = form_for(found.channel)(request.POST or None, instance=access.get_outlet(outlet))
    if form.is_valid() and _saved(request, found, form):
        return redirect("tenants:outlet", code, found.pk)
    return _show(request, found, form)


@require_POST
@member_view("settings.documents")
def act_on_outlet(request: MemberRequest, code: str, outlet: UUID) -> HttpResponse:
    """Try an outlet, send again what was given up, renew its secret, or take it away."""
    found = access.get_outlet(outlet)
    act = request.POST.get("act")
    try:
        if act == "renew":
            return _after_secret(request, found, outlets.renew_secret(found, by=request.member))
        if act == "remove":
            outlets.remove_outlet(found, by=request.member)
            return redirect("tenants:channels", code)
        if act == "again":
            _say_again(request, outlets.send_again(found, by=request.member))
        if act == "try":
            outlets.try_outlet(found, by=request.member)
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("tenants:outlet", code, found.pk)


def _saved(request: MemberRequest, outlet: Outlet, form: OutletForm) -> bool:
    try:
        changes = outlets.change_outlet(
            outlet,
            form.facts,
            form.typed_secrets,
            seen=form.cleaned_data["seen"],
            by=request.member,
        )
    except Refused as refused:
        form.refuse(refused)
        return False
    say_saved(request, changes)
    return True


def _say_again(request: MemberRequest, count: int) -> None:
    said = ngettext("%(n)d message is sent again.", "%(n)d messages are sent again.", count)
    messages.success(request, said % {"n": count} if count else _("Nothing was given up."))


def _after_secret(request: MemberRequest, outlet: Outlet, secret: str) -> HttpResponse:
    """Show a secret once, on a page that is in no address; without one go to the outlet."""
    if not secret:
        return redirect("tenants:outlet", request.tenant.slug, outlet.pk)
    context = section_context(request, "channels") | {"outlet": outlet, "secret": secret}
    response = render(request, "tenants/channels/secret.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _show(request: MemberRequest, outlet: Outlet, form: OutletForm) -> HttpResponse:
    told = list(outlet.deliveries.order_by("-made_at", "-id")[:MOST_SHOWN])
    context = section_context(request, "channels") | {
        "outlet": outlet,
        "form": form,
        "told": told,
        "waits": any(delivery.is_test() and delivery.is_new() for delivery in told),
        "given_up": outlet.deliveries.filter(state=Delivery.State.FAILED).count(),
    }
    status = 422 if form.errors else 200
    return render(request, "tenants/channels/outlet.html", context, status=status)
