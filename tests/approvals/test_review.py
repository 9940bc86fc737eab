"""A periodic review ends in a verdict that is signed, and the verdict in what it says."""

import datetime as dt
import json
import uuid

import pytest

from approvals.actions.decisions import reject_step
from approvals.actions.rounds import submit
from approvals.models import Review, Round, Signature
from approvals.rounds.verification import verify
from documents.actions.revisions import add_months
from documents.models import Document, Revision
from tenants.models import AuditEntry
from tests.approvals.acting import decide, newest, page, told
from tests.approvals.conftest import Office, make_route, step_of
from tests.approvals.reviewing import BECAUSE, give, in_days, judge
from tests.library import make_draft, make_effective, put_in_force
from tests.world import Cast, signed_in


@pytest.fixture
def document(acme: Cast, office: Office) -> Document:
    """A procedure of Ada's whose review is overdue by ten days."""
    found = make_effective(office, acme.ada)
    found.review_due = in_days(-10)
    found.save(update_fields=["review_due"])
    return found


def test_keeping_is_signed_and_counts_from_today(acme: Cast, document: Document) -> None:
    review = give(acme.ada, document)
    today = acme.tenant.today()
    assert (review.state, review.verdict, review.reviewer) == ("done", "keep", acme.ada)
    assert review.due_on == in_days(-10)
    assert document.review_due == review.next_due == add_months(today, 12)
    assert document.act == ""
    round = review.round
    assert round is not None
    assert (round.purpose, round.state) == (Round.Purpose.REVIEW, Round.State.PASSED)
    signature = Signature.objects.get(round=round)
    assert (signature.signer, signature.meaning, signature.method) == (
        acme.ada,
        "reviewed",
        "password",
    )
    stated = round.request()
    assert stated["verdict"] == "keep"
    assert stated["reason"] == BECAUSE
    assert stated["next_due"] == str(document.review_due)
    assert stated["evidence"] == review.evidence
    assert verify(round) == []


def test_one_changed_word_of_verdict_or_evidence_no_longer_verifies(
    acme: Cast, document: Document
) -> None:
    review = give(acme.ada, document)
    round = newest(document)
    forged = bytes(round.manifest or b"").replace(b'"keep"', b'"free"')
    Round.objects.filter(pk=round.pk).update(manifest=forged)
    shown = signed_in(acme.cora).get(page(document, f"reviews/{review.pk}/")).content.decode()
    assert "The signatures verify" not in shown


@pytest.mark.parametrize(
    "forged",
    [{"verdict": "retire"}, {"sentence": "Nobody needs it."}, {"next_due": "2030-01-01"}],
)
def test_a_forged_record_of_a_verdict_no_longer_verifies(
    acme: Cast, document: Document, forged: dict[str, str]
) -> None:
    review = give(acme.ada, document)
    assert verify(newest(document)) == []
    Review.objects.filter(pk=review.pk).update(**forged)
    shown = signed_in(acme.cora).get(page(document, f"reviews/{review.pk}/")).content.decode()
    assert "The record of the review is not what was signed." in shown
    assert "The signatures verify" not in shown


def test_revising_opens_a_draft_that_is_linked_until_it_is_in_force(
    acme: Cast, document: Document
) -> None:
    review = give(acme.ada, document, "revise", act_by=in_days(40))
    draft = review.draft
    assert draft is not None
    assert (draft.label, draft.change_class, draft.reason) == ("B/0", "major", BECAUSE)
    assert document.review_due == in_days(40)
    assert review.is_in_revision
    history = signed_in(acme.ruth).get(page(document, "review/")).content.decode()
    assert "B/0" in history
    revision = Revision.objects.get(pk=draft.pk)
    shown = signed_in(acme.ada).get(page(document, f"revisions/{revision.n}/")).content.decode()
    assert f"reviews/{review.pk}/" in shown
    put_in_force(revision)
    assert not Review.objects.get(pk=review.pk).is_in_revision
    document.refresh_from_db()
    assert document.review_due == add_months(acme.tenant.today(), 12)


def test_a_minor_change_takes_the_draft_that_is_open(acme: Cast, document: Document) -> None:
    draft = make_draft(document, acme.ada)
    assert give(acme.cora, document, "minor").draft == draft
    assert document.revisions.open().count() == 1


