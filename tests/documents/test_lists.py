"""The lists of documents: one description, three outputs, and only what the reader may see."""

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pikepdf
import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from documents.access import share_document
from documents.actions.documents import set_audience, withdraw_expired
from documents.models import CurrencyCheck, Document, ExternalSource, Revision
from tenants import audit
from tenants.exports import MOST_AN_HOUR
from tenants.models import AuditEntry, Member
from tenants.scope import tenant_scope
from tests.library import (
    Library,
    make_document,
    make_draft,
    make_effective,
    make_library,
    make_type,
    put_in_force,
)
from tests.world import Cast, signed_in

LISTS: Final = "/t/acme/lists/"
ALL: Final = ("controlled", "external", "obsolete", "forms")


def sheet(client: Client, listing: str, query: str = "") -> list[list[Any]]:
    """Return the rows of the list as a sheet, without its heads."""
    answer = client.post(f"{LISTS}{listing}/export.xlsx{query}")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    return [list(row) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]


def pages(client: Client, listing: str, query: str = "") -> list[str]:
    """Return the words of each page of the list as a PDF."""
    answer = client.post(f"{LISTS}{listing}/export.pdf{query}")
    assert answer.status_code == 200
    with pypdfium2.PdfDocument(answer.content) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def numbers(client: Client, listing: str, query: str = "") -> list[str]:
    return [row[1] for row in sheet(client, listing, query)]


def of_type(library: Library, code: str, level: int) -> Library:
    """Return the library as if this type were its procedures."""
    facts = vars(library) | {"procedure": make_type(library.folder, code, level)}
    return Library(**facts)


def test_each_document_stands_in_the_list_for_it(acme: Cast, library: Library) -> None:
    procedure = make_effective(library, acme.ada).number
    form = make_effective(of_type(library, "QR", 4), acme.ada).number
    standard = make_effective(of_type(library, "ED", 5), acme.ada).number
    make_draft(make_document(library, acme.ada), acme.ada)
    cora = signed_in(acme.cora)
    assert numbers(cora, "controlled") == [procedure, form]
    assert numbers(cora, "external") == [standard]
    assert numbers(cora, "forms") == [form]
    assert numbers(cora, "obsolete") == []


