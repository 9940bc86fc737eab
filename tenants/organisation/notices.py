"""What people are told of a reorganisation."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, Reorganisation, Tenant, TenantQuerySet
from tenants.notices import Kind


def _seen_by(member: Member) -> TenantQuerySet[Reorganisation]:
    plans: TenantQuerySet[Reorganisation] = Reorganisation.objects.all()
    return plans if member.can("settings.read") else plans.none()


def _page_of(tenant: Tenant, plan: Reorganisation) -> str:
    return reverse("tenants:reorganisation", args=[tenant.slug, plan.pk])


KINDS: Final = (
    Kind(
        name="reorganisation_due",
        app="tenants",
        label=_("Reorganisation"),
        icon="workflow",
        visible=_seen_by,
        address=_page_of,
    ),
)
