"""Keep the key that certifies controlled PDFs: make one with a certificate of its own, show it."""

import datetime as dt
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from documents.pdf import certifying

DAYS: Final = 5 * 365
USES: Final = {
    name: name in {"digital_signature", "content_commitment"}
    for name in (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
}


class Command(BaseCommand):
    help = "The certificate of controlled PDFs: `new` makes one that nobody vouches for, `show`."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        new = verbs.add_parser("new", help="make a key and a certificate; readers are told whose")
        new.add_argument("name", help="whose it is: the name of the organisation")
        verbs.add_parser("show", help="say whose it is, until when, and by which fingerprint")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "new":
            self.new(options["name"])
        if not certifying.is_on():
            self.stdout.write("Controlled PDFs are not certified: PDF_SIGN_KEY_FILE is not set.")
            return
        try:
            known = certifying.certificate()
            certifying.check(known)
        except certifying.CannotCertify as error:
            raise CommandError(str(error)) from error
        print_of = known.fingerprint(hashes.SHA256()).hex(" ", 2)
        until = known.not_valid_after_utc
        self.stdout.write(f"{certifying.name_in(known)}\n  until {until:%Y-%m-%d}\n  {print_of}")

    def new(self, name: str) -> None:
        """Write a key on the curve P-256 and a certificate by itself; never over what is there."""
        places = [Path(p) for p in (settings.PDF_SIGN_KEY_FILE, settings.PDF_SIGN_CERT_FILE) if p]
        if len(places) < 2:
            raise CommandError("Say in PDF_SIGN_KEY_FILE and PDF_SIGN_CERT_FILE where they stand.")
        if taken := [str(place) for place in places if place.exists()]:
            raise CommandError(f"Put away what is there first: {', '.join(taken)}")
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        own = _certificate(key, name).public_bytes(Encoding.PEM)
        for place, content in zip(places, (pem, own), strict=True):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch(mode=0o600)
            place.write_bytes(content)
        places[0].chmod(0o400)


def _certificate(key: ec.EllipticCurvePrivateKey, name: str) -> x509.Certificate:
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(whose, whose, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now).not_valid_after(now + dt.timedelta(days=DAYS))
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    return made.add_extension(x509.KeyUsage(**USES), critical=True).sign(key, hashes.SHA256())
