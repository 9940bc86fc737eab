"""From plan to signature on the pages, each by whom it is for, and what nobody else sees."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from oversight.models import ManagementReview, ReviewAction
from oversight.standards.representative import POST
from tenants.models import Appointment, Member, Notice, Post
from tenants.scope import new_id
from tests.approvals.conftest import Office
from tests.library import picture_bytes
from tests.reviews import WORDS, decide_one, hold_one, lead, plan_one, sign_one
from tests.world import PASSWORD, Cast, signed_in

LIST = "/t/acme/management-reviews/"
DAY = dt.timedelta(days=1)


def post(by: Member, path: str, **said: Any) -> tuple[int, str]:
    answer = signed_in(by).post(f"{LIST}{path}", said)
    return answer.status_code, answer.content.decode()


def page(by: Member, path: str = "") -> tuple[int, str]:
    answer = signed_in(by).get(f"{LIST}{path}")
    return answer.status_code, answer.content.decode()


def planned(acme: Cast, **more: Any) -> dict[str, Any]:
    return {
        "key": str(new_id()),
        "title": "Review of 2026",
        "planned_on": acme.tenant.today().isoformat(),
        "owner": str(acme.cora.pk),
        "people": [str(acme.ravi.pk)],
        "names": "Lu Ying\n",
    } | more


def test_a_review_goes_from_plan_to_signature(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    lead(acme.ravi, office.office)
    for _twice in range(2):
        said = planned(acme, key=str(acme.cora.pk))
        assert post(acme.cora, "new/", **said)[0] == 302
    review = ManagementReview.objects.get()
    at = f"{review.pk}/"
    assert post(acme.cora, f"{at}write/", version=0, conclusion="It works.", **WORDS)[0] == 302
    held = {"on": today.isoformat(), "people": [str(acme.ravi.pk)], "names": "Lu Ying"}
    assert post(acme.cora, f"{at}say/hold/", **held)[0] == 302
    assert post(acme.cora, f"{at}say/hold/", **held)[0] == 422
    decided = {
        "key": str(new_id()),
        "kind": "improvement",
        "words": "Buy a scanner",
        "owner": str(acme.ada.pk),
        "unit": "",
        "due_on": (today + 9 * DAY).isoformat(),
    }
    assert post(acme.cora, f"{at}say/decide/", **decided | {"owner": str(acme.tom.pk)})[0] == 422
    assert post(acme.cora, f"{at}say/decide/", **decided)[0] == 302
    assert "Add the minutes first" in page(acme.ravi, f"{at}sign/")[1]
    file = SimpleUploadedFile("minutes.png", picture_bytes(), "image/png")
    assert post(acme.cora, f"{at}say/minutes/", file=file)[0] == 302
    told = Notice.objects.filter(kind="management_review_to_sign")
    assert list(told.values_list("recipient__name", flat=True)) == ["Ravi"]
    assert page(acme.cora, f"{at}sign/")[0] == 404
    status, shown = page(acme.ravi, f"{at}sign/")
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    assert post(acme.ravi, f"{at}sign/", seen=seen, password="wrong")[0] == 422
    assert post(acme.ravi, f"{at}sign/", seen=seen, password=PASSWORD)[0] == 302
    review.refresh_from_db()
    assert (status, review.state) == (200, "signed")
    shown = page(acme.cora, at)[1]
    assert ("Buy a scanner" in shown, "Signed by Ravi" in shown, seen in shown) == (True,) * 3
    answer = signed_in(acme.otto).post(f"{LIST}{at}record.pdf")
    assert (answer.status_code, answer.content[:4]) == (200, b"%PDF")
    answer = signed_in(acme.otto).get(f"{LIST}{at}minutes/")
    assert answer.headers["Content-Type"] == "image/png"


def test_who_had_no_part_in_it_does_not_see_it(acme: Cast, office: Office) -> None:
    review = hold_one(acme.cora, acme.tenant.today())
    at = f"{review.pk}/"
    for path in (at, f"{at}minutes/"):
        assert page(acme.ruth, path)[0] == 404
    assert review.title not in page(acme.ruth)[1]
    assert post(acme.ruth, f"{at}record.pdf")[0] == 404
    action = decide_one(review, acme.ruth, acme.tenant.today())
    assert page(acme.ruth, at)[0] == 200
    assert review.title in page(acme.ruth)[1]
    assert page(acme.ada, f"decisions/{action.pk}/")[0] == 404
    assert page(acme.otto, f"decisions/{action.pk}/")[0] == 200


def test_the_management_representative_prepares_it(acme: Cast, office: Office) -> None:
    assert page(acme.ada, "new/")[0] == 403
    made = Post.objects.create(code=POST, name_zh="管理者代表", name_en="Representative")
    Appointment.objects.create(member=acme.ada, post=made, unit=office.office)
    assert page(acme.ada, "new/")[0] == 200
    assert post(acme.ada, "new/", **planned(acme))[0] == 302
    review = ManagementReview.objects.get()
    assert post(acme.ada, f"{review.pk}/plan/", **planned(acme, title="Another"))[0] == 302
    review.refresh_from_db()
    assert review.title == "Another"


def test_the_owner_says_that_a_decision_is_done(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    lead(acme.ravi, office.office)
    review = hold_one(acme.cora, today)
    action = decide_one(review, acme.ada, today + DAY)
    sign_one(review, acme.ravi)
    at = f"decisions/{action.pk}/"
    handed = {"owner": str(acme.ruth.pk), "due_on": (today + 30 * DAY).isoformat()}
    assert post(acme.ada, f"{at}say/hand-on/", why="Later", **handed)[0] == 403
    assert post(acme.cora, f"{at}say/hand-on/", why="", **handed)[0] == 422
    assert post(acme.cora, f"{at}say/hand-on/", why="Ada is away", **handed)[0] == 302
    assert f"decided: Ada, due {today + DAY}" in page(acme.cora, f"{review.pk}/")[1]
    assert post(acme.cora, f"{at}say/take-back/")[0] == 302
    assert post(acme.ruth, f"{at}say/done/", words="Bought")[0] == 302
    assert post(acme.ruth, f"{at}say/done/", words="Again")[0] == 422
    action = ReviewAction.objects.get()
    assert (action.owner, action.done_by, action.done_words) == (acme.ruth, acme.ruth, "Bought")
    assert "Closed" in page(acme.cora)[1]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "tomorrow": ({"on": "2999-01-01"}, "not after today"),
    "by nobody": ({"people": [], "names": ""}, "who took part"),
    "a name without an end": ({"names": "Lu Ying" * 20}, "of at most 100 characters"),
    "somebody twice": ({"names": "Lu Ying\nLu Ying"}, "Named twice: Lu Ying"),
}


@pytest.mark.parametrize(("more", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_in_words(
    acme: Cast, office: Office, more: dict[str, Any], sentence: str
) -> None:
    today = acme.tenant.today()
    review = plan_one(acme.cora, today)
    said = {"on": today.isoformat(), "people": [str(acme.ravi.pk)], "names": ""} | more
    status, shown = post(acme.cora, f"{review.pk}/say/hold/", **said)
    assert (status, sentence in shown) == (422, True)
