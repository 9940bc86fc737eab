"""What is signed, as its reader sees it: a template for each kind, and what that needs."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oversight.access import reads_own_report
from oversight.audits.finding_list import rows
from oversight.circulation.signed import Subject
from oversight.examination.own import own_figures
from oversight.examination.reporting import last_promises
from oversight.improvement import shown as reviews
from oversight.improvement.record import record_of
from oversight.models import Finding, ManagementReview, SelfReport
from tenants.models import Member

LED: Final = _(
    "I have led this review, and sign its record with the figures, conclusion and decisions above."
)
APPROVED: Final = _("I have read the report and approve it as the leader of this organ or zone.")
READ: Final = _("I have read the text above, and sign it as it stands.")


class Page(NamedTuple):
    """How the page of something to sign is made."""

    title: str | Promise
    part: str  # the template that shows what is signed
    led: str | Promise  # what the leader says who signs it alone
    back: str
    name: str  # of what is signed
    facts: dict[str, Any]


def page_of(subject: Subject, reader: Member) -> Page:
    if isinstance(subject, ManagementReview):
        return _review(subject, reader)
    if isinstance(subject, SelfReport):
        return _report(subject, reader)
    return _finding(subject, reader)


def _review(review: ManagementReview, reader: Member) -> Page:
    record = record_of(review)
    facts = {
        "review": review,
        "record": record,
        "sections": reviews.sections(record),
        "decisions": reviews.decisions(review, record, reader.tenant.today()),
    }
    back = reverse("oversight:management_review", args=[reader.tenant.slug, review.pk])
    return Page(
        _("Sign the review"), "oversight/improvement/signed.html", LED, back, str(review), facts
    )


def _report(report: SelfReport, reader: Member) -> Page:
    facts = {
        "round": report.round,
        "report": report,
        "figures": own_figures(report.round, reader),
        "last": last_promises(report.round),
        "evidence": report.evidence.select_related("criterion", "document"),
    }
    back = reverse("oversight:own_examinations", args=[reader.tenant.slug])
    if reads_own_report(reader):
        back = reverse("oversight:own_examination", args=[reader.tenant.slug, report.round_id])
    return Page(
        _("Approve the report"),
        "oversight/examination/signed.html",
        APPROVED,
        back,
        str(report),
        facts,
    )


def _finding(finding: Finding, reader: Member) -> Page:
    listed = Finding.objects.listed().select_related("raised_by").get(pk=finding.pk)
    facts = {
        "finding": listed,
        "row": rows([listed], reader)[0],
        "entries": finding.entries.select_related("by", "file", "leaver"),
    }
    back = reverse("oversight:finding", args=[reader.tenant.slug, finding.pk])
    return Page(
        _("Sign that it is closed"),
        "oversight/parts/finding_signed.html",
        "",
        back,
        str(finding),
        facts,
    )
