"""Ask for a signature on a page of a round, and take it or say why not."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from approvals.confirming import ConfirmForm
from approvals.rounds import identity
from approvals.rounds.proofs import Proof
from tenants.errors import Refused
from tenants.http import MemberRequest

LEADER_SIGNS = _("I have looked at the result and sign it as the leader of the city.")


def ask[F: ConfirmForm](form: F, request: MemberRequest, bound_to: str) -> F:
    """Offer whoever reads the page what they have to sign with."""
    form.ask(request.session, identity.offered_to(request.member), bound_to)
    return form


def is_signed(request: MemberRequest, form: ConfirmForm, sign: Callable[[Proof], object]) -> bool:
    """Sign by what was brought; a proof that does not hold is noted, and said on the form."""
    proof = form.proof(request)
    try:
        sign(proof)
    except identity.NotConfirmed as refused:
        identity.note_failure(request.member, refused.proof)
        form.add_error(refused.proof.field, refused)
    except Refused as refused:
        form.add_error(None, refused)
    else:
        return True
    return False
