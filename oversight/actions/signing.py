"""Sign a text of this room: confirm who does, and keep every word of it."""

from typing import Any

from django.db import transaction

from approvals.rounds import identity
from approvals.rounds.proofs import Proof
from oversight.models.signed_text import SignedText, sha256_of
from tenants.models import Member
from tenants.scope import clock


@transaction.atomic
def sign_text[S: SignedText](
    kind: type[S], text: str, *, by: Member, proof: Proof, bound_to: str, **about: Any
) -> S:
    """Write a signature under what `about` names; raises NotConfirmed, and Refused."""
    method = identity.confirm(by, proof, bound_to=bound_to)
    signed: S = kind._default_manager.create(
        **about,
        signer=by,
        name=by.name,
        post=by.post_titles(),
        method=method,
        manifest=text,
        manifest_sha256=sha256_of(text),
        signed_at=clock.now(),
    )
    return signed
