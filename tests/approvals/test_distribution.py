"""Who has to read what: figures, filters, and what the head of a unit sees of it."""

import datetime as dt
import io
from itertools import product
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.actions.acknowledgements import acknowledge
from approvals.models import Acknowledgement
from documents.audience import required_readers
from documents.models import Distribution, Document, Revision
from tenants.models import Appointment, Member, Post, Unit
from tenants.people.roles import Role
from tests.approvals.conftest import Office
from tests.approvals.test_acknowledge import published
from tests.approvals.test_delegate import delegate
from tests.library import appoint
from tests.world import Cast, make_member, signed_in

PAGE = "/t/acme/distribution/"
TODAY = timezone.localdate


def late(revision: Revision, days: int = 10) -> Revision:
    """Let the time to read have run out so many days ago, for people who have been here since."""
    Member.objects.update(valid_from=TODAY() - dt.timedelta(days=400))
    due = TODAY() - dt.timedelta(days=days)
    Distribution.objects.filter(revision=revision).update(
        due_on=due, published_on=due - dt.timedelta(days=30)
    )
    return revision


@pytest.fixture
def texts(acme: Cast, office: Office) -> list[Revision]:
    """A late one for all, one for all with time left, one for the public services alone."""
    appoint(acme.ruth, office.head, office.service)
    everybody = late(published(office))
    return [everybody, published(office), published(office, everybody=False)]


def shown(member: Member, **asked: str | int) -> Any:
    answer = signed_in(member).get(PAGE, asked)
    assert answer.status_code == 200
    return answer.context


def pairs(member: Member, **asked: str | int) -> set[tuple[str, str, str]]:
    context = shown(member, view="lines", **asked)
    lines = [each.line for each in context["lines"]]
    return {(line.name, line.text.number, line.state) for line in lines}


def recomputed(texts: list[Revision]) -> set[tuple[str, str, str]]:
    """Say the same plainly: one person and one text after the other."""
    found = set()
    for revision, member in product(texts, Member.objects.all()):
        if member not in required_readers(revision):
            continue
        given = Acknowledgement.objects.filter(revision=revision, member=member).exists()
        is_late = Distribution.objects.filter(revision=revision, due_on__lt=TODAY()).exists()
        state = "done" if given else "late" if is_late else "open"
        found.add((member.name, revision.document.number, state))
    return found


def test_the_figures_are_those_of_a_plain_count(
    acme: Cast, office: Office, texts: list[Revision]
) -> None:
    acknowledge(texts[0], by=acme.ruth)
    acknowledge(texts[2], by=acme.ruth)
    acknowledge(texts[2], by=acme.ada)  # who was never asked to
    expected = recomputed(texts)
    assert pairs(acme.cora) == expected
    for text, figures in shown(acme.cora)["page"].object_list:
        of_text = [state for _name, number, state in expected if number == text.number]
        assert figures.required == len(of_text)
        assert figures.done == of_text.count("done")
        assert figures.late == of_text.count("late")
    total = shown(acme.otto)["total"]
    assert (total.required, total.done) == (len(expected), 2)
    assert total.late_since == TODAY() - dt.timedelta(days=10)
    people = {each.name: each.figures for each in shown(acme.cora, view="people")["page"]}
    for name, figures in people.items():
        of_person = [state for who, _number, state in expected if who == name]
        assert (figures.required, figures.late) == (len(of_person), of_person.count("late"))
    units = {code: figures for code, _name, figures in shown(acme.cora, view="units")["units"]}
    assert (units["SVC"].required, units["SVC"].done, units["OFC"].late) == (3, 2, 1)


def test_what_is_in_the_address_narrows_everything(
    acme: Cast, office: Office, texts: list[Revision]
) -> None:
    number = texts[0].document.number
    everything = pairs(acme.cora)
    assert pairs(acme.cora, document=number) == {p for p in everything if p[1] == number}
    assert pairs(acme.cora, person=str(acme.ruth.pk)) == {p for p in everything if p[0] == "Ruth"}
    assert pairs(acme.cora, unit="SVC") == {p for p in everything if p[0] == "Ruth"}
    assert pairs(acme.cora, state="late") == {p for p in everything if p[2] == "late"}
    assert pairs(acme.cora, late=7) == {p for p in everything if p[2] == "late"}
    assert not pairs(acme.cora, late=14)
    assert not pairs(acme.cora, type="WI")
    assert not pairs(acme.cora, q="nothing like this")
    assert pairs(acme.cora, unit="%", level="x", person="?", late="-1") == set()


def test_who_is_away_is_paused_and_not_late(
    acme: Cast, office: Office, texts: list[Revision]
) -> None:
    delegate(acme.ruth, acme.ravi, is_absent=True)
    number = texts[0].document.number
    assert ("Ruth", number, "paused") in pairs(acme.cora)
    assert ("Ruth", number, "late") not in pairs(acme.cora)


