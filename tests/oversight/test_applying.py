"""Before an application each condition is computed, or declared with name and day."""

import datetime as dt

from documents.models import Revision
from oversight.certification.applying import DAYS_DECLARED, Item, first_in_force, items
from oversight.models import Declaration
from tests.approvals.conftest import Office
from tests.certificates import hold, register
from tests.library import make_effective
from tests.reviews import hold_one, plan_one
from tests.world import Cast, signed_in

PAGE = "/t/acme/certificates/apply/"


def by_name(day: dt.date) -> dict[str, Item]:
    return {item.condition.name: item for item in items(day)}


def test_a_system_has_run_three_months_since_its_first_document(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    assert not by_name(today)["run"].holds
    make_effective(office, acme.ada)
    assert not by_name(today + dt.timedelta(days=80))["run"].holds
    assert by_name(today + dt.timedelta(days=93))["run"].holds


def test_the_first_day_is_that_of_the_tenants_own_calendar(acme: Cast, office: Office) -> None:
    make_effective(office, acme.ada)
    just_after_midnight = dt.datetime(2026, 3, 2, 0, 30, tzinfo=acme.tenant.zone)
    Revision.objects.update(effective_at=just_after_midnight)
    assert first_in_force() == dt.date(2026, 3, 2)


def test_the_page_tells_what_is_computed_from_what_is_declared(acme: Cast, office: Office) -> None:
    make_effective(office, acme.ada)
    page = signed_in(acme.ruth).get(PAGE).content.decode()
    computed = ("has run for", "internal audit", "management review", "by own fault")
    assert page.count("Computed:") == len(computed)
    assert "Declared" not in page


def test_an_internal_audit_since_then_counts(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    hold(acme.cora, today - dt.timedelta(days=3))
    make_effective(office, acme.ada)
    assert not by_name(today)["internal_audit"].holds
    hold(acme.cora, today)
    assert by_name(today)["internal_audit"].holds


def test_a_management_review_since_then_counts_and_old_words_stay(
    acme: Cast, office: Office
) -> None:
    today = acme.tenant.today()
    said = {"condition": "management_review", "holds": True, "note": "Held in May", "by": acme.cora}
    Declaration.objects.create(**said, on=today - dt.timedelta(days=400))
    hold_one(acme.cora, today - dt.timedelta(days=3))
    make_effective(office, acme.ada)
    assert not by_name(today)["management_review"].holds
    plan_one(acme.cora, today)
    assert not by_name(today)["management_review"].holds
    hold_one(acme.cora, today)
    assert by_name(today)["management_review"].holds
    assert "Held in May" in signed_in(acme.otto).get(PAGE).content.decode()


def test_a_fault_of_ones_own_counts_for_a_year(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    certificate = register(acme.cora, office.office, today - dt.timedelta(days=9))
    assert by_name(today)["no_fault"].holds
    said = {"on": today.isoformat(), "why": "Told", "by_own_fault": "on", "key": str(acme.cora.pk)}
    page = f"/t/acme/certificates/{certificate.pk}/record/withdraw/"
    assert signed_in(acme.cora).post(page, said).status_code == 302
    assert not by_name(today + dt.timedelta(days=364))["no_fault"].holds
    assert by_name(today + dt.timedelta(days=366))["no_fault"].holds


def test_a_declaration_has_a_name_and_does_not_last(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    said = {"condition": "licences", "holds": "yes", "note": "Looked at all of them"}
    for note, holds in (("Looked at all of them", "yes"), ("One ran out", "no")):
        changed = said | {"note": note, "holds": holds}
        signed_in(acme.cora).post(f"{PAGE}declare/", changed)
        page = signed_in(acme.otto).get(PAGE).content.decode()
        assert f"Cora on {today}: {note}" in page
        assert by_name(today)["licences"].holds == (holds == "yes")
    assert Declaration.objects.count() == 2
    later = by_name(today + dt.timedelta(days=DAYS_DECLARED + 1))["licences"]
    assert (later.finding, later.declared is not None) == (None, True)


def test_nothing_but_a_condition_is_declared(acme: Cast, office: Office) -> None:
    for condition in ("run", "nonsense"):
        said = {"condition": condition, "holds": "yes", "note": "So it is"}
        signed_in(acme.cora).post(f"{PAGE}declare/", said)
    assert not Declaration.objects.exists()
