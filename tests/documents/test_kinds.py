"""The table of kinds of file: each end of a name means one kind, each kind says all it must."""

from collections import Counter

import pytest

from documents.files import kinds
from documents.text.plain import from_plain


def test_an_end_of_a_name_and_a_media_type_mean_one_kind() -> None:
    for values in (
        kinds.suffixes_of(kinds.ATTACHMENTS),
        [kind.media_type for kind in kinds.ATTACHMENTS],
        [kind.name for kind in kinds.ATTACHMENTS],
    ):
        assert [value for value, n in Counter(values).items() if n > 1] == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("程序.DOCX", kinds.DOCX),
        ("a.b.markdown", kinds.MARKDOWN),
        ("a.docm", None),
        ("docx", None),
        ("图.jpeg", None),
    ],
)
def test_a_source_is_known_by_its_name(name: str, kind: kinds.Kind | None) -> None:
    assert kinds.by_name(name, kinds.SOURCES) == kind


def test_every_source_is_read_somehow_and_no_picture_is() -> None:
    assert all(kind.reader for kind in kinds.SOURCES)
    assert not any(kind.reader for kind in kinds.PICTURES)


def test_a_line_of_plain_text_is_a_paragraph() -> None:
    blocks = from_plain("第一章 总则\r\n\r\n  本办法 <b> \n")
    assert [(b.kind, b.text, b.html) for b in blocks] == [
        ("paragraph", "第一章 总则", "第一章 总则"),
        ("paragraph", "本办法 <b>", "本办法 &lt;b&gt;"),
    ]
