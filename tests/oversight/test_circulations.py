"""The record of a management review goes the tenant's own route: in turn, or back."""

import pytest

from approvals.models import Delegation, Route
from approvals.rounds.identity import Password
from oversight.actions.circulations import send_round, sign_alone
from oversight.actions.management_reviews import write_review
from oversight.improvement.record import manifest, record_of
from oversight.models import Circulation, CirculationSignature, CirculationStep, ManagementReview
from oversight.models.signed_text import sha256_of
from tenants.errors import IllegalMove, Refused
from tenants.models import AuditEntry, Member, Notice
from tests.approvals.conftest import Office
from tests.circulating import place_of, send_back, set_route, sign, sign_page
from tests.reviews import WORDS, hold_one, lead, sign_one
from tests.world import PASSWORD, Cast, signed_in

ROUTE = "/t/acme/settings/routes/-/management_review/"


def page(review: ManagementReview) -> str:
    return f"/t/acme/management-reviews/{review.pk}/"


def sent(acme: Cast, office: Office) -> tuple[ManagementReview, Circulation]:
    """Return a review on its way: Ruth and Lena in one stage, then Ravi."""
    set_route("management_review", [acme.ruth, office.lena], [acme.ravi], by=acme.cora)
    review = hold_one(acme.cora, acme.tenant.today())
    return review, send_round(review, by=acme.cora)


def fresh(review: ManagementReview) -> ManagementReview:
    return ManagementReview.objects.get(pk=review.pk)


def told(kind: str) -> set[Member]:
    return {notice.recipient for notice in Notice.objects.filter(kind=kind)}


def test_a_controller_sets_the_route_in_the_settings(acme: Cast, office: Office) -> None:
    client = signed_in(acme.cora)
    stages = {
        "stages-TOTAL_FORMS": "1",
        "stages-INITIAL_FORMS": "0",
        "stages-0-meaning": "approved",
        "stages-0-people": "Ravi",
        "stages-0-mode": "all",
        "stages-0-due_days": "3",
        "base": "0",
        "do": "save",
    }
    assert "alone" in client.get("/t/acme/settings/routes/").content.decode()
    seen = stages | {"stages-0-meaning": "seen"}
    assert client.post(ROUTE, seen).status_code == 422
    assert client.post(ROUTE, stages).status_code == 302
    assert Route.objects.get(change_class="management_review").document_type is None
    shown = client.get(ROUTE).content.decode()
    assert ("Ravi" in shown, "Only when" in shown) == (True, False)
    assert client.post(ROUTE, {"base": "1", "do": "withdraw"}).status_code == 302
    assert signed_in(acme.ada).get(ROUTE).status_code == 403
    assert client.get("/t/acme/settings/routes/-/major/").status_code == 404


def test_it_is_signed_in_turn_and_then_it_is_done(acme: Cast, office: Office) -> None:
    lead(acme.ravi, office.office)
    set_route("management_review", [acme.ruth, office.lena], [acme.ravi], by=acme.cora)
    review = hold_one(acme.cora, acme.tenant.today())
    assert signed_in(acme.ravi).get(f"{page(review)}sign/").status_code == 404
    with pytest.raises(Refused, match="route"):
        sign_one(review, acme.ravi)
    for _twice in range(2):
        assert signed_in(acme.cora).post(f"{page(review)}send/").status_code == 302
    circulation = Circulation.objects.get()
    assert (fresh(review).state, told("act_to_sign")) == ("signing", {acme.ruth, office.lena})
    assert review.title in signed_in(acme.ruth).get("/tasks/").content.decode()
    assert review.title not in signed_in(acme.ravi).get("/tasks/").content.decode()
    with pytest.raises(IllegalMove):
        write_review(review, WORDS, "Otherwise.", by=acme.cora, version=1)
    assert "Said of risks" in sign_page(circulation, acme.ruth)
    assert sign(circulation, acme.ruth, password="wrong") == 422
    for person in (acme.ruth, office.lena):
        assert sign(circulation, person) == 302
    assert told("act_to_sign") == {acme.ruth, office.lena, acme.ravi}
    assert sign(circulation, acme.ruth) == 302, "and says that it is done"
    assert sign(circulation, acme.ravi) == 302
    review = fresh(review)
    assert (review.state, sha256_of(manifest(review))) == ("signed", circulation.text_sha256)
    signatures = CirculationSignature.objects.all().under(review)
    assert [each.name for each in signatures] == ["Ruth", "Lena", "Ravi"]
    assert told("act_signed") == {acme.cora}
    shown = signed_in(acme.cora).get(page(review)).content.decode()
    assert all(name in shown for name in ("Ruth", "Lena", "Ravi"))
    events = AuditEntry.objects.filter(event__startswith="circulation.").order_by("sequence")
    assert [each.event.partition(".")[2] for each in events] == ["sent", *["signed"] * 3]
    assert AuditEntry.objects.filter(event="management_review.signed").count() == 1


