"""The organisation's page of the settings: saved, audited, and nobody overwritten."""

import json

import pytest
from django.http import HttpResponse
from django.test import Client

from tenants.actions.organisation import change_organisation
from tenants.errors import Refused
from tenants.models import AuditEntry, Tenant
from tenants.scope import tenant_scope
from tests.world import Cast, signed_in

PAGE = "/t/acme/settings/organisation/"
FACTS = {
    "name_zh": "ACME 园区",
    "name_en": "ACME",
    "letterhead": "",
    "time_zone": "Asia/Shanghai",
    "language": "zh-hans",
    "invitation_days": "14",
}


def seen(client: Client) -> str:
    print_: str = client.get(PAGE).context["form"].initial["seen"]
    return print_


def post(client: Client, **facts: str) -> HttpResponse:
    answer: HttpResponse = client.post(PAGE, {"seen": seen(client)} | FACTS | facts)  # type: ignore[assignment]
    return answer


def entries(cast: Cast) -> list[dict[str, object]]:
    with tenant_scope(cast.tenant.pk):
        found = AuditEntry.objects.filter(event="organisation.changed").order_by("sequence")
        return [json.loads(bytes(entry.body))["facts"] for entry in found]


def test_a_new_name_is_saved_with_before_and_after(acme: Cast, bolt: Cast) -> None:
    answer = post(signed_in(acme.tom), name_en="Acme Park", letterhead="ACME · 文控")
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    acme.tenant.refresh_from_db()
    assert (acme.tenant.name_en, acme.tenant.head) == ("Acme Park", "ACME · 文控")
    assert entries(acme) == [
        {"changes": {"name_en": ["ACME", "Acme Park"], "letterhead": ["", "ACME · 文控"]}}
    ]
    assert entries(bolt) == []
    assert "Last changed by Tom" in signed_in(acme.tom).get(PAGE).content.decode()


def test_saving_what_is_there_records_nothing(acme: Cast) -> None:
    assert post(signed_in(acme.tom)).status_code == 302
    assert entries(acme) == []


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name_zh", ""),
        ("name_en", "x" * 201),
        ("time_zone", "Asia/Kunming"),
        ("time_zone", "../etc/passwd"),
        ("time_zone", "Asia"),
        ("language", "fr"),
        ("letterhead", "x" * 121),
    ],
)
def test_bad_input_is_said_at_its_field(acme: Cast, field: str, wrong: str) -> None:
    answer = post(signed_in(acme.tom), **{field: wrong})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]  # type: ignore[attr-defined]
    assert entries(acme) == []


def test_who_saves_second_sees_the_difference_and_may_save_again(acme: Cast) -> None:
    tom, before = signed_in(acme.tom), seen(signed_in(acme.tom))
    post(tom, name_en="First")
    stale = tom.post(PAGE, FACTS | {"seen": before, "name_en": "Second"})
    page = stale.content.decode()
    assert stale.status_code == 422
    assert "English name is now “First”, you wrote “Second”." in page
    assert Tenant.objects.get(pk=acme.tenant.pk).name_en == "First"
    again = stale.context["form"].data["seen"]
    assert again in page
    assert tom.post(PAGE, FACTS | {"seen": again, "name_en": "Second"}).status_code == 302
    assert Tenant.objects.get(pk=acme.tenant.pk).name_en == "Second"


def test_a_refused_name_is_not_shown_as_the_name(acme: Cast) -> None:
    page = post(signed_in(acme.tom), name_en="Typed", time_zone="nowhere").content.decode()
    assert "<li>Typed</li>" not in page


def test_a_controller_does_not_change_the_organisation(acme: Cast) -> None:
    assert signed_in(acme.cora).get(PAGE).status_code == 403
    with tenant_scope(acme.tenant.pk), pytest.raises(Refused):
        change_organisation(acme.tenant, {"name_en": "X"}, seen="", by=acme.cora)