def test_the_head_of_a_unit_sees_their_own_people_alone(
    acme: Cast, office: Office, texts: list[Revision]
) -> None:
    below = Unit.objects.create(code="DESK", name_zh="窗口", name_en="Desk", parent=office.service)
    clerk = Post.objects.create(code="CLERK", name_zh="科员", name_en="Clerk")
    wang = make_member(acme.tenant, "Wang", Role.READER)
    appoint(wang, clerk, below)
    late(texts[0])
    assert {name for name, _n, _s in pairs(acme.ruth)} == {"Ruth", "Wang"}
    assert pairs(acme.ruth, person=str(acme.ravi.pk)) == pairs(acme.ruth, unit="OFC") == set()
    assert shown(acme.ruth, person=str(acme.ravi.pk))["person"] is None
    total = shown(acme.ruth)["total"]
    assert (total.required, total.late) == (6, 2)  # a unit's branch reads what the unit does
    assert [code for code, *_ in shown(acme.ruth, view="units")["units"]] == ["DESK", "SVC"]
    assert [value for value, _ in shown(acme.ruth)["filters"][0].choices] == ["DESK", "SVC"]
    matrix = shown(acme.ruth, view="matrix")
    assert {row["name"] for row in matrix["rows"]} == {"Ruth", "Wang"}
    yesterday = TODAY() - dt.timedelta(days=1)
    Appointment.objects.filter(member=acme.ruth).update(valid_from=yesterday, valid_until=yesterday)
    assert {name for name, _n, _s in pairs(acme.ruth)} == {"Ruth"}


def test_a_restricted_document_is_not_there_for_who_may_not_read_it(
    acme: Cast, office: Office, texts: list[Revision]
) -> None:
    Document.objects.filter(pk=texts[0].document_id).update(restricted=True)
    number = texts[0].document.number
    assert number not in {n for _name, n, _s in pairs(acme.ruth)}
    assert not pairs(acme.ruth, document=number)
    assert ("Cora", number, "late") in pairs(acme.cora)


def test_the_menu_leads_there_who_controls_audits_or_heads(
    acme: Cast, office: Office, texts: list[Revision]
) -> None:
    for member, leads in ((acme.cora, True), (acme.otto, True), (acme.ruth, True)):
        assert (PAGE in signed_in(member).get("/t/acme/documents/").content.decode()) is leads
    assert PAGE not in signed_in(acme.ada).get("/t/acme/documents/").content.decode()


def test_before_anything_is_distributed_it_says_what_to_do(acme: Cast, office: Office) -> None:
    page = signed_in(acme.cora).get(PAGE).content.decode()
    assert "Nothing has been distributed yet." in page
    assert "Choose the audience" in page


@pytest.mark.parametrize("view", ["documents", "people", "units", "lines", "matrix"])
def test_a_view_asks_the_same_number_of_things_however_much_there_is(
    acme: Cast, office: Office, texts: list[Revision], view: str
) -> None:
    def statements() -> int:
        client = signed_in(acme.cora)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE, {"view": view}).status_code == 200
        return len(captured)

    before = statements()
    for _ in range(3):
        published(office)
    for name in ("Xu", "Yan", "Zhao"):
        appoint(make_member(acme.tenant, name, Role.READER), office.head, office.office)
    assert statements() == before
    assert before <= 16


def test_every_line_is_taken_along_as_it_is_narrowed(
    acme: Cast, office: Office, texts: list[Revision]
) -> None:
    def sheet(member: Member, asked: str = "") -> list[tuple[Any, ...]]:
        answer = signed_in(member).post(f"{PAGE}export.xlsx?{asked}")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert any("SHA-256" in str(row[0]) for row in book.worksheets[1].values)
        return list(book.worksheets[0].values)[1:]

    acknowledge(texts[0], by=acme.ravi)
    assert len(sheet(acme.cora)) == len(recomputed(texts))
    assert {row[1] for row in sheet(acme.cora, "state=done")} == {"Ravi"}
    assert {row[1] for row in sheet(acme.ruth)} == {"Ruth"}  # heads the public services
    assert sheet(acme.ruth, "unit=OFC") == sheet(acme.ruth, f"person={acme.ravi.pk}") == []
    pages = signed_in(acme.otto).post(f"{PAGE}export.pdf?state=late")
    assert pages.content.startswith(b"%PDF")


def test_a_controller_exempts_a_reader_with_a_reason(
    acme: Cast, office: Office, texts: list[Revision]
) -> None:
    number = texts[0].document.number
    url = f"{PAGE}exempt/?document={number}&person={acme.ruth.pk}"
    until = TODAY() + dt.timedelta(days=9)
    assert signed_in(acme.cora).post(url, {"why": "", "until": until}).status_code == 422
    assert signed_in(acme.cora).post(url, {"why": "On loan", "until": until}).status_code == 302
    assert ("Ruth", number, "exempt") in pairs(acme.cora)
    page = signed_in(acme.cora).get(PAGE, {"document": number, "state": "exempt"})
    assert "On loan" in page.content.decode()
    assert shown(acme.cora, document=number)["total"].required == 5
    assert signed_in(acme.ruth).get(url).status_code == 403
