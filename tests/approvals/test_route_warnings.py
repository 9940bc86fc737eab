"""What is wrong with a route is said before a submission is refused, and by the same code."""

from collections.abc import Sequence

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approvals.actions.rounds import submit
from approvals.models import Meaning, Stage
from approvals.models.route import Mode, Where
from approvals.rounds.routing import Roster, assign
from approvals.routes.matrix import matrix
from approvals.routes.preview import asks
from approvals.routes.warnings import Warned, warnings_of
from documents.models import DocumentType
from tenants.errors import Refused
from tenants.models import Post, Unit
from tests.approvals.conftest import Office, make_route
from tests.approvals.test_route_versions import stage
from tests.library import appoint, make_document, make_draft
from tests.world import Cast


def numbered(*stages: Stage) -> list[Stage]:
    for position, each in enumerate(stages, start=1):
        each.position, each.name_en = position, f"Stage {position}"
    return list(stages)


def warned(office: Office, *stages: Stage, of: DocumentType | None = None) -> list[Warned]:
    units = list(Unit.objects.all())
    return warnings_of(numbered(*stages), Roster.of(stages), of or office.procedure, units)


def texts(found: Sequence[Warned]) -> list[str]:
    return [f"{warning.stage}: {warning.text}" for warning in found]


def test_a_good_route_has_no_warning(office: Office) -> None:
    assert warned(office, stage(office.lena), stage(office.leo)) == []


def test_a_vacant_post_is_named_with_its_units(acme: Cast, office: Office) -> None:
    here = stage(post=office.head, where=Where.OWNER_UNIT)
    [warning] = warned(office, here)
    assert texts([warning]) == ["Stage 1: Public Services: Vacant: nobody holds “”."]
    assert warning.stops


def test_a_post_that_nobody_holds_anywhere_is_vacant_for_all(office: Office) -> None:
    office.head.appointments.update(valid_until="2020-01-01")
    [warning] = warned(office, stage(post=office.head))
    assert texts([warning]) == ["Stage 1: Vacant: nobody holds “”."]


def test_a_post_that_has_ended_is_named(acme: Cast, office: Office) -> None:
    Post.objects.update(ended_on="2026-01-01")
    office.head.refresh_from_db()
    [warning] = warned(office, stage(office.lena, post=office.head))
    assert warning.text == "The post “” has ended."
    assert not warning.stops


def test_units_that_have_ended_have_no_vacancies(acme: Cast, office: Office) -> None:
    Unit.objects.filter(pk=office.service.pk).update(ended_on="2026-01-01")
    assert all(not cell.warnings for row in matrix().rows for cell in row.cells)


def test_people_who_left_can_no_longer_sign(office: Office) -> None:
    type(office.lena).objects.filter(pk=office.lena.pk).update(valid_until="2020-01-01")
    [warning] = warned(office, stage(office.lena))
    assert warning.text == "Nobody who is named here can sign."
    assert warning.stops


def test_fewer_holders_than_asked_for(acme: Cast, office: Office) -> None:
    few = stage(office.lena, role="author", mode=Mode.AT_LEAST, minimum=3)
    [warning] = warned(office, few)
    assert warning.text == "It asks for 3, and only 2 can sign."
    assert warning.stops


def test_the_same_person_for_review_and_approval(acme: Cast, office: Office) -> None:
    twice = [stage(office.lena, meaning=Meaning.REVIEWED), stage(office.lena)]
    [warning] = warned(office, *twice)
    assert warning.text.startswith("Nobody is left")
    assert warning.stops
    assert warned(office, *twice, of=office.instruction) == []


def test_the_only_signer_who_may_be_the_author(acme: Cast, office: Office) -> None:
    [warning] = warned(office, stage(acme.ada))
    assert warning.text == "Refused when Ada is the author: nobody else can sign here."
    assert not warning.stops
    assert warned(office, stage(acme.ada, office.lena)) == []
    assert warned(office, stage(acme.ada), of=office.instruction) == []


def test_nobody_approves(office: Office) -> None:
    [warning] = warned(office, stage(office.lena, meaning=Meaning.REVIEWED))
    assert "No stage approves" in warning.text


def test_the_preview_names_whom_a_submission_asks(acme: Cast, office: Office) -> None:
    revision = office.draft()
    stages = list(Stage.objects.current())
    [asked] = asks(stages, Roster.of(stages), office.procedure, [office.office], acme.ada)
    round = submit(revision, by=acme.ada)
    steps = {(s.stage, s.member_id) for s in round.steps.all()}
    assert {(d.stage.position, m.pk) for d in asked.duties for m in d.holders} == steps


PEOPLE = ("ada", "cora", "ravi", "ruth", "lena", "leo")


@pytest.mark.timeout(300)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    data=st.lists(
        st.tuples(
            st.sampled_from(["reviewed", "countersigned", "approved"]),
            st.sampled_from(["all", "any", "at_least"]),
            st.integers(1, 3),
            st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=4),
            st.booleans(),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_what_the_page_says_of_a_route_comes_true(
    acme: Cast, office: Office, data: list[tuple[str, str, int, set[str], bool]]
) -> None:
    """A submission is refused exactly when the preview for its author and unit says so."""
    people = {**vars(acme), "lena": office.lena, "leo": office.leo}
    with transaction.atomic():
        document = make_document(office, acme.ada)
        rows = [
            {
                "meaning": meaning,
                "mode": mode,
                "minimum": minimum,
                "members": [people[name].pk for name in names],
                **({"post": office.head, "where": Where.OWNER_UNIT} if by_post else {}),
            }
            for meaning, mode, minimum, names, by_post in data
        ]
        route = make_route(office.procedure, *rows, change_class="minor")
        stages = route.stages_in_order()
        duties = assign(
            stages, Roster.of(stages), office.procedure, office.office.pk, {acme.ada.pk}
        )
        revision = make_draft(document, acme.ada)
        type(revision).objects.filter(pk=revision.pk).update(change_class="minor")
        try:
            round = submit(revision, by=acme.ada)
        except Refused:
            assert any(duty.is_short for duty in duties)
        else:
            assert not any(duty.is_short for duty in duties)
            wanted = {(d.stage.position, m.pk) for d in duties for m in d.holders}
            assert {(s.stage, s.member_id) for s in round.steps.all()} == wanted
            assert acme.ada.pk not in {member for _, member in wanted}
        transaction.set_rollback(True)


def test_vacancies_in_many_units_are_counted(acme: Cast, office: Office) -> None:
    for number in range(6):
        Unit.objects.create(code=f"U{number}", name_zh="", name_en=f"Unit {number}")
    appoint(office.lena, office.head, office.service)
    [warning] = warned(office, stage(post=office.head, where=Where.OWNER_UNIT))
    assert "Unit 0, Unit 1, Unit 2 and 3 more: Vacant" in warning.text
