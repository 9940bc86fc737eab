"""The virus scanner: what it finds is refused, what it does not answer for never passes."""

import base64
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import files
from documents.files.intake import check_upload
from documents.files.scanner import Infected, ScannerDown, answers
from documents.models import Revision, Upload
from documents.periodic import take_what_waits
from tenants.models import AuditEntry
from tests import clamd
from tests.clamd import PATTERN
from tests.library import Library, make_document, make_draft
from tests.sweeping import due_at
from tests.world import Cast, signed_in

TEXT = "# 1 目的\n\n控制文件。".encode()


@pytest.fixture
def draft(acme: Cast, library: Library) -> Revision:
    return make_draft(make_document(library, acme.ada), acme.ada)


def _upload(acme: Cast, draft: Revision, content: bytes) -> str:
    """Send the upload form; return where the draft's page then stands."""
    place = ["acme", draft.document.number, draft.n]
    client = signed_in(acme.ada)
    file = SimpleUploadedFile("程序.md", content)
    client.post(reverse("documents:upload", args=place), {"file": file})
    return client.get(reverse("documents:draft", args=place)).text


def test_what_is_clean_passes(settings: Any) -> None:
    with clamd.clamd(clamd.scans) as settings.CLAMAV_URL:
        assert answers()
        assert check_upload(BytesIO(TEXT), "a.md").size == len(TEXT)


def test_what_is_infected_is_refused(settings: Any) -> None:
    with clamd.clamd(clamd.scans) as settings.CLAMAV_URL, pytest.raises(Infected) as refusal:
        check_upload(BytesIO(b"text " * 30_000 + PATTERN), "a.md")
    assert "Eicar-Test-Signature" in refusal.value.messages[0]


@pytest.mark.parametrize("behaviour", [clamd.hangs, clamd.hangs_up, clamd.complains, None])
def test_without_an_answer_nothing_passes(settings: Any, behaviour: clamd.Behaviour | None) -> None:
    settings.CLAMAV_SECONDS = 0.5
    if behaviour is None:
        settings.CLAMAV_URL = clamd.nobody()
        assert not answers()
        with pytest.raises(ScannerDown):
            check_upload(BytesIO(TEXT), "a.md")
        return
    with clamd.clamd(behaviour) as settings.CLAMAV_URL, pytest.raises(ScannerDown):
        check_upload(BytesIO(TEXT * 10_000), "a.md")


def test_an_upload_waits_for_the_scanner_and_is_taken_by_the_clock(
    acme: Cast, draft: Revision, settings: Any
) -> None:
    settings.CLAMAV_URL = clamd.nobody()
    assert "waits for the virus scanner" in _upload(acme, draft, TEXT)
    draft.refresh_from_db()
    assert draft.source is None
    acme.tenant.swept_on = timezone.localdate()
    acme.tenant.save()
    assert acme.tenant.pk in set(due_at(timezone.localdate(), 3))
    list(take_what_waits(timezone.localdate()))
    assert Upload.objects.get().state == Upload.State.WAITING
    with clamd.clamd(clamd.scans) as settings.CLAMAV_URL:
        list(take_what_waits(timezone.localdate()))
    draft.refresh_from_db()
    assert draft.source_name == "程序.md"
    assert Upload.objects.get().state == Upload.State.TAKEN


def test_of_two_that_wait_the_newer_becomes_the_text(
    acme: Cast, draft: Revision, settings: Any
) -> None:
    settings.CLAMAV_URL = clamd.nobody()
    for text in (TEXT, TEXT + b"newer"):
        _upload(acme, draft, text)
    settings.CLAMAV_URL = ""
    list(take_what_waits(timezone.localdate()))
    draft.refresh_from_db()
    assert draft.source is not None
    assert files.read(draft.source) == TEXT + b"newer"
    states = Upload.objects.order_by("started_at").values_list("state", flat=True)
    assert list(states) == [Upload.State.GIVEN_UP, Upload.State.TAKEN]


def test_what_turns_out_infected_after_waiting_is_refused_and_on_record(
    acme: Cast, draft: Revision, settings: Any
) -> None:
    settings.CLAMAV_URL = clamd.nobody()
    _upload(acme, draft, TEXT + PATTERN)
    with clamd.clamd(clamd.scans) as settings.CLAMAV_URL:
        list(take_what_waits(timezone.localdate()))
    draft.refresh_from_db()
    assert draft.source is None
    entry = AuditEntry.objects.get(event="upload.infected")
    assert entry.by == acme.ada
    assert b"Eicar-Test-Signature" in bytes(entry.body)
    page = signed_in(acme.ada).get(
        reverse("documents:draft", args=["acme", draft.document.number, draft.n])
    )
    assert "Eicar-Test-Signature" in page.text


def test_the_eicar_file_goes_in_without_a_scanner_and_never_with_one(
    corpora: Path, acme: Cast, draft: Revision, settings: Any
) -> None:
    content = base64.b64decode((corpora / "bad/generated/eicar.com.txt.b64").read_bytes())
    with clamd.clamd(clamd.scans) as settings.CLAMAV_URL:
        assert "Eicar-Test-Signature" in _upload(acme, draft, content)
    draft.refresh_from_db()
    assert draft.source is None
    settings.CLAMAV_URL = ""
    _upload(acme, draft, content)
    draft.refresh_from_db()
    assert draft.source is not None


def test_the_settings_say_whether_files_are_scanned(
    acme: Cast, library: Library, settings: Any
) -> None:
    cora, page = signed_in(acme.cora), reverse("documents:files", args=["acme"])
    assert "not scanned for viruses" in _page(cora, page)
    settings.CLAMAV_URL = clamd.nobody()
    assert "does not answer" in _page(cora, page)
    with clamd.clamd(clamd.scans) as settings.CLAMAV_URL:
        assert "Every file is scanned" in _page(cora, page)


def _page(client: Client, address: str) -> str:
    return client.get(address).text
