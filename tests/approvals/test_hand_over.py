"""Hand over: what holds a person is listed, and goes to others in one act or not at all."""

import datetime as dt

import pytest
from django.utils import timezone

from approvals.actions.decisions import return_step, sign_step
from approvals.actions.leaving import (
    hand_over,
)
from approvals.actions.messages import answer, write
from approvals.actions.rounds import submit
from approvals.leaving.holdings import Holdings, key_of
from approvals.leaving.moving import Move
from approvals.models import Message, Round, Signature, Stage, Step
from documents.access import may_write
from documents.models import Document, Folder, Participant
from tenants.access import standings_of
from tenants.errors import Refused
from tenants.models import Appointment, AuditEntry, Member, Notice
from tenants.notices import lines, told
from tenants.people.roles import Role
from tests.approvals.conftest import Office, step_of
from tests.approvals.packaging import submitted
from tests.library import appoint, make_document
from tests.world import PASSWORD, Cast


def all_to(leaver: Member, to: Member, *kinds: str) -> list[Move]:
    held = Holdings.of(leaver).kinds()
    return [Move(kind, key_of(row), to) for kind in kinds or held for row in held[kind]]


def give(leaver: Member, to: Member, *kinds: str, by: Member) -> None:
    hand_over(leaver, all_to(leaver, to, *kinds), by=by)


def kinds_held(member: Member) -> set[str]:
    return {kind for kind, rows in Holdings.of(member).kinds().items() if rows}


def yesterday() -> dt.date:
    return timezone.localdate() - dt.timedelta(days=1)


# -- what holds


def test_everything_that_holds_is_listed(acme: Cast, office: Office) -> None:
    submit(office.draft(), by=acme.ada)
    assert kinds_held(acme.ada) == {"documents", "drafts"}
    assert kinds_held(acme.ravi) == {"steps", "posts"}
    assert kinds_held(office.lena) == {"steps", "routes"}  # a stage that has not begun counts
    assert kinds_held(acme.cora) == {"roles"}
    assert kinds_held(acme.tom) == {"roles"}
    assert kinds_held(acme.ruth) == set()


def test_a_post_holds_only_who_holds_it_alone_where_it_is_asked_for(
    acme: Cast, office: Office
) -> None:
    appoint(acme.ruth, office.head, office.service)
    assert "posts" in kinds_held(acme.ravi)  # asked for in the owning unit, and that is the office
    appoint(acme.ruth, office.head, office.office)
    assert "posts" not in kinds_held(acme.ravi)
    Member.objects.filter(pk=acme.ruth.pk).update(valid_until=yesterday())
    assert "posts" in kinds_held(acme.ravi)


def test_retired_documents_and_closed_rounds_hold_nobody(acme: Cast, office: Office) -> None:
    round = submit(office.draft(), by=acme.ada)
    sign_step(step_of(round, acme.ravi), by=acme.ravi, password=PASSWORD)
    assert "steps" not in kinds_held(acme.ravi)
    Document.objects.update(state=Document.State.RETIRED)
    assert "documents" not in kinds_held(acme.ada)


# -- hand over


def test_documents_and_drafts_go_on_with_the_successor(
    acme: Cast, office: Office, ann: Member
) -> None:
    draft = office.draft()
    give(acme.ada, ann, by=acme.cora)
    draft.refresh_from_db()
    assert (draft.document.owner, draft.prepared_by) == (ann, ann)
    assert may_write(ann, draft)
    authors = Participant.objects.filter(revision=draft, capacity="author")
    assert {part.member.name for part in authors} == {"Ada", "Ann"}
    assert Holdings.of(acme.ada).is_empty()
    submit(draft, by=ann)


def test_a_returned_draft_comes_back_to_the_successor(
    acme: Cast, office: Office, ann: Member
) -> None:
    round = submit(office.draft(), by=acme.ada)
    give(acme.ada, ann, by=acme.cora)
    assert Signature.objects.get(meaning="prepared").name == "Ada"
    return_step(step_of(round, acme.ravi), by=acme.ravi, comment="Shorter")
    (standing,) = standings_of(ann.user, counting=True)
    assert (standing.waiting or {})["submit_again"] == 1


