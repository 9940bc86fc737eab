"""Units, looked at from outside."""

from django.test import Client

from tenants.models import AuditEntry, Unit
from tenants.scope import tenant_scope
from tests.world import Cast, signed_in

UNITS = "/t/acme/settings/units/"


def administrator(acme: Cast) -> Client:
    """Sign in who looks after the units, and reads English."""
    client = signed_in(acme.tom)
    client.cookies["django_language"] = "en"
    return client


def unit(acme: Cast, code: str) -> Unit:
    with tenant_scope(acme.tenant.pk):
        return Unit.objects.select_related("parent", "merged_into").get(code=code)


def last_facts(acme: Cast, event: str) -> str:
    with tenant_scope(acme.tenant.pk):
        entry = AuditEntry.objects.filter(event=event).latest("sequence")
        assert entry.by_id == acme.tom.pk
        return bytes(entry.body).decode()


def put_below(acme: Cast, child: Unit, parent: Unit) -> None:
    with tenant_scope(acme.tenant.pk):
        Unit.objects.filter(pk=child.pk).update(parent=parent)
