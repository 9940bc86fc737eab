"""Numbers are checked against the plan: what was passed over, is there twice, or misleads."""

import datetime as dt
import io
import re
from typing import Final

import pytest
from openpyxl import load_workbook

from documents.models import Document, ReservedRange, Revision
from documents.register.numbering import number_key
from documents.register.plan_check import Kind, findings
from tenants.models import AuditEntry, Unit
from tests.library import Library, make_document, make_draft, make_effective
from tests.world import Cast, signed_in

PAGE: Final = "/t/acme/lists/numbers/"


def give(library: Library, cast: Cast, *numbers: str) -> None:
    """Register documents, and give them these numbers."""
    for number in numbers:
        document = make_document(library, cast.ada, number)
        Document.objects.filter(pk=document.pk).update(number=number, number_key=number_key(number))


def found(cast: Cast, kind: Kind) -> list[tuple[str, str]]:
    return [(each.number, each.words) for each in findings(cast.tenant) if each.kind == kind]


def numbers(cast: Cast, kind: Kind) -> list[str]:
    return [number for number, _words in found(cast, kind)]


def test_numbers_that_were_passed_over_are_gaps(acme: Cast, library: Library) -> None:
    give(library, acme, "ACME-QP-02", "ACME-QP-03", "ACME-QP-07", "OLD-1", "OLD-9")
    assert numbers(acme, Kind.GAP) == ["ACME-QP-01", "ACME-QP-04 … ACME-QP-06"]


def test_reserved_and_rejected_numbers_are_no_gaps(acme: Cast, library: Library) -> None:
    give(library, acme, "ACME-QP-01", "ACME-QP-02", "ACME-QP-06")
    rejected = make_draft(Document.objects.get(number="ACME-QP-02"), acme.ada)
    Revision.objects.filter(pk=rejected.pk).update(state=Revision.State.REJECTED)
    kept = ReservedRange.objects.create(
        document_type=library.procedure, scope="ACME-QP-{seq}", first=3, last=4, reason="Merger"
    )
    assert numbers(acme, Kind.GAP) == ["ACME-QP-05"]
    ReservedRange.objects.filter(pk=kept.pk).update(last=9)
    assert numbers(acme, Kind.GAP) == []
    ReservedRange.objects.update(released_at=dt.datetime.now(dt.UTC))
    assert numbers(acme, Kind.GAP) == ["ACME-QP-03 … ACME-QP-05"]


def test_each_unit_counts_for_itself(acme: Cast, library: Library) -> None:
    library.procedure.number_pattern = "{tenant}-{level}-{unit}-{seq:03}"
    library.procedure.save()
    give(library, acme, "ACME-QP-OFC-001", "ACME-QP-SVC-002", "ACME-QP-XX-001")
    assert numbers(acme, Kind.GAP) == ["ACME-QP-SVC-001"]
    assert found(acme, Kind.UNIT) == [
        ("ACME-QP-SVC-002", "The number says SVC, the owning unit is OFC."),
        ("ACME-QP-XX-001", "The number says XX; no unit has this code."),
    ]
    Unit.objects.filter(code="SVC").update(ended_on=acme.tenant.today())
    assert numbers(acme, Kind.UNIT) == ["ACME-QP-XX-001"]


@pytest.mark.parametrize(
    "twin", ["ＡＣＭＥ-QP-01", "acme-qp-01", "ACME—QP—01", "ACME.QP/01", "ACME-QP-1", "ACME‑QP‑01"]
)
def test_a_number_typed_otherwise_is_the_same(acme: Cast, library: Library, twin: str) -> None:
    give(library, acme, "ACME-QP-01", twin, "ACME-QP-011")
    twins = numbers(acme, Kind.TWICE)
    assert len(twins) == 1
    assert twins[0] in ("ACME-QP-01", twin)


def test_texts_in_force_name_what_is_there_and_holds(acme: Cast, library: Library) -> None:
    text = "# 1 Purpose\n\n1.1 See ACME-QP-07 and ACME-QP-01.\n"
    cited = make_effective(library, acme.ada).number
    naming = make_effective(library, acme.ada, "Archives", text=text).number
    assert cited == "ACME-QP-01"
    assert numbers(acme, Kind.MISSING) == ["ACME-QP-07"]
    assert numbers(acme, Kind.OVER) == []
    Document.objects.filter(number=cited).update(state=Document.State.RETIRED)
    assert found(acme, Kind.OVER) == [(cited, f"{naming} names it; it is over: Retired.")]


def test_forms_of_a_retired_document_are_told(acme: Cast, library: Library) -> None:
    parent, form = make_effective(library, acme.ada), make_effective(library, acme.ada)
    Document.objects.filter(pk=form.pk).update(parent=parent)
    assert numbers(acme, Kind.ORPHAN) == []
    Document.objects.filter(pk=parent.pk).update(state=Document.State.RETIRED)
    assert numbers(acme, Kind.ORPHAN) == [form.number]


def test_findings_lead_to_their_document_and_say_what_to_do(acme: Cast, library: Library) -> None:
    give(library, acme, "ACME-QP-01", "acme-qp-01", "ACME-QP-03")
    cora = signed_in(acme.cora)
    page = cora.get(PAGE).content.decode()
    assert re.search(r'href="/t/acme/documents/(?:ACME-QP-01|acme-qp-01)/"', page)
    assert "reserve the numbers and say why" in page
    only = cora.get(f"{PAGE}?kind=gap").content.decode()
    assert "ACME-QP-02" in only
    assert "but for how it is typed" not in only


def test_the_sheet_says_what_the_page_says(acme: Cast, library: Library) -> None:
    give(library, acme, "ACME-QP-01", "ACME-QP-03")
    content = signed_in(acme.cora).post(f"{PAGE}export.xlsx").content
    rows = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2, values_only=True)
    assert [row[:2] for row in rows] == [("Gap", "ACME-QP-02")]
    assert AuditEntry.objects.filter(event="export.made", by=acme.cora).count() == 1


def test_a_plan_that_is_kept_has_nothing_to_say(acme: Cast, library: Library) -> None:
    make_document(library, acme.ada)
    assert "All numbers fit the plan" in signed_in(acme.cora).get(PAGE).content.decode()
