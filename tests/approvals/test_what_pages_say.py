"""What the pages of approvals and reviews say of themselves: titles, errors, names of parts."""

import re
from collections import Counter

import pytest
from django.test import Client

from approvals.actions.decisions import sign_step
from approvals.actions.messages import write
from approvals.actions.rounds import submit
from approvals.models import Message, Review, Round
from documents.models import Revision
from tenants.scope import new_id
from tests.approvals.conftest import Office, approve, issue, step_of
from tests.approvals.packaging import make
from tests.world import PASSWORD, Cast, signed_in


@pytest.fixture
def round(office: Office) -> Round:
    return submit(office.draft(), by=office.ada)


def page(revision: Revision, tail: str) -> str:
    return f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/{tail}"


def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def test_no_two_things_on_a_page_have_one_name(acme: Cast, office: Office, round: Round) -> None:
    """Links to what is wrong, labels and the list of keys go by the name."""
    cora, ravi, step = signed_in(acme.cora), signed_in(office.ravi), step_of(round, office.ravi)
    shown = [
        ravi.get(page(round.revision, "decide/")),
        ravi.get(page(round.revision, f"steps/{step.pk}/add/")),
        cora.get(page(round.revision, "verify/")),
        cora.get("/t/acme/reviews/plan/"),
        cora.get("/t/acme/packages/new/"),
    ]
    for answer in shown:
        names = Counter(re.findall(r' id="([^"]+)"', answer.text))
        assert [name for name, n in names.items() if n > 1] == [], answer.request["PATH_INFO"]


def test_each_tab_of_the_inbox_has_its_title(office: Office) -> None:
    ada = english(signed_in(office.ada))
    titles = [
        re.findall(r"<title>(.+?) · Wenkong</title>", ada.get(f"/tasks/{tab}").text)[0]
        for tab in ("", "done/", "started/", "copied/")
    ]
    assert titles == [
        "Inbox",
        "Done · Inbox",
        "Started by me · Inbox",
        "For my information · Inbox",
    ]


def test_the_stage_that_is_wrong_is_gone_to(acme: Cast, office: Office) -> None:
    cora = english(signed_in(acme.cora))
    address = "/t/acme/settings/routes/QP/minor/"
    form = cora.get(address).context["formset"]
    rows: dict[str, object] = {
        f"{form.prefix}-TOTAL_FORMS": 2,
        f"{form.prefix}-INITIAL_FORMS": 0,
        "base": 0,
    }
    for n, people in enumerate(("Lena", "Nemo")):
        told = {"meaning": "approved", "mode": "all", "people": people, "due_days": 3, "minimum": 1}
        rows |= {f"{form.prefix}-{n}-{name}": value for name, value in told.items()}
    text = cora.post(address, rows | {"do": "save"}).text
    assert text.count("data-focus") == 1
    assert text.index('id="stage-1"') < text.index("data-focus")


def test_a_package_says_nothing_where_nothing_is_said(acme: Cast, office: Office) -> None:
    package = make(office, count=1)
    Revision.objects.update(summary="", reason="")
    text = signed_in(acme.cora).get(f"/t/acme/packages/{package.number}/").text
    assert not re.search(r"·\s*</p>", text)


def test_who_answers_too_late_keeps_the_words(office: Office, round: Round) -> None:
    write(round, by=office.ravi, body="By when?", to=office.ada)
    question = Message.objects.get()
    for member in (office.ravi, office.lena, office.leo):
        sign_step(step_of(round, member), by=member, password=PASSWORD)
    said = {"body": "By the end of May", "key": "01901234-0000-7000-8000-000000000000"}
    answer = english(signed_in(office.ada)).post(page(round.revision, f"talk/{question.pk}/"), said)
    assert answer.status_code == 422
    assert "the question needs no answer any more" in answer.text
    assert "By the end of May</textarea>" in answer.text
    assert Message.objects.count() == 1


@pytest.mark.parametrize("days_ago", [0, 400])
def test_a_review_that_was_just_given_is_not_asked_for_again(
    acme: Cast, office: Office, days_ago: int
) -> None:
    revision = approve(office, office.draft())
    issue(acme, revision)
    address = f"/t/acme/documents/{revision.document.number}/review/"
    cora = english(signed_in(acme.cora))
    said = {"verdict": "keep", "comment": "Still true", "password": PASSWORD, "key": str(new_id())}
    assert "Nothing is due now" not in cora.get(address).text
    assert cora.post(address, said).status_code == 302
    if days_ago:
        document = revision.document
        document.refresh_from_db()
        document.review_due = acme.tenant.today()
        document.save(update_fields=["review_due"])
    text = cora.get(address).text
    assert ("Nothing is due now: Cora gave the verdict “Keep”" in text) == (not days_ago)


def test_a_reader_is_not_led_to_a_draft_that_is_not_theirs(acme: Cast, office: Office) -> None:
    revision = approve(office, office.draft())
    issue(acme, revision)
    address = f"/t/acme/documents/{revision.document.number}/review/"
    said = {"verdict": "revise", "comment": "New law", "password": PASSWORD, "act_by": "2099-01-02"}
    signed_in(acme.cora).post(address, said | {"key": str(new_id())})
    review = Review.objects.given().get()
    record = f"/t/acme/documents/{revision.document.number}/reviews/{review.pk}/"
    assert review.draft is not None
    draft = f'href="{page(review.draft, "")}"'
    for shown in (address, record):
        assert draft in signed_in(acme.cora).get(shown).text
        assert draft not in signed_in(acme.ruth).get(shown).text
        assert review.draft.label in signed_in(acme.ruth).get(shown).text
