"""Real files and bad ones: each is taken or refused as the table of expectations says."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest

from documents.files import kinds
from documents.files.intake import check_upload
from tenants.errors import Refused
from tests.corpora import expected

TAKEN: Final = ("accept;",)
REFUSED: Final = ("refuse within", "refuse;", "flag or refuse", "detect true type")


@pytest.fixture(scope="module")
def handling(corpora: Path) -> dict[str, str]:
    return {row["path"]: row["expected_handling"] for row in expected(corpora, "office")}


def _answers(corpora: Path, paths: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what is said of each file; "" when it is taken."""
    for path in paths:
        try:
            with (corpora / path).open("rb") as file:
                check_upload(file, Path(path).name, kinds.SOURCES)
        except Refused as refusal:
            yield path, refusal.messages[0]
        else:
            yield path, ""


def test_every_real_file_is_taken(corpora: Path, handling: dict[str, str]) -> None:
    paths = [path for path, words in handling.items() if words.startswith(TAKEN)]
    assert len(paths) > 100
    assert [(path, words) for path, words in _answers(corpora, paths) if words] == []


def test_every_bad_file_is_refused(corpora: Path, handling: dict[str, str]) -> None:
    paths = [path for path, words in handling.items() if words.startswith(REFUSED)]
    assert len(paths) > 15
    assert [path for path, words in _answers(corpora, paths) if not words] == []


def test_what_has_a_password_is_told_so(corpora: Path, handling: dict[str, str]) -> None:
    paths = [path for path, words in handling.items() if words.startswith("accept as opaque")]
    assert len(paths) > 5
    assert [p for p, words in _answers(corpora, paths) if "password" not in words] == []


def test_the_rest_is_answered(corpora: Path, handling: dict[str, str]) -> None:
    known = (*TAKEN, *REFUSED, "accept as opaque", "after decoding")
    paths = [path for path, words in handling.items() if not words.startswith(known)]
    answers = dict(_answers(corpora, paths))
    assert answers["bad/generated/script.svg"]
    assert answers["bad/generated/xxe-file.docx"]
    assert not answers["bad/generated/hostile.md"]
    assert len(answers) == len(paths) > 20


def test_what_a_pdf_does_by_itself_is_taken_out(corpora: Path) -> None:
    for name, code in (
        ("js-buttons.pdf", "pdf-script"),
        ("attachment.pdf", "pdf-attachment"),
        ("encrypted-attachment.pdf", "pdf-attachment"),
    ):
        with (corpora / "office" / "pdf.js" / name).open("rb") as file:
            checked = check_upload(file, name)
        assert code in checked.warnings
        assert checked.anew is not None
        assert b"/JavaScript" not in checked.anew
        assert check_upload(BytesIO(checked.anew), name).warnings == ()


def test_an_empty_project_of_macros_does_no_harm_and_a_full_one_is_refused(corpora: Path) -> None:
    form = next((corpora / "office" / "poi").glob("au.edu.utas*.doc"))
    answers = dict(_answers(corpora, [str(form), str(form.with_name("SimpleMacro.doc"))]))
    assert list(map(bool, answers.values())) == [False, True]
