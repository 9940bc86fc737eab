"""Submit a draft: what is refused, and what a round is made of."""

import datetime as dt

import pytest
from django.utils import timezone

from approvals.actions.acts import ask_to_retire
from approvals.actions.rounds import submit
from approvals.models import Meaning, Round, Route, Signature, Stage, Step
from approvals.models.route import Mode
from documents.actions.drafts import save_draft
from documents.manifest import manifest_sha256
from documents.models import Document, Folder, Participant, Revision
from documents.retirement import RetirementPlan
from tenants.calendar import working_days
from tenants.errors import Refused
from tenants.models import AuditEntry, Notice
from tests.approvals.conftest import Office, make_route, states_of
from tests.library import appoint, make_document, make_draft, make_effective
from tests.world import Cast


def test_a_round_copies_the_route_and_opens_its_first_stage(acme: Cast, office: Office) -> None:
    revision = office.draft()
    round = submit(revision, by=acme.ada)
    assert revision.state == Revision.State.IN_REVIEW
    assert states_of(round) == {"Ravi": "open", "Lena": "waiting", "Leo": "waiting"}
    step = round.steps.get(member=acme.ravi)
    assert step.due_on == working_days().after(timezone.localdate(), 3)
    prepared = round.signatures.get()
    assert (prepared.meaning, prepared.method) == (Meaning.PREPARED, Signature.Method.SESSION)
    assert prepared.manifest_sha256 == round.manifest_sha256 == manifest_sha256(revision)
    deciding = Participant.objects.filter(revision=revision, capacity="decides")
    assert {p.member.name for p in deciding} == {"Ravi", "Lena", "Leo"}
    assert [n.recipient for n in Notice.objects.all()] == [acme.ravi]
    assert AuditEntry.objects.filter(event="revision.submitted", by=acme.ada).exists()


def test_later_changes_of_the_route_do_not_touch_the_round(acme: Cast, office: Office) -> None:
    round = submit(office.draft(), by=acme.ada)
    Route.objects.update(is_current=False)
    Stage.objects.update(members=[], role="reader", name_en="Other")
    assert states_of(round) == {"Ravi": "open", "Lena": "waiting", "Leo": "waiting"}
    assert not round.steps.filter(name_en="Other").exists()


def test_without_a_route_submission_is_refused(acme: Cast, office: Office) -> None:
    Route.objects.update(is_current=False)
    revision = office.draft()
    with pytest.raises(Refused, match="No approval route"):
        submit(revision, by=acme.ada)
    revision.refresh_from_db()
    assert revision.state == Revision.State.DRAFT
    assert not Round.objects.exists()


def test_the_route_is_that_of_the_change_class(acme: Cast, office: Office) -> None:
    revision = office.draft()
    save_draft(
        revision, by=acme.ada, saves=0, title="T", change_class="minor", summary="s", reason="r"
    )
    with pytest.raises(Refused, match="Minor change"):
        submit(revision, by=acme.ada)


@pytest.mark.parametrize("missing", ["summary", "reason"])
def test_a_change_says_what_and_why(acme: Cast, office: Office, missing: str) -> None:
    revision = office.draft()
    Revision.objects.filter(pk=revision.pk).update(**{missing: "  "})
    with pytest.raises(Refused, match="what changes and why"):
        submit(revision, by=acme.ada)


def test_only_author_and_controller_submit(acme: Cast, office: Office) -> None:
    revision = office.draft()
    with pytest.raises(Refused, match="Only the author"):
        submit(revision, by=acme.ruth)
    assert submit(revision, by=acme.cora).signatures.get().signer == acme.cora


def test_the_effective_date_is_not_past(acme: Cast, office: Office) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with pytest.raises(Refused, match="past"):
        submit(office.draft(), by=acme.ada, effective_on=yesterday)


def test_submitting_twice_is_submitting_once(acme: Cast, office: Office) -> None:
    revision = office.draft()
    assert submit(revision, by=acme.ada) == submit(revision, by=acme.ada)
    with pytest.raises(Refused):
        submit(revision, by=acme.cora)
    assert Round.objects.count() == 1


