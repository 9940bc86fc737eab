"""Real files and bad ones, through the upload form: taken or refused as the table says."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.files import kinds
from documents.files.intake import check_upload
from documents.models import Revision
from tests.corpora import expected
from tests.library import Library, make_document, make_draft
from tests.world import Cast, signed_in

TAKEN: Final = ("accept;",)
REFUSED: Final = ("refuse within", "refuse;", "flag or refuse", "detect true type")

type Send = Callable[[list[str]], dict[str, str]]


@pytest.fixture(scope="module")
def handling(corpora: Path) -> dict[str, str]:
    return {row["path"]: row["expected_handling"] for row in expected(corpora, "office")}


@pytest.fixture
def draft(acme: Cast, library: Library) -> Revision:
    return make_draft(make_document(library, acme.ada), acme.ada)


@pytest.fixture
def send(
    acme: Cast, draft: Revision, corpora: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Send:
    """Send files to the form of a draft; what is said of each, "" when it is taken."""
    settings.UPLOADS_PER_HOUR = 1_000
    # Nothing is converted here: what LibreOffice would read is checked all the same.
    monkeypatch.setattr(kinds, "has_office", lambda: True)
    address = reverse("documents:upload", args=["acme", draft.document.number, draft.n])
    client = signed_in(acme.ada)

    def answers(paths: list[str]) -> Iterator[tuple[str, str]]:
        for path in paths:
            with (corpora / path).open("rb") as file:
                answer = client.post(
                    address, {"file": file}, headers={"Accept": "application/json"}
                )
            assert answer.status_code in {200, 422}, path
            yield path, answer.json().get("error", "")

    return lambda paths: dict(answers(paths))


def test_every_real_file_is_taken(send: Send, handling: dict[str, str], draft: Revision) -> None:
    paths = [path for path, words in handling.items() if words.startswith(TAKEN)]
    assert len(paths) > 100
    assert {path: words for path, words in send(paths).items() if words} == {}
    draft.refresh_from_db()
    assert draft.source_name == Path(paths[-1]).name


def test_every_bad_file_is_refused(send: Send, handling: dict[str, str], draft: Revision) -> None:
    paths = [path for path, words in handling.items() if words.startswith(REFUSED)]
    assert len(paths) > 15
    assert [path for path, words in send(paths).items() if not words] == []
    draft.refresh_from_db()
    assert draft.source is None


def test_what_has_a_password_is_told_so(send: Send, handling: dict[str, str]) -> None:
    paths = [path for path, words in handling.items() if words.startswith("accept as opaque")]
    assert len(paths) > 5
    assert [path for path, words in send(paths).items() if "password" not in words] == []


def test_the_rest_is_answered(send: Send, handling: dict[str, str]) -> None:
    known = (*TAKEN, *REFUSED, "accept as opaque", "after decoding")
    paths = [path for path, words in handling.items() if not words.startswith(known)]
    answers = send(paths)
    assert answers["bad/generated/script.svg"]
    assert answers["bad/generated/xxe-file.docx"]
    assert not answers["bad/generated/hostile.md"]
    assert len(answers) == len(paths) > 20


def test_a_file_may_have_any_name(acme: Cast, draft: Revision, corpora: Path) -> None:
    names = json.loads((corpora / "bad/generated/names.json").read_text(encoding="utf-8"))
    address = reverse("documents:upload", args=["acme", draft.document.number, draft.n])
    page = reverse("documents:draft", args=["acme", draft.document.number, draft.n])
    client = signed_in(acme.ada)
    for name in filter(str.strip, names):
        file = SimpleUploadedFile("x.md", "# 目的".encode())
        # As it comes over the wire, where nobody cleans it.
        file._name = f"{name}.md"  # type: ignore[attr-defined]
        assert client.post(address, {"file": file}).status_code in {302, 400}
    draft.refresh_from_db()
    assert draft.source_name.endswith(".md")
    assert not set(draft.source_name) & set("/\\\0\r\n\u202e")
    assert client.get(page).status_code == 200


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


def test_an_empty_project_of_macros_does_no_harm_and_a_full_one_is_refused(
    corpora: Path, send: Send
) -> None:
    form = next((corpora / "office" / "poi").glob("au.edu.utas*.doc"))
    answers = send([str(form), str(form.with_name("SimpleMacro.doc"))])
    assert list(map(bool, answers.values())) == [False, True]