def test_screen_sheet_and_paper_say_the_same(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    set_audience(document, everybody=True, by=acme.ada)
    put_in_force(make_draft(document, acme.ada))
    cora = signed_in(acme.cora)
    shown = cora.get(f"{LISTS}controlled/").content.decode()
    row = sheet(cora, "controlled")[0]
    printed = "".join("".join(pages(cora, "controlled")).split())
    today = timezone.localdate().isoformat()
    for words in (document.number, "Control of documents", "B/0", today, "Everybody", "Ada"):
        assert words in shown
        assert words in row
        assert "".join(words.split()) in printed


def test_what_is_over_says_from_when_until_when_and_why(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    put_in_force(make_draft(document, acme.ada))
    today = timezone.localdate().isoformat()
    cora = signed_in(acme.cora)
    assert [row[3:7] for row in sheet(cora, "obsolete")] == [
        ["A/0", today, today, "Superseded by B/0"]
    ]
    Document.objects.update(state=Document.State.RETIRED)
    assert [(row[3], row[6]) for row in sheet(cora, "obsolete")] == [
        ("A/0", "Superseded by B/0"),
        ("B/0", "Retired"),
    ]
    assert numbers(cora, "controlled") == []


def test_a_document_that_was_taken_out_of_force_held_until_that_day(
    acme: Cast, library: Library
) -> None:
    document = make_effective(library, acme.ada)
    withdraw_expired(document, by=None)
    row = sheet(signed_in(acme.cora), "obsolete")[0]
    assert (row[3], row[5], row[6]) == ("A/0", timezone.localdate().isoformat(), "Withdrawn")


def test_an_external_document_says_whose_it_is_and_when_it_was_checked(
    acme: Cast, library: Library
) -> None:
    document = make_effective(of_type(library, "ED", 5), acme.ada, "Quality systems")
    ExternalSource.objects.create(document=document, issuer="SAC", number="GB/T 19001-2016")
    today = timezone.localdate()
    CurrencyCheck.objects.create(
        document=document,
        by=acme.ada,
        on=today,
        looked_at="openstd",
        result=CurrencyCheck.Result.SUPERSEDED,
        next_due=today,
    )
    row = sheet(signed_in(acme.cora), "external")[0]
    assert row[3:5] == ["GB/T 19001-2016", "SAC"]
    assert row[7:9] == ["Superseded by another edition", today.isoformat()]


def test_a_form_names_what_it_belongs_to_for_who_may_know_of_it(
    acme: Cast, library: Library
) -> None:
    procedure = make_effective(library, acme.ada)
    form = make_effective(of_type(library, "QR", 4), acme.ada)
    Document.objects.filter(pk=form.pk).update(parent=procedure)
    ruth = signed_in(acme.ruth)
    assert sheet(ruth, "forms")[0][4] == procedure.number
    Document.objects.filter(pk=procedure.pk).update(restricted=True)
    assert sheet(ruth, "forms")[0][4] in (None, "")


@pytest.mark.parametrize("listing", ALL)
def test_a_hidden_document_stands_in_nobodys_list(
    acme: Cast, library: Library, listing: str
) -> None:
    level = {"external": 5, "forms": 4}.get(listing, 2)
    document = make_effective(of_type(library, "XX", level), acme.ada)
    put_in_force(make_draft(document, acme.ada))
    Document.objects.update(restricted=True)
    ruth = signed_in(acme.ruth)
    assert numbers(ruth, listing) == []
    assert document.number not in ruth.get(f"{LISTS}{listing}/").content.decode()
    share_document(document, acme.ruth)
    assert numbers(ruth, listing) == [document.number]


def test_filters_go_along(acme: Cast, library: Library) -> None:
    first = make_effective(library, acme.ada, "Archives")
    second = make_effective(of_type(library, "WX", 3), acme.ada, "Seals")
    cora = signed_in(acme.cora)
    assert numbers(cora, "controlled", "?type=WX") == [second.number]
    assert numbers(cora, "controlled", "?q=Archives") == [first.number]
    assert numbers(cora, "controlled", "?unit=SVC") == []
    text = "".join(pages(cora, "controlled", "?type=WX"))
    assert "Type: WX" in text
    assert first.number not in text


def test_pages_carry_letterhead_head_number_maker_and_room_to_sign(
    acme: Cast, library: Library
) -> None:
    acme.tenant.letterhead = "Kunming Hi-tech Zone"
    acme.tenant.save()
    document = make_effective(library, acme.ada)
    copy_documents(document, 90)
    cora = signed_in(acme.cora)
    answer = cora.post(f"{LISTS}controlled/export.pdf")
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        box = [float(side) for side in pdf.pages[0].mediabox]
        assert box[2] > box[3]
    printed = pages(cora, "controlled")
    assert len(printed) >= 2
    for n, text in enumerate(printed, start=1):
        assert "Kunming Hi-tech Zone" in text
        assert f"Page {n} of {len(printed)}" in text
        assert "Made by Cora" in text
        assert text.count("Audience") == 1
    assert "Reviewed by" in printed[-1]
    assert "Reviewed by" not in printed[0]


def copy_documents(document: Document, times: int) -> None:
    """Put as many more documents in force, without their text."""
    made = [
        Document(
            number=f"ACME-ZZ-{n:05}",
            number_key=f"ACME-ZZ-{n:08}",
            title=f"{document.title} {n}",
            **{name: getattr(document, name) for name in ("document_type", "folder", "unit")},
            owner=document.owner,
        )
        for n in range(times)
    ]
    Document.objects.bulk_create(made)
    revisions = Revision.objects.bulk_create(
        Revision(
            document=each,
            n=1,
            edition=0,
            change=0,
            label="A/0",
            title=each.title,
            state=Revision.State.EFFECTIVE,
            prepared_by=document.owner,
            effective_at=timezone.now(),
        )
        for each in made
    )
    for each, revision in zip(made, revisions, strict=True):
        each.in_force = revision
    Document.objects.bulk_update(made, ["in_force"])


def test_a_list_longer_than_a_part_keeps_its_order(acme: Cast, library: Library) -> None:
    copy_documents(make_effective(library, acme.ada), 1050)
    cora = signed_in(acme.cora)
    rows = sheet(cora, "controlled")
    assert [row[0] for row in rows] == list(range(1, 1052))
    printed = "\n".join(pages(cora, "controlled"))
    assert all(f"Control of documents {n}" in printed.replace("\r\n", " ") for n in (0, 999, 1049))


def test_an_empty_list_is_a_page_that_says_so(acme: Cast, library: Library) -> None:
    assert "Nothing stands in this list." in pages(signed_in(acme.cora), "external")[0]


def test_what_is_handed_out_is_recorded_and_limited(acme: Cast, library: Library) -> None:
    make_effective(library, acme.ada)
    ruth = signed_in(acme.ruth)
    for _ in range(MOST_AN_HOUR):
        assert sheet(ruth, "controlled", "?type=QP")
    entries = AuditEntry.objects.filter(event="export.made", by=acme.ruth)
    facts = json.loads(bytes(entries.latest("sequence").body))["facts"]
    assert (facts["form"], facts["rows"]) == ("xlsx", 1)
    assert "QP" in facts["filters"]
    refused = ruth.post(f"{LISTS}controlled/export.pdf?type=QP", follow=True)
    assert "10 files an hour" in refused.content.decode()
    assert refused.redirect_chain == [("/t/acme/lists/controlled/?type=QP", 302)]
    assert entries.count() == MOST_AN_HOUR
    assert sheet(signed_in(acme.cora), "controlled")


@pytest.mark.django_db(transaction=True)
def test_an_auditor_writes_nothing_but_what_was_handed_out_is_recorded(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        number = make_effective(make_library(acme), acme.ada).number
    assert numbers(signed_in(acme.otto), "controlled") == [number]
    with tenant_scope(acme.tenant.pk):
        assert AuditEntry.objects.get(event="export.made").by == acme.otto
        assert not list(audit.faults())


NASTY: Final = ("=1+1", "+1+1", "-1-1", "@SUM(1)", "=cmd|' /C calc'!A0", "+86 871 6312 3456", "-5℃")


def test_no_office_program_works_out_what_a_title_says(
    acme: Cast, library: Library, tmp_path: Path
) -> None:
    for title in NASTY:
        make_effective(library, acme.ada, title)
    content = signed_in(acme.cora).post(f"{LISTS}controlled/export.xlsx").content
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [page.cell(row, 3) for row in range(2, page.max_row + 1)]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in cells] == [
        (title, "s", True) for title in NASTY
    ]
    (tmp_path / "list.xlsx").write_bytes(content)
    assert opened_by_office(tmp_path, "list.xlsx") == list(NASTY)


def opened_by_office(folder: Path, name: str) -> list[str]:
    """Return the titles as LibreOffice shows them; what it works out would read otherwise."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", name]
    subprocess.run([program, profile, *convert], cwd=folder, check=True, capture_output=True)
    with (folder / name).with_suffix(".csv").open(encoding="utf-8") as file:
        return [row[2] for row in csv.reader(file)][1:]


def test_lists_ask_the_same_number_of_statements_however_long(
    acme: Cast, library: Library, django_assert_max_num_queries: Any
) -> None:
    copy_documents(make_effective(library, acme.ada), 40)
    member: Member = acme.ruth
    client = signed_in(member)
    for listing in ALL:
        with django_assert_max_num_queries(16):
            client.get(f"{LISTS}{listing}/")
