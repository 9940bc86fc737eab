"""A text cut into sections and put together again says what it said."""

from pathlib import Path

import pytest

from documents.models import Document, DocumentType, Revision
from documents.text.markdown import from_markdown
from documents.text.sections import Section, cut, join, of_template
from tests.corpora import revisions
from tests.documents.test_draft_page import NEW, address, registering
from tests.library import Library
from tests.world import Cast, signed_in

CORPUS = ("18f-agreements", "18f-travel-guide-faq", "18f-telework", "cnlaw-fan-xi-qian-fa")


@pytest.mark.parametrize("name", CORPUS)
def test_real_texts_stay_the_same_block_by_block(corpora: Path, name: str) -> None:
    for path in revisions(corpora, name)[-5:]:
        source = path.read_text(encoding="utf-8")
        sections = cut(source)
        assert from_markdown(join(sections.level, sections.parts)) == from_markdown(source)


@pytest.mark.parametrize(
    ("source", "level", "parts"),
    [
        ("", 1, []),
        ("甲\r\n\r\n乙", 1, [("", "甲\n\n乙")]),
        ("# 1 目的\n\n甲\n\n# 2 范围\n乙\n", 1, [("1 目的", "甲"), ("2 范围", "乙")]),
        ("# 手册\n\n前言\n\n## 1 甲\n\n一\n\n## 2 乙\n", 2,
         [("", "# 手册\n\n前言"), ("1 甲", "一"), ("2 乙", "")]),
        ("甲\n===\n\n```\n# 乙\n```\n\n> # 丙\n", 1, [("甲", "```\n# 乙\n```\n\n> # 丙")]),
    ],
)  # fmt: skip
def test_a_text_is_cut_at_its_topmost_headings(
    source: str, level: int, parts: list[tuple[str, str]]
) -> None:
    found = cut(source)
    assert (found.level, [(s.heading, s.body) for s in found.parts]) == (level, parts)


def test_a_new_text_begins_with_the_sections_of_its_type(acme: Cast, library: Library) -> None:
    DocumentType.objects.filter(code="QP").update(sections_zh="目的\n\n 范围 \n职责")
    ada = signed_in(acme.ada)
    ada.post(NEW, registering(acme, library))
    draft = Document.objects.get().revisions.get()
    page = ada.get(address("draft", draft))
    shown = [section.heading for section in page.context["sections"].parts]
    assert shown == ["1 目的", "2 范围", "3 职责", ""]
    assert of_template("") == ()


def test_what_is_written_in_sections_is_one_text(acme: Cast, library: Library) -> None:
    ada = signed_in(acme.ada)
    ada.post(NEW, registering(acme, library))
    draft = Revision.objects.get()
    form = {
        "title": "Control of records",
        "change_class": "major",
        "saves": 0,
        "markdown_level": "1",
        "markdown_heading": ["1 目的", "", "# 2 范围", ""],
        "markdown_body": ["甲\r\n", "乙", "", ""],
    }
    assert ada.post(address("draft", draft), form).status_code == 302
    draft.refresh_from_db()
    assert draft.markdown == "# 1 目的\n\n甲\n\n乙\n\n# 2 范围"
    assert cut(draft.markdown).parts == (Section("1 目的", "甲\n\n乙"), Section("2 范围", ""))
