"""How text holds pictures: by the hash of their bytes, in one form, and shown from one address."""

import re

import pytest

from documents.text.html import blocks_from_html
from documents.text.render import to_html

HASH = "0123456789abcdef" * 4
AT = "/t/acme/documents/QP-01/revisions/1/pictures/"
PICTURE = f'<img src="sha256:{HASH}" alt="流程 &lt;图&gt;" width="640" height="480">'


def test_a_picture_alone_is_a_block_and_one_in_a_sentence_or_a_cell_stands_there() -> None:
    cell = f"<table><tr><td colspan='2'>甲{PICTURE}</td></tr></table>"
    alone, among, table = blocks_from_html(f"<p>{PICTURE}</p><p>见{PICTURE}。</p>{cell}")
    assert (alone.kind, alone.text, alone.marker) == ("image", "流程 <图>", f"sha256:{HASH}")
    assert (among.kind, among.text) == ("paragraph", "见[流程 <图>]。")
    assert (table.kind, table.text) == ("table", "甲[流程 <图>]")
    assert [block.html.count(PICTURE) for block in (alone, among, table)] == [1, 1, 1]
    shown = to_html([alone, among, table], AT)
    assert (
        re.findall(r'<img src="([^"]*)" alt="([^"]*)" width="640"', shown)
        == [(f"{AT}{HASH}/", "流程 &lt;图&gt;")] * 3
    )
    assert shown.count('loading="lazy"') == 3


def test_without_an_address_a_picture_is_named() -> None:
    (block,) = blocks_from_html(f"<p>见{PICTURE}。</p>")
    assert to_html([block]) == '<p id="b0">见[流程 &lt;图&gt;]。</p>'


@pytest.mark.parametrize(
    "source",
    [
        "https://example.org/a.png",
        "/t/acme/a.png",
        f"sha256:{HASH[1:]}",
        "data:image/png;base64,AA",
    ],
)
def test_a_picture_from_elsewhere_is_only_named(source: str) -> None:
    blocks = blocks_from_html(f'<p>甲<img src="{source}" alt="乙" onerror="x()"></p>')
    assert to_html(blocks, AT) == '<p id="b0">甲[乙]</p>'


def test_what_is_written_is_no_picture() -> None:
    blocks = blocks_from_html(f'<p>src="sha256:{HASH}" &lt;img src="x"&gt; {PICTURE}</p>')
    shown = to_html(blocks, AT)
    assert shown.count("<img") == 1
    assert f'src="sha256:{HASH}" &lt;img' in shown
