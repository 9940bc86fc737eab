"""What people are told about periodic reviews."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models import Round
from documents.models import Revision
from tenants.models import Member, Tenant, TenantQuerySet
from tenants.notices import Kind


def _rounds_seen_by(member: Member) -> TenantQuerySet[Round]:
    reviews = Round.objects.filter(purpose=Round.Purpose.REVIEW)
    seen = Revision.objects.visible_to(member)
    rounds: TenantQuerySet[Round] = reviews.filter(revision__in=seen.values("pk"))
    return rounds.select_related("revision__document")


def _retire_page(tenant: Tenant, round: Round) -> str:
    return reverse("approvals:retire", args=[tenant.slug, round.revision.document.number])


KINDS: Final = (
    Kind(
        "retirement_wanted",
        app="approvals",
        label=_("To retire"),
        icon="archive",
        visible=_rounds_seen_by,
        address=_retire_page,
    ),
)
