"""What of audits lacks a person."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from oversight.models import Auditor
from tenants.models import Member
from tenants.ties import Need


def find_vacancies(reader: Member) -> Iterator[Need]:
    """Find auditors of planned audits who have left: the plan counts on them still."""
    missing = Auditor.objects.missing().select_related("audit")
    for each in missing.order_by("audit__planned_from", "name"):
        url = reverse("oversight:audit_of", args=[reader.tenant.slug, each.audit_id])
        yield Need(_("Planned audits whose auditor has left"), f"{each.audit} · {each.name}", url)
