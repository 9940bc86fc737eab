"""Routes are changed while others change them or submit: one version or the other, whole."""

from uuid import UUID

import pytest

from approvals.actions.rounds import submit
from approvals.actions.routes import copy_route, save_route
from approvals.models import Round, Route
from documents.models import Revision
from tenants.errors import Refused
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.approvals.test_at_once import at_once
from tests.approvals.test_route_versions import stage
from tests.world import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme() -> Cast:
    return make_cast("ACME")


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


def test_of_two_editors_one_is_refused(acme: Cast, office: Office) -> None:
    cell = (office.procedure, "major")
    results = at_once(
        acme.tenant,
        [
            lambda: save_route(cell, [stage(office.lena)], by=acme.cora, base=1),
            lambda: save_route(cell, [stage(office.leo)], by=acme.tom, base=1),
        ],
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with tenant_scope(acme.tenant.pk):
        assert list(Route.objects.order_by("number").values_list("number", "is_current")) == [
            (1, False),
            (2, True),
        ]


def test_two_copies_into_each_other_do_not_lock_up(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        one = Route.objects.get()
        two = save_route((office.instruction, "major"), [stage(office.leo)], by=acme.tom, base=0)
    here, there = (office.procedure, "minor"), (office.instruction, "minor")
    results = at_once(
        acme.tenant,
        [
            lambda: copy_route(one, [(here, 0), (there, 0)], by=acme.cora),
            lambda: copy_route(two, [(there, 0), (here, 0)], by=acme.tom),
        ],
    )
    assert sum(isinstance(result, Refused) for result in results) == 1


def test_a_round_runs_by_one_version_whole(acme: Cast, office: Office) -> None:
    """Old: three steps in two stages. New: four steps in three stages, with other names."""
    cell = (office.procedure, "major")
    with tenant_scope(acme.tenant.pk):
        drafts = [office.draft().pk for _ in range(4)]
    new = [stage(office.lena), stage(office.leo), stage(acme.ruth, office.lena)]

    def hand_in(pk: UUID) -> Round:
        return submit(Revision.objects.get(pk=pk), by=acme.ada)

    acts = [lambda pk=pk: hand_in(pk) for pk in drafts]
    at_once(
        acme.tenant,
        [*acts[:2], lambda: save_route(cell, new, by=acme.cora, base=1), *acts[2:]],
    )
    with tenant_scope(acme.tenant.pk):
        rounds = list(Round.objects.select_related("route"))
        assert len(rounds) == 4
        for round in rounds:
            asked = [(s.stage, s.member.name) for s in round.steps.select_related("member")]
            by_route = {
                1: [(1, "Ravi"), (2, "Lena"), (2, "Leo")],
                2: [(1, "Lena"), (2, "Leo"), (3, "Lena"), (3, "Ruth")],
            }
            assert sorted(asked) == by_route[round.route.number]
