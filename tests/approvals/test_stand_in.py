"""Decide in another's place: what a deputy sees, may and may not, and how both names are kept."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approvals.actions.decisions import return_step, sign_step
from approvals.actions.delegations import end_delegation
from approvals.actions.rounds import submit
from approvals.models import Round, Signature, Stage, Step
from approvals.models.route import Mode
from approvals.rounds.verification import verify
from documents.models import Document, Participant, Revision
from tenants.access import standings_of
from tenants.errors import IllegalMove, Refused
from tenants.models import AuditEntry, Member, Notice
from tenants.notices import lines, told
from tenants.scope import new_id
from tests.approvals.conftest import Office, step_of
from tests.approvals.test_delegate import delegate
from tests.sweeping import sweep
from tests.world import PASSWORD, Cast, signed_in


def sign(round: Round, holder: Member, by: Member) -> None:
    sign_step(step_of(round, holder), by=by, password=PASSWORD)


def page(name: str, revision: Revision) -> str:
    args = ["acme", revision.document.number, revision.n]
    return reverse(f"approvals:{name}", args=args)


def english(member: Member) -> Client:
    client = signed_in(member)
    client.cookies["django_language"] = "en"
    return client


def shown(client: Client, url: str) -> str:
    return client.get(url).content.decode()


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    return submit(office.draft(), by=acme.ada)


def test_a_deputy_signs_with_both_names_and_posts(acme: Cast, office: Office, round: Round) -> None:
    delegation = delegate(acme.ravi, acme.ruth)
    sign(round, acme.ravi, acme.ruth)
    step = step_of(round, acme.ravi)
    assert (step.state, step.deputy) == (Step.State.SIGNED, acme.ruth)
    signature = Signature.objects.get(step=step)
    assert (signature.signer, signature.delegation) == (acme.ruth, delegation)
    assert (signature.name, signature.for_name) == ("Ruth", "Ravi")
    assert signature.for_post == "综合办公室部门负责人"
    assert signature.names() == "Ruth for Ravi"
    assert verify(round) == []
    assert step_of(round, office.lena).state == Step.State.OPEN


def test_a_changed_name_of_the_delegator_no_longer_verifies(
    acme: Cast, office: Office, round: Round
) -> None:
    delegate(acme.ravi, acme.ruth)
    sign(round, acme.ravi, acme.ruth)
    entry = AuditEntry.objects.get(event="revision.signed", by=acme.ruth)
    assert b'"for_name":"Ravi"' in bytes(entry.body)


def test_a_deputy_sees_what_waits_for_the_delegator_and_only_that(
    acme: Cast, office: Office, round: Round
) -> None:
    Document.objects.update(restricted=True)
    draft = office.draft()
    delegation = delegate(acme.ravi, acme.ruth)
    assert list(Revision.objects.visible_to(acme.ruth)) == [round.revision]
    assert draft.document not in Document.objects.visible_to(acme.ruth)
    end_delegation(delegation, by=acme.ravi)
    assert not Revision.objects.visible_to(acme.ruth).exists()
    assert not Document.objects.visible_to(acme.ruth).exists()


def test_what_the_deputy_has_decided_stays_open_to_the_deputy(
    acme: Cast, office: Office, round: Round
) -> None:
    delegation = delegate(acme.ravi, acme.ruth)
    sign(round, acme.ravi, acme.ruth)
    end_delegation(delegation, by=acme.ravi)
    assert list(Revision.objects.visible_to(acme.ruth)) == [round.revision]


def test_the_step_waits_in_both_inboxes_under_both_names(
    acme: Cast, office: Office, round: Round
) -> None:
    delegate(acme.ravi, acme.ruth)
    for member in (acme.ravi, acme.ruth):
        inbox = shown(english(member), "/tasks/")
        assert f"{page('decide', round.revision)}?step=" in inbox
        assert "Ruth for Ravi" in inbox
        (standing,) = standings_of(member.user, counting=True)
        assert (standing.waiting or {})["decide"] == 1
    assert standings_of(acme.ada.user, counting=True)[0].count == 0


def test_a_deputy_decides_from_the_inbox_and_the_names_are_on_every_page(
    acme: Cast, office: Office, round: Round
) -> None:
    delegate(acme.ravi, acme.ruth)
    ruth, address = english(acme.ruth), page("decide", round.revision)
    assert "Ruth for Ravi" in shown(ruth, address)
    form = {"decision": "sign", "key": str(new_id()), "password": PASSWORD}
    for _ in range(2):  # the answer got lost, the browser sends it again
        assert ruth.post(address, form).headers["Location"] == reverse("approvals:inbox")
    assert Signature.objects.filter(signer=acme.ruth).count() == 1
    assert "Ruth for Ravi" in shown(ruth, reverse("approvals:done"))
    document = reverse("documents:document", args=["acme", round.revision.document.number])
    assert "Ruth for Ravi" in shown(english(acme.cora), document)
    assert address not in shown(english(acme.ravi), "/tasks/")


def test_without_a_window_the_page_is_missing(acme: Cast, office: Office, round: Round) -> None:
    address = page("decide", round.revision)
    assert english(acme.ruth).get(address).status_code == 404
    delegation = delegate(acme.ravi, acme.ruth)
    ruth = english(acme.ruth)
    assert ruth.get(address).status_code == 200
    end_delegation(delegation, by=acme.ravi)
    assert ruth.get(address).status_code == 404
    form = {"decision": "sign", "key": str(new_id()), "password": PASSWORD}
    assert ruth.post(address, form).status_code == 404
    with pytest.raises(Refused, match="not yours"):
        sign(round, acme.ravi, acme.ruth)


def test_the_window_opens_and_closes_by_the_day(acme: Cast, office: Office, round: Round) -> None:
    delegate(acme.ravi, acme.ruth, first=2, last=4)
    today = timezone.localtime().replace(hour=12)
    for ahead, may in ((0, False), (1, False), (2, True), (4, True), (5, False)):
        with time_machine.travel(today + dt.timedelta(days=ahead), tick=False):
            assert Step.objects.to_decide(acme.ruth).exists() is may


def test_a_deputy_of_a_deputy_decides_and_a_role_that_may_not_does_not(
    acme: Cast, office: Office, round: Round
) -> None:
    delegate(acme.ravi, acme.cora)
    delegate(acme.cora, acme.ruth)
    roles, acme.ruth.roles = acme.ruth.roles, ["auditor"]
    assert not Step.objects.to_decide(acme.ruth).exists()
    with pytest.raises(Refused, match="not yours"):
        sign(round, acme.ravi, acme.ruth)
    acme.ruth.roles = roles
    sign(round, acme.ravi, acme.ruth)
    assert step_of(round, acme.ravi).names() == "Ruth for Ravi"


def test_the_author_decides_for_nobody_nor_does_a_deputy_of_the_author(
    acme: Cast, office: Office, round: Round
) -> None:
    delegate(acme.ravi, acme.ada)
    with pytest.raises(Refused, match="not yours"):
        sign(round, acme.ravi, acme.ada)
    delegate(acme.ada, acme.ruth)
    with pytest.raises(Refused, match="not yours"):
        sign(round, acme.ravi, acme.ruth)
    assert "Ada for Ravi" not in shown(english(acme.cora), "/tasks/")
    assert step_of(round, acme.ravi).state == Step.State.OPEN


def test_whoever_helped_to_write_it_decides_for_nobody(
    acme: Cast, office: Office, round: Round
) -> None:
    author = Participant.Capacity.AUTHOR
    Participant.objects.create(revision=round.revision, member=acme.ruth, capacity=author)
    delegate(acme.ravi, acme.ruth)
    with pytest.raises(Refused, match="not yours"):
        sign(round, acme.ravi, acme.ruth)


def test_nobody_reviews_in_anothers_place_what_they_approve(
    acme: Cast, office: Office, round: Round
) -> None:
    delegate(acme.ravi, office.lena)  # Lena approves
    with pytest.raises(Refused, match="not yours"):
        sign(round, acme.ravi, office.lena)


def test_nobody_approves_in_anothers_place_what_they_or_their_deputy_reviewed(
    acme: Cast, office: Office, round: Round
) -> None:
    delegate(acme.ravi, acme.ruth)
    sign(round, acme.ravi, acme.ruth)
    for person in (acme.ruth, acme.ravi):
        delegation = delegate(office.lena, person)
        with pytest.raises(Refused, match="not yours"):
            sign(round, office.lena, person)
        end_delegation(delegation, by=acme.cora)


def test_where_all_sign_a_colleague_may_sign_for_both(
    acme: Cast, office: Office, round: Round
) -> None:
    sign(round, acme.ravi, acme.ravi)
    delegate(office.lena, office.leo)
    inbox = shown(english(office.leo), "/tasks/")
    assert inbox.count("?step=") >= 2
    sign(round, office.lena, office.leo)
    sign(round, office.leo, office.leo)
    round.refresh_from_db()
    assert round.state == Round.State.PASSED


def test_where_so_many_sign_nobody_counts_twice(acme: Cast, office: Office) -> None:
    members = [office.lena.pk, office.leo.pk, acme.cora.pk]
    Stage.objects.filter(position=2).update(mode=Mode.AT_LEAST, minimum=2, members=members)
    round = submit(office.draft(), by=acme.ada)
    sign(round, acme.ravi, acme.ravi)
    delegate(office.lena, office.leo)
    with pytest.raises(Refused, match="not yours"):
        sign(round, office.lena, office.leo)


def test_types_that_allow_it_let_the_author_stand_in(acme: Cast, office: Office) -> None:
    document_type = office.procedure
    document_type.same_signer = True
    document_type.save()
    round = submit(office.draft(), by=acme.ada)
    delegate(acme.ravi, acme.ada)
    sign(round, acme.ravi, acme.ada)
    assert step_of(round, acme.ravi).names() == "Ada for Ravi"


def test_nobody_stands_in_for_who_is_gone(acme: Cast, office: Office, round: Round) -> None:
    delegate(acme.ravi, acme.ruth)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Member.objects.filter(pk=acme.ravi.pk).update(valid_until=yesterday)
    assert not Step.objects.to_decide(acme.ruth).exists()


def test_a_deputy_returns_it_and_the_author_reads_both_names(
    acme: Cast, office: Office, round: Round
) -> None:
    delegate(acme.ravi, acme.ruth)
    return_step(step_of(round, acme.ravi), by=acme.ruth, comment="Clause 2 is missing.")
    (line,) = lines(told(acme.ada, 50), acme.ada, acme.tenant)
    assert line.detail == "Ruth for Ravi returned it: Clause 2 is missing."
    assert {n.recipient.name for n in Notice.objects.filter(kind="revision_returned")} == {
        "Ada",
        "Ravi",
    }
    inbox = shown(english(acme.ada), "/tasks/")
    assert "Ruth for Ravi" in inbox
    document = reverse("documents:document", args=["acme", round.revision.document.number])
    assert "Returned by Ruth for Ravi" in shown(english(acme.ada), document)
    entry = AuditEntry.objects.get(event="revision.returned")
    assert (entry.by, b'"instead_of":"Ravi"' in bytes(entry.body)) == (acme.ruth, True)


def test_who_stands_in_is_asked_and_let_off_like_the_holder(acme: Cast, office: Office) -> None:
    Stage.objects.filter(position=2).update(mode=Mode.ANY)
    delegate(acme.ravi, acme.ruth)
    delegate(office.lena, acme.cora)
    round = submit(office.draft(), by=acme.ada)
    asked = Notice.objects.filter(kind="approval_requested")
    assert {notice.recipient.name for notice in asked} == {"Ravi", "Ruth"}
    details = [line.detail for line in lines(told(acme.ruth, 50), acme.ruth, acme.tenant)]
    assert any(detail.startswith("Ruth for Ravi: Ada asks you") for detail in details)
    sign(round, acme.ravi, acme.ruth)
    sign(round, office.leo, office.leo)
    off = Notice.objects.filter(kind="approval_not_required")
    assert {notice.recipient.name for notice in off} == {"Lena", "Cora"}


def test_reminders_of_a_step_go_to_the_deputy_too(acme: Cast, office: Office, round: Round) -> None:
    delegate(acme.ravi, acme.ruth, last=20)
    due = step_of(round, acme.ravi).due_on
    assert due is not None
    reminded = sweep(acme.tenant, due)
    assert {"ravi@acme.example", "ruth@acme.example"} <= set(reminded)
    (body,) = [m.body for m in mail.outbox if m.to == ["ruth@acme.example"]]
    assert "Ruth for Ravi has to decide" in str(body)


def test_a_late_delegator_reads_that_the_deputy_was_faster(
    acme: Cast, office: Office, round: Round
) -> None:
    delegate(acme.ravi, acme.ruth)
    stale = step_of(round, acme.ravi)
    sign(round, acme.ravi, acme.ruth)
    with pytest.raises(IllegalMove):
        sign_step(stale, by=acme.ravi, password=PASSWORD, key=new_id())
