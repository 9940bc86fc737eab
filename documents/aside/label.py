"""Write a line (number and revision) into the head of form.docx, form.xlsx or form.pdf.

Started as `python -I label.py` in a folder with order.json, the form, and for a PDF label.pdf with
a page for each of its pages; writes labelled.<kind>. Nothing else of the form changes.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import docx
import pikepdf
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import _Header
from docx.shared import Pt
from lxml import etree

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
# What comes after the head and foot of a sheet, in the order of the standard.
AFTER: Final = (
    *("rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags"),
    *("drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects"),
    *("controls", "webPublishItems", "tableParts", "extLst"),
)


def label(order: dict[str, Any]) -> dict[str, Any]:
    """Label the form, by its kind."""
    {"docx": _docx, "xlsx": _xlsx, "pdf": _pdf}[order["kind"]](order["line"])
    return {}


def _docx(line: str) -> None:
    document = docx.Document("form.docx")
    for place, section in enumerate(document.sections):
        heads = [section.header]
        if section.different_first_page_header_footer:
            heads.append(section.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            heads.append(section.even_page_header)
        for head in heads:
            if place == 0 or not head.is_linked_to_previous:
                _write_into(head, line)
    document.save("labelled.docx")


def _write_into(head: _Header, line: str) -> None:
    paragraphs = head.paragraphs
    is_free = len(paragraphs) == 1 and not paragraphs[0].text and not head.tables
    paragraph = paragraphs[0] if is_free else head.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run(line).font.size = Pt(9)


def _xlsx(line: str) -> None:
    with (
        zipfile.ZipFile("form.xlsx") as form,
        zipfile.ZipFile("labelled.xlsx", "w", zipfile.ZIP_DEFLATED) as labelled,
    ):
        for entry in form.infolist():
            content = form.read(entry)
            if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                content = _labelled_sheet(content, line)
            labelled.writestr(entry, content)


def _labelled_sheet(content: bytes, line: str) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    sheet = etree.fromstring(content, parser)
    space = etree.QName(sheet).namespace
    if space not in {MAIN, STRICT}:
        return content
    both = sheet.find(f"{{{space}}}headerFooter")
    if both is None:
        both = etree.Element(f"{{{space}}}headerFooter")
        later = next((n for n, child in enumerate(sheet) if _name(child) in AFTER), len(sheet))
        sheet.insert(later, both)
    for place, name in _heads(both):
        head = both.find(f"{{{space}}}{name}")
        if head is None:
            head = etree.Element(f"{{{space}}}{name}")
            both.insert(place, head)
        head.text = _right(head.text or "", line)
    written: bytes = etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _heads(both: Any) -> Iterator[tuple[int, str]]:
    """Return the heads that pages of this sheet have, each with its place among the six."""
    yield 0, "oddHeader"
    if both.get("differentOddEven") in {"1", "true"}:
        yield 2, "evenHeader"
    if both.get("differentFirst") in {"1", "true"}:
        yield len(both), "firstHeader"


def _name(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _right(head: str, line: str) -> str:
    """Put the line at the right of a sheet's head; & starts a code there."""
    text = line.replace("&", "&&")
    return f"{head}&R{text}" if "&R" not in head else head.replace("&R", f"&R{text} ", 1)


def _pdf(_line: str) -> None:
    with pikepdf.open("form.pdf") as form, pikepdf.open("label.pdf") as labels:
        for page, label_page in zip(form.pages, labels.pages, strict=True):
            page.add_overlay(label_page, pikepdf.Rectangle(page.cropbox))
        form.save("labelled.pdf")


if __name__ == "__main__":
    answer = label(json.loads(Path("order.json").read_text()))
    Path("answer.json").write_text(json.dumps(answer))
