"""Tell whether content and signatures still are what was signed, and name what is not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from approvals.models import Round, Seal, Signature, Step
from approvals.rounds.siblings import Faults, package_findings, siblings_of, stands
from approvals.rounds.signing import SIGNED, facts_of
from approvals.sealing import keys
from approvals.sealing.checking import Finding, Sealed
from documents.models.sight import AnyOf
from documents.proof import Bytes, Contents
from tenants import audit
from tenants.audit.reading import content_of
from tenants.audit.record import link
from tenants.models import AuditEntry, Tenant
from tenants.scope import current_tenant_id


@dataclass(frozen=True)
class Report:
    """What was found in a round; nothing is good news."""

    round: Round
    signatures: Sequence[Signature]
    seals: Sequence[Seal]
    findings: Sequence[Finding]

    @property
    def manifest(self) -> bytes | None:
        return manifest_of(self.round)

    @property
    def own_manifest(self) -> bytes | None:
        """Return what names this revision's content, where a manifest of more or other names it."""
        round = self.round
        if not (round.is_act or round.package_id):
            return self.manifest
        own = round.own_manifest if round.package_id else round.revision.manifest
        return bytes(own) if own is not None else None

    def unstamped(self) -> int:
        """Return how many seals no authority outside has attested the time of."""
        return sum(not seal.stamps.all() for seal in self.seals)

    def route(self) -> list[dict[str, Any]]:
        """Return who was asked for what when the round began, as it was sealed."""
        return [asked for seal in self.seals for asked in seal.route()]

    def end(self) -> dict[str, Any]:
        """Return how the round ended, and by which names, as it was sealed; {} where it was not."""
        return next((seal.said() for seal in self.seals if seal.signature_id is None), {})

    def unsealed(self) -> list[Signature]:
        """Return the signatures that were made before there was a seal."""
        sealed = {seal.signature_id for seal in self.seals}
        return [signature for signature in self.signatures if signature.pk not in sealed]


def manifest_of(round: Round) -> bytes | None:
    """Return what was signed in a round; None where it was not kept, as at first of ended ones."""
    if round.manifest is not None:
        return bytes(round.manifest)
    kept = bytes(round.revision.manifest or b"")
    return kept if hashlib.sha256(kept).hexdigest() == round.manifest_sha256 else None


def verify(round: Round) -> list[str]:
    """Say what no longer fits in a round: the content, or a signature. Nothing is good news."""
    return [finding.words for report in inspect([round]) for finding in report.findings]


def inspect(rounds: Sequence[Round], kept: Bytes | None = None) -> Iterator[Report]:
    """Check some rounds; a few statements for all of them, and each file is read once."""
    prefetch_related_objects(
        rounds,
        *("signatures", "seals__stamps", "steps", "reviews"),
        *("revision__source", "revision__document"),
    )
    siblings = siblings_of(rounds)
    whole = {each.pk: each for group in (rounds, *siblings.values()) for each in group}
    contents = Contents([round.revision for round in whole.values()], kept or Bytes())
    faults = Faults(contents)
    entries = _entries([signature for round in rounds for signature in round.signatures.all()])
    tenant, known = Tenant.objects.get(pk=current_tenant_id()), keys.known()
    before = _seals_before(rounds)
    for round in rounds:
        signatures, seals = list(round.signatures.all()), list(round.seals.all())
        signed = [(signature, facts_of(signature)) for signature in signatures]
        steps = list(round.steps.all())
        sealed = Sealed(tenant, round, signed, steps, seals, before.get(round.pk, ""), known)
        findings = [
            *_content_findings(round, faults),
            *_review_findings(round),
            *package_findings(round, siblings.get(round.pk, []), faults),
            *_signature_findings(round, signatures, steps, entries),
            *sealed.findings(),
        ]
        yield Report(round, signatures, seals, list(dict.fromkeys(findings)))


def _content_findings(round: Round, faults: Faults) -> Iterator[Finding]:
    manifest = manifest_of(round)
    if manifest is None and not stands(round) and not round.seals.all():
        return  # whatever was sealed had been kept
    manifest = manifest or b""
    if hashlib.sha256(manifest).hexdigest() != round.manifest_sha256:
        yield Finding("content.manifest", _("The manifest is not the one that was signed."))
        return
    for fault in faults.of(round):
        yield Finding(f"content.{fault.kind}", fault.words)


def _review_findings(round: Round) -> Iterator[Finding]:
    """Hold the record of a review beside the verdict that was signed in its round."""
    signed = round.signed()
    for review in round.reviews.all():
        if any(signed.get(name) != now for name, now in review.as_signed().items()):
            yield Finding("review.record", _("The record of the review is not what was signed."))


def _signature_findings(
    round: Round,
    signatures: Sequence[Signature],
    steps: Sequence[Step],
    entries: dict[str, AuditEntry],
) -> Iterator[Finding]:
    for signature in signatures:
        name = {"name": signature.names()}
        if signature.manifest_sha256 != round.manifest_sha256:
            words = _("%(name)s signed other content.") % name
            yield Finding("signature.content", words, signature.pk)
        if not _is_as_recorded(signature, entries.get(audit.subject_of(signature))):
            words = _("The signature of %(name)s differs from the audit trail.") % name
            yield Finding("signature.audit", words, signature.pk)
    signed = {step.pk for step in steps if step.state == Step.State.SIGNED}
    if {s.step_id for s in signatures} != {None, *signed}:
        yield Finding("signature.missing", _("A signature is missing, or one too many."))


def _is_as_recorded(signature: Signature, entry: AuditEntry | None) -> bool:
    """Compare every word of it with its entry in the audit chain, and that with its hash."""
    if entry is None or bytes(entry.hash) != link(bytes(entry.previous), bytes(entry.body)):
        return False
    return bool(content_of(entry).get("facts") == facts_of(signature))


def _entries(signatures: Sequence[Signature]) -> dict[str, AuditEntry]:
    subjects = [audit.subject_of(signature) for signature in signatures]
    found = AuditEntry.objects.filter(event=SIGNED, subject__in=subjects).order_by("-sequence")
    return {entry.subject: entry for entry in found}


def _seals_before(rounds: Sequence[Round]) -> dict[UUID, str]:
    """Return what the first seal of each round has to follow: the last one before it."""
    revisions = {round.revision_id for round in rounds}
    seals = Seal.objects.filter(AnyOf("round__revision_id", revisions))
    rows = seals.values_list("round__revision_id", "round_id", "payload", "value")
    last = dict[UUID, str]()  # of each revision
    found = dict[UUID, str]()
    in_order = rows.order_by("round__revision_id", "round__number", "order")
    for revision, round, payload, value in in_order:
        found.setdefault(round, last.get(revision, ""))
        last[revision] = Seal(payload=payload, value=value).sha256()
    return found
