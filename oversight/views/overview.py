"""The city's overview: which zone needs help first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from oversight import heat
from oversight.models import Scorecard
from tenants.calendar import missing_year
from tenants.http import MemberRequest, member_view
from tenants.models import Tenant


@require_GET
@member_view("city.overview")
def show(request: MemberRequest) -> HttpResponse:
    """Show every organ and zone by its indicators, who falls behind first."""
    live = Tenant.objects.filter(live_at__isnull=False)  # what is being set up does not count yet
    tenants = live.exclude(kind=Tenant.Kind.CITY).order_by("code")
    scorecards = list(Scorecard.objects.newest().filter(tenant__in=tenants))
    lines = heat.rows(list(tenants), scorecards, timezone.localdate())
    context = {
        "groups": [
            (label, [row for row in lines if row.tenant.kind == kind])
            for kind, label in (
                (Tenant.Kind.ZONE, _("Development zones")),
                (Tenant.Kind.ORGAN, _("Organs")),
            )
        ],
        "worries": [row for row in lines if row.weight][:6],
        "indicators": heat.INDICATORS,
        "totals": heat.totals(scorecards),
        "measured_at": max((card.measured_at for card in scorecards), default=None),
        "number": len(lines),
        "missing": missing_year(request.tenant.today()),
        "may_provision": request.member.can("city.provision"),
    }
    return render(request, "oversight/overview.html", context)
