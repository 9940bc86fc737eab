"""Questions whose SQL is written once have the values, and the tenant, of each time."""

import datetime as dt
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.models import AuditEntry, Member
from tenants.scope import NoTenant, tenant_scope, written_once
from tests.world import Cast, make_cast


@written_once
def _named(name: str, day: dt.date) -> QuerySet[Member]:
    return Member.objects.active(day).select_related("user").filter(name=name)


@written_once
def _holding_today(member: UUID) -> QuerySet[Member]:
    return Member.objects.active().filter(pk=member)


@written_once
def _anybody(member: UUID) -> QuerySet[Member]:
    return Member.objects.all()


@written_once
def _happened(event: str, number: int) -> QuerySet[AuditEntry, tuple[str, int]]:
    happened = AuditEntry.objects.filter(event=event, sequence__lte=number)
    return happened.order_by("sequence").values_list("event", "sequence")


@pytest.mark.django_db
def test_each_time_has_its_own_values_tenant_and_instances(acme: Cast) -> None:
    other, today = make_cast("OTHER"), timezone.localdate()
    with tenant_scope(acme.tenant.pk):
        [cora] = _named("Cora", today)
        assert (cora.pk, cora.user.pk) == (acme.cora.pk, acme.cora.user_id)
        [ada] = _named("Ada", today)
        assert ada == acme.ada
        assert _named("Cora", today - dt.timedelta(days=9)) == []
        assert _named("Cora", today)[0] is not cora
    with tenant_scope(other.tenant.pk):
        assert _named("Cora", today) == [other.cora]
    with pytest.raises(NoTenant):
        _named("Cora", today)


@pytest.mark.django_db
def test_rows_of_values_and_numbers_are_found_as_well(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        for n in range(1, 4):
            happened = AuditEntry.objects.filter(event="member.added", sequence__lte=n)
            known = list(happened.order_by("sequence").values_list("event", "sequence"))
            assert _happened("member.added", n) == known


@pytest.mark.django_db
@pytest.mark.parametrize("ask", [_holding_today, _anybody])
def test_what_it_depends_on_has_to_be_told(acme: Cast, ask: object) -> None:
    """A day that is looked up inside would stay the first one for ever."""
    with tenant_scope(acme.tenant.pk), pytest.raises(TypeError, match="told"):
        ask(acme.cora.pk)  # type: ignore[operator]


@pytest.mark.django_db
def test_it_asks_what_its_queryset_would(acme: Cast) -> None:
    today = timezone.localdate()
    with tenant_scope(acme.tenant.pk), CaptureQueriesContext(connection) as asked:
        list(Member.objects.active(today).select_related("user").filter(name="Cora"))
        _named("Cora", today)
    plain, written = (each["sql"] for each in asked.captured_queries)
    assert plain == written
