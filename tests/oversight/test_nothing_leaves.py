"""No word of a tenant is in what the city compares: figures that were measured, and a workbook."""

import io

from openpyxl import load_workbook

from oversight.actions.scorecards import measure
from tenants.scope import tenant_scope
from tests.architecture.addresses import address, make_shelf
from tests.oversight.canaries import CANARY, COMPARING, fill
from tests.world import Cast, City, signed_in

NARROWED = (
    "/city/?columns=all",
    "/city/?indicator=readiness",
    "/city/indicators/clauses_percent/",
    "/city/indicators/findings_open/",
    "/city/indicators/days_to_expiry/?tone=bad",
)


def test_no_text_of_a_tenant_is_in_an_answer_of_the_city(city: City, acme: Cast) -> None:
    shelf = make_shelf(acme)
    with tenant_scope(acme.tenant.pk):
        fill()
        measure()
    for member in (city.quan, city.lea, city.pia, city.aude):
        browser = signed_in(member)
        pages = [*NARROWED, *(address(route, "acme", shelf.draft) for route in COMPARING)]
        answers = {page: browser.get(page) for page in pages}
        for page, answer in answers.items():
            body = b"" if answer.streaming else answer.content
            assert CANARY.encode() not in body, (page, member.name)
        if member == city.quan:
            assert {answers[page].status_code for page in ("/city/follow-ups/", *NARROWED)} == {200}


def test_no_text_of_a_tenant_is_in_the_workbook(city: City, acme: Cast) -> None:
    make_shelf(acme)
    with tenant_scope(acme.tenant.pk):
        fill()
        measure()
    sheet = signed_in(city.quan).post("/city/overview.xlsx")
    book = load_workbook(io.BytesIO(sheet.content))
    said = [str(value) for page in book for row in page.values for value in row]
    assert "ACME" in said
    assert not any(CANARY in value for value in said)
