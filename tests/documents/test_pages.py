"""Reading a revision page by page: the switch, the pictures, and who gets them."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from approvals.actions.rounds import submit
from documents import files
from documents.actions.drafts import attach_source
from documents.aside.process import Unfit
from documents.looks import AT_ONCE
from documents.models import Document, Rendition, Revision
from documents.pdf import page_images
from documents.pdf.page_images import draw_pages, page_image
from documents.tasks import draw_first_pages
from tenants.scope import tenant_scope
from tests.approvals.conftest import make_office
from tests.documents.test_stamping import save, source_pdf
from tests.library import make_draft, put_in_force
from tests.world import Cast, make_tenant, signed_in


@pytest.fixture
def document(acme: Cast) -> Document:
    """Say of a document in force that its body looks like the source of the stamping tests."""
    with tenant_scope(acme.tenant.pk):
        revision = make_office(acme).draft()
        put_in_force(revision)
        body = files.store(save(source_pdf()), "application/pdf")
        revision.renditions.update(file=body, as_it_looks=True)
        return Document.objects.get()


def url_of(document: Document, rest: str = "") -> str:
    return f"/t/acme/documents/{document.number}/{rest}"


def test_a_page_comes_in_two_sizes_for_whoever_may_read_it(acme: Cast, document: Document) -> None:
    client = signed_in(acme.ruth)
    for size, width in page_images.SIZES.items():
        answer = client.get(url_of(document, f"revisions/1/pages/{size}/2/"))
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["Cache-Control"].startswith("private")
        picture = Image.open(io.BytesIO(b"".join(answer)))
        assert picture.width == width
        assert picture.width > picture.height  # the second page is landscape


def test_a_page_or_size_that_is_not_there_is_missing(acme: Cast, document: Document) -> None:
    client = signed_in(acme.ruth)
    for rest in ("desk/0/", "desk/6/", "poster/1/"):
        assert client.get(url_of(document, f"revisions/1/pages/{rest}")).status_code == 404


def test_what_is_drafted_or_hidden_has_no_pages(acme: Cast, document: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        make_draft(document, acme.ada)
        document.restricted = True
        document.save(update_fields=["restricted"])
    for member, n in ((acme.ruth, 1), (acme.ada, 2), (acme.ruth, 2)):
        answer = signed_in(member).get(url_of(document, f"revisions/{n}/pages/desk/1/"))
        assert answer.status_code == 404


def test_the_reader_switches_between_text_and_pages(acme: Cast, document: Document) -> None:
    client = signed_in(acme.ruth)
    as_text = client.get(url_of(document)).content.decode()
    assert "Say who approves what." in as_text
    assert "?look=pages" in as_text
    as_pages = client.get(url_of(document, "?look=pages")).content.decode()
    assert "Say who approves what." not in as_pages
    assert as_pages.count("<img src=") == as_pages.count('alt="Page ') == 5
    assert 'width="1600" height="2263"' in as_pages
    assert as_pages.count('loading="lazy"') == 4


def test_approver_and_reader_see_the_pages_they_answer_for(acme: Cast, document: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        submit(make_draft(document, acme.ada, "# 1 Purpose\n\nOther.\n"), by=acme.ada)
    page = signed_in(acme.ravi).get(url_of(document, "revisions/2/decide/?look=pages"))
    assert "revisions/2/pages/phone/1/" in page.content.decode()
    page = signed_in(acme.ruth).get(url_of(document, "revisions/1/acknowledge/?look=pages"))
    assert "revisions/1/pages/phone/1/" in page.content.decode()


def test_many_pages_are_shown_part_by_part(acme: Cast, document: Document) -> None:
    source = source_pdf()
    for _ in range(AT_ONCE):
        source.pages.append(source.pages[0])
    with tenant_scope(acme.tenant.pk):
        body = files.store(save(source), "application/pdf")
        Rendition.objects.update(file=body)
    client = signed_in(acme.ruth)
    first = client.get(url_of(document, "?look=pages")).content.decode()
    assert f"from={AT_ONCE + 1}" in first
    rest = client.get(url_of(document, f"?look=pages&from={AT_ONCE + 1}")).content.decode()
    assert rest.count("<img src=") == 5
    assert "from=1#look" in rest


def test_what_cannot_be_drawn_is_said_and_missing(acme: Cast, document: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        Rendition.objects.update(file=files.store(b"no PDF", "application/pdf"))
    client = signed_in(acme.ruth)
    assert "cannot be drawn" in client.get(url_of(document, "?look=pages")).content.decode()
    assert client.get(url_of(document, "revisions/1/pages/desk/1/")).status_code == 404


def test_a_page_is_drawn_once_and_kept_apart_for_each_tenant(
    acme: Cast, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    bolt, body = make_tenant("BOLT2"), save(source_pdf())
    kept = []
    for tenant in (acme.tenant, bolt):
        with tenant_scope(tenant.pk):
            file = files.store(body, "application/pdf")
            draw_pages(file, range(1, 6))
            kept.append(page_image(file, "phone", 3))
    first, second = (path.relative_to(settings.FILES_ROOT) for path in kept if path)
    assert first.parts[1] == str(acme.tenant.pk)
    assert second.parts[1] == str(bolt.pk)

    def fail(*_args: object, **_options: object) -> None:
        raise Unfit

    monkeypatch.setattr(page_images, "run_aside", fail)
    with tenant_scope(bolt.pk):
        file = files.store(body, "application/pdf")
        draw_pages(file, range(1, 6))
        assert page_image(file, "desk", 5) is not None
    assert not list(Path(settings.FILES_ROOT).rglob("order.json"))


def test_a_draft_that_was_returned_shows_no_pages_of_its_last_round(
    acme: Cast, document: Document
) -> None:
    with tenant_scope(acme.tenant.pk):
        revision = Revision.objects.get()
        Revision.objects.filter(pk=revision.pk).update(state=Revision.State.DRAFT)
    page = signed_in(acme.ada).get(url_of(document, "revisions/1/"))
    assert "?look=pages" not in page.content.decode()


def test_the_first_pages_are_drawn_before_somebody_waits(acme: Cast, document: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        file = Rendition.objects.get().file
    draw_first_pages(str(acme.tenant.pk), str(file.pk))
    start = Path(settings.FILES_ROOT) / "tenants" / str(acme.tenant.pk) / "pages"
    drawn = {path.name for path in (start / file.sha256[:2] / file.sha256).glob("*.webp")}
    assert drawn == {f"{size}-{n}.webp" for size in page_images.SIZES for n in range(1, 6)}


def test_the_author_sees_the_file_as_it_will_look(acme: Cast, document: Document) -> None:
    source = io.BytesIO(save(source_pdf()))
    with tenant_scope(acme.tenant.pk):
        draft = make_draft(document, acme.ada)
        attach_source(draft, source, "body.pdf", by=acme.ada)
    client = signed_in(acme.ada)
    page = client.get(url_of(document, "revisions/2/draft/?look=pages")).content.decode()
    assert page.count("<img src=") == 5
    assert client.get(url_of(document, "revisions/2/pages/phone/5/")).status_code == 200
    assert (
        signed_in(acme.ruth).get(url_of(document, "revisions/2/pages/phone/5/")).status_code == 404
    )
