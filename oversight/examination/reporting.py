"""A report as it is written, read by its own people, and handed in: exactly these bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from documents.models import Document
from oversight.examination.reckoning import last_round
from oversight.models import Examination, Promise, SelfReport
from tenants.errors import Refused
from tenants.models import Member


@dataclass(frozen=True)
class Written:
    """What somebody wrote into a report: all of it, at once."""

    achievements: str
    shortcomings: str
    promises: Sequence[str]
    evidence: Mapping[UUID, Sequence[str]] = field(default_factory=dict)  # criterion → numbers
    shared: frozenset[UUID] = frozenset()  # criteria whose documents may be named to others
    kept: Mapping[int, tuple[str, str]] = field(default_factory=dict)  # of promises of last time


def report_of(round: Examination) -> SelfReport | None:
    return SelfReport.objects.one_or_none(round=round)


def last_promises(round: Examination) -> list[Promise]:
    """Return what this tenant promised in the round before, if it handed a report in."""
    last = last_round(round)
    if last is None:
        return []
    handed_in = SelfReport.State.HANDED_IN
    found = Promise.objects.filter(report__round=last, report__state=handed_in)
    return list(found.order_by("position"))


def documents_named(numbers: Sequence[str], member: Member) -> list[Document]:
    """Return the documents in force with these numbers; raises Refused for any other."""
    visible = Document.objects.visible_to(member).in_force_now().select_related("in_force")
    found = {each.number: each for each in visible.filter(number__in=numbers)}
    missing = [number for number in numbers if number not in found]
    if missing:
        raise Refused(
            _("No document in force has the number %(numbers)s. Take it from the register.")
            % {"numbers": "、".join(missing)}
        )
    return [found[number] for number in dict.fromkeys(numbers)]


def content(report: SelfReport) -> dict[str, Any]:
    """Return all that leaves the tenant when the report is handed in, and nothing else does."""
    evidence = report.evidence.select_related("document", "revision").order_by(
        "criterion__position", "document__number"
    )
    return {
        "achievements": report.achievements,
        "shortcomings": report.shortcomings,
        "promises": [promise.text for promise in report.promises.all()],
        "kept": [
            {"text": promise.text, "kept": promise.kept, "said": promise.said}
            for promise in last_promises(report.round)
        ],
        "evidence": [
            {
                "criterion": str(each.criterion_id),
                "number": each.document.number,
                "title": each.revision.title,
                "label": each.revision.label,
                "shared": each.is_shared,
            }
            for each in evidence
        ],
    }


def manifest(report: SelfReport) -> str:
    """Write the report down as it is signed and handed in."""
    told = {"round": str(report.round_id), **content(report)}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def what_is_missing(report: SelfReport) -> str:
    """Say what the report still has to say before it is approved; "" when it is whole."""
    if not report.achievements.strip() or not report.shortcomings.strip():
        return _("Write what was achieved and where it falls short first.")
    if not report.promises.exists():
        return _("Promise at least one measure first.")
    if any(not promise.kept for promise in last_promises(report.round)):
        return _("Say of each measure promised last time whether it was kept first.")
    return ""
