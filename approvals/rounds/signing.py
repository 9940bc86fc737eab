"""Make a signature."""

from approvals.models import Delegation, Meaning, Round, Signature, Step
from approvals.sealing.making import seal
from documents.comparison import Ticks
from tenants import audit
from tenants.models import Member
from tenants.scope import clock, insert

SIGNED = "revision.signed"


def sign(
    round: Round,
    signer: Member,
    meaning: str,
    method: Signature.Method,
    step: Step | None = None,
    delegation: Delegation | None = None,
    viewed: Ticks | None = None,
) -> Signature:
    """Write the signature, seal it, and put all its words into the audit chain."""
    instead_of = step.member if step is not None and delegation is not None else None
    signature = Signature(
        round=round,
        step=step,
        signer=signer,
        name=signer.name,
        post=signer.post_titles(),
        for_name=instead_of.name if instead_of else "",
        for_post=instead_of.post_titles() if instead_of else "",
        delegation=delegation,
        meaning=Meaning(meaning),
        method=method,
        changes=viewed.of if viewed else None,
        changes_viewed=viewed.done if viewed else None,
        manifest_sha256=round.manifest_sha256,
        signed_at=clock.AsWritten(),
    )
    insert(signature)
    seal(signature, facts_of(signature))
    audit.record(SIGNED, signature, by=signer, **facts_of(signature))
    return signature


def facts_of(signature: Signature) -> dict[str, str]:
    """Return everything a signature says, as the audit chain keeps it."""
    facts = {
        "round": str(signature.round_id),
        "step": str(signature.step_id or ""),
        "signer": str(signature.signer_id),
        "name_signed": signature.name,
        "post": signature.post,
        "meaning": signature.meaning,
        "method": signature.method,
        "manifest": signature.manifest_sha256,
        "signed_at": signature.signed_at.isoformat(),
    }
    if signature.changes is not None:
        facts |= {"changed": str(signature.changes), "viewed": str(signature.changes_viewed)}
    if not signature.delegation_id:
        return facts
    return facts | {
        "for_name": signature.for_name,
        "for_post": signature.for_post,
        "delegation": str(signature.delegation_id),
    }
