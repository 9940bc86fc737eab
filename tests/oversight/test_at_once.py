"""The city and the zone, or two workers, at the same instant: real transactions, real threads."""

import io

import pytest

from documents.models import Document
from oversight.actions.importing import confirm_import, start_import
from oversight.actions.opening import furnish_zone, go_live
from oversight.furniture.blueprint import load
from oversight.importing import sample, work
from oversight.models import Adoption, ImportLine, ImportRun
from tenants.errors import Refused
from tenants.models import AuditEntry, Post, Tenant, Unit
from tenants.scope import tenant_scope
from tests.approvals.conftest import make_route
from tests.approvals.test_at_once import at_once
from tests.library import appoint, make_library
from tests.world import Cast, City, make_cast, make_city

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def acme(city: City) -> Cast:
    """A zone that is still being set up."""
    cast = make_cast("ACME")
    Tenant.objects.filter(pk=cast.tenant.pk).update(live_at=None)
    cast.tenant.refresh_from_db()
    return cast


def test_city_and_zone_furnish_at_once(acme: Cast, city: City) -> None:
    plan = load("default")
    results = at_once(
        acme.tenant,
        [
            lambda: furnish_zone(acme.tenant, by=acme.tom, source=plan, version_scheme="letters"),
            lambda: furnish_zone(acme.tenant, by=city.pia, source=plan, version_scheme="letters"),
        ],
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with tenant_scope(acme.tenant.pk):
        assert Adoption.objects.count() == 1
        assert Unit.objects.count() == len(plan.units)


def test_city_and_zone_go_live_at_once(acme: Cast, city: City) -> None:
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        Post.objects.update(is_head=True)
        appoint(acme.ada, library.head, library.service)
        for kind in (library.procedure, library.instruction):
            for change in ("major", "minor", "editorial"):
                stage = {"meaning": "approved", "post": library.head}
                make_route(kind, stage, change_class=change)
    results = at_once(
        acme.tenant,
        [
            lambda: go_live(acme.tenant, by=acme.tom),
            lambda: go_live(acme.tenant, by=city.pia),
        ],
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with tenant_scope(acme.tenant.pk):
        assert AuditEntry.objects.filter(event="tenant.went_live").count() == 1


def test_two_workers_import_each_document_once(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        run = start_import(
            io.BytesIO(sample.archive()),
            "sample.zip",
            document_type=library.procedure,
            unit=library.office,
            owner=acme.ada,
            by=acme.cora,
        )
    assert work.check(acme.tenant, run.pk)
    results = at_once(acme.tenant, [lambda: confirm_import(run, by=acme.cora)] * 2)
    assert sum(isinstance(result, Refused) for result in results) == 1
    at_once(acme.tenant, [lambda: work.bring_in(acme.tenant, run.pk)] * 2)
    with tenant_scope(acme.tenant.pk):
        assert ImportRun.objects.get().state == ImportRun.State.DONE
        assert set(ImportLine.objects.values_list("state", flat=True)) == {"added"}
        assert Document.objects.count() == 2
        assert AuditEntry.objects.filter(event="documents.imported").count() == 1