def test_it_comes_back_changes_and_goes_round_anew(acme: Cast, office: Office) -> None:
    review, first = sent(acme, office)
    sign(first, acme.ruth)
    send_back(first, office.lena, reason=" ")
    assert fresh(review).state == "signing", "a return has a reason"
    send_back(first, office.lena, reason="A figure is wrong.")
    assert (fresh(review).state, told("act_returned_unsigned")) == ("held", {acme.cora})
    assert not CirculationSignature.objects.all().under(review).exists()
    shown = signed_in(acme.cora).get(page(review)).content.decode()
    assert "A figure is wrong." in shown
    assert "counts no more" in shown
    write_review(review, WORDS | {"risks": "Corrected"}, "It works.", by=acme.cora, version=1)
    second = send_round(review, by=acme.cora)
    assert (second.n, second.text_sha256 == first.text_sha256) == (2, False)
    for person in (acme.ruth, office.lena, acme.ravi):
        sign(second, person)
    assert fresh(review).state == "signed"
    assert next(e for e in record_of(fresh(review))["inputs"] if e["name"] == "risks")["words"] == (
        "Corrected"
    )
    assert CirculationSignature.objects.count() == 4


def test_who_sent_it_takes_it_back_and_nobody_else(acme: Cast, office: Office) -> None:
    review, circulation = sent(acme, office)
    back = f"{place_of(circulation)}take-back/"
    signed_in(acme.ruth).post(back, {"reason": "Because"})
    assert fresh(review).state == "signing"
    assert signed_in(acme.ada).post(back, {"reason": "Because"}).status_code == 404
    signed_in(acme.cora).post(back, {"reason": "A page is missing."})
    assert (fresh(review).state, sign(circulation, acme.ruth)) == ("held", 302)
    assert not CirculationSignature.objects.exists()
    assert CirculationStep.objects.filter(state="not_required").count() == 3


def test_any_one_signs_where_the_stage_says_so(acme: Cast, office: Office) -> None:
    set_route("management_review", [acme.ruth, office.lena], by=acme.cora, mode="any")
    review = hold_one(acme.cora, acme.tenant.today())
    sign(send_round(review, by=acme.cora), office.lena)
    assert fresh(review).state == "signed"
    assert CirculationStep.objects.get(member=acme.ruth).state == "not_required"


def test_who_sends_it_does_not_sign_it(acme: Cast, office: Office) -> None:
    set_route("management_review", [acme.cora], by=acme.cora)
    review = hold_one(acme.cora, acme.tenant.today())
    with pytest.raises(Refused, match="too few"):
        send_round(review, by=acme.cora)


def test_a_deputy_signs_and_both_names_stand_there(acme: Cast, office: Office) -> None:
    _review, circulation = sent(acme, office)
    today = acme.tenant.today()
    window = {"valid_from": today, "valid_until": today, "reason": "Leave", "set_by": acme.cora}
    Delegation.objects.create(delegator=acme.ruth, deputy=acme.ada, **window)
    Delegation.objects.create(delegator=office.lena, deputy=acme.cora, **window)
    assert circulation.title in signed_in(acme.ada).get("/tasks/").content.decode()
    assert "in the place of Ruth" in sign_page(circulation, acme.ada)
    sign(circulation, acme.ada)
    assert CirculationSignature.objects.get().names() == "Ada for Ruth"
    sign(circulation, acme.cora)
    assert CirculationSignature.objects.count() == 1, "who sent it signs for nobody"


def test_nothing_that_was_signed_changes(acme: Cast, office: Office) -> None:
    lead(acme.ravi, office.office)
    review = hold_one(acme.cora, acme.tenant.today())
    signature = sign_one(review, acme.ravi)
    assert signature.circulation.route is None
    set_route("management_review", [acme.ruth], by=acme.cora)
    with pytest.raises(IllegalMove):
        send_round(review, by=acme.cora)
    assert fresh(review).state == "signed"
    seen = signature.manifest_sha256
    with pytest.raises(Refused):
        sign_alone(review, by=acme.ravi, proof=Password(PASSWORD), seen=seen)


def test_a_text_that_is_rewritten_is_signed_by_nobody_and_says_so(
    acme: Cast, office: Office
) -> None:
    review, circulation = sent(acme, office)
    assert sign(circulation, acme.ruth) == 302
    said = "Ruth signed another text than stands here."
    assert said not in signed_in(acme.cora).get(page(review)).content.decode()
    forged = circulation.text.replace(review.title, "Nothing to improve")
    assert forged != circulation.text
    Circulation.objects.filter(pk=circulation.pk).update(text=forged)
    assert said in signed_in(acme.cora).get(page(review)).content.decode()
    sign(circulation, office.lena)
    assert not CirculationSignature.objects.filter(signer=office.lena).exists()