def test_retiring_asks_those_who_approve(acme: Cast, office: Office, document: Document) -> None:
    review = give(acme.ada, document, "retire", act_by=in_days(5))
    asked = newest(document)
    assert (asked.purpose, asked.started_by) == (Round.Purpose.RETIRE, acme.ada)
    assert asked.request()["reason"] == BECAUSE
    review.refresh_from_db()
    assert review.retirement == asked
    for member in (office.ravi, office.lena, office.leo):
        decide(member, document)
    assert document.state == Document.State.RETIRED


def test_with_children_the_controller_says_what_becomes_of_them(
    acme: Cast, office: Office, document: Document
) -> None:
    child = make_effective(office, acme.ada, "Form")
    Document.objects.filter(pk=child.pk).update(parent=document)
    review = give(acme.ada, document, "retire")
    assert newest(document).purpose == Round.Purpose.REVIEW
    assert "retirement_wanted" in told(acme.cora)
    plan = signed_in(acme.cora).get(page(document, "retire/")).content.decode()
    assert BECAUSE in plan
    fates = {"reason": BECAUSE, "fate_0": "retire"}
    assert signed_in(acme.cora).post(page(document, "retire/"), fates).status_code == 302
    review.refresh_from_db()
    assert review.retirement == newest(document)


def test_where_the_type_has_a_route_others_confirm(
    acme: Cast, office: Office, document: Document
) -> None:
    boss = {"meaning": "approved", "members": [office.leo.pk, acme.ada.pk], "mode": "any"}
    make_route(office.procedure, boss, change_class="review")
    review = give(acme.ada, document)
    assert (review.state, document.act) == ("deciding", "review")
    assert document.review_due == in_days(-10)  # nothing counts before it is confirmed
    assert [step.member for step in review.round.steps.all()] == [office.leo]
    assert "act_requested" in told(office.leo)
    inbox = signed_in(office.leo).get("/tasks/").content.decode()
    assert BECAUSE in inbox
    assert signed_in(acme.cora).get(page(document, "review/")).context["form"] is None
    decide(office.leo, document)
    review.refresh_from_db()
    assert (review.state, document.act) == ("done", "")
    assert document.review_due == review.next_due


def test_a_verdict_that_is_returned_is_given_again(
    acme: Cast, office: Office, document: Document
) -> None:
    boss = {"meaning": "approved", "members": [office.leo.pk]}
    make_route(office.procedure, boss, change_class="review")
    review = give(acme.ada, document, "revise")
    decide(office.leo, document, "return", comment="Say which law.")
    review.refresh_from_db()
    assert (review.state, review.round, document.act) == ("planned", None, "")
    assert not document.revisions.open().exists()
    again = give(acme.ada, document, comment="The law of 2025.")
    assert again.pk == review.pk
    assert "act_returned" in told(acme.ada)


def test_a_verdict_sent_again_after_it_came_back_is_no_second_one(
    acme: Cast, office: Office, document: Document
) -> None:
    """The answer was lost, those asked were quicker than the retry."""
    boss = {"meaning": "approved", "members": [office.leo.pk]}
    make_route(office.procedure, boss, change_class="review")
    key = uuid.uuid4()
    review = give(acme.ada, document, "revise", key=key)
    decide(office.leo, document, "return", comment="Say which law.")
    assert judge(acme.ada, document, "revise", key=key).status_code == 302
    shown = signed_in(acme.ada).get(page(document, "review/"))
    assert str(key) not in shown.content.decode()
    review.refresh_from_db()
    assert (review.state, Round.objects.filter(purpose=Round.Purpose.REVIEW).count()) == (
        "planned",
        1,
    )


def test_what_is_being_decided_does_not_keep_a_reviewer_from_the_verdict_to_retire(
    acme: Cast, office: Office, document: Document
) -> None:
    """The verdict is on the text in force; the controllers ask for the end when they can."""
    running = submit(make_draft(document, acme.ada), by=acme.ada)
    review = give(acme.ada, document, "retire")
    assert (review.state, review.retirement) == ("done", None)
    assert "retirement_wanted" in told(acme.cora)
    refused = signed_in(acme.cora).post(page(document, "retire/"), {"reason": BECAUSE})
    assert f"{running.revision.label} is being decided" in refused.content.decode()
    reject_step(step_of(running, office.ravi), by=office.ravi, comment="It will be retired.")
    signed_in(acme.cora).post(page(document, "retire/"), {"reason": BECAUSE})
    review.refresh_from_db()
    assert review.retirement == newest(document)


