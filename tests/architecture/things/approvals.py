"""Something of each kind that approval and reading have, to ask addresses for."""

from django.utils import timezone

from approvals.actions.delegations import set_delegation
from approvals.actions.exemptions import exempt
from approvals.actions.reviews import Said, give_verdict
from approvals.actions.steps import add_signer
from approvals.models import Delegation, Review, SignedSheet, Step, Verdict
from approvals.rounds.proofs import Password
from documents import files
from documents.models import (
    Exemption,
    Revision,
)
from tests.approvals.conftest import Office
from tests.library import picture_bytes
from tests.world import PASSWORD, Cast


def make_added(step: Step, office: Office) -> Step:
    """Ask a leader to countersign, once the step is signed."""
    after = Step.Place.AFTER
    return add_signer(step, office.leo, by=step.member, place=after, why="Costs")


def make_review(revision: Revision, cast: Cast) -> Review:
    """Say that what is in force stays as it is."""
    said = Said(Verdict.KEEP, "Nothing has changed.")
    return give_verdict(revision.document, said, by=cast.ada, proof=Password(PASSWORD))


def make_sheet(revision: Revision, cast: Cast) -> SignedSheet:
    """Keep a signed sheet of the revision in force."""
    file = files.store(picture_bytes(), "image/png")
    facts = {"name": "sheet.png", "signed_on": timezone.localdate(), "by": cast.cora}
    return SignedSheet.objects.create(revision=revision, file=file, **facts)


def make_exemption(cast: Cast) -> Exemption:
    """Let Otto, who reads nothing anyway, off everything."""
    today = timezone.localdate()
    return exempt(cast.otto, None, why="Audits", until=today, by=cast.cora)


def make_delegation(office: Office, cast: Cast) -> Delegation:
    """Let one leader stand in for the other."""
    today = cast.tenant.today()
    return set_delegation(
        delegator=office.lena,
        deputy=office.leo,
        first=today,
        last=today,
        reason="Leave",
        by=cast.cora,
    )
