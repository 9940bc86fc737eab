"""A published result stays: it is corrected beside, objected to and answered on the record."""

import datetime as dt
import json
import re
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from oversight.examination.telling import untold
from oversight.models import (
    Answer,
    Criterion,
    Entry,
    Examination,
    Objection,
    Result,
    ResultSignature,
)
from oversight.periodic import tell_of_rounds
from tenants.models import Member, Notice, Tenant
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
from tests.tenants.device import Device
from tests.tenants.test_passkeys import make
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
    again = lea.post(path, said | {"password": PASSWORD})  # a second click
    assert "These points stand already" in again.content.decode()
    first, second = Result.objects.filter(tenant__code="BOLT").order_by("n")
    assert (first.total, second.total) == (Decimal("20.00"), Decimal("50.00"))
    with tenant_scope(bolt.tenant.pk):  # where the broker lost it, the clock tells
        assert tell_of_rounds(bolt.tenant.today()) == 0
        assert set(Notice.objects.values_list("milestone", flat=True)) == {0, 1}
        assert untold() == []
    assert "The post was slow" in signed_in(bolt.ruth).get(page_of(bolt, round)).content.decode()


def by_passkey(client: Client, device: Device, path: str) -> str:
    """Ask and answer as the page does it."""
    page = client.get(path).content.decode()
    found = re.search(r'data-sign-passkey="([^"]+)" data-bound-to="([^"]+)"', page)
    assert found is not None
    return device.use(client.post(found[1], {"bound_to": found[2]}).json()["question"])


def test_a_result_and_a_correction_are_signed_by_passkey(
    city: City, zones: tuple[Cast, Cast]
) -> None:
    round = make_round(city)
    begin_scoring(city, round)
    lea, device = signed_in(city.lea), Device()
    assert make(lea, device) == 302
    path = city_page(round, "sign/")
    answer = by_passkey(lea, device, path)
    seen = lea.get(path).context["seen"]
    assert lea.post(path, {"answer": answer, "seen": seen}).status_code == 302
    publish(city, round)
    path = city_page(round, "zones/bolt/correct/")
    said = {"criterion": str(judged_of(round).pk), "points": "30", "comment": "The post was slow"}
    answer = by_passkey(lea, device, path)
    assert lea.post(path, said | {"answer": answer}).status_code == 302
    assert lea.post(path, said | {"points": "31", "answer": answer}).status_code == 422
    with in_city(city):
        assert list(ResultSignature.objects.values_list("method", flat=True)) == ["passkey"] * 2


def test_what_is_signed_says_by_which_rules(city: City, zones: tuple[Cast, Cast]) -> None:
    round = make_round(city)
    begin_scoring(city, round)
    sign(city, round)
    with in_city(city):
        told = json.loads(ResultSignature.objects.get().manifest)
    assert told["rules"]["missing"] == "judged"
    counted = told["criteria"][0]
    assert (counted["indicator"], counted["thresholds"]) == ("reviews_overdue", [[0, 100], [3, 50]])


@pytest.mark.parametrize("change", ["UPDATE {} SET weight = weight", "DELETE FROM {}"])
def test_the_criteria_of_an_open_round_stay(city: City, change: str) -> None:
    make_round(city)
    with pytest.raises(ProgrammingError, match="stay as they are"), transaction.atomic():
        connection.cursor().execute(change.format(Criterion._meta.db_table))


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
    for _twice in range(2):
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


def test_the_days_for_objections_are_the_zones_own(city: City, zones: tuple[Cast, Cast]) -> None:
    """The page promises a day: it is over when it is over there, wherever the city is."""
    acme, _bolt = zones
    round = make_round(city)
    begin_scoring(city, round)
    sign(city, round)
    publish(city, round)
    with tenant_scope(acme.tenant.pk):
        Member.objects.update(valid_from=dt.date(2020, 1, 1))  # yesterday, too
    for cast, time_zone in ((city, "Pacific/Kiritimati"), (acme, "Etc/GMT+12")):
        Tenant.objects.filter(pk=cast.tenant.pk).update(time_zone=time_zone)
    cora, page = signed_in(acme.cora), page_of(acme, round)
    today = Tenant.objects.get(pk=acme.tenant.pk).today()
    Examination.objects.update(objections_until=today)
    assert f"{page}object/" in cora.get(page).content.decode()
    cora.post(f"{page}object/", {"text": "They were in time"})
    with in_city(city):
        assert Objection.objects.get().text == "They were in time"
    Examination.objects.update(objections_until=today - dt.timedelta(days=1))
    assert f"{page}object/" not in cora.get(page).content.decode()
