"""What a tenant keeps its documents in: types, a folder, units; and documents to test with."""

import io
from dataclasses import dataclass

import pytest
from django.utils import timezone
from PIL import Image

from documents.actions.documents import register_document
from documents.actions.drafts import start_revision
from documents.actions.revisions import activate
from documents.content import freeze
from documents.models import Document, DocumentType, Folder, Revision
from documents.standards.linking import place
from tenants.models import Appointment, Member, Post, Unit
from tenants.scope import tenant_scope
from tests.world import Cast

TEXT = "# 1 Purpose\n\n1.1 Say who approves what.\n\n# 2 Scope\n\n2.1 All documents of the zone.\n"


@dataclass(frozen=True)
class Library:
    """The furniture of a tenant; make it inside the tenant's scope."""

    folder: Folder
    procedure: DocumentType
    instruction: DocumentType
    office: Unit
    service: Unit
    head: Post


def make_library(cast: Cast) -> Library:
    """Furnish the tenant: two units, two document types, Ravi heads the office."""
    named = {"name_zh": "", "name_en": ""}
    folder = Folder.objects.create(code="SYSTEM", name_zh="体系文件", name_en="System")
    library = Library(
        folder=folder,
        procedure=make_type(folder, "QP", 2),
        instruction=make_type(folder, "WI", 3, same_signer=True),
        office=Unit.objects.create(code="OFC", name_zh="综合办公室", name_en="General Office"),
        service=Unit.objects.create(code="SVC", name_zh="政务服务科", name_en="Public Services"),
        head=Post.objects.create(**named | {"code": "HEAD", "name_zh": "部门负责人"}, is_head=True),
    )
    appoint(cast.ravi, library.head, library.office)
    return library


@pytest.fixture
def library(acme: Cast) -> Library:
    with tenant_scope(acme.tenant.pk):
        return make_library(acme)


def make_type(folder: Folder, code: str, level: int, *, same_signer: bool = False) -> DocumentType:
    return DocumentType.objects.create(
        code=code,
        level=level,
        name_zh=code,
        name_en=code,
        number_pattern="{tenant}-{level}-{seq:02}",
        review_months=12,
        same_signer=same_signer,
        folder=folder,
    )


def appoint(member: Member, post: Post, unit: Unit) -> Appointment:
    return Appointment.objects.create(member=member, post=post, unit=unit)


def make_document(library: Library, owner: Member, title: str = "Control of documents") -> Document:
    """Register a procedure of the general office."""
    return register_document(
        document_type=library.procedure, title=title, unit=library.office, owner=owner, by=owner
    )


def make_draft(document: Document, by: Member, text: str = TEXT) -> Revision:
    return start_revision(document, by=by, reason="New", summary="First issue", markdown=text)


def put_in_force(revision: Revision) -> None:
    """Take a draft past approval without a round: for tests of what comes after."""
    freeze(revision)
    revision.move(Revision.State.IN_REVIEW)
    revision.move(Revision.State.APPROVED)
    activate(revision)
    assert revision.effective_at is not None
    assert revision.effective_at <= timezone.now()


def make_effective(
    library: Library, owner: Member, title: str = "Control of documents", text: str = TEXT
) -> Document:
    """Register a document and put its first revision in force."""
    document = make_document(library, owner, title)
    put_in_force(make_draft(document, owner, text))
    document.refresh_from_db()
    return document


def name_clauses(text: str, *documents: Document) -> None:
    """Say for which clauses documents are, as if somebody had typed it."""
    for document in documents:
        document.clauses = text
        document.save(update_fields=["clauses"])
    place(documents, by=None)


def picture_bytes(colour: str = "navy", size: tuple[int, int] = (40, 20)) -> bytes:
    """Return a picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()
