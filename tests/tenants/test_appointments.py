"""Appointments: who holds which post, from when until when, in full or as acting holder."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from approvals.actions.rounds import submit
from approvals.models import Signature
from tenants.actions.appointments import appoint as give
from tenants.errors import Refused
from tenants.models import Appointment, AuditEntry, Member, Post, Unit
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.world import Cast, make_member, signed_in

DAY = timedelta(days=1)
PAGE = "/t/acme/settings/units/OFC/"


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


@pytest.fixture
def tom(acme: Cast, office: Office) -> Client:
    return signed_in(acme.tom)


@pytest.fixture
def today(acme: Cast) -> date:
    return timezone.localdate(timezone=acme.tenant.zone)


def form(office: Office, today: date, **facts: object) -> dict[str, object]:
    told = {"member": "RUTH", "post": office.head.pk, "valid_from": today, "valid_until": ""}
    return told | facts


def of(acme: Cast, member: Member) -> list[Appointment]:
    with tenant_scope(acme.tenant.pk):
        held = Appointment.objects.filter(member=member).select_related("unit", "post")
        return list(held.order_by("valid_from", "valid_until"))


def change(client: Client, one: Appointment, **facts: object) -> int:
    told = {"valid_until": "", **facts}
    return client.post(f"/t/acme/settings/appointments/{one.pk}/", told).status_code


@pytest.mark.parametrize("who", ["RUTH", "Ruth"])
def test_somebody_is_appointed_by_name_or_number(
    acme: Cast, office: Office, tom: Client, today: date, who: str
) -> None:
    assert tom.post(f"{PAGE}appoint/", form(office, today, member=who)).status_code == 302
    [one] = of(acme, acme.ruth)
    assert (one.unit, one.post, one.valid_from) == (office.office, office.head, today)
    with tenant_scope(acme.tenant.pk):
        entry = AuditEntry.objects.get(event="appointment.made")
        assert entry.by_id == acme.tom.pk
        held = Appointment.objects.on(today).filter(post=office.head, unit=office.office)
        assert {appointment.member for appointment in held} == {acme.ravi, acme.ruth}


@pytest.mark.parametrize("who", ["Nobody", "", "Lena", "BOLT"])
def test_who_is_not_there_or_is_there_twice_is_not_appointed(
    acme: Cast, bolt: Cast, office: Office, tom: Client, today: date, who: str
) -> None:
    make_member(bolt.tenant, "Bolt")
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=office.leo.pk).update(name="Lena", staff_number="X1")
        Member.objects.filter(pk=office.lena.pk).update(staff_number="X2")
    assert tom.post(f"{PAGE}appoint/", form(office, today, member=who)).status_code == 422


def test_nobody_holds_a_post_twice_at_a_time(
    acme: Cast, office: Office, tom: Client, today: date
) -> None:
    for start, status in ((today, 302), (today, 422), (today + DAY, 422)):
        told = form(office, today, valid_from=start, valid_until="")
        assert tom.post(f"{PAGE}appoint/", told).status_code == status
    assert len(of(acme, acme.ruth)) == 1


def test_an_end_before_the_beginning_is_refused(
    acme: Cast, office: Office, tom: Client, today: date
) -> None:
    told = form(office, today, valid_until=today - 5 * DAY)
    assert tom.post(f"{PAGE}appoint/", told).status_code == 422
    told = form(office, today, valid_from="9999-12-31", valid_until="0001-01-01")
    assert tom.post(f"{PAGE}appoint/", told).status_code == 422


def test_the_first_and_the_last_day_there_are_can_be_given(
    acme: Cast, office: Office, tom: Client, today: date
) -> None:
    told = form(office, today, valid_from="0001-01-01", valid_until="9999-12-31")
    assert tom.post(f"{PAGE}appoint/", told).status_code == 302
    assert tom.get(PAGE).status_code == 200


def test_ended_units_and_posts_take_nobody(
    acme: Cast, office: Office, tom: Client, today: date
) -> None:
    with tenant_scope(acme.tenant.pk):
        Unit.objects.filter(code="SVC").update(ended_on=today)
        gone = Post.objects.create(code="OLD", name_zh="旧", name_en="Old", ended_on=today)
        with pytest.raises(Refused):
            give(acme.ruth, post=gone, unit=office.office, by=acme.tom)
    told = form(office, today)
    assert tom.post("/t/acme/settings/units/SVC/appoint/", told).status_code == 422
    assert tom.post(f"{PAGE}appoint/", told | {"post": gone.pk}).status_code == 422


def test_the_last_day_is_set_and_the_past_stays(
    acme: Cast, office: Office, tom: Client, today: date
) -> None:
    with tenant_scope(acme.tenant.pk):
        Appointment.objects.update(valid_from=today - 30 * DAY)
    [one] = of(acme, acme.ravi)
    assert change(tom, one, valid_until=today - 5 * DAY) == 422
    assert change(tom, one, valid_until=today - DAY) == 302
    with tenant_scope(acme.tenant.pk):
        assert not Appointment.objects.on(today).filter(post=office.head).exists()
        Appointment.objects.update(valid_until=today - 9 * DAY)
    assert change(tom, one) == 422
    assert of(acme, acme.ravi)[0].valid_until == today - 9 * DAY


def test_an_acting_head_is_shown_so_and_printed_so(
    acme: Cast, office: Office, tom: Client, today: date
) -> None:
    [one] = of(acme, acme.ravi)
    assert change(tom, one, is_acting="on") == 302
    assert " (acting)" in tom.get(PAGE).content.decode()
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=acme.ada.pk).update(name="Ada")
        give(acme.ada, post=office.head, unit=office.office, is_acting=True, by=acme.tom)
        submit(office.draft(), by=acme.ada)
        assert Signature.objects.get().post == "综合办公室部门负责人（代）"


def test_who_acted_until_yesterday_holds_it_in_full_from_today(
    acme: Cast, office: Office, tom: Client, today: date
) -> None:
    with tenant_scope(acme.tenant.pk):
        Appointment.objects.update(valid_from=today - 30 * DAY, is_acting=True)
    [one] = of(acme, acme.ravi)
    assert change(tom, one) == 302
    old, new = of(acme, acme.ravi)
    assert (old.is_acting, old.valid_until) == (True, today - DAY)
    assert (new.is_acting, new.valid_from, new.valid_until) == (False, today, None)


def test_an_appointment_ended_before_it_held_can_be_made_again(
    acme: Cast, office: Office, tom: Client, today: date
) -> None:
    tom.post(f"{PAGE}appoint/", form(office, today))
    [one] = of(acme, acme.ruth)
    assert change(tom, one, valid_until=today - DAY) == 302
    assert tom.post(f"{PAGE}appoint/", form(office, today)).status_code == 302
    assert [each.valid_until for each in of(acme, acme.ruth)] == [None]


def test_who_may_not_organise_appoints_nobody(acme: Cast, office: Office, today: date) -> None:
    [one] = of(acme, acme.ravi)
    assert signed_in(acme.cora).post(f"{PAGE}appoint/", form(office, today)).status_code == 403
    assert change(signed_in(acme.cora), one, valid_until=today) == 403
    with tenant_scope(acme.tenant.pk), pytest.raises(Refused):
        give(acme.ruth, post=office.head, unit=office.office, by=acme.cora)


def test_a_person_is_appointed_from_their_own_page(
    acme: Cast, office: Office, tom: Client, today: date
) -> None:
    page = f"/t/acme/people/{acme.ruth.pk}/"
    told = form(office, today, unit=office.service.pk, is_acting="on")
    assert tom.post(f"{page}appoint/", told)["Location"] == page
    [one] = of(acme, acme.ruth)
    assert (one.unit, one.is_acting) == (office.service, True)
    shown = tom.get(page).content.decode()
    assert "(acting)" in shown
    assert f"/t/acme/settings/appointments/{one.pk}/" in shown
    assert "(acting)" in tom.get("/t/acme/people/").content.decode()
    assert tom.post(f"{page}appoint/", told).status_code == 422
    assert "appoint/" not in signed_in(acme.cora).get(page).content.decode()


def test_a_signature_takes_the_posts_of_who_has_very_many(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        for n in range(9):
            name = f"昆明市政务服务管理局综合审批与标准化科第{n}专班负责人"
            post = Post.objects.create(code=f"P{n}", name_zh=name, name_en=name)
            Appointment.objects.create(member=acme.ruth, post=post, unit=office.office)
        titles = acme.ruth.post_titles()
    assert (len(titles), titles[-1]) == (Signature._meta.get_field("post").max_length, "…")
