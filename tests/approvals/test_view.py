"""A stage that only views: its people look and say so, and hold nothing up."""

import datetime as dt

import pytest
from django.utils import timezone

from approvals.actions.decisions import confirm_seen, reject_step, return_step, sign_step
from approvals.actions.rounds import submit
from approvals.actions.routes import save_route
from approvals.models import Meaning, Round, Signature, Stage, Step
from approvals.models.route import Mode
from approvals.rounds.trail import Trail
from approvals.rounds.verification import verify
from documents.models import Revision
from tenants.calendar import working_days
from tenants.errors import IllegalMove, Refused
from tenants.models import AuditEntry, Member, Notice
from tenants.scope import new_id
from tests.approvals.conftest import Office, states_of, step_of
from tests.approvals.test_at_once import Act
from tests.approvals.test_route_versions import stage
from tests.sweeping import remind
from tests.world import PASSWORD, Cast, signed_in


def viewing(*members: Member) -> Stage:
    return stage(*members, meaning=Meaning.SEEN, name_en="View")


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    """Ravi reviews, Ruth and Leo only view, Lena approves."""
    stages = [
        stage(acme.ravi, meaning=Meaning.REVIEWED),
        viewing(acme.ruth, office.leo),
        stage(office.lena),
    ]
    save_route((office.procedure, "major"), stages, by=acme.cora, base=1)
    round = submit(office.draft(), by=acme.ada)
    sign_step(step_of(round, acme.ravi), by=acme.ravi, password=PASSWORD)
    return round


def test_viewers_and_the_stage_after_them_are_asked_together(office: Office, round: Round) -> None:
    assert states_of(round) == {"Ravi": "signed", "Ruth": "open", "Leo": "open", "Lena": "open"}
    kinds = dict(Notice.objects.values_list("recipient__name", "kind"))
    assert kinds["Ruth"] == kinds["Leo"] == "viewing_requested"
    assert kinds["Lena"] == "approval_requested"


def test_each_of_them_has_the_days_of_its_own_stage(acme: Cast, office: Office) -> None:
    viewing_long = viewing(acme.ruth)
    viewing_long.due_days = 9
    stages = [viewing_long, stage(office.lena, due_days=2), stage(office.leo, due_days=1)]
    save_route((office.procedure, "major"), stages, by=acme.cora, base=1)
    round, days, today = submit(office.draft(), by=acme.ada), working_days(), timezone.localdate()
    assert step_of(round, acme.ruth).due_on == days.after(today, 9)
    assert step_of(round, office.lena).due_on == days.after(today, 2)
    assert step_of(round, office.leo).due_on is None


def test_a_route_may_begin_with_viewers(acme: Cast, office: Office) -> None:
    stages = [viewing(acme.ruth), viewing(office.leo), stage(office.lena)]
    save_route((office.procedure, "major"), stages, by=acme.cora, base=1)
    states = states_of(submit(office.draft(), by=acme.ada))
    assert states == {"Ruth": "open", "Leo": "open", "Lena": "open"}


def test_seeing_is_no_signature_and_needs_no_password(acme: Cast, round: Round) -> None:
    signatures = Signature.objects.count()
    confirm_seen(step_of(round, acme.ruth), by=acme.ruth, comment=" Fine. ", key=new_id())
    step = step_of(round, acme.ruth)
    assert (step.state, step.comment) == (Step.State.SEEN, "Fine.")
    assert step.decided_at is not None
    assert Signature.objects.count() == signatures
    assert verify(round) == []
    assert AuditEntry.objects.filter(event="revision.seen", by=acme.ruth).count() == 1
    round.refresh_from_db()
    assert round.state == Round.State.OPEN


def test_the_round_passes_without_viewers_who_are_told(
    acme: Cast, office: Office, round: Round
) -> None:
    confirm_seen(step_of(round, acme.ruth), by=acme.ruth)
    sign_step(step_of(round, office.lena), by=office.lena, password=PASSWORD)
    round.refresh_from_db()
    assert round.state == Round.State.PASSED
    assert states_of(round)["Leo"] == "not_required"
    told = Notice.objects.filter(kind="viewing_not_required")
    assert [notice.recipient for notice in told] == [office.leo]


def test_whoever_viewed_is_told_how_the_round_ends(
    acme: Cast, office: Office, round: Round
) -> None:
    confirm_seen(step_of(round, acme.ruth), by=acme.ruth)
    return_step(step_of(round, office.lena), by=office.lena, comment="No")
    assert Notice.objects.filter(kind="revision_returned", recipient=acme.ruth).exists()


