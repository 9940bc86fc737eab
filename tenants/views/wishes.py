"""By which ways people want to be told of what: their own page, the tenant's, a link in a mail."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tenants.access import Standing
from tenants.actions.wishes import change_defaults, change_wishes
from tenants.channels.off import Asked, read_link
from tenants.channels.table import chosen, table_for
from tenants.channels.wishes import Wishes, ways_here, ways_to
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view, public_view
from tenants.models import Delivery, Member, Tenant
from tenants.notices.kinds import every
from tenants.scope import tenant_scope
from tenants.views.settings import section_context


@require_http_methods(["GET", "POST"])
@member_view("notices.read")
def show_wishes(request: MemberRequest, code: str) -> HttpResponse:
    """Show a member by which ways each kind of notice comes; a POST changes it."""
    ways = ways_to(request.member)
    if request.method == "POST":
        change_wishes(chosen(request.POST, ways), by=request.member)
        messages.success(request, _("Saved."))
        return redirect("tenants:wishes", code)
    context = {
        "table": table_for(Wishes.of(request.member), ways),
        "may_change": not Standing(request.tenant, request.member).is_read_only(),
    }
    return render(request, "tenants/channels/wishes.html", context)


@require_http_methods(["GET", "POST"])
@member_view("settings.documents")
def show_defaults(request: MemberRequest, code: str) -> HttpResponse:
    """Show what holds for whoever has not said otherwise; a POST changes it."""
    ways = ways_here()
    if request.method == "POST":
        try:
            change_defaults(chosen(request.POST, ways), by=request.member)
            messages.success(request, _("Saved."))
        except Refused as refused:
            messages.error(request, sentence(refused))
        return redirect("tenants:default_wishes", code)
    context = section_context(request, "channels") | {"table": table_for(Wishes.of(None), ways)}
    return render(request, "tenants/channels/defaults.html", context)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@public_view("the link itself says whose mail it is, and only switches news off")
def switch_off(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to switch off what a mail was about; a POST, of a mail program too, does it."""
    asked = read_link(token)
    if asked is None:
        raise Http404
    if request.method == "POST":
        _switch_off(asked)
        return render(request, "tenants/channels/off.html", {"is_done": True})
    return render(request, "tenants/channels/off.html", {"is_done": False})


def _switch_off(asked: Asked) -> None:
    """Do what the link of a mail asks for, as often as it is followed."""
    tenant = Tenant.objects.filter(pk=asked.tenant).first()
    if tenant is None or not tenant.is_running():
        return
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        member = Member.objects.select_related("user").one_or_none(pk=asked.member)
        if member is not None:
            free = {kind.name for kind in every().values() if not kind.has_floor()}
            mail = str(Delivery.Channel.MAIL)
            change_wishes({(kind, mail): False for kind in free & {*asked.kinds}}, by=member)
