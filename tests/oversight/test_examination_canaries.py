"""No word of a tenant stands in any answer to the city, but for what it handed in."""

from typing import Final

from django.apps import apps
from django.db import Error, models, transaction

from oversight.models import SelfReport
from tenants.models import Member
from tenants.postgresql.schema import is_tenant_owned
from tenants.scope import tenant_scope
from tests.architecture.addresses import address, make_shelf, routes
from tests.oversight.examining import judged_of, make_round, old, page_of, pass_due, report
from tests.world import Cast, City, signed_in

CANARY: Final = "Quetzal7"  # no word of ours, and no time zone
LEAST_FIELDS: Final = 60  # filled: with fewer this test would prove little
# Who sets a zone up sees its furniture and its first administrator: city/zones/<code>/ is that.
COMPARING: Final = [
    route for route in routes() if route.startswith("city/") and "city/zones/<" not in route
]
KINDS: Final = (models.CharField, models.TextField)


def fill(cast: Cast) -> list[str]:
    """Put a canary into every text of the tenant that takes one; return the fields."""
    filled = []
    for model in filter(is_tenant_owned, apps.get_models()):
        for field in model._meta.local_fields:
            if not isinstance(field, KINDS) or field.choices or field.primary_key:
                continue
            longest = field.max_length or 40
            rows = model._default_manager.all()
            try:
                with transaction.atomic():
                    if rows.update(**{field.attname: CANARY[:longest]}):
                        filled.append(f"{model.__name__}.{field.name}")
            except Error:
                continue  # written once, or not every text will do
    return filled


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
        filled = fill(acme)
        assert SelfReport.objects.get(round=round).achievements == CANARY
        Member.objects.filter(pk=acme.ravi.pk).update(name=f"{CANARY} Ravi")
    assert {"Document.title", "Member.name", "SelfReport.shortcomings"} <= set(filled)
    assert len(filled) >= LEAST_FIELDS, filled
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