def test_an_open_step_waits_for_its_new_holder_and_nothing_is_decided(
    acme: Cast, office: Office
) -> None:
    round = submit(office.draft(), by=acme.ada)
    give(acme.ravi, acme.ruth, "steps", by=acme.tom)
    step = round.steps.get(member=acme.ruth)
    before = round.steps.get(member=acme.ravi)
    assert (step.state, before.state) == (Step.State.OPEN, Step.State.HANDED_ON)
    assert step.why == "Ravi 移交手头工作。", "in the language of the zone"
    assert Round.objects.get().state == Round.State.OPEN
    assert Notice.objects.filter(kind="step_handed_to", recipient=acme.ruth).exists()
    sign_step(step, by=acme.ruth, password=PASSWORD)
    assert not Step.objects.to_decide(acme.ravi).exists()


@pytest.mark.parametrize("who", ["ada", "lena", "otto"])
def test_segregation_is_tested_again(acme: Cast, office: Office, who: str) -> None:
    """Ada wrote it, Lena approves it, Otto only audits."""
    submit(office.draft(), by=acme.ada)
    successor = getattr(acme, who, None) or office.lena
    with pytest.raises(Refused, match="cannot decide"):
        give(acme.ravi, successor, "steps", by=acme.cora)
    assert kinds_held(acme.ravi) >= {"steps"}


def test_nobody_gets_a_second_step_of_the_same_stage(acme: Cast, office: Office) -> None:
    submit(office.draft(), by=acme.ada)
    with pytest.raises(Refused, match="cannot decide"):
        give(office.lena, office.leo, "steps", by=acme.cora)


def test_who_decides_on_it_cannot_become_its_author(acme: Cast, office: Office) -> None:
    acme.ravi.roles = [Role.AUTHOR]
    acme.ravi.save()
    submit(office.draft(), by=acme.ada)
    with pytest.raises(Refused, match="cannot be its author"):
        give(acme.ada, acme.ravi, "drafts", by=acme.cora)


def test_a_refusal_names_no_document_that_is_not_open(acme: Cast, office: Office) -> None:
    """Tom administers: Cora reads what is restricted, he does not."""
    acme.ravi.roles = [Role.AUTHOR]
    acme.ravi.save()
    draft = office.draft()
    submit(draft, by=acme.ada)
    Document.objects.update(restricted=True)
    for leaver, to, kind in ((acme.ada, acme.ravi, "drafts"), (acme.ravi, acme.ada, "steps")):
        with pytest.raises(Refused) as refused:
            give(leaver, to, kind, by=acme.tom)
        assert draft.document.number not in refused.value.messages[0]
        assert "not open to you" in refused.value.messages[0]
        with pytest.raises(Refused, match=draft.document.number):
            give(leaver, to, kind, by=acme.cora)


@pytest.mark.parametrize("closed", ["document", "folder", ""])
def test_the_audit_log_numbers_only_what_is_open_to_its_readers(
    acme: Cast, office: Office, ann: Member, closed: str
) -> None:
    draft = office.draft()
    submit(draft, by=acme.ada)
    if closed == "document":
        Document.objects.update(restricted=True)
    if closed == "folder":
        Folder.objects.update(restricted=True)
    give(acme.ada, ann, by=acme.cora)
    give(acme.ravi, acme.ruth, "steps", by=acme.cora)
    logs = AuditEntry.objects.filter(event="member.handed_over")
    told = " ".join(bytes(log.body).decode() for log in logs)
    assert (draft.document.number in told) == (not closed)
    assert (f"document:{draft.document_id}" in told) == bool(closed)


def test_readers_own_no_documents(acme: Cast, office: Office) -> None:
    make_document(office, acme.ada)
    with pytest.raises(Refused, match="may not write"):
        give(acme.ada, acme.ruth, by=acme.cora)


def test_all_or_nothing(acme: Cast, office: Office, ann: Member) -> None:
    submit(office.draft(), by=acme.ada)
    moves = [*all_to(acme.ada, ann, "documents"), *all_to(acme.ada, acme.ruth, "drafts")]
    with pytest.raises(Refused):
        hand_over(acme.ada, moves, by=acme.cora)
    assert Document.objects.get().owner == acme.ada


