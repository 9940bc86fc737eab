"""Mark a controlled PDF as it is handed out, where it no longer holds or its review is overdue.

The one that is kept stays as it is, with its certificate; a marked copy carries none.
"""

import io
from typing import Final

import pikepdf

from documents.pdf.typeset import overlay_pdf

RED: Final = "#b31e26"
AMBER: Final = "#8a4b06"


def voided_pdf(pdf: bytes, word: str, said: str) -> bytes:
    """Return the PDF with a word across each page, and what it means at the head."""
    return _laid_over(pdf, _mark(word, said, RED))


def headed_pdf(pdf: bytes, said: str) -> bytes:
    """Return the PDF, which holds, with an amber line at the head of each page."""
    return _laid_over(pdf, _mark("", said, AMBER))


def is_certified(pdf: bytes) -> bool:
    """Tell whether the PDF carries a certificate."""
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        return "/Perms" in whole.Root


def _laid_over(pdf: bytes, mark: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as whole, pikepdf.open(io.BytesIO(mark)) as over:
        uncertify(whole)
        whole.pages.append(over.pages[0])  # copied once, not for each page
        laid = whole.pages[-1]
        for page in list(whole.pages)[:-1]:
            page.add_overlay(laid, None)
        del whole.pages[-1]
        whole.save(out)
    return out.getvalue()


def uncertify(whole: pikepdf.Pdf) -> None:
    """Take the certificate off: what is handed out is no longer what was certified."""
    if "/Perms" not in whole.Root:
        return
    del whole.Root.Perms, whole.Root.AcroForm
    for page in whole.pages:
        notes = page.obj.get("/Annots", pikepdf.Array())
        for at in reversed(range(len(notes))):
            if notes[at].get("/FT") == "/Sig":
                del notes[at]


def _mark(word: str, said: str, colour: str) -> bytes:
    return overlay_pdf("void.typ", {"word": word, "said": said, "colour": colour})
