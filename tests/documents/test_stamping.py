"""The controlled PDF of a body that was not set here: what is stamped round it, what is kept."""

import dataclasses
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import typst
from pikepdf import Array, Dictionary, Name

from documents.aside.process import Unfit
from documents.pdf.stamping import FOOT, HEAD, MM, check_body, stamped_pdf
from documents.text.blocks import Block
from tenants.errors import Refused
from tests.corpora import corpora
from tests.documents.test_pdf import COVER, MANIFEST, PAGE, pages, squeezed

__all__ = ["corpora"]
SOURCE = """
#set page(width: 210mm, height: 297mm, margin: 25mm)
#set text(font: "Libertinus Serif")
= Purpose
Plain words. #link("https://example.org/form")[The form] and #link(<end>)[the end].
#page(width: 297mm, height: 210mm)[
= Landscape
#lorem(30)]
#page(margin: 0mm)[#place(top + left)[Corner] #place(bottom + right)[Opposite]]
#page(width: 60mm, height: 40mm, margin: 5mm)[Tiny]
= End <end>
"""


def source_pdf(text: str = SOURCE, *, bookmarks: bool = True) -> pikepdf.Pdf:
    pdf = pikepdf.open(io.BytesIO(typst.compile(text.encode(), pdf_tags=False)))
    if not bookmarks:
        del pdf.Root["/Outlines"]
    return pdf


def stamped(pdf: pikepdf.Pdf, *blocks: Block) -> bytes:
    kept = io.BytesIO()
    pdf.save(kept)
    return stamped_pdf(COVER, dataclasses.replace(PAGE, blocks=blocks), kept.getvalue())


def ink_of(page: pypdfium2.PdfPage, words: str) -> tuple[float, float, float, float]:
    """Return the place of the words on their page: left, bottom, right, top."""
    text = page.get_textpage()
    at = text.search(words).get_next()
    assert at, words
    first, count = at
    boxes = [text.get_charbox(n) for n in range(first, first + count)]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def aim_of(pdf: pikepdf.Pdf, item: pikepdf.OutlineItem) -> int:
    """Return the page a bookmark leads to."""
    aim: Any = item.destination
    return [page.obj.objgen for page in pdf.pages].index(aim[0].objgen)


def test_each_page_says_whose_it_is_and_its_place_among_all() -> None:
    texts = pages(stamped(source_pdf()))
    assert len(texts) == 8  # cover, history, five of the body, signatures
    for n, text in enumerate(texts, start=1):
        assert "GX-QP-07·A/2" in text
        assert squeezed(f"第 {n} 页 共 8 页") in text
    for body in texts[2:-1]:
        assert "受控" in body
        assert MANIFEST[:16] in body
    assert "Plainwords." in texts[2]
    assert "李四代张三" in texts[0]
    assert MANIFEST in texts[-1]


def test_only_a_page_whose_ink_is_in_the_way_is_set_in() -> None:
    before = pypdfium2.PdfDocument(save(source_pdf()))
    after = pypdfium2.PdfDocument(stamped(source_pdf()))
    assert ink_of(after[2], "Plain") == pytest.approx(ink_of(before[0], "Plain"), abs=0.1)
    corner, opposite = ink_of(after[4], "Corner"), ink_of(after[4], "Opposite")
    assert corner[3] <= after[4].get_height() - HEAD + 1
    assert opposite[1] >= FOOT - 3  # its descender hangs over the edge of the source, and is cut


def save(pdf: pikepdf.Pdf) -> bytes:
    kept = io.BytesIO()
    pdf.save(kept)
    return kept.getvalue()


def test_landscape_tiny_turned_and_cropped_pages_come_out_upright_and_whole() -> None:
    source = source_pdf()
    source.pages[0].obj.Rotate = 90
    source.pages[4].obj.CropBox = Array([30, 40, 500, 800])
    source.pages[4].obj.MediaBox = Array([10, 20, 610, 862])
    after = pypdfium2.PdfDocument(stamped(source))
    sizes = [tuple(round(side / MM) for side in page.get_size()) for page in after]
    assert sizes[2:7] == [(297, 210), (297, 210), (210, 297), (80, 70), (166, 268)]
    assert all(page.get_rotation() == 0 for page in after)
    left, bottom, right, top = ink_of(after[2], "Plain words.")
    assert right - left < top - bottom  # turned: it runs down the page now
    assert ink_of(after[5], "Tiny")[0] > 10 * MM


