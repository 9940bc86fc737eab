"""The reviews of a year: what is to come, what was done, and plans for many of them."""

import datetime as dt
import io

import openpyxl
import pytest

from approvals.models import Review
from documents.models import Document, DocumentType
from tests.approvals.conftest import Office
from tests.approvals.reviewing import give, in_days
from tests.library import make_effective, make_type
from tests.sweeping import add_document
from tests.world import Cast, signed_in

PAGE = "/t/acme/reviews/"
MARCH = {"first": "2031-03-03", "last": "2031-03-28"}  # four weeks of five working days


def added(office: Office, cast: Cast, due: dt.date, n: int = 1) -> list[Document]:
    return [add_document(office, cast.ada, review_due=due) for _ in range(n)]


def test_a_year_is_shown_by_month_and_as_a_list(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    (late,) = added(office, acme, dt.date(today.year, 1, 2))
    added(office, acme, dt.date(today.year + 1, 3, 1), 7)
    cora = signed_in(acme.cora)
    months = cora.get(PAGE, {"year": today.year}).context["months"]
    assert (months[0][0].to_do, months[0][0].overdue) == (1, 1)
    march = cora.get(PAGE, {"year": today.year + 1}).context["months"][2]
    assert (march[0].to_do, march[0].overdue, len(march[1])) == (7, 0, 5)
    rows = cora.get(PAGE, {"year": today.year + 1, "month": 3}).context["rows"]
    assert len(rows) == 7
    (row,) = cora.get(PAGE, {"view": "list", "state": "overdue"}).context["rows"]
    assert (row.number, row.tone, row.is_mine) == (late.number, "warn", True)
    assert not signed_in(acme.ruth).get(PAGE, {"view": "list"}).context["rows"][0].is_mine


def test_what_was_done_stays_in_the_calendar(acme: Cast, office: Office) -> None:
    document = make_effective(office, acme.ada)
    give(acme.ada, document)
    rows = signed_in(acme.otto).get(PAGE, {"view": "list", "state": "done"}).context["rows"]
    assert [(row.number, row.word) for row in rows] == [(document.number, "Keep")]


def test_external_documents_stand_there_by_their_checks(acme: Cast, office: Office) -> None:
    (document,) = added(office, acme, in_days(-3))
    document.document_type = make_type(office.folder, "ED", DocumentType.Level.EXTERNAL)
    document.save()
    rows = signed_in(acme.ada).get(PAGE, {"view": "list", "owner": "me"}).context["rows"]
    assert [row.url for row in rows] == [f"/t/acme/documents/{document.number}/links/"]


def test_a_plan_is_looked_at_and_then_applied_as_it_was_shown(acme: Cast, office: Office) -> None:
    added(office, acme, dt.date(2031, 6, 1), 20)
    cora = signed_in(acme.cora)
    plan = cora.get(f"{PAGE}plan/", MARCH).context["plan"]
    assert not Review.objects.exists()
    assert [count for _monday, count in plan.weeks()] == [5, 5, 5, 5]
    assert plan.load() == [("Ada", 20)]
    assert cora.post(f"{PAGE}plan/", MARCH | {"seen": plan.seen}).status_code == 302
    days = Review.objects.values_list("planned_on", flat=True)
    assert len(set(days)) == 20
    rows = cora.get(PAGE, {"year": 2031, "month": 3}).context["rows"]
    assert {row.word for row in rows} == {"Planned"}
    again = cora.post(f"{PAGE}plan/", MARCH | {"seen": plan.seen})
    assert again.status_code == 422  # nothing is left to plan
    assert Review.objects.count() == 20


def test_what_changed_since_it_was_shown_is_not_applied(acme: Cast, office: Office) -> None:
    added(office, acme, dt.date(2031, 6, 1), 2)
    cora = signed_in(acme.cora)
    seen = cora.get(f"{PAGE}plan/", MARCH).context["plan"].seen
    added(office, acme, dt.date(2031, 6, 1))
    assert cora.post(f"{PAGE}plan/", MARCH | {"seen": seen}).status_code == 422
    assert not Review.objects.exists()


@pytest.mark.parametrize("beyond", [True, False])
def test_later_than_due_only_when_that_is_confirmed(
    acme: Cast, office: Office, *, beyond: bool
) -> None:
    added(office, acme, dt.date(2031, 2, 1))
    (in_time,) = added(office, acme, dt.date(2031, 3, 5))
    cora = signed_in(acme.cora)
    asked = MARCH | ({"beyond": "on"} if beyond else {})
    shown = cora.get(f"{PAGE}plan/", asked)
    plan = shown.context["plan"]
    assert plan.late == 1
    assert ("Plan them so" in shown.text, "Confirm that above" in shown.text) == (
        beyond,
        not beyond,
    )
    answer = cora.post(f"{PAGE}plan/", asked | {"seen": plan.seen})
    assert answer.status_code == (302 if beyond else 422)
    assert Review.objects.count() == (2 if beyond else 0)
    if beyond:
        assert Review.objects.get(document=in_time).planned_on == dt.date(2031, 3, 5)


def test_one_review_goes_to_another_day_and_person(acme: Cast, office: Office) -> None:
    (document,) = added(office, acme, in_days(20))
    url = f"/t/acme/documents/{document.number}/review/"
    said = {"day": in_days(5), "reviewer": acme.ravi.pk}
    assert signed_in(acme.ravi).get(url).context["form"] is None
    signed_in(acme.cora).post(f"{url}plan/", said)
    review = Review.objects.get()
    assert (review.planned_on, review.reviewer) == (in_days(5), acme.ravi)
    assert signed_in(acme.ravi).get(url).context["form"] is not None
    signed_in(acme.cora).post(f"{url}plan/", said | {"day": in_days(30)})
    assert Review.objects.get().planned_on == in_days(5)
    signed_in(acme.cora).post(f"{url}plan/", said | {"day": in_days(30), "beyond": "on"})
    assert Review.objects.get().planned_on == in_days(30)


def test_the_plan_of_a_year_is_taken_along(acme: Cast, office: Office) -> None:
    (document,) = added(office, acme, dt.date(2031, 6, 1))
    cora = signed_in(acme.cora)
    sheet = cora.post(f"{PAGE}export.xlsx?year=2031")
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).worksheets[0].values)
    assert rows[1][1] == document.number
    assert cora.post(f"{PAGE}export.pdf?year=2031").content.startswith(b"%PDF")
