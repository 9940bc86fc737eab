"""Forms attached to a revision: their numbers, what is signed, what is handed out."""

import io
import json
import zipfile
from typing import Any

import docx
import openpyxl
import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from documents.manifest import manifest_sha256
from documents.models import Attachment, Revision
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.documents.test_stamping import save, source_pdf
from tests.library import make_document, make_draft, make_type, put_in_force
from tests.world import Cast, signed_in


@pytest.fixture
def office(acme: Cast) -> Office:
    """Give acme a type of forms, whose numbers name the parent."""
    with tenant_scope(acme.tenant.pk):
        office = make_office(acme)
        forms = make_type(office.folder, "QR", 4)
        forms.number_pattern = "{level}-{parent}-{seq:02}"
        forms.save()
        return office


@pytest.fixture
def draft(acme: Cast, office: Office) -> Revision:
    with tenant_scope(acme.tenant.pk):
        return make_draft(make_document(office, acme.ada), acme.ada)


def url_of(revision: Revision, rest: str = "") -> str:
    number = revision.document.number
    return f"/t/acme/documents/{number}/revisions/{revision.n}/{rest}"


def word_file(text: str = "Name:") -> bytes:
    document, kept = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.sections[0].different_first_page_header_footer = True
    document.save(kept)
    return kept.getvalue()


def sheet_file() -> bytes:
    book, kept = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet["A1"] = "Name"
    head: Any = sheet.oddHeader
    head.center.text = "Zone"
    book.create_sheet("Second")["B2"] = "=1+1"
    book.save(kept)
    return kept.getvalue()


def attach(client: Client, revision: Revision, content: bytes, name: str = "form.docx") -> None:
    file = SimpleUploadedFile(name, content)
    client.post(url_of(revision, "forms/"), {"title": "Receipt", "file": file})


def handed_out(client: Client, revision: Revision, number: str) -> tuple[bytes, str]:
    answer = client.get(url_of(revision, f"forms/{number}/"))
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    return b"".join(answer), answer.headers["Content-Disposition"]


def test_a_form_gets_the_next_number_below_its_parent(acme: Cast, draft: Revision) -> None:
    client = signed_in(acme.ada)
    attach(client, draft, word_file())
    attach(client, draft, sheet_file(), "list.xlsx")
    page = client.get(url_of(draft, "draft/")).content.decode()
    with tenant_scope(acme.tenant.pk):
        numbers = [form.number for form in Attachment.objects.all()]
        assert numbers == ["QR-ACME-QP-01-01", "QR-ACME-QP-01-02"]
        assert AuditEntry.objects.filter(event="revision.form_attached").count() == 2
    assert all(number in page for number in numbers)


@pytest.mark.parametrize(("name", "content"), [("form.exe", b"MZ"), ("form.docx", b"no zip")])
def test_what_is_not_taken_as_a_file_is_no_form(
    acme: Cast, draft: Revision, name: str, content: bytes
) -> None:
    attach(signed_in(acme.ada), draft, content, name)
    with tenant_scope(acme.tenant.pk):
        assert not Attachment.objects.exists()


def test_forms_are_signed_with_the_text_and_frozen(acme: Cast, draft: Revision) -> None:
    client = signed_in(acme.ada)
    attach(client, draft, word_file())
    with tenant_scope(acme.tenant.pk):
        put_in_force(draft)
        form = Attachment.objects.select_related("file").get()
        written = json.loads(bytes(draft.manifest or b""))
        assert written["attachments"] == [
            {
                "number": form.number,
                "title": "Receipt",
                "name": "form.docx",
                "sha256": form.file.sha256,
            }
        ]
        assert manifest_sha256(draft)
    for verb in ("replace", "take-off"):
        assert client.post(url_of(draft, f"forms/{form.number}/{verb}/")).status_code == 404
    with tenant_scope(acme.tenant.pk):
        Attachment.objects.update(title="Other")
        assert manifest_sha256(draft) == ""


def test_a_revision_without_forms_is_signed_as_ever(acme: Cast, draft: Revision) -> None:
    with tenant_scope(acme.tenant.pk):
        put_in_force(draft)
        assert "attachments" not in json.loads(bytes(draft.manifest or b""))


