"""What leaves a tenant of its certificates for the city: standard, state and days."""

import datetime as dt
from collections.abc import Collection

from documents.models import StandardEdition
from oversight.certification.standing import Standing, standings
from oversight.models import CertificateCard
from tenants.models import Tenant
from tenants.scope import current_tenant_id

KEPT = (
    *("standard", "state", "valid_until", "next_audit"),
    *("latest_on", "planned_until", "measured_on"),
)


def publish(day: dt.date) -> None:
    """Write the cards of the running tenant as its certificates stand on a day."""
    tenant = Tenant.objects.get(pk=current_tenant_id())
    # Of two acts at once the second reads when the first has committed, and tells of both.
    there = CertificateCard.objects.filter(tenant=tenant).order_by("pk")
    list(there.select_for_update(no_key=True).values_list("pk"))
    editions = set(StandardEdition.objects.values_list("code", flat=True))
    cards = [_card(tenant, each, editions) for each in standings(day)]
    CertificateCard.objects.bulk_create(
        cards, update_conflicts=True, unique_fields=["id"], update_fields=KEPT
    )


def _card(tenant: Tenant, standing: Standing, editions: Collection[str]) -> CertificateCard:
    """Make the card of a certificate; of its words only a code that the world knows is kept."""
    certificate, clock = standing
    return CertificateCard(
        id=certificate.pk,
        tenant=tenant,
        standard=certificate.standard if certificate.standard in editions else "",
        state=clock.state,
        valid_until=certificate.valid_until,
        next_audit=clock.next_audit or "",
        latest_on=clock.latest_on,
        planned_until=clock.planned.planned_until if clock.planned else None,
        measured_on=clock.day,
    )
