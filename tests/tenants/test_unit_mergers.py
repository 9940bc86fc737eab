"""A unit goes up in another with all that hangs on it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from guardian.shortcuts import assign_perm

from documents.actions.documents import set_audience
from documents.audience import required_readers
from documents.models import AudienceRule, Distribution, Document
from tenants.models import Appointment, Member, Unit
from tenants.scope import tenant_scope
from tests.library import (
    Library,
    appoint,
    make_document,
    make_draft,
    make_effective,
    put_in_force,
)
from tests.tenants.uniting import UNITS, administrator, last_facts, put_below, unit
from tests.world import Cast


@pytest.fixture
def tom(acme: Cast, library: Library) -> Client:
    return administrator(acme)


def test_a_merger_moves_people_documents_children_and_audiences(
    acme: Cast, library: Library, tom: Client
) -> None:
    today = timezone.localdate(timezone=acme.tenant.zone)
    with tenant_scope(acme.tenant.pk):
        document = make_document(library, acme.ada)
        retired = make_document(library, acme.ada)
        Document.objects.filter(pk=retired.pk).update(state="retired")
        set_audience(document, everybody=False, units=[library.office], by=acme.ada)
        Appointment.objects.update(valid_from=today - timedelta(days=9))
        child = Unit.objects.create(code="ARC", name_zh="档", name_en="A", parent=library.office)
    page = tom.get(f"{UNITS}OFC/merge/?into={library.service.pk}").content.decode()
    for shown in ("A document that is not open to you", "Ravi", "(ARC)"):
        assert shown in page
    assert unit(acme, "OFC").ended_on is None
    tom.post(f"{UNITS}OFC/merge/", {"into": library.service.pk})
    assert unit(acme, "OFC").merged_into == library.service
    assert unit(acme, "OFC").ended_on == today
    assert unit(acme, child.code).parent == library.service
    with tenant_scope(acme.tenant.pk):
        assert Document.objects.get(pk=document.pk).unit == library.service
        assert Document.objects.get(pk=retired.pk).unit == library.office
        assert AudienceRule.objects.get().unit == library.service
        old, new = Appointment.objects.order_by("valid_from")
    assert (old.unit_id, old.valid_until) == (library.office.pk, today - timedelta(days=1))
    assert (new.unit_id, new.valid_from, new.valid_until) == (library.service.pk, today, None)
    assert '"into":"SVC"' in last_facts(acme, "unit.merged")


def test_the_trail_of_a_merger_names_no_closed_document(
    acme: Cast, library: Library, tom: Client
) -> None:
    """Tom may read it; who else reads the trail, may not."""
    with tenant_scope(acme.tenant.pk):
        document = make_effective(library, acme.ada, "Secret plan")
        Document.objects.update(restricted=True)
        assign_perm("read_document", acme.tom.user, document)
        appoint(acme.ruth, library.head, library.office)
    assert "Secret plan" in tom.get(f"{UNITS}OFC/merge/").content.decode()
    tom.post(f"{UNITS}OFC/merge/", {"into": library.service.pk})
    facts = last_facts(acme, "unit.merged")
    assert "Secret plan" not in facts
    assert document.number not in facts
    assert "Ruth" in facts


def test_a_merger_lets_people_go_on_reading_what_they_had_to(
    acme: Cast, library: Library, tom: Client
) -> None:
    today = timezone.localdate(timezone=acme.tenant.zone)
    with tenant_scope(acme.tenant.pk):
        Appointment.objects.update(valid_from=today - timedelta(days=9))
        document = make_document(library, acme.ada)
        set_audience(document, everybody=False, units=[library.office], by=acme.ada)
        put_in_force(make_draft(document, acme.ada))
        Distribution.objects.update(published_on=today - timedelta(days=3))
        document.refresh_from_db()
        yesterday = today - timedelta(days=1)
        Member.objects.update(valid_from=today - timedelta(days=9))
        assert set(required_readers(document.in_force)) == {acme.ravi}
    tom.post(f"{UNITS}OFC/merge/", {"into": library.service.pk})
    with tenant_scope(acme.tenant.pk):
        assert set(required_readers(document.in_force)) == {acme.ravi}
        assert set(required_readers(document.in_force, yesterday)) == {acme.ravi}
        running = Distribution.objects.get(closed_on=None)
        assert (running.unit_id, running.published_on) == (library.service.pk, today)


@pytest.mark.parametrize("into", ["SVC", "OFC"])
def test_a_unit_merges_neither_into_itself_nor_into_one_below(
    acme: Cast, library: Library, tom: Client, into: str
) -> None:
    put_below(acme, library.service, library.office)
    form = {"into": unit(acme, into).pk}
    assert tom.post(f"{UNITS}OFC/merge/", form).status_code == 422
    assert unit(acme, "OFC").ended_on is None
