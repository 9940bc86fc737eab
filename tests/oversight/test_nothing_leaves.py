"""No word of a tenant is in an answer of the city: every text field of every row is marked."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.utils import DatabaseError
from openpyxl import load_workbook

from oversight.actions.scorecards import measure
from oversight.models import FollowUp
from tenants.models import TenantOwned
from tenants.scope import tenant_scope
from tests.architecture.addresses import make_shelf
from tests.world import Cast, City, signed_in

CANARY = "CANARY"
PAGES = (
    "/city/",
    "/city/?columns=all",
    "/city/?indicator=readiness",
    "/city/indicators/reviews_overdue/",
    "/city/indicators/clauses_percent/",
    "/city/indicators/findings_open/",
    "/city/indicators/days_to_expiry/?tone=bad",
    "/city/follow-ups/",
    "/city/follow-ups/new/",
    "/city/thresholds/",
)


def texts(model: type[TenantOwned]) -> "Iterator[models.Field[Any, Any]]":
    """Return the fields in which people write."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField) and not field.choices:
            yield field


def mark(cast: Cast) -> int:
    """Write the canary into every text of the tenant that the database lets us change."""
    marked = 0
    owned = [model for model in apps.get_models() if issubclass(model, TenantOwned)]
    for model in owned:
        for field in texts(model):
            most = field.max_length or 50
            if field.primary_key or most < len(CANARY):
                continue
            try:
                with transaction.atomic():
                    marked += model._base_manager.update(**{field.attname: CANARY})
            except DatabaseError:
                continue  # unique, append-only, or a word of a list
    return marked


@pytest.mark.parametrize("who", ["quan", "lea", "pia"])
def test_no_text_of_a_tenant_is_in_an_answer_of_the_city(city: City, acme: Cast, who: str) -> None:
    make_shelf(acme)
    with tenant_scope(acme.tenant.pk):
        assert mark(acme) > 50
        measure()
    browser = signed_in(getattr(city, who))
    follow_up = FollowUp.objects.get()
    for page in (*PAGES, f"/city/follow-ups/{follow_up.pk}/"):
        answer = browser.get(page)
        assert CANARY not in answer.content.decode(), page
    sheet = browser.post("/city/overview.xlsx")
    book = load_workbook(io.BytesIO(sheet.content))
    said = [str(value) for page in book for row in page.values for value in row]
    assert "ACME" in said
    assert not any(CANARY in value for value in said)
