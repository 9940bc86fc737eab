"""Files stand beside what is said about a finding: of who answers it, and of who verifies."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from documents.models import Document
from oversight.models import Finding, FindingEntry
from tenants.models import Member
from tests.approvals.conftest import Office
from tests.library import make_effective, picture_bytes
from tests.oversight.finding import SAID, answered, found, fresh, held_before
from tests.world import Cast, signed_in

LIST = "/t/acme/findings/"


def say(member: Member, finding: Finding, deed: str, name: str, **said: Any) -> int:
    """Say something with a file beside it."""
    file = SimpleUploadedFile(name, picture_bytes())
    said = {"read": finding.entries.count(), "file": file} | said
    return signed_in(member).post(f"{LIST}{finding.pk}/say/{deed}/", said).status_code


def test_who_answers_and_who_verifies_show_it(acme: Cast, office: Office) -> None:
    finding = found(acme, office)
    assert say(acme.ruth, finding, "answer", "window.png", **SAID) == 302
    assert say(acme.ruth, finding, "evidence", "list.png", words="The new list") == 302
    assert say(acme.ravi, finding, "verify", "seen.png", evidence="Window 3") == 302
    kept = [(entry.kind, entry.file_name) for entry in fresh(finding).entries.all()]
    assert kept == [
        ("answered", "window.png"),
        ("evidence", "list.png"),
        ("verified", "seen.png"),
    ]
    shown = signed_in(acme.otto).get(f"{LIST}{finding.pk}/").content.decode()
    assert all(name in shown for name in ("window.png", "list.png", "seen.png"))
    sheet = signed_in(acme.cora).post(f"{LIST}export.xlsx")
    rows = load_workbook(io.BytesIO(sheet.content)).worksheets[0].values
    assert "window.png; list.png; seen.png" in {cell for row in rows for cell in row}


def test_it_is_handed_out_to_who_reads_the_finding(acme: Cast, bolt: Cast, office: Office) -> None:
    finding = found(acme, office)
    say(acme.ruth, finding, "answer", "window.png", **SAID)
    place = f"{LIST}{finding.pk}/evidence/1/"
    answer = signed_in(acme.ada).get(place)
    assert answer.getvalue() == picture_bytes()
    assert signed_in(bolt.cora).get(place).status_code == 404
    assert signed_in(acme.ada).get(f"{LIST}{finding.pk}/evidence/2/").status_code == 404


def test_beside_a_restricted_document_only_who_has_part_in_it_opens_it(
    acme: Cast, office: Office
) -> None:
    document = make_effective(office, acme.ada)
    held_before(document.in_force)
    finding = found(acme, office, document=document)
    Document.objects.filter(pk=document.pk).update(restricted=True)
    say(acme.ruth, finding, "answer", "window.png", **SAID)
    place = f"{LIST}{finding.pk}/evidence/1/"
    for member, status in ((acme.tom, 404), (acme.otto, 404), (acme.ruth, 200), (acme.cora, 200)):
        client = signed_in(member)
        assert client.get(place).status_code == status, member
        page = client.get(f"{LIST}{finding.pk}/").content.decode()
        assert (place in page) == ("window.png" in page) == (status == 200)


def test_others_add_nothing_and_nothing_is_added_without_a_file(acme: Cast, office: Office) -> None:
    finding = answered(found(acme, office), acme.ruth)
    assert say(office.lena, finding, "evidence", "mine.png", words="Mine") == 302
    answer = signed_in(acme.ravi).post(
        f"{LIST}{finding.pk}/say/evidence/", {"read": 1, "words": "Nothing"}
    )
    assert answer.status_code == 422
    assert FindingEntry.objects.count() == 1


@pytest.mark.parametrize("name", ["virus.exe", "macro.docm"])
def test_what_is_no_evidence_is_refused(acme: Cast, office: Office, name: str) -> None:
    finding = found(acme, office)
    assert say(acme.ruth, finding, "answer", name, **SAID) == 422
    assert fresh(finding).state == "open"
