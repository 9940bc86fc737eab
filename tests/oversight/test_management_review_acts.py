"""A management review is held on figures that stay, decides, and is signed once it is whole."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from approvals.rounds.identity import Password
from documents.models import Document, Folder
from oversight.actions.circulations import sign_alone
from oversight.actions.management_reviews import (
    cancel_review,
    hold_review,
    plan_review_anew,
    take_minutes,
    write_review,
)
from oversight.actions.objectives import Entered, enter_result
from oversight.actions.review_actions import decide, finish_action, take_back_decision
from oversight.improvement.facts import said
from oversight.improvement.record import manifest, record_of, what_is_missing
from oversight.models import (
    CirculationSignature,
    ManagementReview,
    ReviewAction,
    ReviewFigures,
    ReviewInput,
)
from oversight.models.signed_text import sha256_of
from tenants.errors import IllegalMove, Refused
from tenants.models import AuditEntry, Member
from tenants.people.roles import Role
from tests.approvals.conftest import Office
from tests.certificates import hold, register
from tests.library import make_effective, make_type, picture_bytes
from tests.reviews import (
    WORDS,
    decide_one,
    enter_one,
    hold_one,
    lead,
    plan_one,
    set_one,
    sign_one,
)
from tests.sweeping import add_document
from tests.world import PASSWORD, Cast, make_member

DAY = dt.timedelta(days=1)


def lines(review: ManagementReview, name: str) -> list[str]:
    inputs = {each["name"]: each for each in record_of(review)["inputs"]}
    return [said(each) for each in inputs[name]["facts"]]


def test_the_product_says_what_it_knows(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    add_document(office, acme.ada, review_due=today - DAY)
    make_effective(office, acme.ada)
    register(acme.cora, office.office, today - 30 * DAY)
    earlier = hold_one(acme.cora, today - 20 * DAY)
    decide_one(earlier, acme.ada, today - DAY)
    hold(acme.cora, today - 25 * DAY, title="Before the last review")
    hold(acme.cora, today - 3 * DAY, title="After the last review")
    met = set_one(acme.ada, today.replace(day=1) - 80 * DAY)
    first = met.starts_on.replace(day=1)
    enter_one(met, first, 97, acme.ada)
    review = plan_one(acme.cora, today)
    assert lines(review, "earlier") == [
        "1 decided, 0 done, 1 open, 1 of them late",
        f"Open: Buy a scanner (Ada, due {today - DAY})",
    ]
    assert lines(review, "processes")[0].startswith("2 documents in force: 1 reviews overdue")
    [audit, certificate] = lines(review, "audits")
    assert "After the last review" in audit
    assert certificate.startswith("ISO 9001:2015: Valid, valid until")
    assert "has no result yet" in lines(review, "objectives")[0]
    assert lines(review, "outside")[0].startswith("0 external documents in force")
    assert lines(review, "satisfaction") == []


def test_a_restricted_text_is_counted_and_not_named(acme: Cast, office: Office) -> None:
    """The record is one text for all who take part, whoever of them may read what."""
    today = acme.tenant.today()
    kept, told = (make_effective(office, acme.ada, title) for title in ("GB 1 kept", "GB 2 told"))
    external = make_type(office.folder, "ED", 5)
    Document.objects.update(document_type=external, review_due=today - DAY)
    Document.objects.filter(pk=kept.pk).update(restricted=True)
    found = lines(plan_one(acme.cora, today), "outside")
    assert found[0].startswith("2 external documents in force, 2 of them not checked")
    assert ("GB 2 told" in found[1], "GB 1 kept" in "".join(found)) == (True, False)
    assert found[2] == "Restricted, and so not named here: 1 of those to check"
    Folder.objects.filter(pk=told.folder_id).update(restricted=True)
    assert "GB" not in "".join(lines(plan_one(acme.cora, today), "outside"))


def test_figures_stay_as_they_were_when_it_was_held(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    review = hold_one(acme.cora, today)
    before = lines(review, "processes")
    add_document(office, acme.ada, review_due=today - DAY)
    assert lines(review, "processes") == before
    assert lines(plan_one(acme.cora, today), "processes") != before
    figures = ReviewFigures.objects.get(review=review)
    changes: list[dict[str, Any]] = [{"facts": {}}, {"on": today - DAY}]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            ReviewFigures.objects.filter(pk=figures.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        figures.delete()


def test_it_is_signed_once_it_is_whole(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    lead(acme.ravi, office.office)
    review = plan_one(acme.cora, today)

    def refused() -> str:
        with pytest.raises(Refused) as raised:
            sign_one(review, acme.ravi)
        return str(raised.value.message)

    assert "stands now" in refused()
    hold_review(review, on=today, people=[acme.ravi], by=acme.cora)
    review.refresh_from_db()
    missing = refused()
    assert ("d Whether resources suffice" in missing, "audits" in missing) == (True, False)
    write_review(review, WORDS, "", by=acme.cora, version=0)
    assert "conclusion" in refused()
    write_review(review, WORDS, "It works.", by=acme.cora, version=1)
    assert "minutes" in refused()
    take_minutes(review, BytesIO(picture_bytes()), "minutes.png", by=acme.cora)
    review.refresh_from_db()
    assert what_is_missing(review) == ""
    signature = sign_one(review, acme.ravi)
    assert (review.state, signature.name) == ("signed", "Ravi")
    assert sha256_of(signature.manifest) == signature.manifest_sha256
    assert AuditEntry.objects.filter(event="management_review.signed").count() == 1
    with pytest.raises(IllegalMove):
        sign_one(review, acme.ravi)


def test_only_the_leader_signs_and_what_was_read(acme: Cast, office: Office) -> None:
    lead(acme.ravi, office.office)
    review = hold_one(acme.cora, acme.tenant.today())
    with pytest.raises(Refused, match="leader"):
        sign_one(review, acme.cora)
    seen = sha256_of(manifest(review))
    write_review(review, WORDS | {"risks": "Worse"}, "It works.", by=acme.cora, version=1)
    with pytest.raises(IllegalMove, match="Read it again"):
        sign_alone(review, by=acme.ravi, proof=Password(PASSWORD), seen=seen)
    assert not CirculationSignature.objects.exists()


def test_a_signed_review_says_what_was_signed_whatever_changes(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    lead(acme.ravi, office.office)
    review = hold_one(acme.cora, today)
    action = decide_one(review, acme.ada, today + 9 * DAY)
    sign_one(review, acme.ravi)
    record = record_of(review)
    ReviewInput.objects.update(words="Something else")
    acme.ada.name = "Another"
    acme.ada.save()
    assert record_of(review) == record
    assert record["decisions"][0]["owner"] == "Ada"
    for act in (
        lambda: write_review(review, WORDS, "No.", by=acme.cora, version=1),
        lambda: take_minutes(review, BytesIO(picture_bytes()), "m.png", by=acme.cora),
        lambda: take_back_decision(action, by=acme.cora),
        lambda: decide_one(review, acme.ada, today),
        lambda: cancel_review(review, why="No", by=acme.cora),
        lambda: plan_review_anew(review, {"title": "No"}, [], by=acme.cora),
    ):
        with pytest.raises(IllegalMove):
            act()


def test_of_two_who_write_the_second_is_told(acme: Cast, office: Office) -> None:
    review = plan_one(acme.cora, acme.tenant.today())
    write_review(review, {"risks": "First"}, "", by=acme.cora, version=0)
    with pytest.raises(Refused, match="meanwhile"):
        write_review(review, {"risks": "Second"}, "", by=acme.ada, version=0)
    assert ReviewInput.objects.get(name="risks").words == "First"


def test_it_is_not_held_tomorrow_nor_by_nobody(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    review = plan_one(acme.cora, today)
    for on, people in ((today + DAY, [acme.cora]), (today, []), (today, ["Lu", "Lu"])):
        with pytest.raises(Refused):
            hold_review(review, on=on, people=people, by=acme.cora)
    assert ManagementReview.objects.get().state == "planned"
    assert not ReviewFigures.objects.exists()


def test_people_of_one_name_take_part(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    review = plan_one(acme.cora, today)
    other = make_member(acme.tenant, "R2", Role.READER)
    Member.objects.filter(pk=other.pk).update(name="Ruth")
    hold_review(review, on=today, people=list(Member.objects.filter(name="Ruth")), by=acme.cora)
    named = {each.name: each.member_id for each in review.participants.all()}
    assert named == {"Ruth (RUTH)": acme.ruth.pk, "Ruth (R2)": other.pk}


def test_a_decision_is_written_once_and_done_once(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    review = hold_one(acme.cora, today)
    facts = {"kind": "resources", "words": "Hire", "owner": acme.ada, "due_on": today}
    first = decide(review, facts, by=acme.cora, key=acme.cora.pk)
    assert decide(review, facts, by=acme.cora, key=acme.cora.pk).pk == first.pk
    with pytest.raises(Refused, match="day of the review"):
        decide(review, facts | {"due_on": today - DAY}, by=acme.cora)
    with pytest.raises(Refused, match="what was done"):
        finish_action(first, words=" ", by=acme.ada)
    finish_action(first, words="Hired", by=acme.ada)
    with pytest.raises(IllegalMove):
        finish_action(first, words="Again", by=acme.ada)
    with pytest.raises(IllegalMove):
        take_back_decision(first, by=acme.cora)
    kept = ReviewAction.objects.get()
    assert (kept.done_on, kept.done_words, kept.done_by) == (today, "Hired", acme.ada)


def test_a_result_of_an_objective_does_not_reach_into_a_held_review(
    acme: Cast, office: Office
) -> None:
    today = acme.tenant.today()
    objective = set_one(acme.ada, today - 70 * DAY, period="month")
    first = objective.starts_on.replace(day=1)
    review = hold_one(acme.cora, today)
    before = lines(review, "objectives")
    entered = Entered(first=first, value=objective.target, words="Counted")
    enter_result(objective, entered, by=acme.ada)
    assert lines(review, "objectives") == before
