"""Certify the controlled PDF: any common reader then says whether it is as it was issued.

The key is a file that the database never sees. pyHanko runs aside, as a process of its own.
"""

import datetime as dt
import logging
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents.aside.process import Unfit, run_aside
from documents.pdf.fonts import typecase
from documents.pdf.pages import BodyPage
from documents.pdf.printable import printable
from documents.pdf.typeset import overlay_pdf

log = logging.getLogger(__name__)
SECONDS: Final = 60
MM: Final = 72 / 25.4
# The foot of the last page, which is kept free for it (cover.typ).
BOX: Final = (25 * MM, 25 * MM, 125 * MM, 43 * MM)


class CannotCertify(Exception):
    """Why no PDF can be certified now, for who runs the installation."""


def is_on() -> bool:
    """Tell whether controlled PDFs are certified here."""
    return bool(settings.PDF_SIGN_KEY_FILE)


def certified(pdf: bytes, page: BodyPage) -> bytes:
    """Return the PDF with a certificate on its last page; as it is where none is configured.

    Raises CannotCertify when the certificate is not valid now, and Unfit when the key is not there.
    """
    if not is_on():
        return pdf
    known = certificate()
    check(known)
    with tempfile.TemporaryDirectory(prefix="certifying-") as name:
        folder = Path(name)
        (folder / "whole.pdf").write_bytes(pdf)
        with translation.override(page.language):
            lines = _lines(known, page)
        (folder / "look.pdf").write_bytes(_look(lines))
        order = {
            "key_file": _absolute(settings.PDF_SIGN_KEY_FILE),
            "cert_file": _absolute(settings.PDF_SIGN_CERT_FILE),
            "passphrase_file": _absolute(settings.PDF_SIGN_PASSPHRASE_FILE),
            "box": BOX,
            "name": name_in(known),
            "reason": lines[1],
        }
        _certify(folder, order)
        return (folder / "certified.pdf").read_bytes()


def _certify(folder: Path, order: Mapping[str, object]) -> None:
    """Certify with the time of an authority where one is named; without, should it not answer."""
    try:
        run_aside("certify", folder, {**order, "tsa_url": settings.TSA_URL}, seconds=SECONDS)
    except Unfit as failure:
        if not settings.TSA_URL:
            raise
        log.warning("certified without a time stamp: %s", failure)
        run_aside("certify", folder, {**order, "tsa_url": ""}, seconds=SECONDS)


def certificate() -> x509.Certificate:
    """Return the certificate that readers are shown; CannotCertify when there is none."""
    try:
        if settings.PDF_SIGN_CERT_FILE:
            return x509.load_pem_x509_certificates(Path(settings.PDF_SIGN_CERT_FILE).read_bytes())[
                0
            ]
        passphrase = settings.PDF_SIGN_PASSPHRASE_FILE
        word = Path(passphrase).read_bytes().strip() if passphrase else None
        held = pkcs12.load_pkcs12(Path(settings.PDF_SIGN_KEY_FILE).read_bytes(), word)
    except (OSError, ValueError) as error:
        raise CannotCertify(str(error)) from error
    if held.cert is None:
        raise CannotCertify(f"{settings.PDF_SIGN_KEY_FILE} holds no certificate")
    return held.cert.certificate


def check(known: x509.Certificate) -> None:
    """Raise CannotCertify outside the time for which the certificate is valid."""
    now = dt.datetime.now(dt.UTC)
    if not known.not_valid_before_utc <= now <= known.not_valid_after_utc:
        raise CannotCertify(f"the certificate of {name_in(known)} is not valid now")


def name_in(known: x509.Certificate) -> str:
    """Return whose certificate it is."""
    names = known.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else known.subject.rfc4514_string()


def _lines(known: x509.Certificate, page: BodyPage) -> list[str]:
    words = {"number": page.number, "revision": page.revision, "name": name_in(known)}
    at = timezone.localtime()
    return [
        _("Certified by %(name)s") % words,
        _("%(number)s %(revision)s as it was issued: any change makes this invalid.") % words,
        f"{at:%Y-%m-%d %H:%M:%S %z}",
    ]


def _look(lines: list[str]) -> bytes:
    shown = [printable(line, typecase().faces) for line in lines]
    data = {"lines": shown, "width": BOX[2] - BOX[0], "height": BOX[3] - BOX[1]}
    return overlay_pdf("certificate.typ", data, pdf_standards="a-2b", pdf_tags=False)


def _absolute(path: str) -> str:
    return str(Path(path).resolve()) if path else ""
