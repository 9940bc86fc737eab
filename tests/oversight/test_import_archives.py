"""Archives that lie, burst or lead elsewhere are refused whole, with the reason."""

import io
import random
import stat
import zipfile
from typing import Any, Final

import pytest
from django.test import Client

from documents.importing import archive
from documents.importing.archive import check_archive, unpacked
from oversight.models import ImportRun
from tenants.errors import Refused
from tenants.scope import tenant_scope
from tests.library import Library
from tests.oversight.importing import PAGE, TEXT, form, pack
from tests.world import Cast, signed_in


@pytest.fixture
def cora(acme: Cast, library: Library) -> Client:
    return signed_in(acme.cora)


def test_name_without_a_mark_is_read_as_chinese_windows_writes_it() -> None:
    name = "办法.md".encode("gb18030")
    raw = bytearray(pack({"xxxx.md": TEXT}))
    assert len(name) == len(b"xxxx.md")
    content = bytes(raw).replace(b"xxxx.md", name)
    with unpacked(io.BytesIO(content)) as folder:
        assert [path.name for path in folder.iterdir()] == ["办法.md"]


LINK: Final = (stat.S_IFLNK | 0o777) << 16


def bomb() -> bytes:
    return pack({"big.md": b"\0" * (3 * 2**20)})


BAD: Final[list[tuple[bytes, str]]] = [
    (b"", "no ZIP"),
    (b"PK\x03\x04 not really", "no ZIP"),
    (pack({}), "no files"),
    (pack({"../../etc/passwd.md": TEXT}), "no path"),
    (pack({"/etc/passwd.md": TEXT}), "no path"),
    (pack({"C:/x.md": TEXT}), "no path"),
    (pack({"a\\..\\b.md": TEXT}), "no path"),
    (pack({"a\x07.md": TEXT}), "no path"),
    (pack({"/".join("abcdefghi") + ".md": TEXT}), "no path"),
    (pack({"l" * 200 + ".md": TEXT}), "no path"),
    (pack({"link.md": "/etc/passwd"}, external_attr=LINK), "a link"),
    (pack({"a.md": TEXT, "A.MD": TEXT}), "twice"),
    (pack({"a.md": TEXT, "./a.md": TEXT}), "twice"),
    (pack({"a.md": TEXT, "a.md/b.md": TEXT}), "twice"),
    (bomb(), "unpacks to more"),
    (pack({"a.md": TEXT}, compress_type=zipfile.ZIP_LZMA), "unusual"),
    (pack({"a.md": TEXT})[:-30], "no ZIP"),
]


@pytest.mark.parametrize("n", range(len(BAD)))
def test_bad_archive_is_refused_whole_with_the_reason(
    acme: Cast, library: Library, cora: Client, n: int
) -> None:
    content, told = BAD[n]
    if content:
        answer = cora.post(PAGE, form(library, acme, content))
        assert answer.status_code == 422
        assert told in answer.content.decode()
        with tenant_scope(acme.tenant.pk):
            assert not ImportRun.objects.exists()
    with pytest.raises(Refused, match=told):
        check_archive(io.BytesIO(content))


@pytest.mark.parametrize(
    ("limit", "value", "told"),
    [
        ("MOST_BYTES", 10, "larger than"),
        ("MOST_ENTRIES", 1, "more than 1 files"),
        ("MOST_LIST_BYTES", 10, "more than"),
        ("MOST_UNPACKED", 10, "Unpacked"),
    ],
)
def test_archive_is_bounded(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, told: str
) -> None:
    content = pack({"a.md": TEXT, "b.md": TEXT})
    assert check_archive(io.BytesIO(content)) == 2
    monkeypatch.setattr(archive, limit, value)
    with pytest.raises(Refused, match=told):
        check_archive(io.BytesIO(content))


def test_archive_that_lies_about_sizes_is_refused_and_leaves_nothing(tmp_path: Any) -> None:
    content = bytearray(pack({"a.md": TEXT * 50}))
    start = content.rfind(b"PK\1\2")
    content[start + 24 : start + 28] = (5).to_bytes(4, "little")
    with pytest.raises(Refused), unpacked(io.BytesIO(bytes(content))):
        pass


def test_archive_with_bytes_that_make_no_sense_is_refused_whichever_they_are() -> None:
    content, dice = pack({"a.md": TEXT * 20, "d/b.md": TEXT}), random.Random(4)
    refused = 0
    for _each in range(500):
        damaged = bytearray(content)
        for _byte in range(dice.randint(1, 4)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        try:
            with unpacked(io.BytesIO(bytes(damaged))):
                pass
        except Refused:
            refused += 1
    assert refused > 100


def test_fault_of_who_works_on_the_files_is_not_the_archives() -> None:
    with pytest.raises(ValueError, match="mine"), unpacked(io.BytesIO(pack({"a.md": TEXT}))):
        raise ValueError("mine")
