"""Something of each kind that documents have, to ask addresses for."""

from documents import files
from documents.actions.pictures import add_picture
from documents.actions.standing import add_standing_rule
from documents.actions.uploads import begin_upload
from documents.models import (
    Clause,
    ClauseLink,
    CurrencyCheck,
    DocumentType,
    ExternalSource,
    PaperCopy,
    ReservedRange,
    ReviewTask,
    Revision,
    StandingRule,
    Upload,
)
from tenants.scope import new_id
from tests.approvals.conftest import Office
from tests.library import TEXT, make_document, make_draft, make_type, picture_bytes, put_in_force
from tests.world import Cast


def attach(revision: Revision) -> None:
    """Attach a form to a draft."""
    file = files.store(b"Name:", "text/plain")
    revision.attachments.create(number="QR-01", title="Receipt", file=file, name="receipt.txt")


def show_a_picture(revision: Revision, cast: Cast) -> str:
    """Let the text show a picture; return its hash."""
    picture = add_picture(revision, picture_bytes(), "chart.png", by=cast.ada)
    Revision.objects.filter(pk=revision.pk).update(markdown=f"{TEXT}\n![](chart.png)\n")
    revision.refresh_from_db(fields=["markdown"])
    return str(picture.file.sha256)


def make_external(office: Office, cast: Cast) -> Revision:
    """Put an external document in force whose last check asks for a review of itself."""
    kind = make_type(office.folder, "ED", DocumentType.Level.EXTERNAL)
    document = make_document(office, cast.ada, "A standard")
    document.document_type = kind
    document.save(update_fields=["document_type"])
    revision = make_draft(document, cast.ada)
    put_in_force(revision)
    ExternalSource.objects.create(document=document, issuer="SAC", number="GB/T 1")
    today = cast.tenant.today()
    looked = {"on": today, "looked_at": "Portal", "result": "superseded", "next_due": today}
    check = CurrencyCheck.objects.create(document=document, by=cast.ada, **looked)
    ReviewTask.objects.create(document=document, because=check, due_on=today)
    return revision


def hand_a_copy_out(revision: Revision, cast: Cast) -> None:
    """Let a copy of a revision hang on a wall."""
    where = {"unit": revision.document.unit, "place": "Notice board"}
    issued = {"number": 1, "issued_by": cast.cora, "key": new_id()}
    PaperCopy.objects.create(document=revision.document, revision=revision, **where, **issued)


def make_arriving(cast: Cast) -> Upload:
    """Begin to send a file."""
    return begin_upload(by=cast.ada, place="/", name="a.docx", size=1)


def make_reserved(office: Office) -> ReservedRange:
    """Keep a number of procedures back."""
    return ReservedRange.objects.create(
        document_type=office.procedure, scope="QP-{seq}", first=900, last=900, reason="Merger"
    )


def make_link(revision: Revision, cast: Cast) -> ClauseLink:
    """Say that the document in force is for a clause."""
    clause = Clause.objects.get(edition__state="current", number="8.3")
    return ClauseLink.objects.create(document=revision.document, clause=clause, made_by=cast.cora)


def make_rule(cast: Cast) -> StandingRule:
    """Let new staff read all procedures."""
    return add_standing_rule(name="Procedures", level=2, within_days=30, by=cast.cora)
