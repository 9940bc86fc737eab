"""Who approved a revision, for the lists of documents."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from approvals.models import Meaning, Round, Signature
from documents.models.sight import AnyOf


def approvers_of(revisions: Collection[UUID]) -> dict[UUID, str]:
    """Return who signed each revision as approved, in the round that passed it."""
    signed = Signature.objects.filter(
        AnyOf("round__revision_id", revisions),
        round__purpose=Round.Purpose.ISSUE,
        round__state=Round.State.PASSED,
        meaning=Meaning.APPROVED,
    )
    names: dict[UUID, list[str]] = defaultdict(list)
    for signature in signed.select_related("round"):
        names[signature.round.revision_id].append(signature.names())
    return {revision: "、".join(each) for revision, each in names.items()}
