"""Vacancies: units without a head, routes that find nobody, documents whose owner is gone."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.models import Document
from tenants.models import Appointment, Member, Unit
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.library import appoint, make_effective
from tests.world import Cast, signed_in

PAGE = "/t/acme/settings/vacancies/"
GONE = dt.date(2020, 1, 1)


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        made = make_office(acme)
        appoint(acme.ruth, made.head, made.service)
        return made


def shown(acme: Cast) -> str:
    page = signed_in(acme.tom).get(PAGE).content.decode()
    return page[page.index("<main") :]


def test_where_everybody_is_there_nothing_is_vacant(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        make_effective(office, acme.ada)
    assert "Nothing is vacant" in shown(acme)


def test_a_unit_without_a_head_is_vacant_and_an_acting_one_is_not(
    acme: Cast, office: Office
) -> None:
    with tenant_scope(acme.tenant.pk):
        Appointment.objects.filter(unit=office.service).update(valid_until=GONE, valid_from=GONE)
    assert 'href="/t/acme/settings/units/SVC/"' in shown(acme)
    with tenant_scope(acme.tenant.pk):
        Appointment.objects.filter(unit=office.service).update(valid_until=None, is_acting=True)
    assert "Nothing is vacant" in shown(acme)


def test_a_head_whose_membership_is_over_leads_nothing(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=acme.ruth.pk).update(valid_from=GONE, valid_until=GONE)
    assert "Units without a head · 1" in shown(acme)


def test_a_post_that_a_route_asks_for_and_nobody_holds_is_vacant(
    acme: Cast, office: Office
) -> None:
    with tenant_scope(acme.tenant.pk):
        Appointment.objects.update(valid_from=GONE, valid_until=GONE)
    page = shown(acme)
    assert "Posts that a route asks for and nobody holds · 1" in page
    assert 'href="/t/acme/settings/routes/QP/major/"' in page


def test_a_stage_that_finds_nobody_in_a_unit_with_documents_is_vacant(
    acme: Cast, office: Office
) -> None:
    with tenant_scope(acme.tenant.pk):
        Appointment.objects.filter(unit=office.office).update(valid_from=GONE, valid_until=GONE)
        assert "Stages" not in shown(acme)  # the office owns nothing yet
        make_effective(office, acme.ada)
    page = shown(acme)
    assert "Stages that find too few people in a unit with documents · 1" in page
    assert "General Office · QP" in page


@pytest.mark.parametrize("how", ["membership", "account"])
def test_a_document_whose_owner_is_gone_is_vacant(acme: Cast, office: Office, how: str) -> None:
    with tenant_scope(acme.tenant.pk):
        document = make_effective(office, acme.ada)
        hidden = make_effective(office, acme.ada, title="Salaries")
        Document.objects.filter(pk=hidden.pk).update(restricted=True)
        if how == "membership":
            Member.objects.filter(pk=acme.ada.pk).update(valid_from=GONE, valid_until=GONE)
        else:
            acme.ada.user.is_active = False
            acme.ada.user.save()
    page = shown(acme)
    assert "Documents whose owner is gone · 2" in page
    assert document.number in page
    assert "Salaries" not in page


def test_the_document_says_that_its_owner_is_gone(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        document = make_effective(office, acme.ada)
    url = f"/t/acme/documents/{document.number}/"
    assert "no longer here" not in signed_in(acme.cora).get(url).content.decode()
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=acme.ada.pk).update(valid_from=GONE, valid_until=GONE)
    assert "no longer here" in signed_in(acme.cora).get(url).content.decode()


def test_the_page_takes_no_more_statements_when_more_is_vacant(acme: Cast, office: Office) -> None:
    client = signed_in(acme.tom)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    with tenant_scope(acme.tenant.pk):
        make_effective(office, acme.ada)
        Member.objects.filter(pk=acme.ada.pk).update(valid_from=GONE, valid_until=GONE)
    client.get(PAGE)
    before = cost()
    with tenant_scope(acme.tenant.pk):
        for n in range(5):
            Unit.objects.create(code=f"U{n}", name_zh="科", name_en=f"Unit {n}")
            make_effective(office, acme.ada, title=f"Another {n}")
    assert cost() == before


def test_who_leaves_with_work_in_hand_is_shown_ahead(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    with tenant_scope(acme.tenant.pk):
        make_effective(office, acme.ada)
        people = Member.objects.filter(pk__in=[acme.ada.pk, acme.ruth.pk])
        people.update(valid_until=today + dt.timedelta(days=40))
    assert "Nothing is vacant" in shown(acme)
    with tenant_scope(acme.tenant.pk):
        people.update(valid_until=today + dt.timedelta(days=9))
    page = shown(acme)
    assert f"/t/acme/people/{acme.ada.pk}/leaving/" in page
    assert f"/t/acme/people/{acme.ruth.pk}/leaving/" not in page