def test_an_act_that_one_has_asked_for_is_no_submission(acme: Cast, office: Office) -> None:
    document = make_effective(office, acme.ada)
    ask_to_retire(document, RetirementPlan(), by=acme.cora, reason="Old")
    with pytest.raises(Refused, match="about to be retired"):
        submit(document.in_force, by=acme.cora)


def test_whoever_prepared_it_is_asked_for_nothing(acme: Cast, office: Office) -> None:
    appoint(acme.ada, office.head, office.office)
    round = submit(office.draft(), by=acme.ada)
    assert "Ada" not in states_of(round)


def test_a_controller_who_submits_for_the_author_does_not_decide(
    acme: Cast, office: Office
) -> None:
    appoint(acme.cora, office.head, office.office)
    assert "Cora" not in states_of(submit(office.draft(), by=acme.cora))


def test_a_stage_that_finds_only_the_author_refuses(acme: Cast, office: Office) -> None:
    Stage.objects.filter(position=1).update(post=None, members=[acme.ada.pk])
    with pytest.raises(Refused, match="Stage 1"):
        submit(office.draft(), by=acme.ada)


def test_nobody_both_reviews_and_approves(acme: Cast, office: Office) -> None:
    Stage.objects.filter(position=2).update(members=[acme.ravi.pk], mode=Mode.ANY)
    with pytest.raises(Refused, match="nobody does both"):
        submit(office.draft(), by=acme.ada)


def test_people_fit_for_both_are_shared_out_so_that_both_stages_work(
    acme: Cast, office: Office
) -> None:
    both = [acme.ravi.pk, office.lena.pk, office.leo.pk]
    Stage.objects.filter(position=1).update(post=None, members=both, mode=Mode.ANY)
    Stage.objects.filter(position=2).update(members=both, mode=Mode.ANY)
    round = submit(office.draft(), by=acme.ada)
    stages = [set(round.steps.filter(stage=n).values_list("member", flat=True)) for n in (1, 2)]
    assert all(stages)
    assert stages[0].isdisjoint(stages[1])
    assert stages[0] | stages[1] == set(both)


def test_some_types_let_one_person_do_it_all(acme: Cast, office: Office) -> None:
    make_route(
        office.instruction,
        {"meaning": Meaning.REVIEWED, "members": [acme.ada.pk]},
        {"meaning": Meaning.APPROVED, "members": [acme.ada.pk]},
    )
    document = make_document(office, acme.ada)
    type(document).objects.filter(pk=document.pk).update(document_type=office.instruction)
    document.refresh_from_db()
    round = submit(make_draft(document, acme.ada), by=acme.ada)
    assert Step.objects.filter(round=round, member=acme.ada).count() == 2


def test_too_few_for_a_stage_of_at_least_three_refuses(acme: Cast, office: Office) -> None:
    Stage.objects.filter(position=2).update(mode=Mode.AT_LEAST, minimum=3)
    with pytest.raises(Refused, match="Stage 2"):
        submit(office.draft(), by=acme.ada)


def test_administrators_and_auditors_are_never_asked(acme: Cast, office: Office) -> None:
    Stage.objects.filter(position=1).update(post=None, members=[acme.tom.pk, acme.otto.pk])
    with pytest.raises(Refused, match="Stage 1"):
        submit(office.draft(), by=acme.ada)


def test_whoever_is_asked_may_read_a_restricted_document(acme: Cast, office: Office) -> None:
    document = make_document(office, acme.ada)
    Document.objects.filter(pk=document.pk).update(restricted=True)
    Folder.objects.update(restricted=True)
    revision = make_draft(document, acme.ada)
    submit(revision, by=acme.ada)
    assert list(Revision.objects.visible_to(acme.ravi)) == [revision]
    assert not Revision.objects.visible_to(acme.ruth).exists()
