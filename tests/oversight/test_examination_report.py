"""A tenant writes its report, its leader approves it, and only then the city reads it."""

from decimal import Decimal

from oversight.models import Explained, HandedIn, PromiseVerdict
from tenants.models import AuditEntry, Member
from tenants.scope import tenant_scope
from tests.oversight.examining import (
    begin_scoring,
    choose,
    city_page,
    give,
    in_city,
    make_round,
    page_of,
    publish,
    report,
    sign,
)
from tests.world import PASSWORD, Cast, City, signed_in


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
