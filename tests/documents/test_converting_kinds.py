"""Every kind of file that goes in becomes text that can be found, and pages."""

import io
import re
from pathlib import Path
from typing import Final

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from documents import content, files
from documents.models import Rendition, Revision
from documents.text.docx import from_docx
from tests.conversions import convert_all, need_office
from tests.library import Library, make_document, make_draft
from tests.world import Cast, signed_in

# The file, what its text says, how many pages it has: of LibreOffice's own not all are that sure.
KINDS: Final = {
    "wps": ("office/prc-law/废旧金属收购业治安管理办法.wps", "公安机关", r"\d"),
    "odt": ("office/prc-law/母婴保健法实施办法.odt", "婚前医学检查", r"\d"),
    "xls": ("office/poi/chinese-provinces.xls", "北京市", r"\d"),
    "pdf": ("office/prc-law/发票管理办法.pdf", "税务机关", "7"),
    "ofd": ("office/ofdrw/doc1File.ofd", "一日不见兮，思之如狂", "11"),
    "scan": ("office/prc-law/国际海运条例（扫描件）.pdf", "", "3"),
}


@pytest.fixture
def draft(acme: Cast, library: Library) -> Revision:
    return make_draft(make_document(library, acme.ada), acme.ada)


@pytest.fixture
def ada(acme: Cast) -> Client:
    return signed_in(acme.ada)


def address(name: str, draft: Revision) -> str:
    return reverse(f"documents:{name}", args=["acme", draft.document.number, draft.n])


def upload(client: Client, draft: Revision, name: str, data: bytes) -> None:
    sent = SimpleUploadedFile(name, data)
    page = client.post(address("upload", draft), {"file": sent}, follow=True).text
    draft.refresh_from_db()
    assert draft.source_name == name, page
    assert {row.state for row in convert_all()} <= {"done"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_read_and_shown_as_it_looks(
    ada: Client, draft: Revision, corpora: Path, kind: str
) -> None:
    need_office()
    path, words, pages = KINDS[kind]
    upload(ada, draft, (corpora / path).name, (corpora / path).read_bytes())
    page = ada.get(address("draft", draft)).text
    assert re.search(rf"\b{pages} pages?\b", page)
    assert ("only pictures of a text" in page) == (kind == "scan")
    text = "\n".join(block.text for block in content.blocks_of(draft))
    assert words in text
    content.freeze(draft)
    body = Rendition.objects.get(revision=draft)
    assert body.as_it_looks == (kind != "ofd")
    assert files.read(body.file).startswith(b"%PDF")


def numbered() -> bytes:
    """Return a Word file whose numbers Word counts: 第一条, 1.1, and a plain list."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = (("chineseCounting", "第%1条"), ("decimal", "%1.%2"))
    xml = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:isLgl w:val="{n}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{xml}</w:abstractNum>')
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )
    for level, text in ((0, "目的"), (1, "范围"), (1, "职责"), (0, "程序")):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        own = properties._add_numPr()
        for name, number in (("w:ilvl", level), ("w:numId", 77)):
            each = OxmlElement(name)
            each.set(qn("w:val"), str(number))
            own.append(each)
    for text in ("one", "two"):
        document.add_paragraph(text, style="List Number")
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def test_numbers_that_word_counts_stand_in_the_text(ada: Client, draft: Revision) -> None:
    data = numbered()
    assert "第一条" not in "".join(block.text for block in from_docx(io.BytesIO(data)))
    upload(ada, draft, "numbered.docx", data)
    blocks = content.blocks_of(draft)
    said = "\n".join(block.text for block in blocks[:4])
    assert said == "第一条 目的\n1.1 范围\n1.2 职责\n第二条 程序"
    assert [(block.kind, block.marker) for block in blocks[4:]] == [("item", "1."), ("item", "2.")]
    assert blocks[0].clause == "第一条"
