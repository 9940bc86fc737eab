"""The text as a Word file: fetched, changed in Word, uploaded, and nothing else has changed."""

import hashlib
import io
from pathlib import Path

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from documents.files.intake import check_upload
from documents.models import Conversion, Revision
from documents.tasks import convert
from documents.text.blocks import Block
from documents.text.docx import from_docx
from documents.text.markdown import from_markdown
from documents.text.word import to_docx
from tests.corpora import revisions
from tests.library import Library, make_draft, make_effective
from tests.world import Cast, signed_in

# One of each sort: an agreement, a handbook page, laws with articles and with tables.
CORPUS = ("18f-agreements", "18f-travel-guide-faq", "18f-leave", "cnlaw-fan-xi-qian-fa")
TABLE = Block(
    "table",
    "类别\t时限\n\t首次\t办结\n咨询\t当日\t1 日",
    '<tr><th rowspan="2">类别</th><th colspan="2">时限</th></tr>'
    "<tr><th>首次</th><th>办结</th></tr><tr><td>咨询</td><td>当日</td><td>1 <b>日</b></td></tr>",
)


def through_word(blocks: list[Block]) -> list[Block]:
    made = to_docx(blocks, title="文件控制程序", language="zh-hans")
    assert check_upload(io.BytesIO(made), "程序.docx").kind.name == "docx"
    return from_docx(io.BytesIO(made))


def told(block: Block) -> tuple[str, str, int, bool]:
    """Return what must survive; Word files are read without where a list began to count."""
    return block.kind, block.text, block.level, block.marker == "•"


@pytest.mark.parametrize("name", CORPUS)
def test_real_texts_come_back_from_word_as_they_went(corpora: Path, name: str) -> None:
    blocks = from_markdown(revisions(corpora, name)[-1].read_text(encoding="utf-8"))
    assert len(blocks) > 20
    assert [told(block) for block in through_word(blocks)] == [told(block) for block in blocks]


def test_marks_links_lists_and_code_come_back_from_word() -> None:
    blocks = from_markdown(
        "# 1 目的\n\n规范**文件**的 *编制*，见[清单](https://example.org/a)。\n\n"
        "1. 编制\n   - 草稿\n\n   续写\n2. 审核\n\n> 引用 `x`\n\n```\na\n  b\n```\n"
    )
    assert [b.html for b in through_word(blocks)] == [b.html for b in blocks]
    assert [told(block) for block in through_word(blocks)] == [told(block) for block in blocks]


def test_merged_cells_come_back_from_word() -> None:
    (table,) = through_word([TABLE])
    assert 'rowspan="2"' in table.html
    assert 'colspan="2"' in table.html
    assert table.rows[0] == ["类别", "时限"]
    assert table.rows[-1] == ["咨询", "当日", "1 日"]


def test_pictures_come_back_from_word_under_their_names() -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (4000, 40), "red").save(drawn, "PNG")
    name = f"sha256:{hashlib.sha256(drawn.getvalue()).hexdigest()}"
    inline = f'甲<img src="{name}" alt="章">乙'
    blocks = [Block("image", "流程图", marker=name), Block("paragraph", "甲[章]乙", inline)]
    pictures = {name: drawn.getvalue()}
    made = to_docx(blocks, title="", language="", picture=pictures.get)
    back = from_docx(io.BytesIO(made))
    assert [(b.kind, b.text, b.marker) for b in back] == [
        (b.kind, b.text, b.marker) for b in blocks
    ]
    assert name in back[1].html
    assert (
        "[流程图]" in docx.Document(io.BytesIO(to_docx(blocks, title="", language=""))).element.xml
    )


def test_office_programs_find_styles_and_chinese_faces() -> None:
    made = docx.Document(
        io.BytesIO(to_docx(from_markdown("# 1 目的\n\n甲"), title="", language=""))
    )
    assert [p.style.name for p in made.paragraphs if p.style] == ["Heading 1", "Normal"]
    assert "仿宋" in made.styles.element.xml


@pytest.fixture
def draft(acme: Cast, library: Library) -> Revision:
    return make_draft(make_effective(library, acme.ada), acme.ada)


def test_the_owner_fetches_the_text_changes_it_in_word_and_sees_the_redline(
    acme: Cast, draft: Revision
) -> None:
    ada, at = signed_in(acme.ada), ["acme", draft.document.number]
    document = draft.document
    answer = ada.get(reverse("documents:word", args=[*at, document.revisions.last().n]))
    assert isinstance(answer, FileResponse)
    written = docx.Document(io.BytesIO(b"".join(answer)))
    for paragraph in written.paragraphs:
        paragraph.runs[0].text = paragraph.text.replace("All documents", "Most documents")
    changed = io.BytesIO()
    written.save(changed)
    file = SimpleUploadedFile("procedure.docx", changed.getvalue())
    page = ada.post(reverse("documents:upload", args=[*at, draft.n]), {"file": file}, follow=True)
    assert "Look again" in page.text
    waiting = Conversion.objects.get(kind=Conversion.Kind.TEXT)
    convert(str(acme.tenant.pk), str(waiting.pk))
    page = ada.get(reverse("documents:draft", args=[*at, draft.n]))
    assert [row.kind for row in page.context["comparison"].listed] == ["changed"]


def test_a_word_file_is_handed_out_as_it_was_uploaded(acme: Cast, draft: Revision) -> None:
    ada: Client = signed_in(acme.ada)
    at = ["acme", draft.document.number, draft.n]
    file = to_docx(from_markdown("# 1 目的"), title="", language="")
    ada.post(
        reverse("documents:upload", args=at), {"file": SimpleUploadedFile("procedure.docx", file)}
    )
    answer = ada.get(reverse("documents:word", args=at), follow=True)
    assert isinstance(answer, FileResponse)
    assert b"".join(answer) == file
