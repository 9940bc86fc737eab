"""An uploaded file becomes text and pages once, in a job; the draft says how far it is."""

import json
import re
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents import content, files
from documents.manifest import manifest_sha256
from documents.models import Conversion, Rendition, Revision, StoredFile
from documents.tasks import convert
from tenants.errors import Refused
from tests.conversions import convert_all, need_office
from tests.library import Library, make_document, make_draft
from tests.world import Cast, signed_in

TRACKED: Final = "office/prc-law/会计法（修订痕迹稿）.docx"
LONG: Final = "office/prc-law/法规汇编（大文件）.docx"


def address(name: str, draft: Revision) -> str:
    return reverse(f"documents:{name}", args=["acme", draft.document.number, draft.n])


@pytest.fixture
def draft(acme: Cast, library: Library) -> Revision:
    return make_draft(make_document(library, acme.ada), acme.ada)


@pytest.fixture
def ada(acme: Cast) -> Client:
    return signed_in(acme.ada)


def upload(client: Client, draft: Revision, file: Path) -> None:
    sent = SimpleUploadedFile(file.name, file.read_bytes())
    client.post(address("upload", draft), {"file": sent})
    draft.refresh_from_db()
    assert draft.source_name == file.name


def test_a_word_file_is_read_once_and_kept(ada: Client, draft: Revision, corpora: Path) -> None:
    upload(ada, draft, corpora / LONG)
    waiting = ada.get(address("draft", draft)).text
    assert "being converted" in waiting
    text = Conversion.objects.get(kind="text")
    convert(str(draft.tenant_id), str(text.pk))
    text.refresh_from_db()
    assert (text.state, text.attempts) == ("done", 1)
    assert text.facts["headings"] == 284
    with patch("documents.converting.work.run") as run:
        assert len(content.blocks_of(draft)) == 5991
        convert(str(draft.tenant_id), str(text.pk))
    assert not run.called


def test_a_word_file_is_submitted_as_it_looks(
    acme: Cast, ada: Client, draft: Revision, corpora: Path
) -> None:
    need_office()
    upload(ada, draft, corpora / TRACKED)
    with pytest.raises(Refused, match="still being converted"):
        content.freeze(draft)
    convert_all()
    assert "tracked changes" in ada.get(address("draft", draft)).text
    content.freeze(draft)
    body = Rendition.objects.get(revision=draft)
    look = Conversion.objects.get(kind="look")
    assert body.as_it_looks
    assert body.file_id == look.result_id
    assert look.facts["pages"] > 5
    assert manifest_sha256(draft)


def test_tracked_changes_are_read_both_ways(ada: Client, draft: Revision, corpora: Path) -> None:
    upload(ada, draft, corpora / TRACKED)
    text = Conversion.objects.get(kind="text")
    convert(str(draft.tenant_id), str(text.pk))
    text.refresh_from_db()
    accepted = "".join(block.text for block in content.blocks_of(draft))
    kept = StoredFile.objects.get(sha256=text.facts["rejected"])
    rejected = "".join(block["text"] for block in json.loads(files.read(kept)))
    assert "会计工作应当贯彻落实党和国家路线方针政策" in accepted
    assert "会计工作应当贯彻落实党和国家路线方针政策" not in rejected
    assert len(rejected) < len(accepted)
    page = ada.get(address("tracked", draft)).text
    assert "<del>" in page
    assert "<ins>" in page
    assert address("tracked", draft) in ada.get(address("draft", draft)).text
    assert text.facts["warnings"] == ["tracked-changes"]


def test_the_same_file_is_converted_once(
    acme: Cast, library: Library, ada: Client, draft: Revision, corpora: Path
) -> None:
    upload(ada, draft, corpora / "office/poi/heading123.docx")
    other = make_draft(make_document(library, acme.ada), acme.ada)
    upload(ada, other, corpora / "office/poi/heading123.docx")
    assert Conversion.objects.count() == 2


def test_pictures_of_a_file_are_kept_and_named_in_its_text(
    ada: Client, draft: Revision, corpora: Path
) -> None:
    need_office()  # one of them is a drawing that no browser shows
    upload(ada, draft, corpora / "office/poi/EmbeddedDocument.docx")
    convert_all()
    named = set(re.findall("sha256:([0-9a-f]{64})", repr(content.blocks_of(draft))))
    kept = StoredFile.objects.filter(sha256__in=named)
    assert named
    assert len(kept) == len(named)
    assert {file.media_type for file in kept} <= {"image/png", "image/jpeg"}
    assert "1 picture" in ada.get(address("draft", draft)).text
