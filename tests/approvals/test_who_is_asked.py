"""Whom a route asks: by unit and role, never two parts that are kept apart, and nobody unsaid."""

import pytest

from approvals.actions.rounds import submit
from approvals.models import Meaning, Round, Route, Stage
from approvals.models.route import Mode, Where
from documents.models import Document, DocumentType
from tenants.models import Member
from tenants.people.roles import Role
from tests.approvals.acting import WHY, newest, page
from tests.approvals.conftest import Office, make_route
from tests.approvals.reviewing import give
from tests.library import appoint, make_effective
from tests.world import Cast, make_member, signed_in

APPROVED, REVIEWED, SEEN = Meaning.APPROVED, Meaning.REVIEWED, Meaning.SEEN


def route(office: Office, *stages: dict[str, object]) -> None:
    """Let procedures go this way only."""
    known = Route.objects.filter(document_type=office.procedure)
    for n, each in enumerate(known.filter(is_current=True), start=known.count()):
        known.filter(pk=each.pk).update(is_current=False, number=100 + n)
    make_route(office.procedure, *stages)


def by(meaning: Meaning, *people: Member, **more: object) -> dict[str, object]:
    return {"meaning": meaning, "members": [member.pk for member in people], **more}


def asked(round: Round) -> list[tuple[int, str]]:
    steps = round.steps.order_by("stage", "member__name")
    return list(steps.values_list("stage", "member__name"))


@pytest.mark.parametrize(
    ("where", "heads"), [(Where.OWNER_UNIT, ["Ravi"]), (Where.ANYWHERE, ["Lena", "Ravi"])]
)
def test_a_post_is_looked_for_in_the_unit_or_everywhere(
    office: Office, where: Where, heads: list[str]
) -> None:
    appoint(office.lena, office.head, office.service)
    head = {"meaning": APPROVED, "post": office.head, "where": where, "mode": Mode.ALL}
    route(office, head)
    assert asked(submit(office.draft(), by=office.ada)) == [(1, name) for name in heads]


def test_each_stage_asks_its_own_role(acme: Cast, office: Office) -> None:
    make_member(acme.tenant, "Ann", Role.AUTHOR)
    route(
        office,
        {"meaning": REVIEWED, "role": Role.AUTHOR, "mode": Mode.ALL},
        {"meaning": APPROVED, "role": Role.CONTROLLER, "mode": Mode.ALL},
    )
    assert asked(submit(office.draft(), by=office.ada)) == [(1, "Ann"), (2, "Cora")]


def test_where_all_must_sign_one_gives_way_where_any_will_do(office: Office) -> None:
    for all_of, any_of in ((REVIEWED, APPROVED), (APPROVED, REVIEWED)):
        both = {
            all_of: by(all_of, office.ravi, office.lena, mode=Mode.ALL),
            any_of: by(any_of, office.ravi, office.leo, mode=Mode.ANY),
        }
        route(office, both[REVIEWED], both[APPROVED])
        round = submit(office.draft(), by=office.ada)
        steps = round.steps.values_list("meaning", "member__name")
        assert sorted(steps) == sorted([(all_of, "Lena"), (all_of, "Ravi"), (any_of, "Leo")])


def test_of_two_reviews_a_person_keeps_both(office: Office) -> None:
    reviews = [by(REVIEWED, office.ravi), by(REVIEWED, office.ravi)]
    route(office, *reviews, by(APPROVED, office.lena))
    assert asked(submit(office.draft(), by=office.ada)) == [(1, "Ravi"), (2, "Ravi"), (3, "Lena")]


@pytest.mark.parametrize(
    "stage",
    [{"meaning": REVIEWED, "mode": Mode.ANY}, {"meaning": SEEN, "mode": Mode.ALL}],
    ids=["any", "only views"],
)
def test_who_is_gone_keeps_nothing_up_where_not_all_must_sign(
    acme: Cast, office: Office, stage: dict[str, object]
) -> None:
    named = [acme.otto.pk, office.ravi.pk]  # Otto audits, and decides on nothing
    route(office, stage | {"members": named}, by(APPROVED, office.lena))
    assert asked(submit(office.draft(), by=office.ada)) == [(1, "Ravi"), (2, "Lena")]


def test_an_act_that_nobody_else_could_approve_is_refused(acme: Cast, office: Office) -> None:
    document = make_effective(office, office.ada)
    leo, cora = by(REVIEWED, office.leo), by(APPROVED, acme.cora)
    make_route(office.procedure, leo, cora, change_class="act")
    answer = signed_in(acme.cora).post(page(document, "withdraw/"), {"reason": WHY})
    assert "Stage 2" in answer.text
    document.refresh_from_db()
    assert document.is_in_force()


def test_who_gives_a_verdict_never_confirms_it(acme: Cast, office: Office) -> None:
    """Whatever the type allows: cf. `test_who_asks_does_not_decide_whatever_the_type_allows`."""
    DocumentType.objects.filter(pk=office.procedure.pk).update(same_signer=True)
    document: Document = make_effective(office, office.ada)
    zoe = make_member(acme.tenant, "Zoe", Role.CONTROLLER)  # Yan came later, and Leo before
    people = office.leo, zoe, make_member(acme.tenant, "Yan", Role.READER)
    make_route(office.procedure, by(APPROVED, *people, mode=Mode.ANY), change_class="review")
    give(zoe, document)
    assert asked(newest(document)) == [(1, "Leo"), (1, "Yan")]


def test_what_is_only_looked_at_confirms_no_verdict(acme: Cast, office: Office) -> None:
    document = make_effective(office, office.ada)
    make_route(office.procedure, by(SEEN, office.leo), change_class="review")
    assert give(acme.cora, document).state == "done"
    assert Stage.objects.current().filter(route__change_class="review").exists()
