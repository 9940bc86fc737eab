"""A converter that hangs, crashes, lies or fills the disk: the draft says so, the worker lives."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Final

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from documents import content
from documents.converting import office
from documents.converting.limits import MB
from documents.manifest import manifest_sha256
from documents.models import Conversion, Rendition, Revision
from documents.periodic import convert_what_waits
from documents.tasks import convert
from tenants.errors import Refused
from tenants.models import AuditEntry
from tests.conversions import convert_all, let_time_pass, need_office
from tests.library import Library, make_document, make_draft
from tests.world import Cast, signed_in

A_FORM: Final = "office/poi/heading123.docx"
FAULTS: Final = {
    "hangs": ("sleep 600", "too-long"),
    "crashes": ("kill -SEGV $$", "no-result"),
    "lies": ("exit 0", "no-result"),
    "makes no PDF": ("mkdir /tmp/out; echo nothing >/tmp/out/document.pdf", "no-result"),
    "fills the disk": (
        "mkdir /tmp/out; dd if=/dev/zero of=/tmp/out/document.pdf bs=1M count=99",
        "too-large",
    ),
    "makes a PDF that acts": (
        "mkdir /tmp/out; cp ${0%/*}/acts.pdf /tmp/out/document.pdf",
        "no-result",
    ),
}

type Fake = Callable[[str], None]
type Capture = Callable[..., AbstractContextManager[object]]


def address(name: str, draft: Revision) -> str:
    return reverse(f"documents:{name}", args=["acme", draft.document.number, draft.n])


@pytest.fixture
def fake(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Put a script in the place of LibreOffice, with little time and space."""
    need_office()
    limits = replace(office.LIMITS, seconds=3, file_bytes=2 * MB)
    monkeypatch.setattr(office, "LIMITS", limits)

    def put(script: str) -> None:
        program = tmp_path / "soffice"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        (tmp_path / "acts.pdf").write_bytes(a_pdf(acts=True))
        settings.SOFFICE = str(program)

    return put


def a_pdf(*, acts: bool = False) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if acts:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = script
    made = io.BytesIO()
    pdf.save(made)
    return made.getvalue()


@pytest.fixture
def ada(acme: Cast) -> Client:
    return signed_in(acme.ada)


@pytest.fixture
def draft(acme: Cast, library: Library, ada: Client, corpora: Path) -> Revision:
    draft = make_draft(make_document(library, acme.ada), acme.ada)
    sent = SimpleUploadedFile("form.docx", (corpora / A_FORM).read_bytes())
    ada.post(address("upload", draft), {"file": sent})
    return Revision.objects.select_related("document", "source").get(pk=draft.pk)


@pytest.mark.parametrize("case", FAULTS)
def test_what_the_converter_does_is_tried_again_and_then_said(
    ada: Client, draft: Revision, fake: Fake, case: str
) -> None:
    script, fault = FAULTS[case]
    fake(script)
    convert_all()
    look = Conversion.objects.get(kind="look")
    assert (look.state, look.attempts, look.fault) == ("waiting", 1, fault)
    assert "tried again" in ada.get(address("draft", draft)).text
    for_good = Conversion.objects.filter(kind="look")
    for_good.update(attempts=2)
    let_time_pass()
    convert_all()
    look.refresh_from_db()
    assert (look.state, look.attempts) == ("failed", 3)
    page = ada.get(address("draft", draft)).text
    assert look.why() in page
    assert Conversion.objects.get(kind="text").is_done()
    with pytest.raises(Refused, match="could not be converted"):
        content.freeze(draft)


def test_a_good_converter_later_is_given_the_file_again(
    ada: Client, draft: Revision, fake: Fake, settings: Settings
) -> None:
    fake("exit 0")
    convert_all()
    Conversion.objects.filter(kind="look").update(state="failed", attempts=3)
    settings.SOFFICE = "/usr/bin/soffice"
    office_limits = replace(office.LIMITS, seconds=120, file_bytes=200 * MB)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(office, "LIMITS", office_limits)
        ada.post(address("convert", draft))
        assert {row.state for row in convert_all()} == {"done"}
    assert AuditEntry.objects.filter(event="revision.converted_again").exists()


def test_a_pdf_stands_for_the_pages_with_its_reason(
    ada: Client, draft: Revision, fake: Fake
) -> None:
    fake("exit 0")
    pdf = SimpleUploadedFile("form.pdf", a_pdf())
    early = {"pdf": pdf, "reason": "It looks better"}
    convert_all()
    assert "needs no PDF" in ada.post(address("substitute", draft), early, follow=True).text
    Conversion.objects.filter(kind="look").update(state="failed", attempts=3)
    pdf.seek(0)
    ada.post(address("substitute", draft), {"pdf": pdf, "reason": "  "})
    pdf.seek(0)
    ada.post(address("substitute", draft), {"pdf": pdf, "reason": "A font that hangs it"})
    convert_all()
    draft.refresh_from_db()
    assert draft.substitute_reason == "A font that hangs it"
    content.freeze(draft)
    body = Rendition.objects.get(revision=draft)
    assert (body.file_id, body.as_it_looks) == (draft.substitute_id, True)
    assert b"A font that hangs it" in bytes(draft.manifest or b"")
    assert manifest_sha256(draft)


def test_a_file_that_kills_its_worker_does_so_three_times_at_most(draft: Revision) -> None:
    text = Conversion.objects.get(kind="text")
    for attempts in (1, 2, 3):
        begun = Conversion.objects.begin(text.pk)
        assert begun is not None  # and here the worker is killed
        assert begun.attempts == attempts
        assert Conversion.objects.begin(text.pk) is None  # the broker gives the message back
        let_time_pass()
    assert Conversion.objects.begin(text.pk) is None
    text.refresh_from_db()
    assert (text.state, text.fault) == ("failed", "crashed")


def test_the_clock_finds_what_waits(
    draft: Revision,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    asked: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(convert.celery_task, "apply_async", lambda ids, **_: asked.append(ids[1]))
        with django_capture_on_commit_callbacks(execute=True):
            convert_what_waits()
    assert set(asked) == {str(pk) for pk in Conversion.objects.values_list("pk", flat=True)}


def test_nothing_leaves_the_box_and_nothing_of_the_machine_is_in_it(
    fake: Fake, tmp_path: Path
) -> None:
    fake(
        "mkdir /tmp/out; exec >/tmp/out/document.txt; ls / /proc /etc; cat /etc/passwd"
        "; cat /sys/class/net/*/address; cat /proc/net/route; env"
        "; touch /usr/x && echo WRITTEN; echo the end"
    )
    source, made = tmp_path / "x.docx", io.BytesIO()
    source.write_bytes(b"x")
    with (tmp_path / "made").open("w+b") as file:
        office.convert(source, ".docx", "txt", file)
        made.write(file.read())
    seen = made.getvalue().decode()
    assert "the end" in seen
    for secret in ("root:", "SECRET_KEY", "DATABASE", "WRITTEN", "work\n", "home\n", "self"):
        assert secret not in seen
