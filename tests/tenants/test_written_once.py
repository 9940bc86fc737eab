"""Questions whose SQL is written once have the values, and the tenant, of each time."""

import datetime as dt
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.models import AuditEntry, Member, Notice, Unit, User
from tenants.scope import NoTenant, change, clock, insert, tenant_scope, written_once
from tests.world import Cast, make_cast


@written_once
def _named(name: str, day: dt.date) -> QuerySet[Member]:
    return Member.objects.active(day).select_related("user").filter(name=name)


@written_once
def _account(user: UUID) -> QuerySet[User]:
    return User.objects.filter(pk=user)


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
def test_what_belongs_to_no_tenant_is_asked_outside_of_any(acme: Cast) -> None:
    assert _account(acme.cora.user_id) == [acme.cora.user]
    with tenant_scope(acme.tenant.pk):
        assert _account(acme.ada.user_id) == [acme.ada.user]


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


@pytest.mark.django_db
def test_a_new_row_is_kept_as_save_would(acme: Cast) -> None:
    """With what PostgreSQL computes: the tenant always, and a moment where it is asked to."""
    other = make_cast("OTHER")
    for n, cast in enumerate((acme, other, acme)):
        with tenant_scope(cast.tenant.pk), CaptureQueriesContext(connection) as asked:
            facts = {"kind": "k", "subject": f"s:{n}", "facts": {"of": "一"}, "read_at": None}
            saved = Notice(recipient=cast.cora, created_at=clock.AsWritten(), **facts)
            saved.save()
            kept = insert(Notice(recipient=cast.ada, created_at=clock.AsWritten(), **facts))
            assert kept == Notice.objects.get(pk=kept.pk)
            assert not kept._state.adding
            for each in (saved, kept):
                assert each.tenant == cast.tenant
                assert each.created_at == Notice.objects.get(pk=each.pk).created_at
            assert (kept.facts, kept.recipient) == ({"of": "一"}, cast.ada)
        told = [each["sql"].split("VALUES")[0] for each in asked.captured_queries[:2]]
        assert told[0] == told[1]
    with pytest.raises(NoTenant):
        insert(Notice(recipient=acme.ada, kind="k", subject="s:2"))


@pytest.mark.django_db
def test_a_row_changes_only_as_it_was_known(acme: Cast) -> None:
    other = make_cast("OTHER")
    with tenant_scope(acme.tenant.pk):
        unit = Unit.objects.create(code="U1", name_zh="一", name_en="One")
        main = Unit.objects.create(code="U2", name_zh="二", name_en="Two")
        assert change(unit, {"name_en": "One"}, {"name_en": "Two", "parent": main})
        assert not change(unit, {"name_en": "One"}, {"name_en": "Three", "parent": None})
        unit.refresh_from_db()
        assert (unit.name_en, unit.parent, unit.name_zh) == ("Two", main, "一")
        assert change(unit, {"name_en": "Two"}, {"name_en": "Three", "parent": None})
        unit.refresh_from_db()
        main.refresh_from_db()
        assert (unit.name_en, unit.parent, main.name_en) == ("Three", None, "Two")
    with tenant_scope(other.tenant.pk):
        assert not change(unit, {"name_en": "Three"}, {"name_en": "Four", "parent": None})
    with pytest.raises(NoTenant):
        change(unit, {"name_en": "Three"}, {"name_en": "Four", "parent": None})


@pytest.mark.django_db
def test_yes_no_and_none_choose_the_question(acme: Cast) -> None:
    today, made = timezone.localdate(), []

    @written_once
    def holding(day: dt.date, who: UUID | None, by_name: bool | None) -> QuerySet[Member]:  # noqa: FBT001
        made.append((who is None, by_name))
        found = Member.objects.active(day).order_by("name" if by_name else "-name")
        return found if who is None else found.filter(pk=who)

    for cast in (acme, make_cast("OTHER")):
        with tenant_scope(cast.tenant.pk):
            people = list(Member.objects.active(today).order_by("name"))
            for by_name, found in {True: people, False: people[::-1]}.items():
                assert holding(today, None, by_name) == found
            for one in (cast.cora, cast.ada):
                assert holding(today, one.pk, None) == [one]
            with pytest.raises(KeyError):  # which equals True, and is another kind of value
                holding(today, None, 1.0)  # type: ignore[arg-type]
    assert made == [(True, True), (True, False), (False, None)]
