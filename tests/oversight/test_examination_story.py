"""A round from the reports to the published result, as its people live it."""

import io
from decimal import Decimal

import openpyxl

from documents.models import Document
from oversight.models import Result
from tenants.models import Member, Notice
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.oversight.examining import (
    begin_scoring,
    choose,
    city_page,
    give,
    make_round,
    number_of,
    page_of,
    publish,
    report,
    sign,
)
from tests.world import Cast, City, make_member, signed_in


def test_two_zones_report_are_scored_and_read_the_gap(
    city: City, zones: tuple[Cast, Cast], eve: Member
) -> None:
    acme, bolt = zones
    round = make_round(city)
    report(acme, round, evidence_0=number_of(acme), shared_0="on")
    report(bolt, round, evidence_0=number_of(bolt))
    begin_scoring(city, round)
    for cast in zones:
        choose(city, round, cast, city.quan, eve)
    assert give(round, acme, city.quan, "54") == 302
    assert give(round, acme, eve, "50") == 302
    assert give(round, bolt, city.quan, "30") == 302
    assert give(round, bolt, eve, "30.50") == 302
    sign(city, round)
    publish(city, round)
    # acme: 40 counted + (54 + 50) / 2; bolt: half of 40 + (30 + 30.5) / 2
    found = {each.tenant.code: each.total for each in Result.objects.select_related("tenant")}
    assert found == {"ACME": Decimal("92.00"), "BOLT": Decimal("50.25")}
    page = signed_in(bolt.ruth).get(page_of(bolt, round))
    own = page.context["published"]
    assert (own.placed.place, own.placed.of) == (2, 2)
    gap = own.gaps[1]
    assert (gap.points, gap.best, gap.behind) == (
        Decimal("30.25"),
        Decimal("52.00"),
        Decimal("21.75"),
    )
    assert gap.median == Decimal("41.13")  # of 52.00 and 30.25, half up
    text = page.content.decode()
    assert "Secret of ACME" in text  # acme shared the name
    link = f'href="/t/acme/documents/{number_of(acme)}/"'
    assert link not in text  # ruth of bolt is nobody there
    assert link in signed_in(acme.ruth).get(page_of(acme, round)).content.decode()
    make_member(acme.tenant, "Ruth of Bolt", Role.READER, user=bolt.ruth.user)
    assert link in signed_in(bolt.ruth).get(page_of(bolt, round)).content.decode()
    with tenant_scope(acme.tenant.pk):
        Document.objects.update(restricted=True)
    assert link not in signed_in(acme.ruth).get(page_of(acme, round)).content.decode()
    assert "Because Eve says 30.50" in text
    assert "Because Eve says 50" not in text  # what was said of others is theirs
    assert "Secret of BOLT" not in signed_in(acme.ruth).get(page_of(acme, round)).content.decode()
    with tenant_scope(bolt.tenant.pk):
        assert set(Notice.objects.values_list("recipient__name", flat=True)) == {"Cora", "Ravi"}
    pages = signed_in(bolt.ruth).post(page_of(bolt, round, "result.pdf"))
    assert pages.content.startswith(b"%PDF")
    sheet = signed_in(city.quan).post(city_page(round, "result.xlsx"))
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).worksheets[0].values)
    assert [(row[0], row[4]) for row in rows[1:]] == [("ACME", 92), ("BOLT", 50.25)]
