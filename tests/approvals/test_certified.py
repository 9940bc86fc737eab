"""The controlled PDF is certified: poppler, which we did not write, names it whole, or broken."""

import datetime as dt
import io
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    load_pem_private_key,
    pkcs12,
)
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approvals.periodic import issue_what_waits
from documents import files
from documents.models import Document, Rendition, Revision
from documents.pdf.certifying import CannotCertify, certified
from documents.pdf.stamping import stamped_pdf
from documents.pdf.typeset import body_pdf
from tests.approvals.conftest import Office, approve, issue
from tests.documents.test_pdf import COVER, PAGE
from tests.world import Cast, signed_in

PDFSIG = shutil.which("pdfsig")
pytestmark = pytest.mark.skipif(PDFSIG is None, reason="poppler-utils is not here")


def said_of(pdf: bytes, folder: Path) -> str:
    """Return what poppler says of the signatures in a PDF."""
    file = folder / "asked.pdf"
    file.write_bytes(pdf)
    command = [str(PDFSIG), "-nocert", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@pytest.fixture
def key(settings: object, tmp_path: Path) -> Path:
    """Make a key and a certificate, which the settings name; return where the key is."""
    settings.PDF_SIGN_KEY_FILE = str(tmp_path / "pdf.pem")  # type: ignore[attr-defined]
    settings.PDF_SIGN_CERT_FILE = str(tmp_path / "certificate.pem")  # type: ignore[attr-defined]
    call_command("pdf_key", "new", "Acme 文控", stdout=io.StringIO())
    return tmp_path / "pdf.pem"


def controlled(revision: Revision) -> bytes:
    return files.read(revision.renditions.get(kind=Rendition.Kind.CONTROLLED).file)


def test_what_is_issued_is_certified_whole(
    acme: Cast, office: Office, key: Path, tmp_path: Path
) -> None:
    revision = approve(office, office.draft())
    issue(acme, revision)
    pdf = controlled(revision)
    said = said_of(pdf, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "Acme 文控" in said
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1, "nothing may change"
        assert "/StructTreeRoot" in opened.Root, "screen readers still find their way"
        assert opened.open_metadata().pdfa_status == "2B"
        assert all(font_is_there(font) for font in opened.objects if is_font_file(font))
    assert key.read_bytes() not in pdf
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        _start, first, second, rest = map(int, opened.Root.Perms.DocMDP.ByteRange)
    for at in (20, first // 3, first // 2, first - 30, second + 9, second + rest - 3):
        changed = bytearray(pdf)
        changed[at] ^= 1
        assert "Signature is Valid" not in said_of(bytes(changed), tmp_path), at
    assert "Total document signed" not in said_of(pdf + b"\n% more\n", tmp_path)


def is_font_file(thing: object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"


def font_is_there(font: pikepdf.Object) -> bool:
    return any(name in font for name in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_a_stamped_file_is_certified_too(key: Path, tmp_path: Path) -> None:
    pdf = stamped_pdf(COVER, PAGE, body_pdf(PAGE))
    assert "Signature is Valid" in said_of(certified(pdf, PAGE), tmp_path)


def test_a_print_of_what_no_longer_holds_claims_no_certificate(
    acme: Cast, office: Office, key: Path, tmp_path: Path
) -> None:
    revision = approve(office, office.draft())
    issue(acme, revision)
    client: Client = signed_in(acme.cora)
    place = ["acme", revision.document.number, revision.n, Rendition.Kind.CONTROLLED]
    address = reverse("documents:pdf", args=place)
    assert "Valid" in said_of(b"".join(client.get(address).streaming_content), tmp_path)  # type: ignore[attr-defined]
    Document.objects.update(state=Document.State.WITHDRAWN)
    voided = b"".join(client.get(address).streaming_content)  # type: ignore[attr-defined]
    assert "Signature" not in said_of(voided, tmp_path).partition("\n")[2]
    with pikepdf.open(io.BytesIO(voided)) as opened:
        notes = [note for page in opened.pages for note in page.obj.get("/Annots", [])]
    assert not any(note.get("/FT") == "/Sig" for note in notes)


def test_without_a_key_the_pdf_stays_as_it_is() -> None:
    assert certified(b"%PDF", PAGE) == b"%PDF"


def test_a_pkcs12_file_does_as_well(key: Path, settings: object, tmp_path: Path) -> None:
    private = load_pem_private_key(key.read_bytes(), None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    own = x509.load_pem_x509_certificate((tmp_path / "certificate.pem").read_bytes())
    lock = BestAvailableEncryption(b"opens it")
    packed = pkcs12.serialize_key_and_certificates(b"pdf", private, own, None, lock)
    (tmp_path / "pdf.p12").write_bytes(packed)
    (tmp_path / "word").write_text("opens it\n")
    settings.PDF_SIGN_KEY_FILE = str(tmp_path / "pdf.p12")  # type: ignore[attr-defined]
    settings.PDF_SIGN_CERT_FILE = ""  # type: ignore[attr-defined]
    settings.PDF_SIGN_PASSPHRASE_FILE = str(tmp_path / "word")  # type: ignore[attr-defined]
    pdf = stamped_pdf(COVER, PAGE, body_pdf(PAGE))
    assert "Signature is Valid" in said_of(certified(pdf, PAGE), tmp_path)


def test_a_certificate_that_is_over_issues_nothing_and_is_not_well(
    acme: Cast, office: Office, key: Path, client: Client
) -> None:
    revision = approve(office, office.draft())
    with time_machine.travel(timezone.now() + dt.timedelta(days=6 * 365), tick=False):
        assert client.get("/healthz").json()["certificate"] is False
        with pytest.raises(CannotCertify):
            issue(acme, revision)
    revision.refresh_from_db()
    assert revision.state == Revision.State.APPROVED
    assert client.get("/healthz").json()["certificate"] is True
    assert issue_what_waits() == 1, "the clock goes on once there is a valid one"


def test_nothing_of_it_is_loaded_where_pages_are_served() -> None:
    assert "pyhanko" not in sys.modules
