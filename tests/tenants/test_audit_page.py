"""The audit trail on a page: who did what, what it was before; files of it; and its check."""

import csv
import datetime as dt
import hashlib
import io
import json

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents.actions.documents import register_document
from documents.models import Document
from tenants import audit
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.approvals.conftest import make_office
from tests.world import Cast, City, signed_in

PAGE = "/t/acme/audit/"


def record(cast: Cast, event: str = "organisation.changed", **facts: object) -> AuditEntry:
    with tenant_scope(cast.tenant.pk):
        return audit.record(event, None, by=cast.tom, **facts)  # type: ignore[arg-type]


def page(client: Client, query: str = "") -> str:
    return client.get(f"{PAGE}{query}").content.decode()


def test_an_entry_says_who_what_and_what_it_was_before(acme: Cast) -> None:
    record(acme, changes={"name_en": ["Old <b>", "New"]})
    text = page(signed_in(acme.cora))
    assert "Organisation changed" in text
    assert "<b>Tom</b>" in text
    assert "<del>Old &lt;b&gt;</del> → New" in text


def test_filters_leave_what_was_asked_for(acme: Cast) -> None:
    record(acme, reason="first")
    record(acme, "unit.renamed", reason="second")
    tom = signed_in(acme.tom)
    assert "first" not in page(tom, "?event=unit.renamed")
    assert "second" in page(tom, f"?event=unit.renamed&who={acme.tom.pk}&since=2020-01-01")
    assert "second" not in page(tom, f"?who={acme.ada.pk}")
    assert "second" not in page(tom, "?until=2020-01-01")
    assert "Enter a valid date" in page(tom, "?until=soon")
    assert "second" in page(tom, "?since=0001-01-01&until=9999-12-31")
    today = timezone.localdate()
    assert "second" in page(tom, f"?since={today}&until={today}")
    assert "second" not in page(tom, f"?until={today - dt.timedelta(days=1)}")


def test_a_neighbours_entries_are_not_there(acme: Cast, bolt: Cast) -> None:
    record(bolt, reason="theirs")
    assert "theirs" not in page(signed_in(acme.tom))
    assert signed_in(bolt.tom).get(PAGE).status_code == 404


def test_the_older_entries_are_a_page_further(acme: Cast) -> None:
    for number in range(60):
        record(acme, reason=f"({number})")
    first = signed_in(acme.tom).get(PAGE)
    text = page(signed_in(acme.tom), f"?before={first.context['older']}")
    assert "(9)" in text
    assert "(10)" not in text
    assert "(10)" in first.content.decode()


def test_what_is_said_of_a_hidden_document_stays_hidden(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        office = make_office(acme)
        document = register_document(
            title="Secret plan",
            document_type=office.procedure,
            unit=office.office,
            owner=acme.cora,
            restricted=True,
            by=acme.cora,
        )
    assert document.number in page(signed_in(acme.cora))
    for kind in ("", "export.csv", "export.json"):
        answer = signed_in(acme.tom).get(f"{PAGE}{kind}").content
        assert b"Secret plan" not in answer
        assert document.number.encode() not in answer


def test_the_log_of_a_document_is_on_its_page(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        revision = make_office(acme).draft()
        audit.record("revision.saved", revision, by=acme.ada)
        number = Document.objects.get(pk=revision.document_id).number
    record(acme, "unit.renamed")
    text = signed_in(acme.otto).get(f"/t/acme/documents/{number}/log/").content.decode()
    assert "Draft saved" in text
    assert "Unit renamed" not in text


def test_a_changed_entry_is_named_on_demand(acme: Cast) -> None:
    record(acme)
    assert "none was changed since it was written" in page(signed_in(acme.otto), "?verify=1")
    with tenant_scope(acme.tenant.pk):
        good = AuditEntry.objects.latest("sequence")
        AuditEntry.objects.bulk_create(
            [AuditEntry(sequence=9, at=good.at, event="unit.added", body=b"{}", hash=b"x")]
        )
    assert "The trail was changed" in page(signed_in(acme.otto), "?verify=1")


def test_files_carry_hashes_that_a_stranger_can_check(acme: Cast) -> None:
    record(acme, reason="one")
    record(acme, reason="two")
    answer = signed_in(acme.otto).get(f"{PAGE}export.json")
    exported = json.loads(answer.content)["entries"]
    for entry in exported:
        linked = bytes.fromhex(entry["previous"]) + entry["body"].encode()
        assert hashlib.sha256(linked).hexdigest() == entry["hash"]
    assert exported[0]["previous"] == exported[1]["hash"]
    name = answer["Content-Disposition"]
    assert hashlib.sha256(answer.content).hexdigest()[:16] in name


def test_no_cell_of_a_file_becomes_a_formula(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        acme.tom.name = "=HYPERLINK(1)\x07"
        acme.tom.save()
    record(acme, reason="two")
    otto = signed_in(acme.otto)
    table = list(csv.reader(io.StringIO(otto.get(f"{PAGE}export.csv").content.decode("utf-8-sig"))))
    assert table[1][2].startswith("'=")
    sheet = openpyxl.load_workbook(io.BytesIO(otto.get(f"{PAGE}export.xlsx").content)).active
    assert sheet is not None
    assert sheet["C2"].data_type == "s"
    assert sheet["C2"].value == "=HYPERLINK(1)"


@pytest.mark.parametrize("kind", ["pdf", "exe"])
def test_other_kinds_of_file_are_not_there(acme: Cast, kind: str) -> None:
    assert signed_in(acme.otto).get(f"{PAGE}export.{kind}").status_code == 404


def test_the_citys_trail_is_for_its_audit_administrator(city: City) -> None:
    with tenant_scope(city.tenant.pk):
        audit.record("tenant.renamed", city.tenant, by=city.pia)
    assert "Renamed" in signed_in(city.aude).get("/city/audit/").content.decode()
    assert signed_in(city.aude).get("/city/audit/export.csv").status_code == 200
    for other in (city.sam, city.sena, city.pia, city.quan):
        assert signed_in(other).get("/city/audit/").status_code == 403


def test_statements_do_not_grow_with_entries(acme: Cast) -> None:
    counts = []
    for _ in range(2):
        for number in range(10):
            record(acme, reason=str(number))
        with CaptureQueriesContext(connection) as asked:
            page(signed_in(acme.otto))
        counts.append(len(asked))
    assert counts[0] == counts[1]
