"""Who is named to review and to approve does one: the stage that can spare more gives way."""

import pytest

from approvals.actions.rounds import submit
from approvals.models import Meaning, Route
from approvals.models.route import Mode
from tenants.people.roles import Role
from tests.approvals.conftest import Office, make_route
from tests.world import Cast, make_member


@pytest.mark.parametrize(
    ("review", "approve", "minimum", "gives_way"),
    [
        (3, 4, 3, "reviewed"),  # two and one to spare
        (2, 5, 3, "approved"),  # one and two
        (2, 4, 2, "approved"),
        (2, 2, 1, "reviewed"),  # as many: the earlier stage
    ],
)
def test_the_stage_that_spares_more_gives_way(
    acme: Cast, office: Office, review: int, approve: int, minimum: int, gives_way: str
) -> None:
    Route.objects.filter(document_type=office.procedure).update(is_current=False, number=9)
    people = [make_member(acme.tenant, f"P{n}", Role.READER).pk for n in range(review + approve)]
    first = [acme.ravi.pk, *people[: review - 1]]
    last = [acme.ravi.pk, *people[review : review + approve - 1]]
    one = {"meaning": Meaning.REVIEWED, "mode": Mode.ANY, "members": first}
    quorum = {"mode": Mode.AT_LEAST, "minimum": minimum, "members": last}
    make_route(office.procedure, one, {"meaning": Meaning.APPROVED, **quorum})
    round = submit(office.draft(), by=acme.ada)
    [step] = round.steps.filter(member=acme.ravi)
    assert step.meaning != gives_way
    assert round.steps.count() == review + approve - 1