def test_links_lead_where_they_led_and_bookmarks_are_kept() -> None:
    after = pikepdf.open(io.BytesIO(stamped(source_pdf())))
    notes = list(after.pages[2].Annots)
    assert str(notes[0].A.URI) == "https://example.org/form"
    with after.open_outline() as outline:
        titles = [item.title for item in outline.root]
        targets = [aim_of(after, item) for item in outline.root]
    assert titles == ["更改履历", "Purpose", "Landscape", "End", "电子签名"]
    assert targets == [1, 2, 3, 6, 7]


def test_bookmarks_are_made_of_the_headings_where_there_are_none() -> None:
    headings = [Block("heading", "Landscape", level=2), Block("heading", "End", level=1)]
    first = Block("heading", "Purpose", level=1)
    copy = stamped(source_pdf(bookmarks=False), first, *headings)
    after = pikepdf.open(io.BytesIO(copy))
    with after.open_outline() as outline:
        purpose, end = outline.root[1:3]
        assert (purpose.title, end.title) == ("Purpose", "End")
        assert [child.title for child in purpose.children] == ["Landscape"]
        assert aim_of(after, end) == 6


def test_what_a_body_does_besides_being_read_is_gone() -> None:
    source = source_pdf()
    script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    source.Root.OpenAction = script
    source.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["x", script])))
    source.Root.AcroForm = Dictionary(Fields=Array())
    source.attachments["evil.exe"] = b"MZ"
    page = source.pages[0].obj
    page.AA = Dictionary(O=script)
    launch = Dictionary(S=Name.Launch, F="cmd.exe")
    page.Annots.append(Dictionary(Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=launch))
    page.Annots.append(Dictionary(Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=script))
    copy = stamped(source)
    after = pikepdf.open(io.BytesIO(copy))
    kept = b"".join(bytes(thing.unparse()) for thing in after.objects)
    for word in (b"JavaScript", b"Launch", b"EmbeddedFile", b"OpenAction", b"cmd.exe"):
        assert word not in kept
    assert len(after.pages[2].Annots) == 2  # the two links of the text


def test_a_page_that_leaves_its_states_open_does_not_carry_the_stamp_away() -> None:
    source = source_pdf()
    source.pages[0].contents_add(b" Q Q q 0.1 0 0 0.1 900 900 cm q")
    left, bottom, _right, _top = ink_of(pypdfium2.PdfDocument(stamped(source))[2], "GX-QP-07")
    assert left == pytest.approx(12 * MM, abs=1)
    assert bottom > 280 * MM


def test_the_copy_claims_no_archival_format_and_says_what_it_is() -> None:
    body = typst.compile(b"= A", pdf_standards="a-2b")
    copy = stamped_pdf(COVER, PAGE, body)
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert pdf.open_metadata().pdfa_status == ""
        assert pdf.docinfo["/Title"] == PAGE.title
    assert stamped_pdf(COVER, PAGE, body) == copy  # the same input gives the same bytes


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7\nnothing", b"\0" * 5000], ids=len)
def test_what_is_no_pdf_is_unfit_and_harms_nobody(body: bytes) -> None:
    with pytest.raises(Unfit):
        stamped_pdf(COVER, PAGE, body)
    with pytest.raises(Refused, match="damaged"):
        check_body(PAGE, body)


REAL = ("道路运输条例.pdf", "rotation.pdf", "sizes.pdf", "signed_verified.pdf", "vertical.pdf")
BROKEN = ("Pages-tree-refs.pdf", "REDHAT-1531897-0.pdf", "bomb_giant.pdf", "exe-header.pdf")


def test_real_files_are_stamped_and_broken_ones_are_unfit(corpora: Path) -> None:
    for name in REAL:
        (path,) = (corpora / "office").rglob(name)
        assert "李四代张三" in pages(stamped_pdf(COVER, PAGE, path.read_bytes()))[0], name
    for name in BROKEN:
        (path,) = (corpora / "bad").rglob(name)
        with pytest.raises(Unfit):
            stamped_pdf(COVER, PAGE, path.read_bytes())


def test_the_history_may_be_empty() -> None:
    cover = dataclasses.replace(COVER, history=(), issued_on=dt.date(2026, 1, 1))
    assert len(pages(stamped_pdf(cover, PAGE, save(source_pdf())))) == 7
