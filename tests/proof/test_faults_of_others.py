"""Faults that were published of other systems, each by name: they are not here.

The docstrings tell in our words what was reported, and where. SeedDMS has its tracker elsewhere;
what is known of it (approvers who vanish without a word, authors who approve) is among these.
"""

import datetime as dt

import pytest
from django.utils import timezone

from approvals.actions.decisions import reject_step, return_step, sign_step
from approvals.actions.rounds import recall, submit
from approvals.models import Meaning, Round, Route, Signature
from approvals.periodic import issue_what_waits, put_due_in_force
from approvals.rounds.verification import verify
from documents.actions.drafts import cancel_revision, save_draft, start_revision
from documents.models import Document, Revision
from tenants.errors import IllegalMove, Refused
from tenants.models import AuditEntry, Member, Notice
from tenants.scope import new_id
from tests.approvals.conftest import Office, approve, issue, make_route, states_of, step_of
from tests.library import make_draft, make_effective
from tests.world import PASSWORD, Cast, signed_in

YESTERDAY = dt.timedelta(days=-1)


def sign(round_of: object, member: Member, **more: object) -> None:
    sign_step(step_of(round_of, member), by=member, password=PASSWORD, **more)  # type: ignore[arg-type]


def write(revision: Revision, by: Member, change_class: str) -> None:
    save_draft(
        revision,
        by=by,
        saves=0,
        title="Other",
        change_class=change_class,
        summary="S",
        reason="R",
        markdown="# 1 Other\n",
    )


def told(member: Member, kind: str) -> int:
    return Notice.objects.filter(recipient=member, kind=kind).count()


def test_wagtail_6249_nothing_is_written_between_the_first_signature_and_the_last(
    acme: Cast, office: Office
) -> None:
    """wagtail/wagtail#6249: the newest text is published, not the one that earlier steps saw."""
    revision = office.draft()
    round = submit(revision, by=acme.ada)
    sign(round, acme.ravi)
    for writer in (acme.ada, acme.cora, office.lena):
        with pytest.raises(Refused, match="no longer a draft"):
            write(revision, writer, "major")
    for member in (office.lena, office.leo):
        sign(round, member)
    issue(acme, revision)
    assert "approves what" in revision.text_blocks.all()[1].block().text
    assert set(round.signatures.values_list("manifest_sha256")) == {(round.manifest_sha256,)}


def test_wagtail_10196_each_return_is_told_to_the_author_and_to_all_who_had_signed(
    acme: Cast, office: Office
) -> None:
    """wagtail/wagtail#10196: a later step sends it back; those of the step before hear nothing."""
    revision = office.draft()
    for time in (1, 2):
        round = submit(revision, by=acme.ada)
        sign(round, acme.ravi)
        return_step(step_of(round, office.lena), by=office.lena, comment="Not clear")
        revision.refresh_from_db()
        assert told(acme.ada, "revision_returned") == time
        assert told(acme.ravi, "revision_returned") == time


def test_wagtail_7542_what_is_said_with_a_signature_reaches_the_author(
    acme: Cast, office: Office
) -> None:
    """wagtail/wagtail#7542: whoever approves with a comment approves without telling anybody."""
    revision = office.draft()
    round = submit(revision, by=acme.ada)
    sign(round, acme.ravi, comment="Mind the annex")
    for member in (office.lena, office.leo):
        sign(round, member)
    assert told(acme.ada, "revision_passed") == 1
    page = signed_in(acme.ada).get(f"/t/acme/documents/{revision.document.number}/revisions/1/")
    assert "Mind the annex" in page.content.decode()


def test_concrete_9794_cancelling_what_is_planned_leaves_what_is_in_force(
    acme: Cast, office: Office
) -> None:
    """concretecms/concretecms#9794: with the planned version the published one is called off."""
    document = make_effective(office, acme.ada)
    planned = approve(
        office, office.draft(document), on=timezone.localdate() + dt.timedelta(days=9)
    )
    issue(acme, planned)
    cancel_revision(planned, by=acme.ada, reason="Not yet")
    document.refresh_from_db()
    assert document.is_in_force()
    assert document.in_force.n == 1
    assert put_due_in_force(timezone.localdate() + dt.timedelta(days=10)) == 0


