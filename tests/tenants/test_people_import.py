"""A sheet of people is taken in whole or not at all, and changes nothing the second time."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from tenants.actions.people_imports import upload_people
from tenants.errors import Refused
from tenants.models import Appointment, AuditEntry, Identity, Member, Unit, User
from tenants.people.sheets import importing
from tenants.scope import tenant_scope
from tests.tenants.people_sheet import (
    PEOPLE,
    YANG,
    State,
    administrator,
    bring_in,
    check,
    confirm,
    errors,
    everybody,
    latest,
    sheet,
    upload,
)
from tests.world import Cast


@pytest.fixture
def tom(acme: Cast) -> Client:
    return administrator(acme)


def test_a_row_becomes_a_person_with_post_and_role(tom: Client, acme: Cast) -> None:
    page = upload(tom, sheet(YANG))
    assert page.headers["Refresh"] == "2"
    job = check(acme)
    assert (job.state, job.counts) == (State.CHECKED, {"added": 1, "changed": 0, "unchanged": 0})
    assert everybody(acme) == 6  # nothing is written before somebody confirms
    assert "杨雪" in tom.get(f"{PEOPLE}import/{job.pk}/").content.decode()
    assert confirm(tom, acme).state == State.IMPORTED
    with tenant_scope(acme.tenant.pk):
        yang = Member.objects.get(staff_number="A-17")
        assert (yang.name, yang.user.email, yang.roles) == ("杨雪", "yang@acme.example", ["author"])
        assert yang.valid_from == dt.date(2026, 12, 1)
        assert not yang.user.has_usable_password()
        held = Appointment.objects.get(member=yang)
        assert (held.unit.code, held.post.code) == ("OFC", "STAFF")
        events = AuditEntry.objects.filter(by=acme.tom).values_list("event", flat=True)
        assert list(events) == ["people.imported", "member.added"]


def test_the_same_sheet_again_changes_nothing(tom: Client, acme: Cast) -> None:
    bring_in(tom, acme, YANG)
    upload(tom, sheet(YANG))
    job = check(acme)
    assert job.counts == {"added": 0, "changed": 0, "unchanged": 1}
    assert "nothing would change" in tom.get(f"{PEOPLE}import/{job.pk}/").content.decode()


def test_the_list_handed_out_can_be_taken_in_again(tom: Client, acme: Cast) -> None:
    bring_in(tom, acme, YANG)
    upload(tom, tom.get(f"{PEOPLE}export.xlsx").content)
    job = check(acme)
    assert (job.errors, job.counts["unchanged"], job.lines) == ([], 7, [])


def test_a_change_is_seen_and_written_with_what_was_before(tom: Client, acme: Cast) -> None:
    bring_in(tom, acme, YANG)
    place = ("质量管理科", "部门负责人")
    changed = ("杨雪梅", "A-17", "", "13888888888", *place, "", "", "2027-06-30")
    job = bring_in(tom, acme, changed)
    assert job.counts == {"added": 0, "changed": 1, "unchanged": 0}
    with tenant_scope(acme.tenant.pk):
        yang = Member.objects.get(staff_number="A-17")
        assert (yang.name, yang.mobile, yang.roles) == ("杨雪梅", "13888888888", ["author"])
        assert yang.user.email == "yang@acme.example"
        assert yang.appointments.count() == 2
        entry = AuditEntry.objects.filter(event="member.changed").get()
        assert '"name":["杨雪","杨雪梅"]' in bytes(entry.body).decode()


@pytest.mark.parametrize(
    ("column", "value", "cell", "told"),
    [
        (0, "", "A2", "A name is missing"),
        (0, "长" * 51, "A2", "Longer than 50"),
        (0, "#REF!", "A2", "gives no value"),
        (1, "RUTH", "C2", "no e-mail and no mobile"),
        (2, "yang@", "C2", "no e-mail address"),
        (3, "call me", "D2", "no mobile number"),
        (4, "财务科", "E2", "no “财务科” here"),
        (4, "", "E2", "unit and post together"),
        (5, "", "F2", "unit and post together"),
        (5, "工作人员、部门负责人、工作人员", "F2", ""),
        (6, "皇帝", "G2", "no role “皇帝”"),
        (6, "单位管理员", "G2", "on the page of the person"),
        (7, "2026-13-01", "H2", "no date"),
        (7, "soon", "H2", "no date"),
        (8, "2026-11-30", "I2", "before the first"),
    ],
)
def test_what_is_wrong_is_told_by_its_cell(
    tom: Client, acme: Cast, column: int, value: str, cell: str, told: str
) -> None:
    row = list(YANG)
    row[column] = value
    if told == "":
        row[4] = "办公室、质量管理科"
    if column == 1:
        row[2] = "neither"
    found = errors(tom, acme, ("周一", "A-1", *[""] * 7), row)[0]
    assert found[0] == cell.replace("2", "3")
    assert told in found[1]
    assert everybody(acme) == 6


def test_two_rows_for_one_person_are_refused(tom: Client, acme: Cast) -> None:
    twice = errors(tom, acme, YANG, ("杨白", "A-17", "", *[""] * 6))
    assert twice == [["B3", "Row 2 says the same."]]
    mail = errors(tom, acme, YANG, ("杨白", "A-18", "Yang@acme.example", *[""] * 6))
    assert mail == [["C3", "Row 2 says the same."]]


def test_a_row_that_fits_two_people_is_refused(tom: Client, acme: Cast) -> None:
    assert errors(tom, acme, ("X", "RUTH", "ada@acme.example", *[""] * 6)) == [
        ["C2", "This e-mail is that of Ada."]
    ]
    [found] = errors(tom, acme, ("X", "NEW-1", "ada@acme.example", *[""] * 6))
    assert found == ["B2", "Ada has this e-mail and the staff number ADA."]


def test_a_sheet_changes_no_administrator(tom: Client, acme: Cast) -> None:
    for row in (
        ("Tom", "TOM", "other@acme.example", *[""] * 6),
        ("Tom", "TOM", *[""] * 6, "2027-01-01"),
    ):
        assert "on their own page" in errors(tom, acme, row)[0][1]
    bring_in(tom, acme, ("Tom", "TOM", "", "", "", "", "读者", "", ""))
    with tenant_scope(acme.tenant.pk):
        assert Member.objects.get(name="Tom").roles == ["reader", "tenant_admin"]


def test_a_sheet_lets_nobody_leave_or_come_back(tom: Client, acme: Cast) -> None:
    gone = timezone.localdate() - dt.timedelta(days=9)
    [found] = errors(tom, acme, ("Ruth", "RUTH", *[""] * 5, "2020-01-01", gone.isoformat()))
    assert found[0] == "I2"
    assert "let them leave" in found[1]
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(name="Ada").update(valid_from="2020-01-01", valid_until=gone)
    [found] = errors(tom, acme, ("Ada", "ADA", *[""] * 6, "2030-01-01"))
    assert found == ["I2", "Ada has left: let them come back first."]


def test_who_is_known_elsewhere_only_gains_a_membership(
    tom: Client, acme: Cast, bolt: Cast
) -> None:
    bring_in(tom, acme, ("Ruth B", "B-1", "ruth@bolt.example", *[""] * 6))
    assert User.objects.filter(email="ruth@bolt.example").count() == 1
    bolt.ruth.user.refresh_from_db()
    assert bolt.ruth.user.has_usable_password()
    with tenant_scope(acme.tenant.pk):
        assert Member.objects.get(name="Ruth B").joined_at is None


def test_one_wrong_cell_keeps_all_rows_out(tom: Client, acme: Cast) -> None:
    bad = ("周一", "A-1", "nobody@", *[""] * 6)
    assert len(errors(tom, acme, YANG, bad)) == 1
    job = latest(acme)
    answer = tom.post(f"{PEOPLE}import/{job.pk}/", {"act": "confirm"}, follow=True)
    assert "→" in answer.content.decode()
    assert everybody(acme) == 6


def test_what_became_wrong_meanwhile_stops_the_import(tom: Client, acme: Cast) -> None:
    upload(tom, sheet(YANG))
    check(acme)
    with tenant_scope(acme.tenant.pk):
        Unit.objects.filter(code="OFC").update(ended_on=timezone.localdate())
    job = confirm(tom, acme)
    assert job.state == State.WRONG
    assert "办公室" in job.errors[0][1]
    assert everybody(acme) == 6


def test_running_twice_does_no_harm(tom: Client, acme: Cast) -> None:
    job = bring_in(tom, acme, YANG)
    importing.check(acme.tenant, job.pk)
    with tenant_scope(acme.tenant.pk):
        importing.carry_out(job.pk)
    assert everybody(acme) == 7
    assert latest(acme).state == State.IMPORTED


def test_a_new_address_by_the_sheet_ends_what_opened_the_old_one(tom: Client, acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        Identity.objects.create(issuer="https://sso.example", subject="r", member=acme.ruth)
    bring_in(tom, acme, ("Ruth", "RUTH", "new@acme.example", "", "", "", "", "", ""))
    with tenant_scope(acme.tenant.pk):
        ruth = Member.objects.select_related("user").get(name="Ruth")
        assert (ruth.user.email, ruth.joined_at) == ("new@acme.example", None)
        assert not Identity.objects.exists()


def test_three_hundred_people_come_in_whole(tom: Client, acme: Cast) -> None:
    rows = [
        (f"职工{n:03}", f"N{n:03}", f"n{n}@acme.example" if n % 3 else "", "", "办公室", "工作人员")
        for n in range(300)
    ]
    job = bring_in(tom, acme, *[(*row, "", "", "") for row in rows])
    assert job.counts == {"added": 300, "changed": 0, "unchanged": 0}
    with tenant_scope(acme.tenant.pk):
        new = Member.objects.filter(staff_number__startswith="N")
        assert new.count() == Appointment.objects.filter(member__in=new).count() == 300
        assert new.filter(user__email=None).count() == 100
        assert AuditEntry.objects.filter(event="member.added").count() == 300
        assert not new.exclude(user__password__startswith="!").exists()


def test_only_who_looks_after_people_takes_a_sheet_in(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk), pytest.raises(Refused):
        upload_people(sheet(YANG), "people.xlsx", by=acme.cora)


def test_a_sheet_takes_no_auditor_in_for_ever(tom: Client, acme: Cast) -> None:
    row = (*YANG[:6], "审核员")
    for until in ("", "2099-01-01"):
        assert "needs a last day" in errors(tom, acme, (*row, "2026-12-01", until))[0][1]
    assert bring_in(tom, acme, (*row, "2026-12-01", "2026-12-31")).state == State.IMPORTED


def test_a_sheet_dismisses_no_document_controller(tom: Client, acme: Cast) -> None:
    row = ("Cora", "CORA", "", "", "", "", "读者", "", "")
    assert "on their own page" in errors(tom, acme, row)[0][1]
