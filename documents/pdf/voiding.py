"""Mark a controlled PDF that no longer holds, as it is handed out; the one kept stays as it is."""

import io
import json

import pikepdf
import typst

from documents.pdf.fonts import typecase
from documents.pdf.typeset import TEMPLATES


def voided_pdf(pdf: bytes, word: str, said: str) -> bytes:
    """Return the PDF with a word across each page, and what it means at the head."""
    mark = _mark(word, said)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as whole, pikepdf.open(io.BytesIO(mark)) as over:
        _uncertify(whole)
        whole.pages.append(over.pages[0])  # copied once, not for each page
        laid = whole.pages[-1]
        for page in list(whole.pages)[:-1]:
            page.add_overlay(laid, None)
        del whole.pages[-1]
        whole.save(out)
    return out.getvalue()


def _uncertify(whole: pikepdf.Pdf) -> None:
    """Take the certificate off: what is handed out is no longer what was certified."""
    if "/Perms" not in whole.Root:
        return
    del whole.Root.Perms, whole.Root.AcroForm
    for page in whole.pages:
        notes = page.obj.get("/Annots", pikepdf.Array())
        for at in reversed(range(len(notes))):
            if notes[at].get("/FT") == "/Sig":
                del notes[at]


def _mark(word: str, said: str) -> bytes:
    case = typecase()
    data = {"families": [face.family for face in case.faces], "word": word, "said": said}
    inputs = {"data": json.dumps(data)}
    template = TEMPLATES / "void.typ"
    return typst.compile(
        template, root=TEMPLATES, font_paths=case.fonts, sys_inputs=inputs, format="pdf"
    )
