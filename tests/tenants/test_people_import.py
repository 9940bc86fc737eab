"""A sheet of people is read whole or not at all, by cell, and changes nothing the second time."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from tenants.actions.people_imports import upload_people
from tenants.errors import Refused
from tenants.models import Appointment, AuditEntry, Identity, Member, PeopleImport, Post, Unit, User
from tenants.people.sheets import importing
from tenants.people.sheets.columns import guess
from tenants.scope import tenant_scope
from tests.world import Cast, signed_in

PEOPLE = "/t/acme/people/"
HEADS = ("姓名", "工号", "邮箱", "手机", "部门", "岗位", "角色", "开始日期", "结束日期")
YANG = ("杨雪", "A-17", "yang@acme.example", "", "办公室", "工作人员", "起草人", "2026-12-01", "")

State = PeopleImport.State


@pytest.fixture
def tom(acme: Cast) -> Client:
    with tenant_scope(acme.tenant.pk):
        for code, name in (("OFC", "办公室"), ("QMO", "质量管理科")):
            Unit.objects.create(code=code, name_zh=name, name_en=code.title())
        for code, name in (("STAFF", "工作人员"), ("HEAD", "部门负责人")):
            Post.objects.create(code=code, name_zh=name, name_en=code.title())
    return signed_in(acme.tom)


def sheet(*rows: Any, heads: Any = HEADS) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (heads, *rows):
        page.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def upload(client: Client, content: bytes, name: str = "people.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(f"{PEOPLE}import/", {"file": file}, follow=True)


def latest(cast: Cast) -> PeopleImport:
    with tenant_scope(cast.tenant.pk):
        found: PeopleImport = PeopleImport.objects.defer("content").select_related("tenant")[0]
        return found


def check(cast: Cast) -> PeopleImport:
    importing.check(cast.tenant, latest(cast).pk)
    return latest(cast)


def confirm(client: Client, cast: Cast) -> PeopleImport:
    job = latest(cast)
    client.post(f"{PEOPLE}import/{job.pk}/", {"act": "confirm"})
    with tenant_scope(cast.tenant.pk):
        importing.carry_out(job.pk)
    return latest(cast)


def bring_in(client: Client, cast: Cast, *rows: Any) -> PeopleImport:
    upload(client, sheet(*rows))
    assert check(cast).errors == []
    return confirm(client, cast)


def errors(client: Client, cast: Cast, *rows: Any) -> list[list[str]]:
    upload(client, sheet(*rows))
    job = check(cast)
    assert job.state == State.WRONG
    return list(job.errors)


def everybody(cast: Cast) -> int:
    with tenant_scope(cast.tenant.pk):
        return Member.objects.count()


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


def test_columns_that_were_guessed_wrongly_are_corrected(tom: Client, acme: Cast) -> None:
    upload(tom, sheet(("A-17", "杨雪"), heads=("甲", "乙")))
    job = latest(acme)
    assert job.state == State.WRONG
    url = f"{PEOPLE}import/{job.pk}/"
    assert "where names" in tom.get(url).content.decode()
    refused = tom.post(url, {"act": "columns", "name": "1", "staff_number": "1"}, follow=True)
    assert "cannot be two things" in refused.content.decode()
    for column in ("9", "-1", "x", "9" * 5000):
        tom.post(url, {"act": "columns", "name": column, "staff_number": "1"})
        assert latest(acme).state == State.WRONG
    tom.post(url, {"act": "columns", "name": "1", "staff_number": "0"})
    assert check(acme).counts["added"] == 1


def test_heads_are_guessed_in_both_languages_and_below_a_title(acme: Cast) -> None:
    english = ("Full name", "Staff Number", "E-mail", "Phone", "Department", "Position")
    assert guess(list(enumerate(english))) == {
        "name": 0,
        "staff_number": 1,
        "email": 2,
        "mobile": 3,
        "units": 4,
        "posts": 5,
    }
    with tenant_scope(acme.tenant.pk):
        content = sheet(("", ""), HEADS, YANG, heads=("2026 年度人员名单",))
        job = upload_people(content, "a.xlsx", by=acme.tom)
    assert job.first_row == 4
    assert job.columns["units"] == 4


def test_numbers_and_dates_of_excel_are_read_as_they_show(tom: Client, acme: Cast) -> None:
    day = dt.datetime(2026, 12, 1)  # noqa: DTZ001 (as Excel has it)
    bring_in(tom, acme, ("杨雪", 1024.0, 13888888888, "", "OFC", "staff", "", day, ""))
    with tenant_scope(acme.tenant.pk):
        yang = Member.objects.get(name="杨雪")
        assert (yang.staff_number, yang.mobile) == ("1024", "13888888888")
        assert (yang.user.email, yang.valid_from) == (None, dt.date(2026, 12, 1))


def test_full_width_digits_and_letters_are_the_same_number(tom: Client, acme: Cast) -> None:
    bring_in(tom, acme, ("杨雪", "A-17", "", "13888888888", "", "", "", "2026-12-01", ""))
    narrow = "".join(map(chr, range(0x21, 0x7F)))
    wide = str.maketrans(narrow, "".join(map(chr, range(0xFF01, 0xFF5F))))
    typed = ("A-17", "", "13888888888", "", "", "", "2026-12-01", "")
    again = ("杨雪", *(cell.translate(wide) for cell in typed))
    assert bring_in(tom, acme, again).counts == {"added": 0, "changed": 0, "unchanged": 1}


def test_a_new_address_by_the_sheet_ends_what_opened_the_old_one(tom: Client, acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        Identity.objects.create(issuer="https://sso.example", subject="r", member=acme.ruth)
    bring_in(tom, acme, ("Ruth", "RUTH", "new@acme.example", "", "", "", "", "", ""))
    with tenant_scope(acme.tenant.pk):
        ruth = Member.objects.select_related("user").get(name="Ruth")
        assert (ruth.user.email, ruth.joined_at) == ("new@acme.example", None)
        assert not Identity.objects.exists()


def bomb() -> bytes:
    written = io.BytesIO(sheet(YANG))
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet2.xml", b"<a>" + b" " * 70 * 2**20 + b"</a>")
    return written.getvalue()


def with_macros() -> bytes:
    written = io.BytesIO(sheet(YANG))
    with zipfile.ZipFile(written, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"name,number", "not an Excel sheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "old Excel format or has a password"),
        (sheet(YANG)[:-200], "not an Excel sheet"),
        (sheet(heads=()), "is empty"),
        (b"PK\x03\x04" + b"0" * (5 * 2**20), "larger than 5 MB"),
        (bomb(), "unpacks to more"),
        (with_macros(), "macros"),
    ],
    ids=["text", "old", "cut", "empty", "large", "bomb", "macros"],
)
def test_what_is_no_sheet_is_refused_with_a_sentence(
    tom: Client, acme: Cast, content: bytes, told: str
) -> None:
    answer = upload(tom, content)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    with tenant_scope(acme.tenant.pk):
        assert not PeopleImport.objects.exists()


def test_a_sheet_that_is_too_long_is_refused(tom: Client, acme: Cast) -> None:
    assert "more than 10000 rows" in errors(tom, acme, *([YANG] * 10_001))[0][1]


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


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(0)"])
def test_no_cell_handed_out_is_a_formula(tom: Client, acme: Cast, name: str) -> None:
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(name="Ruth").update(name=name, mobile=name)
    book = load_workbook(io.BytesIO(tom.get(f"{PEOPLE}export.xlsx").content))
    cells = [cell for page in book for row in page for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert name in {cell.value for cell in cells}


def test_the_list_is_handed_out_as_it_is_filtered(tom: Client, bolt: Cast) -> None:
    book = load_workbook(io.BytesIO(tom.get(f"{PEOPLE}export.xlsx?q=ru").content))
    names = [row[0].value for row in book.worksheets[0]]
    assert names == ["Full name", "Ruth"]


def test_the_template_names_what_may_stand_where(tom: Client, acme: Cast) -> None:
    content = tom.get(f"{PEOPLE}template.xlsx").content
    notes = load_workbook(io.BytesIO(content)).worksheets[1]
    said = " ".join(str(cell.value) for row in notes for cell in row)
    assert "Ofc" in said
    assert "Staff" in said
    with tenant_scope(acme.tenant.pk):
        assert len(upload_people(content, "t.xlsx", by=acme.tom).columns) == 9


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
