"""A report as the city reads it; each time it is opened stands in the trail of its tenant."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from oversight.models import Examination, HandedIn
from tenants import audit
from tenants.models import Member, Tenant
from tenants.scope import tenant_scope


@dataclass(frozen=True)
class Read:
    """What a report says, and nothing else of its tenant."""

    achievements: str
    shortcomings: str
    promises: list[str]
    kept: list[dict[str, Any]]
    evidence: dict[str, list[str]] = field(default_factory=dict)  # criterion → names


def read(handed_in: HandedIn) -> Read:
    """Return a report that was handed in, as its leader signed it."""
    said = json.loads(handed_in.content)
    evidence: dict[str, list[str]] = defaultdict(list)
    for each in said["evidence"]:
        evidence[each["criterion"]].append(f"{each['number']} {each['title']} {each['label']}")
    return Read(
        said["achievements"], said["shortcomings"], said["promises"], said["kept"], dict(evidence)
    )


def note_opening(round: Examination, zone: Tenant, *, by: Member) -> None:
    """Record in the tenant's own trail who of the city opens its report."""
    with tenant_scope(zone.pk, time_zone=zone.time_zone):
        told = {"name": round.name, "person": by.name}
        audit.record("examination.report_opened", round, by=None, **told)
