"""Tell whether signatures still are what was signed."""

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.models import Round, Signature, Step
from approvals.rounds.binding import sha256_now
from approvals.rounds.signing import SIGNED, facts_of
from tenants import audit
from tenants.models import AuditEntry


def verify(round: Round) -> list[str]:
    """Say what no longer fits in a round: the content, or a signature. Nothing is good news."""
    return [*_content_faults(round), *_signature_faults(round)]


def _content_faults(round: Round) -> Iterator[str]:
    # A round that came to nothing let its text go: the next one has text of its own.
    stands = round.state in (Round.State.OPEN, Round.State.PASSED)
    if stands and sha256_now(round) != round.manifest_sha256:
        yield _("The content differs from what was signed.")


def _signature_faults(round: Round) -> Iterator[str]:
    signatures = list(round.signatures.all())
    for signature in signatures:
        if signature.manifest_sha256 != round.manifest_sha256:
            yield _("%(name)s signed other content.") % {"name": signature.names()}
        if not _is_as_recorded(signature):
            yield _("The signature of %(name)s differs from the audit trail.") % {
                "name": signature.names()
            }
    signed = round.steps.filter(state=Step.State.SIGNED).values_list("pk", flat=True)
    if {s.step_id for s in signatures} != {None, *signed}:
        yield _("A signature is missing, or one too many.")


def _is_as_recorded(signature: Signature) -> bool:
    """Compare every word of it with the audit chain, which has a verifier of its own."""
    entry = AuditEntry.objects.filter(subject=audit.subject_of(signature), event=SIGNED).first()
    return entry is not None and json.loads(bytes(entry.body))["facts"] == facts_of(signature)