def test_the_next_revision_takes_forms_over_and_shows_what_became_of_them(
    acme: Cast, draft: Revision
) -> None:
    client = signed_in(acme.ada)
    for content in (word_file("a"), word_file("b"), word_file("c")):
        attach(client, draft, content)
    with tenant_scope(acme.tenant.pk):
        put_in_force(draft)
        draft.document.refresh_from_db()
        following = make_draft(draft.document, acme.ada)
        numbers = [form.number for form in following.attachments.all()]
    assert len(numbers) == 3
    client.post(url_of(following, f"forms/{numbers[0]}/take-off/"))
    file = SimpleUploadedFile("b.docx", word_file("better"))
    client.post(url_of(following, f"forms/{numbers[1]}/replace/"), {"file": file})
    attach(client, following, word_file("d"))
    page = client.get(f"/t/acme/documents/{draft.document.number}/compare/?from=1&to=2")
    text = page.content.decode()
    assert [text.count(f">{word}<") for word in ("removed", "file replaced", "added")] == [1, 1, 1]
    with tenant_scope(acme.tenant.pk):
        assert [form.number for form in draft.attachments.all()] == numbers


def test_readers_get_the_forms_in_force_alone(acme: Cast, draft: Revision) -> None:
    author, reader = signed_in(acme.ada), signed_in(acme.ruth)
    attach(author, draft, word_file())
    number = "QR-ACME-QP-01-01"
    assert reader.get(url_of(draft, f"forms/{number}/")).status_code == 404
    with tenant_scope(acme.tenant.pk):
        put_in_force(draft)
        draft.document.refresh_from_db()
        following = make_draft(draft.document, acme.ada)
    assert number in reader.get(url_of(draft)).content.decode()
    assert handed_out(reader, draft, number)
    assert reader.get(url_of(following, f"forms/{number}/")).status_code == 404


def test_a_word_form_carries_number_and_revision_on_every_page(acme: Cast, draft: Revision) -> None:
    client = signed_in(acme.ada)
    attach(client, draft, word_file())
    content, name = handed_out(client, draft, "QR-ACME-QP-01-01")
    assert "QR-ACME-QP-01-01_A-0_Receipt.docx" in name
    section = docx.Document(io.BytesIO(content)).sections[0]
    for head in (section.header, section.first_page_header):
        (line,) = (paragraph.text for paragraph in head.paragraphs)
        assert line.startswith("QR-ACME-QP-01-01 · A/0 · ")  # and that it is a draft


def test_a_sheet_form_keeps_all_but_its_head(acme: Cast, draft: Revision) -> None:
    client = signed_in(acme.ada)
    attach(client, draft, sheet_file(), "list.xlsx")
    content, _name = handed_out(client, draft, "QR-ACME-QP-01-01")
    book = openpyxl.load_workbook(io.BytesIO(content))
    heads: list[Any] = [sheet.oddHeader for sheet in book.worksheets]
    assert all(head.right.text.startswith("QR-ACME-QP-01-01 · A/0") for head in heads)
    assert heads[0].center.text == "Zone"
    assert book["Second"]["B2"].value == "=1+1"
    with zipfile.ZipFile(io.BytesIO(content)) as after:
        assert after.testzip() is None


def test_a_pdf_form_stays_one_that_is_filled_in(acme: Cast, draft: Revision) -> None:
    source = source_pdf()
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Widget,
        FT=pikepdf.Name.Tx,
        T="name",
        Rect=pikepdf.Array([100, 100, 200, 120]),
    )
    source.pages[0].obj.Annots.append(source.make_indirect(field))
    source.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([source.pages[0].Annots[-1]]))
    client = signed_in(acme.ada)
    attach(client, draft, save(source), "form.pdf")
    content, _name = handed_out(client, draft, "QR-ACME-QP-01-01")
    for page in pypdfium2.PdfDocument(content):
        assert "QR-ACME-QP-01-01 · A/0" in page.get_textpage().get_text_range()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.Root.AcroForm.Fields) == 1


def test_another_kind_of_file_carries_them_in_its_name(acme: Cast, draft: Revision) -> None:
    client = signed_in(acme.ada)
    attach(client, draft, b"Name:\n", "form.txt")
    content, name = handed_out(client, draft, "QR-ACME-QP-01-01")
    assert (content, "QR-ACME-QP-01-01_A-0_Receipt.txt" in name) == (b"Name:\n", True)


def test_without_a_type_for_forms_nothing_is_attached(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        draft = make_office(acme).draft()
    client = signed_in(acme.ada)
    attach(client, draft, word_file())
    assert "level 4" in client.get(url_of(draft, "draft/")).content.decode()
