"""Lists taken along: laid out, recorded, limited, and harmless wherever they are opened."""

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pikepdf
import pytest
from openpyxl import load_workbook

from tenants import audit
from tenants.exports import MOST_AN_HOUR
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.documents.listing import LISTS, copy_documents, numbers, pages, sheet
from tests.library import (
    Library,
    make_effective,
    make_library,
)
from tests.world import Cast, signed_in


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
