"""A self-report goes the tenant's own route; what all signed is what is handed in."""

import datetime as dt

from oversight.models import Circulation, CirculationSignature, HandedIn, SelfReport
from tenants.models import AuditEntry, Notice
from tenants.scope import tenant_scope
from tests.circulating import place_of, set_route, sign, sign_page
from tests.oversight.examining import WORDS, begin_scoring, make_round, page_of
from tests.sweeping import ledger, sweep
from tests.world import Cast, City, signed_in


def test_it_is_signed_by_all_and_then_handed_in(city: City, zones: tuple[Cast, Cast]) -> None:
    acme, _bolt = zones
    round, cora = make_round(city), signed_in(acme.cora)
    with tenant_scope(acme.tenant.pk):
        set_route("self_report", [acme.ruth], [acme.ada], by=acme.cora)
    cora.post(page_of(acme, round, "write/"), WORDS)
    assert signed_in(acme.ravi).get(page_of(acme, round, "approve/")).status_code == 404
    assert cora.post(page_of(acme, round, "send/")).status_code == 302
    assert cora.post(page_of(acme, round, "write/"), WORDS | {"version": 1}).status_code == 422
    with tenant_scope(acme.tenant.pk):
        circulation = Circulation.objects.get()
    shown = sign_page(circulation, acme.ruth)
    assert "We were slow." in shown, "whoever signs reads it, though the report is not theirs"
    assert signed_in(acme.ravi).get(f"/t/acme/circulations/{circulation.pk}/").status_code == 200
    for person in (acme.ruth, acme.ada):
        sign(circulation, person)
    cora.post(page_of(acme, round, "hand-in/"))
    with tenant_scope(acme.tenant.pk):
        assert SelfReport.objects.get().state == "handed_in"
        assert HandedIn.objects.get().sha256 == circulation.text_sha256


def test_taken_back_its_signatures_stay_and_count_no_more(
    city: City, zones: tuple[Cast, Cast]
) -> None:
    acme, _bolt = zones
    round, cora = make_round(city), signed_in(acme.cora)
    with tenant_scope(acme.tenant.pk):
        set_route("self_report", [acme.ruth], by=acme.cora)
    cora.post(page_of(acme, round, "write/"), WORDS)
    cora.post(page_of(acme, round, "send/"))
    with tenant_scope(acme.tenant.pk):
        circulation = Circulation.objects.get()
    sign(circulation, acme.ruth)
    cora.post(page_of(acme, round, "take-back/"), {"reason": "A figure is wrong."})
    with tenant_scope(acme.tenant.pk):
        report = SelfReport.objects.get()
        assert (report.state, Circulation.objects.get().state) == ("draft", "returned")
        assert CirculationSignature.objects.count() == 1
        assert not CirculationSignature.objects.all().under(report).exists()
    page = cora.get(page_of(acme, round)).content.decode()
    assert "counts no more" in page


def test_what_its_round_overtakes_is_ended_by_the_clock(
    city: City, zones: tuple[Cast, Cast]
) -> None:
    acme, _bolt = zones
    round, cora, today = make_round(city), signed_in(acme.cora), acme.tenant.today()
    with tenant_scope(acme.tenant.pk):
        set_route("self_report", [acme.ruth], [acme.ada], by=acme.cora)
    cora.post(page_of(acme, round, "write/"), WORDS)
    cora.post(page_of(acme, round, "send/"))
    with tenant_scope(acme.tenant.pk):
        circulation = Circulation.objects.get()
    sign(circulation, acme.ruth)
    ada = signed_in(acme.ada)
    sweep(acme.tenant, today)
    assert "H1 2026" in ada.get("/tasks/?kind=sign_act").content.decode(), "the round is open still"
    begin_scoring(city, round)
    for days in (1, 2, 9):
        sweep(acme.tenant, today + dt.timedelta(days=days))
    assert "H1 2026" not in ada.get("/tasks/?kind=sign_act").content.decode()
    with tenant_scope(acme.tenant.pk):
        circulation.refresh_from_db()
        assert (circulation.state, circulation.ended_by) == ("returned", None)
        assert not circulation.steps.all().pending().exists()
        assert CirculationSignature.objects.get().manifest == circulation.text
        assert SelfReport.objects.get().state == "draft"
        told = Notice.objects.filter(kind="act_returned_unsigned")
        assert [notice.recipient for notice in told] == [acme.cora]
        assert AuditEntry.objects.filter(event="circulation.overtaken").count() == 1
    assert all(kind != "act_sign_due" for _who, kind, _what, n in ledger(acme.tenant) if n < 0)
    for person in (acme.cora, acme.ada):
        shown = signed_in(person).get(place_of(circulation)).content.decode()
        assert "The round was closed before everybody had signed." in shown
    assert (
        "The round was closed before everybody had signed."
        in cora.get("/t/acme/notices/").content.decode()
    )
