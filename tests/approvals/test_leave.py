"""Leave: what holds a person is listed, handed over in one act, and nothing is orphaned."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from approvals.actions.decisions import return_step, sign_step
from approvals.actions.leaving import (
    deactivate_member,
    hand_over,
    leave_involuntarily,
    reactivate_member,
)
from approvals.actions.rounds import submit
from approvals.leaving.holdings import Holdings, key_of
from approvals.leaving.moving import Move
from approvals.models import Round, Signature, Stage, Step
from documents.access import may_write, share_document
from documents.models import Document, DocumentUserGrant, Participant
from tenants.access import standings_of
from tenants.errors import Refused
from tenants.models import Appointment, AuditEntry, Group, GroupMember, Member, Notice, Post
from tenants.notices import lines, told
from tenants.people.roles import Role
from tests.approvals.conftest import Office, step_of
from tests.approvals.test_delegate import delegate
from tests.documents.test_statements import statements
from tests.library import appoint, make_document, make_effective
from tests.sweeping import sweep
from tests.world import PASSWORD, Cast, make_member, signed_in


def all_to(leaver: Member, to: Member, *kinds: str) -> list[Move]:
    held = vars(Holdings.of(leaver))
    return [Move(kind, key_of(row), to) for kind in kinds or held for row in held[kind]]


def give(leaver: Member, to: Member, *kinds: str, by: Member) -> None:
    hand_over(leaver, all_to(leaver, to, *kinds), by=by)


def kinds_held(member: Member) -> set[str]:
    return {kind for kind, rows in vars(Holdings.of(member)).items() if rows}


def yesterday() -> dt.date:
    return timezone.localdate() - dt.timedelta(days=1)


@pytest.fixture
def ann(acme: Cast, office: Office) -> Member:
    """Another author, to whom things go."""
    return make_member(acme.tenant, "Ann", Role.AUTHOR)


@pytest.fixture
def deputy_controller(acme: Cast, office: Office) -> Member:
    return make_member(acme.tenant, "Cleo", Role.CONTROLLER)


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
    assert (standing.waiting or [])[2] == 1


def test_an_open_step_waits_for_its_new_holder_and_nothing_is_decided(
    acme: Cast, office: Office
) -> None:
    round = submit(office.draft(), by=acme.ada)
    give(acme.ravi, acme.ruth, "steps", by=acme.tom)
    step = round.steps.get(member=acme.ruth)
    assert (step.state, round.steps.filter(member=acme.ravi).exists()) == (Step.State.OPEN, False)
    assert Round.objects.get().state == Round.State.OPEN
    assert Notice.objects.filter(kind="approval_requested", recipient=acme.ruth).exists()
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
    assert ann in Member.objects.holding(office.head, office.office)
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


# -- deactivate


@pytest.mark.parametrize("who", ["ada", "ravi", "lena", "cora"])
def test_nobody_leaves_while_anything_is_left(acme: Cast, office: Office, who: str) -> None:
    submit(office.draft(), by=acme.ada)
    leaver = getattr(acme, who, None) or office.lena
    with pytest.raises(Refused, match=r"still holds: .+ 1"):
        deactivate_member(leaver, by=acme.tom)
    assert Member.objects.get(pk=leaver.pk).is_active()


def test_the_last_administrator_stays_and_nobody_ends_themselves(
    acme: Cast, office: Office
) -> None:
    with pytest.raises(Refused, match="their own"):
        deactivate_member(acme.tom, by=acme.tom)
    other = make_member(acme.tenant, "Tess", Role.TENANT_ADMIN)
    deactivate_member(acme.tom, by=other)
    assert kinds_held(other) == {"roles"}


def test_all_rights_end_with_the_membership(acme: Cast, office: Office) -> None:
    clerk = Post.objects.create(code="CLERK", name_zh="科员", name_en="Clerk")
    appoint(acme.ruth, clerk, office.service)
    group = Group.objects.create(name="Readers")
    GroupMember.objects.create(group=group, member=acme.ruth, valid_from=timezone.localdate())
    share_document(make_effective(office, acme.ada), acme.ruth)
    given, received = delegate(acme.ruth, office.leo), delegate(office.lena, acme.ruth)
    ruth = signed_in(acme.ruth)
    assert ruth.get("/t/acme/documents/").status_code == 200
    deactivate_member(acme.ruth, by=acme.tom)
    for delegation in (given, received):
        delegation.refresh_from_db()
        assert delegation.ended_by == acme.tom
    assert not DocumentUserGrant.objects.filter(user=acme.ruth.user).exists()
    for dated in (Appointment, GroupMember):
        assert dated.objects.get(member=acme.ruth).valid_until == yesterday()
    assert ruth.get("/t/acme/documents/").status_code == 302  # the session is over, too
    assert standings_of(acme.ruth.user) == []
    assert AuditEntry.objects.filter(event="member.deactivated", by=acme.tom).exists()
    with pytest.raises(Refused, match="left already"):
        deactivate_member(acme.ruth, by=acme.tom)


def test_who_belongs_elsewhere_stays_signed_in(acme: Cast, bolt: Cast, office: Office) -> None:
    make_member(bolt.tenant, "Ruth too", Role.READER, user=acme.ruth.user)
    ruth = signed_in(acme.ruth)
    deactivate_member(acme.ruth, by=acme.tom)
    assert ruth.get("/t/acme/documents/").status_code == 404
    assert ruth.get("/t/bolt/documents/").status_code == 200


@pytest.mark.parametrize("who", ["cora", "ada", "otto"])
def test_only_administrators_end_memberships(acme: Cast, office: Office, who: str) -> None:
    with pytest.raises(Refused, match="Only an administrator"):
        deactivate_member(acme.ruth, by=getattr(acme, who))


# -- gone at once


def test_the_controller_has_the_work_of_who_is_gone(acme: Cast, office: Office) -> None:
    round = submit(office.draft(), by=acme.ada)
    leave_involuntarily(acme.ravi, to=acme.cora, reason="Dismissed", by=acme.tom)
    assert not Member.objects.get(pk=acme.ravi.pk).is_active()
    step = round.steps.get(member=acme.cora)
    assert step.state == Step.State.OPEN
    assert Round.objects.get().state == Round.State.OPEN
    entry = AuditEntry.objects.get(event="member.left_involuntarily")
    assert "Dismissed" in bytes(entry.body).decode()


def test_a_step_the_controller_may_not_take_stops_it(acme: Cast, office: Office) -> None:
    revision = office.draft()
    Participant.objects.create(revision=revision, member=acme.cora, capacity="author")
    submit(revision, by=acme.ada)
    with pytest.raises(Refused, match="cannot decide"):
        leave_involuntarily(acme.ravi, to=acme.cora, reason="Gone", by=acme.tom)
    assert Member.objects.get(pk=acme.ravi.pk).is_active()


@pytest.mark.parametrize(
    ("who", "to", "reason", "said"),
    [
        ("ravi", "cora", " ", "Say why"),
        ("ravi", "ada", "Gone", "document controller"),
        ("cora", "cora", "Gone", "Nobody else here is"),
        ("tom", "cora", "Gone", "their own"),
    ],
)
def test_what_a_sudden_leave_needs(
    acme: Cast, office: Office, who: str, to: str, reason: str, said: str
) -> None:
    leaver, controller = getattr(acme, who), getattr(acme, to)
    with pytest.raises(Refused, match=said):
        leave_involuntarily(leaver, to=controller, reason=reason, by=acme.tom)


# -- come back


def test_who_comes_back_has_the_history_and_no_more_rights_than_a_reader(
    acme: Cast, office: Office, deputy_controller: Member
) -> None:
    with pytest.raises(Refused, match="has not left"):
        reactivate_member(deputy_controller, by=acme.tom)
    deactivate_member(deputy_controller, by=acme.tom)
    with pytest.raises(Refused, match="Only an administrator"):
        reactivate_member(deputy_controller, by=acme.cora)
    reactivate_member(deputy_controller, by=acme.tom)
    back = Member.objects.get(pk=deputy_controller.pk)
    assert back.is_active()
    assert back.roles == [Role.READER]


# -- the clock


def test_controllers_are_told_whose_membership_ends_with_work_open(
    acme: Cast, office: Office, ann: Member
) -> None:
    make_document(office, acme.ada)
    today = timezone.localdate()
    ends = today + dt.timedelta(days=7)
    Member.objects.filter(pk__in=[acme.ada.pk, acme.ruth.pk]).update(valid_until=ends)
    assert sweep(acme.tenant, today) == ["cora@acme.example"]
    (line,) = lines(told(acme.cora, 50), acme.cora, acme.tenant)
    assert line.headline == f"Ada leaves on {ends:%Y-%m-%d}, and work waits for them"
    assert line.url == f"/t/acme/people/{acme.ada.pk}/leaving/"
    give(acme.ada, ann, by=acme.cora)
    assert lines(told(acme.cora, 50), acme.cora, acme.tenant, owed_on=today) == []


# -- the page


def english(member: Member) -> Client:
    client = signed_in(member)
    client.cookies["django_language"] = "en"
    return client


def url(member: Member) -> str:
    return f"/t/acme/people/{member.pk}/leaving/"


def ticked(leaver: Member, to: Member, *kinds: str) -> dict[str, object]:
    moves = all_to(leaver, to, *kinds)
    form: dict[str, object] = {"act": "hand_over"}
    for kind in {move.kind for move in moves}:
        form[kind] = [move.key for move in moves if move.kind == kind]
        form[f"{kind}_to"] = str(to.pk)
    return form


def test_an_administrator_hands_over_and_ends_it_by_forms(
    acme: Cast, office: Office, ann: Member
) -> None:
    draft = office.draft()
    tom = english(acme.tom)
    shown = tom.get(url(acme.ada)).content.decode()
    assert "Documents owned" in shown
    assert "Drafts in work" in shown
    refused = tom.post(url(acme.ada), {"act": "deactivate"})
    assert (refused.status_code, "still holds" in refused.content.decode()) == (422, True)
    assert tom.post(url(acme.ada), ticked(acme.ada, ann)).status_code == 302
    draft.refresh_from_db()
    assert draft.prepared_by == ann
    assert tom.post(url(acme.ada), {"act": "deactivate"}).status_code == 302
    assert not Member.objects.get(pk=acme.ada.pk).is_active()
    assert tom.post(url(acme.ada), {"act": "return"}).status_code == 302
    assert Member.objects.get(pk=acme.ada.pk).is_active()


def test_the_administrator_reads_no_titles_that_are_not_theirs(acme: Cast, office: Office) -> None:
    document = make_effective(office, acme.ada, "Secret matter")
    Document.objects.filter(pk=document.pk).update(restricted=True)
    assert "Secret matter" not in english(acme.tom).get(url(acme.ada)).content.decode()
    assert "Secret matter" in english(acme.cora).get(url(acme.ada)).content.decode()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"act": "hand_over"}, "Choose what goes to whom"),
        ({"act": "hand_over", "documents": ["x"]}, "Select a valid choice"),
        ({"act": "hand_over", "documents_to": "x"}, "Select a valid choice"),
        ({"act": "leave"}, "This field is required"),
        ({"act": "return", "valid_until": "soon"}, "Enter a valid date"),
    ],
)
def test_bad_input_changes_nothing(
    acme: Cast, office: Office, form: dict[str, object], said: str
) -> None:
    make_document(office, acme.ada)
    answer = english(acme.tom).post(url(acme.ada), form)
    if form["act"] != "return":  # its form is not shown for who is here
        assert said in answer.content.decode()
    assert answer.status_code == 422
    assert Document.objects.get().owner == acme.ada


def test_an_unknown_act_is_a_look(acme: Cast, office: Office) -> None:
    assert english(acme.tom).post(url(acme.ada), {"act": "nonsense"}).status_code == 200


def test_a_successor_from_next_door_is_none(acme: Cast, bolt: Cast, office: Office) -> None:
    make_document(office, acme.ada)
    form = ticked(acme.ada, bolt.cora)
    assert "Select a valid choice" in english(acme.tom).post(url(acme.ada), form).content.decode()
    assert english(acme.tom).get(url(bolt.ada)).status_code == 404


def test_the_page_is_flat_in_what_is_held(acme: Cast, office: Office) -> None:
    costs = set()
    for count in (1, 4):
        for _ in range(count):
            submit(office.draft(), by=acme.ada)
        costs.add((statements(acme.tom, url(acme.ada)), statements(acme.tom, url(acme.ravi))))
    assert len(costs) == 1
