"""One zone where very much is due keeps no small one waiting: two minutes at most."""

import os
import time
from typing import Final

import pytest
from django.utils import timezone

from config import clock
from tenants.models import Member, Notice, Tenant, User
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.library import make_library
from tests.sweeping import add_document, put_before_everybody
from tests.world import Cast, make_cast

WHOLE: Final = bool(os.environ.get("PROBE"))
PEOPLE: Final = int(os.environ.get("PEOPLE", "5000" if WHOLE else "60"))
TEXTS: Final = int(os.environ.get("TEXTS", "400" if WHOLE else "10"))
SMALL: Final = int(os.environ.get("SMALL", "200" if WHOLE else "3"))
MOST_SECONDS: Final = 120


def make_large() -> Tenant:
    """Make a zone in which everybody has everything to read today."""
    cast = make_cast("LARGE")
    with tenant_scope(cast.tenant.pk):
        library, today = make_library(cast), timezone.localdate()
        users = User.objects.bulk_create(
            User(email=f"reader{n}@large.example", password="!") for n in range(PEOPLE)
        )
        Member.objects.bulk_create(
            Member(user=user, name=f"R{n}", staff_number=f"R{n}", roles=[Role.READER])
            for n, user in enumerate(users)
        )
        for _ in range(TEXTS):
            put_before_everybody(add_document(library, cast.ada), today)
    return cast.tenant


def make_small(n: int) -> Tenant:
    """Make a zone in which one review is due."""
    cast: Cast = make_cast(f"S{n}")
    with tenant_scope(cast.tenant.pk):
        add_document(make_library(cast), cast.ada, review_due=timezone.localdate())
    return cast.tenant


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(7200 if WHOLE else 900, func_only=True)
def test_small_zones_wait_two_minutes_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single worker takes what is queued, one visit after the other."""
    large = make_large()
    small = [make_small(n) for n in range(SMALL)]
    queue = [str(tenant.pk) for tenant in (large, *small)]
    monkeypatch.setattr(clock, "ask_for_visit", queue.append)
    begin, at_large, waited, visits = time.monotonic(), 0.0, 0.0, 0
    while queue:
        tenant_id, start = queue.pop(0), time.monotonic()
        clock.visit.celery_task.apply((tenant_id,), throw=True)
        visits += 1
        if tenant_id == str(large.pk):
            at_large += time.monotonic() - start
        else:
            waited = at_large  # what the large one has cost them; the rest they cost each other
    assert waited <= MOST_SECONDS
    for tenant in small:
        with tenant_scope(tenant.pk):
            assert Notice.objects.filter(kind="review_due").exists()
    with tenant_scope(large.pk):
        assert Notice.objects.filter(kind="acknowledgement_due").count() >= PEOPLE * TEXTS
    rows, took = PEOPLE * TEXTS, time.monotonic() - begin
    print(f"{rows:,} open rows beside {SMALL} zones: {visits} visits in {took:.0f} s; the small")
    print(f"ones had waited {waited:.1f} s for the large one when the last of them was done")
