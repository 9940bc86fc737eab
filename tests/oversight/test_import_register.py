"""A register kept as a sheet comes in whole or not at all, with its files, and once."""

import datetime as dt
import io
import zipfile
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from documents import content
from documents.models import Distribution, Document, Revision
from documents.register.numbering import number_key
from oversight.importing.registers import work
from oversight.importing.registers.columns import guess
from oversight.models import RegisterImport
from tenants.models import AuditEntry, Notice
from tenants.scope import tenant_scope
from tests.library import Library, make_document, make_draft, make_effective
from tests.world import Cast, signed_in

PAGE: Final = "/t/acme/import/register/"
HEADS: Final = ("序号", "文件编号", "文件名称", "类别", "版次", "实施日期", "归口部门", "责任人")
SEALS: Final = (1, "KG-QP-03", "印章管理程序", "QP", "B/2", "2024-03-01", "综合办公室", "Ada")
FILES: Final = (2, "KG-WI-12", "档案保管办法", "WI", "A", dt.date(2023, 5, 6), "OFC", "")

State = RegisterImport.State


@pytest.fixture
def cora(acme: Cast, library: Library) -> Client:
    return signed_in(acme.cora)


def sheet(*rows: Any, heads: Any = HEADS, above: Any = ()) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (*above, heads, *rows):
        page.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def packed(**files: str | bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as box:
        for name, text in files.items():
            box.writestr(name, text)
    return written.getvalue()


def upload(client: Client, acme: Cast, content: bytes, archive: bytes = b"", **facts: Any) -> Any:
    """Upload a register as a form does, and let it be checked."""
    sent: dict[str, Any] = {"file": SimpleUploadedFile("清单.xlsx", content)}
    sent |= {"owner": str(acme.cora.pk)} | facts
    if archive:
        sent["archive"] = SimpleUploadedFile("文件.zip", archive, "application/zip")
    answer = client.post(PAGE, sent)
    assert answer.status_code == 302, answer.content.decode()
    work.check(acme.tenant, latest(acme).pk)
    return latest(acme)


def latest(acme: Cast) -> RegisterImport:
    with tenant_scope(acme.tenant.pk):
        return RegisterImport.objects.defer("content").latest("made_at")


def confirm(client: Client, acme: Cast) -> RegisterImport:
    job = latest(acme)
    client.post(f"{PAGE}{job.pk}/", {"act": "confirm"})
    work.carry_out(acme.tenant, job.pk)
    return latest(acme)


def errors(client: Client, acme: Cast, *rows: Any, **facts: Any) -> list[list[str]]:
    job = upload(client, acme, sheet(*rows), **facts)
    assert job.state == State.WRONG
    return list(job.errors)


def test_documents_come_in_as_they_stood_there(acme: Cast, cora: Client) -> None:
    job = upload(cora, acme, sheet(SEALS, FILES))
    assert (job.state, job.counts["added"]) == (State.CHECKED, 2)
    with tenant_scope(acme.tenant.pk):
        assert not Document.objects.exists()
    assert confirm(cora, acme).state == State.IMPORTED
    with tenant_scope(acme.tenant.pk):
        seals = Document.objects.select_related("in_force", "owner", "unit").get(number="KG-QP-03")
        assert (seals.title, seals.owner, seals.unit.code) == ("印章管理程序", acme.ada, "OFC")
        assert (seals.in_force.label, seals.in_force.effective_on) == ("B/2", dt.date(2024, 3, 1))
        assert seals.in_force.is_imported
        assert seals.review_due is not None
        assert seals.review_due > acme.tenant.today() + dt.timedelta(days=300)
        assert Document.objects.get(number="KG-WI-12").owner == acme.cora
        assert not Distribution.objects.exists()
        assert not Notice.objects.exists()
        assert AuditEntry.objects.filter(event="document.imported").count() == 2
        assert AuditEntry.objects.get(event="register.imported").by == acme.cora
    assert "KG-QP-03" in cora.get("/t/acme/documents/?q=印章").content.decode()
    for page in ("", "history/"):
        assert cora.get(f"/t/acme/documents/KG-QP-03/{page}").status_code == 200


def test_a_repeated_message_imports_nothing_twice(acme: Cast, cora: Client) -> None:
    upload(cora, acme, sheet(SEALS))
    job = confirm(cora, acme)
    for _ in range(2):
        work.check(acme.tenant, job.pk)
        work.carry_out(acme.tenant, job.pk)
        cora.post(f"{PAGE}{job.pk}/", {"act": "confirm"})
    with tenant_scope(acme.tenant.pk):
        assert Document.objects.count() == Revision.objects.count() == 1
        assert AuditEntry.objects.filter(event="register.imported").count() == 1


def test_the_same_sheet_again_is_the_same_and_a_changed_one_changes_nothing(
    acme: Cast, cora: Client
) -> None:
    upload(cora, acme, sheet(SEALS))
    confirm(cora, acme)
    job = upload(cora, acme, sheet(SEALS, FILES))
    assert {k: job.counts[k] for k in ("added", "same", "different")} == {
        "added": 1, "same": 1, "different": 0,
    }  # fmt: skip
    job = upload(cora, acme, sheet((*SEALS[:2], "印章使用程序", "QP", "B/3", *SEALS[5:])))
    assert (job.counts["different"], job.counts["added"]) == (1, 0)
    assert job.lines == [
        [2, "KG-QP-03 印章使用程序", "differs, stays as it is: Title、Revision", ""]
    ]
    assert "印章使用程序" in cora.get(f"{PAGE}{job.pk}/").content.decode()


@pytest.mark.parametrize(
    ("cell", "column", "value", "words"),
    [
        ("B2", 1, "", "must not be empty"),
        ("B2", 1, "KG QP 03", "cannot be a document number"),
        ("C2", 2, "", "must not be empty"),
        ("C2", 2, "长" * 201, "Longer than 200"),
        ("D2", 3, "合同", "no “合同” here"),
        ("E2", 4, "最新", "no revision such as A/0"),
        ("F2", 5, "去年", "no date such as"),
        ("F2", 5, "2024-02-30", "no date such as"),
        ("F2", 5, "2999-01-01", "lies ahead"),
        ("F2", 5, "#REF!", "gives no value"),
        ("G2", 6, "财务科", "no “财务科” here"),
        ("H2", 7, "陌生人", "Nobody here is called"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_wrong_is_told_with_its_cell(
    acme: Cast, cora: Client, cell: str, column: int, value: str, words: str
) -> None:
    row = list(SEALS)
    row[column] = value
    found = errors(cora, acme, row, FILES)
    assert [each[0] for each in found] == [cell]
    assert words in found[0][1]
    with tenant_scope(acme.tenant.pk):
        assert not Document.objects.exists()


def test_numbers_that_are_taken_are_faults(acme: Cast, cora: Client, library: Library) -> None:
    with tenant_scope(acme.tenant.pk):
        effective, gone = make_effective(library, acme.ada), make_effective(library, acme.ada)
        draft = make_document(library, acme.ada)
        make_draft(draft, acme.ada)
        Document.objects.filter(pk=gone.pk).update(state=Document.State.RETIRED)
    numbers = (effective.number.lower(), gone.number, draft.number, "KG-QP-03", "kg-qp-3")
    rows = [(n, number, *SEALS[2:]) for n, number in enumerate(numbers)]
    found = dict(errors(cora, acme, *rows))
    assert "written otherwise" in found["B2"]
    assert "no longer in force" in found["B3"]
    assert "never in force" in found["B4"]
    assert "Row 5 has the same number" in found["B6"]
    assert len(found) == 4


def test_who_may_not_see_a_document_learns_only_that_its_number_is_taken(
    acme: Cast, library: Library
) -> None:
    with tenant_scope(acme.tenant.pk):
        hidden = make_effective(library, acme.ada, "Secret plan")
        Document.objects.update(restricted=True)
    tom = signed_in(acme.tom)
    found = errors(tom, acme, (1, hidden.number, "Secret plan", *SEALS[3:]))
    assert found == [["B2", "This number is taken; numbers are never used twice."]]


def test_empty_cells_take_what_was_chosen_for_them(
    acme: Cast, cora: Client, library: Library
) -> None:
    row = (1, "KG-QP-03", "印章管理程序", "", "", "2024-03-01", "", "")
    found = errors(cora, acme, row)
    assert [cell for cell, _ in found] == ["D2", "G2"]
    upload(
        *(cora, acme, sheet(row)),
        document_type=str(library.instruction.pk),
        unit=str(library.service.pk),
    )
    confirm(cora, acme)
    with tenant_scope(acme.tenant.pk):
        made = Document.objects.select_related("in_force").get()
        assert (made.document_type, made.unit) == (library.instruction, library.service)
        assert made.in_force.label == "A/0"


def test_files_come_in_with_the_row_whose_number_or_title_is_in_their_name(
    acme: Cast, cora: Client
) -> None:
    archive = packed(
        **{
            "程序/KG_QP_03 印章 B2.md": "# 印章\n\n# 1 目的\n\n1.1 用印须登记。\n",
            "档案 保管办法（终稿）.txt": "档案入库须登记。",
            "KG-QP-031.md": "# other",
            "通知.md": "# notice",
        }
    )
    job = upload(cora, acme, sheet(SEALS, FILES), archive)
    assert job.counts["files"] == 2
    assert {name for name, _ in job.unmatched} == {"KG-QP-031.md", "通知.md"}
    assert confirm(cora, acme).counts["files"] == 2
    with tenant_scope(acme.tenant.pk):
        seals = Revision.objects.get(document__number="KG-QP-03")
        assert [b.text for b in content.blocks_of(seals)][-1] == "1.1 用印须登记。"
        assert seals.source_name == "KG_QP_03 印章 B2.md"
    assert "KG-QP-03" in cora.get("/t/acme/documents/?q=用印须登记").content.decode()
    assert "用印须登记" in cora.get("/t/acme/documents/KG-QP-03/").content.decode()


def test_a_file_that_is_not_fit_stops_all_of_it(acme: Cast, cora: Client) -> None:
    archive = packed(**{"KG-QP-03.docx": b"<html>"})
    job = upload(cora, acme, sheet(SEALS), archive)
    assert job.state == State.WRONG
    assert job.errors[0][0] == "KG-QP-03.docx"


def test_what_has_become_wrong_since_stops_all_of_it(
    acme: Cast, cora: Client, library: Library
) -> None:
    upload(cora, acme, sheet(SEALS, FILES))
    with tenant_scope(acme.tenant.pk):
        make_document(library, acme.ada)
        Document.objects.update(number="KG-WI-12", number_key=number_key("KG-WI-12"))
    job = confirm(cora, acme)
    assert (job.state, job.errors[0][0]) == (State.WRONG, "B3")
    with tenant_scope(acme.tenant.pk):
        assert Document.objects.count() == 1


def test_columns_are_guessed_below_a_title_and_can_be_changed(acme: Cast, cora: Client) -> None:
    above = (("昆明某某机关受控文件清单",), ())
    heads = ("编", "文号", "题名", "实施日期", "备注")
    row = ("x", "KG-QP-03", "印章管理程序", "2024年3月1日", "")
    content = sheet(row, heads=heads, above=above)
    job = upload(cora, acme, content, document_type="", unit="")
    assert job.state == State.WRONG
    assert "Say at least where numbers" in cora.get(f"{PAGE}{job.pk}/").content.decode()
    cora.post(f"{PAGE}{job.pk}/", {"act": "columns", "number": "1", "title": "2", "effective": "3"})
    work.check(acme.tenant, job.pk)
    assert [cell for cell, _ in latest(acme).errors] == ["B4", "B4"]  # type and unit: no column


def test_our_own_list_is_understood_and_says_nothing_new(
    acme: Cast, cora: Client, library: Library
) -> None:
    with tenant_scope(acme.tenant.pk):
        make_effective(library, acme.ada)
    mine = cora.post("/t/acme/lists/controlled/export.xlsx").content
    job = upload(cora, acme, mine)
    assert (job.state, job.counts["same"], job.counts["added"]) == (State.CHECKED, 1, 0)


def test_the_template_names_every_column(cora: Client) -> None:
    book = load_workbook(io.BytesIO(cora.get(f"{PAGE}template.xlsx").content))
    heads = [(n, str(cell.value)) for n, cell in enumerate(book.worksheets[0][1])]
    assert list(guess(heads).values()) == list(range(len(heads)))
