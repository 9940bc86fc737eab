"""Examiners are free of whom they examine, give points, and settle where they are far apart."""

from decimal import Decimal

import pytest

from oversight.actions.examining import give_points
from oversight.models import Examiner, Result, Score, Scorecard
from tenants.errors import Refused
from tenants.models import AuditEntry, Member
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.oversight.examining import (
    begin_scoring,
    choose,
    city_page,
    give,
    in_city,
    judged_of,
    make_round,
    page_of,
    pass_due,
    publish,
    report,
    sign,
)
from tests.world import PASSWORD, Cast, City, make_member, signed_in


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


def test_who_examines_no_more_gives_no_points(
    city: City, zones: tuple[Cast, Cast], eve: Member
) -> None:
    acme, _bolt = zones
    round = make_round(city)
    report(acme, round)
    begin_scoring(city, round)
    choose(city, round, acme, city.quan, eve)
    with in_city(city):
        before, criterion = Examiner.objects.get(member=eve), judged_of(round)
    choose(city, round, acme, city.quan, city.lea)
    with in_city(city), pytest.raises(Refused, match="Only who examines"):
        give_points(before, criterion, Decimal(10), "Her page was still open", by=eve)


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
    with tenant_scope(bolt.tenant.pk):
        opened = AuditEntry.objects.filter(event="examination.report_opened").count()
    assert give(round, bolt, eve, "61") == 422
    with tenant_scope(bolt.tenant.pk):  # the refusal shows the report as well
        assert AuditEntry.objects.filter(event="examination.report_opened").count() == opened + 1
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


def test_who_came_to_belong_to_a_tenant_scores_it_no_more(
    city: City, zones: tuple[Cast, Cast], eve: Member
) -> None:
    acme, _bolt = zones
    round = make_round(city)
    report(acme, round)
    begin_scoring(city, round)
    choose(city, round, acme, city.quan, eve)
    make_member(acme.tenant, "Evelyn", Role.READER, user=eve.user)
    assert give(round, acme, eve, "60") == 422
    with in_city(city):
        assert not Score.objects.exists()
