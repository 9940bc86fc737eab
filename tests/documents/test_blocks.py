import json
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from documents.text.blocks import Block
from documents.text.docx import from_docx
from documents.text.markdown import decode, from_markdown, title_of
from documents.text.render import to_html
from tests.corpora import blocks_of

SAMPLE = """---
title: 文件控制程序
---
# 文件控制程序

## 4.2 评审

文件应当
每年评审，见[清单](https://example.org/a)。<!-- 备注 -->

1. 编制
   - 草稿
2. 审核

| 项 | 周期 |
|--|--|
| 评审 | **每年** |

![流程图](https://example.org/flow.png)

> 引用

```
a  b
```
"""


def test_markdown_becomes_blocks_in_order() -> None:
    blocks = from_markdown(SAMPLE)
    assert [(b.kind, b.text) for b in blocks] == [
        ("heading", "文件控制程序"),
        ("heading", "4.2 评审"),
        ("paragraph", "文件应当每年评审，见清单。"),
        ("item", "编制"),
        ("item", "草稿"),
        ("item", "审核"),
        ("table", "项\t周期\n评审\t每年"),
        ("image", "流程图"),
        ("quote", "引用"),
        ("code", "a  b"),
    ]
    assert [(b.level, b.marker) for b in blocks if b.kind == "item"] == [
        (1, "1."),
        (2, "•"),
        (1, "2."),
    ]
    assert blocks[6].rows == [["项", "周期"], ["评审", "每年"]]


def test_title_comes_from_front_matter_or_the_first_heading() -> None:
    assert title_of(SAMPLE) == "文件控制程序"
    assert title_of("前言\n\n# 手册\n") == "手册"
    assert title_of("没有标题") == ""


@pytest.mark.parametrize(
    ("source", "clauses"),
    [
        (
            "## 第一章 总则\n\n第三条 甲\n\n（一）乙\n\n续",
            ["第一章", "第三条", *["第三条（一）"] * 2],
        ),
        ("一、甲\n\n（二）乙\n\n二、丙", ["一", "一（二）", "二"]),
        ("## 4 要求\n\n## 4.2 总则\n\n（1）甲\n\n4.2.1 乙", ["4", "4.2", "4.2（1）", "4.2.1"]),
        ("# 题\n\n## 甲\n\n### 乙\n\n1. 丙\n\n## 丁", ["", "1", "1.1", "1.1-1", "2"]),
        ("3.5% 以上\n\n2024.01.02 发布\n\n12月计划", ["", "", ""]),
    ],
)
def test_each_block_knows_its_clause(source: str, clauses: list[str]) -> None:
    assert [b.clause for b in from_markdown(source)] == clauses


def test_blocks_survive_json() -> None:
    blocks = from_markdown(SAMPLE)
    data = json.loads(json.dumps([b.to_json() for b in blocks]))
    assert [Block.from_json(row) for row in data] == blocks


def test_rendering_nests_lists_and_addresses_blocks() -> None:
    html = to_html(from_markdown("1. 甲\n   - 乙\n\n段落\n\n2. 丙\n"))
    assert html == (
        '<ol start="1"><li id="b0" data-clause="1">甲<ul><li id="b1" data-clause="1">乙</li></ul>'
        '</li></ol><p id="b2" data-clause="1">段落</p>'
        '<ol start="2"><li id="b3" data-clause="2">丙</li></ol>'
    )


class _Dangers(HTMLParser):
    """Collects what a browser would act upon."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "iframe", "img", "svg", "style", "form", "input", "object", "details"}:
            self.found.append(tag)
        for name, value in attrs:
            wrong_address = name == "href" and not (value or "").lower().startswith(
                ("http://", "https://", "mailto:")
            )
            if name.startswith("on") or name in {"src", "style", "srcdoc"} or wrong_address:
                self.found.append(f"{tag} {name}={value}")


def test_hostile_markdown_is_shown_as_text(corpora: Path) -> None:
    html = to_html(blocks_of(corpora / "bad" / "generated" / "hostile.md"))
    assert not _Dangers(html).found
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_naughty_strings_pass_unharmed(corpora: Path) -> None:
    lines = (corpora / "bad/big-list-of-naughty-strings/blns.txt").read_text("utf-8", "replace")
    for line in lines.split("\n"):
        assert not _Dangers(to_html(from_markdown(line))).found, line


def test_a_forged_block_is_cleaned_when_shown() -> None:
    forged = Block("paragraph", "x", '<img src=x onerror=alert(1)><a href="javascript:x">y</a>')
    assert not _Dangers(to_html([forged])).found


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_makes_dangerous_html(source: str) -> None:
    assert not _Dangers(to_html(from_markdown(source))).found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_decoded_as_people_save_it(encoding: str) -> None:
    assert decode("文件控制程序".encode(encoding)) == "文件控制程序"


def test_word_files_of_the_corpus_are_read(corpora: Path) -> None:
    blocks = from_docx((corpora / "office/poi-tl/payment.docx").open("rb"))
    assert [b.kind for b in blocks] == ["heading", "table", "paragraph", "table", "table"]
    assert blocks[3].rows[1] == ["数量", "货物", "说明", "折扣", "应纳税", "单价", "总计"]


def test_tracked_changes_read_as_the_new_text(corpora: Path) -> None:
    path = corpora / "office/prc-law/会计法（修订痕迹稿）.docx"
    with ZipFile(path) as package:
        root = fromstring(package.read("word/document.xml"))
    kept = "".join(e.text or "" for e in root.iter() if e.tag.endswith("}t"))
    assert any(e.tag.endswith("}delText") for e in root.iter())
    with path.open("rb") as file:
        text = "".join(block.text for block in from_docx(file))
    assert "".join(text.split()) == "".join(kept.split())