def test_viewers_neither_sign_nor_refuse(acme: Cast, round: Round) -> None:
    step = step_of(round, acme.ruth)
    acts: list[Act] = [
        lambda: sign_step(step, by=acme.ruth, password=PASSWORD),
        lambda: return_step(step, by=acme.ruth, comment="No"),
        lambda: reject_step(step, by=acme.ruth, comment="No"),
    ]
    for act in acts:
        with pytest.raises(Refused, match="not to decide"):
            act()
    assert states_of(round)["Ruth"] == "open"


def test_signers_do_not_only_look(office: Office, round: Round) -> None:
    with pytest.raises(Refused, match="your decision"):
        confirm_seen(step_of(round, office.lena), by=office.lena)


def test_seeing_twice_is_seeing_once(acme: Cast, round: Round) -> None:
    step, key = step_of(round, acme.ruth), new_id()
    confirm_seen(step, by=acme.ruth, key=key)
    confirm_seen(step, by=acme.ruth, key=key)
    with pytest.raises(IllegalMove):
        confirm_seen(step, by=acme.ruth, key=new_id())
    assert AuditEntry.objects.filter(event="revision.seen").count() == 1


def test_nobody_looks_for_others(acme: Cast, round: Round) -> None:
    with pytest.raises(Refused, match="not yours"):
        confirm_seen(step_of(round, acme.ruth), by=acme.ravi)


def test_the_page_offers_to_look_and_nothing_else(acme: Cast, round: Round) -> None:
    client = signed_in(acme.ruth)
    number, n = round.revision.document.number, round.revision.n
    url = f"/t/acme/documents/{number}/revisions/{n}/decide/"
    html = client.get(url).content.decode()
    assert 'value="seen"' in html
    assert "password" not in html
    assert 'value="return"' not in html
    response = client.post(url, {"decision": "seen", "key": str(new_id())})
    assert response.status_code == 302
    assert states_of(round)["Ruth"] == "seen"


def test_a_signer_is_not_offered_to_look(office: Office, round: Round) -> None:
    number, n = round.revision.document.number, round.revision.n
    url = f"/t/acme/documents/{number}/revisions/{n}/decide/"
    assert 'value="seen"' not in signed_in(office.lena).get(url).content.decode()


def test_viewers_are_reminded_and_controllers_are_not_told(
    acme: Cast, office: Office, round: Round
) -> None:
    late = timezone.localdate() + dt.timedelta(days=30)
    remind("viewing_due", late)
    remind("approval_due", late)
    assert Notice.objects.filter(kind="viewing_due", recipient=acme.ruth).exists()
    assert not Notice.objects.filter(kind="viewing_due", recipient=acme.cora).exists()
    assert Notice.objects.filter(kind="approval_due", recipient=acme.cora).exists()
    assert not Notice.objects.filter(kind="approval_due", recipient=acme.ruth).exists()


def test_the_trail_shows_who_has_seen_it(acme: Cast, office: Office, round: Round) -> None:
    confirm_seen(step_of(round, acme.ruth), by=acme.ruth)
    trail = Trail.newest(round.revision)
    assert trail is not None
    entries = {entry.name: entry for entry in trail.entries()}
    assert (entries["Ruth"].word, entries["Ruth"].look) == ("Seen", "done")
    assert entries["Leo"].look == "now"
    assert [stage.look for stage in trail.stages()] == ["done", "done", "now", "now", ""]
    assert trail.stages()[2].name == "View 1/2"


def test_a_route_in_which_nobody_signs_passes_nothing(acme: Cast, office: Office) -> None:
    Stage.objects.update(meaning=Meaning.SEEN)
    with pytest.raises(Refused, match="No approval route"):
        submit(office.draft(), by=acme.ada)


def test_the_last_stage_signs(acme: Cast, office: Office) -> None:
    stages = [stage(office.lena), viewing(acme.ruth)]
    with pytest.raises(Refused, match="last stage has to sign"):
        save_route((office.procedure, "major"), stages, by=acme.cora, base=1)


def test_viewers_that_come_last_anyway_hold_nothing_up(acme: Cast, office: Office) -> None:
    Stage.objects.filter(position=2).update(meaning=Meaning.SEEN, mode=Mode.ANY)
    round = submit(office.draft(), by=acme.ada)
    sign_step(step_of(round, acme.ravi), by=acme.ravi, password=PASSWORD)
    round.revision.refresh_from_db()
    assert round.revision.state == Revision.State.APPROVED


def test_nobody_to_look_stops_nothing(acme: Cast, office: Office) -> None:
    save_route(
        (office.procedure, "major"), [viewing(acme.ada), stage(office.lena)], by=acme.cora, base=1
    )
    assert states_of(submit(office.draft(), by=acme.ada)) == {"Lena": "open"}