def test_a_withdrawal_puts_a_verdict_that_waits_aside(
    acme: Cast, office: Office, document: Document
) -> None:
    boss = {"meaning": "approved", "members": [office.leo.pk]}
    make_route(office.procedure, boss, change_class="review")
    review = give(acme.ada, document)
    signed_in(acme.cora).post(page(document, "withdraw/"), {"reason": "Wrong form"})
    document.refresh_from_db()
    review.refresh_from_db()
    assert (document.state, document.act) == ("withdrawn", "withdraw")
    assert review.state == "planned"
    assert judge(acme.ada, document).status_code == 404


def test_an_error_is_corrected_by_another_and_never_removed(acme: Cast, document: Document) -> None:
    wrong = give(acme.ada, document)
    right = give(acme.cora, document, "minor", query=f"?corrects={wrong.pk}")
    wrong.refresh_from_db()
    assert (wrong.state, right.corrects, right.state) == ("corrected", wrong, "done")
    assert right.evidence["since"] == wrong.evidence["since"]
    record = signed_in(acme.otto).get(page(document, f"reviews/{wrong.pk}/")).content.decode()
    assert "Given in error" in record
    assert judge(acme.ada, document, query=f"?corrects={wrong.pk}").status_code == 302
    assert Review.objects.get(pk=wrong.pk).corrections.count() == 1


def test_evidence_says_what_changed_since(acme: Cast, office: Office, document: Document) -> None:
    child = make_effective(office, acme.ada, "Form")
    Document.objects.filter(pk=child.pk).update(parent=document)
    put_in_force(make_draft(child, acme.ada))
    make_draft(document, acme.ada)
    shown = signed_in(acme.ada).get(page(document, "review/")).content.decode()
    assert f"{child.number} B/0" in shown
    review = give(acme.ada, document, "revise")
    facts = {fact["kind"]: fact for fact in review.evidence["facts"]}
    assert facts["forms"]["notes"] == [f"{child.number} B/0"]
    assert facts["in_work"]["notes"] == ["B/0"]
    others = signed_in(acme.ruth).get(page(document, f"reviews/{review.pk}/")).content.decode()
    assert child.number not in others


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"comment": " "}, "This field is required."),
        ({"verdict": "revise", "act_by": ""}, "Say by which day"),
        ({"verdict": "revise", "act_by": "2020-01-01"}, "today or later"),
        ({"password": "guess"}, "This is not your password."),
        ({"verdict": "perhaps"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_said(
    acme: Cast, document: Document, said: dict[str, str], answer: str
) -> None:
    refused = judge(acme.ada, document, **said)
    assert refused.status_code == 422
    assert answer in refused.content.decode()
    assert not Review.objects.exists()


def test_a_double_click_is_one_verdict(acme: Cast, document: Document) -> None:
    review = give(acme.ada, document, key="019a0000-0000-7000-8000-000000000001")
    due = document.review_due
    again = give(acme.ada, document, key="019a0000-0000-7000-8000-000000000001")
    assert (again, document.review_due) == (review, due)
    assert Round.objects.filter(purpose=Round.Purpose.REVIEW).count() == 1


def test_who_neither_owns_nor_controls_gives_no_verdict(
    acme: Cast, bolt: Cast, document: Document
) -> None:
    for stranger in (acme.ruth, acme.otto, acme.tom, bolt.cora):
        assert judge(stranger, document).status_code in (403, 404)
    assert signed_in(acme.ruth).get(page(document, "review/")).context["form"] is None
    assert signed_in(bolt.cora).get(page(document, "review/")).status_code == 404


def test_every_verdict_is_in_the_trail(acme: Cast, document: Document) -> None:
    give(acme.ada, document)
    events = AuditEntry.objects.filter(event__startswith="review.").order_by("sequence")
    told = [(each.event, json.loads(bytes(each.body))["facts"]) for each in events]
    assert [event for event, _facts in told] == ["review.asked", "review.settled"]
    assert told[0][1]["reason"] == BECAUSE


def test_a_text_that_came_in_force_later_is_looked_at_since_then(
    acme: Cast, document: Document
) -> None:
    review = give(acme.ada, document)
    since = dt.datetime.fromisoformat(review.evidence["since"])
    assert since == document.in_force.effective_at
    later = give(acme.ada, document)
    assert dt.datetime.fromisoformat(later.evidence["since"]) == review.done_at
