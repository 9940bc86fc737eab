"""A revision whose body shows its file as it looks is issued with those very pages."""

import io

import pypdfium2

from documents import files
from documents.models import Rendition, Revision
from tests.approvals.conftest import Office, approve, issue
from tests.documents.test_stamping import save, source_pdf
from tests.world import Cast


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
