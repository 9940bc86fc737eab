"""Something of each kind that an address may be for."""

from io import BytesIO

from django.utils import timezone

from approvals.actions.reviews import Said, give_verdict
from approvals.actions.steps import add_signer
from approvals.models import Review, SignedSheet, Step, Verdict
from approvals.rounds.proofs import Password
from documents import files
from documents.actions.pictures import add_picture
from documents.actions.uploads import begin_upload
from documents.models import (
    CurrencyCheck,
    DocumentType,
    ExternalSource,
    ReservedRange,
    ReviewTask,
    Revision,
    Upload,
)
from oversight.actions.importing import start_import
from oversight.actions.registers import Defaults, upload_register
from oversight.importing import sample
from oversight.importing.registers.handing_out import template_sheet
from oversight.models import ImportRun, RegisterImport
from tenants.actions.outlets import add_outlet
from tenants.actions.people_imports import upload_people
from tenants.models import Member, Outlet, PeopleImport
from tenants.people import listing
from tenants.people.roles import Role
from tenants.people.sheets.handing_out import people_sheet
from tests.approvals.conftest import Office
from tests.library import TEXT, make_document, make_draft, make_type, picture_bytes, put_in_force
from tests.world import PASSWORD, Cast


def make_sheet(revision: Revision, cast: Cast) -> SignedSheet:
    """Keep a signed sheet of the revision in force."""
    file = files.store(picture_bytes(), "image/png")
    facts = {"name": "sheet.png", "signed_on": timezone.localdate(), "by": cast.cora}
    return SignedSheet.objects.create(revision=revision, file=file, **facts)


def attach(revision: Revision) -> None:
    """Attach a form to a draft."""
    file = files.store(b"Name:", "text/plain")
    revision.attachments.create(number="QR-01", title="Receipt", file=file, name="receipt.txt")


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


def make_added(step: Step, office: Office) -> Step:
    """Ask a leader to countersign, once the step is signed."""
    after = Step.Place.AFTER
    return add_signer(step, office.leo, by=step.member, place=after, why="Costs")


def make_review(revision: Revision, cast: Cast) -> Review:
    """Say that what is in force stays as it is."""
    said = Said(Verdict.KEEP, "Nothing has changed.")
    return give_verdict(revision.document, said, by=cast.ada, proof=Password(PASSWORD))


def make_robot(cast: Cast) -> Outlet:
    """Set up the robot of a group."""
    made, _secret = add_outlet("wecom_robot", {"name": "Office"}, {"secret": "key"}, by=cast.cora)
    return made


def make_arriving(cast: Cast) -> Upload:
    """Begin to send a file."""
    return begin_upload(by=cast.ada, place="/", name="a.docx", size=1)


def show_a_picture(revision: Revision, cast: Cast) -> str:
    """Let the text show a picture; return its hash."""
    picture = add_picture(revision, picture_bytes(), "chart.png", by=cast.ada)
    Revision.objects.filter(pk=revision.pk).update(markdown=f"{TEXT}\n![](chart.png)\n")
    revision.refresh_from_db(fields=["markdown"])
    return str(picture.file.sha256)


def make_upload(cast: Cast) -> PeopleImport:
    """Upload the people who are there."""
    people = listing.with_posts(Member.objects.order_by("name"))
    return upload_people(people_sheet(people), "people.xlsx", by=cast.tom)


def make_reserved(office: Office) -> ReservedRange:
    """Keep a number of procedures back."""
    return ReservedRange.objects.create(
        document_type=office.procedure, scope="QP-{seq}", first=900, last=900, reason="Merger"
    )


def proposed(cast: Cast) -> dict[str, object]:
    return {"member": cast.ada, "role": Role.TENANT_ADMIN, "proposed_by": cast.tom}


def make_import(office: Office, cast: Cast) -> ImportRun:
    """Upload an archive that nobody has looked into yet."""
    return start_import(
        BytesIO(sample.archive()),
        "sample.zip",
        document_type=office.procedure,
        unit=office.office,
        owner=cast.ada,
        by=cast.cora,
    )


def make_register(cast: Cast) -> RegisterImport:
    """Upload a register that nobody has looked at yet."""
    return upload_register(template_sheet(), "list.xlsx", Defaults(cast.ada), by=cast.cora)
