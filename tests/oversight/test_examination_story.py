"""A round from the reports to the published result, as its people live it."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import ProgrammingError, connection, transaction

from documents.models import Document
from oversight.examination.telling import tell_tenant
from oversight.models import (
    Answer,
    Entry,
    Examination,
    Explained,
    HandedIn,
    Objection,
    PromiseVerdict,
    Result,
    Score,
    Scorecard,
)
from tenants.models import AuditEntry, Member, Notice, Tenant
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.library import make_effective, make_library
from tests.oversight.examining import (
    choose,
    city_page,
    give,
    in_city,
    judged_of,
    make_round,
    old,
    page_of,
    pass_due,
    report,
    sign,
)
from tests.world import PASSWORD, Cast, City, make_member, signed_in


@pytest.fixture
def eve(city: City) -> Member:
    return make_member(city.tenant, "Eve", Role.READER)


@pytest.fixture
def zones(acme: Cast, bolt: Cast) -> tuple[Cast, Cast]:
    for cast, overdue in ((acme, 0), (bolt, 2)):
        old(cast.tenant)
        with tenant_scope(cast.tenant.pk):
            make_effective(make_library(cast), cast.ada, title=f"Secret of {cast.tenant.code}")
        Scorecard.objects.create(
            tenant=cast.tenant, day=cast.tenant.today(), reviews_overdue=overdue
        )
    return acme, bolt


def begin_scoring(city: City, round: Examination) -> None:
    if not round.is_due():
        pass_due(round)
        Scorecard.objects.update(measured_at=round.due_at)
    signed_in(city.quan).post(city_page(round, "score/"))
    round.refresh_from_db()
    assert round.state == "scoring"


def publish(city: City, round: Examination) -> None:
    signed_in(city.quan).post(city_page(round, "publish/"))
    round.refresh_from_db()
    assert round.state == "published"
    for tenant in Tenant.objects.filter(code__in=("ACME", "BOLT")):
        with tenant_scope(tenant.pk):
            tell_tenant(round)


def number_of(cast: Cast) -> str:
    with tenant_scope(cast.tenant.pk):
        return Document.objects.get().number


def test_two_zones_report_are_scored_and_read_the_gap(
    city: City, zones: tuple[Cast, Cast], eve: Member
) -> None:
    acme, bolt = zones
    round = make_round(city)
    report(acme, round, evidence_0=number_of(acme), shared_0="on")
    report(bolt, round, evidence_0=number_of(bolt))
    begin_scoring(city, round)
    for cast in zones:
        choose(city, round, cast, city.quan, eve)
    assert give(round, acme, city.quan, "54") == 302
    assert give(round, acme, eve, "50") == 302
    assert give(round, bolt, city.quan, "30") == 302
    assert give(round, bolt, eve, "30.50") == 302
    sign(city, round)
    publish(city, round)
    # acme: 40 counted + (54 + 50) / 2; bolt: half of 40 + (30 + 30.5) / 2
    found = {each.tenant.code: each.total for each in Result.objects.select_related("tenant")}
    assert found == {"ACME": Decimal("92.00"), "BOLT": Decimal("50.25")}
    page = signed_in(bolt.ruth).get(page_of(bolt, round))
    own = page.context["published"]
    assert (own.placed.place, own.placed.of) == (2, 2)
    gap = own.gaps[1]
    assert (gap.points, gap.best, gap.behind) == (
        Decimal("30.25"),
        Decimal("52.00"),
        Decimal("21.75"),
    )
    assert gap.median == Decimal("41.13")  # of 52.00 and 30.25, half up
    text = page.content.decode()
    assert "Secret of ACME" in text  # acme shared the name
    assert "Because Eve says 30.50" in text
    assert "Because Eve says 50" not in text  # what was said of others is theirs
    assert "Secret of BOLT" not in signed_in(acme.ruth).get(page_of(acme, round)).content.decode()
    with tenant_scope(bolt.tenant.pk):
        assert set(Notice.objects.values_list("recipient__name", flat=True)) == {"Cora", "Ravi"}
    pages = signed_in(bolt.ruth).post(page_of(bolt, round, "result.pdf"))
    assert pages.content.startswith(b"%PDF")
    sheet = signed_in(city.quan).post(city_page(round, "result.xlsx"))
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).worksheets[0].values)
    assert [(row[0], row[4]) for row in rows[1:]] == [("ACME", 92), ("BOLT", 50.25)]


def test_nothing_leaves_before_it_is_handed_in_and_each_opening_is_recorded(
    city: City, zones: tuple[Cast, Cast], eve: Member
) -> None:
    acme, _bolt = zones
    round = make_round(city)
    office, part = signed_in(city.quan), city_page(round, "zones/acme/")
    signed_in(acme.cora).post(
        page_of(acme, round, "write/"), {"version": 0, "achievements": "Canary draft"}
    )
    assert "Canary draft" not in office.get(part).content.decode()
    report(acme, round, version=1, achievements="Canary handed in")
    assert "Canary handed in" in office.get(part).content.decode()
    assert signed_in(eve).get(part).status_code == 404  # does not examine it
    choose(city, round, acme, city.quan, eve)
    assert signed_in(eve).get(part).status_code == 200
    with tenant_scope(acme.tenant.pk):
        opened = AuditEntry.objects.filter(event="examination.report_opened")
        assert opened.count() == 3  # the office, again after choosing, and Eve
        assert HandedIn.objects.count() == 1
    with in_city(city):
        assert "Cora" not in HandedIn.objects.get().content


def test_examiners_do_not_belong_to_whom_they_examine(
    city: City, zones: tuple[Cast, Cast], eve: Member
) -> None:
    acme, _bolt = zones
    round = make_round(city)
    make_member(acme.tenant, "Evelyn", Role.READER, user=eve.user)
    said = choose(city, round, acme, city.quan, eve)
    assert "Eve belongs to ACME and cannot examine it" in said
    assert "at least two" in choose(city, round, acme, city.quan)
    assert "somebody else" in choose(city, round, acme, city.quan, city.lea, third=str(city.lea.pk))


def test_who_is_far_apart_settles_or_a_third_decides(
    city: City, zones: tuple[Cast, Cast], eve: Member
) -> None:
    acme, bolt = zones
    round = make_round(city)
    for cast in zones:
        report(cast, round)
    begin_scoring(city, round)
    for cast in zones:
        choose(city, round, cast, city.quan, eve, third=str(city.lea.pk))
    part = city_page(round, "zones/acme/")
    give(round, acme, city.quan, "60")
    assert "says 60" not in signed_in(eve).get(part).content.decode()  # before her own
    give(round, acme, eve, "47.90")
    assert "far apart" in signed_in(eve).get(part).content.decode()
    lea = signed_in(city.lea)
    seen = lea.get(city_page(round, "sign/")).context["seen"]
    said = lea.post(city_page(round, "sign/"), {"password": PASSWORD, "seen": seen})
    assert "not decided yet" in said.content.decode()
    give(round, acme, eve, "48")  # she changes: a fifth apart is near enough
    with in_city(city):
        assert [s.n for s in Score.objects.filter(examiner__member=eve)] == [0, 1]
    give(round, bolt, city.quan, "60")
    give(round, bolt, eve, "0")
    give(round, bolt, city.lea, "20")
    assert give(round, bolt, eve, "61") == 422
    sign(city, round)
    publish(city, round)
    key = str(judged_of(round).pk)
    points = {r.tenant.code: r.points[key] for r in Result.objects.select_related("tenant")}
    assert points == {"ACME": "54.00", "BOLT": "20.00"}


def test_who_is_late_or_silent_is_scored_as_the_round_says(
    city: City, zones: tuple[Cast, Cast], eve: Member
) -> None:
    acme, _bolt = zones
    round = make_round(city, late_takes=Decimal("1.50"))
    pass_due(round)
    Scorecard.objects.update(measured_at=round.due_at)
    report(acme, round)  # a minute late
    begin_scoring(city, round)
    said = signed_in(acme.cora).post(page_of(acme, round, "write/"), {"version": 9})
    assert "taken no more" in said.content.decode()
    choose(city, round, acme, city.quan, eve)
    for examiner in (city.quan, eve):
        give(round, acme, examiner, "60")
    sign(city, round)
    publish(city, round)
    found = {r.tenant.code: (r.off, r.total) for r in Result.objects.select_related("tenant")}
    assert found == {"ACME": (Decimal("1.50"), Decimal("98.50")), "BOLT": (0, Decimal("20.00"))}


def test_a_published_figure_is_corrected_beside_and_never_changed(
    city: City, zones: tuple[Cast, Cast]
) -> None:
    _acme, bolt = zones
    round = make_round(city)
    begin_scoring(city, round)
    sign(city, round)
    publish(city, round)
    lea, path = signed_in(city.lea), city_page(round, "zones/bolt/correct/")
    said = {"criterion": str(judged_of(round).pk), "points": "30", "comment": "The post was slow"}
    assert lea.post(path, said | {"password": "wrong"}).status_code == 422
    assert Result.objects.filter(n=1).count() == 0
    assert lea.post(path, said | {"password": PASSWORD}).status_code == 302
    first, second = Result.objects.filter(tenant__code="BOLT").order_by("n")
    assert (first.total, second.total) == (Decimal("20.00"), Decimal("50.00"))
    assert "The post was slow" in signed_in(bolt.ruth).get(page_of(bolt, round)).content.decode()


@pytest.mark.parametrize("model", [Entry, Result])
@pytest.mark.parametrize("how", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}"])
def test_the_serving_role_cannot_touch_what_is_published(
    acme: Cast, model: type[Entry | Result], how: str
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(how.format(model._meta.db_table))


def test_an_objection_is_answered_on_the_record(city: City, zones: tuple[Cast, Cast]) -> None:
    acme, _bolt = zones
    round = make_round(city)
    begin_scoring(city, round)
    sign(city, round)
    publish(city, round)
    page = page_of(acme, round)
    signed_in(acme.ruth).post(f"{page}object/", {"text": "No"})
    signed_in(acme.cora).post(f"{page}object/", {"text": "The reviews were in time"})
    with in_city(city):
        objection = Objection.objects.get()
    office, path = signed_in(city.quan), f"/city/objections/{objection.pk}/"
    assert "The reviews were in time" in office.get(path).content.decode()
    assert office.post(path, {"is_upheld": "no", "text": "They were not"}).status_code == 302
    assert office.post(path, {"is_upheld": "yes", "text": "Or yes"}).status_code == 404
    assert "They were not" in signed_in(acme.cora).get(page).content.decode()
    with tenant_scope(acme.tenant.pk):
        assert Answer.objects.get().is_upheld is False
    Examination.objects.update(objections_until="2020-01-01")
    said = signed_in(acme.cora).post(f"{page}object/", {"text": "Late"}, follow=True)
    assert "days for objections are over" in said.content.decode()


def test_promises_of_last_time_are_said_and_judged(
    city: City, zones: tuple[Cast, Cast], eve: Member
) -> None:
    acme, _bolt = zones
    first = make_round(city, year=2025, half=2)
    report(acme, first)
    begin_scoring(city, first)
    choose(city, first, acme, city.quan, eve)
    for examiner in (city.quan, eve):
        give(first, acme, examiner, "60")
    sign(city, first)
    publish(city, first)
    second = make_round(city)
    kept = {"kept_1": "yes", "said_1": "In 4 days", "kept_2": "no", "said_2": "No money"}
    report(acme, second, **kept)
    begin_scoring(city, second)
    choose(city, second, acme, city.quan, eve)
    part = signed_in(eve).get(city_page(second, "zones/acme/")).content.decode()
    assert "In 4 days" in part
    assert "last time 60.00" in " ".join(part.split())
    verdicts = {"verdict_1": "yes", "why_1": "Seen", "verdict_2": "no", "why_2": "As they say"}
    give(second, acme, eve, "30", **verdicts)
    give(second, acme, city.quan, "30")
    with in_city(city):
        assert PromiseVerdict.objects.count() == 2
    sign(city, second)
    publish(city, second)
    placed = signed_in(acme.ruth).get(page_of(acme, second)).context["published"].placed
    assert placed.result.kept == {"yes": 1, "no": 1}
    assert placed.change == Decimal("-30.00")
    with tenant_scope(acme.tenant.pk):
        assert Explained.objects.get(round=second).verdicts["1"] == ["yes", "Seen"]


def test_the_leader_approves_what_was_read_and_nobody_else(
    city: City, zones: tuple[Cast, Cast]
) -> None:
    acme, _bolt = zones
    round = make_round(city)
    path = page_of(acme, round, "write/")
    cora, leader = signed_in(acme.cora), signed_in(acme.ravi)
    said = {"version": 0, "achievements": "A", "shortcomings": "B", "promises": "C"}
    assert cora.post(path, said | {"evidence_0": "QP-99"}).status_code == 422
    cora.post(path, said)
    assert "meanwhile" in cora.post(path, said).content.decode()  # a second tab
    approve = page_of(acme, round, "approve/")
    assert signed_in(acme.ruth).get(approve).status_code == 404
    seen = leader.get(approve).context["seen"]
    cora.post(path, said | {"version": 1, "achievements": "Other"})
    answer = leader.post(approve, {"password": PASSWORD, "seen": seen})
    assert "changed since you opened it" in answer.content.decode()
    assert (
        "Nothing was signed"
        in leader.post(
            approve, {"password": "wrong", "seen": leader.get(approve).context["seen"]}
        ).content.decode()
    )
