"""Blocks as a Word file, to go on writing in Word or WPS; our own intake reads it back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from typing import Final

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.image.exceptions import UnrecognizedImageError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from documents.text.blocks import Block
from documents.text.word_lists import Numbering
from documents.text.word_tables import add_table

type Picture = Callable[[str], bytes | None]  # the bytes a picture's marker stands for
type PutPicture = Callable[[Run, str, str], None]

# Both names of a face are known to Word and to WPS, and to what stands in for them elsewhere.
LATIN, HAN_TEXT, HAN_HEADING = "Times New Roman", "仿宋", "黑体"
CODE, CODE_BLOCK = "HTML Code", "HTML Preformatted"
HEADING_POINTS: Final = (16, 14, 13, 12, 12, 12)
DEEPEST_CONTINUED: Final = 3
_UNFIT = re.compile("[^\t\n\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_docx(
    blocks: Sequence[Block],
    *,
    title: str,
    language: str,
    picture: Picture = lambda _marker: None,
) -> bytes:
    """Return a Word file that says what the blocks say, headings as styles, lists as lists."""
    document = _empty(title, language)
    writer = _Writer(document, picture)
    for block in blocks:
        writer.write(block)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _empty(title: str, language: str) -> Document:
    document = docx.Document()
    facts = document.core_properties
    facts.title, facts.author, facts.comments, facts.language = title, "", "", language
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    normal = _style(document, "Normal")
    _set_face(normal, HAN_TEXT, 12)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.ONE_POINT_FIVE
    normal.paragraph_format.space_after = Pt(0)
    is_chinese = language.startswith("zh")
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "en-US")
    spoken.set(qn("w:eastAsia"), "zh-CN" if is_chinese else "en-US")
    normal.element.get_or_add_rPr().append(spoken)
    for level, points in enumerate(HEADING_POINTS, 1):
        heading = _style(document, f"Heading {level}")
        _set_face(heading, HAN_HEADING, points)
        heading.font.color.rgb = RGBColor(0, 0, 0)
        heading.font.bold, heading.font.italic = not is_chinese, False
    code = document.styles.add_style(CODE_BLOCK, WD_STYLE_TYPE.PARAGRAPH)
    document.styles.add_style(CODE, WD_STYLE_TYPE.CHARACTER).font.name = "Courier New"
    code.font.name, code.base_style = "Courier New", normal
    return document


def _style(document: Document, name: str) -> ParagraphStyle:
    style: BaseStyle = document.styles[name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - the template has these styles
    return style


def _set_face(style: ParagraphStyle, han: str, points: int) -> None:
    """Name the face itself: a theme's face would win, and differs from machine to machine."""
    style.font.name, style.font.size = LATIN, Pt(points)
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(faces.attrib):
        if name.endswith("Theme"):
            del faces.attrib[name]
    faces.set(qn("w:eastAsia"), han)


class _Writer:
    """Adds block after block to the end of a Word document."""

    def __init__(self, document: Document, picture: Picture) -> None:
        self.document = document
        self.picture = picture
        self.numbering = Numbering(document)
        self.is_in_list = False

    def write(self, block: Block) -> None:
        goes_on = block.kind == "paragraph" and block.level > 0 and self.is_in_list
        self.is_in_list = block.kind == "item" or goes_on
        if not self.is_in_list:
            self.numbering.close()
        match block.kind:
            case "heading":
                self._paragraph(block.html, f"Heading {min(block.level, 6)}")
            case "item":
                self.numbering.number(self._paragraph(block.html), block.level, block.marker)
            case "table":
                add_table(self.document, block.html, self.add_inline)
            case "code":
                self._paragraph(block.html, CODE_BLOCK, is_code=True)
            case "quote":
                self._paragraph(block.html, "Quote")
            case "image":
                self._picture(block)
            case _:
                self._paragraph(block.html, _continued(block.level) if goes_on else "Normal")

    def _paragraph(self, html: str, style: str = "Normal", *, is_code: bool = False) -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        self.add_inline(paragraph, html, is_code=is_code)
        return paragraph

    def add_inline(self, paragraph: Paragraph, html: str, *, is_code: bool = False) -> None:
        """Write text with inline markup as runs."""
        reader = _Inline(paragraph, self._put, is_code=is_code)
        reader.feed(html)
        reader.close()

    def _picture(self, block: Block) -> None:
        self._put(self.document.add_paragraph().add_run(), block.marker, block.text)

    def _put(self, run: Run, marker: str, called: str) -> None:
        """Draw a picture no wider than the page; where Word cannot, write what it is called."""
        content = self.picture(marker)
        try:
            shown = run.add_picture(io.BytesIO(content)) if content else None
        except UnrecognizedImageError:
            shown = None
        if shown is None:
            run.add_text(f"[{_fit(called)}]")
            return
        page = self.document.sections[0]
        widest = Emu(page.page_width - page.left_margin - page.right_margin)  # type: ignore[operator]
        if shown.width > widest:
            shown.height = Emu(round(shown.height * widest / shown.width))
            shown.width = widest
        described = run._r.find(f".//{qn('wp:docPr')}")
        if described is not None:
            described.set("descr", _fit(called))


def _continued(level: int) -> str:
    """Return the style of a paragraph that stands inside a list item."""
    return "List Continue" if level == 1 else f"List Continue {min(level, DEEPEST_CONTINUED)}"


class _Inline(HTMLParser):
    """Turns inline tags into runs with their marks."""

    def __init__(self, paragraph: Paragraph, put: PutPicture, *, is_code: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraph = paragraph
        self.put = put
        self.is_code = is_code
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._run().add_break()
        elif tag == "img":
            named = dict(attrs)
            self.put(self.paragraph.add_run(), named.get("src") or "", named.get("alt") or "")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.links:
            self.links.pop()
        elif tag in self.open:
            self.open.remove(tag)

    def handle_data(self, data: str) -> None:
        self._run().add_text(_fit(data if self.is_code else data.replace("\n", " ")))

    def _run(self) -> Run:
        run = self._linked() if self.links else self.paragraph.add_run()
        marks = set(self.open)
        run.bold = True if marks & {"b", "strong"} else None
        run.italic = True if marks & {"i", "em"} else None
        run.underline = True if "u" in marks else None
        run.font.strike = True if marks & {"s", "del"} else None
        run.font.subscript = True if "sub" in marks else None
        run.font.superscript = True if "sup" in marks else None
        if "code" in marks:
            run.style = CODE
        return run

    def _linked(self) -> Run:
        link = OxmlElement("w:hyperlink")
        target = self.paragraph.part.relate_to(
            self.links[-1], RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
        link.set(qn("r:id"), target)
        self.paragraph._p.append(link)
        element = OxmlElement("w:r")
        link.append(element)
        return Run(element, self.paragraph)


def _fit(text: str) -> str:
    """Leave out what XML cannot hold."""
    return _UNFIT.sub("", text)
