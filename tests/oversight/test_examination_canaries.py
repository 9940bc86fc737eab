"""No word of a tenant stands in any answer to the city, but for what it handed in."""

from oversight.models import SelfReport
from tenants.models import Member
from tenants.scope import tenant_scope
from tests.architecture.addresses import address, make_shelf
from tests.oversight.canaries import CANARY, COMPARING, fill
from tests.oversight.examining import judged_of, make_round, old, page_of, pass_due, report
from tests.world import Cast, City, signed_in


def test_no_text_of_a_tenant_reaches_the_city(city: City, acme: Cast) -> None:
    old(acme.tenant)
    with tenant_scope(acme.tenant.pk):
        place = make_shelf(acme).draft
    round = make_round(city)
    signed_in(acme.cora).post(
        page_of(acme, round, "write/"),
        {"version": 0, "achievements": CANARY, "shortcomings": CANARY, "promises": CANARY},
    )
    with tenant_scope(acme.tenant.pk):
        filled = fill()
        assert SelfReport.objects.get(round=round).achievements == CANARY
        Member.objects.filter(pk=acme.ravi.pk).update(name=f"{CANARY} Ravi")
    assert "SelfReport.shortcomings" in filled
    told = place._replace(examination=str(round.pk))
    asked = 0
    for state in ("open", "scoring"):
        for member in (city.quan, city.lea, city.pia, city.aude):
            client = signed_in(member)
            for route in COMPARING:
                response = client.get(address(route, "acme", told))
                body = b"" if response.streaming else response.content
                assert CANARY.encode() not in body, (route, member.name, state)
                asked += 1
        pass_due(round)
        signed_in(city.quan).post(f"/city/examinations/{round.pk}/score/")
    assert asked >= 100


def test_what_was_handed_in_is_all_that_is_read(city: City, acme: Cast) -> None:
    """The canary of the proof above is seen once it is handed in: the search for it works."""
    old(acme.tenant)
    with tenant_scope(acme.tenant.pk):
        make_shelf(acme)
    round = make_round(city)
    report(acme, round, achievements=CANARY)
    page = signed_in(city.quan).get(f"/city/examinations/{round.pk}/zones/acme/")
    assert CANARY in page.content.decode()
    assert judged_of(round).title in page.content.decode()
