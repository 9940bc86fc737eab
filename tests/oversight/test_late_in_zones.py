"""The city hears how much is far too late in a zone, once a week, as a number."""

import datetime as dt

from django.core import mail

from documents.models import Document
from oversight.models import Scorecard
from tenants.models import Notice, Rung
from tenants.scope import tenant_scope
from tests.library import make_library
from tests.sweeping import add_document, sweep
from tests.world import Cast, City

MONDAY = dt.date(2027, 3, 1)
LATE = MONDAY + dt.timedelta(days=28)  # a Monday, twenty working days later


def test_the_city_gets_a_number_and_no_title(acme: Cast, city: City) -> None:
    with tenant_scope(acme.tenant.pk):
        document = add_document(make_library(acme), acme.ada, review_due=MONDAY, title="Secret")
    sweep(acme.tenant, LATE)
    assert Scorecard.objects.get(tenant=acme.tenant, day=LATE).late_for_city == 1
    assert sweep(city.tenant, LATE) == ["quan@city.example"]
    said = str(mail.outbox[-1].body)
    assert "ACME: 1 thing" in said
    assert "Secret" not in said
    assert document.number not in said
    with tenant_scope(city.tenant.pk):
        assert Notice.objects.get(kind="zone_late").rung == Rung.CITY

    for day in (1, 2):  # the same week
        sweep(acme.tenant, LATE + dt.timedelta(days=day))
        assert sweep(city.tenant, LATE + dt.timedelta(days=day)) == []
    sweep(acme.tenant, LATE + dt.timedelta(days=7))
    assert sweep(city.tenant, LATE + dt.timedelta(days=7)) == ["quan@city.example"]

    with tenant_scope(acme.tenant.pk):
        Document.objects.filter(pk=document.pk).update(review_due=LATE + dt.timedelta(days=365))
    sweep(acme.tenant, LATE + dt.timedelta(days=14))
    assert sweep(city.tenant, LATE + dt.timedelta(days=14)) == []