def test_concrete_6963_a_new_plan_brings_nothing_forward(acme: Cast, office: Office) -> None:
    """concretecms/concretecms#6963: a second plan publishes the first version before its day."""
    later = timezone.localdate() + dt.timedelta(days=9)
    first = approve(office, office.draft(), on=later)
    cancel_revision(first, by=acme.ada, reason="A mistake in it")
    second = approve(office, office.draft(first.document), on=later + dt.timedelta(days=5))
    issue(acme, second)
    for day in (timezone.localdate(), later):
        assert put_due_in_force(day) == 0
    assert put_due_in_force(later + dt.timedelta(days=5)) == 1
    first.refresh_from_db()
    assert first.state == Revision.State.CANCELLED


def test_redmine_880_a_changed_route_changes_no_round_that_was(acme: Cast, office: Office) -> None:
    """danmunn/redmine_dmsf#880: who is taken out of a workflow vanishes from what they approved."""
    revision = approve(office, office.draft())
    Route.objects.filter(is_current=True).update(is_current=False)
    only_leo = {"meaning": Meaning.APPROVED, "members": [office.leo.pk]}
    Route.objects.update(number=1)
    route = Route.objects.create(
        document_type=office.procedure, change_class="major", number=2, is_current=True
    )
    route.stages.create(position=1, name_zh="批", name_en="A", **only_leo)
    Member.objects.filter(pk=office.lena.pk).update(
        valid_until=timezone.localdate() + YESTERDAY, name="Left"
    )
    round = revision.rounds.get()
    assert verify(round) == []
    names = list(round.signatures.values_list("name", flat=True))
    assert names == ["Ada", "Ravi", "Lena", "Leo"]
    page = f"/t/acme/documents/{revision.document.number}/revisions/1/verify/"
    assert "Lena" in signed_in(acme.cora).get(page).content.decode()


def test_seeddms_and_sqle_817_nobody_whom_a_route_names_is_dropped_without_a_word(
    acme: Cast, office: Office
) -> None:
    """actiontech/sqle#817, and SeedDMS: the one who was named is gone; it waits for nobody, or
    goes through with fewer signatures than the route asks for."""
    revision = office.draft()
    Member.objects.filter(pk=office.lena.pk).update(valid_until=timezone.localdate() + YESTERDAY)
    with pytest.raises(Refused, match="Lena can decide no more"):
        submit(revision, by=acme.ada)
    revision.refresh_from_db()
    assert revision.state == Revision.State.DRAFT


def test_seeddms_who_leaves_meanwhile_is_still_waited_for(acme: Cast, office: Office) -> None:
    """SeedDMS: with the approver's account goes the approval, and the text is released without."""
    round = submit(office.draft(), by=acme.ada)
    Member.objects.filter(pk=office.lena.pk).update(valid_until=timezone.localdate() + YESTERDAY)
    sign(round, acme.ravi)
    sign(round, office.leo)
    round.refresh_from_db()
    assert round.state == "open"
    assert states_of(round)["Lena"] == "open"


def test_csaf_204_nobody_reviews_or_approves_what_they_wrote(acme: Cast, office: Office) -> None:
    """secvisogram/csaf-cms-backend#204, and SeedDMS: one's own text can be approved."""
    all_three = [acme.ada.pk, acme.cora.pk, office.leo.pk]
    make_route(
        office.procedure,
        {"meaning": Meaning.APPROVED, "members": all_three},
        change_class="minor",
    )
    revision = office.draft()
    write(revision, acme.cora, "minor")
    round = submit(revision, by=acme.ada)
    assert states_of(round) == {"Leo": "open"}
    with pytest.raises(Refused, match="not yours"):
        sign_step(step_of(round, office.leo), by=acme.cora, password=PASSWORD)


