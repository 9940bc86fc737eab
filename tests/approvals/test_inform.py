"""抄送: let others look at a round that runs; nothing waits for them, and they hear how it ends."""

import pytest

from approvals.actions.decisions import confirm_seen, sign_step
from approvals.actions.rounds import recall, submit
from approvals.actions.steps import hand_on
from approvals.actions.waiting import inform
from approvals.models import Round
from documents.models import Document, Revision
from tenants.errors import IllegalMove, Refused
from tenants.models import Notice
from tests.approvals.conftest import Office, states_of, step_of
from tests.world import PASSWORD, Cast


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    return submit(office.draft(), by=acme.ada, informed=[acme.ruth, acme.ravi])


def test_at_submission_whoever_has_no_step_is_informed(
    acme: Cast, office: Office, round: Round
) -> None:
    assert states_of(round)["Ruth"] == "open"
    assert round.steps.filter(member=acme.ravi).count() == 1  # is asked anyway
    kinds = Notice.objects.filter(recipient=acme.ruth).values_list("kind", flat=True)
    assert list(kinds) == ["viewing_requested"]
    assert round.revision in Revision.objects.visible_to(acme.ruth)


def test_it_holds_nothing_up_and_the_end_is_told(acme: Cast, office: Office, round: Round) -> None:
    for member in (acme.ravi, office.lena, office.leo):
        sign_step(step_of(round, member), by=member, password=PASSWORD)
    round.refresh_from_db()
    assert round.state == Round.State.PASSED
    kinds = set(Notice.objects.filter(recipient=acme.ruth).values_list("kind", flat=True))
    assert kinds == {"viewing_requested", "revision_passed"}


def test_later_the_author_names_more_people(acme: Cast, round: Round) -> None:
    with pytest.raises(Refused, match="Only who submitted"):
        inform(round, [acme.cora], by=acme.ruth)
    inform(round, [acme.cora, acme.ruth], by=acme.ada)
    step = step_of(round, acme.cora)
    confirm_seen(step, by=acme.cora)
    assert states_of(round)["Cora"] == "seen"
    recall(round, by=acme.ada)
    with pytest.raises(IllegalMove):
        inform(round, [acme.cora], by=acme.ada)


def test_nobody_is_let_into_a_restricted_document_by_it(acme: Cast, office: Office) -> None:
    Document.objects.update(restricted=True)
    draft = office.draft()
    Document.objects.update(restricted=True)
    with pytest.raises(Refused, match="may not read this document"):
        submit(draft, by=acme.ada, informed=[acme.ruth])
    assert not Round.objects.exists()
    round = submit(draft, by=acme.ada, informed=[acme.cora])
    step = step_of(round, acme.cora)
    with pytest.raises(Refused, match="may not read this document"):
        hand_on(step, acme.ruth, by=acme.cora, why="Ill")
