"""An authority outside attests when a seal was there, where one is named (RFC 3161)."""

import io
import shutil
import subprocess
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command

from approvals.actions.rounds import submit
from approvals.models import Round, Seal, TimeStamp
from approvals.rounds.verification import inspect
from approvals.sealing.stamping import stamp_seal
from documents.pdf.certifying import certified
from documents.pdf.typeset import body_pdf
from tests.approvals.conftest import Office
from tests.documents.test_pdf import PAGE
from tests.world import Cast

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl plays the authority")

# How 1.2.840.113549.1.9.16.2.14 is spelt in a signature: a time stamp stands in it.
TOKEN = b"060b2a864886f70d010910020e"
CONFIG = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
[req]
distinguished_name = dn
[dn]
[ext]
extendedKeyUsage = critical,timeStamping
"""


def run(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


class Authority(BaseHTTPRequestHandler):
    folder: Path

    def do_POST(self) -> None:
        query = self.rfile.read(int(self.headers["Content-Length"]))
        (self.folder / "query").write_bytes(query)
        run(
            self.folder,
            *("ts", "-reply", "-config", "tsa.conf", "-queryfile", "query", "-out", "reply"),
        )
        self.send_response(200)
        self.end_headers()
        self.wfile.write((self.folder / "reply").read_bytes())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def authority(tmp_path: Path, settings: Any) -> Generator[Path]:
    """A small authority with a root of its own, for as long as the test runs."""
    (tmp_path / "tsa.conf").write_text(CONFIG.format(folder=tmp_path))
    (tmp_path / "serial").write_text("01")
    new = ("req", "-new", "-newkey", "rsa:2048", "-nodes", "-config", "tsa.conf")
    run(tmp_path, *new, "-x509", "-subj", "/CN=Root", "-keyout", "ca.key", "-out", "ca.pem")
    run(tmp_path, *new, "-subj", "/CN=Authority", "-keyout", "tsa.key", "-out", "tsa.csr")
    run(
        tmp_path,
        *("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-out", "tsa.pem"),
        *("-extfile", "tsa.conf", "-extensions", "ext", "-CAcreateserial"),
    )
    handler = type("Here", (Authority,), {"folder": tmp_path})
    server = HTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.TSA_URL = f"http://127.0.0.1:{server.server_port}/"
    settings.TSA_CA_FILE = str(tmp_path / "ca.pem")
    yield tmp_path
    server.shutdown()
    server.server_close()


def stamped(acme: Cast, round: Round) -> Seal:
    seal: Seal = round.seals.get()
    stamp_seal(str(acme.tenant.pk), str(seal.pk))
    return seal


def kinds(round: Round) -> list[str]:
    round = Round.objects.get(pk=round.pk)
    return [finding.kind for report in inspect([round]) for finding in report.findings]


def test_a_seal_is_stamped_once_and_checked(acme: Cast, office: Office, authority: Path) -> None:
    round = submit(office.draft(), by=office.ada)
    seal = stamped(acme, round)
    stamped(acme, round)
    stamp = TimeStamp.objects.get(seal=seal)
    assert abs((stamp.at - round.signatures.get().signed_at).total_seconds()) < 3600
    assert kinds(round) == []


def test_a_stamp_of_another_seal_or_authority_is_named(
    acme: Cast, office: Office, authority: Path, settings: Any, tmp_path: Path
) -> None:
    one, other = (submit(office.draft(), by=office.ada) for _ in range(2))
    stamped(acme, one)
    token = TimeStamp.objects.get().token
    TimeStamp.objects.create(seal=other.seals.get(), at=TimeStamp.objects.get().at, token=token)
    assert kinds(one) == []
    assert kinds(other) == ["stamp"]
    new = ("req", "-new", "-newkey", "rsa:2048", "-nodes", "-config", "tsa.conf", "-x509")
    run(authority, *new, "-subj", "/CN=Other", "-keyout", "other.key", "-out", "other.pem")
    settings.TSA_CA_FILE = str(authority / "other.pem")
    assert kinds(one) == ["stamp"]


def test_who_signs_does_not_wait_for_the_authority(
    acme: Cast, office: Office, settings: Any
) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/"
    round = submit(office.draft(), by=office.ada)
    stamped(acme, round)
    assert not TimeStamp.objects.exists()
    assert kinds(round) == []


def test_the_certificate_of_a_pdf_has_the_time_of_the_authority(
    authority: Path, settings: Any, tmp_path: Path
) -> None:
    settings.PDF_SIGN_KEY_FILE = str(tmp_path / "pdf.pem")
    settings.PDF_SIGN_CERT_FILE = str(tmp_path / "certificate.pem")
    call_command("pdf_key", "new", "Acme", stdout=io.StringIO())
    pdf = body_pdf(PAGE)
    assert TOKEN in certified(pdf, PAGE).lower()
    settings.TSA_URL = "http://127.0.0.1:9/"  # nobody answers: it is issued all the same
    assert TOKEN not in certified(pdf, PAGE).lower()
