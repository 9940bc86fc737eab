"""Two people deal with a circulation at the same instant: each is heard once, and one ends it."""

import pytest

from approvals.rounds.identity import Password
from oversight.actions.circulations import send_round, sign_step, take_round_back
from oversight.actions.signatures_asked import hand_on_signing, urge_signing
from oversight.models import (
    Circulation,
    CirculationSignature,
    CirculationStep,
    CirculationUrge,
    ManagementReview,
)
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.approvals.test_at_once import at_once
from tests.circulating import set_route
from tests.reviews import hold_one
from tests.world import PASSWORD, Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme() -> Cast:
    return make_cast("ACME")


def on_its_way(acme: Cast) -> tuple[Circulation, list[CirculationStep]]:
    with tenant_scope(acme.tenant.pk):
        set_route("management_review", [acme.ruth, acme.ada], by=acme.cora)
        circulation = send_round(hold_one(acme.cora, acme.tenant.today()), by=acme.cora)
        return circulation, list(circulation.steps.select_related("member__user", "circulation"))


def signs(step: CirculationStep) -> None:
    proof, seen = Password(PASSWORD), step.circulation.text_sha256
    sign_step(step, by=step.member, proof=proof, seen=seen)


def test_of_two_last_signatures_each_counts_and_one_ends_it(acme: Cast) -> None:
    _circulation, [one, other] = on_its_way(acme)
    at_once(acme.tenant, [lambda: signs(one), lambda: signs(other)])
    with tenant_scope(acme.tenant.pk):
        assert ManagementReview.objects.get().state == "signed"
        assert CirculationSignature.objects.count() == 2
        assert AuditEntry.objects.filter(event="management_review.signed").count() == 1


def test_it_is_taken_back_or_signed_never_both(acme: Cast) -> None:
    circulation, [one, other] = on_its_way(acme)
    with tenant_scope(acme.tenant.pk):
        signs(one)
    at_once(
        acme.tenant,
        [
            lambda: signs(other),
            lambda: take_round_back(circulation, by=acme.cora, reason="Wrong"),
        ],
    )
    with tenant_scope(acme.tenant.pk):
        ended = (ManagementReview.objects.get().state, Circulation.objects.get().state)
    assert ended in {("signed", "passed"), ("held", "returned")}


def test_it_is_signed_or_handed_on_never_both(acme: Cast) -> None:
    _circulation, [one, _other] = on_its_way(acme)
    at_once(
        acme.tenant,
        [
            lambda: signs(one),
            lambda: hand_on_signing(one, acme.ravi, by=one.member, why="Away"),
        ],
    )
    with tenant_scope(acme.tenant.pk):
        state = CirculationStep.objects.get(pk=one.pk).state
        has_new = CirculationStep.objects.filter(member=acme.ravi).exists()
        assert (state, has_new, CirculationSignature.objects.count()) in {
            ("signed", False, 1),
            ("handed_on", True, 0),
        }


def test_of_two_who_urge_at_once_one_does(acme: Cast) -> None:
    _circulation, [one, _other] = on_its_way(acme)
    at_once(acme.tenant, [lambda: urge_signing(one, by=acme.cora)] * 2)
    with tenant_scope(acme.tenant.pk):
        assert CirculationUrge.objects.count() == 1