def test_posts_routes_and_roles_go_to_others_too(acme: Cast, office: Office, ann: Member) -> None:
    give(acme.ravi, ann, "posts", by=acme.tom)
    today = acme.tenant.today()
    held = Appointment.objects.on(today).filter(post=office.head, unit=office.office)
    assert ann in {appointment.member for appointment in held}
    give(office.lena, ann, "routes", by=acme.tom)
    named = Stage.objects.current().get(position=2)
    assert named.members == [ann.pk, office.leo.pk]
    assert Stage.objects.filter(position=2).count() == 2  # a version of its own
    give(acme.cora, ann, "roles", by=acme.tom)
    ann.refresh_from_db()
    assert Role.CONTROLLER in ann.roles
    assert kinds_held(acme.cora) == set()


def test_controllers_hand_work_over_but_no_posts_nor_roles(
    acme: Cast, office: Office, ann: Member
) -> None:
    for kind, leaver in (("posts", acme.ravi), ("roles", acme.tom)):
        with pytest.raises(Refused, match="Your role"):
            give(leaver, ann, kind, by=acme.cora)
    with pytest.raises(Refused, match="Only administrators and document controllers"):
        give(acme.ravi, ann, "posts", by=acme.ada)


def test_a_successor_is_somebody_who_stays(acme: Cast, office: Office, ann: Member) -> None:
    make_document(office, acme.ada)
    for nobody in (acme.ada, ann):
        Member.objects.filter(pk=ann.pk).update(valid_until=yesterday())
        ann.refresh_from_db()
        with pytest.raises(Refused, match="cannot take anything"):
            give(acme.ada, nobody, by=acme.cora)


def test_what_is_gone_meanwhile_is_not_handed_over(acme: Cast, office: Office, ann: Member) -> None:
    make_document(office, acme.ada)
    moves = all_to(acme.ada, ann)
    hand_over(acme.ada, moves, by=acme.cora)
    with pytest.raises(Refused, match="changed meanwhile"):
        hand_over(acme.ada, moves, by=acme.cora)
    with pytest.raises(Refused, match="Choose what"):
        hand_over(acme.ada, [], by=acme.cora)


def test_one_act_is_recorded_and_both_sides_are_told_each_time(
    acme: Cast, office: Office, ann: Member
) -> None:
    make_document(office, acme.ada)
    give(acme.ada, ann, by=acme.cora)
    entry = AuditEntry.objects.get(event="member.handed_over")
    assert "ACME-QP-01 → Ann" in bytes(entry.body).decode()
    make_document(office, acme.ada)
    give(acme.ada, ann, by=acme.cora)
    for member in (acme.ada, ann):
        shown = lines(told(member, 50), member, acme.tenant)
        assert [line.headline for line in shown] == ["Work of Ada was handed over"] * 2
        assert shown[0].detail == "Cora handed over: Documents owned 1"


# -- packages and questions


def test_a_package_goes_to_somebody_who_decides_on_nothing_in_it(
    acme: Cast, office: Office
) -> None:
    package = submitted(office, count=2)
    assert "packages" in kinds_held(acme.ada)
    Member.objects.filter(pk=acme.ravi.pk).update(roles=[Role.READER, Role.AUTHOR])
    acme.ravi.refresh_from_db()
    with pytest.raises(Refused, match="decides on change package"):
        give(acme.ada, acme.ravi, "packages", by=acme.tom)
    give(acme.ada, acme.cora, "packages", by=acme.tom)
    package.refresh_from_db()
    assert package.lead == acme.cora
    assert "packages" not in kinds_held(acme.ada)


def test_a_question_is_put_to_the_successor_in_the_same_words(acme: Cast, office: Office) -> None:
    round = submit(office.draft(), by=acme.ada)
    write(round, by=acme.ravi, body="Why so late?", to=acme.ada)
    assert "questions" in kinds_held(acme.ada)
    give(acme.ada, acme.cora, "questions", by=acme.tom)
    assert "questions" not in kinds_held(acme.ada)
    (again,) = Message.objects.unanswered()
    assert (again.body, again.to, again.by) == ("Why so late?", acme.cora, acme.ravi)
    assert Notice.objects.filter(recipient=acme.cora, kind="question_asked").count() == 1
    answer(again, by=acme.cora, body="Because of the law")
    assert not Message.objects.unanswered().exists()


def test_who_asked_a_question_of_somebody_gone_gets_it_back(acme: Cast, office: Office) -> None:
    round = submit(office.draft(), by=acme.ada)
    write(round, by=acme.ravi, body="Why so late?", to=acme.ada)
    give(acme.ada, acme.ravi, "questions", by=acme.tom)
    assert not Message.objects.unanswered().exists()
