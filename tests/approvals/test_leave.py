"""Leave: refused while anything is left; all rights end; the controller has what is orphaned."""

import datetime as dt

import pytest
from django.utils import timezone

from approvals.actions.leaving import (
    deactivate_member,
    leave_involuntarily,
    reactivate_member,
)
from approvals.actions.rounds import submit
from approvals.models import Round, Step
from documents.access import share_document
from documents.models import DocumentUserGrant, Participant
from tenants.access import standings_of
from tenants.errors import Refused
from tenants.models import Appointment, AuditEntry, Group, GroupMember, Member, Post
from tenants.notices import lines, told
from tenants.people.roles import Role
from tests.approvals.conftest import Office
from tests.approvals.test_delegate import delegate
from tests.approvals.test_hand_over import give, kinds_held, yesterday
from tests.library import appoint, make_document, make_effective
from tests.sweeping import sweep
from tests.world import Cast, make_member, signed_in


@pytest.fixture
def deputy_controller(acme: Cast, office: Office) -> Member:
    return make_member(acme.tenant, "Cleo", Role.CONTROLLER)


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
