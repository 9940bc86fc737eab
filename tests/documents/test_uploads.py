"""Uploads: in one piece or in many, continued after a broken line, refused in place, cleared."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import files
from documents.models import Revision, StoredFile, Upload
from documents.uploading import clear_uploads
from tests.library import Library, make_document, make_draft
from tests.world import Cast, signed_in

TEXT = "# 1 目的\n\n控制文件。\n".encode() * 100
BEGIN = reverse("documents:uploads", args=["acme"])


@pytest.fixture
def draft(acme: Cast, library: Library) -> Revision:
    return make_draft(make_document(library, acme.ada), acme.ada)


@pytest.fixture
def ada(acme: Cast) -> Client:
    return signed_in(acme.ada)


def form_of(draft: Revision) -> str:
    return reverse("documents:upload", args=["acme", draft.document.number, draft.n])


def begin(client: Client, draft: Revision, **changed: Any) -> Any:
    facts = {"name": "程序.md", "size": len(TEXT), "stamp": "1", "place": form_of(draft)} | changed
    return client.post(BEGIN, facts)


def add(client: Client, pk: str, offset: int, piece: bytes) -> Any:
    address = reverse("documents:piece", args=["acme", pk])
    return client.post(f"{address}?offset={offset}", piece, "application/octet-stream")


def finish(client: Client, draft: Revision, pk: str) -> Any:
    return client.post(form_of(draft), {"upload": pk}, headers={"Accept": "application/json"})


def quarantined(settings: Any, acme: Cast) -> list[Path]:
    folder = Path(settings.FILES_ROOT) / "tenants" / str(acme.tenant.pk) / "quarantine"
    return list(folder.glob("*"))


def test_a_file_arrives_in_pieces(
    acme: Cast,
    ada: Client,
    draft: Revision,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    pk = begin(ada, draft).json()["id"]
    assert add(ada, pk, 0, TEXT[:1000]).json() == {"received": 1000}
    assert add(ada, pk, 1000, TEXT[1000:]).json() == {"received": len(TEXT)}
    assert len(quarantined(settings, acme)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        answer = finish(ada, draft, pk)
    page = reverse("documents:draft", args=["acme", draft.document.number, draft.n])
    assert answer.json() == {"url": page}
    draft.refresh_from_db()
    assert draft.source is not None
    assert files.read(draft.source) == TEXT
    assert quarantined(settings, acme) == []
    assert finish(ada, draft, pk).status_code == 404


def test_after_a_broken_line_it_goes_on_where_it_stopped(ada: Client, draft: Revision) -> None:
    pk = begin(ada, draft).json()["id"]
    add(ada, pk, 0, TEXT[:1000])
    assert begin(ada, draft).json() == {"id": pk, "received": 1000}
    # The same piece once more, since its answer was lost.
    assert add(ada, pk, 0, TEXT[:1000]).json() == {"received": 1000}
    add(ada, pk, 1000, TEXT[1000:])
    assert "url" in finish(ada, draft, pk).json()
    assert begin(ada, draft, stamp="2").json()["received"] == 0


def test_no_more_arrives_than_was_told(ada: Client, draft: Revision) -> None:
    pk = begin(ada, draft, size=10).json()["id"]
    assert add(ada, pk, 0, TEXT).json() == {"received": 10}
    assert Upload.objects.get().received == 10


def test_half_a_file_is_not_taken(ada: Client, draft: Revision) -> None:
    pk = begin(ada, draft).json()["id"]
    add(ada, pk, 0, TEXT[:1000])
    answer = finish(ada, draft, pk)
    assert answer.status_code == 422
    assert "not complete" in answer.json()["error"]
    draft.refresh_from_db()
    assert draft.source is None


@pytest.mark.parametrize(
    ("facts", "error"),
    [({"size": 51 * 2**20}, "50 MB"), ({"size": 0}, "empty"), ({"size": "x"}, "")],
)
def test_what_is_too_large_is_refused_before_it_is_sent(
    ada: Client, draft: Revision, facts: dict[str, Any], error: str
) -> None:
    answer = begin(ada, draft, **facts)
    assert answer.status_code == 422
    assert error in answer.json()["error"]
    assert not Upload.objects.exists()


def test_uploads_of_an_hour_are_counted(
    ada: Client, acme: Cast, draft: Revision, settings: Any
) -> None:
    settings.UPLOADS_PER_HOUR = 2
    assert [begin(ada, draft, stamp=f"{n}").status_code for n in range(3)] == [200, 200, 422]
    assert begin(signed_in(acme.cora), draft).status_code == 200


def test_a_tenant_has_so_much_room(ada: Client, draft: Revision, acme: Cast, settings: Any) -> None:
    StoredFile.objects.create(sha256="0" * 64, size=700, media_type="text/plain")
    settings.TENANT_QUOTA_BYTES = 700 + len(TEXT) + 1
    assert begin(ada, draft).status_code == 200
    full = begin(ada, draft, stamp="2", size=2)
    assert "no room left" in full.json()["error"]
    page = signed_in(acme.cora).get(reverse("documents:files", args=["acme"]))
    assert f"{(700 + len(TEXT)) / 1024:.1f}\xa0KB" in page.text


def test_somebody_elses_upload_is_not_there(ada: Client, acme: Cast, draft: Revision) -> None:
    pk = begin(signed_in(acme.cora), draft).json()["id"]
    assert add(ada, pk, 0, TEXT).status_code == 404
    assert finish(ada, draft, pk).status_code == 404
    assert ada.post(reverse("documents:stop_upload", args=["acme", pk])).status_code == 404


def test_an_upload_can_be_stopped(
    ada: Client,
    acme: Cast,
    draft: Revision,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    pk = begin(ada, draft).json()["id"]
    add(ada, pk, 0, TEXT[:1000])
    with django_capture_on_commit_callbacks(execute=True):
        assert ada.post(reverse("documents:stop_upload", args=["acme", pk])).status_code == 204
    assert quarantined(settings, acme) == []
    assert add(ada, pk, 1000, TEXT[1000:]).status_code == 404


def test_what_is_refused_stands_on_the_page_and_changes_nothing(
    ada: Client, draft: Revision
) -> None:
    ada.post(form_of(draft), {"file": SimpleUploadedFile("好.md", TEXT)})
    draft.refresh_from_db()
    kept = draft.source, draft.saves
    bad = SimpleUploadedFile("坏.docx", b"MZ\x90\x00")
    page = ada.post(form_of(draft), {"file": bad}, follow=True)
    assert "坏.docx" in page.text
    assert "the content does not" in page.text
    draft.refresh_from_db()
    assert (draft.source, draft.saves) == kept
    ada.post(form_of(draft), {"file": SimpleUploadedFile("好.md", TEXT + b"x")})
    assert "坏.docx" not in ada.get(page.request["PATH_INFO"]).text


def test_a_request_that_goes_on_and_on_is_ended(
    ada: Client, draft: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.arriving.MOST_BYTES", 2**17)
    file = SimpleUploadedFile("a.md", b"x" * 2**20)
    answer = ada.post(form_of(draft), {"file": file}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert not Upload.objects.exists()


def test_old_uploads_are_cleared(ada: Client, acme: Cast, draft: Revision, settings: Any) -> None:
    old, fresh = (begin(ada, draft, stamp=stamp).json()["id"] for stamp in "12")
    for pk in (old, fresh):
        add(ada, pk, 0, TEXT[:10])
    before = timezone.now() - dt.timedelta(days=2)
    Upload.objects.filter(pk=old).update(moved_at=before)
    clear_uploads()
    assert [str(upload.pk) for upload in Upload.objects.all()] == [fresh]
    assert [path.name for path in quarantined(settings, acme)] == [fresh]
