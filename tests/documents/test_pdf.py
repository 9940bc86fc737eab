"""The body rendition and the controlled PDF, read back as a reader of the file would."""

import dataclasses
import datetime as dt
import hashlib
import io
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import get_args

import pikepdf
import pypdfium2
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.pdf import fonts
from documents.pdf.fonts import NoChineseFace, typecase
from documents.pdf.inline import cells_of, runs_of
from documents.pdf.pages import BodyPage, Change, Cover, Signature
from documents.pdf.printable import printable
from documents.pdf.typeset import body_pdf, controlled_pdf
from documents.text.blocks import Block, Kind
from documents.text.markdown import from_markdown
from tenants.errors import Refused

SAMPLES = sorted((Path(__file__).parents[2] / "config/demo/documents").glob("*.md"))
CHINA = dt.timezone(dt.timedelta(hours=8))
MANIFEST = hashlib.sha256(b"manifest").hexdigest()
PAGE = BodyPage(
    number="GX-QP-07",
    revision="A/2",
    title="企业投资项目审批程序",
    language="zh-hans",
    status="审批中",
    blocks=[Block("heading", "1 目的", level=2), Block("paragraph", "1.1 规范服务过程。")],
    dated=dt.datetime(2026, 11, 22, 15, 4, tzinfo=CHINA),
)
COVER = Cover(
    organisation="高新区管理委员会",
    owning_unit="行政审批局",
    issued_on=dt.date(2026, 11, 22),
    effective_on=dt.date(2026, 12, 1),
    signatures=[
        Signature(
            name="李四 代 张三",
            post="项目科科长",
            meaning="审核",
            signed_at=dt.datetime(2026, 11, 19, 9, 30, 5, tzinfo=CHINA),
            authenticated_by="密码",
        )
    ],
    history=[
        Change(
            revision="A/1",
            effective_on=dt.date(2025, 11, 28),
            change_class="一般",
            summary="反馈时限改为三个工作日。",
            prepared_by="周文涛",
            approved_by="赵立群",
        )
    ],
    manifest_sha256=MANIFEST,
    url="https://example.org/t/gx/documents/GX-QP-07/",
)


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page without blanks, as page breaks and lines put some in."""
    document = pypdfium2.PdfDocument(pdf)
    return [squeezed(page.get_textpage().get_text_range()) for page in document]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\ufffe]", "", unicodedata.normalize("NFKC", text))


def with_blocks(*blocks: Block, title: str = PAGE.title, language: str = "zh-hans") -> BodyPage:
    return dataclasses.replace(PAGE, blocks=blocks, title=title, language=language)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_block_of_a_document_is_on_its_pages(path: Path) -> None:
    blocks = from_markdown(path.read_text())
    text = "".join(pages(body_pdf(dataclasses.replace(PAGE, blocks=blocks))))
    begins = [squeezed(block.text)[:8] for block in blocks]
    assert blocks
    assert [begin for begin in begins if begin not in text] == []


def test_every_page_says_number_revision_and_its_place() -> None:
    long = [Block("paragraph", f"第{n}条 受控文件应当评审。" * 5) for n in range(90)]
    with translation.override("zh-hans"):  # the page's own language decides, not the caller's
        texts = pages(body_pdf(with_blocks(*long, language="en")))
    assert len(texts) > 3
    for place, text in enumerate(texts, start=1):
        assert text.startswith(f"GX-QP-07·A/2Page{place}of{len(texts)}")
        assert text.endswith("审批中")


def test_body_prints_its_title_once() -> None:
    opening = Block("heading", PAGE.title, level=1)
    for page in (PAGE, with_blocks(opening, *PAGE.blocks)):
        assert "".join(pages(body_pdf(page))).count(PAGE.title) == 1


def test_a_first_chapter_is_not_taken_for_the_title() -> None:
    chapters = [Block("heading", text, level=1) for text in ("1 目的", "2 范围")]
    assert f"{PAGE.title}1目的2范围" in pages(body_pdf(with_blocks(*chapters)))[0]


def test_body_from_extracted_text_says_so() -> None:
    page = dataclasses.replace(PAGE, language="en", from_extracted_text=True)
    says = "Laidoutfromtheextractedtextofthesourcefile."
    assert says in pages(body_pdf(page))[0]
    assert says not in pages(body_pdf(dataclasses.replace(page, from_extracted_text=False)))[0]


def test_controlled_copy_has_cover_history_text_and_signatures() -> None:
    cover, history, body, signatures = pages(controlled_pdf(COVER, PAGE))
    for words in ("高新区管理委员会", PAGE.title, "李四代张三", "项目科科长", "2026-12-01"):
        assert words in cover
    for words in ("A/1", "2025-11-28", "反馈时限改为三个工作日。", "周文涛", "赵立群"):
        assert words in history
    assert "1.1规范服务过程。" in body
    for words in ("李四代张三", "审核", "2026-11-1909:30:05+0800", "密码", MANIFEST, COVER.url):
        assert words in signatures


def test_every_page_of_a_controlled_copy_names_its_control_and_manifest() -> None:
    page = dataclasses.replace(PAGE, language="en")
    copies = {
        "Controlled": controlled_pdf(COVER, page),
        "Uncontrolled": controlled_pdf(dataclasses.replace(COVER, is_controlled=False), page),
    }
    for control, pdf in copies.items():
        for text in pages(pdf):
            foot = f"{control}·Aprintedcopywithoutthecontrolledstampisuncontrolled."
            assert text.endswith(f"{foot}Manifest{MANIFEST[:16]}")


def test_a_waiver_is_printed_and_an_empty_history_is_not() -> None:
    cover = dataclasses.replace(COVER, remarks=["部门不足三人，审核由编制人承担。"], history=[])
    texts = pages(controlled_pdf(cover, PAGE))
    assert len(texts) == 3
    assert "部门不足三人,审核由编制人承担。" in texts[0]


def test_same_page_has_the_same_bytes_in_another_process() -> None:
    code = (
        "import django, hashlib; django.setup();"
        "from tests.documents.test_pdf import COVER, PAGE, controlled_pdf;"
        "print(hashlib.sha256(controlled_pdf(COVER, PAGE)).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert other.stdout.strip() == hashlib.sha256(controlled_pdf(COVER, PAGE)).hexdigest()


def test_files_are_archival_and_carry_their_faces() -> None:
    with pikepdf.open(io.BytesIO(controlled_pdf(COVER, PAGE))) as pdf:
        assert pdf.open_metadata().pdfa_status == "2B"
        assert pdf.docinfo["/Title"] == PAGE.title
        faces = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary)]
        described = [face for face in faces if face.get("/Type") == "/FontDescriptor"]
        assert described
        assert all("/FontFile3" in face or "/FontFile2" in face for face in described)


HOSTILE = {
    "typst code": '#eval("1+1") #import "@preview/x:1.0.0" $x$ *b* _i_ `c` <l> @ref \\ // --',
    "escapes": r"\u{41} \n \" %(page)s {{ x }}",
    "control characters": "a\x00b\x07c",
    "reordering": "\u202egnp.exe\u202c",
    "no face holds these": "\U0001f310\u0e01\ue000\ud800",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_comes_out_as_text(text: str) -> None:
    blocks = [Block("paragraph", text), Block("code", text), Block("table", f"{text}\t{text}")]
    cover = dataclasses.replace(COVER, organisation=text, remarks=[text])
    copy = "".join(pages(controlled_pdf(cover, with_blocks(*blocks, title=text))))
    shown = squeezed(printable(text, typecase().faces))
    # Organisation and remark; title on cover and text; paragraph, code and two cells.
    assert copy.count(shown) == 8


def test_what_no_face_can_show_is_spelled_out() -> None:
    faces = typecase().faces
    assert printable("网\U0001f310络\x00", faces) == "网[U+1F310]络[U+0000]"
    assert printable("\u202eabc", faces) == "[U+202E]abc"
    assert printable("a\r\nb\u2028c", faces) == "a\nb\nc"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=80), max_size=8))
def test_any_text_can_be_set(texts: list[str]) -> None:
    kinds: tuple[Kind, ...] = get_args(Kind.__value__)
    blocks = [Block(kind, text, level=1) for kind in kinds for text in texts]
    assert body_pdf(with_blocks(*blocks, title="".join(texts))).startswith(b"%PDF-")


@pytest.mark.parametrize("word", ["x" * 400, "https://example.org/" + "a1" * 150, "受" * 400])
def test_long_words_stay_inside_the_page(word: str) -> None:
    cells = "\t".join([word] * 4)
    pdf = body_pdf(with_blocks(Block("paragraph", word), Block("table", cells)))
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        rights = [text.get_charbox(n)[2] for n in range(text.count_chars())]
        assert max(rights) < page.get_width() - 50


def test_table_head_is_repeated_on_the_next_page() -> None:
    rows = "\n".join(["环节\t时限", *[f"步骤{n}\t{n}天" for n in range(80)]])
    texts = pages(body_pdf(with_blocks(Block("table", rows))))
    assert len(texts) > 1
    assert all("环节时限" in text for text in texts)


def test_merged_cells_keep_their_place_and_cannot_leave_the_grid() -> None:
    html = (
        '<tr><th colspan="2">甲</th><th rowspan="3">乙</th></tr>'
        "<tr><td>1</td><td>2</td></tr>"
        '<tr><td colspan="9000">长</td></tr>'
        '<tr><td rowspan="99">末</td><td></td></tr>'
    )
    block = Block("table", "甲\t乙\n1\t2\n长\n末", html)
    placed = [(c.x, c.y, c.colspan, c.rowspan) for row in cells_of(block) for c in row]
    expected = [(0, 0, 2, 1), (2, 0, 1, 3), (0, 1, 1, 1), (1, 1, 1, 1)]
    assert placed == [*expected, (0, 2, 2, 1), (0, 3, 1, 1), (1, 3, 1, 1)]
    assert "甲12乙长末" in pages(body_pdf(with_blocks(block)))[0]


def test_table_too_wide_for_a_page_keeps_every_word() -> None:
    words = [f"列{n}" for n in range(60)]
    text = pages(body_pdf(with_blocks(Block("table", "\t".join(words)))))[0]
    assert "|".join(words) in text


@pytest.mark.parametrize(
    "block", [Block("paragraph", "字" * 1_000_001), Block("table", "格\t" * 50_000)]
)
def test_text_beyond_what_a_worker_can_set_is_refused(block: Block) -> None:
    with pytest.raises(Refused, match="too long"):
        body_pdf(with_blocks(block, language="en"))


def test_inline_markup_becomes_marks() -> None:
    html = '见 <strong>QP<sub>2</sub></strong>，<s>作废</s><br><a href="https://x.cn/">此处</a>'
    runs = [(run.text, run.marks, run.href) for run in runs_of(Block("paragraph", "", html))]
    assert runs == [
        ("见 ", [], ""),
        ("QP", ["strong"], ""),
        ("2", ["strong", "sub"], ""),
        ("，", [], ""),
        ("作废", ["strike"], ""),
        ("\n", [], ""),
        ("此处", [], "https://x.cn/"),
    ]


def test_without_a_chinese_face_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "CHINESE", ("No Such Face",))
    with pytest.raises(NoChineseFace, match="fonts-noto-cjk"):
        typecase.__wrapped__()


def test_the_face_from_the_wheel_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = typecase(system=False)
    monkeypatch.setattr("documents.pdf.typeset.typecase", lambda: bare)
    assert [face.family for face in bare.faces] == ["Noto Sans CJK SC"]
    assert "李四代张三" in pages(controlled_pdf(COVER, PAGE))[0]
