"""The past of the demo city: fourteen months, thresholds, follow-ups in every state."""

from itertools import pairwise

from config.demo.compared import FOLLOW_UPS, MONTHS, compare
from oversight.actions.scorecards import measure
from oversight.models import FollowUp, MonthEnd, Scorecard, Threshold
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.world import City, make_member, make_tenant, signed_in


def test_the_demo_city_has_a_past(city: City) -> None:
    for code in {asked.code for asked in FOLLOW_UPS}:
        tenant = make_tenant(code)
        make_member(tenant, "Cora", Role.CONTROLLER)
        with tenant_scope(tenant.pk):
            measure()
    Scorecard.objects.update(acknowledgements_required=3, acknowledgements_done=1)
    compare(city.tenant)
    assert MonthEnd.objects.count() == MONTHS * len(FOLLOW_UPS)
    ends = MonthEnd.objects.order_by("tenant", "month")
    shares = [
        (e.tenant_id, 100 * e.acknowledgements_done / e.acknowledgements_required) for e in ends
    ]
    assert len(set(shares)) > MONTHS
    assert all(
        abs(a - b) < 3 for (one, a), (other, b) in pairwise(shares) if one == other
    )  # no leap
    assert {each.state for each in FollowUp.objects.all()} == set(FollowUp.State.values)
    with tenant_scope(city.tenant.pk):
        assert Threshold.objects.count() == 1
    page = signed_in(city.quan).get("/city/?indicator=reviews_overdue").content.decode()
    assert "dc-chart" in page
