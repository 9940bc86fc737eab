"""PDF: its lines become paragraphs; and the check of a PDF that somebody else made."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pikepdf
import pypdfium2

from documents.converting.reading.found import Encrypted, Unreadable, result
from documents.converting.reading.lines import blocks_of

MOST_PAGES: Final = 3_000
FEWEST_LETTERS: Final = 8  # on a page, on average: with fewer it is a picture of a text


def read(file: Path, folder: Path) -> dict[str, Any]:
    """Read the text, page after page; a scan has none and says so."""
    del folder
    with _opened(file) as document:
        count = _count(document)
        lines = [_lines(document, n) for n in range(count)]
    blocks, starts = blocks_of(lines)
    letters = sum(len(block.text) for block in blocks)
    warnings = [] if letters >= FEWEST_LETTERS * count else ["no-text"]
    return result(blocks, warnings=warnings, pages=count, page_starts=starts)


def check(file: Path, folder: Path) -> dict[str, Any]:
    """Count the pages; refuse what is no PDF, has no page, or acts by itself."""
    del folder
    with _opened(file) as document:
        count = _count(document)
    try:
        with pikepdf.open(file) as pdf:
            for name in ("/OpenAction", "/AA"):
                if _acts(pdf.Root.get(name)):
                    raise Unreadable
            if "/JavaScript" in pdf.Root.get("/Names", {}):
                raise Unreadable
    except pikepdf.PasswordError as error:
        raise Encrypted from error
    except pikepdf.PdfError as error:
        raise Unreadable from error
    return {"pages": count}


def _acts(action: Any) -> bool:
    """Tell whether opening the document does more than go to a page."""
    if not isinstance(action, pikepdf.Dictionary):
        return False
    kind = action.get("/S")
    return kind != "/GoTo" if kind is not None else True


def _opened(file: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        raise (Encrypted if "password" in str(error).lower() else Unreadable) from error


def _count(document: pypdfium2.PdfDocument) -> int:
    count = len(document)
    if not 0 < count <= MOST_PAGES:
        raise Unreadable
    return count


def _lines(document: pypdfium2.PdfDocument, n: int) -> list[str]:
    try:
        page = document[n]
        text = page.get_textpage().get_text_range()
        page.close()
    except pypdfium2.PdfiumError:  # one page is damaged, the others are not
        return []
    return [line.strip() for line in text.replace("\ufffe", "-").splitlines()]
