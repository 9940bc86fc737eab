"""A tenant's identity provider, and whom it knows: named, connected, cut."""

from django.db import transaction
from django.utils.translation import gettext as _

from tenants import audit
from tenants.audit import Changes
from tenants.changing import Facts, write
from tenants.door.sealing import seal
from tenants.errors import Refused
from tenants.models import Identity, Member, Provider, Tenant


@transaction.atomic
def save_provider(facts: Facts, secret: str, *, seen: str, by: Member) -> Changes:
    """Name the provider or change it; an empty secret keeps the one there is.

    Raises Stale when somebody else changed it first.
    """
    if not by.can("settings.sign_in"):
        raise Refused(_("Your role does not change this."))
    Tenant.hold(by.tenant_id)
    provider = Provider.objects.first()
    if provider is None:
        provider = Provider()
        changes = audit.changes(provider, facts)
        provider = Provider.objects.create(**facts)
    else:
        changes = write(provider, facts, seen=seen)
    if secret:
        Provider.objects.filter(pk=provider.pk).update(secret=seal(secret))
        changes["secret"] = ["", "•••"]
    if changes:
        audit.record("provider.changed", provider, by=by, changes=changes)
    return changes


@transaction.atomic
def connect(issuer: str, subject: str, *, by: Member) -> None:
    """Let a person of the provider be this member, who has shown the password for it."""
    Member.objects.locked().get(pk=by.pk)
    if Identity.objects.filter(issuer=issuer, subject=subject).exclude(member=by).exists():
        raise Refused(_("Somebody else here is connected with this account."))
    Identity.objects.filter(issuer=issuer, member=by).delete()
    Identity.objects.create(issuer=issuer, subject=subject, member=by)
    audit.record("identity.connected", by, by=by, issuer=issuer)


@transaction.atomic
def disconnect(*, by: Member) -> None:
    """Cut a member's connections."""
    if Identity.objects.filter(member=by).delete()[0]:
        audit.record("identity.cut", by, by=by)
