"""Put a change package before those who approve it, take it back, give it up."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Package, Round, Step
from approvals.packages.holding import free, hold_draft
from approvals.rounds import lockstep, stages
from approvals.rounds.binding import package_manifest
from approvals.rounds.readiness import check_item, check_package
from approvals.rounds.routing import take_part
from approvals.rounds.signing import sign
from approvals.rounds.starting import ASKED, Part, check_all_are_here, holders_of, stand
from approvals.rounds.telling import people_of, tell
from approvals.rounds.together import duties_together
from documents import content
from documents.ending import close_readings
from documents.models import Document, Revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member


@transaction.atomic
@audit.kept_for_last()
def submit_package(package: Package, *, by: Member) -> list[Round]:
    """Freeze all drafts of a package and start their rounds; twice is once.

    Raises Refused, naming the document, when something is missing.
    """
    held = Package.objects.locked().get(pk=package.pk)
    running = Round.objects.filter(package=held, state=Round.State.OPEN, started_by=by)
    if held.state == Package.State.IN_APPROVAL and running.exists():
        return list(running.order_by("pk"))
    held = hold_draft(held, by)
    list(_documents_of(held))
    revisions = held.revisions()
    check_package(held, revisions)
    for revision in revisions:
        revision.effective_on = held.effective_on
        revision.tenant = by.tenant  # known here: nothing need ask for it
        check_item(revision, by)
    rounds = _start(held, revisions, by)
    held.move(Package.State.IN_APPROVAL, submitted_at=timezone.now(), returned_at=None, comment="")
    stages.advance(rounds)
    sha256 = rounds[0].manifest_sha256
    audit.record("package.submitted", held, by=by, number=held.number, manifest=sha256)
    return rounds


def _start(package: Package, revisions: list[Revision], by: Member) -> list[Round]:
    duties = duties_together(revisions, by=[by, package.lead])
    Revision.objects.bulk_update(revisions, ["effective_on"])
    for revision in revisions:
        revision.move(Revision.State.IN_REVIEW)
    manifests = content.freeze_each(revisions)
    hashes = [hashlib.sha256(manifest).hexdigest() for manifest in manifests]
    whole, now = package_manifest(package, revisions, hashes), timezone.now()
    asked = [duty for each in duties.values() for duty in each]
    rounds = []
    for revision, manifest in zip(revisions, manifests, strict=True):
        part = Part(package, manifest, now)
        rounds.append(stand(revision, duties[revision.pk], by=by, manifest=whole, part=part))
    take_part(revisions, holders_of(asked))  # who signs one signs what names them all
    check_all_are_here(asked)
    for round in rounds:
        sign(round, by, *ASKED)
    for revision, round in zip(revisions, rounds, strict=True):
        audit.record(
            "revision.submitted",
            revision,
            by=by,
            round=round.number,
            package=package.number,
            manifest=round.manifest_sha256,
        )
    return rounds


@transaction.atomic
@audit.kept_for_last()
def recall_package(package: Package, *, by: Member, reason: str = "") -> None:
    """Take a submission back: freely before the first signature, with a reason after it."""
    rounds = lockstep.hold_package(package, state=Round.State.OPEN)
    if by.pk not in {package.lead_id, *(round.started_by_id for round in rounds)}:
        raise Refused(
            _("Only who leads a change package takes it back. You can return it instead.")
        )
    if not rounds:
        raise Refused(_("The change package is not being decided. Look at it again."))
    if lockstep.steps_of(rounds).filter(state=Step.State.SIGNED).exists() and not reason.strip():
        raise Refused(_("Somebody has signed already: say why you recall it."))
    stages.close(rounds, Round.State.RECALLED, by=by, comment=reason.strip())
    audit.record("package.recalled", package, by=by, number=package.number, reason=reason)


@transaction.atomic
def cancel_package(package: Package, *, by: Member, reason: str) -> None:
    """Give a package up, with a reason: its drafts are free again; what was approved is cancelled.

    In approval it is recalled first.
    """
    held = Package.objects.locked().get(pk=package.pk)
    if not held.may_lead(by):
        raise Refused(_("Only who leads a change package, or a document controller, does this."))
    if not reason.strip():
        raise Refused(_("Say why: a cancelled package stays in the history with its reason."))
    was_draft = held.is_draft()
    list(_documents_of(held))
    held.move(Package.State.CANCELLED, comment=reason.strip())
    if was_draft:
        free(held, by=by)
    else:
        _cancel_all(held, by=by, reason=reason.strip())
    audit.record("package.cancelled", held, by=by, number=held.number, reason=reason)


def _cancel_all(package: Package, *, by: Member, reason: str) -> None:
    passed = Round.objects.filter(package=package, state=Round.State.PASSED)
    rounds = list(passed.select_related("revision__document", "started_by").order_by("pk"))
    for round in rounds:
        round.package = package
    told = [person for person in people_of(rounds) if person != by]
    tell("package_cancelled", rounds[0], told, by=by.name, comment=reason)
    approved = [each for each in package.revisions() if each.state == Revision.State.APPROVED]
    for revision in approved:  # the others have ended with their documents
        revision.move(Revision.State.CANCELLED)
        close_readings(revision)
        audit.record("revision.cancelled", revision, by=by, reason=reason)


def _documents_of(package: Package) -> list[Document]:
    """Lock the documents of a package, in the same order by everybody."""
    pks = package.items.standing().values_list("revision__document", flat=True)
    return list(Document.objects.locked().filter(pk__in=list(pks)).order_by("pk"))
