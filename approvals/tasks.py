"""What the approvals queue: issuing an approved revision, counting its readers."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from approvals.models import Package, Round
from approvals.packages.effect import take_effect
from approvals.reading.readers import acknowledge_by_signature, refresh_readership
from approvals.rounds.issuing import controlled_copy
from documents import files
from documents.actions.revisions import activate, distribute
from documents.audience import required_readers
from documents.content import PDF
from documents.models import Document, Readership, Rendition, Revision
from documents.pdf.certifying import certified
from documents.pdf.pages import BodyPage, Cover
from documents.pdf.stamping import stamped_pdf
from documents.pdf.typeset import controlled_pdf
from documents.tasks import draw_first_pages
from tenants.models import Member, Tenant
from tenants.notices import notify
from tenants.scope import tenant_scope
from tenants.scope.queue import after_commit, tenant_task


@tenant_task(scope=False)
def issue_revision(tenant_id: str, revision_id: str) -> None:
    """Make the controlled PDF of an approved revision, and put it in force if its day has come.

    Setting pages takes its time, so no transaction is open meanwhile.
    """
    tenant = Tenant.objects.get(pk=UUID(tenant_id))
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        parts = _controlled_copy(tenant, UUID(revision_id))
    if parts is None:
        return
    cover, page, body = parts
    pdf = stamped_pdf(cover, page, body) if body else controlled_pdf(cover, page)
    pdf = certified(pdf, page)
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        _issue(UUID(revision_id), pdf)


@tenant_task
def put_package_in_force(package_id: str) -> None:
    """Put a package in force if its day has come and nothing holds it."""
    take_effect(UUID(package_id), timezone.localdate())


@tenant_task
def count_readers(revision_id: str) -> None:
    """Count who has acknowledged, unless nobody has since the last count."""
    revision = Revision.objects.get(pk=revision_id)
    counted = Readership.objects.one_or_none(revision=revision)
    given = revision.acknowledgements.all()
    if counted is None or given.filter(at__gte=counted.counted_at).exists():
        refresh_readership(revision)


@tenant_task
def recount_readers(revision_id: str) -> None:
    """Count who has to read a revision and who has: its audience has changed."""
    refresh_readership(Revision.objects.select_related("document__folder").get(pk=revision_id))


@tenant_task
def tell_readers(round_id: str) -> None:
    """Tell everybody who works by a document that it was withdrawn, restored or retired."""
    rounds = Round.objects.locked().select_related("revision__document__folder")
    round = rounds.get(pk=round_id)
    if not round.news:
        return
    revision, document = round.revision, round.revision.document
    people = required_readers(revision) | Member.objects.filter(pk=document.owner_id)
    for reader in people.exclude(pk=round.started_by_id).iterator():
        notify(
            reader,
            round.news,
            subject=round,
            number=document.number,
            title=document.title,
            reason=round.request().get("reason", ""),
        )
    round.news = ""
    round.save(update_fields=["news"])


def put_in_force(revision: Revision, today: date) -> None:
    """Activate an issued revision if its day has come and nobody was faster.

    Of a document that was withdrawn nothing takes effect before it is restored.
    """
    document = Document.objects.locked().get(pk=revision.document_id)
    if document.state != Document.State.ACTIVE:
        return
    if Revision.objects.due_to_take_effect(today).filter(pk=revision.pk).exists():
        activate(revision)
        refresh_readership(revision)


def queue_packages(revision: Revision) -> None:
    """Let the package this revision is part of be put in force, should it have waited for this."""
    if revision.package_number is None:
        return
    waiting = Package.objects.filter(number=revision.package_number, state=Package.State.APPROVED)
    for package in waiting:
        after_commit(put_package_in_force, package.pk)


def _controlled_copy(
    tenant: Tenant, revision_id: UUID
) -> tuple[Cover, BodyPage, bytes | None] | None:
    """Return what the PDF is made of: with the body that was signed, if it is not set from text."""
    revision = Revision.objects.select_related("document__unit").get(pk=revision_id)
    if not _waits(revision):
        return None
    looks = revision.renditions.filter(kind=Rendition.Kind.BODY, as_it_looks=True)
    body = looks.select_related("file").first()
    return *controlled_copy(tenant, revision), files.read(body.file) if body else None


def _issue(revision_id: UUID, pdf: bytes) -> None:
    """Keep the PDF and all that follows from it, unless another worker was faster."""
    revision = Revision.objects.select_related("document__document_type").get(pk=revision_id)
    Document.objects.locked().get(pk=revision.document_id)
    revision.refresh_from_db(fields=["state", "effective_on"])
    if not _waits(revision):
        return
    file = files.store(pdf, PDF)
    Rendition.objects.create(revision=revision, kind=Rendition.Kind.CONTROLLED, file=file)
    after_commit(draw_first_pages, file.pk)
    acknowledge_by_signature(revision)
    _ask_early(revision)
    put_in_force(revision, timezone.localdate())
    queue_packages(revision)


def _ask_early(revision: Revision) -> None:
    """Put an approved revision before its readers ahead of its day, where the tenant says so."""
    if revision.tenant.acknowledge_early:
        distribute(revision, timezone.localdate())
        refresh_readership(revision)


def _waits(revision: Revision) -> bool:
    made = revision.renditions.filter(kind=Rendition.Kind.CONTROLLED)
    return revision.state == Revision.State.APPROVED and not made.exists()
