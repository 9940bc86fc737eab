"""Sheets of people are read as they are meant, and handed out so that no cell does anything."""

import datetime as dt
import io
import zipfile

import pytest
from django.test import Client
from openpyxl import load_workbook

from tenants.actions.people_imports import upload_people
from tenants.models import Member, PeopleImport
from tenants.people.sheets.columns import guess
from tenants.scope import tenant_scope
from tests.tenants.people_sheet import (
    HEADS,
    PEOPLE,
    YANG,
    State,
    administrator,
    bring_in,
    check,
    errors,
    latest,
    sheet,
    upload,
)
from tests.world import Cast


@pytest.fixture
def tom(acme: Cast) -> Client:
    return administrator(acme)


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
