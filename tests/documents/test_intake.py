"""Files are checked on arrival: what they are, and whether they may stay."""

import hashlib
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from documents.files import kinds
from documents.files.intake import MOST_BYTES, CheckedUpload, check_upload, clean_name
from tenants.errors import Refused

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = f'<Types><Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _docx(parts: dict[str, str | bytes] | None = None) -> BytesIO:
    """Return a Word file that is in order but for the given parts."""
    sound = {"[Content_Types].xml": TYPES, "word/document.xml": f"<w:document {W}/>"}
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, content in (sound | (parts or {})).items():
            package.writestr(name, content)
    file.seek(0)
    return file


def _refusal(file: BytesIO, name: str = "a.docx") -> str:
    with pytest.raises(Refused) as refusal:
        check_upload(file, name)
    return refusal.value.messages[0]


def _relationship(kind: str, target: str) -> str:
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{kind}" Target="{target}" TargetMode="External"/>'
        "</Relationships>"
    )


def _text(inside: str) -> dict[str, str | bytes]:
    return {"word/document.xml": f"<w:document {W}>{inside}</w:document>"}


def test_a_word_file_passes() -> None:
    file = _docx()
    checked = check_upload(file, r"C:\文件\程序.docx")
    assert checked == CheckedUpload(
        kind=kinds.DOCX,
        sha256=hashlib.sha256(file.getvalue()).hexdigest(),
        size=len(file.getvalue()),
        name="程序.docx",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_passes_in_the_encodings_in_use(encoding: str) -> None:
    assert check_upload(BytesIO("# 程序".encode(encoding)), "a.md").kind == kinds.MARKDOWN


@pytest.mark.parametrize("data", [b"", b" \n ", "\0程序".encode(), b"\xff\x00", b"caf\xe9 au lait"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    _refusal(BytesIO(data), "a.md")


def test_a_file_is_refused_as_soon_as_it_is_too_large() -> None:
    class Endless:
        given = 0

        def read(self, size: int, /) -> bytes:
            self.given += size
            return b"x" * size

    file = Endless()
    with pytest.raises(Refused, match="50 MB"):
        check_upload(file, "a.docx")
    assert file.given < MOST_BYTES + 2**20


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"[Content_Types].xml": TYPES.replace("document.main", "x")}, "the content does not"),
        ({"[Content_Types].xml": TYPES.replace("main+xml", "macroEnabled.main+xml")}, "macros"),
        ({"word/vbaProject.bin": "x"}, "macros"),
        ({"word/activeX/activeX1.xml": "<x/>"}, "macros"),
        ({"/etc/passwd": "x"}, "damaged"),
        ({"word/../../x": "x"}, "damaged"),
        ({"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, "document type"),
        ({"word/document.xml": '<!DOCTYPE x SYSTEM "file:///etc/hostname"><x/>'}, "document type"),
        ({"word/document.xml": "<x>" * 300 + "</x>" * 300}, "unpacks to more"),
        ({"word/document.xml": "<x>" + "<y/>" * 1_000_001 + "</x>"}, "unpacks to more"),
        ({"word/document.xml": "<x>"}, "damaged"),
        ({"word/media/a.bin": "0" * 2**22}, "unpacks to more"),
        ({"word/embeddings/a.exe": "x"}, "A program is embedded"),
        ({"word/embeddings/oleObject1.bin": "MZ\x90"}, "A program is embedded"),
        (_text("<w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\x</w:instrText>"), "outside"),
        (_text('<w:fldSimple w:instr="INCLUDETEXT &quot;http://x/&quot;"/>'), "outside"),
    ],
)
def test_a_word_file_outside_the_rules_is_refused(
    parts: dict[str, str | bytes], sentence: str
) -> None:
    assert sentence in _refusal(_docx(parts))


@pytest.mark.parametrize(
    ("kind", "target", "passes"),
    [
        ("hyperlink", "https://example.org/", True),
        ("attachedTemplate", "file:///C:\\Templates\\a.dotm", True),
        ("attachedTemplate", "https://example.org/a.dotm", False),
        ("attachedTemplate", "file:////server/a.dotm", False),
        ("image", "https://example.org/a.png", False),
        ("oleObject", "file:///C:\\a.xlsx", False),
    ],
)
def test_only_links_may_lead_outside(kind: str, target: str, *, passes: bool) -> None:
    file = _docx({"word/_rels/document.xml.rels": _relationship(kind, target)})
    if passes:
        assert check_upload(file, "a.docx").kind == kinds.DOCX
    else:
        assert "from outside" in _refusal(file)


@pytest.mark.parametrize(
    ("inside", "warnings"),
    [
        ("<w:ins/>", ("tracked-changes",)),
        ("<w:moveFrom/><w:comment/>", ("comments", "tracked-changes")),
        ("<w:p/>", ()),
    ],
)
def test_what_is_not_published_is_warned_of(inside: str, warnings: tuple[str, ...]) -> None:
    assert check_upload(_docx(_text(inside)), "a.docx").warnings == warnings


def test_too_many_entries_are_refused() -> None:
    assert "unpacks" in _refusal(_docx({f"word/{n}": "" for n in range(5_000)}))


def test_an_entry_that_lies_about_its_size_is_refused() -> None:
    file = _docx({"word/a.xml": "<x>" + " " * 2**16 + "</x>"})
    packed = file.getvalue().replace((2**16 + 7).to_bytes(4, "little"), (900).to_bytes(4, "little"))
    assert "damaged" in _refusal(BytesIO(packed))
    assert zlib.crc32(packed) != zlib.crc32(file.getvalue())


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"x" + _docx().getvalue(), "a.docx", "the content does not"),
        (_docx().getvalue() + b"<script>", "a.docx", "two kinds of file"),
        (_docx().getvalue()[:-30], "a.docx", "damaged"),
        (b"{\\rtf1 {\\object\\objocx}}", "a.rtf", "macros"),
        (b"{\\rtf1 {\\field{\\*\\fldinst DDEAUTO c:\\\\x}}}", "a.rtf", "from outside"),
        (b"%PDF-1.4\n" + b"x" * 99, "a.pdf", "damaged"),
        (b"<html>%PDF-1.4", "a.pdf", "the content does not"),
        (b"GIF89a/*<script>*/", "a.gif", "the content does not"),
        (b"x", "a.docm", "macros"),
        (b"x", "a.exe", "cannot be taken"),
        (b"x", "a.zip", "cannot be taken"),
    ],
)
def test_another_file_below_a_good_name_is_refused(data: bytes, name: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_upload(BytesIO(data), name, kinds.ATTACHMENTS)
    assert sentence in refusal.value.messages[0]


def test_without_libreoffice_what_needs_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "has_office", lambda: False)
    assert "Save it as .docx or PDF" in _refusal(BytesIO(b"x"), "a.doc")
    assert check_upload(_docx(), "a.docx").kind == kinds.DOCX


def test_names_lose_folders_and_directions() -> None:
    assert clean_name("../../a\u202egpj.md") == "agpj.md"
    assert clean_name("甲" * 300 + ".docx") == "甲" * 195 + ".docx"
