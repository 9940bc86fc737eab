"""A published result stays: it is corrected beside, objected to and answered on the record."""

from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction

from oversight.models import Answer, Entry, Examination, Objection, Result
from tenants.scope import tenant_scope
from tests.oversight.examining import (
    begin_scoring,
    city_page,
    in_city,
    judged_of,
    make_round,
    page_of,
    publish,
    sign,
)
from tests.world import PASSWORD, Cast, City, signed_in


def test_a_published_figure_is_corrected_beside_and_never_changed(
    city: City, zones: tuple[Cast, Cast]
) -> None:
    _acme, bolt = zones
    round = make_round(city)
    begin_scoring(city, round)
    sign(city, round)
    publish(city, round)
    lea, path = signed_in(city.lea), city_page(round, "zones/bolt/correct/")
    said = {"criterion": str(judged_of(round).pk), "points": "30", "comment": "The post was slow"}
    assert lea.post(path, said | {"password": "wrong"}).status_code == 422
    assert Result.objects.filter(n=1).count() == 0
    assert lea.post(path, said | {"password": PASSWORD}).status_code == 302
    first, second = Result.objects.filter(tenant__code="BOLT").order_by("n")
    assert (first.total, second.total) == (Decimal("20.00"), Decimal("50.00"))
    assert "The post was slow" in signed_in(bolt.ruth).get(page_of(bolt, round)).content.decode()


@pytest.mark.parametrize("model", [Entry, Result])
@pytest.mark.parametrize("how", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}"])
def test_the_serving_role_cannot_touch_what_is_published(
    acme: Cast, model: type[Entry | Result], how: str
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(how.format(model._meta.db_table))


def test_an_objection_is_answered_on_the_record(city: City, zones: tuple[Cast, Cast]) -> None:
    acme, _bolt = zones
    round = make_round(city)
    begin_scoring(city, round)
    sign(city, round)
    publish(city, round)
    page = page_of(acme, round)
    signed_in(acme.ruth).post(f"{page}object/", {"text": "No"})
    signed_in(acme.cora).post(f"{page}object/", {"text": "The reviews were in time"})
    with in_city(city):
        objection = Objection.objects.get()
    office, path = signed_in(city.quan), f"/city/objections/{objection.pk}/"
    assert "The reviews were in time" in office.get(path).content.decode()
    assert office.post(path, {"is_upheld": "no", "text": "They were not"}).status_code == 302
    assert office.post(path, {"is_upheld": "yes", "text": "Or yes"}).status_code == 404
    assert "They were not" in signed_in(acme.cora).get(page).content.decode()
    with tenant_scope(acme.tenant.pk):
        assert Answer.objects.get().is_upheld is False
    Examination.objects.update(objections_until="2020-01-01")
    said = signed_in(acme.cora).post(f"{page}object/", {"text": "Late"}, follow=True)
    assert "days for objections are over" in said.content.decode()
