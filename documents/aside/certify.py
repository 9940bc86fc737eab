"""Certify whole.pdf: a visible signature, after which nothing may change; pyHanko does the work.

Started as `python -I certify.py` in a folder with order.json (key_file, cert_file, passphrase_file,
box, name, reason, tsa_url), whole.pdf and look.pdf, which is what the signature looks like; writes
certified.pdf.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import urllib3
from asn1crypto import tsp  # type: ignore[import-untyped]
from pyhanko.keys import load_certs_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD: Final = "Certificate"
SECONDS: Final = 20
NO_MARGINS: Final = Margins(0, 0, 0, 0)


class Authority(TimeStamper):  # pyHanko's own asks by a library that we do not have
    """Says when something was there (RFC 3161), over HTTP."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return what it answers; what is no answer stops the script."""
        headers = {"Content-Type": "application/timestamp-query"}
        answer = urllib3.request(
            "POST", self._url, body=req.dump(), headers=headers, timeout=SECONDS, retries=False
        )
        return tsp.TimeStampResp.load(answer.data)


def certify(order: dict[str, Any]) -> dict[str, Any]:
    """Write what was changed last, for ever, beside the PDF as it was."""
    signer = _signer(order["key_file"], order["cert_file"], order["passphrase_file"])
    about = PdfSignatureMetadata(
        field_name=FIELD,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,  # what every common reader knows
        name=order["name"],
        reason=order["reason"],
    )
    stamper = Authority(order["tsa_url"]) if order["tsa_url"] else None
    field = SigFieldSpec(FIELD, on_page=-1, box=tuple(order["box"]))
    whole_box = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, NO_MARGINS)
    look = StaticStampStyle.from_pdf_file(
        "look.pdf", border_width=0, background_opacity=1, background_layout=whole_box
    )
    with Path("whole.pdf").open("rb") as whole, Path("certified.pdf").open("w+b") as certified:
        maker = PdfSigner(
            about, signer, timestamper=stamper, stamp_style=look, new_field_spec=field
        )
        maker.sign_pdf(IncrementalPdfFileWriter(whole), output=certified)
    return {}


def _signer(key_file: str, cert_file: str, passphrase_file: str) -> SimpleSigner:
    """Read a PKCS#12 file, or a key and its certificate with those that vouch for it."""
    passphrase = Path(passphrase_file).read_bytes().strip() if passphrase_file else None
    if not cert_file:
        signer = SimpleSigner.load_pkcs12(key_file, passphrase=passphrase)  # type: ignore[no-untyped-call]
        if not isinstance(signer, SimpleSigner):
            raise ValueError("the PKCS#12 file cannot be read")
        return signer
    own, *others = load_certs_from_pemder([cert_file])  # type: ignore[no-untyped-call]
    known = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    known.register_multiple(others)
    key = load_private_key_from_pemder(key_file, passphrase=passphrase)
    return SimpleSigner(signing_cert=own, signing_key=key, cert_registry=known)


if __name__ == "__main__":
    answer = certify(json.loads(Path("order.json").read_text()))
    Path("answer.json").write_text(json.dumps(answer))