def test_ciso_assistant_4795_a_rejection_is_said_and_never_becomes_a_release(
    acme: Cast, office: Office
) -> None:
    """intuitem/ciso-assistant-community#4795: an approval by somebody without the right was a
    silent rejection, and the history did not say who had approved."""
    revision = office.draft()
    round = submit(revision, by=acme.ada)
    with pytest.raises(Refused, match="not yours"):
        sign_step(step_of(round, acme.ravi), by=acme.ruth, password=PASSWORD)
    sign(round, acme.ravi)
    reject_step(step_of(round, office.lena), by=office.lena, comment="Wrong process")
    assert issue_what_waits() == put_due_in_force(timezone.localdate()) == 0
    issue(acme, revision)
    assert revision.state == Revision.State.REJECTED
    with pytest.raises(IllegalMove):
        revision.move(Revision.State.APPROVED)
    page = signed_in(acme.ada).get(f"/t/acme/documents/{revision.document.number}/revisions/1/")
    assert "Wrong process" in page.content.decode()
    assert "Lena" in page.content.decode()


def test_documenso_3180_who_has_signed_rejects_no_more(acme: Cast, office: Office) -> None:
    """documenso/documenso#3180: a signer rejects afterwards, and their signature is destroyed."""
    round = submit(office.draft(), by=acme.ada)
    sign(round, acme.ravi)
    at = round.signatures.get(signer=acme.ravi).signed_at
    for act in (reject_step, return_step):
        with pytest.raises(IllegalMove):
            act(step_of(round, acme.ravi), by=acme.ravi, comment="On second thoughts")
    assert round.signatures.get(signer=acme.ravi).signed_at == at
    assert states_of(round)["Lena"] == "open"


def test_dolibarr_34559_and_gitea_8439_what_was_altered_after_a_signature_is_not_signed_on(
    acme: Cast, office: Office
) -> None:
    """Dolibarr/dolibarr#34559, go-gitea/gitea#8439: the text changes and the signatures stay."""
    revision = office.draft()
    round = submit(revision, by=acme.ada)
    sign(round, acme.ravi)
    Revision.objects.filter(pk=revision.pk).update(summary="Something else")
    with pytest.raises(Refused, match="not what was submitted"):
        sign(round, office.lena)
    assert verify(Round.objects.get(pk=round.pk)) != []
    assert not Signature.objects.filter(signer=office.lena).exists()


def test_archon_2113_two_clicks_are_one_decision(acme: Cast, office: Office) -> None:
    """coleam00/Archon#2113: two approvals at once both pass the check and are both recorded."""
    round = submit(office.draft(), by=acme.ada)
    key, stale = new_id(), step_of(round, acme.ravi)
    sign(round, acme.ravi, key=key)
    sign(round, acme.ravi, key=key)
    with pytest.raises(IllegalMove):
        sign_step(stale, by=acme.ravi, password=PASSWORD, key=new_id())
    assert round.signatures.filter(signer=acme.ravi).count() == 1
    assert AuditEntry.objects.filter(event="revision.signed", by=acme.ravi).count() == 1


def test_huly_7631_what_came_back_is_reviewed_again(acme: Cast, office: Office) -> None:
    """hcengineering/platform#7631: after one review the next submission could go round it."""
    revision = office.draft()
    round = submit(revision, by=acme.ada)
    sign(round, acme.ravi)
    recall(round, by=acme.ada, reason="One more change")
    again = submit(Revision.objects.get(pk=revision.pk), by=acme.ada)
    assert states_of(again) == {"Ravi": "open", "Lena": "waiting", "Leo": "waiting"}
    with pytest.raises(IllegalMove):
        sign(again, office.lena)


def test_huly_8598_each_revision_takes_effect_after_the_one_before(
    acme: Cast, office: Office
) -> None:
    """hcengineering/platform#8598: approved and stuck; or a second one can never be approved."""
    document = make_effective(office, acme.ada)
    for n in (2, 3):
        waiting = approve(office, make_draft(Document.objects.get(pk=document.pk), acme.ada))
        with pytest.raises(Refused, match="in work"):
            start_revision(document, by=acme.ada)
        issue(acme, waiting)
        document.refresh_from_db()
        assert (document.in_force.n, waiting.state) == (n, Revision.State.EFFECTIVE)
