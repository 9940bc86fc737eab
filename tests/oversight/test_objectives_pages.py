"""Objectives are set by the controller, results entered by owners, and all read them."""

import datetime as dt
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from oversight.models import ObjectiveResult, QualityObjective
from tenants.models import Member
from tenants.scope import new_id
from tests.approvals.conftest import Office
from tests.library import make_effective, picture_bytes
from tests.reviews import enter_one, set_one
from tests.world import Cast, signed_in

LIST = "/t/acme/objectives/"
FIRST = dt.date(2025, 1, 1)


def post(by: Member, path: str, **said: Any) -> tuple[int, str]:
    answer = signed_in(by).post(f"{LIST}{path}", said)
    return answer.status_code, answer.content.decode()


def page(by: Member, path: str = "") -> str:
    return signed_in(by).get(f"{LIST}{path}").content.decode()


def result(acme: Cast, **more: Any) -> dict[str, Any]:
    said = {"key": str(new_id()), "period": f"{FIRST}:0", "value": "96.5", "words": "Counted"}
    return said | more


def test_an_objective_is_set_once_by_the_controller(acme: Cast, office: Office) -> None:
    said = {
        "key": str(new_id()),
        "title": "Answered in five days",
        "unit": "",
        "measure": "Answered in time ÷ all",
        "direction": "at_least",
        "target": "95",
        "measured_in": "%",
        "period": "quarter",
        "owner": str(acme.ada.pk),
        "starts_on": "2025-01-01",
        "ends_on": "",
    }
    assert post(acme.ada, "new/", **said)[0] == 403
    assert post(acme.cora, "new/", **said | {"ends_on": "2024-01-01"})[0] == 422
    status, shown = post(acme.cora, "new/", **said | {"starts_on": "0025-01-01"})
    assert (status, "Check the year" in shown) == (422, True)
    assert post(acme.cora, "new/", **said | {"owner": str(acme.tom.pk)})[0] == 422  # enters none
    for _twice in range(2):
        assert post(acme.cora, "new/", **said)[0] == 302
    made = QualityObjective.objects.get()
    assert (made.owner, made.target, made.unit) == (acme.ada, Decimal(95), None)
    assert "≥ 95 %" in page(acme.ruth)
    changed = said | {"target": "97.5", "owner": str(acme.ravi.pk)}
    assert post(acme.cora, f"{made.pk}/change/", **changed)[0] == 302
    assert "≥ 97.5 %" in page(acme.ruth)


def test_its_owner_enters_what_came_of_a_period(acme: Cast, office: Office) -> None:
    objective = set_one(acme.ada, FIRST)
    document = make_effective(office, acme.ada)
    at = f"{objective.pk}/enter/"
    assert post(acme.ruth, at, **result(acme))[0] == 403
    assert post(acme.ada, at, **result(acme, document="NONE-1"))[0] == 422
    assert post(acme.ada, at, **result(acme, words=""))[0] == 422
    number = document.number
    assert post(acme.ada, at, **result(acme, words="", document=number))[0] == 302
    kept = ObjectiveResult.objects.get()
    assert (kept.document, kept.revision_id) == (document, document.in_force_id)
    shown = page(acme.ruth, f"{objective.pk}/")
    assert ("96.5 %" in shown, number in shown, "Met" in shown) == (True,) * 3


def test_a_document_is_named_to_who_may_know_of_it(acme: Cast, office: Office) -> None:
    objective = set_one(acme.ada, FIRST)
    document = make_effective(office, acme.ada, title="Closed to Ruth")
    said = result(acme, words="", document=document.number)
    assert post(acme.ada, f"{objective.pk}/enter/", **said)[0] == 302
    type(document).objects.update(restricted=True)
    for reader, is_named in ((acme.ada, True), (acme.ruth, False)):
        shown = page(reader, f"{objective.pk}/")
        assert ("Closed to Ruth" in shown, document.number in shown) == (is_named, is_named)
        sheet = signed_in(reader).post(f"{LIST}export.xlsx").content
        cells = [
            str(cell.value) for row in load_workbook(BytesIO(sheet)).worksheets[0] for cell in row
        ]
        assert (f"{document.number} A/0" in cells) is is_named


def test_a_file_is_evidence_and_a_correction_shows_what_was(acme: Cast, office: Office) -> None:
    objective = set_one(acme.ada, FIRST)
    at = f"{objective.pk}/enter/"
    file = SimpleUploadedFile("count.png", picture_bytes(), "image/png")
    assert post(acme.ada, at, **result(acme, words="", file=file))[0] == 302
    status, shown = post(acme.ada, at, **result(acme, value="90"))
    assert (status, "meanwhile" in shown or "period" in shown) == (422, True)
    again = result(acme, period=f"{FIRST}:1", value="90", words="Two were counted twice")
    assert post(acme.cora, at, **again)[0] == 302
    shown = page(acme.ruth, f"{objective.pk}/")
    assert ("before it was corrected: 96.5" in shown, "Not met" in shown) == (True, True)
    first, second = ObjectiveResult.objects.order_by("n")
    files = f"{LIST}{objective.pk}/results"
    client = signed_in(acme.ruth)
    assert client.get(f"{files}/{first.pk}/evidence/").headers["Content-Type"] == "image/png"
    assert client.get(f"{files}/{second.pk}/evidence/").status_code == 404
    other = set_one(acme.cora, FIRST)
    assert client.get(f"{LIST}{other.pk}/results/{first.pk}/evidence/").status_code == 404


def test_the_list_says_met_not_met_and_missing(acme: Cast, office: Office) -> None:
    year = acme.tenant.today().year - 1
    span = {"ends_on": dt.date(year, 1, 31)}
    for title, value in (("Reached", 95), ("Not reached", 94), ("Unknown", None)):
        objective = set_one(acme.ada, dt.date(year, 1, 1), title=title, **span)
        if value is not None:
            enter_one(objective, dt.date(year, 1, 1), value, acme.ada)
    coming = acme.tenant.today() + dt.timedelta(days=40)
    set_one(acme.ada, coming, title="To come")
    shown = page(acme.ruth)
    for word in ("Met", "Not met", "Result late", "Not over yet"):
        assert f"{word}</span>" in shown, word
    book = load_workbook(BytesIO(signed_in(acme.otto).post(f"{LIST}export.xlsx").content))
    cells = [[str(cell.value) for cell in row] for row in book.worksheets[0].iter_rows()]
    assert [row[:1] + row[6:8] for row in cells if row[0] in ("Reached", "Unknown")] == [
        ["Reached", "95", "Met"],
        ["Unknown", "None", "No result"],
    ]


def test_a_longer_list_asks_no_more_of_the_database(
    acme: Cast, office: Office, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(acme.ruth)
    for n in range(12):
        enter_one(set_one(acme.ada, FIRST, title=f"Objective {n}"), FIRST, 90 + n, acme.ada)
    with django_assert_max_num_queries(16):
        client.get(LIST)
