"""Tell a tenant of a published result: why, in its own rows, and that it is there."""

import json
from typing import Final

from oversight.city.sides import spoken_to
from oversight.models import Examination, Explained, Result, ResultSignature
from tenants import audit
from tenants.models import Notice, Tenant
from tenants.notices import notice_for, notify_all
from tenants.scope import current_tenant_id, tenant_scope

KIND: Final = "examination_result"


def tell_tenant(round: Examination) -> bool:
    """Write into the running tenant what was said of it, once; tell whether that was to do.

    Its controllers and leaders are told of each correction as well.
    """
    zone = Tenant.objects.get(pk=current_tenant_id())
    results = Result.objects.filter(round=round, tenant=zone)
    if not results.exists():
        return False
    is_new = not Explained.objects.filter(round=round).exists()
    if is_new:
        said = _said_of(round, zone)
        Explained.objects.create(
            round=round, reasons=said.get("reasons", {}), verdicts=said.get("verdicts", {})
        )
        audit.record("examination.result_came", round, by=None, name=round.name)
    number = results.latest("n").n
    notify_all(
        notice_for(person, KIND, subject=round, milestone=number)
        for person in spoken_to(zone.today())
    )
    return is_new


def _said_of(round: Examination, zone: Tenant) -> dict[str, dict[str, object]]:
    city = Tenant.objects.filter(kind=Tenant.Kind.CITY).get()
    with tenant_scope(city.pk, time_zone=city.time_zone):
        signature = ResultSignature.objects.filter(round=round).earliest("signed_at")
        found: dict[str, dict[str, object]] = json.loads(signature.manifest)["results"][zone.code]
        return found


def untold() -> list[Examination]:
    """Return rounds of whose result, or its newest correction, the running tenant was not told."""
    told = set(Notice.objects.filter(kind=KIND).values_list("subject", "milestone"))
    standing = Result.objects.filter(tenant=current_tenant_id()).standing().select_related("round")
    return [each.round for each in standing if (audit.subject_of(each.round), each.n) not in told]
