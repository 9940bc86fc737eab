"""A revision whose body shows its file as it looks is issued with those very pages."""

import io
from pathlib import Path

import pikepdf
import pypdfium2

from documents import files
from documents.actions.drafts import attach_source
from documents.models import Rendition, Revision
from tests.approvals.conftest import Office, approve, issue
from tests.conversions import convert_all, need_office
from tests.corpora import corpora
from tests.documents.test_pdf import pages
from tests.documents.test_stamping import save, source_pdf
from tests.world import Cast

__all__ = ["corpora"]


def test_the_controlled_pdf_is_stamped_round_the_body_that_was_signed(
    acme: Cast, office: Office
) -> None:
    revision = approve(office, office.draft())
    body = files.store(save(source_pdf()), "application/pdf")
    revision.renditions.filter(kind=Rendition.Kind.BODY).update(file=body, as_it_looks=True)
    issue(acme, revision)
    assert revision.state == Revision.State.EFFECTIVE
    controlled = revision.renditions.get(kind=Rendition.Kind.CONTROLLED)
    pages = pypdfium2.PdfDocument(io.BytesIO(files.read(controlled.file)))
    texts = [page.get_textpage().get_text_range() for page in pages]
    assert "Landscape" in texts[3]
    assert f"{revision.document.number} · {revision.label}" in texts[3]
    assert "Say who approves what." not in "".join(texts)
    assert "Lena" in texts[-1]


def test_a_word_file_is_issued_as_it_looks_from_upload_to_the_reader(
    acme: Cast, office: Office, corpora: Path
) -> None:
    need_office()
    draft = office.draft()
    path = corpora / "office/poi/heading123.docx"
    with path.open("rb") as file:
        attach_source(draft, file, path.name, by=acme.ada)
    convert_all()
    revision = approve(office, draft)
    issue(acme, revision)
    assert revision.renditions.get(kind=Rendition.Kind.BODY).as_it_looks
    controlled = revision.renditions.get(kind=Rendition.Kind.CONTROLLED)
    texts = pages(files.read(controlled.file))
    assert "Secondparagraph" in texts[2]
    assert "ACME-QP-01·A/0" in texts[2]
    with (
        pikepdf.open(io.BytesIO(files.read(controlled.file))) as pdf,
        pdf.open_outline() as outline,
    ):
        assert "First paragraph" in [item.title for item in outline.root]
